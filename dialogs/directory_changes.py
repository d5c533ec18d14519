"""A person who changes: what is written, and what is kept of it for good, so that it can be told and taken back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.turn import Turn
from storage.people import Directory, Person, Role
from storage.rights import PutRights, RightsEvent
from storage.work import PutPerson, Write

KEPT = ("role", "manager", "since", "until", "holders")  # what is kept of a person who changes; names and words are not


def person_changed(turn: Turn, news: Iterable[Person], more: Sequence[RightsEvent] = ()) -> tuple[Write, ...]:
    """The writes that make people what `news` say, against the directory as it is; `more`: what else is recorded."""
    some = list(news)
    puts = tuple(PutPerson(one, turn.directory.number) for one in some)
    events = (*events_of(some, turn, source_of(turn)), *more)
    return (*puts, *((PutRights(events),) if events else ()))


def source_of(turn: Turn) -> str:
    """Where what is recorded was said."""
    return f"{turn.message.sender.channel}: {turn.message.id}"


def events_of(news: Sequence[Person], turn: Turn, source: str) -> tuple[RightsEvent, ...]:
    """What is different about each, field by field."""
    return differences(turn.directory, news, turn.speaker.id, source, turn.change_set)


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


def with_field(person: Person, what: str, value: Any) -> Person:
    """The person with a field as an event kept it."""
    if what == "role":
        return replace(person, role=Role(value))
    if what in ("since", "until"):
        day = date.fromisoformat(value) if value else None
        return replace(person, since=day) if what == "since" else replace(person, until=day)
    return replace(person, holders=tuple(value)) if what == "holders" else replace(person, manager=value)
