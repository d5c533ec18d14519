"""The record for an auditor: asked in the chat, exported, and checked outside by the recipe of docs/audit.md."""

import csv
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dialogs.reply import Reply
from tests.support.command import Done, planminder
from tests.support.conversations import play

PAGE = Path(__file__).parents[1] / "docs" / "audit.md"


def run(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")


def export(database: Path, *words: str) -> Done:
    return planminder("audit", "export", *words, "--database", f"sqlite:///{database}")


def rows(exported: str) -> list[dict[str, str]]:
    return list(csv.DictReader(exported.splitlines()))


@pytest.fixture
def database(example_database: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "audited.db"
    shutil.copy(example_database, copy)
    return copy


def test_an_entry_says_who_when_what_in_whose_words_from_where_and_by_which_right(database: Path) -> None:
    done = export(database)
    (one,) = [row for row in rows(done.stdout) if row["number"] == "6.1" and row["after"] == "At risk"]
    assert re.fullmatch(r"[0-9a-f]{32}", one.pop("message")) and re.fullmatch(r"[0-9a-f]{64}", one.pop("link"))
    assert one == {
        "plan": "CPC26",
        "return": "",
        "entry": "76",
        "kind": "update",
        "number": "6.1",
        "recorded (UTC)": "2026-10-20T15:35:00Z",
        "as at": "2026-10-20",
        "speaker": "Samira Haddad",
        "recorder": "Samira Haddad",
        "authority": "as Monitoring Officer, who is an owner",
        "channel": "console",
        "what": "status",
        "before": "On track",
        "after": "At risk",
        "words": "fewer than half of the councillors have come",
        "internal": "",
        "takes back": "",
        "erased": "",
    }
    assert done.stderr == "86 entries. They hold internal notes and names: not for publication.\n"


def test_an_export_is_of_a_plan_of_some_days_and_of_a_person(database: Path) -> None:
    some = rows(export(database, "--plan", "cpc26", "--since", "2026-10-20", "--until", "2026-11-10").stdout)
    assert {row["recorded (UTC)"][:10] for row in some} == {"2026-10-20", "2026-11-05", "2026-11-10"}
    hers = rows(export(database, "--person", "Priya Nair").stdout)
    assert {row["speaker"] for row in hers} == {"Priya Nair"}
    wrongs = {("--plan", "ABC"): "There is no plan 'ABC' here.", ("--person", "Zed"): "nobody called 'Zed'"}
    for wrong, why in wrongs.items():
        refused = export(database, *wrong)
        assert refused.returncode == 2 and why in refused.stderr and refused.stdout == ""


def test_an_export_is_for_its_owner_alone_and_never_replaces_a_file(database: Path, tmp_path: Path) -> None:
    to = tmp_path / "trail.json"
    assert export(database, "--format", "json", "--output", str(to)).returncode == 0
    assert to.stat().st_mode & 0o777 == 0o600
    whole = json.loads(to.read_text("utf-8"))
    assert [one["register"] for one in whole["entries"]] == [None] * 80 + ["rights"] * 6
    assert [one["link"] for one in whole["heads"]] == [whole["entries"][at]["chain"]["link"] for at in (79, 85)]
    assert "is there already" in export(database, "--output", str(to)).stderr


@pytest.fixture
def exported(database: Path, tmp_path: Path) -> Path:
    to = tmp_path / "trail.jsonl"
    assert export(database, "--format", "jsonl", "--output", str(to)).returncode == 0
    return to


def recipe(exported: Path) -> "subprocess.CompletedProcess[str]":
    """The page's own code, run as an auditor would, without this project."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    return run(sys.executable, "-I", "-c", code, str(exported))


def test_the_recipe_of_the_page_checks_an_export_without_planminder(exported: Path) -> None:
    checked = recipe(exported)
    plan, rights = (one["link"] for one in json.loads(exported.read_text("utf-8").splitlines()[-1])["heads"])
    assert (checked.stdout, checked.stderr) == (f"CPC26  {plan}\n rights {rights}\n", "")


def people(database: Path, *words: str) -> Done:
    return planminder("people", *words, "--database", f"sqlite:///{database}")


def test_what_happened_to_rights_is_in_the_export_and_is_checked_with_it(database: Path, tmp_path: Path) -> None:
    assert people(database, "add", "Tom Ashworth", "--role", "officer").returncode == 0
    assert people(database, "erase", "Leila Okafor", "--yes").returncode == 0
    told = [row for row in rows(export(database).stdout) if row["kind"] == "rights"]
    made = 6  # of those who came with the example
    assert next((row["what"], row["before"], row["after"], row["recorder"]) for row in told[made:]) == (
        "what Tom Ashworth may do",
        "manager",
        "performance officer",
        "at the command line",
    )
    assert [row["entry"] for row in told] == [str(one) for one in range(1, len(told) + 1)]
    assert all(re.fullmatch(r"Former officer \d+|.*Former officer \d+.*", row["what"]) for row in told[made + 1 :])
    to = tmp_path / "trail.jsonl"
    assert export(database, "--format", "jsonl", "--output", str(to)).returncode == 0
    checked = recipe(to)
    assert (checked.stderr, [line.split()[0] for line in checked.stdout.splitlines()]) == ("", ["CPC26", "rights"])
    check = ("database", "check", "--known", str(to), "--database", f"sqlite:///{database}")
    assert "The record is whole. All " in planminder(*check).stderr
    with sqlite3.connect(database) as connection:
        connection.execute("DROP TRIGGER rights_events_no_delete")
        connection.execute("DELETE FROM rights_events")
        connection.execute("DELETE FROM register_heads")
    connection.close()
    assert "local, rights: entry 1 is not the one that was exported earlier" in planminder(*check).stdout
    to.write_text("", "utf-8")
    assert "holds no entry. Nothing was checked." in planminder(*check).stderr


def test_what_happened_to_rights_cannot_be_altered_in_an_export_unseen(database: Path, tmp_path: Path) -> None:
    people(database, "add", "Tom Ashworth", "--role", "officer")
    to = tmp_path / "trail.jsonl"
    export(database, "--format", "jsonl", "--output", str(to))
    to.write_text(to.read_text("utf-8").replace('"after": "officer"', '"after": "reader"'), "utf-8")
    assert "1): not what was recorded" in recipe(to).stderr


def test_a_plans_own_export_has_nothing_of_the_organisation(database: Path) -> None:
    people(database, "add", "Tom Ashworth", "--role", "officer")
    assert {row["plan"] for row in rows(export(database, "--plan", "CPC26").stdout)} == {"CPC26"}


def _other_words(entry: dict[str, Any]) -> None:
    entry["chain"]["words"] = {"note": "all well"}


def _another_day(entry: dict[str, Any]) -> None:
    entry["chain"]["record"]["effective"] = "2020-01-01"


@pytest.mark.parametrize(
    ("tampered", "why"), [(_other_words, "76): other words"), (_another_day, "76): not what was recorded")]
)
def test_the_recipe_finds_an_export_that_was_altered(exported: Path, tampered: Any, why: str) -> None:
    lines = [json.loads(line) for line in exported.read_text("utf-8").splitlines()]
    tampered(lines[75])
    exported.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert why in recipe(exported).stderr


def test_the_recipe_finds_an_entry_that_was_left_out(exported: Path) -> None:
    lines = exported.read_text("utf-8").splitlines()
    exported.write_text("\n".join(lines[:75] + lines[76:]), "utf-8")
    assert "77): something is missing before it" in recipe(exported).stderr


def test_a_record_that_was_chained_anew_is_shown_by_an_export_that_was_kept(database: Path, exported: Path) -> None:
    check = ("database", "check", "--known", str(exported), "--database", f"sqlite:///{database}")
    assert "All 86 entries that were exported earlier are in it." in planminder(*check).stderr
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE plans SET change_number = change_number")  # the plan's row is no record
        connection.execute("DROP TRIGGER changes_no_delete")
        connection.execute("DROP TRIGGER words_no_delete")
        connection.execute("DELETE FROM words WHERE sequence = 80")
        connection.execute("DELETE FROM changes WHERE sequence = 80")
        head = "SELECT link FROM changes WHERE sequence = 79"
        connection.execute(f"UPDATE plans SET change_number = 79, head = ({head})")  # noqa: S608 - as a tamperer would
    connection.close()
    found = planminder(*check)
    assert found.returncode == 1
    assert "local, plan 1: change 80 is not the one that was exported earlier" in found.stdout
    (exported.with_name("letter")).write_text("Dear Sir")
    wrong = planminder(*check[:3], str(exported.with_name("letter")), *check[4:])
    assert wrong.returncode == 2 and "That export cannot be read" in wrong.stderr


# --- in the chat ---------------------------------------------------------------------------------------------------


async def said(database: Path, who: str, *lines: str) -> list[Reply]:
    script = "\n".join(["today 2026-11-23", f"as {who}", *(f"> {line}" for line in lines)])
    return (await play(script, database))[1]


async def test_the_trail_of_an_action_is_told_with_everything(database: Path) -> None:
    (reply,) = await said(database, "Tom Ashworth", "audit trail of 9.3")
    head, newest, *_ = reply.text.splitlines()
    assert head == "The record of 9.3, 4 of 4 entries, the newest first:"
    assert re.sub(r"\([0-9a-f]+…\)", "(…)", newest) == (
        "16 November 2026 at 10:30, Dan Whitlock, recorded as owner: date 30 November 2026 → 18 December 2026 · "
        "“moving to 18 December because the delivery was short” · a message in the terminal (…)"
    )


async def test_the_file_is_for_performance_officers(database: Path) -> None:
    (made,) = await said(database, "Leila Okafor", "export the audit trail of 9.3")
    (file,) = made.files
    assert {row["number"] for row in rows(file.content.decode("utf-8-sig"))} == {"9.3"}
    (whole,) = await said(database, "Leila Okafor", "audit trail of the whole plan as a file")
    assert len(rows(whole.files[0].content.decode("utf-8-sig"))) > 80
    for who in ("Tom Ashworth", "Dan Whitlock"):
        (refused,) = await said(database, who, "export the audit trail of 9.3")
        assert refused.files == () and "performance officers alone" in refused.text


async def test_internal_words_are_in_no_trail_for_those_who_may_not_read_them(database: Path) -> None:
    await said(database, "Dan Whitlock", "9.3 internal: the supplier may go under")
    (his,) = await said(database, "Dan Whitlock", "audit trail of 9.3")
    assert "“the supplier may go under”" in his.text
    (others,) = await said(database, "Priya Nair", "audit trail of 9.3")
    assert "go under" not in others.text and "an internal note" in others.text
