"""Owners' cells are printed as the document had them; where the owners have changed, in its manner."""

from dataclasses import replace

import pytest
from test_export import STAMP, TODAY, made

from dialogs.reports.report import report
from dialogs.reports.table import table
from storage.documents.read import read_document
from storage.numbering import number
from storage.people import Directory, Person
from storage.plan import ChangeKind, Draft, Plan
from storage.replay import advance

HEAD = "No,Recommendation,Our response,Lead,Timescale\n"
SLASHED = """No,Recommendation,Our response,Lead,Sponsor,Timescale
1,House,Find the land,JT/MG,AB & CD,May 2027
2,Build,Call for bids,MG,AB,May 2027
"""
ALONE = ("JT/MG", "JT, MG", "JT / MG", "JT & MG", "JT and MG", "JT; MG/ All staff", "TBC", "Head of Housing/ SMT")


def loaded(csv: str) -> tuple[Plan, Directory]:
    return made(read_document("plan.csv", csv.encode(), TODAY))


def cells(plan: Plan, directory: Directory, *roles: str) -> list[tuple[str, ...]]:
    one = table(report(plan, None, directory, TODAY))
    at = [one.roles.index(role) for role in roles]
    return [tuple(row.cells[place] for place in at) for row in one.rows]


def given(plan: Plan, ref: str, *owners: int) -> Plan:
    (action,) = plan.find(ref)
    return advance(plan, number(plan, [Draft(ChangeKind.UPDATE, action.id, {"owners": list(owners)})], STAMP))


@pytest.mark.parametrize("said", ALONE)
def test_a_cell_is_printed_as_the_document_had_it(said: str) -> None:
    """Before: "JT/MG" was "JT / MG", and "TBC" nothing."""
    plan, directory = loaded(
        f'No,Recommendation,Our response,Lead,Timescale\n1,House,Find the land,"{said}",May 2027\n'
    )
    assert cells(plan, directory, "owner") == [(said,)]


def test_other_owners_stand_in_the_document_s_manner() -> None:
    plan, directory = loaded(SLASHED)
    first, second = plan.find("1")[0].owners
    assert cells(plan, directory, "owner", "sponsor") == [("JT/MG", "AB & CD"), ("MG", "AB")]
    turned = given(plan, "1", second, first)
    assert cells(turned, directory, "owner") == [("MG/JT",), ("MG",)]
    assert cells(given(turned, "1", first, second), directory, "owner") == [("JT/MG",), ("MG",)]
    assert cells(given(plan, "1", first), directory, "owner") == [("JT",), ("MG",)]
    assert cells(given(plan, "1"), directory, "owner") == [("",), ("MG",)]


def test_a_cell_without_a_manner_of_its_own_has_that_of_most() -> None:
    who = ("JT;MG", "JT;AB", "JT/AB", "MG")
    plan, directory = loaded(
        HEAD + "".join(f"{at},Part {at},Do {at},{one},May 2027\n" for at, one in enumerate(who, 1))
    )
    assert cells(given(plan, "4", *plan.find("1")[0].owners), directory, "owner")[3] == ("JT;MG",)


def test_somebody_who_has_another_name_or_none_any_more_is_not_called_by_the_old_one() -> None:
    plan, directory = loaded(f"{HEAD}1,House,Land,Ann Lee/Bo Day,May 2027\n")
    assert cells(plan, directory, "owner") == [("Ann Lee/Bo Day",)]
    first = plan.find("1")[0].owners[0]
    people = {**directory.people, first: Person(first, "Former officer 1")}
    assert cells(plan, replace(directory, people=people), "owner") == [("Former officer 1 / Bo Day",)]


def test_lines_of_a_cell_that_several_actions_share_are_theirs() -> None:
    plan, directory = loaded(f'{HEAD}1,House,"• Find land\n• Call bids","JT/MG\nAB","May 2027\nJune 2027"\n')
    assert cells(plan, directory, "owner") == [("JT/MG\nAB",)]
    assert cells(given(plan, "1.2", plan.find("1.1")[0].owners[0]), directory, "owner") == [("JT/MG\nJT",)]
