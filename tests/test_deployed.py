"""The systemd unit and the container file start what there is, with settings that there are."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from bot.__main__ import app
from bot.secret_files import SUFFIX
from bot.settings import read
from tests.test_docs import NAMES

ROOT = Path(__file__).parents[1]
UNIT = (ROOT / "examples" / "planminder.service").read_text(encoding="utf-8")
CONTAINER = (ROOT / "examples" / "Containerfile").read_text(encoding="utf-8")
COMMANDS = re.compile(r"planminder ((?:database upgrade|serve)[\w .-]*)")


@pytest.mark.parametrize("text", [UNIT, CONTAINER], ids=["unit", "container"])
def test_what_is_started_is_a_command(text: str) -> None:
    started = COMMANDS.findall(text.replace("#", ""))
    assert {one.split()[0] for one in started} == {"database", "serve"}
    for one in started:
        command, words = typer.main.get_command(app), one.split()
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]  # type: ignore[attr-defined]  # a group, as was just seen
        command.make_context("planminder", words)  # raises for an option that there is not


@pytest.mark.parametrize("text", [UNIT, CONTAINER], ids=["unit", "container"])
def test_what_is_set_is_a_setting(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = dict(re.findall(r"(PLANMINDER_[A-Z_]+)=(\S+)", text))
    given = {name: value for name, value in given.items() if "…" not in value}
    assert {name.removesuffix(SUFFIX) for name in given} - NAMES == set()
    for name, value in given.items():
        if not name.endswith(SUFFIX):
            monkeypatch.setenv(name, value)
    assert read().log == "json"


def test_all_that_the_container_copies_is_there_and_is_enough(tmp_path: Path) -> None:
    copied = [word for line in re.findall(r"^COPY ([^-].*)$", CONTAINER, re.MULTILINE) for word in line.split()[:-1]]
    assert [one for one in copied if not (ROOT / one).exists()] == []
    for one in copied:
        source = ROOT / one
        shutil.copytree(source, tmp_path / one) if source.is_dir() else shutil.copy(source, tmp_path / one)
    python = ROOT / ".venv" / "bin" / "python"
    command = [python, "-P", "-m", "bot", "manifest", "slack", "--socket", "--output", str(tmp_path / "made.yaml")]
    ran = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "made.yaml").exists()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd's own check of units")
def test_systemd_reads_the_unit() -> None:
    command = ["systemd-analyze", "verify", str(ROOT / "examples" / "planminder.service")]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    assert [line for line in told.splitlines() if "is not executable" not in line] == []
