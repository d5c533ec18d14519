"""The record as CSV for an auditor: a row for each thing that an entry changed, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from dialogs.audit import Audited, of_change, of_event, of_register
from dialogs.reports.csv import neutral
from dialogs.words import listed
from storage.audit import Entry
from storage.people import Directory
from storage.plan import Change, Plan
from storage.returns import ReturnEvent
from storage.rhythm import Asked
from storage.rights import RightsEvent


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of the record with its plan, where it is of one, and what it says."""

    plan: Plan | None
    entry: Entry
    told: Audited


def found(plan: Plan, entry: Entry, directory: Directory) -> Found:
    """An entry of a plan or of one of its returns."""
    of = entry.of
    if isinstance(of, Change):
        return Found(plan, entry, of_change(plan, of, directory))
    if isinstance(of, ReturnEvent):
        return Found(plan, entry, of_event(of, directory))
    return registered({plan.id: plan}, entry, directory)


def registered(plans: Mapping[int, Plan], entry: Entry, directory: Directory) -> Found:
    """An entry that the organisation records beside its plans; one of these plans may be what it is about."""
    of = entry.of
    if not isinstance(of, RightsEvent | Asked):
        return found(plans[entry.plan], entry, directory)
    plan = plans.get(of.plan) if isinstance(of, Asked) else None
    action = plan.actions.get(of.action) if plan and isinstance(of, Asked) else None
    return Found(plan, entry, of_register(of, directory, action.ref if action else ""))


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
            *(one.plan.code if one.plan else "", entry.label or "", entry.record["sequence"], told.ref, told.kind),
            *(utc(told.recorded), told.effective.isoformat(), told.speaker, told.recorder, told.authority),
            *(told.channel, told.message, what, before, after, words, "yes" if told.internal else ""),
            *(told.undoes or "", utc(entry.erased) if entry.erased else "", entry.link),
        )
        words = ""


def utc(moment: datetime) -> str:
    """2026-11-23T10:00:00Z."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
