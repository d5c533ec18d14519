"""Due messages while replicas are killed at random and the service fails: what arrived, what arrived twice, and why.

    python -m tests.e2e.kills --runs 5

prints a run as a row: every message must arrive, in the order of its conversation, and a second arrival is only
explained by a try that may have arrived and was recorded so.
"""

import argparse
import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from aiohttp import ClientSession
from sqlalchemy import select

from dialogs.reply import Reply
from storage.attempts import UNSURE, attempts
from storage.store import Store
from storage.tables import outbox
from storage.work import Conversation, Outgoing, PutSchedule, Work
from tests.e2e.replicas import Fate, Replica, Service, conversation, found, replicas, service
from tests.storage.conftest import at_server, on_server
from tests.storage.council import weekly

MESSAGES, PEOPLE = 500, 250
FATE = Fate(refused=0.08, lost=0.06, throttled=0.06)  # a fifth of the calls
BETWEEN_KILLS = 1.0  # seconds
PATIENCE = 420.0  # seconds: leases are half a minute, waits after failures double from 15 seconds


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one run. `unexplained` came twice, and no try that may have arrived is recorded of them."""

    messages: int
    seconds: float
    kills: int
    failed: int  # calls that the service refused, throttled, or took and answered as failed
    missing: list[str]
    twice: int
    unexplained: list[str]
    out_of_order: list[str]

    def row(self) -> str:
        return (
            f"| {self.messages} | {self.kills} | {self.failed} | {len(self.missing)} | {self.seconds:.0f} s "
            f"| {self.twice} | {len(self.unexplained)} | {len(self.out_of_order)} |"
        )


HEAD = (
    "| messages | kills | failed calls | missing | the last after | twice | of these unexplained | out of order |",
    "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
)


async def due_messages(database: str, seed: int) -> Run:
    """Two messages to each of 250 people, all due at once."""
    await found(database, PEOPLE)
    async with service(FATE) as teams:
        teams.chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
        await _post(database, teams.url)
        wanted = {f"message {n}" for n in range(MESSAGES)}
        seconds, kills = await _until_there(database, teams, wanted, seed)
        return await _run(database, teams, wanted, seconds, kills)


async def _post(database: str, address: str) -> None:
    store = await Store.open(database)
    now = datetime.now(UTC)
    for n in range(MESSAGES):
        where = conversation(n % PEOPLE + 1, address)
        said = Reply(text=f"message {n}").dump()
        await store.post("local", [Outgoing(f"message {n}", where.id, where.channel, said)], now, where)
    await store.close()


async def weekly_summaries(database: str, seed: int, clocks: Sequence[str] = ("-60s", "", "+60s")) -> tuple[Run, float]:
    """A summary into each of 20 channels at the same minute, by replicas whose clocks lie a minute apart.

    With the run: how many seconds before its time the earliest one came (negative: none did).
    """
    await found(database, 20)
    async with service(FATE) as teams:
        teams.chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
        at = datetime.now(UTC)
        due = at.timestamp() + 20
        await _schedule(database, teams.url, datetime.fromtimestamp(due, UTC))
        began = time.monotonic() + due - time.time()
        wanted = {f"19:{n}" for n in range(20)}
        _, kills = await _until_there(database, teams, wanted, seed, clocks)
        first: dict[str, float] = {}
        for one in teams.taken:
            first.setdefault(one.conversation, one.at)
        run = await _run(database, teams, wanted, max(first.values()) - began, kills)
        return run, began - min(first.values())


async def _schedule(database: str, address: str, at: datetime) -> None:
    store = await Store.open(database)
    for n in range(20):
        own = conversation(1, address)
        place = {"id": f"19:{n}", "conversationType": "channel", "tenantId": ""}
        reference = {**own.reference, "conversation": place}
        where = Conversation("local", "teams", f"19:{n}", "channel", "Europe/London", reference, f"channel {n}")
        schedule = PutSchedule(replace(weekly(at), conversation=where.id))
        await store.flush(Work("local", at, (schedule,), conversation=where))
    await store.close()


# --- killing, and what came of it -----------------------------------------------------------------------------------


async def _until_there(
    database: str, teams: Service, wanted: set[str], seed: int, clocks: Sequence[str] = ()
) -> tuple[float, int]:
    """How many seconds it took until everything was there, and how many kills there were meanwhile."""
    async with replicas(database, clocks=clocks) as three, ClientSession() as session:
        killing = asyncio.create_task(_kill(three, random.Random(seed)))  # noqa: S311 - chance, not secrecy
        began = time.monotonic()
        with suppress(TimeoutError):
            await teams.until(lambda: wanted <= _there(teams), PATIENCE)
        seconds, kills = time.monotonic() - began, sum(one.kills for one in three)
        killing.cancel()
        await asyncio.gather(killing, return_exceptions=True)
        for one in three:
            await one.kill()
            await one.start()
            await one.up(session)
        await asyncio.sleep(40)  # longer than a lease: what would be sent again has been by now
        return seconds, kills


async def _kill(some: Sequence[Replica], chance: random.Random) -> None:
    while True:
        await asyncio.sleep(BETWEEN_KILLS)
        one = chance.choice(some)
        await one.kill()
        await one.start()


def _there(teams: Service) -> set[str]:
    return {_name(one.conversation, one.text) for one in teams.taken}


def _name(conversation: str, text: str) -> str:
    return text if text.startswith("message") else conversation


async def _run(database: str, teams: Service, wanted: set[str], seconds: float, kills: int) -> Run:
    came = Counter(_name(one.conversation, one.text) for one in teams.taken)
    twice = [name for name, times in came.items() if times > 1]
    explained = await _explained(database)
    failed = sum(times for status, times in teams.answered.items() if status >= 400)
    return Run(
        messages=len(wanted),
        seconds=seconds,
        kills=kills,
        failed=failed,
        missing=sorted(wanted - came.keys()),
        twice=len(twice),
        unexplained=[name for name in twice if came[name] - 1 > explained[name]],
        out_of_order=_out_of_order(teams),
    )


async def _explained(database: str) -> Counter[str]:
    """By message: how many tries there were of which no answer is known, or that may have arrived."""
    store = await Store.open(database)
    try:
        async with store._reading() as connection:
            of = outbox.c.cause == attempts.c.cause
            where = select(attempts.c.cause, outbox.c.conversation_id).join_from(attempts, outbox, of).where(UNSURE)
            return Counter(_name(*reversed(row)) for row in await connection.execute(where))
    finally:
        await store.close()


def _out_of_order(teams: Service) -> list[str]:
    """Conversations in which a later message came before the first arrival of an earlier one."""
    first: dict[str, list[int]] = {}
    for one in teams.taken:
        if one.text.startswith("message"):
            number = int(one.text.removeprefix("message "))
            if number not in first.setdefault(one.conversation, []):
                first[one.conversation].append(number)
    return [where for where, numbers in first.items() if numbers != sorted(numbers)]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--runs", type=int, default=5)
    runs = range(asked.parse_args().runs)
    print("\n".join(HEAD))  # noqa: T201
    for seed in runs:
        with fresh_database() as url:
            print(asyncio.run(due_messages(url, seed)).row(), flush=True)  # noqa: T201
    for seed in runs:
        with fresh_database() as url:
            run, early = asyncio.run(weekly_summaries(url, seed))
            print(run.row(), f"the first {-early:.1f} s after its time", flush=True)  # noqa: T201


@contextmanager
def fresh_database() -> Iterator[str]:
    name = f"planminder_kills_{uuid4().hex}"
    on_server(f"CREATE DATABASE {name}")
    try:
        yield at_server(name)
    finally:
        on_server(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    main()
