"""The listening half of the channel: bolt's application, what of it is taken to the router, and when Slack is answered.

Slack wants an answer within 3 seconds. It gets it when the turn is done, so that what is lost with this machine is sent
again; where the turn takes longer, what was sent is made durable, then Slack is answered, and the turn goes on.
https://docs.slack.dev/apis/events-api#responding
"""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog
from aiohttp import ClientSession
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.channels import Undeliverable
from bot.channels.slack.arriving import Arriving, arrived
from bot.channels.slack.asking import Asking
from bot.channels.slack.body import part, text
from bot.channels.slack.files import fetched
from bot.channels.slack.homes import Homes
from bot.channels.slack.moments import Moment, Moments
from bot.channels.slack.people import NAME
from bot.channels.slack.pressing import RECORD
from bot.channels.slack.profiles import Profiles
from bot.channels.slack.reading import files_in, maybe_elsewhere, message, speaker_in, team_of, users_in
from bot.channels.slack.settings import SlackSettings
from bot.channels.slack.tasks import Tasks
from bot.channels.slack.working import shown
from bot.channels.slack.workspaces import Installed, Workspaces
from bot.now import Now
from bot.rendering.blocks import PREFIX
from dialogs.message import Message, MessageKind, Place, Sender
from dialogs.reply import Reply
from storage.inbox import Arrived

log = structlog.get_logger(__name__)

PATIENCE = 1.9  # seconds that an answer waits for the turn; the rest of the 3 is for keeping it, and for the way
RETRIES = 3  # of an event: at once, after a minute, after five
ENDS = frozenset({"app_uninstalled", "tokens_revoked"})


class Answered(Protocol):
    """What became of a message, as far as this channel needs to know."""

    @property
    def replies(self) -> Sequence[Reply]: ...

    @property
    def applied(self) -> Sequence[Any]: ...

    @property
    def recorded(self) -> bool: ...


class Takes(Protocol):
    """The router, as this channel sees it. Its replies come back through `deliver` before `take` returns."""

    async def take(self, message: Message, tried: int | None = None) -> Answered: ...


@dataclass(slots=True)
class Turn:
    """One body on its way through the router, and the answer that Slack waits for meanwhile."""

    body: dict[str, Any]
    team: str | None
    enterprise: str | None
    received: datetime
    tried: int | None = None  # how often Slack has sent it before, where it will send it again
    answered: bool = False  # Slack waits no longer: no trigger of it opens anything, and no form of it is open
    moment: Moment | None = None
    answer: dict[str, Any] = field(default_factory=dict)  # what a submitted form is acknowledged by

    def answers(self) -> dict[str, Any]:
        """What Slack is told now. From then on a reply goes another way."""
        self.answered = True
        if self.moment is not None:
            self.moment.form = False
        return self.answer


@dataclass(frozen=True, slots=True)
class Hearing:
    """Takes verified requests to the router."""

    router: Takes
    settings: SlackSettings
    workspaces: Workspaces
    asking: Asking
    profiles: Profiles
    moments: Moments
    homes: Homes
    arriving: Arriving
    tasks: Tasks
    session: Callable[[], ClientSession]
    now: Now

    def listen(self, app: AsyncApp) -> None:
        """Everything that is for us goes one way; the rest bolt answers with 404."""
        ours = re.compile(f"^{re.escape(PREFIX)}")
        app.event(re.compile(".+"))(self._hear)
        app.action(ours)(self._hear)
        app.view(ours)(self._hear)
        app.shortcut(RECORD)(self._hear)
        app.command(re.compile("^/"))(self._hear)

    async def _hear(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, request: AsyncBoltRequest
    ) -> None:
        if text(part(body, "event"), "type") in ENDS:
            await self._ended(body, context)
            await ack()
            return
        team, sent_before = team_of(body) or context.team_id, tried(body, request.headers)
        turn = Turn(body, team, context.enterprise_id, self.now(), sent_before)
        task = self.tasks.start(self._taken(turn))
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        if not done:
            organisation = self.settings.organisation_of(turn.team or "")
            await self.arriving.keep(arrived(body, turn.team, turn.enterprise, organisation, turn.received), task)
        for one in done:
            one.result()  # what failed is not acknowledged: Slack sends it again
        await ack(**turn.answers())

    async def take_up(self) -> int:
        """Give what was acknowledged, and lost with the process that had it, its turn. Raises StorageError."""
        return await self.arriving.take_up(self._late)

    async def _late(self, one: Arrived) -> None:
        kept = one.body
        await self._taken(Turn(kept["body"], kept["team"], kept["enterprise"], one.received, answered=True))

    async def _taken(self, turn: Turn) -> None:
        """One body through the router."""
        installed = await self.workspaces.of(turn.team, turn.enterprise)
        heard = await self._read(turn, installed) if installed else None
        if installed is None or heard is None:
            return
        moment = turn.moment = self.moments.keep(heard, turn.body, late=turn.answered)
        taken = await shown(self.asking, installed, heard, self.router.take(heard, turn.tried))
        turn.answer.update(form_answer(moment, taken, part(turn.body, "view")))
        moment.form = False
        self.homes.note(heard)
        home = self.homes.after(heard) if taken.applied else None
        if home is not None:
            self.tasks.start(self._again(home))

    async def _again(self, home: Message) -> None:
        await self.router.take(home)

    async def _read(self, turn: Turn, installed: Installed) -> Message | None:
        body = turn.body
        people = await self.profiles.of(users_in(body), installed)
        files = await fetched(files_in(body), self.session(), installed.token, self.settings.api_url)
        chat = await self._own_chat(body, installed) if maybe_elsewhere(body) else None
        return message(body, installed.workspace, people, turn.received, files, chat)

    async def _own_chat(self, body: dict[str, Any], installed: Installed) -> str:
        """The speaker's own chat with the bot; "" where it is not known, and then no chat is taken for it."""
        try:
            return await self.asking.chat_with(installed, speaker_in(body))
        except Undeliverable as away:
            log.warning("chat not known", reason=away.reason)
            return ""

    async def _ended(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        """The bot was put out of a workspace, or its token taken back; older news than the installation is no news."""
        event, when = part(body, "event"), body.get("event_time")
        if text(event, "type") == "tokens_revoked" and not part(event, "tokens").get("bot"):
            return
        if not context.team_id or not isinstance(when, int):
            return
        moment = datetime.fromtimestamp(when, UTC)
        if await self.workspaces.ended(context.team_id, moment):
            log.info("slack installation ended", team=context.team_id)
            gone = removed(context.team_id, self.settings.organisation_of(context.team_id), moment, self.now())
            await self.router.take(gone)


def removed(team: str, organisation: str, when: datetime, now: datetime) -> Message:
    """The bot is out of a whole workspace, and so out of every conversation in it."""
    return Message(
        id=f"{MessageKind.REMOVED.value}:{when.timestamp():.0f}",
        kind=MessageKind.REMOVED,
        organisation=organisation,
        conversation=team,
        place=Place.CHANNEL,
        sender=Sender(NAME, team),
        text="",
        sent=when,
        received=now,
        reference={"team": team},
    )


def tried(body: Mapping[str, Any], headers: Mapping[str, Sequence[str]]) -> int | None:
    """How often an event was sent before; None for the last time, and for what Slack never sends again.

    https://docs.slack.dev/apis/events-api#retries
    """
    if not part(body, "event"):
        return None
    number = next(iter(headers.get("x-slack-retry-num") or ()), "0")
    before = int(number) if number.isdecimal() and number.isascii() and len(number) < 3 else 0
    return before if before < RETRIES else None


def form_answer(moment: Moment, taken: Answered, view: Any) -> dict[str, Any]:
    """What a submitted modal is told: closed, shown anew, or kept open with what was typed where nothing was kept.

    https://docs.slack.dev/surfaces/modals#response_actions
    """
    if not moment.form:
        return {}
    if moment.view is not None:
        return {"response_action": "update", "view": moment.view}
    fields = [one["block_id"] for one in view.get("blocks") or () if one.get("type") == "input"]
    if taken.recorded or not fields or not taken.replies:
        return {}
    return {"response_action": "errors", "errors": {fields[-1]: taken.replies[0].text}}


class Authorize(AsyncAuthorize):
    """Who may be listened to: the workspaces that the bot is installed in."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def __call__(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None, **_: Any
    ) -> AuthorizeResult | None:
        """The installation; None where there is none, which bolt then refuses."""
        try:
            installed = await self._workspaces.of(team_id, enterprise_id)
        except Undeliverable as away:
            if not away.permanent and away.kind != "bad_credentials":
                raise  # Slack asks again
            log.warning("slack request refused", reason=away.reason, team=team_id)
            return None
        if installed is None:
            log.warning("slack request refused", reason="not installed in this workspace", team=team_id)
            return None
        where = installed.workspace
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=where.team,
            bot_user_id=where.bot_user,
            bot_id=installed.bot_id,
            bot_token=installed.token,
            user_id=user_id,
        )
