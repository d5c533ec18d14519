"""What was imported is written back, the same columns, order and words: import → export → import is the identity."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from files import delimited
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.documents.adopt import adopt
from storage.documents.diff import difference
from storage.documents.document import PlanDocument
from storage.documents.export import grid
from storage.documents.kept import kept, restored
from storage.documents.merge import merge
from storage.documents.read import read_document
from storage.documents.standing import document_of
from storage.documents.written import WRITERS, written
from storage.numbering import Stamp
from storage.people import Directory
from storage.plan import Plan
from storage.types import plain

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
EXAMPLES = sorted((ROOT / "examples").glob("action-plan.*"))
REAL = (
    "seeds/000_befbc65b698c73d0.txt",
    "seeds/001_46970d322b9b8053.txt",
    "seeds/002_787a1c227e569898.txt",
    "seeds/004_4485f3a95056b7f6.txt",
    "plans/smokefree_west_sussex_2020_update.xlsx",
    "plans/smokefree_west_sussex_2022.docx",
)
TODAY = date(2026, 11, 22)
STAMP = Stamp(datetime(2026, 11, 22, 9, tzinfo=UTC), TODAY, None, "import: plan.csv", "s1")


def said(document: PlanDocument) -> dict[str, Any]:
    """What a document says: everything but its title, which may be its file's name, and what is asked about it."""
    told = kept(document)
    return {key: value for key, value in told.items() if key not in ("title", "questions")}


def again(document: PlanDocument, kind: str) -> PlanDocument:
    return read_document(f"again.{kind}", written(grid(document), kind), TODAY)


def made(document: PlanDocument) -> tuple[Plan, Directory]:
    adopted = adopt(document, organisation="council", plan_id=1, code="X", directory=Directory(), stamp=STAMP)
    return adopted.plan, adopted.directory


def read(path: Path) -> PlanDocument:
    if not path.exists():
        pytest.skip(f"the real documents do not lie beside the repository: {path.name}")
    return read_document(path.name, path.read_bytes(), TODAY)


# --- generated plans ----------------------------------------------------------------------------------------------

WORDS = ("review", "publish", "agree", "plan", "town", "housing", "budget", "members", "staff", "board", "risk")
NAMES = ("Jo Smith", "Ann Lee", "Ola Berg", "Head of Finance", "Members", "WJ")
DATES = ("March 2027", "31/01/27", "Summer 2027", "Q2 2027/28", "On-going", "By end of May 2027", "Sept / Oct 2027")
STATUSES = ("Green", "Amber", "Red", "Complete", "On track", "Delayed")

sentences = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(lambda words: " ".join(words).capitalize())
notes = st.one_of(st.just(""), sentences.map(lambda text: f"{text}."))
owners = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True).map(" / ".join)
actions = st.tuples(sentences, owners, st.sampled_from(DATES), st.sampled_from(STATUSES), notes, notes, notes)
recommendations = st.tuples(sentences.map(lambda text: f"Because of {text}"), st.lists(actions, min_size=1, max_size=3))
HEADINGS = ("Action", "Lead officer", "Timescale", "RAG", "Update (May 2026)", "Update (September 2026)", "Budget code")


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A plan of a few recommendations with their actions, its columns in any order after the first two."""
    order = draw(st.permutations(range(len(HEADINGS))))
    rows = [["No", "Recommendation", *(HEADINGS[place] for place in order)]]
    drawn = draw(st.lists(recommendations, min_size=2, max_size=6, unique_by=lambda one: one[0]))
    for number, (text, parts) in enumerate(drawn, start=1):
        for place, action in enumerate(parts):
            first = [str(number), text] if place == 0 else ["", ""]
            rows.append([*first, *(action[column] for column in order)])
    return delimited(rows)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.sampled_from(sorted(WRITERS)))
def test_import_export_import_is_the_identity(content: bytes, kind: str) -> None:
    document = read_document("plan.csv", content, TODAY)
    assert said(again(document, kind)) == said(document)
    plan, directory = made(document)
    assert said(again(document_of(plan, directory), kind)) == said(document)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_what_was_imported_does_not_differ_from_its_document(content: bytes) -> None:
    document = read_document("plan.csv", content, TODAY)
    plan, directory = made(document)
    assert difference(plan, directory, document, TODAY).empty
    assert restored(plain(kept(document))) == document


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_what_was_imported_is_written_with_the_very_cells_that_were_read(content: bytes) -> None:
    table = grid(read_document("plan.csv", content, TODAY))
    rows = [list(table.headings), *(list(row.cells) for row in table.rows)]
    assert delimited(rows) == content


# --- the example and real documents -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(WRITERS))
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.suffix)
def test_the_example_comes_back_as_it_was(path: Path, kind: str) -> None:
    document = read(path)
    assert said(again(document, kind)) == said(document)


@pytest.mark.parametrize("kind", sorted(WRITERS))
@pytest.mark.parametrize("name", REAL)
def test_real_documents_come_back_as_they_were(name: str, kind: str) -> None:
    document = read(SHARED / name)
    assert again(document, kind).contract()["recommendations"] == document.contract()["recommendations"]


@pytest.mark.parametrize("name", REAL)
def test_a_real_plan_stands_as_its_document_says(name: str) -> None:
    document = read(SHARED / name)
    plan, directory = made(document)
    assert document_of(plan, directory).contract()["recommendations"] == document.contract()["recommendations"]
    assert difference(plan, directory, document, None).empty


def test_a_newer_version_of_a_real_plan_brings_it_up_to_itself() -> None:
    """Another body's plan of two years later, in another kind of file: most rows are known again, none is lost."""
    older, newer = (read(SHARED / name) for name in REAL[-2:])
    plan, directory = made(older)
    found = difference(plan, directory, newer, date(2022, 11, 30))
    assert not found.conflicts
    known = len(newer.actions) - len([one for one in found.added if one.action])
    assert known > len(older.actions) / 2
    merged = merge(plan, directory, found, STAMP, "Not in the version of 2022")
    assert len(merged.plan.actions) == len(plan.actions) + len([one for one in found.added if one.action])
    assert difference(merged.plan, merged.directory, newer, date(2022, 11, 30)).empty


def test_a_cell_that_begins_like_a_formula_stays_words() -> None:
    row = ("1", "Know the money", "=1+1 is the plan", "Jo Smith", "March 2027", "Green")
    header = ("No", "Recommendation", "Action", "Lead officer", "Timescale", "RAG")
    document = read_document("plan.csv", delimited((header, row)), TODAY)
    assert again(document, "xlsx").actions[0].text == "=1+1 is the plan"
