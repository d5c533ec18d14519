"""Reports that were made, as values: which paper of which plan, for whom, as at which day. Pure.

The last one is how "same as last time" knows what the time before was, and "since the last Cabinet" its day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class MadeReport:
    """One report, by the turn that made it. `wish` is JSON, storage does not look inside; people are ids in it."""

    id: str  # the turn's change set
    plan: int
    person: int
    made: datetime  # UTC
    as_at: date
    paper: str  # "cover", "one_page", "table"
    audience: str | None = None  # "publication", "internal"; None: neither was said
    wish: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PutReport:
    """A report has been made. The same turn twice keeps the first."""

    report: MadeReport
