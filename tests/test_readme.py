"""What the README tells somebody to type, open or set is there."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot.__main__ import app
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

MAKE_TARGETS = sorted(set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE)))
COMMANDS = sorted(set(re.findall(r"^ *(?:export )?(?:\.venv[/\\]\w+[/\\])planminder ([^#\n]*)", README, re.MULTILINE)))
COMMANDS_IN_TEXT = sorted(set(re.findall(r"`(?:\.venv/bin/)?planminder ([^`]*)`", README)))
LINKS = sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)\)", README)))
VARIABLES = sorted(set(re.findall(r"PLANMINDER_[A-Z_]+", README)))
FOLDERS = re.findall(r"^(\w+/) {2,}", README, re.MULTILINE)


def lacking(line: str) -> list[str]:
    """The words and options of a `planminder` line that the command does not know."""
    command: Any = typer.main.get_command(app)
    words = shlex.split(line)
    while words and hasattr(command, "commands"):
        name = words.pop(0)
        if name not in command.commands:
            return [name]
        command = command.commands[name]
    options = {option for parameter in command.params for option in parameter.opts}
    return [word for word in words if word.startswith("--") and word not in options]


def test_the_patterns_above_find_something() -> None:
    assert {"demo", "test", "playground"} <= set(MAKE_TARGETS)
    assert any(line.startswith("import ") for line in COMMANDS)
    assert any(line.startswith("demo") for line in COMMANDS_IN_TEXT)
    assert "PLANMINDER_TEAMS_APP_ID" in VARIABLES
    assert {"bot/", "tests/"} <= set(FOLDERS)


def test_a_command_that_does_not_exist_is_noticed() -> None:
    assert lacking("fly --high") == ["fly"]
    assert lacking("people list --nonsense") == ["--nonsense"]


@pytest.mark.parametrize("target", MAKE_TARGETS)
def test_every_make_target_exists_and_explains_itself(target: str) -> None:
    assert re.search(rf"^{target}:.*## \w", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS + COMMANDS_IN_TEXT)
def test_every_command_and_option_exists(line: str) -> None:
    assert lacking(line) == []


@pytest.mark.parametrize("link", LINKS)
def test_every_link_leads_to_a_file(link: str) -> None:
    assert (ROOT / link).is_file()


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_variable_is_a_setting(variable: str) -> None:
    assert variable.removeprefix("PLANMINDER_").lower() in Settings.model_fields


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_of_the_layout_exists(folder: str) -> None:
    assert (ROOT / folder).is_dir()


def test_the_windows_commands_install_from_the_same_locks() -> None:
    locks = set(re.findall(r"requirements[\w-]*\.lock", README))
    assert locks == {path.name for path in ROOT.glob("requirements*.lock")}
