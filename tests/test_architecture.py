"""The one-way arrow and the one-home rules hold, and each rule is shown to catch a planted violation."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "dialogs", "storage")
SOURCES = [
    path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if "versions" not in path.parts
]

IMPORTS_THAT_MUST_BE_CAUGHT = [
    ("dialogs/planted.py", "import bot.router", "bot → dialogs → storage"),
    ("storage/planted.py", "from dialogs.reply import Reply", "bot → dialogs → storage"),
    ("storage/planted.py", "import bot", "bot → dialogs → storage"),
    ("dialogs/planted.py", "import sqlalchemy", "The database has one home"),
    ("bot/planted.py", "from sqlalchemy.ext.asyncio import AsyncSession", "The database has one home"),
    ("bot/router.py", "from botbuilder.schema import Activity", "one home: bot.channels.teams"),
    ("bot/channels/planted.py", "import botbuilder.core", "one home: bot.channels.teams"),
    ("bot/sender.py", "from slack_sdk.errors import SlackApiError", "one home: bot.channels.slack"),
    ("bot/channels/web/planted.py", "import slack_bolt.async_app", "one home: bot.channels.slack"),
    ("bot/channels/console.py", "import bot.channels.web", "No channel knows another"),
    ("storage/planted.py", "import aiohttp", "know no HTTP"),
    ("dialogs/understanding/planted.py", "import storage.store", "take a value and return a value"),
    ("bot/rendering/planted.py", "from storage.tables import metadata", "take a value and return a value"),
    ("storage/plan.py", "import sqlalchemy", "own rules know no database"),
    ("bot/router.py", "import bot.app", "Only the command asks bot.app"),
]

CODE_THAT_MUST_BE_CAUGHT = [
    ("storage/planted.py", "from datetime import date\n\nTODAY = date.today()\n", "TID251"),
    ("dialogs/planted.py", "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n", "TID251"),
    ("bot/planted.py", "import time\n\nNOW = time.time()\n", "TID251"),
    ("dialogs/planted.py", "from . import reply\n\nREPLY = reply\n", "TID252"),
    ("bot/planted.py", 'print("hello")\n', "T201"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's own code and rules, where violations can be planted."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def run(command: str, *arguments: str, where: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / command
    return subprocess.run([tool, *arguments], cwd=where, capture_output=True, text=True, encoding="utf-8", check=False)


def plant(path: Path, code: str) -> None:
    """A new file of `code`, or one line more in a file that is there."""
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(f"{kept}\n{code}\n" if kept else code, encoding="utf-8")


def test_the_arrow_and_the_one_home_rules_hold(copy: Path) -> None:
    linted = run("lint-imports", "--no-cache", where=copy)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize(("file", "line", "contract"), IMPORTS_THAT_MUST_BE_CAUGHT)
def test_a_planted_import_is_caught(copy: Path, file: str, line: str, contract: str) -> None:
    plant(copy / file, line + "\n")
    linted = run("lint-imports", "--no-cache", where=copy)
    assert linted.returncode == 1, linted.stdout
    broken = [told for told in linted.stdout.splitlines() if " BROKEN" in told]
    assert any(contract in told for told in broken), linted.stdout


@pytest.mark.parametrize(("file", "code", "rule"), CODE_THAT_MUST_BE_CAUGHT)
def test_planted_code_is_caught(copy: Path, file: str, code: str, rule: str) -> None:
    plant(copy / file, code)
    linted = run("ruff", "check", "--no-cache", "--output-format", "concise", file, where=copy)
    assert linted.returncode == 1
    assert rule in linted.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [one.name for one in functions if (one.end_lineno or 0) - one.lineno >= 50] == []
