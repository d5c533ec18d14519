"""The lines of a cell as a page shows them: items of a list each on a line of its own. Pure.

Where a document was extracted as text, the items of its lists stand one behind the other: "• Plan it • Do it". Their
words stay as they are.
"""

import re

_BULLETS = re.compile(r"[ \t]+(?=[•▪◦‣] )")
_DASHES = re.compile(r"[ \t]+(?=[-–] [A-Z])")
_ITEM = re.compile(r"[•▪◦‣–-] ")


def lines_of(text: str) -> list[str]:
    """One for each paragraph and item. Dashes begin items where the line itself begins with one."""
    if "\n" not in text and not _ITEM.search(text):
        return [text]
    return [piece for line in text.split("\n") for bulleted in _BULLETS.split(line) for piece in _dashed(bulleted)]


def is_item(line: str) -> bool:
    """Whether a line is an item of a list."""
    return _ITEM.match(line) is not None


def _dashed(line: str) -> list[str]:
    return _DASHES.split(line) if line.startswith(("- ", "– ")) else [line]
