""" "When is 5 due?", "is 5 red?", "who owns 5?": what was asked of one action, said before its card."""

from collections.abc import Callable
from datetime import date

from dialogs import facts
from dialogs.items import Item
from dialogs.parties import party
from dialogs.shown import due_words, overdue_words, status_words
from dialogs.turn import Turn
from dialogs.words import asks, day, joined, say
from storage.plan import Action
from storage.status import Status

BEGUN = (Status.IN_PROGRESS, Status.GREEN, Status.AMBER, Status.RED)  # "is 5 under way?" is true of a colour as well

ENDED = (Status.COMPLETE, Status.CLOSED)


def answer(turn: Turn, found: Item, today: date) -> str | None:
    """The answer to a question about one action; None where the message only wants to see it."""
    if "status" in turn.meant.args:
        return _is_status(found, Status(turn.meant.args["status"]), today)
    asked = next((one for one in _ANSWERS if asks(f"direct.{one}", turn.meant.text)), None)
    return _ANSWERS[asked](turn, found, today) if asked else None


def _is_status(found: Item, asked: Status, today: date) -> str:
    status = found.action.status
    now = _status(found, today)
    if status is asked or (asked is Status.IN_PROGRESS and status in BEGUN):
        return say("answer.yes", what=now)
    ended = not found.action.open and asked not in ENDED
    return say("answer.ended" if ended else "answer.no", what=now)


def _status(found: Item, today: date) -> str:
    return _with_lateness(status_words(found.plan, found.action), found.action, today)


def _with_lateness(words: str, action: Action, today: date) -> str:
    """Some words, and how late the action is where it is late."""
    if not (action.due and action.overdue(today)):
        return words
    return say("answer.late", what=words, late=overdue_words(action.due, today))


def _how(turn: Turn, found: Item, today: date) -> str:
    return say("answer.plain", what=_status(found, today))


def _when(turn: Turn, found: Item, today: date) -> str:
    due = _with_lateness(facts.due(found.action), found.action, today)
    if found.action.open:
        return say("answer.plain", what=due)
    return say("answer.when_ended", due=due, status=status_words(found.plan, found.action))


def _late(turn: Turn, found: Item, today: date) -> str:
    action = found.action
    if not action.open:
        return say("answer.ended", what=status_words(found.plan, action))
    if action.due and action.overdue(today):
        return say("answer.yes_late", late=overdue_words(action.due, today), due=due_words(action.timescale))
    if action.original_end and action.past_first_date(today):
        first = day(action.original_end)
        return say("answer.past_first", first=first, due=due_words(action.timescale))
    return say("answer.no_late" if action.due else "answer.never_late", due=facts.due(action))


def _moved(turn: Turn, found: Item, today: date) -> str:
    return say("answer.moved", n=found.action.moves, due=facts.due(found.action))


def _sponsor(turn: Turn, found: Item, today: date) -> str:
    names = joined(turn.directory.names(found.recommendation.sponsors))
    return say("answer.plain", what=names) if names else say("answer.no_sponsor")


def _who(turn: Turn, found: Item, today: date) -> str:
    names = joined(party(turn.directory, one) for one in found.action.owners)
    return say("answer.plain", what=names) if names else say("answer.nobody")


def _decision(turn: Turn, found: Item, today: date) -> str:
    needed = facts.decision(turn, found)
    return say("answer.plain", what=needed.rstrip(".")) if needed else say("answer.no_decision")


def _measure(turn: Turn, found: Item, today: date) -> str:
    measure = (found.action.measure or "").rstrip(".")
    return say("answer.plain", what=measure) if measure else say("answer.no_measure")


_ANSWERS: dict[str, Callable[[Turn, Item, date], str]] = {
    "decision": _decision,
    "moved": _moved,
    "when": _when,
    "late": _late,
    "sponsor": _sponsor,
    "who": _who,
    "measure": _measure,
    "how": _how,
}
