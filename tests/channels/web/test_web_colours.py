"""The page can be read: WCAG 2.2 AA contrast of its colours, in light and in dark."""

import re
from pathlib import Path

import pytest

import bot.channels.web

CSS = (Path(bot.channels.web.__file__).parent / "static/page.css").read_text(encoding="utf-8")
TINTS = ("green", "amber", "red", "blue", "teal", "grey", "violet")
TEXT = [
    *((ink, ground) for ink in ("ink", "soft") for ground in ("page", "surface", "sunken")),
    *((f"{tint}-ink", tint) for tint in TINTS),
    ("accent", "surface"),
    ("accent", "page"),
    ("accent-ink", "accent"),
    ("accent", "sunken"),
    ("mine-ink", "mine"),
    ("danger", "surface"),
]
SHAPES = [("edge", "surface"), ("edge", "page"), ("focus", "page"), ("focus", "surface")]


def palettes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    return {
        name: dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for name, block in (("light", light), ("dark", dark))
    }


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"), [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in SHAPES]
)
def test_text_and_edges_stand_out(palette: str, ink: str, ground: str, least: float) -> None:
    colours = palettes()[palette]
    assert contrast(colours[ink], colours[ground]) >= least


def test_black_on_white_is_21_to_1() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
