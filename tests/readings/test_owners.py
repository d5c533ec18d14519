"""Owner cells are taken apart where the officer would, and nowhere else."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from storage.owners import one_or_two, owner_kind, owner_slots, read_owners
from storage.people import Kind

OWNERS = tomllib.loads((Path(__file__).parent / "owners.toml").read_text(encoding="utf-8"))
TURNED = tomllib.loads((Path(__file__).parent / "turned.toml").read_text(encoding="utf-8"))
FOUND = Path(__file__).parents[3] / "shared" / "owners.json"


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("JT/MG", ["JT", "MG"]),
        ("JT, MG", ["JT", "MG"]),
        ("JT MG", ["JT", "MG"]),
        ("SMT/LG A", ["SMT", "LGA"]),
        ("Jo Smith and Ann Lee", ["Jo Smith", "Ann Lee"]),
        ("Jo Smith, Ann Lee & Bo Day", ["Jo Smith", "Ann Lee", "Bo Day"]),
        ("Jo Smith\nAnn Lee", ["Jo Smith", "Ann Lee"]),
        ("Jo Smith Ann Lee", ["Jo Smith", "Ann Lee"]),
        ("Mary Anne Smith", ["Mary Anne Smith"]),
        ("Siân ap Rhys / Jo O'Neill", ["Siân ap Rhys", "Jo O'Neill"]),
        ("Head of Policy, Performance and Housing", ["Head of Policy, Performance and Housing"]),
        ("Head of Policy,\nPerformance and Housing", ["Head of Policy, Performance and Housing"]),
        ("Head of HR and Head of Finance", ["Head of HR", "Head of Finance"]),
        ("Head of Finance, JT", ["Head of Finance", "JT"]),
        ("Jo Smith, Head of HR", ["Jo Smith (Head of HR)"]),
        ("Head of HR (Jo Smith)", ["Jo Smith (Head of HR)"]),
        ("Ann Lee Bo Day Ann", ["Ann Lee", "Bo Day", "Ann Lee"]),
        ("TBC", []),
        ("N/A", []),
        ("West Yorkshire Pension Fund", ["West Yorkshire Pension Fund"]),
        ("Natural Resources Wales", ["Natural Resources Wales"]),
        ("n/a\nn/a", []),
        ("", []),
        ("Jo Smith – Head of HR", ["Jo Smith (Head of HR)"]),
        ("Assistant Director – Communities", ["Assistant Director – Communities"]),
        ("Assistant Director – Children and Families", ["Assistant Director – Children and Families"]),
        ("Corporate Director, Resources", ["Corporate Director, Resources"]),
        ("Team Manager, Leaving Care / HR", ["Team Manager, Leaving Care", "HR"]),
        ("Corporate Director, Jo Smith", ["Jo Smith (Corporate Director)"]),
        ("Service Manager, HR", ["Service Manager", "HR"]),
        ("Lead: Jo Smith\nSupport: HR, Finance", ["Jo Smith", "HR", "Finance"]),
        ("Service Director: Highways", ["Service Director: Highways"]),
        ("Jo Smith <jo.smith@example.org>", ["Jo Smith"]),
        ("@Jo Smith (01234 567890)", ["Jo Smith"]),
        ("jo.smith@example.org", ["jo.smith@example.org"]),
    ],
)
def test_an_owner_cell_names_these(text: str, owners: list[str]) -> None:
    assert read_owners(text) == owners


@pytest.mark.parametrize(("text", "owners"), [line for lines in OWNERS.values() for line in lines])
def test_posts_fields_headings_and_brackets_are_told_apart(text: str, owners: list[str]) -> None:
    assert read_owners(text) == owners


@pytest.mark.parametrize(("text", "owners"), TURNED["one_reading"])
def test_a_family_name_may_stand_first(text: str, owners: list[str]) -> None:
    assert read_owners(text) == owners
    assert one_or_two(text) == []


@pytest.mark.parametrize("text", TURNED["asked"])
def test_two_names_that_may_be_one_person_are_asked_about(text: str) -> None:
    assert one_or_two(text) == [text]


def test_known_names_are_told_apart_where_nothing_else_does() -> None:
    assert read_owners("Mary Anne Smith Bo Day", ["Mary Anne Smith", "Bo Day"]) == ["Mary Anne Smith", "Bo Day"]


def test_owners_of_several_parts_are_kept_by_part() -> None:
    assert owner_slots("Ann Lee Bo Day/Cy Fox") == [["Ann Lee"], ["Bo Day", "Cy Fox"]]
    assert owner_slots("Ann Lee, Bo Day\nJT/MG") == [["Ann Lee", "Bo Day"], ["JT", "MG"]]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Jo Smith", Kind.PERSON),
        ("Cllr Jones", Kind.PERSON),
        ("Jo Smith (Head of HR)", Kind.PERSON),
        ("JT", Kind.INITIALS),
        ("Monitoring Officer", Kind.POST),
        ("Leader of the Council", Kind.POST),
        ("Director of People and Digital Services", Kind.POST),
        ("SMT", Kind.GROUP),
        ("Group Leaders", Kind.GROUP),
        ("All staff", Kind.GROUP),
        ("LGA", Kind.THIRD_PARTY),
        ("Homes England", Kind.THIRD_PARTY),
    ],
)
def test_owners_are_of_kinds(name: str, kind: Kind) -> None:
    assert owner_kind(name) is kind


def test_a_cell_of_thousands_of_owners_is_no_trouble() -> None:
    """Before: each post was parted from all that follow it, and these took six seconds."""
    assert len(read_owners("Head of HR and " * 2000)) == 2000


def told(owner: str) -> str:
    """Without the brackets that mark what was inferred: "Jo (Smith)" is Jo Smith, "Jo Smith (Post)" stays."""
    return re.sub(r"^(\w+) \((\w+)\)$", r"\1 \2", owner)


@pytest.mark.skipif(not FOUND.exists(), reason="../shared/owners.json is not beside this checkout")
def test_owner_cells_of_real_plans_are_read() -> None:
    lines = json.loads(FOUND.read_text(encoding="utf-8"))
    wrong = [one["raw"] for one in lines if read_owners(one["raw"]) != [told(name) for name in one["owners"]]]
    assert not wrong
