"""Which actions a message is about, once its filter is read against the plans."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from dialogs.items import Item
from dialogs.select import Sight, by_recommendation, many, open_only, select
from dialogs.turn import Turn
from dialogs.understanding.interpretation import Intent
from storage.plan import Plan


def chosen(
    turn: Turn, plans: Iterable[Plan], today: date, without: tuple[str, ...] = (), also: Mapping[str, Any] | None = None
) -> Sequence[Item]:
    """What the message's filter lets through of some plans, without some of its keys and with others besides."""
    wanted = {key: value for key, value in turn.meant.filter.items() if key not in without} | dict(also or {})
    sight = Sight(turn.directory, today, turn.meant.people)
    items = open_only(select(plans, wanted, sight), wanted)
    if left_out := sight.ids("except", spared(turn)):
        items = [one for one in items if left_out.isdisjoint(one.action.owners)]
    if often := moves(turn):
        items = [one for one in items if one.action.moves >= often]
    return by_recommendation(items) if own(turn) else items


def moves(turn: Turn) -> int:
    """How often a date must have moved: "has anyone moved a date more than once" asks for two."""
    given = turn.meant.args.get("moves", 0)
    return given if isinstance(given, int) else 0


def spared(turn: Turn) -> tuple[str, ...]:
    """Whose actions are left out of a list: "overdue, but not Ian's"."""
    given = turn.meant.args.get("except", ())
    return tuple(map(str, given)) if turn.meant.intent is Intent.LIST and isinstance(given, list | tuple) else ()


def own(turn: Turn) -> bool:
    """The filter asks for the speaker's own actions."""
    return many(turn.meant.filter.get("owner")) == [turn.speaker.name]


def mine(turn: Turn) -> Sequence[Item]:
    """The speaker's own open actions in the live plans, soonest due first."""
    sight = Sight(turn.directory, turn.today, {"owner": [turn.speaker.id]})
    return open_only(select(turn.live, {"owner": turn.speaker.name}, sight), {})
