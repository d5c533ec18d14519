"""What comes over HTTP: who is let in, what is taken once, what is refused, and when Slack is answered."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.channels.slack import hearing
from dialogs.message import Attachment, Lost, MessageKind
from tests.channels.slack.bodies import (
    ANNE,
    BOT,
    CHANNEL,
    IAN,
    TEAM,
    Body,
    button,
    command,
    event,
    form,
    home,
    mention,
    said,
    shortcut,
    typed,
)
from tests.channels.slack.conftest import SECRET, TOKEN, Bot, signed, user
from tests.support.slack_api import SlackApi


async def test_a_signed_message_reaches_the_router_with_who_said_it(bot: Bot) -> None:
    assert (await bot.event(said("5 amber")))[0] == 200
    (heard,) = await bot.heard()
    assert (heard.text, heard.organisation, heard.sender.name) == ("5 amber", "oldbridge", "Anne Brinkley")
    assert (heard.sender.email, heard.zone, heard.locale) == ("anne@oldbridge.example", "Europe/London", "en-GB")


async def test_everything_that_people_do_reaches_the_router(bot: Bot) -> None:
    await bot.event(mention())
    await bot.event(home())
    await bot.command(command())
    await bot.interact(button({"act": "help"}))
    await bot.interact(form({"act": "update"}, {"note": typed("x")}))
    await bot.interact(shortcut("5 amber"))
    kinds = [one.kind for one in await bot.heard()]
    assert kinds == [
        MessageKind.NEW,
        MessageKind.HOME,
        MessageKind.NEW,
        MessageKind.BUTTON,
        MessageKind.FORM,
        MessageKind.BUTTON,
    ]


async def test_slack_may_check_the_address(bot: Bot) -> None:
    assert await bot.event({"type": "url_verification", "challenge": "c1", "token": "t"}) == (
        200,
        '{"challenge": "c1"}',
    )


# --- who is let in ------------------------------------------------------------------------------------------------

# Signed when the test runs: minutes lie between the collecting of all tests and this one.
STRANGE: list[tuple[str, Callable[[], dict[str, str]]]] = [
    ("no signature", lambda: {"X-Slack-Signature": ""}),
    ("another secret", lambda: signed(b"{}", secret="another")),
    ("of another body", lambda: signed(b"something else")),
    ("six minutes ago", lambda: signed(b"{}", at=time.time() - 361)),
    ("in six minutes", lambda: signed(b"{}", at=time.time() + 361)),
    ("a time that is none", lambda: {"X-Slack-Request-Timestamp": "yesterday"}),
    ("a time of thousands of digits", lambda: {"X-Slack-Request-Timestamp": "9" * 5000}),
    ("no time", lambda: {"X-Slack-Request-Timestamp": ""}),
    ("not ASCII", lambda: {"X-Slack-Signature": "v0=é"}),
]


@pytest.mark.parametrize(("why", "headers"), STRANGE, ids=[why for why, _ in STRANGE])
async def test_a_request_that_slack_did_not_sign_now_is_refused(
    bot: Bot, why: str, headers: Callable[[], dict[str, str]]
) -> None:
    with capture_logs() as logged:
        status, _ = await bot.post(b"{}", "application/json", headers())
    assert status == 401
    assert [one["event"] for one in logged] == ["slack request refused"]
    assert SECRET not in str(logged)
    assert await bot.heard() == []


NEARLY = (  # signed, and not as Slack documents it: bolt would trip over it
    b'{"type": "event_callback", "event": true}',
    b'{"type": "event_callback", "event": {"user": "U1"}}',
    b'{"type": "event_callback", "authorizations": [false], "event": {"type": "message"}}',
    b'{"type": "block_actions", "team": 5, "actions": [{}]}',
    b'{"type": "view_submission", "view": []}',
)


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"[1]", b"\xff\xfe", b'"x"', b"[" * 200_000, b"payload=nonsense", *NEARLY]
)
async def test_what_slack_never_sends_is_refused_and_breaks_nothing(bot: Bot, content: bytes) -> None:
    for content_type in ("application/json", "application/x-www-form-urlencoded", "text/plain"):
        status, _ = await bot.post(content, content_type, {})
        assert status in (200, 400, 401, 404)
    assert await bot.heard() == []


async def test_a_body_that_is_too_large_is_not_read(bot: Bot) -> None:
    assert (await bot.post(b"x" * (1024**2 + 1), "application/json", {}))[0] == 413


async def test_a_workspace_that_the_bot_is_not_installed_in_is_refused(bot: Bot) -> None:
    foreign = said("5 amber")
    foreign["team_id"] = foreign["authorizations"][0]["team_id"] = "T0FOREIGN"
    with capture_logs() as logged:
        await bot.event(foreign)
    assert await bot.heard() == []
    assert {"event": "slack request refused", "team": "T0FOREIGN"}.items() <= logged[0].items()


async def test_a_token_that_no_longer_works_is_refused_and_not_logged(bot: Bot, api: SlackApi) -> None:
    api.tokens.clear()
    with capture_logs() as logged:
        await bot.event(said("5 amber"))
    assert await bot.heard() == []
    assert "invalid_auth" in str(logged)
    assert TOKEN not in str(logged)


async def test_while_slack_itself_is_away_it_is_told_to_send_again(bot: Bot, api: SlackApi) -> None:
    api.refuse("auth.test", status=503, body="away")
    assert (await bot.event(said("5 amber")))[0] == 500
    assert (await bot.event(said("5 amber"), X_Slack_Retry_Num="1"))[0] == 200
    assert len(await bot.heard()) == 1


@pytest.mark.parametrize(
    "unknown",
    [
        {**button({"act": "help"}), "actions": [{"type": "button", "action_id": "approve", "action_ts": "1.0"}]},
        {**shortcut("x"), "callback_id": "other"},
        {**form({}, {}), "view": {"callback_id": "other", "type": "modal", "id": "V"}},
        {"type": "dialog_submission", "team": {"id": TEAM}, "user": {"id": ANNE}, "callback_id": "x"},
    ],
)
async def test_an_unknown_action_is_refused(bot: Bot, unknown: Body) -> None:
    with capture_logs() as logged:
        status, _ = await bot.interact(unknown)
    assert status == 404
    assert [one["reason"] for one in logged] == ["unknown request"]
    assert await bot.heard() == []


async def test_the_bots_own_messages_are_not_heard(bot: Bot) -> None:
    await bot.event(said("5: On track → At risk", user=BOT, bot_id="B0US"))
    await bot.event(said("5: On track → At risk", subtype="bot_message", bot_id="B0US", user=None))
    assert await bot.heard() == []


async def test_guests_are_marked(bot: Bot, api: SlackApi) -> None:
    api.users[IAN] = user(IAN, "Ian Farrow", is_restricted=True)
    await bot.event(said("what's overdue", user=IAN))
    (heard,) = await bot.heard()
    assert heard.sender.guest


# --- who they are -------------------------------------------------------------------------------------------------


async def test_a_person_is_asked_for_once(bot: Bot, api: SlackApi) -> None:
    for number in range(3):
        await bot.event(said(f"5 amber <@{IAN}>", ts=f"179542620{number}.000100"))
    assert sorted(one["user"] for one in api.calls("users.info")) == [ANNE, IAN]
    assert [one.text for one in await bot.heard()] == ["5 amber Ian Farrow"] * 3


async def test_whom_slack_does_not_tell_of_is_heard_without_a_name(bot: Bot, api: SlackApi) -> None:
    api.refuse("users.info", status=429, headers={"Retry-After": "30"})
    await bot.event(said("5 amber"))
    await bot.event(said("6 amber", ts="1795426201.000100"))
    first, second = await bot.heard()
    assert (first.sender.id, first.sender.name, first.sender.email) == (f"{TEAM}:{ANNE}", "", None)
    assert second.sender.name == ""  # nobody is asked for while Slack wants to be left alone
    assert len(api.calls("users.info")) == 1


# --- when Slack is answered ---------------------------------------------------------------------------------------


async def test_slack_is_answered_once_the_turn_is_done(bot: Bot) -> None:
    done = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0.05)
        done.set()

    bot.router.wait = work
    await bot.event(said("5 amber"))
    assert done.is_set()


async def test_slack_is_answered_in_time_where_the_turn_takes_longer_and_the_turn_goes_on(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "PATIENCE", 0.05)
    done = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0.4)
        done.set()

    bot.router.wait = work
    began = time.monotonic()
    assert (await bot.event(said("5 amber")))[0] == 200
    assert time.monotonic() - began < 0.35
    assert not done.is_set()
    await bot.channel.close()  # which waits for what was heard
    assert done.is_set()


async def test_a_turn_that_fails_is_not_acknowledged_and_breaks_nothing_else(bot: Bot) -> None:
    async def work() -> None:
        raise RuntimeError("a defect")

    bot.router.wait = work
    with capture_logs() as logged:
        assert (await bot.event(said("5 amber")))[0] == 500
    assert [one["error"] for one in logged if one["event"] == "slack request failed"] == ["RuntimeError"]
    bot.router.wait = None
    assert (await bot.event(said("6 amber", ts="1795426201.000100")))[0] == 200


async def test_a_retry_has_the_id_of_the_first_try(bot: Bot) -> None:
    await bot.event(said("5 amber"))
    await bot.event(said("5 amber"), X_Slack_Retry_Num="1", X_Slack_Retry_Reason="http_timeout")
    first, second = await bot.heard()
    assert first.id == second.id


# --- files --------------------------------------------------------------------------------------------------------


def sent_file(url: str, **more: Any) -> Body:
    given = {"id": "F1", "name": "plan.csv", "mimetype": "text/csv", "size": 4, "url_private_download": url, **more}
    return said("here it is", subtype="file_share", files=[given])


async def test_a_file_is_fetched_with_the_bots_token(bot: Bot, api: SlackApi) -> None:
    api.files["1"] = web.Response(body=b"a,b\n")
    await bot.event(sent_file(f"{api.url}/files/1"))
    (heard,) = await bot.heard()
    assert heard.kind is MessageKind.FILE
    assert heard.attachments == (Attachment("plan.csv", b"a,b\n", "text/csv"),)


@pytest.mark.parametrize(
    ("url", "more", "lost"),
    [
        ("https://evil.example/files/1", {}, Lost.ELSEWHERE),
        ("https://files.slack.com.evil.example/1", {}, Lost.ELSEWHERE),
        ("http://127.0.0.1:9/files/1", {}, Lost.ELSEWHERE),
        ("{api}@evil.example/files/1", {}, Lost.ELSEWHERE),
        ("{api}/files/missing", {}, Lost.AWAY),
        ("{api}/files/1", {"size": 26 * 1024 * 1024}, Lost.TOO_LARGE),
        ("", {}, Lost.ELSEWHERE),
        ("https://[broken", {}, Lost.ELSEWHERE),
    ],
)
async def test_a_file_from_elsewhere_or_too_large_is_not_fetched(
    bot: Bot, api: SlackApi, url: str, more: dict[str, Any], lost: Lost
) -> None:
    """And its sender is told why: before, they were told that it was empty."""
    api.files["1"] = web.Response(body=b"a,b\n")
    with capture_logs() as logged:
        await bot.event(sent_file(url.format(api=api.url), **more))
    (heard,) = await bot.heard()
    assert [(one.name, one.content, one.lost) for one in heard.attachments] == [("plan.csv", b"", lost)]
    assert "file not fetched" in [one["event"] for one in logged]
    assert TOKEN not in str(logged)


async def test_a_redirect_is_not_followed_with_the_token(bot: Bot, api: SlackApi) -> None:
    api.files["1"] = web.Response(status=302, headers={"Location": f"{api.url}/files/2"})
    api.files["2"] = web.Response(body=b"secret")
    await bot.event(sent_file(f"{api.url}/files/1"))
    (heard,) = await bot.heard()
    assert heard.attachments[0].content == b""
    assert [one.arguments["id"] for one in api.asked if one.method == "file"] == ["1"]


# --- coming and going ---------------------------------------------------------------------------------------------


async def test_others_who_come_and_go_are_no_news(bot: Bot) -> None:
    inner = {"type": "member_joined_channel", "user": IAN, "channel": CHANNEL, "team": TEAM, "event_ts": "1.0"}
    await bot.event(event(inner))
    assert await bot.heard() == []


async def test_a_wrong_token_is_logged_at_the_start_and_not_with_the_first_message(bot: Bot, api: SlackApi) -> None:
    api.refuse("auth.test", "invalid_auth")
    with capture_logs() as logged:
        await bot.channel.start()
        await bot.heard()
    assert [one["reason"] for one in logged] == ["Slack answered invalid_auth"]
    await bot.channel.start()
    await bot.heard()
    before = len(api.calls("auth.test"))
    await bot.event(said())
    assert len(api.calls("auth.test")) == before
