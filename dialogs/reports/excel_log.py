"""The change log as rows of a sheet: one for each thing that a change did, newest first."""

from collections.abc import Sequence

from dialogs.reports.model import Report
from dialogs.reports.sheet_rows import Value
from dialogs.words import say

WIDE = {"recorded": 12, "effective": 12, "who": 22, "typed": 22, "ref": 8, "what": 16, "before": 26, "after": 26}
NOTE = 60  # characters: the width of the words


def headings() -> list[str]:
    return [say(f"log.head_{name}") for name in (*WIDE, "note")]


def widths() -> list[float]:
    return [*map(float, WIDE.values()), float(NOTE)]


def log_rows(one: Report) -> list[Sequence[Value]]:
    """The entries; the last row says how many older ones there are, where not all are shown."""
    rows: list[Sequence[Value]] = [
        (
            each.recorded,
            each.effective,
            each.who,
            each.typed_by,
            each.ref,
            say("log.taken_back", what=each.what) if each.taken_back else each.what,
            each.before,
            each.after,
            each.note,
        )
        for each in one.log
    ]
    more = [(None,) * len(WIDE) + (say("log.older", n=one.log_left),)] if one.log_left else []
    return [*rows, *more]
