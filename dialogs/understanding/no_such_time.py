"""Days and quarters that no calendar has: "30 February", "35 December", "Q5"."""

import re
from calendar import monthrange

from dialogs.understanding.lexicon import LEXICON

LEAP = 2028  # without its year a 29 February may be meant


def no_such_time(text: str) -> str | None:
    """The first such day or quarter, in the person's words; None where all that is named exists."""
    quarter = next((one for one in LEXICON.every("quarter_number", text) if not 1 <= int(one["quarter"]) <= 4), None)
    if quarter is not None:
        return quarter.group().upper()
    return next((_as_said(one) for one in LEXICON.every("day_and_month", text) if not _exists(one)), None)


def _exists(found: re.Match[str]) -> bool:
    month = LEXICON.month_starts[found["month"][:3].casefold()]
    year = int(found["year"]) if found["year"] else LEAP
    return 1 <= int(found["day"]) <= monthrange(year, month)[1]


def _as_said(found: re.Match[str]) -> str:
    year = f" {found['year']}" if found["year"] else ""
    return f"{found['day']} {found['month'].capitalize()}{year}"
