"""Random plans, notes and wishes through every renderer: a correct file each time, without a word that is internal.

`python tests/fuzz/reports.py --seconds 60 --seed 1` goes on for that long and tells the first report at which it is
not so; every report is made from the seed and its number alone, so it can be made again.
"""

import argparse
import csv
import io
import json
import random
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

import jsonschema
from documents import ODD
from docx import Document
from lxml import etree, html
from openpyxl import load_workbook

from dialogs.reports import RENDERERS, second_look, to_cover, to_one_page
from dialogs.reports.eyes import as_accepted, for_all, with_internal
from dialogs.reports.model import Report
from dialogs.reports.parts import narrowed
from dialogs.reports.report import report
from storage.documents.delimited import RUN
from storage.documents.errors import Unreadable
from storage.documents.read import read_document
from storage.people import Directory, Kind, Person
from storage.plan import Action, Column, Extension, Plan, Recommendation, Step, Update, Wish
from storage.status import Scheme, Status
from storage.timescale import Timescale, read_timescale

TODAY = date(2026, 11, 22)
SLOW = 20.0  # seconds of processor time for all formats of one report
SECRET = "kept from everybody else"
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
ROLES = ("number", "section", "recommendation", "response", "sponsor", "action", "owner", "timescale", "measure",
         "status", "update", "other")  # fmt: skip
WHEN = (
    "July 2027",
    "Summer 2026",
    "Ongoing",
    "TBC",
    "31/01/2027",
    "Q3 2026/27",
    "Completed May 2014",
    "End 2024\nOngoing",
)
FORMATS = {**RENDERERS, "cover": to_cover, "one page": to_one_page}
BAD = frozenset(map(chr, [*range(9), 11, 12, *range(14, 32), *range(0x202A, 0x202F)]))
Chance = random.Random


@dataclass(frozen=True)
class Asked:
    """A report, and whether it may hold what is internal."""

    one: Report
    internal: bool


def asked(seed: int, number: int) -> Asked:
    """The report of this number."""
    chance = Chance(f"{seed}/{number}")
    plan, directory = _plan(chance), _directory(chance)
    kind = chance.choice(("plain", "published", "internal"))
    decided = {at: one.decision for at, one in plan.actions.items() if one.decision and chance.random() < 0.5}
    eyes: Callable[[Plan], Plan] = {
        "plain": for_all,
        "published": lambda one: as_accepted(one, decided),
        "internal": lambda one: with_internal(one, lambda _: True),
    }[kind]
    ids = frozenset(chance.sample(sorted(plan.actions), chance.randint(0, len(plan.actions))))
    told = narrowed(plan, ids) if chance.random() < 0.3 else plan
    texts = {at: _words(chance) for at in told.actions if chance.random() < 0.7} if kind == "published" else None
    since = chance.choice((None, TODAY - timedelta(days=chance.randint(1, 900))))
    before = eyes(_plan(Chance(f"{seed}/{number}"))) if since and chance.random() < 0.7 else None
    one = report(eyes(told), before, directory, TODAY, since, texts, name=chance.choice((None, "Q3 2026/27")))
    audience = {"plain": None, "published": "publication", "internal": "internal"}[kind]
    return Asked(replace(one, audience=audience, notes=tuple(_some(chance, 2))), kind == "internal")


def _words(chance: Chance) -> str:
    """Anything: what people say, what has broken programs, or a mixture of both on several lines."""
    said = (
        "Two sites seen",
        "• Plan it • Do it",
        "- One - Two",
        "Slipping to July",
        "R&D <plan>",
        "=SUM(A1)",
        "+44",
        "",
    )
    parts = [chance.choice((*said, *ODD)) for _ in range(chance.choice((1, 1, 1, 2, 4)))]
    return chance.choice((" ", "\n", "")).join(parts)


def _some(chance: Chance, most: int) -> list[str]:
    return [_words(chance) for _ in range(chance.randint(0, most))]


def _when(chance: Chance) -> Timescale | None:
    if chance.random() < 0.2:
        return None
    return read_timescale(chance.choice((*WHEN, _words(chance)[:300])), TODAY)


def _day(chance: Chance) -> date:
    return chance.choice((date.min, date(1900, 2, 28), date.max, TODAY, TODAY - timedelta(days=chance.randint(0, 800))))


def _directory(chance: Chance) -> Directory:
    kinds = [chance.choice(list(Kind)) for _ in range(6)]
    return Directory(1, {at: Person(at, _words(chance)[:200], kind) for at, kind in enumerate(kinds, start=1)})


def _plan(chance: Chance) -> Plan:
    columns = tuple(_column(chance) for _ in range(chance.choice((0, 1, 5, 8, 12, 70))))
    actions: dict[int, Action] = {}
    recommendations = {at: _recommendation(chance, at, columns, actions) for at in range(1, chance.randint(1, 6))}
    scheme = Scheme.of([(_words(chance)[:60] or "Red", "red")])
    title = _words(chance)
    return Plan("o", 1, "P26", title, columns=columns, scheme=scheme, recommendations=recommendations, actions=actions)


def _column(chance: Chance) -> Column:
    role = chance.choice(ROLES)
    dated = role == "update" and chance.random() < 0.6
    return Column(_words(chance)[:200], role, TODAY - timedelta(days=chance.randint(1, 400)) if dated else None)


def _recommendation(chance: Chance, at: int, columns: tuple[Column, ...], made: dict[int, Action]) -> Recommendation:
    first = 100 * at
    ids = tuple(range(first, first + chance.choice((0, 1, 1, 2, 5))))
    for place, one in enumerate(ids, start=1):
        made[one] = _action(chance, one, at, f"{at}.{place}" if len(ids) > 1 else str(at), columns)
    section = chance.choice((None, "Housing", _words(chance)[:100]))
    response = chance.choice((None, _words(chance)))
    return Recommendation(
        at, str(at), _words(chance), section, response, _people(chance), ids, cells=_cells(chance, columns)
    )


def _people(chance: Chance) -> tuple[int, ...]:
    return tuple(chance.sample(range(1, 8), chance.randint(0, 3)))  # one of them is unknown


def _cells(chance: Chance, columns: tuple[Column, ...]) -> Mapping[str, str]:
    return {one.heading: _words(chance) for one in columns if one.role == "other"}


def _action(chance: Chance, one: int, of: int, ref: str, columns: tuple[Column, ...]) -> Action:
    hidden = chance.random() < 0.3
    return Action(
        one, of, ref, _words(chance), _people(chance), _when(chance),
        original_end=chance.choice((None, _day(chance))), moves=chance.randint(0, 3),
        status=chance.choice((None, *Status)), status_text=chance.choice((None, _words(chance)[:80])),
        measure=chance.choice((None, _words(chance))), steps=tuple(_step(chance) for _ in range(chance.randint(0, 3))),
        decision=SECRET if hidden else chance.choice((None, _words(chance))), decision_internal=hidden,
        wishes=tuple(Wish(_extension(chance), _day(chance)) for _ in range(chance.randint(0, 2))),
        updates=tuple(_update(chance, place) for place in range(chance.randint(0, 4))), cells=_cells(chance, columns),
    )  # fmt: skip


def _step(chance: Chance) -> Step:
    return Step(_words(chance), _when(chance), done=chance.random() < 0.5)


def _extension(chance: Chance) -> Extension:
    internal = chance.random() < 0.3
    reason = SECRET if internal else _words(chance)
    return Extension(
        _when(chance), chance.randint(1, 7), _day(chance), datetime(2026, 11, 1, tzinfo=UTC), reason, internal
    )


def _update(chance: Chance, place: int) -> Update:
    internal = chance.random() < 0.3
    note = SECRET if internal else chance.choice((None, _words(chance), _words(chance) * 20))
    status, changed = chance.choice((None, *Status)), frozenset(chance.sample(("status", "timescale", "note"), 2))
    made = datetime(2026, 11, 1, tzinfo=UTC)
    return Update(place + 1, _day(chance), made, chance.choice((None, 1, 7)), note, internal, status, changed)


# --- what a correct file is ---------------------------------------------------------------------------------------


def outcome(of: Asked) -> int:
    """How many files were made; anything that is wrong with one is raised."""
    began = time.process_time()
    looks = second_look.told(of.one)
    assert of.internal or SECRET not in "\n".join(looks)
    for name, make in FORMATS.items():
        try:
            words = READ[name](make(of.one))
            assert of.internal or SECRET not in words, "something internal"
        except BaseException as wrong:
            wrong.add_note(f"as {name}")
            raise
    assert time.process_time() - began < SLOW, "too slow"
    return len(FORMATS)


def _text(content: bytes) -> str:
    said = content.decode("utf-8-sig")
    assert said.strip()
    assert not set(said) & BAD
    return said


def _page(content: bytes) -> str:
    tree = html.document_fromstring(_text(content))
    assert not [one.tag for one in tree.iter("script", "iframe", "img", "link", "a", "form")]
    assert len(tree.xpath("//h1")) == 1
    return str(tree.text_content())


def _json(content: bytes) -> str:
    """JSON says every sign in its own way, so that none has to be left out."""
    jsonschema.validate(json.loads(content), SCHEMA, format_checker=jsonschema.FormatChecker())
    return content.decode()


def _rows(content: bytes) -> str:
    said = _text(content)
    rows = list(csv.reader(io.StringIO(said, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell.startswith((*RUN, "\x00"))]
    return said


def _drawing(content: bytes) -> str:
    return str(etree.fromstring(content).xpath("string()"))


def _dots(content: bytes) -> str:
    assert content.startswith(b"\x89PNG\r\n")
    return ""


def _word(content: bytes) -> str:
    """Every part is XML, every row of a table has the columns of its table, and our own reader copes with it."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        said = "".join(
            etree.fromstring(package.read(one)).xpath("string()") for one in package.namelist() if one.endswith("xml")
        )
    for table in Document(io.BytesIO(content)).tables:
        across = len(table._tbl.tblGrid.gridCol_lst)
        assert across <= 63
        assert {sum(int(cell.grid_span) for cell in row.tc_lst) for row in table._tbl.tr_lst} == {across}
    try:
        read_document("again.docx", content, TODAY)
    except Unreadable as refused:
        assert refused.reason
    return said


def _book(content: bytes) -> str:
    cells = [cell for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}  # and no "f", a formula
    said = [str(cell.value) for cell in cells if cell.value is not None]
    assert max(len(one.encode("utf-16-le")) // 2 for one in said) <= 32_767
    return "\n".join(said)


READ: dict[str, Callable[[bytes], str]] = {
    "text": _text, "markdown": _text, "html": _page, "docx": _word, "cover": _word, "one page": _word, "xlsx": _book,
    "csv": _rows, "json": _json, "svg": _drawing, "png": _dots,
}  # fmt: skip


def main() -> None:
    """Make and read until the time is over; a failure ends with the number of its report."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--seconds", type=float, default=60.0)
    said.add_argument("--seed", type=int, default=1)
    said.add_argument("--first", type=int, default=0, help="the number of the first report")
    given = said.parse_args()
    until, number, files = time.monotonic() + given.seconds, given.first, 0
    while time.monotonic() < until:
        try:
            files += outcome(asked(given.seed, number))
        except BaseException:
            sys.stderr.write(f"reports: report {number} of seed {given.seed}\n")
            raise
        number += 1
    sys.stdout.write(f"reports: {number - given.first} reports in {len(FORMATS)} formats: {files} files, all correct\n")


if __name__ == "__main__":
    main()
