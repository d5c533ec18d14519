"""Paragraphs with a point before them, as markup: python-docx looks the style up again for each, and a long plan has
tens of thousands.

https://learn.microsoft.com/dotnet/api/documentformat.openxml.wordprocessing.paragraph has the elements and their order.
"""

from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml

from dialogs.reports.fit import fit
from dialogs.reports.word_direction import BIDI, RTL, right_to_left

STYLE = "List Bullet"
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def points(document: Any, rows: Iterable[str], indent: int | None = None) -> None:
    """A paragraph with a point for each row, at the end of the document. `indent` is in twips, else the style's."""
    style = document.styles[STYLE].style_id
    begun = "" if indent is None else f'<w:ind w:left="{indent}"/>'
    opened = f'<w:pPr><w:pStyle w:val="{style}"/>'
    made = "".join(f"<w:p>{opened}{_turned(row)}{begun}</w:pPr><w:r>{_said(row)}</w:r></w:p>" for row in rows)
    body = document.element.body
    end = body[-1]  # the last section's properties, which everything stands before
    for paragraph in list(parse_xml(f"<w:body {_NS}>{made}</w:body>")):
        end.addprevious(paragraph)


def _turned(row: str) -> str:
    return BIDI if right_to_left(row) else ""


def _said(row: str) -> str:
    marked = f"<w:rPr>{RTL}</w:rPr>" if right_to_left(row) else ""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in fit(row).split("\n"))
    return marked + "<w:br/>".join(lines)
