"""A bot that is told to stop: what has begun is finished, it says that it is not ready any more, and then it ends."""

import asyncio
import signal
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from tests.e2e.replicas import Replica, found, free_ports, say, service

pytestmark = pytest.mark.killed


async def test_a_turn_that_has_begun_when_the_bot_is_told_to_stop_is_recorded_and_answered(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'stopped.db'}"
    await found(url, 3)
    async with service() as taken, ClientSession() as session:
        replica = Replica(url, free_ports(1)[0], {"STOP_SECONDS": "2"})
        await replica.start()
        try:
            await replica.up(session)
            await say(session, replica, 2, "hello", taken.url)  # so that the slow one is no first turn
            taken.slow = 1.0  # the answer takes that long to leave, and the turn with it
            turn = asyncio.create_task(say(session, replica, 1, "1 amber, the contractor is late", taken.url))
            await asyncio.sleep(0.5)
            assert replica.process is not None
            replica.process.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.3)
            async with session.get(replica.url.replace("/api/messages", "/readyz")) as ready:
                assert (ready.status, (await ready.json())["stopping"]) == (503, "yes")
            await turn
            assert await asyncio.wait_for(replica.process.wait(), 30) == 0
        finally:
            await replica.kill()
        assert [one for one in taken.said("a:1") if "amber" in one.casefold()]
        with pytest.raises(ClientError):
            await say(session, replica, 1, "anybody there?", taken.url)


async def test_a_bot_that_waits_for_nothing_stops_at_once(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'idle.db'}"
    await found(url, 1)
    replica = Replica(url, free_ports(1)[0], {"CLOCK_SECONDS": "60"})
    await replica.start()
    try:
        async with ClientSession() as session:
            await replica.up(session)
        assert replica.process is not None
        replica.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(replica.process.wait(), 10) == 0  # before: the clock's minute could be waited out
    finally:
        await replica.kill()
