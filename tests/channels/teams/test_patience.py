"""Answers that take their time."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.channels.teams import TeamsSettings, tokens
from bot.channels.teams.patience import Waits
from dialogs.message import Message
from dialogs.reply import Reply

Said = Callable[..., dict[str, Any]]
QUICK = Waits(answer=0.3, typing=0.05, again=0.05, close=5.0)
PRESSED = {"action": {"type": "Action.Execute", "data": {"planminder": {"act": "list"}}}}


class SlowRouter:
    """Answers when it is let, and keeps what it has finished."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.finished: list[Message] = []
        self.replies: tuple[Reply, ...] = ()

    async def take(self, message: Message) -> "SlowRouter":
        await self.go.wait()
        self.finished.append(message)
        return self


@pytest.fixture
async def slow(opened: Any) -> Any:
    return await opened(TeamsSettings(organisation="wychford"), SlowRouter(), QUICK)


async def test_a_turn_that_takes_long_is_acknowledged_and_goes_on(slow: Any, said: Said) -> None:
    assert (await slow.post(said()))[0] == 200
    assert slow.router.finished == []
    slow.router.go.set()
    await asyncio.sleep(0.01)
    assert [one.text for one in slow.router.finished] == ["what's overdue"]


async def test_closing_waits_for_what_was_acknowledged(slow: Any, said: Said) -> None:
    await slow.post(said())
    asyncio.get_running_loop().call_later(0.05, slow.router.go.set)
    await slow.channel.close()
    assert len(slow.router.finished) == 1


async def test_a_press_that_takes_long_is_told_so(slow: Any, said: Said) -> None:
    status, text = await slow.post(said(type="invoke", name="adaptiveCard/action", value=PRESSED))
    assert status == 200
    assert json.loads(text)["value"].startswith("Still working on it.")
    slow.router.go.set()


async def test_while_an_answer_is_made_the_chat_shows_typing(slow: Any, said: Said, service: Any) -> None:
    await slow.post(said())
    slow.router.go.set()
    sent = [(method, path, body["type"]) for method, path, body, _ in service.asked]
    assert sent[0] == ("POST", "/v3/conversations/a:personal/activities", "typing")
    assert len(sent) > 1, "it is shown again while it lasts"
    await asyncio.sleep(0.01)
    shown = len(service.asked)
    await asyncio.sleep(0.15)
    assert len(service.asked) == shown, "and no more once the answer is there"


async def test_a_quick_answer_shows_no_typing(slow: Any, said: Said, service: Any) -> None:
    slow.router.go.set()
    await slow.post(said())
    await asyncio.sleep(0.1)
    assert service.asked == []


async def test_a_channel_is_shown_no_typing(slow: Any, said: Said, service: Any) -> None:
    await slow.post(said(conversation={"id": "19:plan@thread.tacv2;messageid=1690", "conversationType": "channel"}))
    assert service.asked == []
    slow.router.go.set()


def test_checking_the_keys_and_answering_fit_into_the_service_s_fifteen_seconds() -> None:
    assert 2 * (tokens.TIMEOUT.total or 0) + Waits().answer < 15
