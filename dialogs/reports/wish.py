"""Which report somebody wishes for, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Paper = Literal["cover", "one_page", "table"]
Audience = Literal["publication", "internal"]


class NoReport(Exception):
    """There is no such report. The text says what there is, and is fit to be shown."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A paper of one plan: for whom, as at which day, compared with which, and how much of the plan.

    `part` has the keys of the filter that pick actions, `people` the ids behind its names. `returned` is the frozen
    return that is to be reported, by its name or as the last one; `why_since` says where the day of the comparison is
    from.
    """

    paper: Paper = "table"
    audience: Audience | None = None
    exceptions: bool = False
    as_at: date | None = None
    since: date | None = None
    why_since: str = ""
    part: Mapping[str, Any] = field(default_factory=dict)
    people: Mapping[str, list[int]] = field(default_factory=dict)
    returned: str | None = None

    @property
    def published(self) -> bool:
        """A covering report is for publication unless it is said to be internal."""
        return self.audience == "publication" or (self.audience is None and self.paper == "cover")

    @property
    def internal(self) -> bool:
        return self.audience == "internal"
