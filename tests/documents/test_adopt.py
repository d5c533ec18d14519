"""A read document becomes a plan: its people, its record, its short code."""

from datetime import UTC, date, datetime

import pytest
from files import HEADER, ROWS, delimited

from storage.documents.adopt import Adopted, adopt, suggest_code
from storage.documents.document import PlanDocument
from storage.documents.read import read_document
from storage.numbering import Stamp
from storage.people import Directory, Kind, Person
from storage.plan import PlanState
from storage.replay import replay
from storage.status import Status
from storage.work import PutPerson, Recorded

TODAY = date(2026, 11, 22)
STAMP = Stamp(datetime(2026, 11, 22, 9, tzinfo=UTC), TODAY, 7, "import: plan.csv", "s1")


def document(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> PlanDocument:
    return read_document("plan.csv", delimited((header, *(rows or ROWS))), TODAY)


def adopted(read: PlanDocument, directory: Directory | None = None) -> Adopted:
    return adopt(read, organisation="council", plan_id=3, code="TC26", directory=directory or Directory(), stamp=STAMP)


def test_a_full_name_may_speak_at_once_and_initials_are_a_label_of_the_plan() -> None:
    made = adopted(document())
    people = {one.name: (one.kind, one.speaks, one.plan) for one in made.directory.people.values()}
    assert people == {
        "Jo Smith": (Kind.PERSON, True, None),
        "Ann Lee": (Kind.PERSON, True, None),
        "JT": (Kind.INITIALS, False, 3),
        "MG": (Kind.INITIALS, False, 3),
    }


def test_people_are_written_together_and_then_the_record() -> None:
    made = adopted(document(), Directory(5, {2: Person(2, "Bo Day")}))
    *people, record = made.writes
    written = [(one.person.id, one.expected) for one in people if isinstance(one, PutPerson)]
    assert written == [(3, 5), (4, 5), (5, 5), (6, 5)]
    assert isinstance(record, Recorded)
    assert (record.plan, record.expected, made.directory.number) == (3, 0, 6)


def test_somebody_known_is_not_made_again_and_initials_of_another_plan_are_somebody_else() -> None:
    known = Directory(2, {1: Person(1, "jo smith"), 2: Person(2, "JT", Kind.INITIALS, plan=1)})
    made = adopted(document(), known)
    assert [one.person.name for one in made.writes if isinstance(one, PutPerson)] == ["Ann Lee", "JT", "MG"]
    assert made.plan.find("1.1")[0].lead == 1


def test_a_post_is_held_by_who_has_it() -> None:
    known = Directory(1, {1: Person(1, "Jo Smith", posts=("Head of HR",))})
    made = adopted(document(("1", "One", "Two", "Head of HR", "May 2027", "Green", "")), known)
    (post,) = made.plan.find("1")[0].owners
    assert (made.directory[post].kind, made.directory.answers_for(post)) == (Kind.POST, (1,))


def test_a_name_with_a_post_is_a_person_who_has_it() -> None:
    made = adopted(document(("1", "One", "Two", "Jo Smith, Head of HR", "May 2027", "Green", "")))
    (person,) = made.directory.people.values()
    assert (person.name, person.posts, person.kind) == ("Jo Smith", ("Head of HR",), Kind.PERSON)


def test_the_plan_is_the_fold_of_its_record() -> None:
    made = adopted(document())
    record = made.writes[-1]
    assert isinstance(record, Recorded)
    assert replay("council", 3, record.changes) == made.plan
    assert replay("council", 3, record.changes, TODAY).actions == made.plan.actions
    assert (made.plan.state, made.plan.code, len(made.plan.actions)) == (PlanState.LIVE, "TC26", 3)
    assert made.plan.scheme.label(Status.COMPLETE) == "Complete"
    assert [column.role for column in made.plan.columns][-1] == "update"


def test_updates_count_from_the_date_of_their_column() -> None:
    (update,) = adopted(document()).plan.find("1.1")[0].updates
    assert (update.effective, update.note, update.speaker) == (date(2026, 9, 30), "The brief is with the board.", None)


def test_an_update_without_a_date_counts_from_today() -> None:
    header = (*HEADER[:-1], "Progress")
    (update,) = adopted(document(header=header)).plan.find("1.1")[0].updates
    assert update.effective == TODAY


def test_of_several_updates_the_last_gives_the_status() -> None:
    header = ("No", "Action", "RAG", "Update (June 2026)", "Update (September 2026)")
    made = adopted(document(("1", "Do it", "Red", "All well.", "Late now."), header=header))
    record = made.writes[-1]
    assert isinstance(record, Recorded)
    july = replay("council", 3, record.changes, date(2026, 7, 31)).find("1")[0]
    assert ([one.note for one in july.updates], july.status) == (["All well."], None)
    assert made.plan.find("1")[0].status is Status.RED


def test_a_first_deadline_is_kept_and_counted_as_moved() -> None:
    row = ("1", "One", "Two", "Jo Smith", "December 2025\nNew deadline July 2026", "Delayed", "")
    action = adopted(document(row)).plan.find("1")[0]
    assert (action.due, action.original_end, action.moves) == (date(2026, 7, 31), date(2025, 12, 31), 1)


@pytest.mark.parametrize(
    ("title", "taken", "year", "code"),
    [
        ("Corporate Peer Challenge 2023 - Action Plan", [], None, "CPC23"),
        ("LGA Corporate Peer Challenge – Anytown City Council Action Plan", [], 2023, "CPC23"),
        ("LGA Corporate Peer Challenge, 14 – 17 November 2018 – Action Plan", ["CPC23"], 2018, "CPC18"),
        ("Corporate Peer Challenge 2023", ["cpc23", "CPC23B"], None, "CPC23C"),
        ("Safeguarding", [], 2026, "SAF26"),
        ("Action plan", [], None, "PLA"),
    ],
)
def test_a_code_tells_a_plan_from_others(title: str, taken: list[str], year: int | None, code: str) -> None:
    assert suggest_code(title, taken, year) == code
