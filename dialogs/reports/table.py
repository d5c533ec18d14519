"""The plan's own table, filled in: its columns, order and words, with how things stand and the new update column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dialogs.reports.fit import fit
from dialogs.reports.report import Report, Row
from dialogs.shown import due_words
from dialogs.words import day, month, say
from storage.documents.export import GridRow
from storage.plan import Column
from storage.status import Status

_OF_RECOMMENDATION = frozenset(("number", "section", "recommendation", "response", "sponsor"))


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of a row, and a status for the shading: none where several actions that differ share the row.

    `across`: a section's heading over all columns. `above`: the places of cells that are blank because they say what
    the cell above them does. `shades` are the statuses of several actions that differ, line by line. `steps`: into how
    many rows the row may be cut, since each line of its progress has a date beside it. `line`: its place in the grid.
    """

    cells: tuple[str, ...]
    status: Status | None
    across: bool = False
    above: frozenset[int] = frozenset()
    shades: tuple[Status, ...] = ()
    steps: int = 0
    line: int = -1


@dataclass(frozen=True, slots=True)
class Table:
    """`roles` are those of `storage.plan.Column`, and "news" for the new update column."""

    headings: tuple[str, ...]
    roles: tuple[str, ...]
    rows: tuple[TableRow, ...]
    status_column: int


def table(one: Report, *, repeated: bool = False) -> Table:
    """The table as it stands; then the status where the plan has no column for it, and the update as at its own day.

    `repeated`: each row says all of its own, for whoever filters or sorts: nothing is blank for "as above".
    """
    stated = any(column.role == "status" for column in one.columns)
    added = [] if stated else [Column(say("report.status_column", date=day(one.as_at)), "status")]
    news = Column(say("report.update_column", date=day(one.worded or one.as_at)), "news")
    columns = (*one.columns, *added, news)
    rows = {row.ref: row for row in one.rows}
    told = all_news(one)
    filled = [replace(_filled(line, columns, rows, told), line=place) for place, line in enumerate(one.grid.rows)]
    if repeated:
        filled = _repeated(one.grid.rows, filled, columns)
    elif one.own_columns:
        filled = [_numbered(line, row) for line, row in zip(one.grid.rows, filled, strict=True)]
    place = max(at for at, column in enumerate(columns) if column.role == "status")
    headings = tuple(fit(column.heading) for column in columns)
    return Table(headings, tuple(column.role for column in columns), tuple(filled), place)


def narrowed(made: Table, most: int) -> Table:
    """The same within so many columns: the last ones of no meaning to us are told together, each by its heading."""
    surplus = len(made.headings) - most + 1
    if surplus < 2:
        return made
    open_ = [at for at, role in enumerate(made.roles) if role not in ("number", "status", "news")]
    others = [at for at in open_ if made.roles[at] == "other"]
    gone = sorted((others if len(others) >= surplus else open_)[-surplus:])
    kept = [at for at in range(len(made.headings)) if at not in gone[1:]]
    headings = tuple(say("report.further") if at == gone[0] else made.headings[at] for at in kept)
    rows = tuple(_gathered(row, made.headings, kept, gone) for row in made.rows)
    return Table(headings, tuple(made.roles[at] for at in kept), rows, kept.index(made.status_column))


def aligned(made: Table) -> Table:
    """The same with a row for each step that has a date beside it, so that each stands level with its date."""
    return replace(made, rows=tuple(part for row in made.rows for part in _cut(row, made.roles)))


def _cut(row: TableRow, roles: Sequence[str]) -> list[TableRow]:
    cells = {at: row.cells[at].split("\n") for at, role in enumerate(roles) if role in ("update", "timescale")}
    level = {at: said for at, said in cells.items() if len(said) == row.steps}
    if not row.steps or {roles[at] for at in level} != {"update", "timescale"}:
        return [row]
    first = replace(row, cells=tuple(level[at][0] if at in level else said for at, said in enumerate(row.cells)))
    further = [
        tuple(level[at][place] if at in level else "" for at in range(len(roles))) for place in range(1, row.steps)
    ]
    above = frozenset(range(len(roles))) - level.keys()
    return [first, *(TableRow(part, row.status, above=above, line=row.line) for part in further)]


def _gathered(row: TableRow, headings: Sequence[str], kept: Sequence[int], gone: Sequence[int]) -> TableRow:
    together = "\n".join(say("report.part", ref=headings[at], words=row.cells[at]) for at in gone if row.cells[at])
    cells = tuple(together if at == gone[0] and not row.across else row.cells[at] for at in kept)
    above = frozenset(place for place, at in enumerate(kept) if at in row.above)
    return replace(row, cells=cells, above=above)


def _filled(line: GridRow, columns: Sequence[Column], rows: Mapping[str, Row], told: Mapping[str, str]) -> TableRow:
    blank = (*line.cells, *[""] * (len(columns) - len(line.cells)))
    if line.across:
        return TableRow(tuple(map(fit, blank)), None, across=True)
    own = [rows[ref] for ref in line.actions]
    statuses = {row.action.status for row in own}
    last = max((at for at, one in enumerate(columns) if one.role == "timescale"), default=-1)
    cells = tuple(
        fit(_cell(column.role, own, said, told, newest=at == last))
        for at, (column, said) in enumerate(zip(columns, blank, strict=True))
    )
    shades = tuple(row.action.status for row in own if row.action.status) if len(statuses) > 1 else ()
    status = statuses.pop() if len(statuses) == 1 else None
    filled = TableRow(cells, status, shades=shades, steps=_dated_steps(own))
    if line.first or not (line.actions or line.recommendation):
        return filled
    roles = _OF_RECOMMENDATION if line.actions else frozenset(one.role for one in columns)
    return replace(filled, above=frozenset(at for at, one in enumerate(columns) if one.role in roles and not cells[at]))


def _dated_steps(own: Sequence[Row]) -> int:
    """How many steps a row's single action has, where each has a date of its own."""
    steps = own[0].action.steps if len(own) == 1 else ()
    return len(steps) if len(steps) > 1 and all(step.timescale for step in steps) else 0


def _cell(role: str, own: Sequence[Row], said: str, told: Mapping[str, str], *, newest: bool) -> str:
    """What stands in the document, unless it has become something else here. `told` is the news of each action."""
    if role == "status":
        return _together([(row.ref, row.status_label if row.action.status else "") for row in own]) if own else said
    if role == "news":
        return _together([(row.ref, told[row.ref]) for row in own])
    if role == "timescale" and newest and any(map(_moved, own)):
        return _together([(row.ref, timescale(row)) for row in own])
    return said


def _together(told: Sequence[tuple[str, str]]) -> str:
    """What several actions say in the cell that they share: once where it is the same, else each with its ref."""
    said = [words for _, words in told]
    if len(set(said)) <= 1:
        return said[0] if said else ""
    return "\n".join(say("report.part", ref=ref, words=words) for ref, words in told if words)


def _numbered(line: GridRow, row: TableRow) -> TableRow:
    """Where no document has numbers of its own, each action has the one by which it is spoken of, in our column."""
    if len(line.actions) != 1:
        return row
    return replace(row, cells=(line.actions[0], *row.cells[1:]), above=row.above - {0})


def _repeated(lines: Sequence[GridRow], rows: Sequence[TableRow], columns: Sequence[Column]) -> list[TableRow]:
    """A row for each action, with its recommendation's cells and the number by which it is spoken of."""
    filled: list[TableRow] = []
    number = max((at for at, one in enumerate(columns) if one.role == "number"), default=None)
    for line, row in zip(lines, rows, strict=True):
        if not (line.first or line.actions):  # a further row of an action
            filled[-1] = _joined(filled[-1], row)
            continue
        cells = [filled[-1].cells[at] if at in row.above else said for at, said in enumerate(row.cells)]
        if number is not None and len(line.actions) == 1:
            cells[number] = line.actions[0]
        filled.append(TableRow(tuple(cells), row.status, row.across))
    return filled


def _joined(first: TableRow, further: TableRow) -> TableRow:
    """Two rows of an action as one, cell by cell and line by line."""
    pairs = zip(first.cells, further.cells, strict=True)
    return TableRow(tuple("\n".join(filter(None, pair)) for pair in pairs), first.status)


def _moved(row: Row) -> bool:
    return any("timescale" in one.changed for one in row.action.updates)


def timescale(row: Row) -> str:
    """The document's own words; once somebody has moved the date here, the new one and the first beside it."""
    action = row.action
    if action.timescale is None:
        return ""
    words = due_words(action.timescale) if _moved(row) else action.timescale.text
    if not _moved(row) or action.original_end is None or action.original_end == action.due:
        return words
    return say("show.due_first", words=words, first=day(action.original_end))


def all_news(one: Report) -> dict[str, str]:
    """What stands in the update column, by ref."""
    dated = max((column.as_at for column in one.columns if column.as_at), default=date.min)
    return {row.ref: news(row, dated, one.texts) for row in one.rows}


def news(row: Row, dated: date, texts: Mapping[int, str] | None) -> str:
    """That it is late, then the newest note, or the wording that was accepted for a return.

    What an older column of the document, the newest of them `dated`, says already is not said again.
    """
    said = _noted(row, dated) if texts is None else texts.get(row.action.id, "")
    return "\n".join(part for part in (late(row), said) if part)


def late(row: Row) -> str:
    """Worked out from the dates, and so it stands in our column and not beside the owners' own rating."""
    if row.overdue and row.action.due:
        return say("report.overdue_since", date=day(row.action.due))
    if row.past_first and row.action.original_end:
        return say("report.past_first", date=day(row.action.original_end))
    return ""


def _noted(row: Row, dated: date) -> str:
    if row.latest is None or (row.latest.speaker is None and row.latest.effective > dated):
        return ""  # what an undated column of the document says stands there
    if row.latest.effective <= dated:
        return say("report.no_news", date=month(row.latest.effective))
    return row.latest.note or ""
