"""What POST /api/messages takes and what it refuses."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.loopback import NOT_HERE
from dialogs.message import MessageKind
from dialogs.reply import Reply

Said = Callable[..., dict[str, Any]]


async def test_without_an_app_id_this_machine_is_heard(local: Any, said: Said) -> None:
    assert (await local.post(said()))[0] == 200
    (heard,) = local.router.taken
    assert (heard.text, heard.organisation) == ("what's overdue", "wychford")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "bot.example.gov.uk"},
        {"X_Forwarded_For": "1.2.3.4"},
        {"Forwarded": "for=1.2.3.4"},
        {"Via": "1.1 proxy"},
        {"CF_Connecting_IP": "1.2.3.4"},
        {"Origin": "https://evil.example"},
    ],
)
async def test_without_an_app_id_a_proxy_s_request_is_refused(local: Any, said: Said, headers: dict[str, str]) -> None:
    status, text = await local.post(said(), **headers)
    assert status == 403
    assert text.startswith(NOT_HERE)
    assert local.router.taken == []


async def test_without_an_app_id_http_1_0_is_refused(local: Any, said: Said) -> None:
    host, _, port = local.url.removeprefix("http://").partition("/")[0].partition(":")
    body = json.dumps(said()).encode()
    head = f"POST /api/messages HTTP/1.0\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    assert b" 403 " in await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert local.router.taken == []


async def test_without_an_app_id_answers_do_not_leave_this_machine(local: Any, said: Said) -> None:
    assert (await local.post(said(serviceUrl="https://smba.trafficmanager.net/uk/")))[0] == 403
    assert local.router.taken == []


BAD = {
    "not JSON": (b"{", 400),
    "not UTF-8": (b'{"type": "\xff"}', 400),
    "nested without end": (b"[" * 100_000, 400),
    "a list": (b"[]", 400),
    "nothing": (b"", 400),
    "no type": (b'{"text": "5 amber"}', 400),
    "over 256 KB": (b'{"type": "message", "text": "' + b"x" * 262_200 + b'"}', 413),
}


@pytest.mark.parametrize(("body", "status"), BAD.values(), ids=BAD.keys())
async def test_bad_input_gets_its_answer_and_nothing_happens(local: Any, body: bytes, status: int) -> None:
    assert (await local.post(body))[0] == status
    assert local.router.taken == []


async def test_a_body_of_unknown_length_is_read_no_further_than_the_limit(local: Any) -> None:
    async def endless() -> Any:
        for _ in range(100):
            yield b"x" * 65_536

    headers = {"Content-Type": "application/json"}
    async with local.session.post(local.url, data=endless(), headers=headers) as response:
        assert response.status == 413


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "text/json"])
async def test_another_content_type_is_refused(local: Any, said: Said, content_type: str) -> None:
    assert (await local.post(said(), **{"Content_Type": content_type}))[0] == 415
    assert local.router.taken == []


async def test_a_charset_beside_the_content_type_is_welcome(local: Any, said: Said) -> None:
    assert (await local.post(said(), **{"Content_Type": "application/json; charset=utf-8"}))[0] == 200


@pytest.mark.parametrize("missing", ["from", "recipient", "conversation"])
async def test_an_activity_without_what_every_activity_has_is_refused(local: Any, said: Said, missing: str) -> None:
    activity = {key: value for key, value in said().items() if key != missing}
    assert (await local.post(activity))[0] == 400


async def test_what_a_bot_need_not_hear_is_acknowledged(local: Any, said: Said) -> None:
    for kind in ("typing", "messageReaction", "event", "endOfConversation"):
        assert (await local.post(said(type=kind)))[0] == 200
    assert local.router.taken == []


async def test_a_pressed_button_is_answered_with_the_reply_s_first_line(local: Any, said: Said) -> None:
    local.router.replies = (Reply(text="5: green → amber\nUndo is below."),)
    value = {"action": {"type": "Action.Execute", "verb": "planminder", "data": {"planminder": {"act": "list"}}}}
    status, text = await local.post(said(type="invoke", name="adaptiveCard/action", value=value, text=""))
    assert status == 200
    assert json.loads(text) == {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": "5: green → amber",
    }
    assert [one.kind for one in local.router.taken] == [MessageKind.BUTTON]


async def test_an_invoke_of_another_kind_is_not_implemented(local: Any, said: Said) -> None:
    assert (await local.post(said(type="invoke", name="composeExtension/query")))[0] == 501


async def test_half_a_character_and_nul_do_not_reach_the_store(local: Any, said: Said) -> None:
    body = json.dumps(said()).replace("what's overdue", r"5 amber\u0000\ud800 now \ud83d\udc4d").encode()
    assert (await local.post(body))[0] == 200
    assert local.router.taken[0].text == "5 amber? now 👍"
