"""A bot in Slack that is killed after its acknowledgement and before its commit: the message is done later, once."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectorError, ClientSession

from bot import demo
from bot.settings import read
from storage.status import Status
from storage.store import Store, prepare
from storage.work import Identity, LinkIdentity, Work
from tests.channels.slack.bodies import ANNE, DIRECT, TEAM, Body, button, command, said
from tests.channels.slack.conftest import NOW, SECRET, TOKEN, Bot, Installations, RecordingRouter, api
from tests.storage.conftest import BOTH, empty_url, new_postgres, postgres
from tests.support.slack_api import SlackApi

__all__ = ["api", "empty_url", "new_postgres", "postgres"]  # fixtures

pytestmark = [pytest.mark.killed]

PLANMINDER = str(Path(sys.executable).with_name("planminder"))
OWNER = "Priya Nair"


@pytest.fixture
async def database(empty_url: str) -> str:
    """The example, in which Anne is somebody."""
    settings = read(database_url=empty_url)
    await prepare(empty_url)
    await demo.prepare(settings, settings.organisation, demo.example())
    store = await Store.open(empty_url)
    owner = (await store.directory("local")).named(OWNER)
    assert owner is not None
    await store.flush(Work("local", NOW, (LinkIdentity(Identity("slack", f"{TEAM}:{ANNE}"), owner.id, "test"),)))
    await store.close()
    return empty_url


@asynccontextmanager
async def serving(api: SlackApi, database: str, **more: str) -> AsyncIterator[str]:
    """`planminder serve` in a process of its own, killed at the end without a word. Its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {"ORGANISATION": "local", "SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "CLOCK_SECONDS": "1"}
    told |= {"SLACK_API_URL": f"{api.url}/api/", "TODAY": "2026-11-23", **more}
    environment = {**os.environ, **{f"PLANMINDER_{name}": value for name, value in told.items()}}
    given = ["serve", "--port", str(port), "--database", database]
    process = await asyncio.create_subprocess_exec(PLANMINDER, *given, env=environment)
    try:
        yield f"http://127.0.0.1:{port}/slack/events"
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()


async def until(there: Callable[[], Any], seconds: float = 45) -> None:
    async with asyncio.timeout(seconds):
        while not there():  # noqa: ASYNC110 - another process tells nobody
            await asyncio.sleep(0.05)


async def hand_on(url: str, session: ClientSession, api: SlackApi) -> Bot:
    """Slack's hand, once somebody listens there."""
    for _ in range(400):
        try:
            async with session.get(url):
                break
        except ClientConnectorError:
            await asyncio.sleep(0.05)
    return Bot(None, RecordingRouter(), api, url, session, Installations())  # type: ignore[arg-type]  # another process


async def own(database: str) -> tuple[str, int]:
    """An action that Anne may change: its ref and id."""
    store = await Store.open(database)
    directory, plans = await store.directory("local"), await store.plans("local")
    await store.close()
    owner = directory.named(OWNER)
    assert owner is not None
    ours = plans[1].actions.values()
    mine = [one for one in ours if one.owners[:1] == (owner.id,) and one.status is not Status.RED]
    return mine[0].ref, mine[0].id


async def recorded(database: str, action: int) -> tuple[Status | None, int]:
    """The action's status, and how many changes of it came from Slack."""
    store = await Store.open(database)
    plans, changes = await store.plans("local"), await store.changes("local", 1, action)
    await store.close()
    return plans[1].actions[action].status, sum((one.source or "").startswith("slack") for one in changes)


@pytest.mark.parametrize("empty_url", BOTH, indirect=True)
@pytest.mark.parametrize("how", ["event", "command", "interact"])
async def test_what_was_acknowledged_is_done_once_after_a_kill(database: str, api: SlackApi, how: str) -> None:
    ref, action = await own(database)
    sent: dict[str, Body] = {
        "event": said(f"{ref} red"),
        "command": command(f"{ref} red", channel_id=DIRECT, channel_name="directmessage"),
        "interact": button({"act": "update", "plan": 1, "action": action, "status": "red"}),
    }
    api.stalled["users.info"] = asyncio.Event()  # so long that Slack does not wait for the turn
    async with ClientSession() as session:
        async with serving(api, database) as url:
            hand = await hand_on(url, session, api)
            assert (await getattr(hand, how)(sent[how]))[0] == 200
            assert (await recorded(database, action))[1] == 0
        api.stalled.pop("users.info").set()
        async with serving(api, database), serving(api, database):
            await until(lambda: api.posted(DIRECT) or api.whispers)
            await asyncio.sleep(3)  # what would be done twice would be done by now
        assert await recorded(database, action) == (Status.RED, 1)
        assert len(api.posted(DIRECT)) + len(api.whispers) == 1


async def test_over_a_socket_too(database: str, api: SlackApi) -> None:
    ref, action = await own(database)
    api.stalled["users.info"] = asyncio.Event()
    async with serving(api, database, SLACK_APP_TOKEN="xapp-1", SLACK_SIGNING_SECRET=""):
        await until(lambda: api.sockets)
        await api.sockets[-1].send_json({"envelope_id": "e1", "type": "events_api", "payload": said(f"{ref} red")})
        await until(lambda: api.acknowledged)
    api.stalled.pop("users.info").set()
    async with serving(api, database, SLACK_APP_TOKEN="xapp-1", SLACK_SIGNING_SECRET=""):
        await until(lambda: api.posted(DIRECT))
    assert await recorded(database, action) == (Status.RED, 1)
