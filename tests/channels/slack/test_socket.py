"""Socket Mode: the SDK's own client and handler against a socket that greets, sends envelopes and waits for answers.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.slack.log import safe
from dialogs.message import MessageKind
from dialogs.reply import Reply
from tests.channels.slack.bodies import DIRECT, Body, button, command, form, said, typed
from tests.channels.slack.conftest import Bot, serving, settings_of
from tests.support.slack_api import SlackApi

APP_TOKEN = "xapp-1-token-of-the-tests"


@pytest.fixture
async def listening(api: SlackApi) -> AsyncIterator[Bot]:
    """A bot that listens over a socket, and has no HTTP address for Slack."""
    async with serving(api, settings_of(api, app_token=APP_TOKEN, signing_secret="")) as bot:
        await bot.channel.start()
        await until(lambda: api.sockets)
        yield bot


async def until(there: Callable[[], Any], tries: int = 200) -> None:
    for _ in range(tries):
        if there():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come")


async def send(api: SlackApi, kind: str, payload: Body, envelope: str = "e1") -> Any:
    """An envelope, and what it is acknowledged with."""
    sent = {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": True}
    await api.sockets[-1].send_json(sent)
    await until(lambda: [one for one in api.acknowledged if one["envelope_id"] == envelope])
    return next(one for one in api.acknowledged if one["envelope_id"] == envelope)


async def test_an_event_is_heard_acknowledged_and_answered(listening: Bot, api: SlackApi) -> None:
    listening.router.replies = (Reply(text="hello"),)
    assert await send(api, "events_api", said("5 amber")) == {"envelope_id": "e1"}
    assert [one.text for one in await listening.heard()] == ["5 amber"]
    assert [one["text"] for one in api.posted(DIRECT)] == ["hello"]


async def test_commands_presses_and_forms_are_heard(listening: Bot, api: SlackApi) -> None:
    await send(api, "slash_commands", command("5 amber"), "e1")
    await send(api, "interactive", button({"act": "help"}), "e2")
    await send(api, "interactive", form({"act": "update"}, {"note": typed("x")}), "e3")
    kinds = [one.kind for one in await listening.heard()]
    assert kinds == [MessageKind.NEW, MessageKind.BUTTON, MessageKind.FORM]


async def test_the_socket_is_opened_with_the_app_token(listening: Bot, api: SlackApi) -> None:
    assert [one.token for one in api.asked if one.method == "apps.connections.open"] == [APP_TOKEN]


async def test_without_a_signing_secret_nothing_is_heard_over_http(listening: Bot) -> None:
    assert (await listening.event(said("5 amber")))[0] == 404


async def test_closing_ends_the_socket(listening: Bot, api: SlackApi) -> None:
    await listening.channel.close()
    await until(lambda: api.sockets[-1].closed)


@pytest.mark.parametrize(
    "words",
    ["url='wss://x/?ticket=abc-1&app_id=2'", "token xoxb-12-abc", "xapp-1-A-2-b", "https://x/?code=abc&state=def"],
)
def test_what_the_sdk_logs_is_logged_without_secrets(words: str) -> None:
    shown = safe(words)
    assert "abc" not in shown
    assert "1-A" not in shown


async def test_a_socket_that_could_not_be_opened_again_is_asked_for_anew(listening: Bot, api: SlackApi) -> None:
    """A ticket opens one socket. Before: the one that had failed was tried for ever, and nothing was heard any more."""
    socket = listening.channel._socket
    assert socket is not None
    socket.client.ping_interval = 0.05
    api.refuse("socket", status=503)
    with capture_logs() as logged:
        await api.sockets[-1].close()
        await until(lambda: len(api.sockets) > 1, tries=600)
    assert "secret-ticket" not in str(logged)
    assert await send(api, "events_api", said("5 amber")) == {"envelope_id": "e1"}
