"""A desk with the whole bot behind it, over plans of the corpus and a database of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.app import bot
from bot.settings import read
from tests.support.conversations import HandClock, write_plans
from tests.support.screen import Desk, Screen

NEW_YEAR = datetime(2027, 1, 4, 10, tzinfo=UTC)  # the first working day


@asynccontextmanager
async def desk_over(*plans: str, database: Path, clock: HandClock | None = None) -> AsyncIterator[Desk]:
    await write_plans(plans, database)
    async with bot(read(database_url=f"sqlite+aiosqlite:///{database}"), clock or HandClock(NEW_YEAR)) as app:
        screen = Screen()
        app.sender.join(screen)
        yield Desk(app, screen)
