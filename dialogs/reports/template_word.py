"""A council's own Word template, filled in: its fields by Jinja, its tables by ours; never a file that is not whole.

docxtpl puts together what Word has cut into runs, and repeats rows and paragraphs:
https://docxtpl.readthedocs.io/en/stable/
"""

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from lxml import etree

from dialogs.reports.template import BadTemplate, Given
from dialogs.reports.template_checks import detached, looked_at
from dialogs.reports.template_jinja import QUOTED, Fields, checked, rendered, whole
from dialogs.reports.template_pictures import put_pictures
from dialogs.reports.template_tables import nowhere_else, put_tables, style
from dialogs.words import cut, say

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HOLD = frozenset(f"{_WORD}{one}" for one in ("t", "delText", "instrText", "delInstrText"))  # what words may stand in


def render(given: Given, content: bytes) -> bytes:
    """A report as a template lays it out; `BadTemplate` says where and why it cannot be."""
    template = _Template(looked_at(content))
    template.init_docx()
    _all_closed(template.docx)
    style(template.docx)
    template.known = tuple(given.values)
    template.render(given.values, template.environment)
    document = template.docx
    detached(document)
    put_tables(document, given.tables)
    put_pictures(document, given.pictures)
    nowhere_else(document)
    _mended(document.element.body)
    document.core_properties.title = document.core_properties.title or given.title
    made = _saved(document)
    return _headed(made, given.head) if given.head else made


class _Template(DocxTemplate):  # type: ignore[misc]  # it has no types of its own
    """docxtpl with our language, and strict where it would mend in silence."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content))
        self.environment = Fields()
        self.known: tuple[str, ...] = ()

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        source = src_xml.replace("\n", " ").replace("<w:p ", "\n<w:p ").replace("<w:p>", "\n<w:p>")
        checked(self.environment, source, self.known)
        made = rendered(self.environment, source, context).replace("\n<w:p", "<w:p")
        _well_formed(made)
        return str(self.resolve_listing(made))


def _well_formed(made: str) -> None:
    """A block that begins in one cell and ends in another leaves markup that Word would not open."""
    try:
        tree = etree.fromstring(made.encode("utf-8"), etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError:
        raise BadTemplate(say("template.crossed")) from None
    for loose in _loose(tree):
        raise BadTemplate(say("template.at", words=cut(loose, QUOTED), why=say("template.loose")))


def _loose(tree: Any) -> Iterator[str]:
    """Words that stand between paragraphs, where Word takes none."""
    for element in tree.iter(f"{_WORD}*"):
        for said in (element.text if element.tag not in _HOLD else None, element.tail):
            if said and said.strip():
                yield said.strip()


def _all_closed(document: Any) -> None:
    parts = [document.part, *(one.target_part for one in document.part.rels.values() if not one.is_external)]
    for part in parts:
        for paragraph in _paragraphs(part):
            whole("".join(said.text or "" for said in paragraph.iter(f"{_WORD}t")))


def _paragraphs(part: Any) -> Iterator[Any]:
    """Of the body, the heads, the feet and the notes; those inside others, as in a text box, by themselves."""
    if not str(part.content_type).endswith(("main+xml", "header+xml", "footer+xml", "footnotes+xml")):
        return
    tree = getattr(part, "element", None)
    tree = etree.fromstring(part.blob) if tree is None else tree
    yield from (one for one in tree.iter(f"{_WORD}p") if one.find(f".//{_WORD}p") is None)


def _mended(body: Any) -> None:
    """What a loop that ran over nothing leaves, and Word refuses: a table without rows, a cell without a paragraph."""
    for row in list(body.iter(qn("w:tr"))):
        if row.find(qn("w:tc")) is None and row.find(qn("w:sdt")) is None:
            row.getparent().remove(row)
    for table in list(body.iter(qn("w:tbl"))):
        if table.find(f".//{qn('w:tr')}") is None:
            table.getparent().remove(table)
    for cell in body.iter(qn("w:tc")):
        if len(cell) == 0 or cell[-1].tag != qn("w:p"):
            etree.SubElement(cell, qn("w:p"))


def _headed(made: bytes, mark: str) -> bytes:
    """A mark at the head of every page: of the first section's heads, and of those that do not go on from the one
    before, for first, odd and even pages. The file is opened anew, since docxtpl has put heads beside python-docx's."""
    document = Document(io.BytesIO(made))
    for place, section in enumerate(document.sections):
        for head in (section.header, section.first_page_header, section.even_page_header):
            if place == 0 or not head.is_linked_to_previous:
                head.paragraphs[0].insert_paragraph_before().add_run(mark).bold = True
    return _saved(document)


def _saved(document: Any) -> bytes:
    """The file, which has been opened once."""
    out = io.BytesIO()
    document.save(out)
    Document(io.BytesIO(out.getvalue()))
    return out.getvalue()
