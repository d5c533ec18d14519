"""Report → pictures: RAG now, over the returns, and what is due. A value in, SVG or PNG out.

Each says its figures in words too: as its alternative text, and on it with the plan's own status words and signs.
"""

from dialogs.reports import words
from dialogs.reports.model import Report
from dialogs.reports.pictures import fonts
from dialogs.reports.pictures.canvas import Pen, Picture, below, clean, renamed, svg
from dialogs.reports.pictures.png import TYPE, png, small
from dialogs.reports.pictures.rag import rag
from dialogs.reports.pictures.returns import returns
from dialogs.reports.pictures.timeline import timeline

__all__ = [
    "CHAT",
    "NARROW",
    "SVG_TYPE",
    "TYPE",
    "WIDE",
    "Picture",
    "beside_counts",
    "pictures",
    "png",
    "rag",
    "renamed",
    "returns",
    "sheet",
    "small",
    "svg",
    "timeline",
    "week",
]

WIDE, CHAT, NARROW = 640.0, 480.0, 340.0  # of a page, of a message, and of a telephone
GAP, TITLE = 30.0, 17.0
SVG_TYPE = "image/svg+xml"


def pictures(one: Report, width: float = WIDE) -> list[Picture]:
    """RAG now; over the returns, where there are two points of it at least; what is due. None of an empty plan."""
    if not one.rows:
        return []
    over = [returns(one.history, width)] if len(one.history) > 1 else []
    return [rag(one, width), *over, timeline(one, width)]


def beside_counts(one: Report, width: float = WIDE) -> list[Picture]:
    """What a document draws that has a table of the counts: bars would say that table again, so that they are there
    only before the first return; from then on the columns of the returns are, the last of which is now."""
    every = pictures(one, width)
    return every[1:] if len(one.history) > 1 else every


def sheet(one: Report) -> Picture:
    """All of them below each other, as one picture."""
    return below("sheet", words.head(one), [_head(one), *(pictures(one) or [rag(one, WIDE)])], GAP)


def week(one: Report) -> Picture | None:
    """Beside the RAG that a weekly summary draws itself: over the returns, and what is due, as one picture.

    None of an empty plan.
    """
    rest = pictures(one, CHAT)[1:]
    return below("week", words.head(one), rest, GAP) if rest else None


def _head(one: Report) -> Picture:
    """Which plan it is."""
    pen, lines = Pen(), fonts.wrapped(clean(words.head(one)), TITLE, WIDE, 2)
    for place, line in enumerate(lines):
        pen.words(0, TITLE * (1 + 1.3 * place), line, TITLE)
    return pen.done("head", words.head(one), "", WIDE, TITLE * 1.3 * len(lines) - 8)
