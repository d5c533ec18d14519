"""Packed files (`.docx`, `.xlsx`): looked at before anything is unpacked, and read as a stream."""

import io
import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from storage.documents.errors import Unreadable
from storage.documents.table import MAX_UNPACKED
from storage.documents.unswept import unswept

_MAX_PARTS = 5_000
_MAX_ELEMENTS = 1_100_000  # rows or paragraphs of a part; a sheet cannot have more rows than that
_MAIN = b"/officeDocument"  # how the kind of relationship ends that names the main part
# what zipfile, XML parsers and those who read on raise for damaged parts is as various as the damage
DAMAGE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    SyntaxError,
    OSError,
    EOFError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
)


class TooMuch(Exception):
    """A part has more rows or paragraphs than any plan."""


@contextmanager
def unpacked(name: str, content: bytes, part: str) -> Iterator[zipfile.ZipFile]:
    """A package that was checked; what goes wrong while it is read is said as damage."""
    checked(name, content, part)
    try:
        with unswept(), zipfile.ZipFile(io.BytesIO(content)) as package:
            yield package
    except TooMuch:
        raise Unreadable(name, "it holds more rows or paragraphs than any plan.") from None
    except DAMAGE as wrong:
        if isinstance(wrong, etree.XMLSyntaxError) and wrong.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from None
        raise Unreadable(name, "it is damaged: its own parts could not be read.") from None


def checked(name: str, content: bytes, part: str) -> None:
    """Refuse a file that is no such package, is locked, or unpacks to more than is fit for a plan."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if any(one.flag_bits & 0x1 for one in parts):
                raise Unreadable(name, "it is protected with a password: save it without one.")
            if len(parts) > _MAX_PARTS or sum(one.file_size for one in parts) > MAX_UNPACKED:
                raise Unreadable(name, f"it unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB.")
            if part not in {one.filename for one in parts}:
                raise Unreadable(name, "its content does not fit its extension.")
            if any(_declares(package, one) for one in parts if one.filename.endswith((".xml", ".rels"))):
                raise Unreadable(name, "it declares entities of its own, which no office program writes.")
    except DAMAGE:
        raise Unreadable(name, "it is damaged: the file could not be unpacked.") from None


def _declares(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part begins with a document type, by which it could name files, addresses or endless text."""
    with package.open(part) as stream:
        return b"<!DOCTYPE" in stream.read(4096).replace(b"\x00", b"")


def elements(package: zipfile.ZipFile, part: str, *tags: str) -> Iterator[etree._Element]:
    """The elements of these kinds as they end, in the order of the part. Nothing outside the part is looked at."""
    with package.open(part) as stream:
        found = etree.iterparse(
            stream, tag=tags, events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for count, (_, element) in enumerate(found):
            if count > _MAX_ELEMENTS:
                raise TooMuch
            yield element


def main_part(package: zipfile.ZipFile, usual: str) -> str:
    """The part that holds the document itself, by the package's own word."""
    related = etree.fromstring(package.read("_rels/.rels"), etree.XMLParser(resolve_entities=False, no_network=True))
    for one in related:
        if str(one.get("Type", "")).encode().endswith(_MAIN):
            return posixpath.normpath(str(one.get("Target", ""))).lstrip("/")
    return usual
