"""The bot's end: the channel over a real HTTP server, with bolt and slack_sdk as they are and a secret of the tests."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.channels.slack import SlackChannel, SlackSettings
from dialogs.message import Message
from dialogs.reply import Reply
from storage.failures import Failure
from storage.inbox import Arrived
from storage.installations import Installation
from storage.work import Away, Conversation, Outgoing
from tests.channels.slack.bodies import ANNE, BOT, CHANNEL, DIRECT, IAN, TEAM, Body
from tests.support.slack_api import SlackApi

SECRET, TOKEN = "signing-secret-of-the-tests", "xoxb-token-of-the-tests"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@dataclass
class Taken:
    replies: tuple[Reply, ...] = ()
    applied: tuple[Any, ...] = ()
    recorded: bool = True


@dataclass
class RecordingRouter:
    """Stands where the router stands: keeps what it is given, and has `replies` delivered as the router would."""

    taken: list[Message] = field(default_factory=list)
    tried: list[int | None] = field(default_factory=list)
    replies: tuple[Reply, ...] = ()
    applied: tuple[Any, ...] = ()
    recorded: bool = True
    deliver: Callable[..., Any] | None = None
    wait: Callable[[], Any] | None = None

    async def take(self, message: Message, tried: int | None = None) -> Taken:
        self.taken.append(message)
        self.tried.append(tried)
        if self.wait is not None:
            await self.wait()
        for reply in self.replies:
            if self.deliver is not None:
                await self.deliver(outgoing_of(reply, message), conversation_of(message))
        return Taken(self.replies, self.applied, self.recorded)


def outgoing_of(reply: Reply, message: Message) -> Outgoing:
    cause = f"reply:{message.id}"
    return Outgoing(cause, message.conversation, "slack", reply.dump(), in_reply_to=message.id)


def conversation_of(message: Message) -> Conversation:
    return Conversation(
        message.organisation, "slack", message.conversation, message.place, message.zone, message.reference
    )


@dataclass
class Installations:
    """Installations and what has arrived in memory, as the store keeps them."""

    kept: dict[str, Installation] = field(default_factory=dict)
    states: dict[str, datetime] = field(default_factory=dict)
    arrived: dict[str, Arrived] = field(default_factory=dict)
    away: asyncio.Event | None = None  # nothing is kept until then
    gone: bool = False  # the database is out of reach
    left: list[str] = field(default_factory=list)
    told: list[tuple[Outgoing, Conversation | None]] = field(default_factory=list)

    async def installation(self, channel: str, workspace: str) -> Installation | None:
        if self.gone:
            raise Away("The database cannot be reached.")
        return self.kept.get(workspace)

    async def put_installation(self, installation: Installation) -> None:
        self.kept[installation.id] = installation

    async def drop_installation(self, channel: str, workspace: str, before: datetime) -> bool:
        there = self.kept.get(workspace)
        return there is not None and there.installed <= before and self.kept.pop(workspace) is not None

    async def begin_installing(self, organisation: str, state: str, until: datetime) -> None:
        self.states[state] = until

    async def finish_installing(self, organisation: str, state: str, now: datetime) -> bool:
        return self.states.pop(state, now) > now

    async def put_arrived(self, arrived: Arrived) -> None:
        if self.away is not None:
            await self.away.wait()
        self.arrived.setdefault(arrived.id, arrived)

    async def take_arrived(self, channel: str, now: datetime, limit: int) -> list[Arrived]:
        return list(self.arrived.values())[:limit]

    async def settle_arrived(self, arrived: Arrived) -> None:
        self.arrived.pop(arrived.id, None)

    async def leave_arrived(self, arrived: Arrived) -> None:
        self.left.append(arrived.id)

    async def post(
        self, organisation: str, outgoings: Iterable[Outgoing], now: datetime, place: Conversation | None = None
    ) -> list[bool]:
        self.told += [(one, place) for one in outgoings]
        return [True]

    async def post_in_vain(
        self, organisation: str, outgoing: Outgoing, now: datetime, place: Conversation, failure: Failure
    ) -> bool:
        self.told.append((outgoing, place))
        return True


@dataclass
class Bot:
    """The channel behind an HTTP server, and Slack's hand in front of it."""

    channel: SlackChannel
    router: RecordingRouter
    api: SlackApi
    url: str
    session: ClientSession
    installations: Installations

    async def event(self, body: Body | bytes, **headers: str) -> tuple[int, str]:
        """POST as Slack posts an event: JSON, signed."""
        return await self.post(
            body if isinstance(body, bytes) else json.dumps(body).encode(), "application/json", headers
        )

    async def interact(self, body: Body, **headers: str) -> tuple[int, str]:
        """POST as Slack posts a press or a form: JSON in a form's field."""
        content = urlencode({"payload": json.dumps(body)}).encode()
        return await self.post(content, "application/x-www-form-urlencoded", headers)

    async def command(self, body: Body, **headers: str) -> tuple[int, str]:
        return await self.post(urlencode(body).encode(), "application/x-www-form-urlencoded", headers)

    async def post(self, content: bytes, content_type: str, headers: dict[str, str]) -> tuple[int, str]:
        given = {"Content-Type": content_type, **signed(content)}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.post(self.url, data=BytesIO(content), headers=given) as response:
            return response.status, await response.text()

    async def heard(self) -> list[Message]:
        """What the router was given, once everything behind the answers is done."""
        await self.channel._tasks.finish()
        return self.router.taken


def signed(content: bytes, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers of https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + content, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def user(id: str, name: str, **more: Any) -> Body:
    profile = {"real_name": name, "email": f"{name.split()[0].lower()}@oldbridge.example"}
    told = {"id": id, "team_id": TEAM, "name": name.lower(), "profile": profile, "tz": "Europe/London"}
    return {**told, "locale": "en-GB", "is_email_confirmed": True, **more}


@pytest.fixture
async def api() -> AsyncIterator[SlackApi]:
    told = {"team_id": TEAM, "team": "Oldbridge", "user_id": BOT, "bot_id": "B0US", "user": "planminder"}
    slack = SlackApi(
        tokens={TOKEN: told},
        users={ANNE: user(ANNE, "Anne Brinkley"), IAN: user(IAN, "Ian Farrow")},
        channels={DIRECT: {"member": True}, CHANNEL: {"member": True}},
        direct={ANNE: DIRECT},
    )
    async with TestServer(slack.application(), host="127.0.0.1") as server:
        slack.url = str(server.make_url("")).rstrip("/")
        yield slack


def settings_of(api: SlackApi, **more: Any) -> SlackSettings:
    given = {"organisation": "oldbridge", "signing_secret": SECRET, "bot_token": TOKEN, "api_url": f"{api.url}/api/"}
    return SlackSettings(**{**given, **more})


@asynccontextmanager
async def serving(api: SlackApi, settings: SlackSettings) -> AsyncIterator[Bot]:
    router, installations = RecordingRouter(), Installations()
    channel = SlackChannel(router, settings, installations, lambda: NOW)
    router.deliver = channel.deliver
    application = web.Application()
    application.add_routes(channel.routes())
    async with TestServer(application, host="127.0.0.1") as server, ClientSession() as session:
        yield Bot(channel, router, api, str(server.make_url("/slack/events")), session, installations)
    await channel.close()


@pytest.fixture
async def bot(api: SlackApi) -> AsyncIterator[Bot]:
    """One workspace, by its bot token."""
    async with serving(api, settings_of(api)) as made:
        yield made
