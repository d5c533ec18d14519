"""A person who changes: what is written, and what is kept of it for good, so that it can be told and taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.turn import Turn
from storage.people import Person, Role
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
    return tuple(
        RightsEvent(one.id, what, before, after, turn.speaker.id, source, turn.change_set)
        for one in news
        if (known := turn.directory.people.get(one.id)) is not None
        for what in KEPT
        if (before := plain(known, what)) != (after := plain(one, what))
    )


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
