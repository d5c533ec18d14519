"""Real plans of several bodies: every field right, or asked about; and what a template without data gets."""

from typing import Any

import accuracy
import pytest

from storage.documents.document import PlanDocument
from storage.documents.errors import Unreadable
from storage.documents.read import read_document

PLANS = accuracy.plans()
pytestmark = pytest.mark.skipif(not accuracy.SHARED.exists(), reason="../shared is not beside this checkout")


@pytest.fixture(scope="module", params=PLANS, ids=[plan["file"].split("/")[1] for plan in PLANS])
def read(request: pytest.FixtureRequest) -> tuple[dict[str, Any], PlanDocument]:
    return dict(request.param), accuracy.document_of(request.param)


def test_every_field_of_every_action_is_as_the_document_has_it(read: tuple[dict[str, Any], PlanDocument]) -> None:
    plan, document = read
    scores = accuracy.scores(plan, document)
    for name, score in scores.items():
        print(f"{plan['file']} {name}: precision {score.precision:.1%}, recall {score.recall:.1%}")  # noqa: T201
    assert {name: score.wrong[:5] for name, score in scores.items() if score.wrong} == {}


def test_every_column_is_known_for_what_it_is(read: tuple[dict[str, Any], PlanDocument]) -> None:
    plan, document = read
    assert [column.role for column in document.layout] == plan["columns"]
    dated = {str(column.as_at) for column in document.layout if column.role == "update" and column.as_at}
    assert dated == ({plan["as_at"]} if "as_at" in plan else set())


def test_what_was_not_read_is_asked_and_what_is_asked_is_little(read: tuple[dict[str, Any], PlanDocument]) -> None:
    _, document = read
    asked = " ".join(one.text for one in document.questions)
    unread = [one for one in document.actions if one.timescale and one.timescale.kind == "unclear"]
    assert not unread or "as a timescale" in asked or "as timescales" in asked
    unrated = [one for one in document.actions if one.status_text and one.status is None]
    assert not unrated or "as a status" in asked
    assert len(document.questions) <= 7


def test_the_same_plan_as_word_and_as_pdf_is_the_same_plan() -> None:
    word, pdf = (
        accuracy.document_of({"file": f"plans/smokefree_west_sussex_2022.{kind}"}).model_dump(exclude={"title"})
        for kind in ("docx", "pdf")
    )
    assert word == pdf


def test_a_template_without_data_is_no_plan() -> None:
    path = accuracy.SHARED / "plans" / "school_safeguarding_planner_template.docx"
    with pytest.raises(Unreadable, match="no actions below"):
        read_document(path.name, path.read_bytes())
