"""How wide words are in the pictures' own font, so that nothing runs into anything else.

DejaVu Sans Condensed is about as wide as the sans serifs that browsers have; a picture that is opened where another
font is used keeps `SPARE` for the difference. The file lies in `dialogs/reports/fonts`, with its licence.
"""

from functools import cache, lru_cache
from importlib.resources import files
from math import inf
from pathlib import Path
from typing import Any

from dialogs.words import ELLIPSIS

FAMILY = "DejaVu Sans"  # the family's name in the file: the condensed face is one of it
SPARE = 1.06  # other fonts' words may be so much wider
LONGEST = 400  # characters that are measured and drawn: the narrowest letters would not fit on the widest picture
_UNITS = 1_000  # the size at which widths are taken


def path() -> Path:
    """The font's file."""
    return Path(str(files("dialogs.reports").joinpath("fonts/DejaVuSansCondensed.ttf")))


@cache
def _face() -> Any:
    from PIL import ImageFont  # takes longer to import than the bot may take to start

    return ImageFont.truetype(str(path()), _UNITS, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4_096)
def _units(said: str) -> float:
    return float(_face().getlength(said))


def width(said: str, size: float) -> float:
    """How wide words are at a size, in the picture's units, with room for other fonts; of far too many, endless.

    They are not measured: the library counts in 32 bits, and calls 100,000 letters narrower than nothing.
    """
    if len(said) > LONGEST:
        return inf
    return _units(said) * size / _UNITS * SPARE


def fitted(said: str, size: float, room: float) -> str:
    """Words that are at most so wide; ended by … where some are left out, and empty where not even that fits."""
    if width(said, size) <= room:
        return said
    low, high = 0, min(len(said), LONGEST) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(said[:middle].rstrip() + ELLIPSIS, size) <= room else (low, middle - 1)
    return said[:low].rstrip() + ELLIPSIS if low else ""


def wrapped(said: str, size: float, room: float, most: int) -> list[str]:
    """Words on at most `most` lines, none wider than `room`; the last line is cut where they are more."""
    lines: list[str] = []
    for word in said[: LONGEST * most].split():
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    kept = [*lines[: most - 1], " ".join(lines[most - 1 :])] if len(lines) > most else lines
    return [fitted(line, size, room) for line in kept]
