"""The commands that read lines and print JSON, as a script runs them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import Done, planminder

PLAN = (
    "No,Action,Owner,Due,Status\n1,Write the strategy,Ann Bell,March 2027,Green\n2,Train everybody,Bo Lee,TBC,Amber\n"
)


@pytest.fixture
def database(tmp_path: Path) -> str:
    plan = tmp_path / "plan.csv"
    plan.write_text(PLAN, encoding="utf-8")
    url = f"sqlite+aiosqlite:///{tmp_path / 'planminder.db'}"
    run("", "import", str(plan), "--plan", "P26", "--yes", "--database", url)
    return url


def run(typed: str, *words: str) -> list[Any]:
    done = planminder(*words, typed=typed)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def said(*lines: tuple[str, str]) -> str:
    return "\n".join(json.dumps({"as": who, "text": text}) for who, text in lines)


def test_somebody_unknown_among_the_speakers_is_answered_and_the_others_are_heard(database: str) -> None:
    typed = said(("Zed Nobody", "what is overdue"), ("Ann Bell", "1 amber"))
    stranger, known = run(typed, "chat", "--json", "--database", database)
    assert stranger["reply"].startswith("Hello Zed Nobody.")
    assert "Write the strategy" not in stranger["reply"] and "Ann Bell" not in stranger["reply"]
    assert stranger["applied"] == []
    assert known["applied"] == [{"action": "1", "status": "amber"}]  # before: never heard, the command had ended


def test_a_message_of_somebody_unknown_is_read_all_the_same(database: str) -> None:
    (meant,) = run(said(("Zed Nobody", "1 amber")), "understand", "--json", "--database", database)
    assert meant["intent"] == "update"


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_readings_are_json_lines_asked_for_or_not(option: tuple[str, ...]) -> None:
    assert run("Amber/Green\n", "read", "status", *option) == [{"text": "Amber/Green", "status": "amber"}]


def test_the_log_stays_out_of_the_data() -> None:
    typed = "import structlog; from bot.logs import aside; aside(); structlog.get_logger().warning('ill')"
    done = subprocess.run([sys.executable, "-c", typed], capture_output=True, text=True, check=True, timeout=60)
    assert (done.stdout, "ill" in done.stderr) == ("", True)  # before: on standard output


def test_a_file_that_comes_with_an_answer_is_written_where_it_is_said_and_over_nothing(
    database: str, tmp_path: Path
) -> None:
    """Before: the answer named a file that was nowhere."""
    assert planminder("people", "add", "Olive Officer", "--role", "officer", "--database", database).returncode == 0
    words = ("chat", "--as", "Olive Officer", "--database", database)
    assert "is not written here. Say where with: --files FOLDER" in planminder(*words, typed="summary as csv").stderr
    folder = tmp_path / "files"
    folder.mkdir()
    assert "Written to " in planminder(*words, "--files", str(folder), typed="summary as csv").stderr
    (file,) = folder.iterdir()
    assert "Write the strategy" in file.read_text("utf-8-sig") and file.stat().st_mode & 0o777 == 0o600
    file.write_text("filled in")
    assert "not written over" in planminder(*words, "--files", str(folder), typed="summary as csv").stderr
    assert file.read_text() == "filled in"
    assert planminder(*words, "--files", str(file), typed="").returncode == 2


def summary(database: str, *words: str) -> Done:
    return planminder("summary", "--database", database, *words)


def test_a_report_comes_through_a_council_s_own_template(database: str, tmp_path: Path) -> None:
    example = Path(__file__).parent.parent / "examples" / "cabinet-template.docx"
    made = tmp_path / "report.docx"
    done = summary(database, "--template", str(example), "--output", str(made))
    assert done.returncode == 0 and made.read_bytes().startswith(b"PK")
    broken = summary(database, "--template", str(tmp_path / "plan.csv"), "--output", str(made))
    assert (broken.returncode, "Hand in a Word document" in broken.stderr) == (2, True)
    assert "cannot be read" in summary(database, "--template", str(tmp_path / "none.docx")).stderr
    assert "leave out --cover" in summary(database, "--template", str(example), "--cover").stderr


def test_the_pictures_come_as_svg_on_standard_output_and_as_png_into_a_file(database: str, tmp_path: Path) -> None:
    drawn = summary(database, "--format", "svg")
    assert drawn.returncode == 0 and drawn.stdout.startswith("<svg ") and "By status" in drawn.stdout
    made = tmp_path / "plan.png"
    done = summary(database, "--format", "png", "--output", str(made))
    assert done.returncode == 0 and made.read_bytes().startswith(b"\x89PNG")
    assert "leave out --format" in summary(database, "--cover", "--format", "png", "--output", str(made)).stderr
