"""Several `planminder serve` over one PostgreSQL, to be killed; and a service that refuses, loses and throttles."""

import asyncio
import json
import os
import random
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from aiohttp import ClientError, ClientSession, web
from aiohttp.test_utils import TestServer

from storage.numbering import Stamp, number
from storage.people import Person, Role
from storage.plan import ChangeKind, Draft, Plan
from storage.store import Store, prepare
from storage.work import Conversation, Identity, LinkIdentity, PutPerson, Recorded, Work

PLANMINDER = str(Path(sys.executable).with_name("planminder"))
TODAY = date(2026, 11, 26)
FOUNDED = datetime(2026, 11, 2, 9, tzinfo=UTC)
BOT = {"id": "28:bot", "name": "Planminder"}


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a request, by chance: shares of 1. A lost one is taken, and its answer says that it failed."""

    refused: float = 0.0
    lost: float = 0.0
    throttled: float = 0.0


class Taken(NamedTuple):
    """A message that the service has taken. `told`: its sender was told so."""

    conversation: str
    text: str
    answers: str | None  # the id of the message that it answers
    at: float  # seconds, of no particular clock
    told: bool


@dataclass
class Service:
    """A connector service as documented: what it took, in order, and what it answered, by HTTP status."""

    fate: Fate = Fate()
    chance: random.Random = field(default_factory=lambda: random.Random(26))  # noqa: S311 - chance, not secrecy
    taken: list[Taken] = field(default_factory=list)
    answered: Counter[int] = field(default_factory=Counter)
    slow: float = 0.0  # seconds that an answer takes
    url: str = ""
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def answer(self, request: web.Request) -> web.Response:
        said = json.loads(await request.read() or b"null")
        if request.method != "POST" or said.get("type") == "typing":  # an old card drawn anew; three dots
            return self._answer(200)
        await asyncio.sleep(self.slow)
        draw = self.chance.random()
        if draw < self.fate.throttled:
            return self._answer(429, **{"Retry-After": "1"})
        if (draw := draw - self.fate.throttled) < self.fate.refused:
            return self._answer(502)
        lost = draw - self.fate.refused < self.fate.lost
        words = str(said.get("text") or said.get("summary"))
        self.taken.append(
            Taken(request.path.split("/")[3], words, said.get("replyToId"), time.monotonic(), told=not lost)
        )
        async with self.news:
            self.news.notify_all()
        return self._answer(504 if lost else 201)

    def _answer(self, status: int, **headers: str) -> web.Response:
        self.answered[status] += 1
        body = {"id": f"sent-{len(self.taken)}"} if status < 300 else {"error": {"code": "ServiceError"}}
        return web.json_response(body, status=status, headers=headers)

    async def until(self, there: Callable[[], bool], seconds: float) -> None:
        """Wait until something is there of what was taken."""
        async with asyncio.timeout(seconds), self.news:
            await self.news.wait_for(there)

    def said(self, conversation: str) -> list[str]:
        return [one.text for one in self.taken if one.conversation == conversation]

    def answers(self, conversation: str) -> list[str | None]:
        return [one.answers for one in self.taken if one.conversation == conversation]


@asynccontextmanager
async def service(fate: Fate | None = None) -> AsyncIterator[Service]:
    made, application = Service(fate or Fate()), web.Application()
    application.router.add_route("*", "/{path:.*}", made.answer)
    async with TestServer(application, host="127.0.0.1") as server:
        made.url = str(server.make_url("")).rstrip("/")
        yield made


# --- a council of many ---------------------------------------------------------------------------------------------


def chat(person: int) -> str:
    return f"a:{person}"


def conversation(person: int, address: str) -> Conversation:
    """Somebody's own chat, as it is stored once they have spoken there."""
    user = {"id": f"29:{person}", "name": name(person)}
    place = {"id": chat(person), "conversationType": "personal", "tenantId": ""}
    reference = {"serviceUrl": address, "channelId": "msteams", "bot": BOT, "conversation": place, "user": user}
    return Conversation("local", "teams", chat(person), "personal", "Europe/London", reference)


def name(person: int) -> str:
    """Two words, so that nobody is taken for somebody else."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{person:03d}")
    return f"{letters.title()} Owner{letters}"


async def found(url: str, people: int) -> None:
    """A council in which person n owns action n, and is linked to a Teams account."""
    await prepare(url)
    store = await Store.open(url)
    somebody = [Person(one, name(one), role=Role.OWNER) for one in range(1, people + 1)]
    puts = tuple(PutPerson(one, expected=0) for one in somebody)
    links = tuple(LinkIdentity(Identity("teams", f"29:{one.id}"), one.id, "test") for one in somebody)
    await store.flush(Work("local", FOUNDED, (*puts, _plan(people), *links)))
    await store.close()


def _plan(people: int) -> Recorded:
    plan, matters = Plan("local", 1), range(1, people + 1)
    drafts = [Draft(ChangeKind.PLAN, 0, {"state": "live"}, {"code": "HOP26", "title": "Action plan"})]
    drafts += [Draft(ChangeKind.RECOMMENDATION, None, {"ref": str(n)}, {"text": f"Matter {n}"}) for n in matters]
    drafts += [Draft(ChangeKind.ACTION, None, _facts(n), {"text": f"See to matter {n}"}) for n in matters]
    return Recorded(1, 0, number(plan, drafts, Stamp(FOUNDED, FOUNDED.date(), 1, "test", "founding")))


def _facts(person: int) -> dict[str, Any]:
    return {"ref": str(person), "recommendation": -person - 1, "owners": [person], "status": "green"}


# --- the replicas ---------------------------------------------------------------------------------------------------


@dataclass
class Replica:
    """One `planminder serve` in a process of its own, which can be killed and started again at its port."""

    database: str
    port: int
    settings: Mapping[str, str]
    clock: str = ""  # how far off its machine's clock is, as faketime says it: "+60s"
    kills: int = 0
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/messages"

    async def start(self) -> None:
        told = {"ORGANISATION": "local", "CLOCK_SECONDS": "1", "REMINDERS": "false", **self.settings}
        environment = {**os.environ, **{f"PLANMINDER_{name}": value for name, value in told.items()}}
        faked = ["faketime", "-f", self.clock] if self.clock else []
        command = [*faked, PLANMINDER, "serve", "--port", str(self.port), "--database", self.database]
        self.process = await asyncio.create_subprocess_exec(
            *command,
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )

    async def kill(self) -> None:
        """As a power cut would."""
        if self.process is not None and self.process.returncode is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()
            self.kills += 1

    async def up(self, session: ClientSession) -> None:
        async with asyncio.timeout(60):
            while True:
                try:
                    async with session.get(self.url):
                        return
                except ClientError:
                    await asyncio.sleep(0.05)


@asynccontextmanager
async def replicas(
    database: str, how_many: int = 3, clocks: Sequence[str] = (), **settings: str
) -> AsyncIterator[list[Replica]]:
    made = [Replica(database, port, settings) for port in free_ports(how_many)]
    for one, clock in zip(made, clocks, strict=False):
        one.clock = clock
    try:
        for one in made:
            await one.start()
        async with ClientSession() as session:
            await asyncio.gather(*(one.up(session) for one in made))
        yield made
    finally:
        for one in made:
            await one.kill()


def free_ports(how_many: int) -> list[int]:
    held = [socket.socket() for _ in range(how_many)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return ports


_numbers = count(1)


async def say(session: ClientSession, replica: Replica, person: int, text: str, address: str, id_: str = "") -> str:
    """Somebody types; returns the message's id once the service has been answered."""
    id_ = id_ or f"m{next(_numbers)}"
    activity = {
        "type": "message",
        "id": id_,
        "timestamp": datetime.now(UTC).isoformat(),
        "channelId": "msteams",
        "serviceUrl": address,
        "from": {"id": f"29:{person}", "name": name(person)},
        "recipient": BOT,
        "conversation": {"id": chat(person), "conversationType": "personal", "tenantId": ""},
        "text": text,
    }
    async with session.post(replica.url, json=activity) as response:
        assert response.status == 200, await response.text()
    return id_
