"""How often the deadline of an action has moved later, and its first one, whenever each date was told. Pure.

A date that is told late of an earlier day takes its place among those that were set: the plan as it is, as at today and
replayed from nothing count the same moves.
"""

from datetime import date
from itertools import pairwise
from typing import Any

from storage.plan import Action, Change, Deadline


def deadlines_after(action: Action, change: Change) -> dict[str, Any]:
    """What an action has of its deadlines after a change that sets its timescale, as fields of `Action`."""
    known = action.deadlines or (Deadline(date.min, action.id, action.due, (action.moves, action.original_end)),)
    new = _deadline(change)
    if _order(known[-1]) < _order(new):
        moves, first = _after((action.moves, action.original_end), known[-1].end, new)
        return {"deadlines": (*known, new), "moves": moves, "original_end": first}
    known = tuple(sorted((*known, new), key=_order))
    moves, first = _counted(known)
    return {"deadlines": known, "moves": moves, "original_end": first}


def deadline_before(action: Action, day: date, sequence: int) -> date | None:
    """The deadline that stood before a change of a day."""
    before = [one.end for one in action.deadlines if _order(one) < (day, sequence)]
    return before[-1] if before else action.due


def moved_later(action: Action) -> frozenset[int]:
    """The sequences of the changes each of which put the deadline off, undone ones too."""
    pairs = pairwise(action.deadlines)
    return frozenset(new.sequence for old, new in pairs if new.restored is None and _later(new.end, old.end))


def _deadline(change: Change) -> Deadline:
    end, first = ((change.facts.get("timescale") or {}).get("end"), change.facts.get("original_end"))
    restored = (change.facts["moves"], _day(first)) if "moves" in change.facts else None
    return Deadline(change.effective, change.sequence, _day(end), restored)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _order(one: Deadline) -> tuple[date, int]:
    return one.effective, one.sequence


def _counted(deadlines: tuple[Deadline, ...]) -> tuple[int, date | None]:
    counted: tuple[int, date | None] = (0, None)
    due = None
    for one in deadlines:
        counted, due = _after(counted, due, one), one.end
    return counted


def _after(counted: tuple[int, date | None], due: date | None, new: Deadline) -> tuple[int, date | None]:
    """The first deadline stays; a later one counts as a move; an undo brings both back."""
    if new.restored is not None:
        return new.restored
    moves, first = counted
    return moves + _later(new.end, due), first or new.end


def _later(end: date | None, due: date | None) -> bool:
    return end is not None and due is not None and end > due
