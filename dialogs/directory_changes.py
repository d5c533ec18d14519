"""A person who changes: what is written, and what is kept of it for good, so that it can be told and taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.turn import Turn
from storage.people import Person, Role
from storage.rights import PutRights, RightsEvent, differences
from storage.work import PutPerson, Write


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


def with_field(person: Person, what: str, value: Any) -> Person:
    """The person with a field as an event kept it."""
    if what == "role":
        return replace(person, role=Role(value))
    if what in ("since", "until"):
        day = date.fromisoformat(value) if value else None
        return replace(person, since=day) if what == "since" else replace(person, until=day)
    return replace(person, holders=tuple(value)) if what == "holders" else replace(person, manager=value)
