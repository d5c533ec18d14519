"""Three things to say, made from the speaker's own actions."""

from collections.abc import Sequence
from datetime import date, timedelta

from dialogs.items import Item, several
from dialogs.rights import oversees
from dialogs.scope import mine
from dialogs.shown import shown_ref
from dialogs.turn import Turn
from dialogs.words import month, say


def examples(turn: Turn) -> list[str]:
    """For an owner three about their own actions; for others three questions that this plan answers."""
    own = mine(turn)
    if own:
        return [*_owners_two(turn, own), say("example.mine")]
    overseer = oversees(turn.speaker, turn.live)
    return [say("example.overdue"), _show(turn), say("example.summary" if overseer else "example.red")]


def _owners_two(turn: Turn, own: Sequence[Item]) -> list[str]:
    first, last = own[0], own[-1]
    later = month(_months_on(turn.today)).split()[0]
    slipping = say("example.amber", ref=shown_ref(first, several(turn)), month=later)
    key = "example.done" if last != first else "example.no_change"
    return [slipping, say(key, ref=shown_ref(last, several(turn)))]


def _show(turn: Turn) -> str:
    some = next((Item(plan, action) for plan in turn.live for action in plan.actions.values()), None)
    return say("example.show", ref=shown_ref(some, several(turn))) if some else say("example.mine")


def first_example(turn: Turn) -> str:
    return examples(turn)[0]


def example_ref(turn: Turn) -> str:
    """The ref of one of the speaker's own actions, else of the plan's first; "5" where there is no plan at all."""
    own = mine(turn) or [Item(plan, action) for plan in turn.live for action in plan.actions.values()]
    return shown_ref(own[0], several(turn)) if own else "5"


def _months_on(today: date) -> date:
    """A day three months later: far enough to be a plausible new date in an example."""
    return (today.replace(day=1) + timedelta(days=100)).replace(day=1)
