"""`planminder people import`: a file of people is a reviewed difference; what is not certain is asked and left out."""

import asyncio
import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from storage.people import Directory, Person, Role
from storage.rights import RightsEvent
from storage.store import Store
from tests.support.command import invoked

HEAD = "Name,Work email,Initials,Job title,Department,Line manager,Start date,End date"
JANE = "Jane Smith,jane.smith@wychford.example,JS,Policy Officer,Policy,Priya Nair,1 December 2026,"


@dataclass(frozen=True)
class Desk:
    url: str
    folder: Path

    def run(self, rows: list[str], *words: str, name: str = "people.csv") -> Any:
        file = self.folder / name
        file.write_text("\n".join((HEAD, *rows)), "utf-8")
        return self.over(file, *words)

    def over(self, file: Path, *words: str) -> Any:
        settings = {"PLANMINDER_DATABASE_URL": self.url, "PLANMINDER_TODAY": "2026-11-23"}
        return invoked(["people", "import", str(file), *words], env=settings)

    def stored(self) -> tuple[Directory, list[RightsEvent]]:
        async def read() -> tuple[Directory, list[RightsEvent]]:
            store = await Store.open(self.url)
            try:
                return await store.directory("local"), await store.rights("local")
            finally:
                await store.close()

        return asyncio.run(read())

    def person(self, name: str) -> Person:
        found = self.stored()[0].named(name)
        assert found is not None
        return found


@pytest.fixture
def desk(example_database: Path, tmp_path: Path) -> Desk:
    database = tmp_path / "people.db"
    shutil.copy(example_database, database)
    return Desk(f"sqlite+aiosqlite:///{database}", tmp_path)


def test_somebody_new_comes_with_everything_that_the_file_says(desk: Desk) -> None:
    done = desk.run([JANE], "--yes")
    assert (
        "+ Jane Smith: jane.smith@wychford.example, JS, Policy Officer, Policy, Priya Nair, 2026-12-01" in done.stdout
    )
    jane = desk.person("Jane Smith")
    assert (jane.role, jane.team, jane.since, jane.until) == (Role.OWNER, "Policy", date(2026, 12, 1), None)
    assert jane.manager == desk.person("Priya Nair").id


def test_nothing_is_written_before_a_yes(desk: Desk) -> None:
    before = desk.stored()
    assert desk.run([JANE], "--dry-run").exit_code == 0
    assert desk.run([JANE]).exit_code == 2
    assert desk.stored() == before


def test_what_is_different_is_shown_field_by_field_and_recorded_for_good(desk: Desk) -> None:
    before = len(desk.stored()[1])
    done = desk.run(["Dan Whitlock,,,,Digital,Tom Ashworth,,31/12/2026"], "--yes")
    assert "~ Dan Whitlock: team – → Digital; manager – → Tom Ashworth; last day – → 2026-12-31" in done.stdout
    told = [(one.what, one.before, one.after, one.recorder, one.source) for one in desk.stored()[1][before:]]
    assert told == [
        ("manager", None, desk.person("Tom Ashworth").id, None, "people import: people.csv"),
        ("until", None, "2026-12-31", None, "people import: people.csv"),
    ]


def test_an_empty_cell_and_a_missing_row_take_nothing_away_and_no_role_changes(desk: Desk) -> None:
    before = desk.stored()[0]
    done = desk.run(["Leila Okafor,,,,,,,"], "--yes")
    assert "people are not in the file, and are left as they are" in done.stdout
    assert "There is nothing to change." in done.stderr
    assert desk.stored()[0] == before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Anne Hale,leila.okafor@wychford.example,,,,,,", "that is Leila Okafor's"),
        ("Anne Hale,,DW,,,,,", "has the initials DW"),
        (",anne@wychford.example,,,,,,", "no name"),
    ],
)
def test_a_row_that_may_be_two_people_s_stays_out_and_is_asked_about(desk: Desk, row: str, said: str) -> None:
    desk.run(["Dan Whitlock,,DW,,,,,"], "--yes")
    before = desk.stored()[0]
    done = desk.run([row], "--yes")
    assert "1 row stays out until you say who it is" in done.stdout and said in done.stdout
    assert desk.stored()[0] == before


def test_an_answer_says_who_a_row_is(desk: Desk) -> None:
    row = "Leila Hart,leila.okafor@wychford.example,,,Performance,,,"
    assert desk.run([row], "--answer", "2 is Leila Okafor", "--yes").exit_code == 0
    assert desk.person("Leila Okafor").team == "Performance"
    assert desk.run([row], "--answer", "2 is new", "--yes").exit_code == 0
    assert desk.person("Leila Hart").emails == ("leila.okafor@wychford.example",)


@pytest.mark.parametrize(
    "rows", [["Priya Shah,,,,,,,", "Priya,,,,Finance,,,"], ["Priya,,,,Finance,,,", "Priya Shah,,,,,,,"]]
)
def test_a_part_of_a_name_is_asked_about_and_makes_nobody(desk: Desk, rows: list[str]) -> None:
    """Before: a new person of a first name that two have."""
    done = desk.run(rows, "--yes")
    line = rows.index("Priya,,,,Finance,,,") + 2
    assert f"Row {line}: Priya is only a part of a name, and may be" in done.stdout
    assert all(name in done.stdout for name in ("Priya Nair", "Priya Shah"))
    assert desk.stored()[0].named("Priya") is None and desk.person("Priya Shah").team is None
    said = desk.run(rows, "--answer", f"{line} is Priya Nair", "--yes")
    assert said.exit_code == 0 and desk.person("Priya Nair").team == "Finance"


def test_somebody_who_was_known_by_a_part_of_the_name_is_pointed_out(desk: Desk) -> None:
    desk.run(["Quentin,,,,,,,"], "--yes")
    assert (
        "If that is Quentin, who is here already: “2 is Quentin”" in desk.run(["Quentin Ward,,,,,,,"], "--yes").stdout
    )


def test_of_two_with_one_name_an_answer_says_which_by_their_address(desk: Desk) -> None:
    one, two = "Sam Lee,sam.lee@wychford.example,,,,,,", "Sam Lee,s.lee2@wychford.example,,,,,,"
    desk.run([one], "--yes")
    assert desk.run([two], "--answer", "2 is new", "--yes").exit_code == 0
    again = "Sam Lee,,,,Parks,,,"
    asked = desk.run([again], "--answer", "2 is Sam Lee", "--yes").stdout
    assert "several people are called Sam Lee" in asked and "s.lee2@wychford.example" in asked
    assert desk.run([again], "--answer", "2 is s.lee2@wychford.example", "--yes").exit_code == 0
    teams = {one.emails[0]: one.team for one in desk.stored()[0].people.values() if one.name == "Sam Lee"}
    assert teams == {"sam.lee@wychford.example": None, "s.lee2@wychford.example": "Parks"}


def test_nobody_is_their_own_manager(desk: Desk) -> None:
    done = desk.run(["Dan Whitlock,,,,Digital,Dan Whitlock,,"], "--yes")
    assert "Row 2: Dan Whitlock is named as their own manager. The manager is left out." in done.stdout
    dan = desk.person("Dan Whitlock")
    assert (dan.team, dan.manager) == ("Digital", None)


def test_nobody_reports_to_whoever_reports_to_them(desk: Desk) -> None:
    rows = ["Dan Whitlock,,,,,Priya Nair,,", "Priya Nair,,,,,Dan Whitlock,,"]
    assert "Row 3: Priya Nair cannot report to Dan Whitlock" in desk.run(rows, "--yes").stdout


def test_the_last_performance_officer_does_not_leave_by_a_file(desk: Desk) -> None:
    before = desk.stored()
    done = desk.run(["Leila Okafor,,,,,,,31/12/2026"], "--yes")
    assert done.exit_code == 1 and "last performance officer" in done.stderr
    assert desk.stored() == before


def test_excel_is_read_with_first_names_and_surnames_of_their_own(desk: Desk, tmp_path: Path) -> None:
    book = Workbook()
    page = book.worksheets[0]
    for row in (
        ["Staff of the council"],
        ["First name", "Surname", "Team", "To"],
        ["Jo", "Adams", "Parks", date(2027, 3, 31)],
    ):
        page.append(row)
    book.save(tmp_path / "people.xlsx")
    done = desk.over(tmp_path / "people.xlsx", "--yes", "--json")
    (told,) = map(json.loads, done.stdout.splitlines())
    assert [one["name"] for one in told["new"]] == ["Jo Adams"]
    assert (desk.person("Jo Adams").team, desk.person("Jo Adams").until) == ("Parks", date(2027, 3, 31))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF", "are read from"),
        ("a.csv", b"Colour,Size\nred,1\n", "no row of headings"),
        ("a.csv", b"", "a.csv"),
    ],
)
def test_what_is_no_file_of_people_is_said(desk: Desk, tmp_path: Path, name: str, content: bytes, said: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    done = desk.over(file, "--yes")
    assert done.exit_code == 2 and said in done.stderr
