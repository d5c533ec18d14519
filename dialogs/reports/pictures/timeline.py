"""What is due, month by month, and what is overdue to the left of today. First dates that were moved are hollow."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from dialogs.reports.model import Report, Row
from dialogs.reports.pictures import fonts
from dialogs.reports.pictures.canvas import LARGE, SIZE, SMALL, Box, Pen, Picture, clean, signed
from dialogs.reports.pictures.palette import EDGE, FILLS, GRID, INK, PAPER, SOFT
from dialogs.reports.pictures.returns import short_month
from dialogs.words import day, month, say

MONTHS = 12  # ahead, at the most; what is due after them is "later"
STACK = 10  # marks above one another; where a month has more, all months are counted instead
PILL, STEP = 18.0, 22.0  # the height of a mark, and from one to the next
NARROWEST, WIDEST = 50.0, 96.0  # of a month
PLOT = 130.0  # the height of the highest count
TOP = 52.0
NAMED = 40  # marks that are told one by one in the alternative text
GAP = 8.0


@dataclass(slots=True)
class Slot:
    """A stretch of time: what falls due in it, and which first dates lay in it."""

    name: str
    full: str
    due: list[Row] = field(default_factory=list)
    first: list[Row] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.due) + len(self.first)


def timeline(one: Report, width: float) -> Picture:
    """What is not finished and has a date: each by its number, or as counts where they would be a crowd."""
    pen, title = Pen(), say("picture.timeline", date=day(one.as_at))
    pen.words(0, 18, fonts.fitted(title, LARGE, width), LARGE)
    rows = [row for row in one.rows if row.action.open and row.action.due]
    foot = _drawn(pen, one.as_at, rows, width) if rows else 24.0
    if not rows:
        pen.words(0, foot + 16, say("picture.no_dates"), SIZE, fill=SOFT)
    undated = len(one.no_date)
    note = say("summary.no_date", n=undated) if undated and rows else ""
    pen.words(0, foot + 20, fonts.fitted(note, SMALL, width), SMALL, fill=SOFT)
    told = _told(slots(rows, one.as_at, MONTHS)) if rows else say("picture.no_dates")
    rest = say("list.late_one", late=note) if note else ""
    return pen.done("due", title, f"{told} {rest}", width, foot + 28)


def slots(rows: Sequence[Row], as_at: date, months: int) -> list[Slot]:
    """Before, the months from this one on as far as anything is due, and later where something is."""
    ends = sorted((row.action.due for row in rows if row.action.due), reverse=True)
    ahead = min(max(_months(as_at, ends[0]) + 1, 3), months) if ends else 3
    made = [
        Slot("", ""),
        *(_month_slot(as_at, place) for place in range(ahead)),
        Slot(say("picture.later"), say("picture.later")),
    ]
    for row in rows:
        due, first = row.action.due, row.action.original_end
        if due:
            made[_place(due, as_at, ahead)].due.append(row)
        if first and due and first != due:
            made[_place(first, as_at, ahead)].first.append(row)
    made[0].name = made[0].full = say("picture.overdue" if made[0].due else "picture.before")
    return made if made[-1].number else made[:-1]


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def _month_slot(as_at: date, ahead: int) -> Slot:
    years, at = divmod(as_at.month - 1 + ahead, 12)
    first = date(as_at.year + years, at + 1, 1)
    return Slot(short_month(first), month(first))


def _place(when: date, as_at: date, ahead: int) -> int:
    return 0 if when < as_at else min(_months(as_at, when), ahead) + 1


# --- drawn --------------------------------------------------------------------------------------------------------


def _drawn(pen: Pen, as_at: date, rows: Sequence[Row], width: float) -> float:
    """The whole of it; where it ends."""
    widest = max(fonts.width(_mark(row), SMALL) for row in rows) + GAP * 2
    pitch = min(max(widest, NARROWEST), WIDEST)
    made = slots(rows, as_at, min(max(int(width // pitch) - 2, 1), MONTHS))
    crowd = max(slot.number for slot in made) > STACK
    if crowd:
        wide = fonts.width(str(len(rows)), SMALL) * 2 + GAP * 2
        made = slots(rows, as_at, min(max(int(width // max(wide, NARROWEST)) - 2, 1), MONTHS))
    pitch = min(width / len(made), WIDEST)
    high = PLOT if crowd else STEP * max(slot.number for slot in made)
    foot = TOP + high + 4
    (_counts if crowd else _marks)(pen, made, pitch, foot)
    _axis(pen, made, as_at, pitch, foot)
    return _key(pen, made, foot + 54, crowd)


def _axis(pen: Pen, made: Sequence[Slot], as_at: date, pitch: float, foot: float) -> None:
    """Time, with a line where today is."""
    pen.line(0, foot, pitch * len(made), foot, INK)
    pen.line(pitch, TOP - 12, pitch, foot + 6, INK, wide=1.6)
    pen.words(pitch + 5, TOP - 6, day(as_at), SMALL)
    for place, slot in enumerate(made):
        middle = pitch * (place + 0.5)
        pen.words(middle, foot + 15, fonts.fitted(slot.name, SMALL, pitch - 2), SMALL, at="middle")
        year = slot.full.rpartition(" ")[2]
        if slot.full != slot.name and (place == 1 or year != made[place - 1].full.rpartition(" ")[2]):
            pen.words(middle, foot + 29, year, SMALL, at="middle", fill=SOFT)
        if place > 1:
            pen.line(pitch * place, foot, pitch * place, foot + 4, SOFT)


def _marks(pen: Pen, made: Sequence[Slot], pitch: float, foot: float) -> None:
    for place, slot in enumerate(made):
        left = pitch * place + 4
        for at, row in enumerate((*slot.due, *slot.first)):
            box = Box(left, foot - 3 - STEP * at - PILL, pitch - 8, PILL)
            _pill(pen, row, box, hollow=at >= len(slot.due))


def _pill(pen: Pen, row: Row, box: Box, *, hollow: bool) -> None:
    fill = FILLS[row.action.status]
    if hollow:
        pen.shape(box, PAPER, radius=9, edge=EDGE, dashes="3 2")
    else:
        pen.block(box, row.action.status, radius=9)
    said = fonts.fitted(clean(row.ref) if hollow else _mark(row), SMALL, box.width - GAP)
    x, wide = box.x + box.width / 2, fonts.width(said, SMALL) + 4
    if fill.pattern and not hollow:  # words need a plain ground
        pen.shape(Box(x - wide / 2, box.y + 2, wide, PILL - 4), PAPER, radius=2)
    pen.words(x, box.y + PILL / 2 + SMALL * 0.36, said, SMALL, at="middle", fill=INK if hollow else fill.words)


def _mark(row: Row) -> str:
    return signed(row.action.status, clean(row.ref))


def _counts(pen: Pen, made: Sequence[Slot], pitch: float, foot: float) -> None:
    """Two bars a month, with their numbers above them."""
    most = max(max(len(slot.due), len(slot.first)) for slot in made)
    bar = (pitch - 10) / 2
    for place, slot in enumerate(made):
        for at, number in enumerate((len(slot.due), len(slot.first))):
            if not number:
                continue
            high = max((PLOT - 14) * number / most, 1)
            box = Box(pitch * place + 4 + at * (bar + 2), foot - high, bar, high)
            fill, dashes = (PAPER, "3 2") if at else (INK if place == 0 else SOFT, "")
            pen.shape(box, fill, edge=EDGE, dashes=dashes)
            pen.words(box.x + bar / 2, box.y - 4, str(number), SMALL, at="middle")


def _key(pen: Pen, made: Sequence[Slot], top: float, crowd: bool) -> float:
    """What is filled and what is hollow, where both are there; where it ends."""
    if not any(slot.first for slot in made):
        return top - 16
    pen.shape(Box(0, top - 10, 22, 13), SOFT if crowd else GRID, radius=0 if crowd else 6, edge=EDGE)
    said = say("picture.due")
    pen.words(28, top + 1, said, SMALL)
    x = 28 + fonts.width(said, SMALL) + 16
    pen.shape(Box(x, top - 10, 22, 13), PAPER, radius=0 if crowd else 6, edge=EDGE, dashes="3 2")
    pen.words(x + 28, top + 1, say("picture.first"), SMALL)
    return top + 2


# --- told ---------------------------------------------------------------------------------------------------------


def _told(made: Sequence[Slot]) -> str:
    """Overdue: 4, 7. October 2026: 5.1. First dates, since moved: Before: 4. Counts where they are many."""
    many = sum(slot.number for slot in made) > NAMED
    told = [(made[0], say("picture.before")), *((slot, slot.full) for slot in made[1:])]  # a first date is not overdue
    due = (say("picture.slot", when=slot.full, what=_what(slot.due, many)) for slot in made if slot.due)
    first = [say("picture.slot_first", when=when, what=_what(slot.first, many)) for slot, when in told if slot.first]
    moved = [say("picture.firsts", what="; ".join(first))] if first else []
    return " ".join((*due, *moved))


def _what(rows: Sequence[Row], many: bool) -> str:
    return str(len(rows)) if many else ", ".join(clean(row.ref) for row in rows)
