"""What leaves the house leaves in order, at the pace that a service allows, and is not given up for a day."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import Undeliverable
from bot.pace import Limit, Limits
from bot.sender import GIVE_UP_AFTER, Sender, retry_at_after
from dialogs.reply import Reply
from storage.failures import Failure
from storage.store import Store, upgrade
from storage.work import Conversation, Heard, Identity, Outgoing, Work
from tests.support.conversations import HandClock

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
moments = st.floats(0, 2 * GIVE_UP_AFTER.total_seconds()).map(lambda late: NOW + timedelta(seconds=late))
chances = st.floats(0, 1)


@dataclass
class Line:
    """A channel that refuses as it is told to, in order, and records what arrives and when."""

    name: str = "teams"
    refusals: list[Undeliverable] = field(default_factory=list)
    arrived: list[str] = field(default_factory=list)
    at: dict[str, float] = field(default_factory=dict)
    takes: float = 0.0  # seconds

    async def deliver(self, outgoing: Outgoing, conversation: Conversation) -> str | None:
        if self.refusals:
            raise self.refusals.pop(0)
        await asyncio.sleep(self.takes)
        self.arrived.append(outgoing.cause)
        self.at[outgoing.cause] = time.monotonic()
        return f"sent-{len(self.arrived)}"

    async def close(self) -> None:
        """Nothing is held open."""


@dataclass
class House:
    """A store with a sender over it; `said` puts a turn with one reply into it and delivers that."""

    store: Store
    sender: Sender
    line: Line
    clock: HandClock
    slept: list[float]

    def conversation(self, where: str) -> Conversation:
        return Conversation("wychford", "teams", where)

    async def heard(self, message: str, where: str = "chat") -> Outgoing:
        """A turn whose reply waits in the outbox."""
        outgoing = Outgoing(f"reply:{message}", where, "teams", Reply(text=message).dump())
        heard = Heard(message, message, self.clock(), self.clock())
        await self.store.flush(
            Work(
                "wychford",
                self.clock(),
                conversation=self.conversation(where),
                identity=Identity("teams", where),
                heard=heard,
                outgoing=(outgoing,),
            )
        )
        return outgoing

    async def said(self, message: str, where: str = "chat") -> None:
        outgoing = await self.heard(message, where)
        await self.sender.deliver("wychford", [outgoing], self.conversation(where))

    async def later(self, **time: float) -> None:
        self.clock.moment += timedelta(**time)
        await self.sender.sweep()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sender") / "empty.db"
    asyncio.run(upgrade(f"sqlite:///{file}"))
    return file


@pytest.fixture
async def house(empty: Path, tmp_path: Path) -> AsyncIterator[House]:
    shutil.copy(empty, tmp_path / "sender.db")
    store = await Store.open(f"sqlite:///{tmp_path / 'sender.db'}")
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    clock, line = HandClock(NOW), Line()
    sender = Sender(store, clock, sleep=sleep, chance=lambda: 0.5)
    sender.join(line)
    yield House(store, sender, line, clock, slept)
    await store.close()


# --- when it is tried again --------------------------------------------------------------------------------------


@given(st.integers(0, 10_000), moments, st.none() | st.floats(0, 1e300), chances)
def test_a_try_is_never_earlier_than_asked_nor_later_than_a_day_after_it_was_due(
    tries: int, now: datetime, asked: float | None, chance: float
) -> None:
    at = retry_at_after(tries, NOW, now, asked, chance)
    if at is None:
        return
    assert now < at <= NOW + GIVE_UP_AFTER
    assert asked is None or (at - now).total_seconds() >= asked - 1e-3


@given(st.integers(0, 100), chances)
def test_the_waits_double_up_to_an_hour_with_some_chance_in_them(tries: int, chance: float) -> None:
    at = retry_at_after(tries, NOW, NOW, None, chance)
    assert at is not None
    whole = min(15.0 * 2**tries, 3_600.0)
    assert 0.79 * whole <= (at - NOW).total_seconds() <= 1.21 * whole


@given(st.integers(0, 5), st.floats(1, 3_000))
def test_many_that_failed_together_do_not_come_back_together(tries: int, asked: float) -> None:
    chances = [place / 10 for place in range(11)]
    assert len({retry_at_after(tries, NOW, NOW, asked, chance) for chance in chances}) == 11
    assert len({retry_at_after(tries, NOW, NOW, None, chance) for chance in chances}) == 11


# --- in order ----------------------------------------------------------------------------------------------------


async def test_what_is_said_behind_a_message_that_waits_keeps_its_place(house: House) -> None:
    house.line.refusals = [Undeliverable("busy", kind=Failure.THROTTLED, retry_after=20)]
    await house.said("first")
    await house.said("second")
    assert house.line.arrived == []
    await house.later(seconds=40)
    assert house.line.arrived == ["reply:first", "reply:second"]


async def test_another_conversation_does_not_wait(house: House) -> None:
    house.line.refusals = [Undeliverable("busy", kind=Failure.THROTTLED, retry_after=20)]
    await house.said("first")
    await house.said("elsewhere", "channel")
    assert house.line.arrived == ["reply:elsewhere"]


async def test_what_can_never_arrive_holds_up_nothing(house: House) -> None:
    house.line.refusals = [Undeliverable("too large", kind=Failure.TOO_LARGE, permanent=True)]
    await house.said("first")
    await house.said("second")
    assert house.line.arrived == ["reply:second"]


async def test_a_short_wait_that_the_service_asks_for_is_sat_out(house: House) -> None:
    house.line.refusals = [Undeliverable("busy", kind=Failure.THROTTLED, retry_after=2)]
    await house.said("first")
    assert house.line.arrived == ["reply:first"]
    assert house.slept == [2]


async def test_a_service_that_goes_on_asking_is_left_alone_until_its_time(house: House) -> None:
    busy = Undeliverable("busy", kind=Failure.THROTTLED, retry_after=2)
    house.line.refusals = [busy, busy, busy]
    await house.said("first")
    assert house.line.arrived == []
    assert len(house.line.refusals) == 1
    await house.later(seconds=1)
    assert len(house.line.refusals) == 1
    await house.later(seconds=3)
    assert house.line.arrived == ["reply:first"]


async def test_a_delivery_that_never_ends_is_given_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sender.PATIENCE", 0.05)
    house.line.takes = 60
    await house.said("first")
    house.line.takes = 0
    await house.later(seconds=30)
    assert house.line.arrived == ["reply:first"]


async def test_after_a_day_of_trying_it_is_given_up_and_shown(house: House) -> None:
    await house.heard("first")
    house.line.refusals = [Undeliverable("away", kind=Failure.SERVICE_AWAY) for _ in range(200)]
    for _ in range(60):
        await house.later(minutes=30)
    (lost,) = await house.store.could_not_reach("wychford")
    assert (lost.failure, lost.reason) == (Failure.SERVICE_AWAY, "away")
    assert timedelta(hours=22) < lost.latest - NOW <= timedelta(hours=25)


# --- at the service's pace ---------------------------------------------------------------------------------------

SCALED = Limits(  # as Teams allows, ten times as fast
    conversation=(Limit(7, 0.1), Limit(8, 0.2)), organisation=(Limit(500, 1.0),), unasked=(Limit(250, 1.0),)
)


async def test_a_flood_leaves_at_the_pace_and_replies_do_not_wait_for_it(house: House) -> None:
    sleepers: list[asyncio.Task[object] | None] = []

    async def sleep(seconds: float) -> None:
        sleepers.append(asyncio.current_task())
        await asyncio.sleep(seconds)

    sender = Sender(house.store, house.clock, sleep=sleep)
    sender.join(house.line, SCALED)
    await asyncio.gather(*(house.heard(f"reminder-{n}", f"person-{n}") for n in range(300)))
    house.clock.moment += timedelta(seconds=31)  # their own turns' leases are over
    flood, replied = asyncio.create_task(sender.sweep()), 0
    while not flood.done() and replied < 50:
        outgoing = await house.heard(f"question-{replied}", f"talking-{replied}")
        await sender.deliver("wychford", [outgoing], house.conversation(f"talking-{replied}"))
        replied += 1
        await asyncio.sleep(0.02)
    assert await flood == 300
    assert len(house.line.arrived) == len(set(house.line.arrived)) == 300 + replied
    sent = sorted(at for cause, at in house.line.at.items() if "reminder" in cause)
    assert all(sent[place + 250] - sent[place] > 0.95 for place in range(50))
    assert replied > 1
    assert asyncio.current_task() not in sleepers


async def test_one_conversation_gets_no_more_than_it_may(house: House) -> None:
    sender = Sender(house.store, house.clock)
    sender.join(house.line, Limits(conversation=(Limit(3, 0.2),)))
    replies = [await house.heard(f"m{n}") for n in range(7)]
    await sender.deliver("wychford", replies, house.conversation("chat"))
    assert house.line.arrived == [one.cause for one in replies]
    at = sorted(house.line.at.values())
    assert all(at[place + 3] - at[place] > 0.19 for place in range(4))


async def test_a_conversation_that_has_had_its_share_waits_in_the_outbox(house: House) -> None:
    house.sender.join(house.line, Limits(conversation=(Limit(1, 60.0),)))
    await house.said("first")
    await house.said("second")
    assert house.line.arrived == ["reply:first"]
    assert house.slept == []
