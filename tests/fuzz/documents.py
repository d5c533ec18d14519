"""Real small documents, spoiled at random: the readers answer with a plan or with a reason, and with nothing else.

`python tests/fuzz/documents.py --seconds 60 --seed 1` goes on for that long and tells the first file at which they do
not; every file is made from the seed and its number alone, so it can be made again.
"""

import argparse
import io
import logging
import random
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1] / "documents"))

from files import HEADER, ROWS, delimited, excel, old_workbook, pdf, word, word_merged

from storage.documents.document import PlanDocument
from storage.documents.errors import Unreadable
from storage.documents.packed import DAMAGE
from storage.documents.read import read_document

TODAY = date(2026, 11, 22)
SLOW = 5.0  # seconds
EXAMPLES = Path(__file__).parents[2] / "examples"
ODD = (  # what has broken readers of other programs
    "\x00", "\ufeff", "\u202e", "\ud7ff", "\U0001f7e2", "=1+1", "1" * 400, "-", "²", "٣", "31/02/2027", "Q9 2027",
    "00/00/0000", "January 99999", "R 1", "1.1.1.1.1", "See 1 and 2", "As above", '"', "'", "|", "\t", "\n", "\r",
    "<p>", "<ul><li>", "&#0;", "&#x10FFFF;", "&amp;amp;", "Jo Smith/Ann Lee, JT & MG and", "/", ",", ";", "((((",
    "A/G", "100%", "May", "TBC", "a" * 5000, " " * 3000, "<" * 3000, "(" * 2000, "1 " * 2000,
    "- " * 2000, "•" * 500, "and " * 1000,
)  # fmt: skip
TAGS = (
    b"<w:tr", b"</w:tr", b"<w:tc", b"</w:tc", b"<w:tbl", b"</w:tbl", b"<w:p", b"</w:p", b'<mergeCell ref="B2:A1"/',
    b'<row r="0"', b'<c r="XFD1048576"', b'<c r="A0" t="s"', b'<c t="d"', b'<c t="b"', b'<c s="77"', b"<v>1E999</v",
    b"<v>nan</v", b"<v>-1</v", b'<w:gridSpan w:val="999999999"/', b"<!--", b"]]", b"\xff", b"&#0;",
)  # fmt: skip
VALUES = (b"", b"-1", b"0", b"1", b"99999999999", b"A1", b"x", b"1.5", b"true")
TELLING = ("document.xml", "sheet1.xml", "styles.xml", "workbook.xml")


@dataclass(frozen=True)
class Spoiled:
    """A file as it is handed in."""

    name: str
    content: bytes


@cache
def originals() -> tuple[Spoiled, ...]:
    """Small files of every kind, as their programs write them."""
    table = (HEADER, *ROWS)
    made = [
        Spoiled("plan.csv", delimited(table)),
        Spoiled("plan.csv", delimited(table, ";", "cp1252")),
        Spoiled("plan.tsv", delimited(table, "\t", "utf-16")),
        Spoiled("plan.txt", "\n".join("\t".join(row) for row in table).encode()),
        Spoiled("plan.md", "\n".join("| " + " | ".join(row) + " |" for row in table).encode()),
        Spoiled("plan.docx", word(table, fills={(1, 5): "00B050"}, lead="Improvement plan")),
        Spoiled("plan.docx", word_merged(table, [((1, 0), (2, 0)), ((1, 3), (2, 3))])),
        Spoiled("plan.pdf", pdf(table)),
        Spoiled("plan.xls", old_workbook(table)),
        Spoiled("plan.xlsx", excel(table, fills={"F2": "00B050"}, merges=["A2:A3"])),
    ]
    return (*made, *(Spoiled(one.name, one.read_bytes()) for one in sorted(EXAMPLES.glob("action-plan.*"))))


def spoiled(seed: int, number: int) -> Spoiled:
    """The file of this number: an original, changed in one to four ways."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311
    file = chance.choice(originals())
    for _ in range(chance.randint(1, 4)):
        file = Spoiled(file.name, chance.choice(_ways(file))(chance, file.content))
    if chance.random() < 0.05:
        return Spoiled(chance.choice(originals()).name, file.content)
    return file


def _ways(file: Spoiled) -> Sequence[Callable[[random.Random, bytes], bytes]]:
    if zipfile.is_zipfile(io.BytesIO(file.content)):
        return (_part, _part, _part, _part, _bytes)
    if file.name.endswith((".pdf", ".xls")):
        return (_bytes, _bytes, _cells)
    return (_cells, _cells, _bytes, _lines)


def _bytes(chance: random.Random, content: bytes) -> bytes:
    """Some bytes are others, gone, or there twice."""
    if not content:
        return content
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(changed) + 1)
        size = chance.choice((1, 1, 2, 16, 400))
        piece = chance.choice((b"", chance.randbytes(size), bytes(changed[place : place + size]) * 2))
        changed[place : place + size] = piece
    return bytes(changed)


def _cells(chance: random.Random, content: bytes) -> bytes:
    """A word of a text gives way to an odd one."""
    words = content.split(b",") if b"," in content else content.split(b"\t")
    words[chance.randrange(len(words))] = chance.choice(ODD).encode("utf-8", "surrogatepass")
    return (b"," if b"," in content else b"\t").join(words)


def _lines(chance: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines[: chance.randint(0, len(lines))] * chance.choice((1, 1, 1, 30)))


def _part(chance: random.Random, package: bytes) -> bytes:
    """One part of a package changed, gone or put in another's place; the package is whole."""
    held = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as whole, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
            names = whole.namelist()
            telling = [name for name in names if name.endswith(TELLING)]
            chosen = chance.choice(chance.choice((names, telling or names)))
            for name in names:
                content = whole.read(name)
                undated = zipfile.ZipInfo(name)  # else the second in which it was made would be in the file
                if name != chosen:
                    made.writestr(undated, content, zipfile.ZIP_DEFLATED)
                elif chance.random() < 0.95:
                    made.writestr(undated, _xml(chance, content), zipfile.ZIP_DEFLATED)
    except DAMAGE:  # spoiled already
        return _bytes(chance, package)
    return held.getvalue()


def _xml(chance: random.Random, content: bytes) -> bytes:
    """The text or a tag of a part changed so that it is still XML most of the time."""
    if chance.random() < 0.15:
        return _bytes(chance, content)
    pieces = content.split(b">")
    for _ in range(chance.randint(1, 5)):
        place = chance.randrange(len(pieces))
        text, opening, tag = pieces[place].partition(b"<")
        way = chance.random()
        if way < 0.4:
            pieces[place] = _escaped(chance.choice(ODD)) + opening + tag
        elif way < 0.7:
            pieces[place] = text + opening + _figures(chance, tag)
        elif way < 0.85:
            del pieces[place : place + chance.randint(1, 6)]
            pieces = pieces or [b""]
        else:
            pieces.insert(place, chance.choice((chance.choice(pieces), chance.choice(TAGS))))
    return b">".join(pieces)


def _escaped(text: str) -> bytes:
    clean = "".join(sign for sign in text if sign >= " " or sign in "\t\n")
    return clean.replace("&", "&amp;").replace("<", "&lt;").encode("utf-8", "ignore")


def _figures(chance: random.Random, tag: bytes) -> bytes:
    """Another value for one attribute."""
    parts = tag.split(b'"')
    if len(parts) > 1:
        parts[chance.randrange(1, len(parts), 2)] = chance.choice(VALUES)
    return b'"'.join(parts)


# --- reading ------------------------------------------------------------------------------------------------------


def outcome(file: Spoiled) -> str:
    """ "plan" or "refused"; anything else that happens is a failure and is raised."""
    began = time.monotonic()
    try:
        document = read_document(file.name, file.content, TODAY)
    except Unreadable as refused:
        assert refused.reason
        assert "\n" not in refused.reason
        return "refused"
    else:
        assert PlanDocument.model_validate_json(document.model_dump_json()).contract() == document.contract()
        return "plan"
    finally:
        assert time.monotonic() - began < SLOW, "too slow"


def main() -> None:
    """Spoil and read until the time is over; a failure ends with the number of its file."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--first", type=int, default=0, help="the number of the first file")
    given = asked.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # as in the process that reads
    until, number = time.monotonic() + given.seconds, given.first
    counts = {"plan": 0, "refused": 0}
    while time.monotonic() < until:
        file = spoiled(given.seed, number)
        try:
            counts[outcome(file)] += 1
        except BaseException:
            sys.stderr.write(f"documents: file {number} of seed {given.seed} ({file.name})\n")
            raise
        number += 1
    sys.stdout.write(f"documents: {number - given.first} files: {counts['plan']} plans, {counts['refused']} refused\n")


if __name__ == "__main__":
    main()
