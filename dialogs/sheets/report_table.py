"""A Word report's table that came back, filled in: what differs from the table as it was written is what was said.

The report says of itself of which plan it is, as at which day, at which change and in the wording of which return; from
these the table is made again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from dialogs.reports.accepted import wordings
from dialogs.reports.eyes import as_accepted, for_all, with_internal
from dialogs.reports.model import Report
from dialogs.reports.parts import narrowed
from dialogs.reports.report import report
from dialogs.reports.table import Table, aligned, table
from dialogs.sheets.keys import digest, key_of
from dialogs.sheets.rows import Filled
from dialogs.turn import Turn
from storage.documents.handed import AS_AT, AUDIENCE, TOLD, VERSION, Handed
from storage.documents.returned import CHANGE, LABEL
from storage.plan import Plan
from storage.replay import replay

FILL = {"status": "status", "timescale": "due", "owner": "owner", "news": "update"}  # role of a column → what it says


@dataclass(slots=True)
class Edited:
    """The rows that were filled in, those that several actions share, and whether anything else was changed."""

    rows: list[Filled] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    other: bool = False
    part: bool = False  # whether it tells a part of the plan, so that it is no newer version of it


async def as_written(turn: Turn, plan: Plan, sheet: Handed) -> list[Report]:
    """The report as its marks say that it was; where these leave open what stood in its cells, each way it may have.

    Empty where the marks are not those of a report of this plan.
    """
    number, day = _marks(sheet)
    if number is None or day is None:
        return []
    changes = [one for one in await turn.past.changes(plan.id) if one.sequence <= number]
    then = _told(replay(plan.organisation, plan.id, changes, day), sheet)
    if LABEL in sheet.marks:
        return await _of_return(turn, plan, then, day, sheet)
    plain = report(for_all(then), None, turn.directory, day)
    if sheet.marks.get(AUDIENCE) != "internal":
        return [plain]
    return [report(with_internal(then, lambda _: True), None, turn.directory, day), plain]


async def _of_return(turn: Turn, plan: Plan, then: Plan, day: date, sheet: Handed) -> list[Report]:
    """With the wording of its return, of the plan as the return took it or as it stood on the day."""
    label, version = sheet.marks[LABEL], sheet.marks.get(VERSION, "")
    every = (one for one in await turn.past.returns() if one.plan == plan.id and one.label == label and one.frozen)
    made = next(every, None)
    if made is None or not version.isdigit() or not 0 < int(version) <= made.version:
        return []
    rows = await turn.past.return_rows(plan.id, label, int(version))
    plans = [_told(await turn.past.as_returned(plan, made), sheet), then] if day == made.as_at else [then]
    texts = wordings(rows)
    return [report(as_accepted(one, {}), None, turn.directory, day, texts=texts) for one in plans]


def _told(plan: Plan, sheet: Handed) -> Plan:
    """The plan, or, of a report that tells a part of it, the actions whose words stand in its tables."""
    if TOLD not in sheet.marks:
        return plan
    said = {_line(cell) for rows in sheet.tables for row in rows for cell in row}
    return narrowed(plan, {one.id for one in plan.actions.values() if _line(one.text) in said})


def edited(plan: Plan, written: Sequence[Report], sheet: Handed) -> Edited | None:
    """What was filled in; None where the table is none of a report of this plan. `written` are as `as_written`."""
    number, _ = _marks(sheet)
    plain = [table(each) for each in written]
    rows = _below(sheet, plain[0]) if plain else None
    if rows is None or number is None:
        return None
    made = [_as_long(each, len(rows)) for each in plain]
    found = _compared(plan, number, written[0], made, rows)
    found.part = TOLD in sheet.marks
    return found


def _as_long(made: Table, rows: int) -> Table:
    """With a row for each step, or, in reports of before, without."""
    return min((aligned(made), made), key=lambda one: abs(len(one.rows) - rows))


def _marks(sheet: Handed) -> tuple[int | None, date | None]:
    number, day = sheet.marks.get(CHANGE, ""), sheet.marks.get(AS_AT, "")
    try:
        return (int(number) if number.isdigit() and len(number) < 10 else None), date.fromisoformat(day)
    except ValueError:
        return None, None


def _below(sheet: Handed, made: Table) -> list[tuple[str, ...]] | None:
    """The rows below the table's own headings."""
    head = [_line(one) for one in made.headings]
    for rows in sheet.tables:
        for at, row in enumerate(rows):
            if [_line(cell) for cell in row] == head:
                return [one for one in rows[at + 1 :] if any(map(_line, one))]
    return None


def _compared(plan: Plan, number: int, one: Report, ways: Sequence[Table], rows: Sequence[tuple[str, ...]]) -> Edited:
    """What was filled in. `ways` are the table in each way in which it may have been written."""
    made = ways[0]
    fill = {at: FILL[role] for at, role in _places(made)}
    places: dict[str, list[int]] = {}
    for at, row in enumerate(made.rows):
        places.setdefault(_identity(row.cells, fill), []).append(at)
    found = Edited()
    for cells in rows:
        known = places.get(_identity(cells, fill))
        if not known:
            found.other = True
            continue
        at = known.pop(0)
        stood = [each.rows[at].cells for each in ways if len(each.rows) == len(made.rows)]
        said = {name: _new(cells[place], [row[place] for row in stood]) for place, name in fill.items()}
        _take(
            found,
            plan,
            number,
            one.grid.rows[made.rows[at].line].actions,
            {name: words for name, words in said.items() if words},
        )
    found.other = found.other or any(places.values())
    return found


def _new(now: str, stood: Sequence[str]) -> str:
    """What somebody has written into a cell; nothing where it stands as it may have stood before."""
    return "" if _line(now) in map(_line, stood) else _news(now, stood[0])


def _take(found: Edited, plan: Plan, number: int, refs: Sequence[str], said: dict[str, str]) -> None:
    if not said or not refs:
        return
    if len(refs) > 1:
        found.shared.append(", ".join(refs))
        return
    (action,) = plan.find(refs[0])[:1] or (None,)
    if action is not None:
        found.rows.append(Filled(key_of(plan.organisation, plan.id, action.id, number, (), ()), {}, said))


def _places(made: Table) -> Iterator[tuple[int, str]]:
    """The last column of each role that can be filled in."""
    for role in FILL:
        at = made.status_column if role == "status" else max(_with(made, role), default=None)
        if at is not None:
            yield at, role


def _with(made: Table, role: str) -> list[int]:
    return [at for at, one in enumerate(made.roles) if one == role]


def _identity(cells: Sequence[str], fill: dict[int, str]) -> str:
    """What a row is known by: all that is not to be filled in, sections across said once."""
    said = dict.fromkeys(_line(cell) for at, cell in enumerate(cells) if at not in fill)
    return digest(("|".join(filter(None, said)),))


def _news(now: str, before: str) -> str:
    """What somebody has written into a cell: beside what stood there or in its place; nothing where it is as it was."""
    now, before = now.strip(), before.strip()
    if _line(now) == _line(before):
        return ""
    if before and now.startswith(before):
        return now.removeprefix(before).strip()
    return now.removesuffix(before).strip() if before else now


def _line(text: str) -> str:
    return " ".join(text.split())
