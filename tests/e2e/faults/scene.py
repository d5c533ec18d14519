"""A bot over the example plan in a forked process, and what its database says afterwards of each message."""

import asyncio
import json
import os
import shutil
import sqlite3
import sys
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg

from bot import demo
from bot.app import App, bot
from bot.now import Now
from bot.settings import read
from dialogs.message import Message, MessageKind, Place, Sender
from storage.store import check, prepare
from storage.work import COMMAND_LINE, Conversation, Identity, LinkIdentity, Outgoing, Work
from tests.storage.conftest import at_server, on_server

WHO = "Priya Nair"  # she owns 2.3
LEASED = timedelta(seconds=31)  # after that a dead process's replies are anybody's


@dataclass
class Offset:
    """The machine's clock, moved."""

    by: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by


@dataclass
class Acknowledging:
    """A channel that tells the parent of each reply, before anything else can happen: so much was acknowledged."""

    report: Callable[[dict[str, Any]], None]
    name: str = "console"
    fails: bool = False

    async def deliver(self, outgoing: Outgoing, conversation: Conversation) -> str | None:
        if self.fails:
            from bot.channels import Undeliverable

            raise Undeliverable("the service is away")
        self.report({"to": outgoing.in_reply_to, "text": str(outgoing.reply["text"])})
        return f"console-{uuid4().hex}"

    async def close(self) -> None:
        """Nothing is held open."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many rows there are of a message: notes, messages heard, replies, and replies that were sent."""

    notes: int
    heard: int
    replies: int

    @property
    def whole(self) -> bool:
        return (self.notes, self.heard, self.replies) in ((0, 0, 0), (1, 1, 1))


@dataclass
class Scene:
    """One database, and the messages that were said to it. A message's number is in its text."""

    url: str
    said: int = 0
    told: list[dict[str, Any]] = field(default_factory=list)  # by every bot so far

    @property
    def sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def file(self) -> Path:
        return Path(self.url.partition("///")[2])

    def next(self) -> int:
        self.said += 1
        return self.said

    def acknowledged(self, number: int) -> list[str]:
        """The replies to a message, whichever bot gave them."""
        return [one["text"] for one in self.told if one.get("to") == name(number)]

    def forked(
        self, work: Callable[["Bot"], Awaitable[None]], now: Now | None = None, url: str | None = None
    ) -> list[dict[str, Any]]:
        """Let a bot of its own process do something; what it reported, also where it was killed meanwhile."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _in_child(url or self.url, writing, work, now)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            reported = [json.loads(line) for line in pipe if line.endswith("\n")]
        os.waitpid(child, 0)
        self.told += reported
        if broken := [one for one in reported if "broken" in one]:
            raise RuntimeError(broken[0]["broken"])
        return reported

    def kept(self, number: int) -> Kept:
        return asyncio.run(self._kept(number))

    async def _kept(self, number: int) -> Kept:
        queries = (
            f"SELECT count(*) FROM words WHERE words LIKE '%\"fault number {number}\"%'",  # noqa: S608 - numbers of ours
            f"SELECT count(*) FROM messages WHERE id = '{name(number)}'",  # noqa: S608
            f"SELECT count(*) FROM outbox WHERE heard_id = '{name(number)}'",  # noqa: S608
        )
        if self.sqlite:
            with closing(sqlite3.connect(self.file)) as connection:
                return Kept(*(connection.execute(one).fetchone()[0] for one in queries))
        connection = await asyncpg.connect(self.url.replace("+asyncpg", ""))
        try:
            return Kept(*[await connection.fetchval(one) for one in queries])
        finally:
            await connection.close()

    def findings(self) -> list[str]:
        return asyncio.run(check(self.url))


def _in_child(url: str, pipe: int, work: Callable[["Bot"], Awaitable[None]], now: Now | None) -> None:
    """Never returns: nothing of the parent's end is run in a child."""

    def report(one: dict[str, Any]) -> None:
        os.write(pipe, (json.dumps(one) + "\n").encode())

    try:
        asyncio.run(_at_work(url, report, work, now))
    except BaseException:
        report({"broken": traceback.format_exc()})
    os._exit(0)


async def _at_work(url: str, report: Any, work: Callable[["Bot"], Awaitable[None]], now: Now | None) -> None:
    async with opened(url, report, now) as one:
        await work(one)


@dataclass
class Bot:
    """A bot at work, and its channel."""

    app: App
    channel: Acknowledging
    report: Callable[[dict[str, Any]], None]

    async def say(self, number: int) -> bool:
        """Say a message, or say it again as its service would; whether it was recorded."""
        taken = await self.app.router.take(self.message(number))
        return taken.recorded

    def message(self, number: int) -> Message:
        now = self.app.now()
        return Message(
            id=name(number),
            kind=MessageKind.NEW,
            organisation="local",
            conversation="console:priya",
            place=Place.PERSONAL,
            sender=Sender("console", "priya", WHO),
            text=f"2.3 fault number {number}",
            sent=now,
            received=now,
        )


def name(number: int) -> str:
    return f"fault-{number}"


@asynccontextmanager
async def opened(url: str, report: Callable[[dict[str, Any]], None], now: Now | None = None) -> AsyncIterator[Bot]:
    async with bot(read(database_url=url, rate_person=0, rate_conversation=0), now) as app:
        channel = Acknowledging(report)
        app.sender.join(channel)
        yield Bot(app, channel, report)


async def _found(url: str) -> None:
    settings = read(database_url=url)
    await prepare(url)
    await demo.prepare(settings, settings.organisation, demo.example())
    async with bot(settings) as app:
        person = (await app.store.directory("local")).named(WHO)
        link = LinkIdentity(Identity("console", "priya"), person.id if person else 0, COMMAND_LINE)
        await app.store.flush(Work("local", app.now(), (link,)))


@contextmanager
def sqlite_scene(folder: Path) -> Iterator[Scene]:
    folder.mkdir(parents=True, exist_ok=True)
    scene = Scene(f"sqlite:///{folder / 'faults.db'}")
    asyncio.run(_found(scene.url))
    yield scene


@contextmanager
def postgres_scene() -> Iterator[Scene]:
    database = f"planminder_faults_{uuid4().hex}"
    on_server(f"CREATE DATABASE {database}")
    try:
        scene = Scene(at_server(database))
        asyncio.run(_found(scene.url))
        yield scene
    finally:
        on_server(f"DROP DATABASE {database} WITH (FORCE)")


@contextmanager
def small_disk(size: str = "8m") -> Iterator[Path]:
    """A disk of its own in memory, which can be filled. Needs the right to mount."""
    import subprocess
    from tempfile import mkdtemp

    folder = Path(mkdtemp(prefix="planminder-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        shutil.rmtree(folder)


def talk(words: str) -> None:
    with suppress(OSError):
        sys.stderr.write(words + "\n")
