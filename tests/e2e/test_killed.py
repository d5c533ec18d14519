"""Processes that are killed without a word: what was acknowledged is there, and an open question waits."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.killed

PLANMINDER = str(Path(sys.executable).with_name("planminder"))


@pytest.fixture
def database(example_database: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "killed.db"
    shutil.copy(example_database, copy)
    return copy


@contextmanager
def chatting(database: Path, name: str) -> Iterator["subprocess.Popen[str]"]:
    """A `planminder chat` that is killed at the end, whatever it is doing."""
    command = [PLANMINDER, "chat", "--as", name, "--json", "--database", f"sqlite:///{database}"]
    environment = {**os.environ, "PLANMINDER_TODAY": "2026-11-23", "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def type_line(process: "subprocess.Popen[str]", text: str) -> None:
    assert process.stdin is not None
    process.stdin.write(text + "\n")
    process.stdin.flush()


def answer_to(process: "subprocess.Popen[str]", text: str) -> dict[str, Any]:
    type_line(process, text)
    assert process.stdout is not None
    answered: dict[str, Any] = json.loads(process.stdout.readline())
    return answered


def test_the_bot_that_was_killed_after_its_question_takes_the_answer_when_it_is_back(database: Path) -> None:
    with chatting(database, "Tom Ashworth") as first:
        asked = answer_to(first, "what has Claire got")
        assert asked["interpretation"]["asks"] == "which_person"
    with chatting(database, "Tom Ashworth") as second:
        answered = answer_to(second, "Fenwick")
    assert answered["interpretation"]["intent"] == "list"
    assert answered["interpretation"]["filter"] == {"owner": "Claire Fenwick"}


@pytest.mark.parametrize("acknowledged", [1, 7, 20])
def test_nothing_that_was_acknowledged_is_missing_after_a_kill(database: Path, acknowledged: int) -> None:
    notes = [f"trainer number {n} was asked" for n in range(acknowledged + 5)]
    with chatting(database, "Priya Nair") as process:
        for note in notes[:acknowledged]:
            answered = answer_to(process, f"2.3 {note}")
            assert answered["applied"] == [{"action": "2.3", "note": note}]
        for note in notes[acknowledged:]:
            type_line(process, f"2.3 {note}")  # and these are cut off wherever they are
    kept = recorded_notes(database)
    assert kept[:acknowledged] == notes[:acknowledged]
    assert kept == notes[: len(kept)], "a half-written or doubled update"
    assert check(database) == 0


def recorded_notes(database: Path) -> list[str]:
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT words FROM words ORDER BY sequence").fetchall()
    connection.close()
    told = [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in rows]
    return [one["note"] for one in told if one and "trainer number" in str(one.get("note"))]


def check(database: Path) -> int:
    command = [PLANMINDER, "database", "check", "--database", f"sqlite:///{database}"]
    return subprocess.run(command, check=False, capture_output=True).returncode
