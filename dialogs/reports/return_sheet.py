"""What somebody without a chat is sent for a return: their rows to fill in, as a Word document, and an e-mail text."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dialogs.file_name import file_name
from dialogs.reports.fit import fit
from dialogs.reports.shades import shade
from dialogs.words import day, joined, say
from storage.documents.returned import CHANGE, LABEL, PART, PERSON, PLAN, PROPERTIES
from storage.status import Status

if TYPE_CHECKING:
    from dialogs.reports.word_table import Line

COLUMNS = ("ref", "action", "due", "status_now", "last", "update", "status")  # keys of `sheet` in the words
WIDE = (0.05, 0.22, 0.1, 0.1, 0.2, 0.24, 0.09)  # shares of the page: room for what is to be filled in
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # what every custom property of a document is marked with
_THEN = (1980, 1, 1, 0, 0, 0)  # the same rows make the same bytes


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One action as it stands, for somebody to say how it goes."""

    ref: str
    text: str
    due: str
    label: str
    status: Status | None
    last: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's rows of a return. `number` is the plan's change number that they show."""

    plan: str
    title: str
    label: str
    as_at: date
    deadline: date | None
    person: int
    name: str
    emails: tuple[str, ...]
    officer: str
    number: int
    statuses: tuple[str, ...]
    rows: tuple[SheetRow, ...]

    @property
    def stem(self) -> str:
        """The name of its files without their ending."""
        parts = (self.plan, self.label.replace("/", "-"), self.name)
        return file_name("-".join(word for part in parts for word in part.replace("/", "-").split()))


def headings() -> tuple[str, ...]:
    """The headings of a sheet's columns, in order."""
    return tuple(say(f"sheet.{key}") for key in COLUMNS)


def to_docx(one: Sheet) -> bytes:
    """Landscape, how to fill it in, the rows with two columns to fill; whose it is stands in its properties."""
    from dialogs.reports.word_page import add, page, room, saved  # here: Word's library takes long to load
    from dialogs.reports.word_table import grid

    heading = say("sheet.heading", label=one.label)
    document = page(heading, f"{one.plan} · {one.name}", landscape=True)
    document.add_heading(fit(heading), level=1)
    slots = {"name": one.name, "plan": one.title, "code": one.plan, "as_at": day(one.as_at), "by": _by(one)}
    for key in ("whose", "how", "words"):
        document.add_paragraph(fit(say(f"sheet.{key}", **slots, statuses=joined(one.statuses))))
    wide = [round(share * room(document)) for share in WIDE]
    lines = [_line(row) for row in one.rows]
    described = say("sheet.whose", **slots)
    add(document, grid(headings(), lines, width=0, size=9, title=heading, described=described, wide=wide))
    mark(document, {PLAN: one.plan, LABEL: one.label, PERSON: str(one.person), CHANGE: str(one.number)})
    return saved(document)


def _line(row: SheetRow) -> "Line":
    from dialogs.reports.word_table import Cell, Line

    told = [Cell(row.ref), Cell(row.text), Cell(row.due), Cell(row.label, shade(row.status)), Cell(row.last)]
    return Line((*told, Cell(""), Cell("")))


def email(one: Sheet) -> str:
    """A text for the officer to send with it: to whom, the subject, the body; plain."""
    refs = ", ".join(row.ref for row in one.rows)
    slots = {"label": one.label, "code": one.plan, "plan": one.title, "name": one.name, "by": _by(one)}
    slots |= {"first": one.name.split()[0], "officer": one.officer, "as_at": day(one.as_at), "refs": refs}
    to = [say("sheet.to", addresses=", ".join(one.emails))] if one.emails else []
    subject = say("sheet.subject", n=len(one.rows), **slots)
    body = say("sheet.body", n=len(one.rows), file=f"{one.stem}.docx", ref=one.rows[0].ref, **slots)
    return "\n".join((*to, subject, "", body)) + "\n"


def _by(one: Sheet) -> str:
    return say("sheet.by", date=day(one.deadline)) if one.deadline else ""


def to_zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Several files as one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files:
            package.writestr(zipfile.ZipInfo(name, _THEN), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def mark(document: Any, properties: Mapping[str, str]) -> None:
    """Custom properties, which a reader does not see and office programs keep."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    root = etree.Element(f"{{{PROPERTIES}}}Properties", nsmap={None: PROPERTIES, "vt": _VALUES})
    for number, (name, value) in enumerate(properties.items(), start=2):  # 0 and 1 are reserved
        one = etree.SubElement(root, f"{{{PROPERTIES}}}property", fmtid=_FORMAT, pid=str(number), name=name)
        etree.SubElement(one, f"{{{_VALUES}}}lpwstr").text = fit(value)
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package = document.part.package
    part = Part(PackURI(f"/{PART}"), _TYPE, blob, package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
