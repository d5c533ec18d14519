"""A report as a Word document: in brief, what needs somebody, what has moved, and the plan's own table, filled in."""

from collections.abc import Sequence
from typing import Any

from dialogs.reports import words
from dialogs.reports.fit import fit
from dialogs.reports.marks import marked_as
from dialogs.reports.report import Report
from dialogs.reports.shades import shade
from dialogs.reports.table import Table, TableRow, aligned, narrowed, table
from dialogs.reports.word_page import add, ended, marked, page, room, saved
from dialogs.reports.word_pictures import add_pictures
from dialogs.reports.word_points import points
from dialogs.reports.word_table import SECTION_FILL, USUAL, Cell, Laid, Line
from dialogs.words import day, say, symbol

NARROW = 4  # columns that fit on a page that stands upright
SIZES = ((16, 6.0), (10, 7.0), (5, USUAL), (0, 9.0))  # more columns than so many: points of the words in the table
LARGE = 9.0
MOST = 63  # columns that Word takes in a table


def to_docx(one: Report) -> bytes:
    """Headings repeat on every page; the status is shaded and in words; what the document joined is joined."""
    made = table(one)
    document = page(words.head(one), words.foot(one), landscape=len(made.headings) > NARROW)
    document.add_heading(fit(words.head(one)), level=1)
    stated(document, one)
    in_brief(document, one, level=2)
    document.add_heading(say("report.actions"), level=2)
    plan_table(document, one, made)
    marked_as(document, one)
    return saved(document)


def stated(document: Any, one: Report) -> None:
    """What the report says of itself; an internal one says so at the head of every page."""
    if one.internal:
        marked(document, say("report.mark_internal"))
    for note in one.notes:
        document.add_paragraph(fit(note))


def in_brief(document: Any, one: Report, *, level: int) -> None:
    """The figures, what is late, what needs a decision, what has moved; of a part without anything nothing is said."""
    document.add_heading(say("report.brief"), level=level)
    counts_table(document, one)
    for line in words.figures(one):
        document.add_paragraph(fit(line))
    document.add_paragraph(say("report.what_overdue"))
    if one.unaccepted and not one.notes:
        said = say("report.unaccepted", n=len(one.unaccepted), refs=words.refs(one.unaccepted))
        document.add_paragraph(fit(said))
    _listed(document, say("report.decisions"), words.decisions(one), level)
    if one.compared:
        _listed(document, say("report.moved", date=words.since(one)), words.moved(one), level, none=say("report.none"))
    add_pictures(document, one)


def _listed(document: Any, heading: str, rows: Sequence[str], level: int, none: str = "") -> None:
    if rows or none:
        document.add_heading(heading, level=level)
    points(document, rows)
    if none and not rows:
        document.add_paragraph(none)


def counts_table(document: Any, one: Report) -> None:
    """How many actions have each status, at the end of a document."""
    add(document, counts_laid(one).element(room(document)))


def counts_laid(one: Report) -> Laid:
    """How many actions have each status: shaded, in words and with its sign, and by how many that has changed."""
    headings = [say("report.status"), say("report.number"), *([say("report.change")] if one.compared else [])]
    lines = [
        Line(
            (
                Cell(f"{symbol(each.status)} {each.label}", shade(each.status)),
                Cell(str(each.number)),
                *([Cell(words.change_words(each.change))] if one.compared else []),
            )
        )
        for each in one.counts
    ]
    blank = [Cell("")] if one.compared else []
    lines.append(Line((Cell(say("report.total"), bold=True), Cell(str(len(one.rows)), bold=True), *blank)))
    wide = (3_200, 1_200, 1_200)[: len(headings)]
    return Laid(tuple(headings), tuple(lines), LARGE, say("report.counts"), words.counts(one), wide)


def plan_table(document: Any, one: Report, made: Table) -> None:
    """The plan's own table, which ends a document."""
    add(document, plan_laid(one, made).element(room(document)))
    ended(document)


def plan_laid(one: Report, made: Table) -> Laid:
    """The plan's own table, as far as Word has columns for it."""
    made = narrowed(aligned(made), MOST)
    size = next(points for many, points in SIZES if len(made.headings) > many)
    described = say("report.described", n=len(one.rows), code=one.code, date=day(one.as_at))
    lines = tuple(_line(row, made.status_column) for row in made.rows)
    return Laid(made.headings, lines, size, one.title, described, roomy=made.roles.index("news"))


def _line(row: TableRow, status_column: int) -> Line:
    if row.across:
        return Line((Cell(next(filter(None, row.cells), ""), SECTION_FILL, bold=True),))
    return Line(
        tuple(
            _status(said, row) if at == status_column and said else Cell(said, above=at in row.above)
            for at, said in enumerate(row.cells)
        )
    )


def _status(said: str, row: TableRow) -> Cell:
    """Shaded as a whole, or line by line where several actions that differ share it."""
    return Cell(said, shade(row.status) if row.status else None, fills=tuple(map(shade, row.shades)))
