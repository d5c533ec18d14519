"""What of a template is refused before a word is filled in: no Word document, programs, things from elsewhere."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from dialogs.reports.template import BadTemplate
from dialogs.words import say
from storage.documents.errors import Unreadable
from storage.documents.packed import DAMAGE, checked

MAIN = "word/document.xml"
_TYPE = b"wordprocessingml.document.main+xml"
_MACROS = b"macroEnabled"
_BLANK = b"wordprocessingml.template.main+xml"  # a .dotx: what it is made for is to be copied
_PROGRAMS = re.compile(r"(?i)vba|activex|\.bin$|embeddings/.*\.(?:exe|js|vbs|bat|ps1|docm|xlsm)$")
_FETCHES = re.compile(
    rb"\b(?:DDE(?:AUTO)?|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b"
)  # fields that bring in what lies elsewhere
_INSTRUCTION = re.compile(rb"<w:instrText[^>]*>([^<]*)<|w:instr=\"([^\"]*)\"")
_FROM = re.compile(r"[^/]*$")


def looked_at(content: bytes) -> bytes:
    """The template as a document that python-docx opens; `BadTemplate` for what is none or is more than one."""
    try:
        checked(say("template.file"), content, MAIN)
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            kinds = package.read("[Content_Types].xml")
            _no_programs(package, kinds)
            _nothing_fetched(package)
    except Unreadable as wrong:
        raise BadTemplate(say("template.no_word", why=wrong.reason)) from None
    except DAMAGE:
        raise BadTemplate(say("template.no_word", why=say("template.damaged"))) from None
    return _as_document(content) if _BLANK in kinds and _TYPE not in kinds else content


def _no_programs(package: zipfile.ZipFile, kinds: bytes) -> None:
    if _MACROS in kinds or any(_PROGRAMS.search(name) for name in package.namelist()):
        raise BadTemplate(say("template.macros"))


def _nothing_fetched(package: zipfile.ZipFile) -> None:
    """Neither a relationship nor a field may bring in anything when somebody opens the report; links may be clicked."""
    for name in package.namelist():
        if name.endswith(".rels") and (target := next(_external(package.read(name)), None)):
            raise BadTemplate(say("template.elsewhere", what=target))
        if name.startswith("word/") and name.endswith(".xml"):
            said = b" ".join(b"".join(each) for each in _INSTRUCTION.findall(package.read(name)))
            if found := _FETCHES.search(said):
                raise BadTemplate(say("template.fetches", what=found.group().decode()))


def _external(relations: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for one in etree.fromstring(relations, parser):
        kind = _FROM.search(one.get("Type", ""))
        if one.get("TargetMode") == "External" and kind and kind.group() not in ("hyperlink", "attachedTemplate"):
            yield str(one.get("Target", ""))


def _as_document(content: bytes) -> bytes:
    """A .dotx as the .docx that Word makes of it: only the kind of its main part differs."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            body = old.read(part)
            new.writestr(part.filename, body.replace(_BLANK, _TYPE) if part.filename == "[Content_Types].xml" else body)
    return out.getvalue()


def detached(document: Any) -> None:
    """Forget the template on somebody's drive that the document was once made from: Word would look for it."""
    for part in document.part.package.iter_parts():
        for key in [key for key, one in part.rels.items() if one.reltype.endswith("/attachedTemplate")]:
            del part.rels[key]
    for old in document.settings.element.findall("{*}attachedTemplate"):
        old.getparent().remove(old)
