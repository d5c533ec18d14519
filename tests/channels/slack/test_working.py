"""An answer that takes longer than a moment is seen to be under way in one's own chat, and nothing of that stays."""

import asyncio

import pytest

from bot.channels.slack import working
from dialogs.reply import Reply
from tests.channels.slack.bodies import BOT, CHANNEL, DIRECT, mention, said
from tests.channels.slack.conftest import Bot
from tests.support.slack_api import SlackApi

LINE = "One moment: I am working on it."


@pytest.fixture
def seen(bot: Bot, api: SlackApi, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What stood in the direct chat while the bot was at work."""
    monkeypatch.setattr(working, "MOMENT", 0.05)
    bot.router.replies = (Reply(text="Here it is."),)
    seen: list[list[str]] = []

    async def work() -> None:
        await asyncio.sleep(0.4)
        seen.append([one["text"] for one in api.posted(DIRECT) + api.posted(CHANNEL)])

    bot.router.wait = work
    return seen


async def test_a_long_answer_is_seen_to_be_under_way_and_then_stands_alone(
    bot: Bot, api: SlackApi, seen: list[list[str]]
) -> None:
    await bot.event(said("the Cabinet report as PDF"))
    await bot.heard()
    assert seen == [[LINE]]
    assert [one["text"] for one in api.posted(DIRECT)] == ["Here it is."]


async def test_a_quick_answer_is_all_that_is_said(
    bot: Bot, api: SlackApi, seen: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "MOMENT", 5.0)
    await bot.event(said("what's overdue"))
    await bot.heard()
    assert (seen, api.calls("chat.delete")) == ([[]], [])


async def test_where_others_read_nothing_is_said_of_it(bot: Bot, api: SlackApi, seen: list[list[str]]) -> None:
    await bot.event(mention(f"<@{BOT}> the Cabinet report as PDF"))
    await bot.heard()
    assert seen == [[]]


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.delete"])
async def test_an_answer_comes_also_where_slack_will_not_have_the_line(
    bot: Bot, api: SlackApi, seen: list[list[str]], method: str
) -> None:
    api.refuse(method, "internal_error")
    await bot.event(said("the Cabinet report as PDF"))
    await bot.heard()
    assert [one["text"] for one in api.posted(DIRECT)][-1] == "Here it is."
