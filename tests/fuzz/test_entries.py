"""A short knock at every door with every `make test`; `make fuzz` goes on for longer."""

import shutil
import sys
from pathlib import Path

import commands
import entries
import pytest

from bot.deciding import Deciding
from tests.support.street import street

SECONDS = 12.0
SEED = 20261127


async def test_whatever_comes_to_a_door_is_answered_and_changes_nothing_wrongly() -> None:
    counts = await entries.go_on(SECONDS, SEED)
    answered = {door: {int(name.split()[1]) for name in counts if name.startswith(door)} for door in entries.DOORS}
    assert {door for door, statuses in answered.items() if 200 in statuses} == set(entries.DOORS)
    assert any(status in (400, 403) for statuses in answered.values() for status in statuses)


def test_whatever_is_typed_at_the_command_line_ends_with_a_code_and_words(
    example_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(example_database, tmp_path / "fuzz.db")
    counts = commands.go_on(SECONDS, SEED, f"sqlite:///{tmp_path / 'fuzz.db'}")
    assert {name.rpartition(" ")[2] for name in counts} >= {"0", "2"}


async def test_a_turn_that_fails_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async def crash(*_: object, **__: object) -> None:
        raise IndexError

    monkeypatch.setattr(Deciding, "decide", crash)
    with pytest.raises(AssertionError, match="knock"):
        await entries.go_on(SECONDS, SEED)


async def test_a_change_without_the_right_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rita may read; with the check of rights gone she changes what she says."""
    async with street(tmp_path) as there:
        for module in _that_ask():
            monkeypatch.setattr(module, "may", lambda *_, **__: True)
        before = await there.app.store.plans("local")
        knocking = entries.Knocking(there)
        said = {**entries.bodies.said("2.3 amber, the trainer is late"), "event_id": "Ev-rita"}
        said["event"] |= {"user": entries.slack_user("reader"), "channel": entries.slack_chat("reader")}
        content = entries.json.dumps(said).encode()
        headers = {"Content-Type": "application/json", **entries.signed(content)}
        knock = await knocking._post("reader", there.slack, content, headers)
        assert knock.status == 200
        assert await knocking._wrongful("reader", before) != {}


def _that_ask() -> list[object]:
    """The modules that have the check under its own name."""
    return [one for name, one in sys.modules.items() if name.startswith("dialogs.") and hasattr(one, "may")]
