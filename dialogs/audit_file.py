"""The record as CSV for an auditor: a row for each thing that an entry changed, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from dialogs.audit import Audited, of_change, of_event
from dialogs.reports.csv import neutral
from dialogs.words import listed
from storage.audit import Entry
from storage.people import Directory
from storage.plan import Change, Plan


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of the record with its plan and what it says."""

    plan: Plan
    entry: Entry
    told: Audited


def found(plan: Plan, entry: Entry, directory: Directory) -> Found:
    of = entry.of
    told = of_change(plan, of, directory) if isinstance(of, Change) else of_event(of, directory)
    return Found(plan, entry, told)


def to_csv(some: Iterable[Found]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(listed("audit.columns"))
    for one in some:
        writer.writerows([neutral(str(cell)) for cell in row] for row in _rows(one))
    return out.getvalue()


def _rows(one: Found) -> Iterator[tuple[object, ...]]:
    """What was written stands in the first row of its entry."""
    told, entry, words = one.told, one.entry, one.told.words
    for what, before, after in told.changed or (("", "", ""),):
        yield (
            *(one.plan.code, entry.label or "", entry.record["sequence"], told.ref, told.kind),
            *(utc(told.recorded), told.effective.isoformat(), told.speaker, told.recorder, told.authority),
            *(told.channel, told.message, what, before, after, words, "yes" if told.internal else ""),
            *(told.undoes or "", utc(entry.erased) if entry.erased else "", entry.link),
        )
        words = ""


def utc(moment: datetime) -> str:
    """2026-11-23T10:00:00Z."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
