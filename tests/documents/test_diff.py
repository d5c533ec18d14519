"""A newer version of a document over a plan that people have talked about since."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from files import delimited

from storage.documents.adopt import adopt
from storage.documents.diff import Difference, difference
from storage.documents.document import PlanDocument
from storage.documents.merge import ALL, decided, merge
from storage.documents.read import read_document
from storage.numbering import Stamp, number
from storage.people import Directory, Kind, Person
from storage.plan import Action, Change, ChangeKind, Draft, Plan
from storage.replay import advance, replay
from storage.status import Status
from storage.work import Recorded

HEADER = ("No", "Recommendation", "Action", "Lead officer", "Timescale", "RAG", "Update (May 2026)")
LATER = (*HEADER[:-1], "Update (September 2026)")
ROWS = (
    ("1", "Give the town centre one plan", "Write the brief for it", "Jo Smith", "March 2027", "Green", "Begun."),
    ("2", "Make the budget easy to read", "Publish a short summary", "JT", "31/01/27", "Amber", "Drafted."),
    ("3", "Ask what residents think of us", "Run a yearly survey", "Ann Lee", "Summer 2027", "Green", ""),
)
MAY, SEPTEMBER = date(2026, 5, 31), date(2026, 9, 30)
CLOSED = "Not in the September version."


def read(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> PlanDocument:
    return read_document("plan.csv", delimited((header, *rows)), date(2026, 11, 22))


def stamp(day: date, source: str, who: int | None = None) -> Stamp:
    return Stamp(datetime.combine(day, time(9), UTC), day, who, source, f"{source} {day}")


@dataclass
class Council:
    """A plan with its people and its whole record."""

    plan: Plan
    directory: Directory
    past: list[Change]

    def say(self, ref: str, day: date, **said: Any) -> None:
        """News of one action in conversation."""
        words = {key: said.pop(key) for key in ("note",) if key in said}
        (action,) = self.plan.find(ref)
        changes = number(self.plan, [Draft(ChangeKind.UPDATE, action.id, said, words)], stamp(day, "teams: m1", 1))
        self._keep(changes)

    def compare(self, document: PlanDocument, as_at: date | None = SEPTEMBER) -> Difference:
        return difference(self.plan, self.directory, document, as_at, self.past)

    def accept(self, found: Difference, day: date = date(2026, 11, 22)) -> None:
        adopted = merge(self.plan, self.directory, found, stamp(day, "import: newer.csv"), CLOSED)
        self.directory = adopted.directory
        for write in adopted.writes:
            if isinstance(write, Recorded):
                self._keep(write.changes)
        assert self.plan == adopted.plan

    def action(self, ref: str) -> Action:
        (action,) = self.plan.find(ref)
        return action

    def names(self, ref: str) -> list[str]:
        return self.directory.names(self.action(ref).owners)

    def _keep(self, changes: tuple[Change, ...]) -> None:
        self.plan = advance(self.plan, changes)
        self.past = [*self.past, *changes]


@pytest.fixture
def council() -> Council:
    made = adopt(
        read(*ROWS),
        organisation="council",
        plan_id=1,
        code="TC26",
        directory=Directory(),
        stamp=stamp(date(2026, 6, 2), "import: plan.csv"),
    )
    record = made.writes[-1]
    assert isinstance(record, Recorded)
    return Council(made.plan, made.directory, list(record.changes))


def changed(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    places = {"number": 0, "recommendation": 1, "action": 2, "owner": 3, "timescale": 4, "rag": 5, "update": 6}
    new = list(row)
    for name, text in cells.items():
        new[places[name]] = text
    return tuple(new)


def fields(found: Difference) -> list[tuple[str, str, str | None, str | None]]:
    return [(one.ref, one.field, one.old, one.new) for one in found.changes]


def test_the_same_document_again_is_no_difference(council: Council) -> None:
    found = council.compare(read(*ROWS), MAY)
    assert found.empty
    number_before = council.plan.number
    council.accept(found)
    assert council.plan.number == number_before


def test_texts_dates_statuses_and_owners_are_brought_up_to_the_newer_version(council: Council) -> None:
    newer = read(
        changed(ROWS[0], action="Write the new brief for it", rag="Red"),
        changed(ROWS[1], timescale="June 2027", owner="JT/Ann Lee"),
        ROWS[2],
    )
    found = council.compare(newer)
    assert fields(found) == [
        ("1", "text", "Write the brief for it", "Write the new brief for it"),
        ("1", "status", "Green", "Red"),
        ("2", "owners", "JT", "JT, Ann Lee"),
        ("2", "timescale", "31/01/27", "June 2027"),
    ]
    council.accept(found)
    assert council.action("1").status is Status.RED
    assert council.action("2").due == date(2027, 6, 30)
    assert council.action("2").original_end == date(2027, 1, 31)
    assert council.action("2").moves == 1
    assert council.names("2") == ["JT", "Ann Lee"]
    assert council.compare(newer).empty


def test_a_new_update_column_becomes_updates_and_none_is_lost(council: Council) -> None:
    council.say("2", date(2026, 7, 1), note="Printers have been asked.")
    newer = read(changed(ROWS[0], update="With the board."), changed(ROWS[1], update=""), ROWS[2], header=LATER)
    found = council.compare(newer)
    assert [(one.ref, one.update.as_at, one.update.text) for one in found.news] == [("1", SEPTEMBER, "With the board.")]
    council.accept(found)
    assert [(one.effective, one.note) for one in council.action("1").updates] == [
        (MAY, "Begun."),
        (SEPTEMBER, "With the board."),
    ]
    assert [one.note for one in council.action("2").updates] == ["Drafted.", "Printers have been asked."]
    assert council.plan.columns[-1].as_at == SEPTEMBER


def test_a_row_that_is_new_is_added_and_one_that_is_gone_is_closed_with_the_reason(council: Council) -> None:
    new = ("4", "Know what the buildings cost", "Survey the buildings", "Ola Berg", "March 2028", "Green", "Let.")
    found = council.compare(read(ROWS[0], ROWS[2], new))
    assert [one.action.ref for one in found.added if one.action] == ["4"]
    assert [one.ref for one in found.closed] == ["2"]
    council.accept(found)
    gone = council.action("2")
    assert gone.status is Status.CLOSED
    assert gone.updates[-1].note == CLOSED
    assert council.names("4") == ["Ola Berg"]
    assert [one.note for one in council.action("4").updates] == ["Let."]


def test_rows_with_other_numbers_are_known_by_their_words(council: Council) -> None:
    first = ("1", "Look after the market", "Mend the stalls", "Jo Smith", "May 2027", "Green", "")
    before = council.action("1").id
    newer = read(
        first,
        changed(ROWS[0], number="2"),
        changed(ROWS[1], number="3", action="Publish a shorter summary"),
        changed(ROWS[2], number="4"),
    )
    found = council.compare(newer)
    assert [(one.old, one.new) for one in found.changes if one.field == "ref"] == [("1", "2"), ("2", "3"), ("3", "4")]
    assert not found.closed
    council.accept(found)
    assert council.action("2").id == before
    assert council.action("3").text == "Publish a shorter summary"
    assert council.action("1").text == "Mend the stalls"


def test_a_number_that_passes_to_another_row_is_given_up_by_the_one_that_is_gone(council: Council) -> None:
    other = ("2", "Look after the market", "Mend the stalls", "Jo Smith", "May 2027", "Green", "")
    gone = council.action("2").id
    council.accept(council.compare(read(ROWS[0], other, ROWS[2])))
    assert council.action("2").text == "Mend the stalls"
    assert council.plan.actions[gone].ref == "2 (old)"
    assert council.plan.actions[gone].status is Status.CLOSED


def test_an_action_that_becomes_two_leaves_its_number_to_the_recommendation(council: Council) -> None:
    two = (changed(ROWS[0], number="1.1"), ("1.2", "", "Choose a partner for it", "Ann Lee", "May 2028", "Green", ""))
    council.accept(council.compare(read(*two, *ROWS[1:])))
    assert [one.ref for one in council.plan.find("1")] == ["1.1", "1.2"]


def test_what_was_said_after_the_documents_day_stands_and_is_a_conflict(council: Council) -> None:
    council.say("1", date(2026, 10, 5), status="red", note="No money.")
    council.say("2", date(2026, 9, 1), status="green")
    found = council.compare(read(changed(ROWS[0], rag="Amber"), changed(ROWS[1], rag="Red"), ROWS[2]))
    assert [(one.ref, one.field, one.old, one.new, one.since) for one in found.conflicts] == [
        ("1", "status", "Red", "Amber", date(2026, 10, 5))
    ]
    council.accept(found)
    assert council.action("1").status is Status.RED
    assert council.action("2").status is Status.RED


def test_the_officer_can_let_the_document_win(council: Council) -> None:
    council.say("1", date(2026, 10, 5), status="red")
    found = council.compare(read(changed(ROWS[0], rag="Amber"), *ROWS[1:]))
    assert not decided(found, taken=["1"]).conflicts
    council.accept(decided(found, taken=[ALL]))
    assert council.action("1").status is Status.AMBER


def test_an_action_that_people_still_talk_of_is_not_closed(council: Council) -> None:
    council.say("3", date(2026, 10, 5), note="Out next week.")
    found = council.compare(read(*ROWS[:2]))
    assert [(one.ref, one.field) for one in found.conflicts] == [("3", "closed")]
    council.accept(found)
    assert council.action("3").open


def test_of_a_document_without_a_day_everything_that_was_said_since_is_a_conflict(council: Council) -> None:
    council.say("1", date(2026, 6, 3), status="red")
    found = council.compare(read(*ROWS), None)
    assert [one.ref for one in found.conflicts] == ["1"]


def test_an_older_version_brings_its_updates_and_decides_nothing(council: Council) -> None:
    april = (*HEADER[:-1], "Update (April 2026)")
    older = read(changed(ROWS[0], rag="Red", update="Not begun."), *ROWS[1:], header=april)
    found = council.compare(older, date(2026, 4, 30))
    assert [one.since for one in found.conflicts] == [MAY]
    council.accept(found)
    assert council.action("1").status is Status.GREEN
    assert [one.note for one in council.action("1").updates] == ["Not begun.", "Begun."]
    assert council.plan.columns[-1].as_at == MAY


def test_what_the_newer_version_leaves_blank_stays_and_is_asked_once(council: Council) -> None:
    blank = [changed(row, owner="", timescale="") for row in ROWS]
    found = council.compare(read(*blank))
    asked = [one.text for one in found.questions if "this version" in one.text]
    assert len(asked) == 2
    council.accept(found)
    assert council.names("1") == ["Jo Smith"]
    assert council.action("1").due == date(2027, 3, 31)


def test_initials_that_are_known_to_be_somebody_are_that_person(council: Council) -> None:
    jane = Person(99, "Jane Tate")
    label = council.directory.named("JT")
    assert label is not None and label.kind is Kind.INITIALS
    people = {**council.directory.people, 99: jane, label.id: replace(label, holders=(99,))}
    council.directory = Directory(2, people)
    assert council.compare(read(ROWS[0], changed(ROWS[1], owner="Jane Tate"), ROWS[2])).empty


def test_rows_that_the_officer_leaves_out_stay_as_they_are(council: Council) -> None:
    found = council.compare(read(changed(ROWS[0], rag="Red"), changed(ROWS[1], rag="Red")))
    council.accept(decided(found, left=["1", "3"]))
    assert [council.action(ref).status for ref in ("1", "2", "3")] == [Status.GREEN, Status.RED, Status.GREEN]


def test_the_plan_as_at_a_day_before_the_import_has_the_documents_updates(council: Council) -> None:
    newer = read(changed(ROWS[0], rag="Red", update="Stopped."), *ROWS[1:], header=LATER)
    council.accept(council.compare(newer))
    then = replay("council", 1, council.past, date(2026, 10, 31))
    (action,) = then.find("1")
    assert action.status is Status.RED
    assert [one.note for one in action.updates] == ["Begun.", "Stopped."]


def test_the_difference_is_told_in_one_published_form(council: Council) -> None:
    council.say("1", date(2026, 10, 5), status="red")
    newer = read(changed(ROWS[0], rag="Amber", update="Half."), changed(ROWS[1], rag="Red"), header=LATER)
    assert council.compare(newer).contract() == {
        "plan": "TC26",
        "as_at": "2026-09-30",
        "changed": [{"action": "2", "field": "status", "old": "Amber", "new": "Red"}],
        "added": [],
        "closed": [{"action": "3", "field": "closed", "text": "Run a yearly survey"}],
        "updates": [
            {"action": "1", "as_at": "2026-09-30", "text": "Half."},
            {"action": "2", "as_at": "2026-09-30", "text": "Drafted."},
        ],
        "conflicts": [
            {"action": "1", "field": "status", "conversation": "Red", "document": "Amber", "since": "2026-10-05"}
        ],
        "questions": [],
    }


def test_what_the_plan_has_answered_is_not_asked_again(council: Council) -> None:
    """Before: "Delayed" and every blank were asked about at each new version, the blanks twice."""
    late, blank = (*ROWS[0][:5], "Delayed", ""), (*ROWS[1][:4], "", "Amber", "")
    council.accept(council.compare(read(late, *ROWS[1:], header=LATER)))
    new = ("4", "Mend the roads", "Buy a roller", "", "May 2027", "Delayed", "")
    found = council.compare(read(late, blank, ROWS[2], new, header=LATER))
    assert [(one.where, one.text) for one in found.questions] == [
        ("recommendation 4", "no owner given"),
        ("action 2", "no timescale in this version: the plan's is kept"),
    ]
