"""The fills are told apart without hue, as WCAG 2.2 asks, also by whoever sees no red, no green or no blue."""

from itertools import combinations

import pytest

from dialogs.reports.pictures.palette import EDGE, FILLS, INK, PAPER, SOFT, STROKE, Fill

Rgb = tuple[float, float, float]
APART = 10  # of 100 steps of lightness (CIE L*): clearly another shade when side by side

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB: https://doi.org/10.1109/TVCG.2009.113
SIGHTS = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def seen(colour: str, sight: str) -> Rgb:
    rgb = linear(colour)
    red, green, blue = (sum(a * b for a, b in zip(row, rgb, strict=True)) for row in SIGHTS[sight])
    return max(red, 0), max(green, 0), max(blue, 0)


def luminance(rgb: Rgb) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def lightness(rgb: Rgb) -> float:
    value = luminance(rgb)
    return 116 * value ** (1 / 3) - 16 if value > 0.008856 else 903.3 * value


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(linear(one)), luminance(linear(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def told_apart(one: Fill, other: Fill, sight: str) -> bool:
    between = abs(lightness(seen(one.colour, sight)) - lightness(seen(other.colour, sight)))
    return one.pattern != other.pattern or between >= APART


@pytest.mark.parametrize("sight", SIGHTS)
def test_any_two_fills_differ_in_lightness_or_in_pattern(sight: str) -> None:
    alike = [(a, b) for a, b in combinations(FILLS, 2) if not told_apart(FILLS[a], FILLS[b], sight)]
    assert alike == []


def test_the_check_would_find_two_fills_that_only_hue_tells_apart() -> None:
    assert not told_apart(Fill("#3F9558"), Fill("#C4703A"), "no red") or not told_apart(
        Fill("#3F9558"), Fill("#C4703A"), "no green"
    )


def test_words_have_the_contrast_that_they_need() -> None:
    assert {
        status: contrast(fill.colour, fill.words)
        for status, fill in FILLS.items()
        if contrast(fill.colour, fill.words) < 4.5
    } == {}
    assert contrast(INK, PAPER) >= 4.5 and contrast(SOFT, PAPER) >= 4.5


def test_edges_and_patterns_have_the_contrast_that_they_need() -> None:
    assert contrast(EDGE, PAPER) >= 3
    assert {
        status: fill.colour for status, fill in FILLS.items() if fill.pattern and contrast(STROKE, fill.colour) < 3
    } == {}
