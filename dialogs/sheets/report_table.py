"""A Word report's table that came back, filled in: what differs from the table as it was written is what was said.

The report says of itself of which plan it is, as at which day and at which change; from these the table is made again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from dialogs.reports.model import Report
from dialogs.reports.report import report
from dialogs.reports.table import Table, aligned, table
from dialogs.sheets.keys import digest, key_of
from dialogs.sheets.rows import Filled
from storage.documents.handed import AS_AT, Handed
from storage.documents.returned import CHANGE
from storage.people import Directory
from storage.plan import Change, Plan
from storage.replay import replay

FILL = {"status": "status", "timescale": "due", "owner": "owner", "news": "update"}  # role of a column → what it says


@dataclass(slots=True)
class Edited:
    """The rows that were filled in, those that several actions share, and whether anything else was changed."""

    rows: list[Filled] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    other: bool = False


def edited(plan: Plan, changes: Sequence[Change], directory: Directory, sheet: Handed) -> Edited | None:
    """What was filled in; None where the marks or the table are not those of a report of this plan."""
    number, day = _marks(sheet)
    if number is None or day is None:
        return None
    then = replay(plan.organisation, plan.id, [one for one in changes if one.sequence <= number], day)
    one = report(then, None, directory, day)
    plain = table(one)
    rows = _below(sheet, plain)
    if rows is None:
        return None
    made = min(
        (aligned(plain), plain), key=lambda each: abs(len(each.rows) - len(rows))
    )  # reports of before have these
    return _compared(plan, number, one, made, rows)


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


def _compared(plan: Plan, number: int, one: Report, made: Table, rows: Sequence[tuple[str, ...]]) -> Edited:
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
        said = {name: _news(cells[place], made.rows[at].cells[place]) for place, name in fill.items()}
        _take(
            found,
            plan,
            number,
            one.grid.rows[made.rows[at].line].actions,
            {name: words for name, words in said.items() if words},
        )
    found.other = found.other or any(places.values())
    return found


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
