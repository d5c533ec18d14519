"""While an answer takes longer than a moment: a line in somebody's own chat, which goes when the answer is there.

Slack shows no app as typing outside of the threads of its AI apps
(https://docs.slack.dev/reference/methods/assistant.threads.setStatus), so that it is a message, taken away again:
https://docs.slack.dev/reference/methods/chat.delete. Where others read, nothing is said: they did not ask.
"""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import structlog

from bot.channels import Undeliverable
from bot.channels.slack.asking import Asking
from bot.channels.slack.workspaces import Installed
from dialogs.message import Message, MessageKind, Place
from dialogs.words import say

log = structlog.get_logger(__name__)

MOMENT = 2.5  # seconds in which nothing needs to be said
SAID = frozenset({MessageKind.NEW, MessageKind.FILE})  # what somebody waits for an answer to

T = TypeVar("T")


async def shown(asking: Asking, installed: Installed, heard: Message, work: Awaitable[T]) -> T:
    """What the work gives. That it is under way is a courtesy: where it cannot be told, the work goes on."""
    task = asyncio.ensure_future(work)
    channel = str(heard.reference.get("channel") or "")
    if heard.kind not in SAID or heard.place is not Place.PERSONAL or not channel:
        return await task
    done, _ = await asyncio.wait((task,), timeout=MOMENT)
    line = None if done else await _told(asking, installed, channel)
    try:
        return await task
    finally:
        if line:
            await _gone(asking, installed, channel, line)


async def _told(asking: Asking, installed: Installed, channel: str) -> str | None:
    client = asking.client(installed)
    try:
        answer = await asking.ask(installed, client.chat_postMessage, channel=channel, text=say("under_way"))
    except Undeliverable as lost:
        log.info("progress not shown", reason=lost.reason)
        return None
    return str(answer.get("ts") or "") or None


async def _gone(asking: Asking, installed: Installed, channel: str, line: str) -> None:
    try:
        await asking.ask(installed, asking.client(installed).chat_delete, channel=channel, ts=line)
    except Undeliverable as lost:
        log.info("progress not taken away", reason=lost.reason)
