"""One page for somebody who has a minute: how it stands, what needs a decision, the worst five, what has moved. Word.

Every part has room for so much and no more, so that all of it stays on one page whatever the plan holds; what there is
beyond that is counted.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from docx.shared import Pt

from dialogs.reports import words
from dialogs.reports.fit import fit
from dialogs.reports.model import Report, Row
from dialogs.reports.shades import shade
from dialogs.reports.word import stated
from dialogs.reports.word_page import add, page, room, saved
from dialogs.reports.word_table import Cell, Line, grid
from dialogs.shown import due_words
from dialogs.words import cut, day, say, symbol
from storage.status import Status

SIZE = 9.0  # points
TITLE, TEXT, NOTE, NAME, DUE = 110, 80, 90, 34, 40  # characters
DECIDE, DECISIONS, WORST, MOVED, MOVE = 150, 4, 5, 6, 120
REFS = 8  # numbers that are named; of more the first, and how many
WIDE = (600, 3_300, 1_500, 1_300, 1_300, 2_200)  # twips: the columns of the worst five


def to_one_page(one: Report) -> bytes:
    """A4, upright."""
    head = cut(fit(words.head(one)), TITLE)
    document = page(head, fit(words.foot(one)), landscape=False, size=SIZE)
    document.styles["Heading 1"].font.size = Pt(14)
    document.add_heading(head, level=1)
    stated(document, one)
    _counts(document, one)
    for line in _figures(one):
        document.add_paragraph(fit(line))
    decisions = [cut(said, DECIDE) for said in words.decisions(one)]
    _listed(document, say("summary.decisions").rstrip(":"), decisions, DECISIONS, none=say("one_page.no_decision"))
    _worst(document, one)
    if one.compared:
        moved = [cut(said, MOVE) for said in words.moved(one)]
        _listed(document, say("report.moved", date=words.since(one)), moved, MOVED, none=say("report.none"))
    return saved(document)


def worst(one: Report, most: int = WORST) -> list[Row]:
    """What is longest overdue, then what is rated red, the soonest due first."""
    red = [row for row in one.rows if row.action.status is Status.RED and not row.overdue]
    red.sort(key=lambda row: row.action.due or date.max)
    return [*one.overdue, *red][:most]


def _counts(document: Any, one: Report) -> None:
    """A column for each status, its number and by how many that has changed below it."""
    if not one.counts:
        return
    heads = [f"{symbol(each.status)} {cut(each.label, 24)}" for each in one.counts]
    cells = tuple(Cell(_number(each.number, each.change), shade(each.status)) for each in one.counts)
    total = Cell(str(len(one.rows)), bold=True)
    headings = [*heads, say("report.total")]
    wide = [room(document) // len(headings)] * len(headings)
    title, described = say("report.counts"), words.counts(one)
    lines = [Line((*cells, total))]
    add(document, grid(headings, lines, width=room(document), size=SIZE, title=title, described=described, wide=wide))


def _number(number: int, change: int | None) -> str:
    return f"{number} ({words.change_words(change)})" if change else str(number)


def _figures(one: Report) -> list[str]:
    """How many are late, and which first; what has no date, owner or update."""
    late = [
        _refs(say("summary.overdue", n=len(one.overdue)), one.overdue),
        _refs(say("list.more_past" if one.overdue else "list.past_only", n=len(one.past_first)), one.past_first)
        if one.past_first
        else say("list.none_past"),
    ]
    return [line for line in (say("list.late_one", late="; ".join(late)), words.gaps(one)) if line]


def _refs(count: str, rows: Sequence[Row]) -> str:
    if not rows:
        return count
    named = ", ".join(row.ref for row in rows[:REFS])
    more = say("summary.more_refs", refs=named, n=len(rows) - REFS) if len(rows) > REFS else named
    return say("summary.overdue_refs", count=count, refs=more)


def _listed(document: Any, heading: str, rows: Sequence[str], most: int, none: str) -> None:
    document.add_heading(heading, level=2)
    for row in rows[:most]:
        document.add_paragraph(fit(row), style="List Bullet").paragraph_format.space_after = Pt(1)
    if len(rows) > most:
        document.add_paragraph(say("look.more", n=len(rows) - most), style="List Bullet")
    if not rows:
        document.add_paragraph(none)


def _worst(document: Any, one: Report) -> None:
    rows = worst(one)
    document.add_heading(say("one_page.worst"), level=2)
    if not rows:
        document.add_paragraph(say("one_page.no_worst"))
        return
    headings = [say(f"one_page.{key}") for key in ("ref", "action", "lead", "due", "status", "latest")]
    title, described = say("one_page.worst"), say("one_page.described", refs=words.refs(rows), date=day(one.as_at))
    lines = [_line(row, one) for row in rows]
    add(
        document,
        grid(headings, lines, width=room(document), size=8, title=title, described=described, wide=list(WIDE)),
    )


def _line(row: Row, one: Report) -> Line:
    lead = cut(row.owners[0], NAME) if row.owners else say("one_page.nobody")
    due = cut(due_words(row.action.timescale), DUE)
    status = f"{symbol(row.action.status)} {cut(row.status_label, 24)}"
    said = (one.texts or {}).get(row.action.id) if one.texts is not None else row.latest and row.latest.note
    cells = (row.ref, cut(row.action.text, TEXT), lead, due)
    return Line((*map(Cell, cells), Cell(status, shade(row.action.status)), Cell(cut(said or "", NOTE))))
