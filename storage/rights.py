"""What happened to people's rights, as values: who became or ceased to be what, when, and who said so. Pure.

Who may see a plan, and who has which part in it, is in the plan's own record; this is the organisation's: roles, who
reports to whom, who covers, who comes and who leaves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from storage.people import Directory, Person, Role

KEPT = ("role", "manager", "since", "until", "holders")  # what is kept of a person who changes; names and words are not
UNTOLD = {"role": Role.OWNER.value}  # what somebody is of whom nothing was recorded; everything else is nothing


@dataclass(frozen=True, slots=True)
class RightsEvent:
    """One change about one person. `before` and `after` are JSON: a role, a person's id, ISO dates; no names or words.

    `what` is `role`, `manager`, `team`, `since`, `until`, `cover`, `schedule` (who looks after what is posted) or
    `person` (came into the directory). `recorder` is None where it was the command line.
    """

    person: int
    what: str
    before: Any
    after: Any
    recorder: int | None
    source: str
    change_set: str
    recorded: datetime | None = None  # UTC; None: not written yet


@dataclass(frozen=True, slots=True)
class PutRights:
    """What is recorded beside a change of the directory, for good."""

    events: tuple[RightsEvent, ...]


def recorded(
    before: Directory, news: Iterable[Person], recorder: int | None, source: str, change_set: str
) -> tuple[PutRights, ...]:
    """What is kept for good where the directory changes: who came, and what is different about whom."""
    events = differences(before, news, recorder, source, change_set)
    return (PutRights(events),) if events else ()


def differences(
    before: Directory, news: Iterable[Person], recorder: int | None, source: str, change_set: str
) -> tuple[RightsEvent, ...]:
    by = recorder, source, change_set
    return tuple(event for one in news for event in _different(before.people.get(one.id), one, by))


def _different(known: Person | None, one: Person, by: tuple[int | None, str, str]) -> Iterator[RightsEvent]:
    """Somebody new has a part; a post or group that is new, and that nobody holds yet, is no news."""
    if known is None and one.speaks:
        yield RightsEvent(one.id, "person", None, one.role.value, *by)
    for what in KEPT if known is not None else ("manager", "since", "until", "holders"):
        old, new = (plain(known, what) if known else None), plain(one, what)
        if (old or None) != (new or None):
            yield RightsEvent(one.id, what, old, new, *by)


def plain(person: Person, what: str) -> Any:
    """A field as an event keeps it."""
    value = getattr(person, what)
    if what == "holders":
        return list(value)
    return value.isoformat() if isinstance(value, date) else value.value if isinstance(value, Role) else value


def told(events: Iterable[tuple[int, str, Any]]) -> dict[tuple[int, str], Any]:
    """What the record says of each person and field, from who it is about, what, and after, oldest first."""
    return {(person, "role" if what == "person" else what): after for person, what, after in events}
