"""How many actions have each status, as bars: a row for each, with its sign, its word and its number."""

from collections.abc import Sequence

from dialogs.reports import words
from dialogs.reports.model import Report, StatusCount
from dialogs.reports.pictures import fonts
from dialogs.reports.pictures.canvas import LARGE, SIZE, SMALL, Box, Pen, Picture, clean, sign
from dialogs.reports.pictures.palette import INK, SOFT
from dialogs.words import day, say

HEAD, FOOT = 46.0, 6.0
ROW, BAR = 26.0, 16.0  # heights
GAP = 8.0
BESIDE = 0.42  # of the width: words that are wider stand above their bar instead of beside it


def rag(one: Report, width: float) -> Picture:
    """RAG now, in a fixed order, under the plan's own status words; with what has changed, where that is known."""
    pen, title = Pen(), say("picture.rag", date=day(one.as_at))
    pen.words(0, 18, fonts.fitted(clean(title), LARGE, width), LARGE)
    pen.words(0, 37, fonts.fitted(_total(one), SMALL, width), SMALL, fill=SOFT)
    bottom = _rows(pen, one.counts, width)
    said = words.counts(one) or words.nothing(one)
    return pen.done("rag", title, said, width, bottom + FOOT)


def _total(one: Report) -> str:
    if not one.rows:
        return clean(words.nothing(one))
    return words.total(one)


def _rows(pen: Pen, counts: Sequence[StatusCount], width: float) -> float:
    """All the rows; where they end."""
    labels = [f"{sign(each.status)} {clean(each.label)}" for each in counts]
    widest = max((fonts.width(label, SIZE) for label in labels), default=0)
    beside = widest <= BESIDE * width
    left = widest + GAP if beside else 0
    room = width - left - max((fonts.width(_number(each), SIZE) for each in counts), default=0) - GAP
    most, top = max((each.number for each in counts), default=1) or 1, HEAD
    for each, label in zip(counts, labels, strict=True):
        top += 0 if beside else SIZE + 6
        foot = top + ROW / 2 + SIZE * 0.36 if beside else top - 3
        pen.words(0, foot, fonts.fitted(label, SIZE, width), SIZE)
        _bar(pen, each, Box(left, top + (ROW - BAR) / 2, room * each.number / most, BAR))
        top += ROW
    return top


def _bar(pen: Pen, each: StatusCount, box: Box) -> None:
    """The bar and, behind it, its number."""
    if each.number:
        pen.block(box, each.status)
    end = box.x + box.width + (GAP if each.number else 0)
    pen.words(end, box.y + BAR / 2 + SIZE * 0.36, _number(each), SIZE, fill=INK if each.number else SOFT)


def _number(each: StatusCount) -> str:
    """12 (+2)."""
    return clean(words.count_words(each.number, "", each.change))
