"""`planminder import` as it is typed: a new plan, a difference, answers, and nothing saved without a yes."""

import json
import os
import pty
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.command import progress as progressing
from bot.command.progress import progress
from tests.support.command import planminder

HEADER = "No,Recommendation,Action,Lead officer,Timescale,RAG,Update (May 2026)"
ROWS = (
    "1,Give the town centre one plan,Write the brief for it,Jo Smith,March 2027,Delayed,Begun.",
    "2,Make the budget easy to read,Publish a short summary,JT,31/01/27,On track,Drafted.",
    "3,Ask what residents think of us,Run a yearly survey,,Summer 2027,On track,",
    "4,Know what the buildings cost,Survey the buildings,Ola Berg,May 2028,On track,Let.",
)
LATER = HEADER.replace("May", "September")


@dataclass
class Said:
    code: int
    out: str
    err: str


@dataclass
class Desk:
    """A folder with documents and a database."""

    folder: Path

    def file(self, name: str, *rows: str, header: str = HEADER) -> str:
        (self.folder / name).write_text("\n".join((header, *rows)))
        return str(self.folder / name)

    @property
    def database(self) -> Path:
        return self.folder / "planminder.db"

    def run(self, *words: str, today: str = "2026-11-22", text: str | None = None) -> Said:
        done = planminder(*words, *self._kept(), typed=text or "", env=self._said(today))
        return Said(done.returncode, done.stdout, done.stderr)

    def typed(self, *words: str, lines: str) -> tuple[int, str]:
        """The command at a terminal, where somebody types some lines."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *words, *self._kept()],
            env={**os.environ, **self._said("2026-11-22")},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        os.write(ours, lines.encode())
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # the other end is closed
            pass
        os.close(ours)
        return process.wait(timeout=60), shown.decode()

    def _kept(self) -> tuple[str, str]:
        return "--database", f"sqlite+aiosqlite:///{self.database}"

    def _said(self, today: str) -> dict[str, str]:
        return {"PLANMINDER_TODAY": today, "COLUMNS": "200"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    """A desk with the plan of May in its database."""
    said = desk.run("import", desk.file("may.csv", *ROWS), "--plan", "TC26", "--yes", today="2026-06-02")
    assert said.code == 0, said.err
    return desk


def test_a_look_saves_nothing_and_makes_no_database(desk: Desk) -> None:
    said = desk.run("import", desk.file("may.csv", *ROWS), "--plan", "TC26", "--dry-run", "--json")
    assert json.loads(said.out)["recommendations"][0]["actions"][0]["status"] == "red"
    assert not desk.database.exists()


def test_without_a_yes_nothing_is_saved(desk: Desk) -> None:
    said = desk.run("import", desk.file("may.csv", *ROWS), text="")
    assert said.code == 2
    assert "Nothing was saved" in said.err
    assert "There is no plan" in desk.run("summary").err


def test_answers_given_with_the_command_are_put_in_their_place(desk: Desk) -> None:
    answers = (
        "--answer",
        "Delayed is amber",
        "--answer",
        "rec 3 has no owner: leave it",
        "--answer",
        "JT is Jane Tate",
    )
    said = desk.run("import", desk.file("may.csv", *ROWS), "--plan", "TC26", "--yes", *answers)
    assert said.code == 0
    assert "Delayed" not in said.err and "owner" not in said.err
    people = desk.run("people", "list", "--json").out
    jt = next(one for one in map(json.loads, people.splitlines()) if one["name"] == "JT")
    assert jt["holders"] == ["Jane Tate"]


def test_an_answer_to_nothing_is_refused_and_nothing_saved(desk: Desk) -> None:
    said = desk.run("import", desk.file("may.csv", *ROWS), "--yes", "--answer", "77 is red")
    assert said.code == 2
    assert "There is no plan" in desk.run("summary").err


def test_at_a_terminal_answers_come_before_the_yes(desk: Desk) -> None:
    lines = "Delayed is amber\nwhat is this\nyes\n"
    code, shown = desk.typed("import", desk.file("may.csv", *ROWS), "--plan", "TC26", lines=lines)
    assert code == 0
    assert "Delayed is amber · On track is green" in shown
    assert "That answers nothing that is open." in shown
    assert "Loaded May (TC26)" in shown


def test_a_code_that_is_here_makes_it_a_difference(loaded: Desk) -> None:
    newer = loaded.file(
        "sept.csv", ROWS[0].replace("Begun.", "With the board."), ROWS[1].replace("On track", "Complete"), header=LATER
    )
    look = loaded.run("import", newer, "--plan", "tc26", "--dry-run", "--json")
    told = json.loads(look.out)
    assert told["as_at"] == "2026-09-30"
    assert {"action": "2", "field": "status", "old": "On track", "new": "Complete"} in told["changed"]
    assert [one["action"] for one in told["closed"]] == ["3", "4"]
    assert {"action": "1", "as_at": "2026-09-30", "text": "With the board."} in told["updates"]
    assert "conflicts" in told
    saved = loaded.run("import", newer, "--plan", "TC26", "--yes")
    assert saved.code == 0
    assert "TC26 is up to sept.csv" in saved.err
    assert "does not have already" in loaded.run("import", newer, "--plan", "TC26", "--dry-run").out


def test_what_was_said_since_stands_unless_the_document_is_to_win(loaded: Desk) -> None:
    people = loaded.run("people", "add", "Olga Frank", "--role", "officer")
    assert people.code == 0
    heard = loaded.run("chat", "--as", "Olga Frank", today="2026-10-05", text="2 red, no money\n")
    assert heard.code == 0, heard.err
    newer = loaded.file("sept.csv", ROWS[0], ROWS[1].replace("On track", "Complete"), *ROWS[2:], header=LATER)
    conflict = {
        "action": "2",
        "field": "status",
        "conversation": "Delayed",
        "document": "Complete",
        "since": "2026-10-05",
    }
    assert conflict in json.loads(loaded.run("import", newer, "--plan", "TC26", "--dry-run", "--json").out)["conflicts"]
    loaded.run("import", newer, "--plan", "TC26", "--yes")
    assert "does not have" not in loaded.run("import", newer, "--plan", "TC26", "--dry-run").out
    loaded.run("import", newer, "--plan", "TC26", "--yes", "--answer", "the document wins")
    assert "does not have already" in loaded.run("import", newer, "--plan", "TC26", "--dry-run").out


def test_long_work_says_that_it_is_under_way(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progressing, "PATIENCE", 0.02)
    with progress("Reading plan.docx"):
        time.sleep(0.1)
    assert "Reading plan.docx … 0 s" in capsys.readouterr().err
    with progress("Reading plan.docx"):
        pass
    assert capsys.readouterr().err == ""
