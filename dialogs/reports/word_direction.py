"""Which way words run: what is written from right to left is marked so in Word, paragraph and run.

https://www.unicode.org/reports/tr9/ (rule P2: the first letter that has a direction decides).
"""

import unicodedata

BIDI, RTL = "<w:bidi/>", "<w:rtl/>"  # of a paragraph's properties, and of a run's
_TELLING = {"L": False, "R": True, "AL": True}


def right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    if text.isascii():
        return False
    found = (_TELLING.get(unicodedata.bidirectional(letter)) for letter in text)
    return next((one for one in found if one is not None), False)
