"""`planminder people export`, `people erase` and `audit redact`, as whoever looks after the bot uses them."""

import json
import re
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command import Done, planminder


@pytest.fixture
def database(example_database: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "people.db"
    shutil.copy(example_database, copy)
    return copy


def run(database: Path, *words: str) -> Done:
    return planminder(*words, "--database", f"sqlite:///{database}")


def test_everything_about_a_person_is_given_out_as_json(database: Path, tmp_path: Path) -> None:
    to = tmp_path / "priya.json"
    done = run(database, "people", "export", "Priya Nair", "--output", str(to))
    assert done.returncode == 0 and "other people are named in it" in done.stderr
    assert to.stat().st_mode & 0o777 == 0o600
    told = json.loads(to.read_text("utf-8"))
    assert told["person"] == "Priya Nair"
    assert {"people", "person_names", "messages", "changes", "words", "outbox"} <= told["tables"].keys()
    assert run(database, "people", "export", "Zed Nobody").returncode == 2


def test_who_is_erased_goes_on_in_the_record_as_a_former_officer(database: Path) -> None:
    asked = run(database, "people", "erase", "Priya Nair")
    assert "would be erased. Add --yes." in asked.stderr
    assert "Still in their name in CPC26: " in asked.stderr
    assert "Priya Nair" in run(database, "people", "list").stdout
    done = run(database, "people", "erase", "Priya Nair", "--yes")
    assert "Their record goes on under “Former officer " in done.stderr
    assert "Copies of the database that were made before still hold all of it" in done.stderr
    assert "Priya Nair" not in run(database, "people", "list").stdout
    assert run(database, "database", "check").returncode == 0
    trail = run(database, "audit", "export").stdout
    assert "Former officer " in trail
    for line in done.stdout.splitlines():  # each place is to be decided on, and its line is the command that erases it
        command, _, _ = line.partition("   # ")
        assert run(database, *shlex.split(command)[1:], "--yes").returncode == 0, line
    assert "Priya" not in run(database, "audit", "export").stdout
    assert run(database, "database", "check").returncode == 0


def test_the_last_performance_officer_is_not_erased(database: Path) -> None:
    before = run(database, "people", "list").stdout
    for words in ((), ("--yes",)):
        done = run(database, "people", "erase", "Leila Okafor", *words)
        assert done.returncode == 1 and "Leila Okafor is the last performance officer" in done.stderr
    assert run(database, "people", "list").stdout == before
    run(database, "people", "add", "Tom Ashworth", "--role", "officer")
    assert run(database, "people", "erase", "Leila Okafor", "--yes").returncode == 0


def test_what_the_bot_said_to_others_names_who_is_erased_no_more_and_what_is_left_is_counted(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "UPDATE messages SET text = 'ask priya NAIR', sender = NULL, conversation_id = 'elsewhere' WHERE rowid < 3"
        )
        row = "organisation_id, conversation_id, cause, place, channel, reply, due, tries"
        connection.execute(
            f"INSERT INTO outbox ({row}) SELECT organisation_id, 'elsewhere', 'told', 999, channel,"  # noqa: S608 - ours
            """ '{"card":{"heading":"For Priya Nair"},"text":"Priya Nair said so, Priya Nairn did not"}',"""
            " '2026-11-01 09:00:00.000000', 0 FROM conversations LIMIT 1"
        )
    asked = run(database, "people", "erase", "Priya Nair")
    assert "`messages` name" in asked.stderr
    assert "400 days after it was said" in asked.stderr
    done = run(database, "people", "erase", "Priya Nair", "--yes")
    assert done.returncode == 0
    with closing(sqlite3.connect(database)) as connection:
        (said,) = connection.execute("SELECT reply FROM outbox WHERE cause = 'told'").fetchone()
        every = [one for (one,) in connection.execute("SELECT reply FROM outbox")]
    told = json.loads(said)
    assert told["text"].startswith("Former officer ") and told["text"].endswith("Priya Nairn did not")
    assert told["card"]["heading"].startswith("For Former officer ")
    assert not [one for one in every if "Priya Nair" in one.replace("Priya Nairn", "")]
    assert "`messages` name" in done.stderr


def test_a_place_that_names_somebody_is_listed_with_its_day_and_its_action(database: Path) -> None:
    told = run(database, "people", "erase", "Priya Nair").stdout.splitlines()
    assert told and all(re.match(r"planminder audit redact --.*   # \d{4}-\d\d-\d\d", line) for line in told)


def test_a_template_that_somebody_gave_is_given_out_and_stays_when_they_are_erased(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "INSERT INTO report_templates (organisation_id, id, number, person_id, recorded, name, content)"
            " SELECT organisation_id, 't1', 1, person_id, '2026-11-01 09:00:00.000000', 'cabinet.docx', x'504b'"
            " FROM person_names WHERE what = 'name' AND text = 'Priya Nair'"
        )
    told = json.loads(run(database, "people", "export", "Priya Nair").stdout)
    assert [one["content"] for one in told["tables"]["report_templates"]] == ["UEs="]
    assert run(database, "people", "erase", "Priya Nair", "--yes").returncode == 0
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT name FROM report_templates").fetchall() == [("cabinet.docx",)]


def test_nothing_is_redacted_without_a_yes_or_where_it_is_not_said_what(database: Path) -> None:
    before = run(database, "audit", "export").stdout
    asked = run(database, "audit", "redact", "--plan", "CPC26", "--entry", "80")
    assert asked.returncode == 1 and "would be erased for good. Add --yes." in asked.stderr
    wrong = run(database, "audit", "redact", "--plan", "CPC26", "--yes")
    assert wrong.returncode == 2 and "Name an entry" in wrong.stderr
    assert run(database, "audit", "export").stdout == before
