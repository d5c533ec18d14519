"""Replies to where they are wanted: a message, a thread, one person alone, a modal, the Home tab, a file."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.channels import Undeliverable
from bot.channels.slack.moments import Moments
from bot.channels.slack.origin import Means, Origin, origin_of
from bot.channels.slack.pace import Pace
from bot.channels.slack.workspaces import Installed, Workspaces
from bot.rendering import blocks
from dialogs.message import Place
from dialogs.reply import Recipient, Reply
from storage.failures import Failure
from storage.work import Conversation, Outgoing

LONGEST_METADATA = 3_000  # characters that a view carries
UNFURLED = {"unfurl_links": False, "unfurl_media": False}  # a note's link needs no preview in a list
ELSEWHERE = frozenset({Failure.NOT_IN_CONVERSATION, Failure.GONE})  # then the person's own chat is tried


@dataclass(frozen=True, slots=True)
class There:
    """Where one reply goes."""

    installed: Installed
    client: AsyncWebClient
    channel: str
    origin: Origin | None
    cause: str | None  # the id of the message that is answered

    @property
    def team(self) -> str:
        return self.installed.workspace.team

    @property
    def thread(self) -> str | None:
        return self.origin.thread if self.origin else None

    @property
    def user(self) -> str:
        """Whom it answers. Raises Undeliverable where nobody is known."""
        if self.origin is None:
            raise Undeliverable("it is not known whom to tell this alone", kind=Failure.NO_ADDRESS, permanent=True)
        return self.origin.user


class Speaking:
    """The sending half of the channel."""

    def __init__(
        self,
        workspaces: Workspaces,
        client: Callable[[str], AsyncWebClient],
        session: Callable[[], ClientSession],
        pace: Pace,
        moments: Moments,
    ) -> None:
        self._workspaces = workspaces
        self._client = client
        self._session = session
        self._pace = pace
        self._moments = moments
        self._direct: dict[tuple[str, str], str] = {}  # (team, user) → their chat with the bot

    async def deliver(self, outgoing: Outgoing, conversation: Conversation) -> str | None:
        """Send one reply; Slack's id of it, where it gives one. Raises Undeliverable."""
        reply = Reply.load(dict(outgoing.reply))
        there = await self._there(outgoing, conversation)
        if there.origin and there.origin.means is Means.HOME:
            await self._draw_home(there, reply)
            return None
        if await self._opened(there, conversation, reply):
            return None
        if reply.recipient is Recipient.PRIVATELY and conversation.place != Place.PERSONAL:
            return await self._post(await self._in_private(there), reply)
        if await self._for_one(there, conversation, reply):
            return await self._whisper(there, reply)
        return await self._update(there, reply) if reply.replaces else await self._post(there, reply)

    async def _there(self, outgoing: Outgoing, conversation: Conversation) -> There:
        team = str(conversation.reference.get("team") or "")
        installed = await self._workspaces.of(team, conversation.reference.get("enterprise"))
        if installed is None:
            raise Undeliverable("the bot is not installed there", kind=Failure.NOT_INSTALLED, permanent=True)
        client = self._client(installed.token)
        return There(installed, client, conversation.id, origin_of(outgoing.in_reply_to), outgoing.in_reply_to)

    # to everybody in the conversation ------------------------------------------------------------------------

    async def _post(self, there: There, reply: Reply) -> str | None:
        if reply.files:
            return await self._hand_out(there, reply)
        await self._pace.message(there.team, there.channel)
        where = {"channel": there.channel, "thread_ts": there.thread}
        call = there.client.chat_postMessage
        return _ts(await self._pace.ask(there.team, call, **where, **blocks.render(reply), **UNFURLED))

    async def _update(self, there: There, reply: Reply) -> str | None:
        """In place of a message of ours; as a new one where that is gone or too old to be changed."""
        what = {"channel": there.channel, "ts": reply.replaces or "", **blocks.render(reply)}
        try:
            return _ts(await self._pace.ask(there.team, there.client.chat_update, **what))
        except Undeliverable as gone:
            if not gone.permanent:
                raise
        return await self._post(there, reply)

    async def _hand_out(self, there: There, reply: Reply) -> str | None:
        """Files, with the words above them; a card beside them is a message of its own."""
        said = None
        if reply.card is not None:
            said = await self._post(there, reply.model_copy(update={"files": ()}))
        await self._pace.message(there.team, there.channel)
        uploads = [{"filename": one.name, "title": one.name, "file": one.content} for one in reply.files]
        words = None if reply.card else blocks.render(reply)["text"]
        where: dict[str, Any] = {"channel": there.channel, "thread_ts": there.thread, "initial_comment": words}
        await self._pace.ask(there.team, there.client.files_upload_v2, file_uploads=uploads, **where)
        return said

    # to one person -------------------------------------------------------------------------------------------

    async def _for_one(self, there: There, conversation: Conversation, reply: Reply) -> bool:
        """Whether only the person may see it who is answered; in their own chat with the bot everything is so."""
        if conversation.place != Place.PERSONAL:
            return reply.recipient is Recipient.ONLY_YOU or (there.origin is not None and _alone(there.origin))
        if there.origin is None or not _alone(there.origin):
            return False
        return await self._chat_with(there, there.user) != there.channel  # a command in a chat of two people

    async def _whisper(self, there: There, reply: Reply) -> str | None:
        """For one person in a conversation; in their own chat where the bot is not in that conversation."""
        if reply.files:
            return await self._post(await self._in_private(there), reply)
        rendered = blocks.render(reply)
        url = self._moments.answering(there.cause)
        if url and await self._respond(there, url, rendered, replaces=reply.replaces is not None):
            return None
        where = {"channel": there.channel, "user": there.user, "thread_ts": there.thread}
        try:
            await self._pace.message(there.team, there.channel)
            return _ts(await self._pace.ask(there.team, there.client.chat_postEphemeral, **where, **rendered))
        except Undeliverable as elsewhere:
            if elsewhere.kind not in ELSEWHERE:
                raise
        return await self._post(await self._in_private(there), reply)

    async def _respond(self, there: There, url: str, rendered: dict[str, Any], *, replaces: bool) -> bool:
        """By the address that came with a command or a press; whether Slack took it."""
        webhook = AsyncWebhookClient(url, session=self._session(), logger=there.client.logger, retry_handlers=[])
        try:
            answer = await webhook.send(**rendered, response_type="ephemeral", replace_original=replaces)
        except Exception:  # whatever it was, the other ways are tried
            return False
        return answer.status_code == 200

    async def _in_private(self, there: There) -> There:
        """The same for the person's own chat with the bot."""
        return There(there.installed, there.client, await self._chat_with(there, there.user), None, there.cause)

    async def _chat_with(self, there: There, user: str) -> str:
        key = (there.team, user)
        if key not in self._direct:
            opened = await self._pace.ask(there.team, there.client.conversations_open, users=user)
            self._direct[key] = str((opened.get("channel") or {}).get("id") or "")
        return self._direct[key]

    # views ---------------------------------------------------------------------------------------------------

    async def _opened(self, there: There, conversation: Conversation, reply: Reply) -> bool:
        """Whether a reply that asks to be filled in was opened as a modal, over whatever the person is looking at."""
        moment = self._moments.opening(there.cause)
        if moment is None or reply.card is None or not reply.card.inputs:
            return False
        view = modal(there, reply, moment.message if conversation.place == Place.PERSONAL else None)
        if view is None:
            return False
        if moment.form:
            moment.view = view
            return True
        try:
            await self._pace.ask(there.team, there.client.views_open, trigger_id=moment.trigger, view=view)
        except Undeliverable:
            return False
        return True

    async def _draw_home(self, there: There, reply: Reply) -> None:
        """The Home tab. It is drawn at every opening, so one that failed is not tried again later."""
        view = {**blocks.home(reply), "private_metadata": json.dumps({"channel": there.channel})}
        try:
            await self._pace.ask(there.team, there.client.views_publish, user_id=there.user, view=view)
        except Undeliverable as failed:
            raise Undeliverable(failed.reason, kind=failed.kind, permanent=True) from None


def modal(there: There, reply: Reply, opened_on: str | None) -> dict[str, Any] | None:
    """The reply as a modal that knows where it was opened; None where it has nothing to submit, or too much.

    `opened_on` is the message that what is saved may replace: in a channel none, since it is everybody's.
    """
    if reply.card is None or not reply.card.buttons:
        return None
    origin = there.origin
    kept = {
        "channel": there.channel,
        "thread": there.thread,
        "alone": origin is not None and _alone(origin),
        "message": opened_on,
        "payload": reply.card.buttons[0].payload.model_dump(mode="json", exclude_defaults=True),
    }
    carried = json.dumps({key: value for key, value in kept.items() if value}, separators=(",", ":"))
    return blocks.modal(reply, private_metadata=carried) if len(carried) <= LONGEST_METADATA else None


def _alone(origin: Origin) -> bool:
    return origin.means is Means.ALONE


def _ts(answer: AsyncSlackResponse) -> str | None:
    given = answer.get("ts") or answer.get("message_ts")
    return str(given) if given else None
