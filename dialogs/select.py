"""A filter → the actions that it lets through. Pure; every key of the published filter has its meaning here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from dialogs.deadlines import Deadlines, deadlines_of
from dialogs.items import Item, Items
from storage.people import Directory
from storage.plan import Plan
from storage.status import Status

PAST_FIRST = "past_first"  # a key of our own, beside the published ones: late by the first date alone
DUE = ("due_after", "due_before")
LOOKED_UP = ("owner", "overdue", PAST_FIRST, "status", *DUE)  # what is kept beside a plan; the rest is tried
_OPEN_ALREADY = ("overdue", PAST_FIRST)  # what is done is not late
_ENDED_TOO = ("status", "text", "action", "updated_since")  # questions about what was done, not only what is left


@dataclass(frozen=True, slots=True)
class Sight:
    """What a filter is read against: the directory, the day, and the people that its names were resolved to."""

    directory: Directory
    today: date
    people: Mapping[str, list[int]]
    _known: dict[str, frozenset[int]] = field(default_factory=dict, repr=False, compare=False)

    def ids(self, key: str, names: Any) -> frozenset[int]:
        """Every owner id that the named people are or stand for; a key has one value in a filter."""
        if key not in self._known:
            self._known[key] = self._stand_for(key, names)
        return self._known[key]

    def _stand_for(self, key: str, names: Any) -> frozenset[int]:
        found = self.people.get(key)
        if found is None:
            known = (self.directory.named(str(name)) for name in many(names))
            found = [person.id for person in known if person]
        return frozenset(owner for one in found for owner in self.directory.stands_for(one))


Test = Callable[[Item, Any, Sight], bool]


def select(plans: Iterable[Plan], wanted: Mapping[str, Any], sight: Sight) -> Sequence[Item]:
    """The actions of some plans that pass every key of a filter, soonest due first, those without a date last."""
    keys = [key for key, value in wanted.items() if key in (*LOOKED_UP, *TESTS) and value not in (None, False)]
    asked = {key: READ[key](wanted[key]) if key in READ else wanted[key] for key in keys}
    asked.pop("since", None)
    asked |= {"since": wanted} if looks_since(wanted) else {}  # it means something only beside the others
    found = [_passed(plan, asked, sight) for plan in plans]
    return found[0] if len(found) == 1 else sorted(chain.from_iterable(found), key=_urgency)


def _passed(plan: Plan, asked: Mapping[str, Any], sight: Sight) -> Items:
    deadlines = deadlines_of(plan)
    ids, *others = _looked_up(deadlines, asked, sight)
    for other in map(frozenset, others):
        ids = [one for one in ids if one in other]
    if left := [(TESTS[key], value) for key, value in asked.items() if key not in LOOKED_UP]:
        items = ((one, Item(plan, plan.actions[one])) for one in ids)
        ids = [one for one, item in items if all(test(item, value, sight) for test, value in left)]
    return Items(plan, ids, deadlines)


def _looked_up(deadlines: Deadlines, asked: Mapping[str, Any], sight: Sight) -> list[Sequence[int]]:
    """What passes each key of LOOKED_UP that the filter has, in urgency; everything where it has none of them."""
    found: list[Sequence[int]] = []
    if "owner" in asked:
        found.append(deadlines.owned(sight.ids("owner", asked["owner"])))
    if "overdue" in asked:
        found.append(deadlines.overdue(sight.today))
    if PAST_FIRST in asked:
        found.append(sorted(deadlines.past_first(sight.today), key=deadlines.places.__getitem__))
    if "status" in asked:
        found.append(deadlines.standing(asked["status"]))
    if "due_after" in asked or "due_before" in asked:
        found.append(deadlines.due(asked.get("due_after", date.min), asked.get("due_before", date.max)))
    return found or [deadlines.ids[:]]


def open_only(items: Sequence[Item], wanted: Mapping[str, Any]) -> Sequence[Item]:
    """What is still to do, unless the question itself reaches for what is done."""
    if any(key in wanted for key in _ENDED_TOO) or any(wanted.get(key) for key in _OPEN_ALREADY):
        return items
    return items.open() if isinstance(items, Items) else [one for one in items if one.action.open]


def all_open(items: Sequence[Item]) -> bool:
    return len(items.open()) == len(items) if isinstance(items, Items) else all(one.action.open for one in items)


def by_recommendation(items: Sequence[Item]) -> list[Item]:
    """The actions of one recommendation together, the recommendation with the soonest date first."""
    first: dict[tuple[int, int], int] = {}
    for place, one in enumerate(items):
        first.setdefault((one.plan.id, one.action.recommendation), place)
    return sorted(items, key=lambda one: first[(one.plan.id, one.action.recommendation)])


def overdue(items: Iterable[Item], today: date) -> Sequence[Item]:
    return items.overdue(today) if isinstance(items, Items) else [one for one in items if one.action.overdue(today)]


def past_first(items: Iterable[Item], today: date) -> Sequence[Item]:
    return (
        items.past_first(today)
        if isinstance(items, Items)
        else [one for one in items if one.action.past_first_date(today)]
    )


def _urgency(found: Item) -> tuple[bool, bool, date]:
    action = found.action
    return (not action.open, action.due is None, action.due or date.max)


def many(value: Any) -> list[Any]:
    """One value or a list of them, as a list."""
    return list(value) if isinstance(value, list | tuple) else [value]


def as_date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


# --- one test for each key ----------------------------------------------------------------------------------------


def _sponsor(found: Item, names: Any, sight: Sight) -> bool:
    return not sight.ids("sponsor", names).isdisjoint(found.recommendation.sponsors)


def _team(found: Item, team: Any, sight: Sight) -> bool:
    """A team is a group or a post that is named, or the posts of the people who are."""
    wanted = str(team).casefold()
    owners = (sight.directory.people.get(one) for one in (*found.action.owners, *found.recommendation.sponsors))
    return any(wanted in word.casefold() for one in owners if one for word in (one.name, *one.posts, *one.aliases))


def _statuses(named: Any) -> frozenset[Status | None]:
    return frozenset(None if one in (None, "none", "not_rated") else Status(one) for one in many(named))


def _action(found: Item, wanted: Any, sight: Sight) -> bool:
    return any(found.action in found.plan.find(str(ref)) for ref in many(wanted))


def _not_updated_since(found: Item, day: Any, sight: Sight) -> bool:
    updated = found.action.updated
    return found.action.open and (updated is None or updated < day)


def _updated_since(found: Item, day: Any, sight: Sight) -> bool:
    return found.action.updated is not None and found.action.updated >= day


def looks_since(wanted: Mapping[str, Any]) -> bool:
    """Whether `since` picks actions; of a question that goes on from another the day that it names itself does."""
    return bool(wanted.get("since")) and not (wanted.get("updated_since") or wanted.get("not_updated_since"))


def _since(found: Item, wanted: Any, sight: Sight) -> bool:
    """Overdue since a day: it fell due then or later. Red since a day: it was called so; without either: updated."""
    day, action = as_date(wanted["since"]), found.action
    if wanted.get("overdue"):
        return action.due is not None and action.due >= day
    if wanted.get("status"):
        return action.set_on.get("status", date.min) >= day
    return _updated_since(found, day, sight)


def _text(found: Item, wanted: Any, sight: Sight) -> bool:
    recommendation = found.recommendation
    notes = " ".join(one.note or "" for one in found.action.updates if not one.internal)
    told = (found.action.text, recommendation.text, recommendation.section or "", recommendation.response or "", notes)
    held = " ".join(told).casefold()
    return all(word in held for word in str(wanted).casefold().split())


def _section(found: Item, wanted: Any, sight: Sight) -> bool:
    return str(wanted).casefold() in (found.recommendation.section or "").casefold()


def _plan(found: Item, wanted: Any, sight: Sight) -> bool:
    return any(str(one).casefold() in (found.plan.code.casefold(), found.plan.title.casefold()) for one in many(wanted))


TESTS: dict[str, Test] = {
    "sponsor": _sponsor,
    "team": _team,
    "action": _action,
    "no_due": lambda found, _, sight: found.action.due is None,
    "no_owner": lambda found, _, sight: not found.action.owners,
    "stale": lambda found, _, sight: found.action.silent(sight.today, found.plan.interval_days),
    "not_updated_since": _not_updated_since,
    "updated_since": _updated_since,
    "text": _text,
    "section": _section,
    "plan": _plan,
    "since": _since,
}
READ: dict[str, Callable[[Any], Any]] = {  # what a value is made of once, before any action is held against it
    "status": _statuses,
    **dict.fromkeys((*DUE, "updated_since", "not_updated_since"), as_date),
}
