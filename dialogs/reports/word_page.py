"""What every Word document of ours is: A4, Arial, real headings, British English, and where one is at the foot."""

import io
from datetime import datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips

from dialogs.reports.fit import fit
from dialogs.reports.word_table import STYLE
from dialogs.words import cut, say

FONT = "Arial"
INK = RGBColor(0x1F, 0x2A, 0x44)
EDGE, FOOT = Mm(15), Mm(10)
TITLE = 255  # characters that a document's property takes
LONG, SHORT = Mm(297), Mm(210)
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - the package's own date says nothing: the same report makes the same bytes


def page(title: str, foot: str, *, landscape: bool, size: float = 9.5) -> Any:
    """An empty document. `foot` stands at the foot of every page, before the number; `size` is in points."""
    document = Document()
    _styles(document, size)
    properties = document.core_properties
    properties.title = cut(fit(title), TITLE)
    properties.language, properties.author = "en-GB", "Planminder"
    properties.created = properties.modified = MADE
    lay(document.sections[0], landscape=landscape)
    _footer(document.sections[0], " ".join(fit(foot).split()))
    return document


def lay(section: Any, *, landscape: bool) -> None:
    """A4, on its side or upright."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if landscape else (SHORT, LONG)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = EDGE
    section.footer_distance = section.header_distance = FOOT


def turned(document: Any) -> None:
    """What follows begins a page, on its side."""
    lay(document.add_section(WD_SECTION.NEW_PAGE), landscape=True)


def room(document: Any) -> int:
    """Between the margins of the last section, in twips."""
    section = document.sections[-1]
    return int((section.page_width - section.left_margin - section.right_margin) // Twips(1))


def add(document: Any, element: Any) -> None:
    """A table at the end, and a paragraph after it, without which Word joins it to the next one."""
    document.element.body[-1].addprevious(element)
    document.add_paragraph()


def ended(document: Any) -> None:
    """Make the last paragraph as low as can be: Word wants one behind a table, and a page of its own shows nothing."""
    last = document.paragraphs[-1]
    last.paragraph_format.space_before = last.paragraph_format.space_after = Pt(0)
    last.paragraph_format.line_spacing = Pt(1)
    last.paragraph_format.widow_control = False
    last._p.get_or_add_pPr().append(parse_xml(f'<w:rPr {_NS}><w:sz w:val="2"/></w:rPr>'))


def add_description(table: Any, words: str) -> None:
    """The alternative text of a table; the last of its properties, as the order of elements wants it."""
    for name in ("tblCaption", "tblDescription"):
        table.tblPr.append(parse_xml(f"<w:{name} {_NS} w:val={quoteattr(words)}/>"))


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _styles(document: Any, size: float) -> None:
    normal = document.styles["Normal"]
    _font(normal, size)
    normal.paragraph_format.space_after = Pt(4)
    for level, points in ((1, 16), (2, 12.5), (3, 10.5)):
        heading = document.styles[f"Heading {level}"]
        _font(heading, points)
        heading.font.color.rgb = INK
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(10), Pt(4)
    table = document.styles.add_style(STYLE, WD_STYLE_TYPE.PARAGRAPH)
    table.base_style = normal
    table.font.size = Pt(8)
    table.paragraph_format.space_after = Pt(0)
    default = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in default.findall(qn("w:lang")):
        default.remove(old)
    default.append(parse_xml(f'<w:lang {_NS} w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/>'))


def _font(style: Any, size: float) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)


def _footer(section: Any, foot: str) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.style.font.size = Pt(8)
    before, between, after = say("report.foot", foot=foot, page="\n", pages="\n").split("\n")
    paragraph.add_run(before)
    _field(paragraph, "PAGE")
    paragraph.add_run(between)
    _field(paragraph, "NUMPAGES")
    paragraph.add_run(after)


def marked(document: Any, mark: str) -> None:
    """A mark in bold at the head of every page, in every section that follows the first one's."""
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.add_run(mark).bold = True


def _field(paragraph: Any, name: str) -> None:
    paragraph._p.append(parse_xml(f'<w:fldSimple {_NS} w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
