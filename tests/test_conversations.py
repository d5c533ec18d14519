"""Every conversation in tests/conversations is played through a whole bot, and must go word for word as written.

To write the bot's lines of a new conversation (then read them before you keep them):
    PLANMINDER_TEST_WRITE=1 make test
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.support.conversations import plans_of, play, write_plans

CONVERSATIONS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))


@pytest.mark.parametrize("file", CONVERSATIONS, ids=lambda file: file.stem)
async def test_the_conversation_goes_as_written(file: Path, example_database: Path, tmp_path: Path) -> None:
    database = tmp_path / "conversation.db"
    written = file.read_text("utf-8")
    if named := plans_of(written):
        await write_plans(named, database)
    else:
        shutil.copy(example_database, database)
    went = await play(written, database)
    if os.environ.get("PLANMINDER_TEST_WRITE"):
        file.write_text(went, "utf-8")
    assert went == written
