"""`planminder return`: the whole quarter over one database, with its exit codes."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.support.command import invoked
from tests.support.conversations import write_plans

OPEN = ("return", "open", "--as-at", "2026-12-31", "--by", "2027-01-08")


@dataclass(frozen=True)
class House:
    """A database with one plan, and the day on which the officer sits before it."""

    url: str

    def run(self, *words: str) -> Any:
        settings = {"PLANMINDER_DATABASE_URL": self.url, "PLANMINDER_TODAY": "2027-01-04"}
        return invoked(words, env=settings, typed="")

    def told(self, *words: str) -> list[Any]:
        done = self.run(*words, "--json")
        assert done.exit_code == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def house(tmp_path: Path) -> House:
    database = tmp_path / "returns.db"
    asyncio.run(write_plans(("tarnbrook",), database))
    return House(f"sqlite+aiosqlite:///{database}")


def fill_in(sheet: Path) -> None:
    document: Any = Document(str(sheet))
    first, second, _ = document.tables[0].rows[1:]
    first.cells[5].text, first.cells[6].text = "the board met", "On track"
    second.cells[5].text = "no change"
    document.save(str(sheet))


def test_a_quarter_from_the_opening_to_the_freeze(house: House, tmp_path: Path) -> None:
    (row,) = house.told(*OPEN, "--yes")
    assert row == {
        "plan": "BV26",
        "label": "Q3 2026/27",
        "as_at": "2026-12-31",
        "deadline": "2027-01-08",
        "state": "open",
        "version": None,
        "asked": 20,
        "answered": 0,
    }
    assert house.told("return", "list") == [row]
    (made,) = house.told("return", "sheets", "Helen Ardley", "--output", str(tmp_path / "out"))
    assert {one.stat().st_mode & 0o077 for one in (tmp_path / "out").iterdir()} == {0}, "it holds internal words"
    assert made["actions"] == ["1.1", "1.2", "1.4"]
    sheet = next(Path(one) for one in made["files"] if one.endswith(".docx"))
    fill_in(sheet)
    (recorded,) = house.told("return", "sheet", str(sheet), "--yes")
    assert recorded == {
        "plan": "BV26",
        "label": "Q3 2026/27",
        "person": "Helen Ardley",
        "applied": [
            {"action": "1.1", "status": "green", "note": "the board met"},
            {"action": "1.2", "note": "no change"},
        ],
    }
    (progress,) = house.told("return", "progress", "--label", "q3 2026/27")
    assert (progress["answered"], progress["nobody"]) == (2, ["6.3"])
    assert {"person": "Helen Ardley", "actions": ["1.4"], "chat": False} in progress["outstanding"]
    assert "2 of 20 answered" in house.run("return", "progress").stdout
    (frozen,) = house.told("return", "freeze", "--yes")
    assert (frozen["state"], frozen["version"]) == ("frozen", 1)


def test_without_a_yes_nothing_is_written(house: House, tmp_path: Path) -> None:
    shown = house.run(*OPEN)
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert "20 open actions are asked about" in shown.stderr and "Nothing was saved." in shown.stderr
    assert house.told("return", "list") == []
    house.told(*OPEN, "--yes")
    (made,) = house.told("return", "sheets", "Helen Ardley", "--output", str(tmp_path))
    fill_in(Path(made["files"][0]))
    assert house.run("return", "sheet", made["files"][0]).exit_code == 2
    assert house.told("return", "list")[0]["answered"] == 0


def test_a_sheet_that_is_there_is_not_written_over(house: House, tmp_path: Path) -> None:
    house.told(*OPEN, "--yes")
    words = ("return", "sheets", "Helen Ardley", "Martin Oakes", "--output", str(tmp_path))
    (first, _) = house.told(*words)
    fill_in(Path(first["files"][0]))
    before = Path(first["files"][0]).read_bytes()
    again = house.run(*words)
    assert (again.exit_code, "may have been filled in" in again.stderr) == (1, True)
    assert Path(first["files"][0]).read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("open", "--label", "Autumn"), 2, "'Autumn' is no quarter"),
        (("open", "--as-at", "31 December"), 2, "is not a day"),
        (("open", "--by", "2026-12-01", "--yes"), 1, "has passed already"),
        (("progress",), 1, "has no return yet"),
        (("progress", "--plan", "NONE"), 1, "That plan is not live"),
        (("list", "--plan", "NONE"), 2, "There is no plan 'NONE'"),
        (("freeze", "--yes", "--as", "Helen Ardley"), 1, "by performance officers"),
        (("freeze", "--as", "Zed"), 2, "There is nobody called 'Zed'"),
        (("sheets",), 1, "has no return yet"),
        (("sheets", "Zed"), 2, "There is nobody called 'Zed'"),
        (("sheet", "nowhere.docx"), 2, "cannot be opened"),
        (("sheet", __file__), 2, "files are not read"),
    ],
)
def test_what_cannot_be_done_is_said_with_a_code(house: House, words: tuple[str, ...], code: int, why: str) -> None:
    done = house.run("return", *words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert why in done.stderr


def test_a_frozen_return_is_reported_in_its_own_words(house: House, tmp_path: Path) -> None:
    """What was accepted stands in the update column; what was not is left out and listed, whatever its newest note."""
    house.told(*OPEN, "--yes")
    chat = ("chat", "--as", "Jo Whitlock")
    lines = "\n".join(
        (
            "1.1 the board met twice",
            "text for 1.1: The board meets monthly.",
            "accept 1.1",
            "1.2 on track, a secret of ours",
        )
    )
    settings = {"PLANMINDER_DATABASE_URL": house.url, "PLANMINDER_TODAY": "2027-01-04"}
    assert invoked(chat, env=settings, typed=lines).exit_code == 0
    assert house.run("return", "freeze", "--yes").exit_code == 0
    out = tmp_path / "return.docx"
    done = house.run("summary", "--return", "Q3 2026/27", "--format", "docx", "--output", str(out))
    assert done.exit_code == 0, done.stderr
    document = Document(str(out))
    table = document.tables[-1]
    assert table.rows[0].cells[-1].text == "Update as at 31 December 2026"
    told = {row.cells[0].text: row.cells[-1].text for row in table.rows}
    assert told["1.1"] == "The board meets monthly."
    assert "secret" not in document.element.xml
    assert any("has not been accepted for this return" in line.text for line in document.paragraphs)


def test_a_return_that_is_not_frozen_is_not_reported(house: House) -> None:
    house.told(*OPEN, "--yes")
    done = house.run("summary", "--return", "Q3 2026/27")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "There is no frozen Q3 2026/27 return of BV26: none has been frozen yet.\n"
