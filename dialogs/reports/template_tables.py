"""Where a template names one of our tables, the table: as wide as its place, in the template's own type."""

from collections.abc import Mapping
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt

from dialogs.reports.fields import PUT, mark
from dialogs.reports.template import BadTemplate
from dialogs.reports.word_table import STYLE, Laid
from dialogs.words import say

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LINES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
A4, MARGIN = 11_906, 1_440  # twips, where a section does not say


def style(document: Any) -> None:
    """The paragraphs of our tables: in the template's own type, small, unless the template has a style of that name."""
    if STYLE in [one.name for one in document.styles]:
        return
    made = document.styles.add_style(STYLE, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    made.font.size = Pt(8)
    made.paragraph_format.space_before = made.paragraph_format.space_after = Pt(0)


def put_tables(document: Any, tables: Mapping[str, Laid]) -> None:
    """Each in place of the paragraph that names it, or behind it where that says more; `BadTemplate` elsewhere."""
    lined = any(each.style_id == "TableGrid" for each in document.styles)
    for name, table in tables.items():
        for paragraph in [each for each in document.element.body.iter(qn("w:p")) if mark(name) in said(each)]:
            made = table.element(room(document, paragraph))
            if not lined:
                _with_lines(made)
            _put(paragraph, made, name)


def said(paragraph: Any) -> str:
    return "".join(one.text or "" for run in paragraph.findall(qn("w:r")) for one in run.findall(qn("w:t")))


def unmarked(paragraph: Any, name: str) -> None:
    """The paragraph without the name of what is put there."""
    for one in paragraph.iter(qn("w:t")):
        one.text = (one.text or "").replace(mark(name), "")


def _put(paragraph: Any, made: Any, name: str) -> None:
    unmarked(paragraph, name)
    if said(paragraph).strip():
        paragraph.addnext(made)
        _followed(made)
    else:
        paragraph.addprevious(made)
        after = paragraph.getnext()
        if after is not None and after.tag == qn("w:p") and paragraph.find(f".//{qn('w:sectPr')}") is None:
            paragraph.getparent().remove(paragraph)


def _followed(made: Any) -> None:
    """Two tables without a paragraph between them are one to Word, and a cell ends with a paragraph."""
    after = made.getnext()
    if after is None or after.tag != qn("w:p"):
        made.addnext(OxmlElement("w:p"))


def _with_lines(made: Any) -> None:
    made.find(qn("w:tblPr")).find(qn("w:tblW")).addnext(parse_xml(f"<w:tblBorders {_NS}>{_LINES}</w:tblBorders>"))


def nowhere_else(document: Any) -> None:
    """Heads, feet and notes take no table or picture of ours; nor does a link or a field within a paragraph."""
    for part in (document.part, *(one.target_part for one in document.part.rels.values() if not one.is_external)):
        blob = part.blob if str(part.content_type).endswith("xml") else b""
        for name in PUT:
            if mark(name).encode() in blob:
                raise BadTemplate(say("template.place", name=name))


# --- how wide -----------------------------------------------------------------------------------------------------


def room(document: Any, paragraph: Any) -> int:
    """Twips between the margins of the column of text, or of the cell, that a paragraph stands in."""
    cell = next(paragraph.iterancestors(qn("w:tc")), None)
    wide = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}") if cell is not None else None
    if wide is not None and wide.get(qn("w:type")) == "dxa":
        return max(1_000, int(wide.get(qn("w:w"))) - 216)
    return _column(_section(document, paragraph))


def _section(document: Any, paragraph: Any) -> Any:
    """What says how the page is, which stands at the end of a section."""
    body = document.element.body
    top = next((one for one in (paragraph, *paragraph.iterancestors()) if one.getparent() is body), paragraph)
    for one in (top, *top.itersiblings()):
        found = one if one.tag == qn("w:sectPr") else one.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if found is not None:
            return found
    return body.get_or_add_sectPr()


def _column(section: Any) -> int:
    size, margins, columns = (section.find(qn(f"w:{name}")) for name in ("pgSz", "pgMar", "cols"))
    width = _number(size, "w", A4) - _number(margins, "left", MARGIN) - _number(margins, "right", MARGIN)
    many = _number(columns, "num", 1)
    return (width - (many - 1) * _number(columns, "space", 720)) // many


def _number(element: Any, name: str, otherwise: int) -> int:
    said = None if element is None else element.get(qn(f"w:{name}"))
    return int(float(said)) if said else otherwise
