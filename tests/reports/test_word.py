"""Word documents that Word opens: elements in the order of the schema, what is extreme, what runs right to left.

The orders are those of ECMA-376, part 1, annex A (CT_TblPrBase, CT_TcPrBase, CT_PPrBase, EG_RPrBase, CT_SectPr).
"""

import io
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from dialogs.reports import to_cover, to_docx
from dialogs.reports.pdf import to_pdf
from dialogs.reports.report import Report, report
from dialogs.reports.template import given
from dialogs.reports.template_word import render
from storage.people import Directory, Person
from storage.plan import Action, Column, Plan, Recommendation, Update
from storage.status import Status
from tests.dialogs.talk import TODAY
from tests.reports.test_template import EXAMPLE

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDERS = {
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tblCellMar": "top start left bottom end right",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tr": "tblPrEx trPr tc",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
}
ARABIC, HEBREW = "تقرير عن الخطة", "תוכנית הפעולה"


def plan(*notes: str, columns: int = 5, title: str = "Oakvale", actions: int = 1) -> Report:
    """A plan of a document with so many columns; each action has a note."""
    roles = ["number", "recommendation", "action", "owner", "status"][:columns] + ["other"] * (columns - 5)
    headings = tuple(Column(f"Heading {at}", role) for at, role in enumerate(roles))
    cells = {one.heading: "=1+1" for one in headings if one.role == "other"}
    made = {
        at: Action(at, 1, f"1.{at}", "Find the land", owners=(1,), status=Status.RED, cells=cells)
        for at in range(2, 2 + actions)
    }
    for at, note in zip(made, notes, strict=False):
        made[at] = replace(made[at], updates=(Update(3, date(2026, 11, 1), None, 1, note),))  # type: ignore[arg-type]
    recommendations = {1: Recommendation(1, "1", "House more people", actions=tuple(made))}
    whole = Plan("oakvale", 1, "OAK25", title, columns=headings, recommendations=recommendations, actions=made)
    return report(whole, None, Directory(1, {1: Person(1, "Priya Shah")}), TODAY)


def documents(one: Report) -> Iterator[bytes]:
    yield to_docx(one)
    yield to_cover(one)
    yield render(given(one), EXAMPLE.read_bytes())


def parts(content: bytes) -> Iterator[Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                yield etree.fromstring(package.read(name))


def misplaced(tree: Any) -> list[str]:
    """Elements that stand before one that they have to follow."""
    found = []
    for parent, order in ORDERS.items():
        places = {f"{WORD}{name}": at for at, name in enumerate(order.split())}
        for element in tree.iter(f"{WORD}{parent}"):
            known = [(places.get(child.tag, -1), child.tag) for child in element if isinstance(child.tag, str)]
            found += [f"{parent}: {tag}" for at, tag in known if at < 0 and tag.startswith(WORD)]
            found += [f"{parent}: {b}" for (at, _), (then, b) in pairwise(known) if then < at >= 0]
    return found


EXTREMES = {
    "plain": plan("Two sites seen"),
    "nothing": report(Plan("oakvale", 2, code="NEW", title="New"), None, Directory(1, {}), TODAY),
    "a long note": plan("word " * 2_000),
    "one word without end": plan("x" * 10_000),
    "30 columns": plan("Seen", columns=30),
    "right to left": plan(ARABIC, title=HEBREW),
    "what XML cannot hold": plan("bell \x07, half of a pair \ud800, \ufffe"),
    "markup": plan('</w:t> & <b> "quoted"', title="R&D <plan>"),
    "40 actions": plan(*["Seen"] * 40, actions=40),
}


@pytest.mark.parametrize("name", EXTREMES)
def test_elements_stand_in_the_order_of_the_schema(name: str) -> None:
    for content in documents(EXTREMES[name]):
        assert [found for tree in parts(content) for found in misplaced(tree)] == []


def test_an_element_out_of_its_order_would_be_found() -> None:
    cell = etree.fromstring(f'<w:tcPr xmlns:w="{WORD[1:-1]}"><w:shd/><w:tcW/></w:tcPr>')
    assert misplaced(cell) == [f"tcPr: {WORD}tcW"]


@pytest.mark.parametrize("name", EXTREMES)
def test_every_table_is_whole(name: str) -> None:
    """As many cells in each row as the table has columns, those that reach over several counted so often."""
    for content in documents(EXTREMES[name]):
        for table in Document(io.BytesIO(content)).element.body.iter(qn("w:tbl")):
            across = len(table.tblGrid.gridCol_lst)
            spans = [[int(cell.grid_span) for cell in row.tc_lst] for row in table.tr_lst]
            assert {sum(row) for row in spans} == {across}
            assert all(cell[-1].tag == qn("w:p") for cell in table.iter(qn("w:tc")))


def test_heads_repeat_short_rows_stay_whole_and_long_ones_may_be_torn() -> None:
    def rows(one: Report) -> Any:
        return Document(io.BytesIO(to_docx(one))).tables[-1].rows

    head, short = rows(plan("Seen"))
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert short._tr.trPr.find(qn("w:cantSplit")) is not None
    assert rows(EXTREMES["a long note"])[1]._tr.trPr.find(qn("w:cantSplit")) is None  # else Word cuts it off


def test_what_runs_from_right_to_left_is_marked_so_and_the_rest_is_not() -> None:
    table = Document(io.BytesIO(to_docx(EXTREMES["right to left"]))).tables[-1]
    said = {paragraph.text: paragraph for cell in table.rows[1].cells for paragraph in cell.paragraphs}
    turned = {text for text, one in said.items() if one._p.pPr.find(qn("w:bidi")) is not None}
    assert turned == {ARABIC}
    assert said[ARABIC].runs[0]._r.rPr.find(qn("w:rtl")) is not None


def test_thirty_columns_stay_on_the_page() -> None:
    table = Document(io.BytesIO(to_docx(EXTREMES["30 columns"]))).tables[-1]._tbl
    sizes = [int(one.get(qn("w:w"))) for one in table.tblGrid.gridCol_lst]
    assert len(sizes) == 31 and sum(sizes) <= 15_140 + len(sizes) and min(sizes) > 300


@pytest.mark.office
@pytest.mark.parametrize("name", ["a long note", "30 columns", "right to left", "markup", "nothing"])
def test_libreoffice_prints_all_of_it(name: str) -> None:
    made = to_pdf(to_cover(EXTREMES[name]))
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made, capture_output=True, check=True)
    said = done.stdout.decode("utf-8")
    wanted = {"a long note": ("word", 2_000), "30 columns": ("=", 25), "markup": ('"quoted"', 1)}
    text, times = wanted.get(name, ("Appendix 1", 1))
    assert said.count(text) >= times


def test_two_pictures_stand_side_by_side_on_a_broad_page_and_below_one_another_else() -> None:
    """Before: LibreOffice left 3 mm on either side of each, so that two had no room in a line."""

    def lines(columns: int) -> list[int]:
        document = Document(io.BytesIO(to_docx(plan(columns=columns))))
        found = [one._p.xpath(".//wp:inline") for one in document.paragraphs]
        assert {drawn.get(side) for line in found for drawn in line for side in ("distL", "distR")} == {"0"}
        return [len(line) for line in found if line]

    assert lines(6) == [2] and lines(2) == [1, 1]
