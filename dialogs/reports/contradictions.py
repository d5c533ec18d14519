"""Figures of one action that do not go together. Pure.

They are told to whoever answers for the plan, before a report goes out; nothing is altered.
"""

from collections.abc import Iterator
from datetime import date

from dialogs.reports.direction import Direction, direction
from dialogs.reports.model import Contradiction, Odd
from dialogs.shown import NO_CHANGE
from storage.plan import RECENT_UPDATES, Action
from storage.status import Status

COLOURS = (Status.RED, Status.AMBER, Status.GREEN, Status.COMPLETE)


def contradictions(action: Action, as_at: date) -> Iterator[Contradiction]:
    """What is at odds about one action on a day."""
    complete = action.status is Status.COMPLETE
    if action.status is Status.GREEN and action.overdue(as_at):
        yield Contradiction(action.ref, Odd.LATE_AND_GREEN)
    if complete and any(not step.done for step in action.steps):
        yield Contradiction(action.ref, Odd.OPEN_STEPS)
    if complete and any(end > as_at for end in _dates(action)):
        yield Contradiction(action.ref, Odd.LATER_DATES)
    if better_without_a_word(action):
        yield Contradiction(action.ref, Odd.NO_REASON)


def _dates(action: Action) -> Iterator[date]:
    """The dates of its parts and steps. That the whole is complete before its own date is no contradiction."""
    parts = action.timescale.parts if action.timescale else ()
    steps = (step.timescale for step in action.steps if step.timescale)
    yield from (one.end for one in (*parts, *steps) if one.end)


def better_without_a_word(action: Action) -> bool:
    """Its last change of colour was to a better one, and neither it nor anything said since then says why.

    "No change" says nothing. Before everything that was said here stands the document's own colour.
    """
    newest_first = range(len(action.updates) - 1, -1, -1)
    rated = (at for at in newest_first if action.updates[at].status in COLOURS)
    at = next((at for at in rated if action.updates[at].speaker is not None), None)
    if at is None:
        return False
    older = (one.status for one in reversed(action.updates[:at]) if one.status in COLOURS)
    before = next(older, action.came if _all_remembered(action) and action.came in COLOURS else None)
    better = before is not None and direction(before, action.updates[at].status) is Direction.BETTER
    return better and not any(_says_something(one.note) for one in action.updates[at:])


def _all_remembered(action: Action) -> bool:
    """Whether an action carries everything that was said of it: of more, what stood before the first is not known."""
    return sum(one.speaker is not None for one in action.updates) < RECENT_UPDATES


def _says_something(note: str | None) -> bool:
    return (note or NO_CHANGE).casefold() != NO_CHANGE
