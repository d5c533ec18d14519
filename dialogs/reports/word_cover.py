"""The covering report as a Word document: upright, its gaps marked in yellow and in brackets; the plan behind it."""

from dataclasses import replace
from typing import Any

from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from dialogs.reports import words
from dialogs.reports.cover import Cover, Paragraph, cover
from dialogs.reports.fit import fit
from dialogs.reports.marks import marked_as
from dialogs.reports.report import Report
from dialogs.reports.table import table
from dialogs.reports.word import counts_table, plan_table, stated
from dialogs.reports.word_direction import right_to_left
from dialogs.reports.word_page import add_description, page, saved, turned
from dialogs.reports.word_pictures import add_pictures
from dialogs.reports.word_points import points
from dialogs.words import say

LABELS = Cm(4.2), Cm(13.8)  # the columns of the table at the top
NUMBERS = Cm(1.1)  # where words begin beside their number,
POINTS = 1_077  # twips: and below it
BACKGROUND = 3  # the section that has the figures, as a table too


def to_docx(one: Report) -> bytes:
    """Real headings, so that a reader's program can go from section to section; the appendix begins on a new page."""
    made = cover(one)
    document = page(made.title, words.foot(one), landscape=False, size=11)
    document.add_heading(fit(made.title), level=1)
    _header(document, made)
    released = document.add_paragraph()
    released.add_run(say("report.mark_internal" if one.internal else "cover.release")).bold = True
    _stated(document, one)
    for number, section in enumerate(made.sections, start=1):
        document.add_heading(say("cover.heading", section=number, heading=section.heading), level=2)
        for place, paragraph in enumerate(section.paragraphs, start=1):
            _numbered(document, say("cover.number", section=number, paragraph=place), paragraph)
            if paragraph.counted:
                counts_table(document, one)
        if number == BACKGROUND:
            add_pictures(document, one)
    turned(document)
    document.add_heading(fit(made.appendix), level=2)
    plan_table(document, one, table(one))
    marked_as(document, one)
    return saved(document)


def _stated(document: Any, one: Report) -> None:
    """What the report says of itself; what only whoever finishes it needs is marked, to be taken out."""
    stated(document, replace(one, notes=tuple(note for note in one.notes if note not in one.drafting)))
    for note in one.notes:
        if note in one.drafting:
            _write(document.add_paragraph(), Paragraph(note, gap=True))


def _header(document: Any, made: Cover) -> None:
    """A table without lines, as such reports have: labels in bold before their words; a gap says what belongs there."""
    head = document.add_table(rows=len(made.header), cols=2)
    head.autofit = False
    looks = head._tbl.tblPr.find(qn("w:tblLook"))
    for name, value in (("firstRow", "0"), ("firstColumn", "1"), ("noHBand", "1"), ("noVBand", "1"), ("val", "0680")):
        looks.set(qn(f"w:{name}"), value)
    for wide, column in zip(LABELS, head.columns, strict=True):
        column.width = wide
    for (label, words_), row in zip(made.header, head.rows, strict=True):
        for wide, cell in zip(LABELS, row.cells, strict=True):
            cell.width = wide
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
        row.cells[0].paragraphs[0].add_run(f"{label}:").bold = True
        _write(row.cells[1].paragraphs[0], words_)
    add_description(head._tbl, say("cover.about"))


def _numbered(document: Any, number: str, paragraph: Paragraph) -> None:
    line = document.add_paragraph()
    line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = NUMBERS, -NUMBERS
    line.paragraph_format.tab_stops.add_tab_stop(NUMBERS)
    line.paragraph_format.keep_with_next = bool(paragraph.points) or paragraph.counted
    line.add_run(f"{number}\t")
    _write(line, paragraph)
    points(document, paragraph.points, POINTS)


def _write(line: Any, paragraph: Paragraph) -> None:
    said = say("cover.gap_mark", text=paragraph.text) if paragraph.gap else paragraph.text
    run = line.add_run(fit(said))
    if right_to_left(paragraph.text):
        run.font.rtl = True
    if paragraph.gap:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
