"""Replies to where they are wanted: a message, a thread, one person alone, a modal, the Home tab, a file."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.channels import Undeliverable, reply_of
from bot.channels.slack.asking import Asking
from bot.channels.slack.moments import Moment, Moments
from bot.channels.slack.origin import Means, Origin, origin_of
from bot.channels.slack.pictures import block_of, upload
from bot.channels.slack.workspaces import Installed, Workspaces
from bot.rendering import blocks
from dialogs.message import Place
from dialogs.reply import File, Recipient, Reply
from storage.failures import Failure
from storage.work import Conversation, Outgoing

LONGEST_METADATA = 3_000  # characters that a view carries
HOME = "home:"  # before a user's id: what counts as the id of their Home tab, which Slack gives none
UNFURLED = {"unfurl_links": False, "unfurl_media": False}  # a note's link needs no preview in a list
SUBMITTED = frozenset({"update", "return", "record"})  # what a form's first button does
ELSEWHERE = frozenset({Failure.NOT_IN_CONVERSATION, Failure.GONE})  # then the person's own chat is tried


@dataclass(frozen=True, slots=True)
class There:
    """Where one reply goes."""

    installed: Installed
    channel: str
    private: bool  # nobody else reads there
    thread: str | None
    reader: str  # whose eyes it is for, where it is for one person's; "" where nobody is known
    alone: bool  # that one spoke so that only they should see the answer
    cause: str | None  # the id of the message that is answered

    @property
    def user(self) -> str:
        """The reader. Raises Undeliverable where nobody is known."""
        if not self.reader:
            raise Undeliverable("it is not known whom to tell this alone", kind=Failure.NO_ADDRESS, permanent=True)
        return self.reader


class Speaking:
    """The sending half of the channel."""

    def __init__(
        self, workspaces: Workspaces, asking: Asking, session: Callable[[], ClientSession], moments: Moments
    ) -> None:
        self._workspaces = workspaces
        self._asking = asking
        self._session = session
        self._moments = moments

    async def deliver(self, outgoing: Outgoing, conversation: Conversation) -> str | None:
        """Send one reply; Slack's id of it, where it gives one. Raises Undeliverable."""
        reply, origin = reply_of(outgoing), origin_of(outgoing.in_reply_to)
        there = await self._there(outgoing, conversation, origin)
        if origin is not None and origin.means is Means.HOME:
            await self._draw_home(there, reply)
            return f"{HOME}{there.user}"
        if await self._opened(there, reply):
            return None
        if not there.private and reply.recipient is Recipient.PRIVATELY:
            return await self._post(await self._in_private(there), reply)
        if not there.private and (reply.recipient is Recipient.ONLY_YOU or there.alone):
            return await self._whisper(there, reply)
        return await self._update(there, reply) if reply.replaces else await self._post(there, reply)

    async def redraw(self, outgoing: Outgoing, conversation: Conversation) -> None:
        """Change a message of ours where it stands, or a Home tab, which notifies nobody. Raises Undeliverable.

        https://docs.slack.dev/reference/methods/chat.update
        """
        there, reply = await self._there(outgoing, conversation, None), reply_of(outgoing)
        if outgoing.redraws and outgoing.redraws.startswith(HOME):
            await self._draw_home(there, reply)
            return
        await self._ask(there, "chat_update", channel=there.channel, ts=outgoing.redraws, **blocks.render(reply))

    async def _there(self, outgoing: Outgoing, conversation: Conversation, origin: Origin | None) -> There:
        known = conversation.reference
        installed = await self._workspaces.of(known.get("team"), known.get("enterprise"))
        if installed is None:
            raise Undeliverable("the bot is not installed there", kind=Failure.NOT_INSTALLED, permanent=True)
        channel = known.get("channel") or await self._asking.chat_with(installed, _user(known))
        return There(
            installed=installed,
            channel=str(channel),
            private=conversation.place == Place.PERSONAL,
            thread=outgoing.thread or (origin.thread if origin else None),
            reader=origin.user if origin else str(outgoing.address.get("user") or ""),
            alone=origin is not None and origin.means is Means.ALONE,
            cause=outgoing.in_reply_to,
        )

    # to everybody in the conversation ------------------------------------------------------------------------

    async def _post(self, there: There, reply: Reply) -> str | None:
        if reply.files:
            return await self._hand_out(there, reply)
        where = {"channel": there.channel, "thread_ts": there.thread}
        return _ts(await self._ask(there, "chat_postMessage", **where, **blocks.render(reply), **UNFURLED))

    async def _update(self, there: There, reply: Reply) -> str | None:
        """In place of a message of ours; as a new one where that is gone or too old to be changed."""
        try:
            where = {"channel": there.channel, "ts": reply.replaces}
            return _ts(await self._ask(there, "chat_update", **where, **blocks.render(reply)))
        except Undeliverable as gone:
            if not gone.permanent:
                raise
        return await self._post(there, reply)

    async def _hand_out(self, there: There, reply: Reply) -> str | None:
        """Files, with the words above them. A card beside them holds the pictures; what it does not hold lies below."""
        if reply.card is None:
            await self._upload(there, reply.files, blocks.render(reply)["text"])
            return None
        said, left = await self._with_pictures(there, reply)
        if left:
            below = there if there.private else replace(there, thread=there.thread or said)
            await self._upload(below, left, None)
        return said

    async def _with_pictures(self, there: There, reply: Reply) -> tuple[str | None, Sequence[File]]:
        """The id of the card, and the files that are not in it."""
        images = [await block_of(one, partial(self._ask, there)) for one in reply.files if one.alt]
        if images and (drawn := [one for one in images if one]) == images:
            where = {"channel": there.channel, "thread_ts": there.thread}
            try:
                answer = await self._ask(there, "chat_postMessage", **where, **blocks.render(reply, drawn), **UNFURLED)
                return _ts(answer), [one for one in reply.files if not one.alt]
            except Undeliverable as refused:
                if refused.retry_after is not None:
                    raise
        return await self._post(there, reply.model_copy(update={"files": ()})), reply.files

    async def _upload(self, there: There, files: Sequence[File], words: str | None) -> None:
        where = {"channel": there.channel, "thread_ts": there.thread, "initial_comment": words}
        await self._ask(there, "files_upload_v2", file_uploads=[upload(one) for one in files], **where)

    # to one person -------------------------------------------------------------------------------------------

    async def _whisper(self, there: There, reply: Reply) -> str | None:
        """For one person in a conversation; in their own chat where the bot is not in that conversation."""
        if reply.files:
            return await self._post(await self._in_private(there), reply)
        rendered = blocks.render(reply)
        # In place only of what they alone saw: the same address would take a card from everybody else.
        in_place = reply.replaces is not None and there.alone
        url = self._moments.answering(there.cause)
        if url and await self._respond(there, url, rendered, replaces=in_place):
            return None
        try:
            where = {"channel": there.channel, "user": there.user, "thread_ts": there.thread}
            return _ts(await self._ask(there, "chat_postEphemeral", **where, **rendered))
        except Undeliverable as elsewhere:
            if elsewhere.kind not in ELSEWHERE:
                raise
        return await self._post(await self._in_private(there), reply)

    async def _respond(self, there: There, url: str, rendered: dict[str, Any], *, replaces: bool) -> bool:
        """By the address that came with a command or a press; whether Slack took it."""
        logger = self._asking.client(there.installed).logger
        webhook = AsyncWebhookClient(url, session=self._session(), logger=logger, retry_handlers=[])
        try:
            answer = await webhook.send(**rendered, response_type="ephemeral", replace_original=replaces)
        except Exception:  # whatever it was, the other ways are tried
            return False
        return answer.status_code == 200

    async def _in_private(self, there: There) -> There:
        """The same for the person's own chat with the bot."""
        chat = await self._asking.chat_with(there.installed, there.user)
        return replace(there, channel=chat, thread=None, private=True)

    # views ---------------------------------------------------------------------------------------------------

    async def _opened(self, there: There, reply: Reply) -> bool:
        """Whether a reply that asks to be filled in was opened as a modal, over whatever the person is looking at."""
        moment = self._moments.opening(there.cause)
        view = modal(there, reply, moment) if moment is not None else None
        if moment is None or view is None:
            return False
        if moment.form:
            moment.view = view
            return True
        try:
            await self._ask(there, "views_open", trigger_id=moment.trigger, view=view)
        except Undeliverable:
            return False  # as a message then
        return True

    async def _draw_home(self, there: There, reply: Reply) -> None:
        """The Home tab. It is drawn at every opening, so one that failed is not tried again later."""
        kept = {"team": there.installed.workspace.team, "channel": there.channel}
        view = {**blocks.home(reply), "private_metadata": json.dumps(kept)}
        try:
            await self._ask(there, "views_publish", user_id=there.user, view=view)
        except Undeliverable as failed:
            raise Undeliverable(failed.reason, kind=failed.kind, permanent=True) from None

    async def _ask(self, there: There, method: str, **arguments: Any) -> AsyncSlackResponse:
        client: AsyncWebClient = self._asking.client(there.installed)
        call: Callable[..., Awaitable[AsyncSlackResponse]] = getattr(client, method)
        return await self._asking.ask(there.installed, call, **arguments)


def modal(there: There, reply: Reply, moment: Moment) -> dict[str, Any] | None:
    """The reply as a modal that knows where it was opened; None where it is no form, or too much.

    Submit is its first button, and Close its other, which leads back to where the form was opened.
    """
    card = reply.card
    if card is None or not card.buttons or card.buttons[0].payload.act not in SUBMITTED:
        return None
    kept = {
        "team": there.installed.workspace.team,
        "channel": there.channel,
        "thread": there.thread,
        "alone": there.alone,
        # In a channel the message that the form was opened from is everybody's: what is saved does not replace it.
        "message": moment.message if there.private else None,
        "payload": card.buttons[0].payload.model_dump(mode="json", exclude_defaults=True),
    }
    carried = json.dumps({key: value for key, value in kept.items() if value}, separators=(",", ":"))
    if len(carried) > LONGEST_METADATA or not (card.inputs or any(line.inputs for line in card.lines)):
        return None
    alone = reply.model_copy(update={"card": card.model_copy(update={"buttons": card.buttons[:1]})})
    return blocks.modal(alone, private_metadata=carried)


def _user(known: Mapping[str, Any]) -> str:
    """The user of an address. Raises Undeliverable where there is none."""
    if not known.get("user"):
        raise Undeliverable(
            "Slack has not told where this conversation is held", kind=Failure.NO_ADDRESS, permanent=True
        )
    return str(known["user"])


def _ts(answer: AsyncSlackResponse) -> str | None:
    given = answer.get("ts") or answer.get("message_ts")
    return str(given) if given else None
