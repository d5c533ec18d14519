"""The page over a real listener, and a router that records what it took and answers as it was told to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientSession, web

from bot.channels.web import Persona, WebChannel
from dialogs.message import Message
from dialogs.reply import Reply
from storage.work import Conversation, Outgoing

KEY = "the key of the printed address"
PEOPLE = [
    Persona("7", "Priya Nair", "Owner of 6 actions", ("what's on my list", "2.3 amber", "undo")),
    Persona("8", "Tom Ashworth", "Manager", ("what's overdue", "and the red ones?", "just Priya's")),
    Persona("9", "Leila Okafor", "Performance officer", ("summary", "help", "who is silent")),
    Persona("10", "Claire Donnelly", "Owner of 1 action"),
]


@dataclass
class RecordingRouter:
    """Keeps every message, and answers with `answer` through the channel, as the real one does."""

    taken: list[Message] = field(default_factory=list)
    answer: Callable[[Message], Reply] = lambda message: Reply(text=f"You said {message.text}")
    channel: WebChannel | None = None

    async def take(self, message: Message) -> None:
        self.taken.append(message)
        reply = self.answer(message)
        outgoing = Outgoing(uuid4().hex, message.conversation, "web", reply.dump(), in_reply_to=message.id)
        assert self.channel is not None
        await self.channel.deliver(outgoing, conversation(message.conversation, message.place))


def conversation(identity: str, place: str) -> Conversation:
    return Conversation("wychford", "web", identity, place)


@dataclass
class Browser:
    """The requests of the page's script."""

    session: ClientSession
    address: str
    key: str = KEY

    async def get(self, path: str, **options: Any) -> tuple[int, Any]:
        return await self._ask("GET", path, **options)

    async def post(self, path: str, **options: Any) -> tuple[int, Any]:
        return await self._ask("POST", path, **options)

    async def say(self, text: str, who: str = "7", room: str = "private") -> tuple[int, Any]:
        return await self.post("/say", json={"as": who, "room": room, "text": text})

    async def events(self, who: str = "7", after: int = 0, **query: str) -> list[dict[str, Any]]:
        status, news = await self.get("/events", params={"as": who, "after": str(after), **query})
        assert status == 200
        return list(news["entries"])

    async def _ask(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        headers = {"X-Planminder-Key": self.key} | options.pop("headers", {})
        async with self.session.request(method, self.address + path, headers=headers, **options) as response:
            kind = response.content_type
            return response.status, await response.json() if kind == "application/json" else await response.read()


@dataclass
class Served:
    router: RecordingRouter
    channel: WebChannel
    browser: Browser
    address: str
    resets: list[str]


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    resets: list[str] = []

    async def people() -> list[Persona]:
        return PEOPLE

    async def plan_title() -> str:
        return "Corporate Peer Challenge 2026: action plan"

    async def on_reset() -> None:
        resets.append("reset")

    router = RecordingRouter()
    channel = WebChannel(
        router,
        KEY,
        people,
        lambda: "Today is Monday 23 November 2026 (pinned for the demo)",
        now=lambda: datetime(2026, 11, 23, 9, tzinfo=UTC),
        organisation="wychford",
        plan_title=plan_title,
        on_reset=on_reset,
    )
    router.channel = channel
    runner = web.AppRunner(channel.application(), access_log=None, lingering_time=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with ClientSession() as session:
        yield Served(router, channel, Browser(session, address), address, resets)
    await asyncio.wait_for(runner.cleanup(), 5)
