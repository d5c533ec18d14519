"""What an officer says about a document that was read: put in its place, and not asked again."""

from datetime import date

import pytest
from files import HEADER, delimited

from storage.documents.document import Doubt, PlanDocument
from storage.documents.kept import kept, restored
from storage.documents.read import read_document
from storage.documents.settle import ALL, Answer, labels_of, refs_of, settled
from storage.status import Status
from storage.types import plain

TODAY = date(2026, 11, 22)
ROWS = (
    ("1", "Give the town centre one plan", "Write the brief", "Jo Smith", "March 2027", "Delayed", "With the board."),
    ("2", "Make the budget easy to read", "Publish a summary", "", "31/01/27", "On the move", ""),
    ("3", "Ask what residents think", "Run a survey", "", "Summer 2027", "", ""),
    ("4", "Know what the buildings cost", "Survey the buildings", "Ola Berg", "May 2027", "Green", "Let."),
    ("5", "Look after the market", "Mend the stalls", "Ann Lee", "June 2027", "Green", "Begun."),
)


@pytest.fixture
def document() -> PlanDocument:
    return read_document("plan.csv", delimited((HEADER, *ROWS)), TODAY)


def asked(document: PlanDocument) -> list[str]:
    return [f"{one.where}: {one.text}" for one in document.questions]


def test_a_document_is_kept_whole_until_somebody_says_yes(document: PlanDocument) -> None:
    again = restored(plain(kept(document)))
    assert again == document
    assert again.layout == document.layout
    assert again.scheme == document.scheme


def test_a_word_is_the_status_that_somebody_says(document: PlanDocument) -> None:
    after = settled(document, [Answer(what="word", about="delayed", value="amber")])
    assert after.actions[0].status is Status.AMBER
    assert ("Delayed", Status.AMBER) in after.scheme
    assert not any("Delayed" in one for one in asked(after))
    assert any("Delayed" in one for one in asked(document))


def test_a_word_that_was_not_read_can_be_told(document: PlanDocument) -> None:
    assert document.actions[1].status is None
    after = settled(document, [Answer(what="word", about="On the move", value="in_progress")])
    assert after.actions[1].status is Status.IN_PROGRESS
    assert not any("On the move" in one for one in asked(after))


def test_an_owner_told_for_one_row_leaves_the_question_about_the_others(document: PlanDocument) -> None:
    assert "recommendations 2, 3: no owner given" in asked(document)
    after = settled(document, [Answer(what="owner", about="2", value="Ann Lee")])
    assert after.actions[1].owners == ["Ann Lee"]
    assert "recommendation 3: no owner given" in asked(after)


def test_a_row_that_is_left_as_it_is_is_not_asked_about(document: PlanDocument) -> None:
    after = settled(document, [Answer(what="leave", about="3")])
    assert refs_of(after.questions) == ["2"]
    assert after.recommendations == document.recommendations
    assert asked(settled(document, [Answer(what="leave", about=ALL)])) == []


def test_status_and_timescale_can_be_told_for_a_row(document: PlanDocument) -> None:
    answers = [Answer(what="status", about="3", value="red|Red"), Answer(what="timescale", about="3", value="May 2028")]
    action = settled(document, answers, TODAY).actions[2]
    assert (action.status, action.status_text) == (Status.RED, "Red")
    assert action.timescale is not None and action.timescale.end == date(2028, 5, 31)


def test_of_many_rows_and_words_only_the_answered_one_goes(document: PlanDocument) -> None:
    many = document.model_copy(
        update={
            "questions": [
                Doubt(where="recommendations 1, 2 and 7 more", text="no owner given"),
                Doubt(where="statuses (4 rows)", text='"Odd", "Even" were not read as statuses'),
            ]
        }
    )
    assert labels_of(many)[-2:] == ["Odd", "Even"]
    after = settled(many, [Answer(what="leave", about="2"), Answer(what="word", about="Odd", value="red")])
    assert asked(after) == [
        "recommendations 1 and 7 more: no owner given",
        'statuses (4 rows): "Even" were not read as statuses',
    ]
