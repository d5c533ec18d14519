"""Reports that were made, and the templates that they are made through, as values. Pure.

The last one is how "same as last time" knows what the time before was, and "since the last Cabinet" its day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class MadeReport:
    """One report, by the turn that made it. `wish` is JSON, storage does not look inside; people are ids in it."""

    id: str  # the turn's change set
    plan: int
    person: int | None  # None: made by the command
    made: datetime  # UTC
    as_at: date
    paper: str  # "cover", "one_page", "table"
    audience: str | None = None  # "publication", "internal"; None: neither was said
    wish: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PutReport:
    """A report has been made. The same turn twice keeps the first."""

    report: MadeReport


@dataclass(frozen=True, slots=True)
class TemplateEvent:
    """A template was handed in (it has a name), or is used no more, or one of these is taken back (`undoes`).

    `id` is the turn's change set; `number` counts them, and of two that were said at once the times decide. Without a
    plan it is said of all plans of the organisation. Nothing is ever altered.
    """

    id: str
    number: int
    person: int
    recorded: datetime  # UTC
    plan: int | None = None
    name: str | None = None
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class PutTemplate:
    """What was said of a template, with the document where one was handed in. The same turn twice keeps the first."""

    event: TemplateEvent
    content: bytes | None = None


def standing_template(events: Sequence[TemplateEvent], plan: int) -> TemplateEvent | None:
    """The template that a plan's reports are made through: what was said last of it, or of all plans, still holds.

    `events` stand in the order in which they were recorded.
    """
    undone = {one.undoes for one in events}
    said = [one for one in events if one.undoes is None and one.id not in undone and one.plan in (None, plan)]
    return said[-1] if said and said[-1].name is not None else None
