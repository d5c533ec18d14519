"""A whole conversation, with what must not reach a log in it: the log has none of it by default."""

import io
import shutil
import sys
from pathlib import Path

import pytest
import structlog

from bot import logs
from dialogs import DIALOGS, Dialog
from dialogs.understanding.interpretation import Intent
from tests.support.conversations import play

WORD = "Zwetschgenkuchen"
ADDRESS = "mo.tan" + "@oldbridge.example"
TOKEN = "xoxb-" + "17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy"
SIGNED = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiJtbyJ9.c2VjcmV0"
PLANTED = (WORD, ADDRESS, TOKEN, SIGNED)
SAID = "\n".join(
    (
        "as Priya Nair",
        f"> 2.3 amber, waiting for {WORD} from {ADDRESS}",
        f"> {WORD} {TOKEN} gibberish zzyx",
        f"> what about the {WORD}",
        f"> history of {WORD} {SIGNED}",
        "> undo",
        "as Leila Okafor",
        "> export the audit trail of 2.3",
        f"> {ADDRESS} is off sick",
    )
)


@pytest.fixture
def database(example_database: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "logged.db"
    shutil.copy(example_database, copy)
    return copy


async def logged(database: Path, monkeypatch: pytest.MonkeyPatch, *, words: bool = False, as_json: bool = False) -> str:
    """What is logged while all of it is said, with one dialog that fails and quotes what it was told."""
    err = io.StringIO()
    monkeypatch.setattr(sys, "stderr", err)

    async def fails(turn: object) -> None:
        raise ValueError(f"{turn}") from KeyError(f"{PLANTED}")

    monkeypatch.setitem(DIALOGS, Intent.UNDO, Dialog(fails))  # type: ignore[arg-type]  # it returns nothing
    logs.aside(whole=True, as_json=as_json, words=words)
    try:
        await play(SAID, database)
        structlog.get_logger("channel").warning("answered", reason=f"Bearer {SIGNED} of {ADDRESS}")
    finally:
        structlog.reset_defaults()
    return err.getvalue()


@pytest.mark.parametrize("as_json", [False, True])
async def test_no_words_no_tokens_and_no_addresses_are_logged(
    database: Path, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    told = await logged(database, monkeypatch, as_json=as_json)
    assert [one for one in PLANTED if one in told] == []
    assert "not understood" in told and "turn failed" in told, "that something happened is there"
    assert "ValueError" in told and "KeyError" in told and "test_log_words.py" in told, "and where it came about"


async def test_whoever_asks_for_words_in_the_log_has_them(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = await logged(database, monkeypatch, words=True)
    assert WORD in told and "corpus" in told
