"""Words → meaning. Pure functions: the same message in the same context always means the same.

The readings are imported when first called: `dialogs.memory` keeps an Interpretation, and the readings know the memory.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialogs.reply import Payload
    from dialogs.understanding.context import Context
    from dialogs.understanding.interpretation import Interpretation


def interpret(text: str, context: "Context") -> "Interpretation":
    """What a message means, read against its context. Never raises, whatever the text."""
    from dialogs.understanding.reading import read

    return read(text, context)


def answer(text: str, context: "Context") -> "Interpretation | None":
    """The message as the answer to `context.question`: the completed intent, or None where it changes the subject."""
    from dialogs.understanding.answers import read_answer

    return read_answer(text, context)


def pressed(payload: "Payload", inputs: Mapping[str, str], context: "Context") -> "Interpretation":
    """A button or a filled form as the same kind of meaning; forged or outdated ids give the intent `unknown`."""
    from dialogs.understanding.pressed import read_pressed

    return read_pressed(payload, inputs, context)
