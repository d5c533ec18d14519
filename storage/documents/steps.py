"""The third level: dated lines inside one action."""

import re
from collections.abc import Sequence
from datetime import date

from storage.documents.document import ReadStep
from storage.documents.entry import Item
from storage.documents.parts import parts_of
from storage.status import Status
from storage.timescale import Kind, Timescale, read_timescale

_DATED = (Kind.DATE, Kind.PERIOD, Kind.DONE, Kind.OPEN)
_PROSE = 25  # words of a cell that tells of dates rather than gives them
_WORDS_A_DATE = 4  # at most, in a cell that lists dates


def dates_of(text: str, base: date | None) -> Sequence[Timescale]:
    """The readings of a cell with several dates, line by line where each line reads as one; none where it has one."""
    lines = text.split("\n")
    readings = [read_timescale(line, base) for line in lines] if len(lines) > 1 else []
    if readings and all(one.kind is not Kind.UNCLEAR for one in readings):
        return readings
    found = read_timescale(text, base).parts if text and len(text.split()) <= _PROSE else ()
    return found if len({(one.start, one.end, one.kind) for one in found}) > 1 else ()


def read_steps(items: Sequence[Item], base: date | None, whole: bool) -> list[ReadStep]:
    """The steps of an action, in order; none where all there is is one line with one date.

    A cell with as many parts as its dates is as many steps. `whole` says that the lines stand in a column of their own,
    so that one line is a step, too, and each bullet of a cell is one.
    """
    steps = [step for item in items for step in _of_item(item, base, whole)]
    return steps if len(steps) > 1 or whole else []


def uneven(items: Sequence[Item], base: date | None) -> bool:
    """Whether some cell holds several dates that fit no parts of the text beside them."""
    return any(len(dates_of(item.timescale, base)) > 1 and _paired(item, base) is None for item in items)


def _of_item(item: Item, base: date | None, whole: bool) -> list[ReadStep]:
    pairs = _paired(item, base)
    if pairs:
        return [_step(text, timescale) for text, timescale in pairs]
    timescale = read_timescale(item.timescale, base) if item.timescale else None
    lines = item.text.split("\n") if whole else [item.text]
    if len(lines) == 1:
        return [_step(item.text, timescale or _said_inside(item.text, base))]
    return [_step(_bare(line), _said_inside(line, base)) for line in lines if _bare(line)]


def _paired(item: Item, base: date | None) -> list[tuple[str, Timescale]] | None:
    dates = dates_of(item.timescale, base)
    listed = "\n" in item.timescale or len(item.timescale.split()) <= _WORDS_A_DATE * len(dates)
    found = parts_of(item.text, len(dates)) if len(dates) > 1 and listed else None
    return None if found is None else list(zip(found[1], dates, strict=True))


def _step(text: str, timescale: Timescale | None) -> ReadStep:
    """A date that says "completed" says that the step is."""
    done = timescale is not None and timescale.kind is Kind.DONE
    said = timescale if timescale is None else timescale.model_copy(update={"parts": ()})
    return ReadStep(text=" ".join(text.split()), timescale=said, status=Status.COMPLETE if done else None)


def _said_inside(text: str, base: date | None) -> Timescale | None:
    """The date that a line ends or begins with: "Draft the brief – June 2026", "June 2026: draft the brief"."""
    pieces = re.split(r"\s[-–—]\s|:\s|\(|\)|;\s", _bare(text))
    for piece in (pieces[-1] or pieces[-2:][0], pieces[0]) if len(pieces) > 1 else ():
        if len(piece) < 40 and (found := read_timescale(piece, base)).kind in _DATED:
            return found
    return None


def _bare(line: str) -> str:
    return re.sub(r"^(?:[•▪◦‣●○*–-]|\(?(?:\d{1,2}|[a-z])[.)])\s*", "", line.strip())
