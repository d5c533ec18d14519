"""The update columns that a document came with are printed as they are, whoever reads the report and however late."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from dialogs.reports import RENDERERS
from dialogs.reports.eyes import as_accepted, for_all
from dialogs.reports.parts import narrowed
from dialogs.reports.report import report
from dialogs.reports.table import table
from storage.documents.adopt import adopt
from storage.documents.read import read_document
from storage.numbering import Stamp, number
from storage.people import Directory
from storage.plan import RECENT_UPDATES, ChangeKind, Draft, Plan
from storage.replay import advance

TODAY = date(2026, 11, 23)
TABLE = (
    b"No,Recommendation,Update (September 2023),Our response,RAG,Timescale\n"
    b"1,Share the work,The first report went to Cabinet.,Write it down,Green,May 2027\n"
    b"2,Know the costs,,Survey the buildings,Red,May 2028\n"
)
STAMP = Stamp(datetime(2026, 4, 1, 9, tzinfo=UTC), date(2026, 4, 1), None, "import: plan.csv", "s1")


@pytest.fixture
def loaded() -> tuple[Plan, Directory]:
    read = read_document("plan.csv", TABLE, TODAY)
    adopted = adopt(read, organisation="o", plan_id=1, code="X", directory=Directory(), stamp=STAMP)
    return adopted.plan, adopted.directory


def column(plan: Plan, directory: Directory, texts: dict[int, str] | None = None) -> list[str]:
    """What stands in the document's own update column."""
    rows = list(
        csv.reader(io.StringIO(RENDERERS["csv"](report(plan, None, directory, TODAY, texts=texts)).decode("utf-8-sig")))
    )
    at = next(at for at, heading in enumerate(rows[0]) if "September 2023" in heading)
    return [row[at] for row in rows[1:]]


def later(plan: Plan, times: int) -> Plan:
    """The same after somebody has said something about the first action on so many days."""
    subject = plan.find("1")[0].id
    for place in range(times):
        day = date(2026, 5, 1) + timedelta(days=place)
        stamp = Stamp(datetime(2026, 5, 1, 9, tzinfo=UTC), day, 1, "m", f"t{place}")
        (change,) = number(plan, [Draft(ChangeKind.UPDATE, subject, {}, {"note": f"News {place}"})], stamp)
        plan = advance(plan, [change])
    return plan


OWN = ["The first report went to Cabinet.", ""]


def test_of_a_return_with_accepted_wording_too(loaded: tuple[Plan, Directory]) -> None:
    """Before: the column was empty in the appendix of a covering report."""
    plan, directory = loaded
    assert column(as_accepted(later(plan, 1), {}), directory, {}) == OWN
    said = [one for action in as_accepted(later(plan, 1), {}).actions.values() for one in action.updates if one.speaker]
    assert [one.note for one in said] == [None]


def test_after_more_updates_than_are_remembered_of_an_action(loaded: tuple[Plan, Directory]) -> None:
    """Before: the ninth update took the document's own words out of the report."""
    plan, directory = loaded
    told = later(plan, RECENT_UPDATES + 1)
    assert column(for_all(told), directory) == OWN
    assert len(told.find("1")[0].updates) == RECENT_UPDATES + 1


POINTED = """No,Recommendation,Our response,Lead,Timescale
1,House more people,Find the land,JT,May 2027
2,Know the costs,Survey the buildings,MG,May 2027
3,Say what you do,See 1 and 2,,
"""


def test_what_is_answered_elsewhere_is_in_the_report_of_a_whole_plan() -> None:
    """Before: a recommendation without an action was in no report for publication, nor in one of a return."""
    read = read_document("plan.csv", POINTED.encode(), TODAY)
    adopted = adopt(read, organisation="o", plan_id=1, code="X", directory=Directory(), stamp=STAMP)
    plan, directory = adopted.plan, adopted.directory
    assert len(plan.recommendations) == 3 and len(plan.actions) == 2
    every, one = narrowed(plan, plan.actions), narrowed(plan, set(list(plan.actions)[:1]))
    told = [table(report(each, None, directory, TODAY)).rows for each in (every, one)]
    assert [[row.cells[0] for row in rows] for rows in told] == [["1", "2", "3"], ["1"]]
