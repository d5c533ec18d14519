"""Words → meaning. Pure functions: the same message in the same context always means the same.

`reading.interpret` reads a message, `answers.answer` an answer to the open question, `pressed.pressed` a button or a
form.
"""
