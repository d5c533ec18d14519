"""A turn that takes longer than Slack waits: what was sent is durable before Slack is told that it has arrived."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.slack import arriving, hearing
from dialogs.reply import Button, Card, Input, Payload, Reply
from tests.channels.slack.bodies import DIRECT, Body, button, command, form, said, shortcut, typed
from tests.channels.slack.conftest import Bot
from tests.support.slack_api import SlackApi

SENT: list[tuple[str, Callable[[], Body]]] = [
    ("event", lambda: said("5 amber")),
    ("command", lambda: command("5 amber")),
    ("interact", lambda: button({"act": "help"})),
    ("interact", lambda: form({"act": "update"}, {"note": typed("x")})),
    ("interact", lambda: shortcut("the lease is signed")),
]


@pytest.fixture
def slow(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Turns that are not done until this is set."""
    monkeypatch.setattr(hearing, "PATIENCE", 0.05)
    monkeypatch.setattr(arriving, "KEEPING", 0.05)
    done = asyncio.Event()
    bot.router.wait = done.wait
    return done


@pytest.mark.parametrize(("how", "body"), SENT)
async def test_what_is_acknowledged_before_its_turn_is_done_is_kept_until_it_is(
    bot: Bot, slow: asyncio.Event, how: str, body: Callable[[], Any]
) -> None:
    assert (await getattr(bot, how)(body()))[0] == 200
    (kept,) = bot.installations.arrived.values()
    assert kept.organisation == "oldbridge"
    slow.set()
    assert len(await bot.heard()) == 1
    assert bot.installations.arrived == {}


async def test_what_cannot_be_kept_in_time_is_not_acknowledged(bot: Bot, slow: asyncio.Event) -> None:
    bot.installations.away = asyncio.Event()
    with capture_logs() as logged:
        assert (await bot.event(said("5 amber")))[0] == 500
    assert [one["event"] for one in logged] == ["slack sdk"]
    bot.installations.away.set()
    slow.set()
    await bot.heard()
    assert bot.installations.arrived == {}


@pytest.mark.parametrize(("how", "body"), SENT)
async def test_what_died_with_its_process_has_its_turn_in_another(
    bot: Bot, slow: asyncio.Event, how: str, body: Callable[[], Any]
) -> None:
    await getattr(bot, how)(body())
    left = dict(bot.installations.arrived)
    slow.set()
    await bot.heard()
    bot.installations.arrived = left  # as if that had not come to its end
    assert await bot.channel.take_up() == 1
    first, again = await bot.heard()
    assert (again.id, again.kind, again.text, again.payload) == (first.id, first.kind, first.text, first.payload)
    assert bot.installations.arrived == {}


async def test_a_turn_that_is_under_way_here_is_not_taken_up_beside_it(bot: Bot, slow: asyncio.Event) -> None:
    await bot.event(said("5 amber"))
    await bot.channel.take_up()
    slow.set()
    assert len(await bot.heard()) == 1


async def test_what_fails_when_it_is_taken_up_is_left_for_another_time(bot: Bot, slow: asyncio.Event) -> None:
    async def fail() -> None:
        raise RuntimeError("a defect")

    await bot.event(said("5 amber"))
    left = dict(bot.installations.arrived)
    slow.set()
    await bot.heard()
    bot.installations.arrived, bot.router.wait = left, fail
    with capture_logs():
        await bot.channel.take_up()
    assert bot.installations.arrived == left


async def test_slacks_own_secret_is_not_kept(bot: Bot, slow: asyncio.Event) -> None:
    await bot.event(said("5 amber"))
    (kept,) = bot.installations.arrived.values()
    slow.set()
    assert "verification-token" not in str(kept.body)


async def test_a_form_that_was_closed_before_its_turn_was_done_is_answered_in_the_chat(
    bot: Bot, api: SlackApi, slow: asyncio.Event
) -> None:
    """Before: the next form was put into an answer that had been given, and nobody saw it."""
    save = Button(label="Save", payload=Payload(act="update", plan=1, action=5))
    again = Card(heading="5", inputs=(Input(id="note", kind="text", label="Note"),), buttons=(save,))
    bot.router.replies = (Reply(text="When?", card=again),)
    assert await bot.interact(form({"act": "update"}, {"note": typed("x")})) == (200, "")
    slow.set()
    await bot.heard()
    assert len(api.posted(DIRECT)) == 1
