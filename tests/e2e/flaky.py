"""Fifty conversations at once over a database of which one call in fifty fails: what is said of each message is true.

The whole bot in one process, heard over HTTP as Teams would, with a connector service of the tests. A call fails before
anything is done, or, where it writes, when all is done and before it is committed.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import App, bot, ticking
from bot.command.serve import doors
from bot.settings import read
from dialogs.words import say as phrase
from storage.database import Database
from storage.work import Away
from tests.e2e.replicas import BOT, Service, chat, found, name, service

SHARE = 1 / 50
LOST = phrase("not_recorded", reason="|", turn="").split("|")[0]  # how it begins where nothing was recorded
Said = dict[int, list[str]]  # by person, in their order
SETTLING = 120.0  # seconds in which what is still unsent must have left, once the database is well again


@dataclass
class Faults:
    """Which calls of the database fail, and how many did."""

    share: float
    chance: random.Random = field(default_factory=lambda: random.Random(50))  # noqa: S311 - chance, not secrecy
    calls: int = 0
    failed: int = 0

    def begin(self, share: float) -> None:
        self.calls += 1
        self.strike(share)

    def strike(self, share: float) -> None:
        if self.chance.random() < share:
            self.failed += 1
            raise Away("The database cannot be used just now. Nothing was recorded.")


@contextmanager
def failing(faults: Faults) -> Iterator[None]:
    """Every connection that is asked for counts as a call, and every turn's reading or transaction as one."""
    kept = Database.read, Database.write, Database.ask, Database.do
    reads, writes, asks, does = kept

    @asynccontextmanager
    async def read_(database: Database) -> AsyncIterator[AsyncConnection]:
        faults.begin(faults.share)
        async with reads(database) as connection:
            yield connection

    @asynccontextmanager
    async def write_(database: Database, *, creating: bool = False) -> AsyncIterator[AsyncConnection]:
        faults.begin(faults.share / 2)
        async with writes(database, creating=creating) as connection:
            yield connection
            faults.strike(faults.share / 2)

    async def ask_(database: Database, call: Callable[[Connection], Any]) -> Any:
        if database.sqlite:  # where it is a server, it asks through `read`
            faults.begin(faults.share)
        return await asks(database, call)

    async def do_(database: Database, call: Callable[[Connection], None]) -> None:
        if not database.sqlite:
            return await does(database, call)
        faults.begin(faults.share / 2)

        def spoilt(connection: Connection) -> None:
            call(connection)
            faults.strike(faults.share / 2)

        return await does(database, spoilt)

    Database.read, Database.write, Database.ask, Database.do = read_, write_, ask_, do_  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        Database.read, Database.write, Database.ask, Database.do = kept  # type: ignore[method-assign]


@dataclass
class Ran:
    """What was typed, by whom, in their order; what was told of it; what the record holds; and how long it took."""

    typed: Said
    told_recorded: Said
    told_lost: Said
    untold: list[str]
    twice: int
    kept: Said
    seconds: list[float]
    faults: Faults

    def shown(self) -> str:
        count = {key: sum(map(len, one.values())) for key, one in vars(self).items() if isinstance(one, dict)}
        took = sorted(self.seconds)
        median, slow = took[len(took) // 2], took[int(len(took) * 0.99)]
        said = (
            f"told recorded {count['told_recorded']}, told not recorded {count['told_lost']}, untold {len(self.untold)}"
        )
        return (
            f"{count['typed']} messages in {len(self.typed)} conversations, {self.faults.failed} of "
            f"{self.faults.calls} calls failed; in the record {count['kept']}, {said}, told twice {self.twice}; "
            f"median {median * 1000:.0f} ms, p99 {slow * 1000:.0f} ms"
        )


async def run(url: str, conversations: int, seconds: float) -> Ran:
    """Everybody types as soon as they are answered, until the time is over; then the database is well again."""
    await found(url, conversations + 1)  # one more, whose first message has the patterns compiled
    settings = read(database_url=url, rate_person=0, rate_conversation=0, clock_seconds=1.0)
    faults, typed, took = Faults(0.0), {one: [] for one in range(1, conversations + 1)}, []
    async with service() as teams, bot(settings) as app, ClientSession() as session:
        async with TestServer(await doors(app, "local", ()), host="127.0.0.1") as server, ticking(app):
            address = str(server.make_url("/api/messages"))
            await _post(session, address, _activity(conversations + 1, 1, "amber, waiting for parts", teams.url))
            with failing(faults):
                faults.share, until = SHARE, time.monotonic() + seconds

                async def talk(person: int) -> None:
                    while time.monotonic() < until:
                        began = time.perf_counter()
                        words = f"trainer number {len(typed[person])} of {person} was asked"
                        typed[person].append(words)
                        await _post(session, address, _activity(person, len(typed[person]), words, teams.url))
                        took.append(time.perf_counter() - began)

                await asyncio.gather(*map(talk, typed))
                await _over(lambda: app.router.under_way == 0)
            async with asyncio.timeout(SETTLING):
                while (await app.store.backlog(app.now())).unsent:  # noqa: ASYNC110 - the same
                    await asyncio.sleep(0.5)  # the clock sends it
        return Ran(typed, *_told(typed, teams), await _kept(app, conversations), took, faults)


async def _post(session: ClientSession, address: str, activity: dict[str, Any]) -> None:
    async with session.post(address, json=activity) as answer:
        assert answer.status == 200, await answer.text()


def _activity(person: int, place: int, words: str, url: str) -> dict[str, Any]:
    return {
        "type": "message",
        "id": f"{person}-{place}",
        "channelId": "msteams",
        "serviceUrl": url,
        "from": {"id": f"29:{person}", "name": name(person)},
        "recipient": BOT,
        "conversation": {"id": chat(person), "conversationType": "personal", "tenantId": ""},
        "text": f"{person} {words}",
    }


async def _over(there: Callable[[], bool]) -> None:
    """Turns that took longer than Teams waits go on after their requests were answered."""
    async with asyncio.timeout(SETTLING):
        while not there():  # noqa: ASYNC110 - a number that nobody announces
            await asyncio.sleep(0.1)


def _told(typed: Said, teams: Service) -> tuple[Said, Said, list[str], int]:
    """What the service was given, by the message that it answers."""
    recorded: Said = {one: [] for one in typed}
    lost: Said = {one: [] for one in typed}
    untold, twice = [], 0
    for person, messages in typed.items():
        answers: dict[str | None, list[str]] = {}
        for one in teams.taken:
            if one.conversation == chat(person):
                answers.setdefault(one.answers, []).append(one.text)
        for place, words in enumerate(messages, start=1):
            said = answers.get(f"{person}-{place}", [])
            kinds = {one.startswith(LOST) for one in said}
            twice += len(said) > 1
            if len(kinds) != 1:
                untold.append(f"{words}: {said}")
            else:
                (lost if kinds == {True} else recorded)[person].append(words)
    return recorded, lost, untold, twice


async def _kept(app: App, conversations: int) -> Said:
    kept: Said = {one: [] for one in range(1, conversations + 1)}
    for change in await app.store.changes("local", 1):
        if "trainer number" in (note := change.words.get("note") or ""):
            kept[int(note.rpartition(" of ")[2].split()[0])].append(note)
    return kept
