"""Turns of one conversation are taken one after the other, by whichever process, in the order of asking."""

import asyncio

import pytest
from sqlalchemy import text

from storage.store import Store
from tests.storage.conftest import OpenStore, on_server
from tests.storage.council import COUNCIL

pytestmark = pytest.mark.postgres


@pytest.fixture
def url(postgres_url: str) -> str:
    """Only a server keeps such locks."""
    return postgres_url


async def turn(store: Store, name: str, order: list[str], done: asyncio.Event, where: str = "chat-anne") -> None:
    async with store.in_turn.of(COUNCIL, where):
        order.append(name)
        await done.wait()
        order.append(f"{name} is done")


ASKED = """SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
END_HOLDERS = """SELECT pg_terminate_backend(pid) FROM pg_locks WHERE granted
    AND locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


async def asking(store: Store, how_many: int) -> None:
    """Until so many have a lock, or wait for one."""
    async with asyncio.timeout(20):
        while True:
            async with store._reading() as connection:
                if await connection.scalar(text(ASKED)) == how_many:
                    return
            await asyncio.sleep(0.02)


async def test_whoever_asked_first_is_first_and_another_conversation_waits_for_nobody(
    store: Store, open_store: OpenStore
) -> None:
    others, order = [await open_store(), await open_store()], list[str]()
    held, free = asyncio.Event(), asyncio.Event()
    free.set()
    turns = [asyncio.create_task(turn(store, "first", order, held))]
    for place, (name, one) in enumerate(zip(("second", "third"), others, strict=True), start=1):
        await asking(store, place)
        turns.append(asyncio.create_task(turn(one, name, order, free)))
    await asking(store, 3)
    await turn(others[0], "elsewhere", order, free, "chat-ben")
    assert order == ["first", "elsewhere", "elsewhere is done"]
    held.set()
    await asyncio.gather(*turns)
    assert order[3:] == ["first is done", "second", "second is done", "third", "third is done"]


async def test_a_process_that_is_gone_keeps_nobody_waiting_and_a_lost_connection_no_turn(
    store: Store, other: Store, url: str
) -> None:
    order, never, free = list[str](), asyncio.Event(), asyncio.Event()
    free.set()
    gone = asyncio.create_task(turn(store, "gone", order, never))
    await asking(store, 1)
    waiting = asyncio.create_task(turn(other, "waiting", order, free))
    await asking(store, 2)
    await asyncio.to_thread(on_server, END_HOLDERS, url)
    await asyncio.wait_for(waiting, 5)
    never.set()
    await gone
    await turn(store, "again", order, free)
    assert order == ["gone", "waiting", "waiting is done", "gone is done", "again", "again is done"]
