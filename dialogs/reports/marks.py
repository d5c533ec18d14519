"""What a Word or Excel report says of itself to whoever reads it again: which report of which plan it is."""

from typing import Any

from dialogs.reports.fit import fit
from dialogs.reports.model import Report
from dialogs.reports.return_sheet import mark
from storage.documents.handed import AS_AT, AUDIENCE, KIND, REPORT, TITLE, TOLD, VERSION
from storage.documents.returned import CHANGE, LABEL, LONGEST, PLAN

PART = "part"  # of the plan, and not all of it


def marked_as(document: Any, one: Report) -> None:
    """Marks from which its table can be made again, so that what somebody fills in is told from what stood there."""
    mark(document, {KIND: REPORT} | marks_of(one))


def marks_of(one: Report) -> dict[str, str]:
    """Of which plan, day and return it tells, for whom, and whether all of it."""
    marks = {PLAN: one.code, TITLE: one.title, AS_AT: one.as_at.isoformat(), CHANGE: str(one.number)}
    if one.returned is not None:
        label, version = one.returned
        marks |= {LABEL: label, VERSION: str(version)}
    audience = one.audience or ("publication" if one.texts is not None and one.returned is None else None)
    marks |= {AUDIENCE: audience} if audience else {}
    marks |= {} if one.whole else {TOLD: PART}
    return {name: fit(value)[:LONGEST] for name, value in marks.items()}
