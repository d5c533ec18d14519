"""Slack as a channel of the bot: heard over HTTP or Socket Mode, answered through the Web API."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.allowance import REST, Buckets
from bot.channels import Undeliverable
from bot.channels.slack.arriving import Arriving, Inbox
from bot.channels.slack.asking import Asking
from bot.channels.slack.hearing import Authorize, Hearing, Takes
from bot.channels.slack.homes import Homes
from bot.channels.slack.installing import INSTALL, REDIRECT, oauth_settings
from bot.channels.slack.log import sdk_logger
from bot.channels.slack.moments import Moments
from bot.channels.slack.people import NAME
from bot.channels.slack.profiles import Profiles
from bot.channels.slack.settings import SlackSettings
from bot.channels.slack.shape import shaped
from bot.channels.slack.socket import socket_of
from bot.channels.slack.speaking import Speaking
from bot.channels.slack.tasks import Tasks
from bot.channels.slack.workspaces import Installations, ManyWorkspaces, OneWorkspace, Workspaces
from bot.now import Now, clock
from bot.outgoing import session as outgoing_session
from storage.work import Conversation, Outgoing, StorageError

log = structlog.get_logger(__name__)

EVENTS = "/slack/events"
MACHINE_CLOCK = clock(None, ZoneInfo("UTC"))  # installations live by the real time, whatever date is pinned
INSTALLS = 30  # a minute may set out to install it: each is a row, and whoever asks has shown nothing yet
LONGEST_STAMP = 20  # digits of a time, in seconds since 1970
TIMEOUT = ClientTimeout(total=15)  # less than the lease on a reply, so that nobody else sends it meanwhile


@dataclass(slots=True)
class _Parts:
    """What holds the HTTP session; made with the first use, since a session belongs to a running loop."""

    session: ClientSession
    app: AsyncApp
    workspaces: Workspaces
    hearing: Hearing
    speaking: Speaking


class Kept(Installations, Inbox, Protocol):
    """The store, as this channel needs it."""


class SlackChannel:
    """Hears `POST /slack/events` or a socket, speaks through the Web API."""

    name = NAME

    def __init__(self, router: Takes, settings: SlackSettings, store: Kept, now: Now = MACHINE_CLOCK) -> None:
        self._router = router
        self._settings = settings
        self._store = store
        self._now = now
        self._tasks = Tasks()
        self._installs = Buckets(INSTALLS)
        self._made: _Parts | None = None
        self._socket: AsyncSocketModeHandler | None = None

    def routes(self) -> list[web.RouteDef]:
        """Over HTTP nothing is heard without a signing secret: nobody could say who speaks."""
        heard = [web.post(EVENTS, self._event)] if self._settings.signing_secret else []
        installed = [web.get(INSTALL, self._install), web.get(REDIRECT, self._redirected)]
        return [*heard, *(installed if self._settings.client_id else ())]

    async def start(self) -> None:
        """With an app token, listen over Socket Mode. Returns at once; the SDK connects, and reconnects, behind it.

        Whose the bot token is, Slack is asked now: the first message has three seconds, and a wrong token is logged.
        """
        self._tasks.start(self._known())
        if self._settings.app_token:
            connecting = outgoing_session(self._settings.allowed)
            self._socket = socket_of(self._parts().app, self._settings.app_token, connecting)
            self._tasks.start(self._socket.connect_async())  # type: ignore[no-untyped-call]  # bolt leaves it untyped

    async def _known(self) -> None:
        try:
            await self._parts().workspaces.of(None)
        except Undeliverable as away:
            log.warning("slack bot token not confirmed", reason=away.reason)

    async def deliver(self, outgoing: Outgoing, conversation: Conversation) -> str | None:
        """Send one reply. Raises Undeliverable."""
        return await self._parts().speaking.deliver(outgoing, conversation)

    async def redraw(self, outgoing: Outgoing, conversation: Conversation) -> None:
        """Change a message of ours where it stands. Raises Undeliverable."""
        await self._parts().speaking.redraw(outgoing, conversation)

    async def take_up(self) -> int:
        """A duty of the clock: what was acknowledged and lost with its process has its turn. Raises StorageError."""
        return await self._parts().hearing.take_up()

    async def close(self) -> None:
        """Hear no more, finish what was heard, and let go."""
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]  # bolt leaves it untyped
        await self._tasks.finish()
        if self._made is not None:
            await self._made.session.close()

    # HTTP ----------------------------------------------------------------------------------------------------

    async def _event(self, request: web.Request) -> web.Response:
        """Whatever Slack sends: events, commands, presses, forms. Bolt checks signature and age before it reads on."""
        if not _signable(request):
            log.warning("slack request refused", reason="no signature")
            return web.Response(status=401)
        try:
            asked = await to_bolt_request(request)
            known = shaped(asked.body)
        except (ValueError, RecursionError, AttributeError, TypeError):
            known = False
        if not known:
            return web.Response(status=400, text="This is nothing that Slack sends.\n")
        answer = await self._parts().app.async_dispatch(asked)
        if answer.status in (401, 404):
            reason = "signature or age" if answer.status == 401 else "unknown request"
            log.warning("slack request refused", reason=reason)
        return await to_aiohttp_response(answer)

    async def _install(self, request: web.Request) -> web.Response:
        flow = self._parts().app.oauth_flow
        if flow is None:
            raise web.HTTPNotFound
        if self._installs.closed_for((INSTALL,), time.monotonic()):
            return web.Response(
                status=429, headers={"Retry-After": f"{REST:.0f}"}, text="Please try again in a moment.\n"
            )
        return await to_aiohttp_response(await flow.handle_installation(await to_bolt_request(request)))

    async def _redirected(self, request: web.Request) -> web.Response:
        flow = self._parts().app.oauth_flow
        if flow is None:
            raise web.HTTPNotFound
        try:
            return await to_aiohttp_response(await flow.handle_callback(await to_bolt_request(request)))
        except (ClientError, TimeoutError, StorageError) as away:
            log.warning("slack installation failed", reason=type(away).__name__)
            return web.Response(status=502, text=f"That did not work just now. Please begin again at {INSTALL}.\n")

    # the parts with a session --------------------------------------------------------------------------------

    def _parts(self) -> _Parts:
        if self._made is None:
            session, asking = outgoing_session(self._settings.allowed, timeout=TIMEOUT), Asking(self._client)
            workspaces, moments = self._workspaces(), Moments(self._settings.api_url)
            hearing = Hearing(
                router=self._router,
                settings=self._settings,
                workspaces=workspaces,
                asking=asking,
                profiles=Profiles(asking),
                moments=moments,
                homes=Homes(),
                arriving=Arriving(self._store, self._tasks, self._now),
                tasks=self._tasks,
                session=lambda: session,
                now=self._now,
            )
            speaking = Speaking(workspaces, asking, lambda: session, moments)
            self._made = _Parts(session, self._application(workspaces, session), workspaces, hearing, speaking)
            hearing.listen(self._made.app)
        return self._made

    def _application(self, workspaces: Workspaces, session: ClientSession) -> AsyncApp:
        settings, logger = self._settings, sdk_logger()
        many = None if settings.single else oauth_settings(settings, self._store, self._now, logger)
        return AsyncApp(
            logger=logger,
            name="planminder",
            signing_secret=settings.signing_secret,
            client=_client("", session, settings),
            authorize=Authorize(workspaces),  # type: ignore[arg-type]  # bolt takes its own class too, and says not so
            oauth_settings=many,
            before_authorize=_without_answering,
            process_before_response=True,
        )

    def _workspaces(self) -> Workspaces:
        if self._settings.single:
            return OneWorkspace(self._settings, self._client)
        return ManyWorkspaces(self._settings, self._store)

    def _client(self, token: str) -> AsyncWebClient:
        return _client(token, self._parts().session, self._settings)


def _client(token: str, session: ClientSession, settings: SlackSettings) -> AsyncWebClient:
    """A client that tries once: trying again is the outbox's, which knows what was sent."""
    return AsyncWebClient(
        token or None, base_url=settings.api_url, session=session, logger=sdk_logger(), retry_handlers=[]
    )


async def _without_answering(context: AsyncBoltContext, next: Callable[[], Awaitable[None]]) -> None:
    """Bolt itself would tell whoever is refused so, at an address of the body and by a session that knows no list."""
    context.pop("response_url", None)
    await next()


def _signable(request: web.Request) -> bool:
    """Has it what bolt's check reads? It trips over a time that is no number and a signature that is not ASCII."""
    headers = request.headers
    signature = headers.get("X-Slack-Signature", "")
    stamp = headers.get("X-Slack-Request-Timestamp", "")
    return stamp.isdecimal() and len(stamp) <= LONGEST_STAMP and signature.isascii() and signature != ""
