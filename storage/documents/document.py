"""A plan as it was read from a document, before anybody has agreed to it. Its JSON is a published form.

Fields that are ours alone (the layout, the scheme, what could not be placed) stay out of that JSON.
"""

from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_serializer

from storage.plan import Column
from storage.status import Status
from storage.timescale import Timescale


@cache
def _fields(part: type[BaseModel]) -> set[str]:
    return set(part.model_fields)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_post_init(self, _: Any, /) -> None:
        """Which fields were given is of no account here, and noting it takes half the memory of a long plan."""
        object.__setattr__(self, "__pydantic_fields_set__", _fields(type(self)))

    @field_serializer("timescale", check_fields=False)
    def _published(self, timescale: Timescale | None) -> dict[str, Any] | None:
        return None if timescale is None else timescale.model_dump(mode="json", exclude={"parts"})


class DatedText(_Part):
    """An update column's cell: what it says, and the date in the column's heading."""

    as_at: date | None
    text: str


class ReadStep(_Part):
    text: str
    owners: list[str] = []
    timescale: Timescale | None = None
    status: Status | None = None


class ReadAction(_Part):
    ref: str
    text: str
    owners: list[str] = []
    measure: str | None = None
    timescale: Timescale | None = None
    steps: list[ReadStep] = []
    status: Status | None = None
    status_text: str | None = None
    updates: list[DatedText] = []
    owner_cell: str | None = Field(default=None, exclude=True)  # the owners in the document's own words
    cells: dict[str, str] = Field(default={}, exclude=True)  # other columns, verbatim, by heading


class ReadRecommendation(_Part):
    ref: str
    section: str | None = None
    text: str
    response: str | None = None
    owners: list[str] = []
    actions: list[ReadAction] = []
    owner_cell: str | None = Field(default=None, exclude=True)
    see: list[str] = Field(default=[], exclude=True)  # refs of the recommendations that cover this one
    cells: dict[str, str] = Field(default={}, exclude=True)


class Doubt(_Part):
    """Something that could not be read with certainty: where it stands, and what is asked."""

    where: str
    text: str


class PlanDocument(_Part):
    """What a document says, in the document's own order and words, with our readings beside them."""

    title: str
    columns: list[str]
    recommendations: list[ReadRecommendation]
    questions: list[Doubt] = []
    layout: tuple[Column, ...] = Field(default=(), exclude=True)
    scheme: tuple[tuple[str, Status], ...] = Field(default=(), exclude=True)
    made: dict[str, str] = Field(default={}, exclude=True)  # the marks of a report of ours

    def contract(self) -> dict[str, Any]:
        """The published JSON."""
        return self.model_dump(mode="json")

    @property
    def year(self) -> int | None:
        """The year of the document: of the first date in its headings, else of its first deadline."""
        headed = [column.as_at for column in self.layout if column.as_at]
        ends = [one.timescale.end for one in self.actions if one.timescale and one.timescale.end]
        return min(headed or ends).year if headed or ends else None

    @property
    def actions(self) -> list[ReadAction]:
        return [action for one in self.recommendations for action in one.actions]
