"""The whole bot in Teams: real endpoint, router and database; the connector service is the test's own and records."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.app import App, bot
from bot.channels.teams import TeamsChannel, TeamsSettings
from bot.settings import read
from storage.plan import Action
from storage.work import Identity, LinkIdentity, Work
from tests.support.conversations import HandClock

PERSONAL = {"id": "a:priya", "conversationType": "personal", "tenantId": "t"}
CHANNEL = {"id": "19:general@thread.tacv2", "conversationType": "channel", "tenantId": "t"}
PEOPLE = {"priya": "Priya Nair", "leila": "Leila Okafor"}
BOT = {"id": "28:bot", "name": "Planminder"}


@dataclass
class Home:
    """`post` takes an activity's parts; `sent` are the activities that the service was given, in order."""

    app: App
    clock: HandClock
    service: Any
    url: str
    session: ClientSession
    posted: int = 0

    async def post(self, text: str = "", **parts: Any) -> tuple[int, str]:
        """One activity of Priya's in her own chat, unless its parts say otherwise."""
        self.posted += 1
        activity = {
            "type": "message",
            "id": f"activity-{self.posted}",
            "timestamp": self.clock().isoformat(),
            "channelId": "msteams",
            "serviceUrl": self.service.url,
            "from": {"id": "29:priya", "name": "Priya Nair", "aadObjectId": "priya"},
            "recipient": BOT,
            "conversation": PERSONAL,
            "text": text,
            **parts,
        }
        headers = {"Content-Type": "application/json"}
        async with self.session.post(self.url, data=json.dumps(activity), headers=headers) as response:
            self.clock.moment += timedelta(seconds=1)
            return response.status, await response.text()

    @property
    def sent(self) -> list[dict[str, Any]]:
        """What it was given, without the dots that a slow machine shows meanwhile."""
        posted = (body or {} for method, _, body, _ in self.service.asked if method == "POST")
        return [body for body in posted if body.get("type") not in (None, "typing")]

    @property
    def words(self) -> list[str]:
        """What each message sent says: its text, or the summary beside its card."""
        return [str(one.get("text") or one.get("summary") or "") for one in self.sent]

    async def action(self, ref: str) -> Action:
        (action,) = (await self.app.store.plans("local"))[1].find(ref)
        return action


@asynccontextmanager
async def home(database: Path, copy: Path, service: Any, *, link_to: Any = None, **set_: Any) -> AsyncIterator[Home]:
    """A bot over a copy of the example, joined to Teams, which knows two people of it."""
    shutil.copy(database, copy)
    clock = HandClock()
    async with bot(read(database_url=f"sqlite+aiosqlite:///{copy}"), clock) as app:
        links = {"link_to": link_to} if link_to else {}
        settings = TeamsSettings(organisation="local", **set_)
        channel = TeamsChannel(app.router, settings, clock, kept=app.store, **links)
        app.sender.join(channel)
        directory = await app.store.directory("local")
        people = {identity: directory.named(name) for identity, name in PEOPLE.items()}
        links = [LinkIdentity(Identity("teams", key), one.id, "test") for key, one in people.items() if one]
        await app.store.flush(Work("local", clock(), tuple(links)))
        application = web.Application()
        application.add_routes(channel.routes())
        async with TestServer(application, host="127.0.0.1") as server, ClientSession() as session:
            yield Home(app, clock, service, str(server.make_url("/api/messages")), session)
