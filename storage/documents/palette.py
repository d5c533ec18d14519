"""The colours of a workbook: as they are written, by their place in its theme, or in Excel's old list of 64."""

import colorsys
import re
from dataclasses import dataclass, field
from typing import Any

from openpyxl.styles.colors import COLOR_INDEX

_SCHEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{place}" for place in range(1, 7)), "hlink", "folHlink")
_PART = re.compile(r"<a:(?P<name>\w+)>\s*<a:(?:sysClr[^>]*lastClr|srgbClr[^>]*val)=\"(?P<figures>[0-9A-Fa-f]{6})\"")


@dataclass(frozen=True, slots=True)
class Palette:
    """`theme` holds the theme's colours in the order in which cells count them, as six hexadecimal figures."""

    theme: tuple[str | None, ...] = ()
    known: dict[tuple[Any, ...], str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Any) -> "Palette":
        said = (book.loaded_theme or b"").decode("utf-8", "replace")
        named = {found["name"]: found["figures"].upper() for found in _PART.finditer(said)}
        return cls(tuple(named.get(name) for name in _SCHEME))

    def figures(self, colour: Any) -> str | None:
        """Six hexadecimal figures for a cell's colour; None for black, for none and for what the theme lacks."""
        if colour is None:
            return None
        key = (colour.type, colour.value, colour.tint)
        if key not in self.known:
            found = self._figures(colour)
            self.known[key] = None if found == "000000" else found
        return self.known[key]

    def _figures(self, colour: Any) -> str | None:
        if colour.type == "rgb":
            return str(colour.rgb)[-6:]
        if colour.type == "indexed":
            return COLOR_INDEX[colour.indexed][-6:] if colour.indexed < len(COLOR_INDEX) else None
        if colour.type == "theme" and 0 <= colour.theme < len(self.theme):
            return _tinted(self.theme[colour.theme], colour.tint)
        return None


def _tinted(figures: str | None, tint: float) -> str | None:
    """A theme's colour made darker (tint below 0) or lighter."""
    if figures is None or not tint:
        return figures
    red, green, blue = (int(figures[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    parts = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), saturation)
    return "".join(f"{round(255 * part):02X}" for part in parts)
