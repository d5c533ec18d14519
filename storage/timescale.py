"""The timescale of an action: the document's words, verbatim, and our reading beside them."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Kind(StrEnum):
    """What sort of answer to "by when?" the words give (the design's seven)."""

    DATE = "date"  # one day
    PERIOD = "period"  # a month, a range, a season, a quarter, an end of year; it ends on its last day
    OPEN = "open"  # from a date, ongoing
    CONTINUOUS = "continuous"  # on-going, no end
    DEPENDENT = "dependent"  # waits for somebody: "To be confirmed with LGA"
    DONE = "done"  # "Completed May 2014"
    UNCLEAR = "unclear"


class Timescale(BaseModel):
    """Words and reading. `start` and `end` are inclusive local dates in the plan's zone; `end` is the deadline."""

    model_config = ConfigDict(frozen=True)

    text: str
    kind: Kind
    start: date | None = None
    end: date | None = None
    original_end: date | None = None  # the first deadline, where the words name a newer one
    parts: tuple["Timescale", ...] = ()  # every reading of a cell with several; the governing one is this one
