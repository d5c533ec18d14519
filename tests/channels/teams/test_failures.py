"""Each failure that Teams names, as its service answers it, and what it comes to."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from aiohttp import web

from bot.channels import Undeliverable
from bot.channels.teams.failures import REFUSALS, Refusal
from dialogs.reply import Reply
from storage.failures import Failure
from storage.work import Conversation
from tests.channels.teams.test_delivery import at_home, outgoing

Said = Callable[..., dict[str, Any]]
Attempt = Callable[[web.Response], Any]

WRITES_BLOCKED = (  # as the page about proactive messages prints it, `subCode` inside of a text
    r'{"errorCode":209,"message":"{\r\n  \"subCode\": \"MessageWritesBlocked\",\r\n  \"details\": '
    r'\"Thread is blocked from message writes.\",\r\n  \"errorCode\": null,\r\n  \"errorSubCode\": null\r\n}"}'
)


@pytest.fixture
def here(said: Said, received: datetime) -> Conversation:
    return at_home(said(), received)[0]


@pytest.fixture
def attempt(local: Any, service: Any, here: Conversation) -> Attempt:
    """Send something to a service that answers so: the failure that comes of it."""

    async def sent(*answers: web.Response) -> Undeliverable:
        service.answers.extend(answers)
        with pytest.raises(Undeliverable) as refused:
            await local.channel.deliver(outgoing(here, Reply(text="x")), here)
        return refused.value

    return sent


def answers(refusal: Refusal) -> tuple[web.Response, ...]:
    """The service's answer; a 401 is answered twice, since after the first a fresh token is tried."""
    body = {"error": {"code": refusal.code, "message": "…"}} if refusal.code else {}
    return tuple(web.json_response(body, status=refusal.status or 0) for _ in range(2 if refusal.status == 401 else 1))


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: f"{one.status} {one.code or ''}".strip())
async def test_each_refusal_comes_to_what_the_table_says(attempt: Attempt, refusal: Refusal) -> None:
    failure = await attempt(*answers(refusal))
    assert (failure.kind, failure.permanent) == (refusal.kind, not refusal.again)
    assert str(refusal.status) in failure.reason
    assert (refusal.code or "") in failure.reason


async def test_a_blocked_person_is_known_by_the_code_inside_the_text(attempt: Attempt) -> None:
    failure = await attempt(web.Response(text=WRITES_BLOCKED, status=403, content_type="application/json"))
    assert (failure.kind, failure.permanent) == (Failure.BLOCKED, True)
    assert failure.reason == "Teams answered 403 MessageWritesBlocked"


@pytest.mark.parametrize("body", ["", "[]", "null", "<html>", '{"error": "no"}', '{"message": "{"}', '{"error": []}'])
async def test_an_answer_without_a_code_is_judged_by_its_status(attempt: Attempt, body: str) -> None:
    failure = await attempt(web.Response(text=body, status=403, content_type="application/json"))
    assert (failure.kind, failure.permanent) == (Failure.FORBIDDEN, True)


@pytest.mark.parametrize("status", [302, 405, 418, 501])
async def test_what_no_page_names_is_not_tried_again(attempt: Attempt, status: int) -> None:
    failure = await attempt(web.Response(status=status))
    assert (failure.kind, failure.permanent) == (Failure.UNKNOWN, True)


@pytest.mark.parametrize(("told", "wait"), [("7", 7.0), ("0.5", 0.5), ("soon", None), ("-3", 0.0), ("", None)])
async def test_a_throttled_message_waits_as_long_as_it_is_told(attempt: Attempt, told: str, wait: float | None) -> None:
    failure = await attempt(web.Response(status=429, headers={"Retry-After": told}))
    assert (failure.kind, failure.retry_after) == (Failure.THROTTLED, wait)
