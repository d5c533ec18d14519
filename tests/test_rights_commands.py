"""What each command does for whom: rows of `tests/rights/matrix.yaml`, one for every command that there is."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from bot.__main__ import app
from tests.support.command import invoked
from tests.support.parts import NAMES, PARTS, Town, town_over

HERE = Path(__file__).parent / "rights"
MATRIX: dict[str, Any] = yaml.safe_load((HERE / "matrix.yaml").read_text("utf-8"))
PEOPLE = [part for part, name in PARTS.items() if name]


def commands(one: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    if not hasattr(one, "commands"):
        yield " ".join(words), one
        return
    for name, below in one.commands.items():
        yield from commands(below, (*words, name))


COMMANDS = dict(commands(get_command(app)))
SPEAKING = {name: row for name, row in MATRIX["commands"].items() if row["for"] != "operator"}


def test_every_command_has_its_row_and_says_whether_it_speaks_for_somebody() -> None:
    assert set(MATRIX["commands"]) == set(COMMANDS)
    assert set(SPEAKING) == {
        name for name, one in COMMANDS.items() if any(each.name == "speaker" for each in one.params)
    }


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Path]:
    database = tmp_path_factory.mktemp("town") / "town.db"

    async def made() -> Town:
        async with town_over(HERE / "world.yaml", MATRIX["before"], database) as town:
            return town

    return asyncio.run(made()), database


def done(row: dict[str, Any], part: str, town: tuple[Town, Path], folder: Path) -> bool:
    """Whether a command did what it is for, when it spoke for a part."""
    folder.mkdir()
    shutil.copy(town[1], folder / "town.db")
    words = list(row["run"])
    if "file" in row:
        file = folder / NAMES.get(row["file"], "table.docx")
        file.write_bytes(town[0].attachment(row).content)
        words.append(str(file))
    if "into" in row:
        words += [row["into"], str(folder / "written")]
    settings = {
        "PLANMINDER_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'town.db'}",
        "PLANMINDER_TODAY": "2026-11-23",
    }
    told = invoked([*words, "--as", PARTS[part] or ""], env=settings, typed=row.get("type", ""))
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exception
    return told.exit_code == 0 and row.get("says", "") in told.stdout


@pytest.mark.parametrize("name", SPEAKING)
def test_a_command_does_for_somebody_what_they_may(name: str, town: tuple[Town, Path], tmp_path: Path) -> None:
    row = SPEAKING[name]
    may = MATRIX["groups"].get(row["for"], [row["for"]])
    assert [part for part in PEOPLE if done(row, part, town, tmp_path / part)] == [one for one in PEOPLE if one in may]
