"""Bare figures in a column of shares: "60" below "% complete", or 0.6 where the sheet forgot to say how it is shown."""

import re
from collections.abc import Sequence

from storage.documents.columns import Layout
from storage.documents.entry import Entry
from storage.documents.headings import key_of
from storage.lexicon import words
from storage.status import Status


def whole_of(layout: Layout, rows: Sequence[Entry]) -> float | None:
    """The figure that stands for all of it: 100 or 1; None where the column is none of shares, or could be either."""
    place = layout.place("status")
    if place is None or not set(key_of(layout.columns[place].heading)) & set(words("text")["share"]):
        return None
    shares = [share for row in rows if (share := share_of(row.text("status"))) is not None]
    if not shares or max(shares) > 100:
        return None
    if max(shares) > 1:
        return 100.0
    return 1.0 if any(0 < share < 1 for share in shares) else None


def share_of(said: str) -> float | None:
    """A bare figure."""
    return float(said) if re.fullmatch(r"\d{1,3}(?:\.\d+)?", said) else None


def status_of_share(share: float) -> Status:
    """Nothing, part or all of it is done."""
    return Status.COMPLETE if share >= 1 else Status.IN_PROGRESS if share > 0 else Status.NOT_STARTED
