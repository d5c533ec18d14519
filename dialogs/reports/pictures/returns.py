"""How the plan stood at each return and stands now: a column for each, parted by status in a fixed order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.reports import words
from dialogs.reports.model import Standing, StatusCount
from dialogs.reports.pictures import fonts
from dialogs.reports.pictures.canvas import LARGE, SIZE, SMALL, Box, Pen, Picture, clean, sign, signed
from dialogs.reports.pictures.palette import FILLS, INK, PAPER, SOFT
from dialogs.words import listed, say
from storage.status import Status

PLOT = 180.0  # the height of the highest column
TOP = 62.0  # where it ends
COLUMN, PITCH = 46.0, 86.0  # the width of a column, and of it with what stands beside it, at the least
WIDEST = 130.0
INSIDE = SMALL * 1.35  # a slice that is lower has its number beside it
LINES = 3  # of words beneath a column
LINE = 14.0
ORDER = tuple(FILLS)


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a column: where it stands, and its number."""

    count: StatusCount
    box: Box

    @property
    def said(self) -> str:
        return signed(self.count.status, str(self.count.number))


def returns(history: Sequence[Standing], width: float) -> Picture:
    """The returns that there is room for, the last ones; the alternative text has all of them."""
    shown = history[-max(1, int(width // PITCH)) :]
    pen, title = Pen(), say("picture.returns")
    pen.words(0, 18, fonts.fitted(title, LARGE, width), LARGE)
    if len(shown) < len(history):
        part = say("picture.last", n=len(shown), all=len(history))
        pen.words(0, 37, fonts.fitted(part, SMALL, width), SMALL, fill=SOFT)
    _columns(pen, shown, width)
    bottom = _key(pen, _labels(shown), TOP + PLOT + LINES * LINE + 30, width)
    return pen.done("returns", title, " ".join(map(words.stood, history)), width, bottom)


def _columns(pen: Pen, shown: Sequence[Standing], width: float) -> None:
    pitch = min(width / len(shown), WIDEST)
    most = max(sum(each.number for each in one.counts) for one in shown) or 1
    foot = TOP + PLOT
    for place, one in enumerate(shown):
        left = place * pitch
        slices = list(_slices(one.counts, left, foot, PLOT / most))
        for each in slices:
            pen.block(each.box, each.count.status)
        _numbers(pen, slices)
        top = min((each.box.y for each in slices), default=foot)
        total = str(sum(each.number for each in one.counts))
        pen.words(left + COLUMN / 2, top - 6, total, SMALL, at="middle", fill=SOFT)
        _beneath(pen, one, left, foot, pitch)
    pen.line(0, foot, pitch * len(shown), foot, INK)


def _slices(counts: Sequence[StatusCount], left: float, foot: float, scale: float) -> Iterator[Slice]:
    """From the foot upwards."""
    top = foot
    for each in sorted(counts, key=lambda one: ORDER.index(one.status)):
        if each.number > 0:
            top -= each.number * scale
            yield Slice(each, Box(left, top, COLUMN, each.number * scale))


def _numbers(pen: Pen, slices: Sequence[Slice]) -> None:
    """Inside where there is room; else beside, no two on one another."""
    beside = [each for each in slices if each.box.height < INSIDE]
    for each in slices:
        if each.box.height >= INSIDE:
            _inside(pen, each)
    for each, middle in zip(beside, _apart([_middle(one.box) for one in beside]), strict=True):
        pen.words(each.box.x + COLUMN + 5, middle + SMALL * 0.36, each.said, SMALL)


def _middle(box: Box) -> float:
    """Where the words beside a slice stand: above the foot of the column, which would strike them through."""
    return min(box.y + box.height / 2, TOP + PLOT - INSIDE / 2)


def _inside(pen: Pen, each: Slice) -> None:
    fill = FILLS[each.count.status]
    said = each.said if fonts.width(each.said, SMALL) <= COLUMN - 4 else str(each.count.number)
    x, y = each.box.x + COLUMN / 2, each.box.y + each.box.height / 2
    if fill.pattern:  # words need a plain ground
        wide = fonts.width(said, SMALL) + 4
        pen.shape(Box(x - wide / 2, y - INSIDE / 2, wide, INSIDE), PAPER, radius=2)
    pen.words(x, y + SMALL * 0.36, said, SMALL, at="middle", fill=fill.words)


def _apart(middles: Sequence[float]) -> list[float]:
    """The same heights, from the lowest upwards, moved up where two would touch, and then back below the top."""
    step, found = SMALL * 1.25, list[float]()
    for middle in middles:
        found.append(min(middle, found[-1] - step) if found else middle)
    return _down(found, TOP - step, step)


def _down(found: Sequence[float], top: float, step: float) -> list[float]:
    """Moved down where the highest would stand above the top."""
    lowest = top + step * (len(found) - 1)
    return [max(middle, lowest - step * place) for place, middle in enumerate(found)]


def _beneath(pen: Pen, one: Standing, left: float, foot: float, pitch: float) -> None:
    """The return's name and its day."""
    name = clean(one.label) if one.label else say("picture.now")
    room = pitch - 6
    lines = [*fonts.wrapped(name, SMALL, room, LINES - 1), fonts.fitted(short_day(one.as_at), SMALL, room)]
    for place, line in enumerate(lines):
        last = place == len(lines) - 1
        pen.words(left, foot + LINE * (place + 1) + 2, line, SMALL, fill=SOFT if last else INK)


def short_day(value: date) -> str:
    """30 Sep 2026."""
    return f"{value.day} {short_month(value)} {value.year}"


def short_month(value: date) -> str:
    return listed("calendar.short_months")[value.month - 1]


def _labels(shown: Sequence[Standing]) -> dict[Status | None, str]:
    """The words of every status that occurs, in the order of the columns."""
    found = {each.status: clean(each.label) for one in shown for each in one.counts if each.number > 0}
    return {status: found[status] for status in ORDER if status in found}


def _key(pen: Pen, labels: dict[Status | None, str], top: float, width: float) -> float:
    """Swatch, sign and word of each status, in as many lines as they need; where they end."""
    x = 0.0
    for status, label in labels.items():
        said = fonts.fitted(f"{sign(status)} {label}", SIZE, width - 20)
        wide = fonts.width(said, SIZE) + 20
        if x and x + wide > width:
            x, top = 0.0, top + 20
        pen.block(Box(x, top - 10, 13, 13), status)
        pen.words(x + 19, top + 1, said, SIZE)
        x += wide + 14
    return top + 10
