"""What the fill of a status cell says."""

import colorsys
import re

from storage.lexicon import words
from storage.status import Status


def status_of_colour(rgb: str) -> Status | None:
    """The status that the fill of a cell stands for: red, amber, green, blue for complete. Greys and white say nothing.

    `rgb` is six hexadecimal figures, with or without alpha before them or a hash.
    """
    figures = rgb.lstrip("#")[-6:]
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", figures):
        return None
    red, green, blue = (int(figures[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < 0.25 or value < 0.25:
        return None
    bands = words("status")["hue"].items()
    return next((Status(name) for name, spans in bands for low, high in spans if low <= hue * 360 < high), None)
