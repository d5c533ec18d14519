"""Two real plans, read as they are, compared field by field with what stands in their text."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from storage.documents.document import PlanDocument, ReadAction
from storage.documents.read import read_document

HERE = Path(__file__).parent
SEEDS = HERE.parents[2] / "shared" / "seeds"
PLANS = tomllib.loads((HERE / "seeds.toml").read_text(encoding="utf-8"))["plan"]
pytestmark = pytest.mark.skipif(not SEEDS.exists(), reason="../shared/seeds is not beside this checkout")


@pytest.fixture(params=PLANS, ids=[plan["file"][:3] for plan in PLANS])
def expected(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(request.param)


@pytest.fixture
def document(expected: dict[str, Any]) -> PlanDocument:
    return read_document(expected["file"], (SEEDS / expected["file"]).read_bytes())


def initials(names: list[str]) -> str:
    return " ".join("".join(word[0] for word in name.split()) for name in names)


def row(action: ReadAction) -> list[str]:
    timescale = action.timescale
    dates = [str(one or "") for one in ((timescale.start, timescale.end) if timescale else ("", ""))]
    return [action.ref, timescale.kind.value if timescale else "", *dates, action.status or "", initials(action.owners)]


def test_every_action_has_its_number_dates_status_and_owners(expected: dict[str, Any], document: PlanDocument) -> None:
    assert [row(action) for action in document.actions] == expected["actions"]


def test_no_recommendation_and_no_column_is_lost(expected: dict[str, Any], document: PlanDocument) -> None:
    refs = [one.ref for one in document.recommendations]
    assert refs == [str(place) for place in range(1, expected["recommendations"] + 1)]
    assert len(document.columns) == expected["columns"]


def test_updates_carry_the_date_of_their_heading(expected: dict[str, Any], document: PlanDocument) -> None:
    updates = [update for action in document.actions for update in action.updates]
    assert len(updates) == expected["updates"]
    assert {str(update.as_at) for update in updates} <= {expected.get("as_at")}


def test_the_plans_own_words_are_its_scheme(expected: dict[str, Any], document: PlanDocument) -> None:
    assert dict(document.scheme) == expected["scheme"]


def test_first_deadlines_stand_beside_new_ones(expected: dict[str, Any], document: PlanDocument) -> None:
    first = {
        one.ref: str(one.timescale.original_end)
        for one in document.actions
        if one.timescale and one.timescale.original_end
    }
    assert first == expected["original"]


def test_what_points_to_another_row_is_linked_and_has_no_action(
    expected: dict[str, Any], document: PlanDocument
) -> None:
    assert {one.ref: one.see for one in document.recommendations if one.see} == expected["see"]
    assert all(not one.actions for one in document.recommendations if one.see)


def test_only_what_is_open_is_asked(expected: dict[str, Any], document: PlanDocument) -> None:
    assert [one.where for one in document.questions] == expected["questions"]


def test_every_word_of_the_document_is_kept(expected: dict[str, Any], document: PlanDocument) -> None:
    """Nothing is lost: each word of the table stands in some field."""
    text = (SEEDS / expected["file"]).read_text(encoding="utf-8")
    rows = [line for line in text.split("\n") if "\t" in line][1:]
    said = {word for line in rows for word in line.split() if word.isalpha() and len(word) > 3}
    kept = set(document.model_dump_json().replace('"', " ").replace("\\n", " ").replace("•", " ").split())
    assert {word for word in said if not any(word in one for one in kept)} <= {"style"}
