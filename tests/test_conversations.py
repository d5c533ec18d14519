"""Every conversation in tests/conversations is played through a whole bot, and must go word for word as written.

To write the bot's lines of a new conversation (then read them before you keep them):
    PLANMINDER_TEST_WRITE=1 make test
"""

import os
import shutil
from pathlib import Path

import pytest

from bot.rendering import blocks
from dialogs.reply import Reply
from tests.support.block_kit import faults
from tests.support.conversations import plans_of, play, write_plans
from tests.support.parity import missing

CONVERSATIONS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))
every_conversation = pytest.mark.parametrize("file", CONVERSATIONS, ids=lambda file: file.stem)


@pytest.fixture(scope="module")
def played() -> dict[str, tuple[str, list[Reply]]]:
    """How each conversation went, for the tests that look at the same one."""
    return {}


@pytest.fixture
async def went(
    file: Path, played: dict[str, tuple[str, list[Reply]]], example_database: Path, tmp_path: Path
) -> tuple[str, list[Reply]]:
    if file.stem not in played:
        database = tmp_path / "conversation.db"
        if named := plans_of(file.read_text("utf-8")):
            await write_plans(named, database)
        else:
            shutil.copy(example_database, database)
        played[file.stem] = await play(file.read_text("utf-8"), database)
    return played[file.stem]


@every_conversation
def test_the_conversation_goes_as_written(file: Path, went: tuple[str, list[Reply]]) -> None:
    text, _ = went
    written = file.read_text("utf-8")
    if os.environ.get("PLANMINDER_TEST_WRITE"):
        file.write_text(text, "utf-8")
    assert text == written


@every_conversation
def test_the_conversation_is_the_same_on_every_channel(file: Path, went: tuple[str, list[Reply]]) -> None:
    """Refs, status words, dates, numbers and what can be done: in words, on a card, in Slack's blocks, on the page."""
    _, replies = went
    assert [(reply.text, missing(reply)) for reply in replies if missing(reply)] == []
    assert [fault for reply in replies for fault in faults(blocks.render(reply))] == []
