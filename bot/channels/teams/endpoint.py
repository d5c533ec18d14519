"""`POST /api/messages`: what is refused, what is taken, and what is answered at once."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

import structlog
from aiohttp import ClientSession, web

from bot.channels import Undeliverable
from bot.channels.teams.consent import INVOKE as CONSENT_GIVEN
from bot.channels.teams.consent import HandingOver, Refused
from bot.channels.teams.files import fetched
from bot.channels.teams.patience import Patience, Waits
from bot.channels.teams.reading import Foreign, Unreadable, conversation_in, message, organisation_of
from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.tokens import Token, Unverified, Verifier
from bot.loopback import loopback_url, refusal
from bot.now import Now
from bot.rendering.adaptive import render, shortened
from dialogs.message import Message, MessageKind
from dialogs.reply import Reply
from dialogs.words import say

log = structlog.get_logger(__name__)

LARGEST_BODY = 256 * 1024  # bytes
CARD = "application/vnd.microsoft.card.adaptive"
TOAST = "application/vnd.microsoft.activity.message"
LONGEST_ANSWER = 120  # characters under a card whose button was pressed


class Answered(Protocol):
    """What became of a message, as far as this channel needs to know."""

    @property
    def replies(self) -> Sequence[Reply]: ...


class Takes(Protocol):
    """The router, as this channel sees it. Its replies come back through `deliver` before `take` returns."""

    async def take(self, message: Message) -> Answered: ...


class Endpoint:
    """Checks a request, reads its activity and hands the message to the router."""

    def __init__(
        self,
        router: Takes,
        settings: TeamsSettings,
        now: Now,
        verifier: Callable[[], Verifier],
        session: Callable[[], ClientSession],
        typing: Callable[[dict[str, Any]], Awaitable[None]],
        waits: Waits,
        handing_over: HandingOver | None,
    ) -> None:
        self._router = router
        self._settings = settings
        self._now = now
        self._verifier = verifier
        self._session = session
        self._typing = typing
        self._patience = Patience(waits)
        self._handing_over = handing_over
        self._answering: set[str] = set()  # presses whose requests are open

    async def close(self) -> None:
        """Let the turns end whose requests have been answered already."""
        await self._patience.close()

    def answers(self, message: str | None) -> bool:
        """Whether a message is a press that is being answered now, so that its answer can hold a card."""
        return message in self._answering

    async def answer(self, request: web.Request) -> web.Response:
        """200 once the turn is done, or takes longer than the service waits; 401, 403, 413, 415 or 400 without one."""
        try:
            token = await self._admitted(request)
            activity = activity_in(await body_of(request))
            self._meant_for_us(activity, token)
            return await self._taken(activity)
        except Unverified as refused:
            log.warning("teams request refused", reason=str(refused))
            return web.Response(status=401)
        except Foreign as stranger:
            log.warning("teams request refused", reason=str(stranger))
            return web.Response(status=403)
        except Unreadable as wrong:
            return web.Response(status=400, text=f"This is no activity: {wrong}.\n")

    async def _admitted(self, request: web.Request) -> Token | None:
        """The verified token; without an app id None, for this machine's own programs only."""
        if not self._settings.local:
            return await self._verifier().verify(request.headers.get("Authorization", ""))
        reason = refusal(request)
        if reason is not None:
            raise web.HTTPForbidden(text=f"{reason}\n")
        return None

    def _meant_for_us(self, activity: dict[str, Any], token: Token | None) -> None:
        """Refuses another's activity before anything is fetched for it."""
        if token is not None:
            token.check(activity)
            if not self._settings.serves(str(activity.get("serviceUrl") or "")):
                raise Foreign("serviceUrl is not one of the cloud's hosts")
            organisation_of(activity, self._settings)
        elif not loopback_url(str(activity.get("serviceUrl") or "")):
            raise web.HTTPForbidden(
                text="Without an app id answers go to this machine only, and serviceUrl is elsewhere.\n"
            )

    async def _taken(self, activity: dict[str, Any]) -> web.Response:
        if activity.get("type") == "invoke" and activity.get("name") == CONSENT_GIVEN and self._handing_over:
            return await self._consent(activity, self._handing_over)
        heard = message(activity, self._settings, self._now())
        if heard is None:
            return web.Response(status=501 if activity.get("type") == "invoke" else 200)
        if activity.get("type") != "invoke":
            await self._in_time(activity, heard)
            return web.Response(status=200)
        self._answering.add(heard.id)
        try:
            taken = await self._in_time(activity, heard)
        finally:
            self._answering.discard(heard.id)
        return pressed(taken.replies if taken else (Reply(text=say("teams.working")),), heard)

    async def _consent(self, activity: dict[str, Any], handing_over: HandingOver) -> web.Response:
        """A file is wanted, or is not. What becomes of it is said in the chat."""
        conversation_in(activity)  # raises Unreadable where there is nowhere to say anything
        organisation = organisation_of(activity, self._settings)
        try:
            await self._patience.result(handing_over.pressed(activity, organisation), lambda: self._typing(activity))
        except Refused as wrong:
            log.warning("file not handed over", reason=str(wrong))
            return web.Response(status=403)
        except Undeliverable as lost:
            log.warning("reply lost", reason=lost.reason)
        return web.Response(status=200)

    async def _in_time(self, activity: dict[str, Any], heard: Message) -> Answered | None:
        """What became of a message, or None where that takes longer than the service waits."""
        return await self._patience.result(self._turn(activity, heard), lambda: self._typing(activity))

    async def _turn(self, activity: dict[str, Any], heard: Message) -> Answered:
        if heard.kind is MessageKind.NEW:
            files = await fetched(activity, self._session(), self._settings)
            heard = replace(heard, kind=MessageKind.FILE, attachments=files) if files else heard
        return await self._router.take(heard)


def pressed(replies: Sequence[Reply], heard: Message) -> web.Response:
    """The answer to a pressed `Action.Execute`: the card that takes the place of the one which was pressed, else the
    first words of the reply, shown at the card for a moment. A press that comes a second time has no reply.

    A card in the answer is seen by whoever pressed; what everybody is to see has been put there by an update besides.
    https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format
    """
    first = replies[0] if replies else None
    if first is not None and first.replaces is not None and first.replaces == heard.in_reply_to and not first.files:
        return web.json_response({"statusCode": 200, "type": CARD, "value": render(first)})
    words = first.text.strip().partition("\n")[0] if first else say("teams.again")
    return web.json_response({"statusCode": 200, "type": TOAST, "value": shortened(words, LONGEST_ANSWER)})


async def body_of(request: web.Request) -> bytes:
    """The request's JSON bytes. Raises 415 for another content type and 413 over LARGEST_BODY, read no further."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Activities are application/json.\n")
    if (request.content_length or 0) > LARGEST_BODY:
        raise _too_large()
    body = bytearray()
    async for part in request.content.iter_any():
        body += part
        if len(body) > LARGEST_BODY:
            raise _too_large()
    return bytes(body)


def activity_in(body: bytes) -> dict[str, Any]:
    """The JSON object of a body, its texts fit to be stored. Raises Unreadable."""
    try:
        read = json.loads(body)
        # Only an escape can hold NUL or half a character, which no database takes.
        activity = storable(read) if b"\\u" in body else read
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None
    if not isinstance(activity, dict) or not isinstance(activity.get("type"), str):
        raise Unreadable("no type")
    return activity


def storable(value: Any) -> Any:
    """The same JSON without NUL and halves of characters."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [storable(one) for one in value]
    if isinstance(value, dict):
        return {storable(key): storable(one) for key, one in value.items()}
    return value


def _too_large() -> web.HTTPRequestEntityTooLarge:
    return web.HTTPRequestEntityTooLarge(LARGEST_BODY, LARGEST_BODY + 1)
