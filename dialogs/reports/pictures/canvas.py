"""What a picture is made of: shapes and words at places. Pure; the result is SVG without a script or an address.

SVG 1.1 with presentation attributes only, so that a page which forbids inline styles shows it, and as many programs
as can be: https://www.w3.org/TR/SVG11/
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from dialogs.reports.pictures import fonts
from dialogs.reports.pictures.palette import EDGE, FILLS, INK, PAPER, STROKE
from dialogs.words import symbol
from storage.status import Status

SIZE, SMALL, LARGE = 13.0, 11.0, 15.0  # of words
EDGES = 10.0  # of paper around a picture
ASCENT, DESCENT = 0.95, 0.25  # of a line, above and below its foot, in shares of the size
FAMILIES = f"'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', '{fonts.FAMILY}', sans-serif"
# Controls, halves of a character, what XML forbids, and the marks that turn text round.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its title and its figures in words. `texts` are the boxes of all the words in it."""

    name: str  # unique in a document: the patterns' names begin with it
    title: str
    said: str  # the alternative text: everything that the picture shows
    width: float
    height: float
    parts: tuple[str, ...]
    texts: tuple[Box, ...] = ()


def clean(said: str) -> str:
    """Words on one line, without what XML forbids or turns text round."""
    return " ".join(_UNFIT.sub(" ", said).split())


class Pen:
    """Collects what is drawn."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.texts: list[Box] = []

    def words(self, x: float, y: float, said: str, size: float = SIZE, *, at: str = "start", fill: str = INK) -> None:
        """Words whose foot is at `y`, and which start, end or have their middle at `x`."""
        shown = clean(said)
        if not shown:
            return
        wide = fonts.width(shown, size)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[at]
        self.texts.append(Box(left, y - size * ASCENT, wide, size * (ASCENT + DESCENT)))
        anchor = "" if at == "start" else f' text-anchor="{at}"'
        tone = "" if fill == INK else f' fill="{fill}"'
        self.parts.append(f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}"{anchor}{tone}>{escape(shown)}</text>')

    def block(self, box: Box, status: Status | None, *, radius: float = 0) -> None:
        """A shape filled as its status is."""
        fill = FILLS[status]
        self.shape(box, fill.colour, radius=radius, edge=EDGE)
        if fill.pattern:
            self.shape(box, f"url(#{{name}}-{_key(status)})", radius=radius)

    def shape(self, box: Box, fill: str, *, radius: float = 0, edge: str = "", dashes: str = "") -> None:
        round_ = f' rx="{_n(radius)}"' if radius else ""
        line = f' stroke="{edge}"' if edge else ""
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        place = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'
        self.parts.append(f'<rect {place}{round_} fill="{fill}"{line}{dashed}/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, *, wide: float = 1) -> None:
        place = f'x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
        self.parts.append(f'<line {place} stroke="{colour}" stroke-width="{_n(wide)}"/>')

    def done(self, name: str, title: str, said: str, width: float, height: float) -> Picture:
        parts = tuple(part.replace("{name}", name) if "url(#{name}" in part else part for part in self.parts)
        return Picture(name, clean(title), clean(said), width, height, parts, tuple(self.texts))


def sign(status: Status | None) -> str:
    return symbol(status)


def signed(status: Status | None, said: str) -> str:
    """Behind its sign; what is not rated has none, as its dash would make a number a negative one."""
    return f"{sign(status)} {said}" if status else said


def svg(one: Picture) -> str:
    """The picture as a document of its own, or as an element of a page; its figures are its alternative text."""
    wide, high = _n(one.width + 2 * EDGES), _n(one.height + 2 * EDGES)
    place = f'x="-{_n(EDGES)}" y="-{_n(EDGES)}" width="{wide}" height="{high}"'
    size = f'width="{wide}" height="{high}" viewBox="-{_n(EDGES)} -{_n(EDGES)} {wide} {high}"'
    about = f'role="img" aria-labelledby="{one.name}-title {one.name}-desc"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {about} font-family="{FAMILIES}" fill="{INK}">'
        f'<title id="{one.name}-title">{escape(one.title)}</title><desc id="{one.name}-desc">{escape(one.said)}</desc>'
        f'{_patterns(one)}<rect {place} fill="{PAPER}"/>{"".join(one.parts)}</svg>'
    )


def renamed(one: Picture, name: str) -> Picture:
    """The same picture under another name, where it stands twice in one document."""
    return replace(one, name=name, parts=tuple(part.replace(f"#{one.name}-", f"#{name}-") for part in one.parts))


def below(name: str, title: str, pictures: Iterable[Picture], gap: float) -> Picture:
    """Several pictures as one, each below the other."""
    top, parts, texts, made = 0.0, [], [], list(pictures)
    for one in made:
        parts.append(
            f'<g transform="translate(0 {_n(top)})">{"".join(one.parts)}</g>'.replace(f"#{one.name}-", f"#{name}-")
        )
        texts += [replace(box, y=box.y + top) for box in one.texts]
        top += one.height + gap
    wide, said = max(one.width for one in made), " ".join(f"{one.title}. {one.said}" for one in made)
    return Picture(name, clean(title), said, wide, top - gap, tuple(parts), tuple(texts))


def _patterns(one: Picture) -> str:
    """The tiles of the patterned fills that the picture has."""
    drawn = "".join(one.parts)
    used = [(status, fill) for status, fill in FILLS.items() if f"#{one.name}-{_key(status)})" in drawn]
    tiles = (
        f'<pattern id="{one.name}-{_key(status)}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path d="{fill.pattern}" stroke="{STROKE}" stroke-width="1.4" stroke-linecap="round" fill="none"/></pattern>'
        for status, fill in used
    )
    return f"<defs>{''.join(tiles)}</defs>" if used else ""


def _key(status: Status | None) -> str:
    return status.value if status else "none"


def _n(value: float) -> str:
    """A number as short as it can be written."""
    return f"{value:.1f}".removesuffix(".0")
