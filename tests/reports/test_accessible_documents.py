"""Word and Excel for whoever has them read aloud: headings, heading rows, pictures in words, language, title."""

import io
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from dialogs.reports import RENDERERS, to_cover
from dialogs.reports.model import Standing
from tests.reports.test_renderers import built

DOCUMENTS = {"docx": RENDERERS["docx"], "cover": to_cover}


def opened(name: str) -> Any:
    return Document(io.BytesIO(DOCUMENTS[name](built())))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_headings_are_real_ones_and_none_is_left_out_between_two(name: str) -> None:
    styles = [one.style.name for one in opened(name).paragraphs]
    levels = [int(style.removeprefix("Heading ")) for style in styles if style.startswith("Heading ")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_table_has_a_heading_row_a_title_and_a_description(name: str) -> None:
    labels = 1 if name == "cover" else 0  # its first table has no headings: a label stands beside what it is of
    for table in opened(name).tables[labels:]:
        first, *others = table._tbl.tr_lst
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert not [row for row in others if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
        told = [table._tbl.tblPr.find(qn(f"w:{name}")).get(qn("w:val")) for name in ("tblCaption", "tblDescription")]
        assert all(told)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_picture_is_told_in_words(name: str) -> None:
    told = [(one.get("title"), one.get("descr")) for one in opened(name).element.iter(qn("wp:docPr"))]
    assert len(told) == 2
    assert all(title and said for title, said in told)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_says_its_title_and_its_language(name: str) -> None:
    document = opened(name)
    assert "Oakvale" in document.core_properties.title
    (language,) = document.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))
    assert language.get(qn("w:val")) == "en-GB"


def test_a_status_is_said_in_words_wherever_it_is_shaded() -> None:
    shaded = [cell for table in opened("docx").tables for cell in table._tbl.iter(qn("w:tc")) if cell.xpath(".//w:shd")]
    assert shaded and all("".join(cell.itertext()).strip() for cell in shaded)


def test_a_workbook_says_its_title_and_its_sheets_have_names_and_heading_rows() -> None:
    book = load_workbook(io.BytesIO(RENDERERS["xlsx"](built())))
    assert book.properties.title == "Oakvale (OAK25), as at 23 November 2026"
    assert book.sheetnames == ["Actions", "Data", "Counts"]
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "B2" and all(cell.value for cell in sheet[1])
    assert not [sheet for sheet in book.worksheets if sheet.merged_cells.ranges]


def test_the_chart_of_a_workbook_is_told_in_words() -> None:
    with ZipFile(io.BytesIO(RENDERERS["xlsx"](built()))) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    assert 'descr="1 action: 1 Delayed."' in drawing


def test_each_chart_of_a_workbook_is_told_in_its_own_words() -> None:
    before = Standing("Q1", date(2026, 6, 30), built().counts)
    one = replace(built(), history=(before, *built().history))
    with ZipFile(io.BytesIO(RENDERERS["xlsx"](one))) as package:
        counts, returns = (package.read(f"xl/drawings/drawing{n}.xml").decode() for n in (1, 2))
    assert 'descr="1 action: 1 Delayed."' in counts
    assert 'descr="Q1 (30 June 2026): 1 Delayed. Now (23 November 2026): 1 Delayed."' in returns
