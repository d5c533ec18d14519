"""What the first messages would pay for, done when the bot begins to listen.

Some of the lexicon's patterns may be met in any message, and of some it may not be known yet in which. Those are
compiled, and these worked out, beside the messages in steps of some thousandths of a second, with a rest behind each in
which a message goes first. It is no work for a thread: a reading beside it would search by what is half known.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dialogs.understanding.lexicon import LEXICON

REST = 0.002  # seconds


@asynccontextmanager
async def warming() -> AsyncIterator[None]:
    """The lexicon is got ready while this is open."""
    task = asyncio.create_task(_get_ready())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _get_ready() -> None:
    for _ in LEXICON.getting_ready():
        await asyncio.sleep(REST)
