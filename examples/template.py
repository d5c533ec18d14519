"""Writes the example of a council's own template, a covering report: `make examples`. docs/templates.md explains it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Cm, Pt, RGBColor

HERE = Path(__file__).parent
WRITTEN = datetime(2026, 4, 1, 9)  # noqa: DTZ001  # the format holds a time without a zone; the day on which it was written
GREEN = RGBColor(0x1B, 0x5E, 0x3B)
HEAD = (
    ("Meeting", "Cabinet"),
    ("Subject", "{{ title }}"),
    ("Report of", "[Cabinet member]"),
    ("Contact officer", "[name, e-mail]"),
    ("Appendix", "The plan as at {{ as_at }}"),
)
BODY = (
    ("Heading 1", "1. Where we are"),
    ("Normal", "{{ counts }} {{ lateness }}"),
    ("Normal", "{{ status_table }}"),
    ("Normal", "{%p if compared %}"),
    ("Normal", "Since {{ since }}:"),
    ("Normal", "{%p for one in moved %}"),
    ("List Bullet", "{{ one }}"),
    ("Normal", "{%p endfor %}"),
    ("Normal", "{%p endif %}"),
    ("Heading 1", "2. What is overdue"),
    ("Normal", "{%p if not overdue %}"),
    ("Normal", "Nothing is overdue."),
    ("Normal", "{%p endif %}"),
    ("Normal", "{%p for one in overdue %}"),
    ("List Bullet", "{{ one.ref }}, {{ one.action }} ({{ one.owners }}): {{ one.timescale }}"),
    ("Normal", "{%p endfor %}"),
    ("Heading 1", "3. What Cabinet is asked"),
    ("List Number", "To note progress as at {{ as_at }}."),
    ("Normal", "{%p for one in decisions %}"),
    ("List Number", "To decide: {{ one }}"),
    ("Normal", "{%p endfor %}"),
)


def write_template(path: Path) -> None:
    document = Document()
    document.core_properties.author = "Wychford Borough Council"
    document.core_properties.title = "{{ title }}"
    document.core_properties.created = document.core_properties.modified = WRITTEN
    for level in ("Title", "Heading 1"):
        document.styles[level].font.color.rgb = GREEN
    document.sections[0].header.paragraphs[0].text = "Wychford Borough Council · {{ code }}"
    document.add_paragraph("Report to Cabinet", style="Title")
    _head(document)
    for style, text in BODY:
        document.add_paragraph(text, style=style)
    _appendix(document)
    document.save(str(path))


def _head(document: Any) -> None:
    table = document.add_table(rows=len(HEAD), cols=2, style="Table Grid")
    for (label, words), row in zip(HEAD, table.rows, strict=True):
        row.cells[0].text, row.cells[1].text = label, words
        row.cells[0].width, row.cells[1].width = Cm(4), Cm(12)
        row.cells[0].paragraphs[0].runs[0].bold = True
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _appendix(document: Any) -> None:
    """On a page of its own, on its side: the table is as wide as the page on which it stands."""
    page = document.add_section(WD_SECTION.NEW_PAGE)
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21.0)
    page.left_margin = page.right_margin = Cm(1.5)
    document.add_paragraph("{{ appendix }}", style="Heading 1")
    document.add_paragraph("{{ plan_table }}")


if __name__ == "__main__":
    write_template(HERE / "cabinet-template.docx")
