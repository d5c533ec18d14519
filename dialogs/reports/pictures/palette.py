"""The fills of the pictures. No two need to be told apart by hue: they differ in lightness or in their pattern.

Every fill has an outline, stands beside its sign and its word, and carries words in `words` at 4.5:1 or more
(https://www.w3.org/TR/WCAG22/#contrast-minimum, https://www.w3.org/TR/WCAG22/#non-text-contrast). The lightness of
each plain fill stays apart from every other's also for whoever sees no red, no green or no blue.
"""

from dataclasses import dataclass

from storage.status import Status

PAPER, INK, SOFT, GRID = "#FFFFFF", "#1B1B1B", "#565F63", "#D5D5D0"  # SOFT is 6.6:1 on PAPER


@dataclass(frozen=True, slots=True)
class Fill:
    """A fill, the colour of words on it, and the strokes of its pattern: a path in a tile of 8 units, or none."""

    colour: str
    words: str = INK
    pattern: str = ""


FILLS: dict[Status | None, Fill] = {
    Status.COMPLETE: Fill("#86B3DE"),
    Status.GREEN: Fill("#3F9558"),
    Status.AMBER: Fill("#FFD778"),
    Status.RED: Fill("#A61C1C", PAPER),
    Status.IN_PROGRESS: Fill("#E6EEF7", INK, "M-2 2L2 -2M0 8L8 0M6 10L10 6"),
    Status.NOT_STARTED: Fill("#FFFFFF", INK, "M2 2h.1M6 6h.1"),
    Status.ON_HOLD: Fill("#ECE6F4", INK, "M2 0v8M6 0v8"),
    Status.CLOSED: Fill("#E2E2E0", INK, "M0 0L8 8M0 8L8 0"),
    None: Fill("#FFFFFF"),
}
EDGE = "#3A3A3A"  # of every fill: 3:1 and more against the paper and against each neighbour's edge of paper
STROKE = "#6B7680"  # of a pattern
