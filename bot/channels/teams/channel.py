"""Teams as a channel of the bot: replies to where a conversation is held."""

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientSession, web
from botbuilder.core import TurnContext
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    Attachment,
    ConversationReference,
)

from bot.channels import Undeliverable, reply_of
from bot.channels.teams.connector import Connector
from bot.channels.teams.consent import HandingOver, Kept, consent_to
from bot.channels.teams.credentials import OwnToken
from bot.channels.teams.endpoint import Endpoint, Takes
from bot.channels.teams.patience import Waits
from bot.channels.teams.places import Places, referring
from bot.channels.teams.reading import NAME, place_of, reference
from bot.channels.teams.roster import sender_of
from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.tokens import KeyRing, Verifier
from bot.links import LinkTo
from bot.now import Now, clock
from bot.outgoing import session as outgoing_session
from bot.rendering import adaptive
from bot.rendering.pictures import data_url
from bot.rendering.text import clean, one_line
from dialogs.made_once import MadeOnce
from dialogs.message import Message, Place, Sender
from dialogs.reply import File, Recipient, Reply
from dialogs.words import joined, say
from storage.work import Conversation, Outgoing

CARD = "application/vnd.microsoft.card.adaptive"
LONGEST_TEXT = 6_000  # characters; four bytes each would still be under the 28 KB of a message
LONGEST_SUMMARY = 160  # characters of the one line that a banner shows

# Clients differ in what they read as markup even where `textFormat` says plain (the Playground joins lines and reads
# `*`), so words with any of it travel as a card, which shows them letter by letter.
MARKUP = re.compile(r"[\n*_`<>\[\]#~|\\]|^\s*(\d+[.)]|[-+]) ")

DEFAULT_WAITS = Waits()
MACHINE_CLOCK = clock(None, ZoneInfo("UTC"))  # tokens live by the real time, whatever date is pinned


@dataclass(slots=True)
class _Parts:
    """What holds the HTTP session; made with the first use, since a session belongs to a running loop."""

    session: ClientSession
    keys: KeyRing
    verifier: Verifier
    connector: Connector
    places: Places


def _no_link(organisation: str, outgoing: Outgoing, number: int, file: File) -> None:
    """Links are switched off."""


class TeamsChannel:
    """Hears `POST /api/messages`, speaks through the Bot Connector service."""

    name = NAME

    def __init__(
        self,
        router: Takes,
        settings: TeamsSettings,
        now: Now = MACHINE_CLOCK,
        *,
        waits: Waits = DEFAULT_WAITS,
        kept: Kept | None = None,
        link_to: LinkTo = _no_link,
    ) -> None:
        self._settings = settings
        self._now = now
        self._link_to = link_to
        handing_over = HandingOver(kept, settings, self._session, self._answer_card) if kept else None
        self._endpoint = Endpoint(
            router, settings, now, self._verifier, self._session, self.typing, waits, handing_over
        )
        self._made: _Parts | None = None

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/api/messages", self._endpoint.answer)]

    async def deliver(self, outgoing: Outgoing, conversation: Conversation) -> str | None:
        """Send one reply: into the thread it answers, else to the conversation. Raises Undeliverable."""
        reply = reply_of(outgoing)
        if self._is_answer(outgoing, conversation, reply):
            return None
        reference = await self._parts().places.of(outgoing, conversation, reply)
        context = TurnContext(self._parts().connector, Activity(type=ActivityTypes.event))
        if reply.replaces is not None:
            try:
                return await self._update(context, reference, reply)
            except Undeliverable as gone:
                if not gone.permanent:
                    raise
        activities = [
            TurnContext.apply_conversation_reference(one, reference)
            for one in (*self._said(reply, outgoing), *self._linked(reply, outgoing, conversation))
        ]
        sent = await context.adapter.send_activities(context, activities)
        return str(sent[0].id) if sent[0].id else None

    async def redraw(self, outgoing: Outgoing, conversation: Conversation) -> None:
        """Update a message of ours where it stands: nobody is notified of that, and nothing is posted in its stead.

        https://learn.microsoft.com/microsoftteams/platform/bots/how-to/update-and-delete-bot-messages
        """
        reply = reply_of(outgoing).model_copy(update={"replaces": outgoing.redraws})
        reference = await self._parts().places.of(outgoing, conversation, reply)
        context = TurnContext(self._parts().connector, Activity(type=ActivityTypes.event))
        await self._update(context, reference, reply)

    def _said(self, reply: Reply, outgoing: Outgoing) -> list[Activity]:
        """What says a reply: its words with its pictures, and a card for each other file that asks for consent."""
        handed = [(number, file) for number, file in enumerate(reply.files) if not file.alt]
        if handed and not self._settings.endpoints.hands_files:
            said = _unhanded([file for _, file in handed], linked=self._link_to is not _no_link)
            shown = tuple(file for file in reply.files if file.alt)
            return _with_pictures(said.model_copy(update={"files": shown}))
        return [*_with_pictures(reply), *(consent_to(file, outgoing.cause, number) for number, file in handed)]

    def _linked(self, reply: Reply, outgoing: Outgoing, conversation: Conversation) -> list[Activity]:
        """Beside the cards the addresses of the files, where links are switched on."""
        handed = ((place, one) for place, one in enumerate(reply.files) if not one.alt)
        made = (self._link_to(conversation.organisation, outgoing, place, one) for place, one in handed)
        text = "\n\n".join(address for address in made if address)
        words = "file.link" if self._settings.endpoints.hands_files else "file.link_instead"
        return [Activity(type=ActivityTypes.message, text=say(words, address=text))] if text else []

    async def _answer_card(self, pressed: Mapping[str, Any], answer: Activity) -> None:
        """Put an answer in the place of the card that was pressed, or below where it is gone. Raises Undeliverable."""
        there = referring(reference(pressed, pressed["conversation"]["id"]))
        answer = TurnContext.apply_conversation_reference(answer, there)
        context = TurnContext(self._parts().connector, answer)
        card = pressed.get("replyToId")
        if isinstance(card, str) and card:
            try:
                instead = copy(answer)
                instead.id = card
                await context.adapter.update_activity(context, instead)
                return
            except Undeliverable as gone:
                if not gone.permanent:
                    raise
        await context.adapter.send_activities(context, [answer])

    async def typing(self, activity: dict[str, Any]) -> None:
        """Show that an answer is being made, where it is awaited. Channels show no such thing. Raises Undeliverable."""
        if place_of(activity) is Place.CHANNEL:
            return
        there = referring(reference(activity, activity["conversation"]["id"]))
        signal = TurnContext.apply_conversation_reference(Activity(type=ActivityTypes.typing), there)
        connector = self._parts().connector
        await connector.send_activities(TurnContext(connector, signal), [signal])

    def _is_answer(self, outgoing: Outgoing, conversation: Conversation, reply: Reply) -> bool:
        """Whether the answer to a press carries it already, to whoever pressed and to nobody else."""
        shared = conversation.place != Place.PERSONAL
        return shared and reply.recipient is Recipient.ONLY_YOU and self._endpoint.answers(outgoing.in_reply_to)

    async def who(self, message: Message) -> Sender:
        """The sender as the tenant's directory has them. Raises Undeliverable."""
        kept = message.address
        user = str(kept.get("user", {}).get("id", ""))
        member = await self._parts().connector.member(str(kept.get("serviceUrl", "")), message.conversation, user)
        return sender_of(member, message.sender, str(kept.get("tenantId") or ""))

    async def close(self) -> None:
        await self._endpoint.close()
        if self._made is not None:
            await self._made.keys.close()
            await self._made.session.close()

    async def _update(self, context: TurnContext, reference: ConversationReference, reply: Reply) -> str:
        activity = TurnContext.apply_conversation_reference(activity_of(reply), reference)
        activity.id = reply.replaces or ""
        return str((await context.adapter.update_activity(context, activity)).id)

    # the parts with a session --------------------------------------------------------------------------------

    def _parts(self) -> _Parts:
        if self._made is None:
            session = outgoing_session(self._settings.allowed)
            keys, cloud = KeyRing(session, self._settings.endpoints.openid_url), self._settings.endpoints
            token = OwnToken(session, self._settings, self._now)
            connector = Connector(session, token, self._now, self._settings.serves)
            self._made = _Parts(
                session=session,
                keys=keys,
                verifier=Verifier(keys, self._settings.app_id, cloud.issuer, self._now),
                connector=connector,
                places=Places(connector.open),
            )
        return self._made

    def _verifier(self) -> Verifier:
        return self._parts().verifier

    def _session(self) -> ClientSession:
        return self._parts().session


def _unhanded(files: Sequence[File], *, linked: bool) -> Reply:
    """What is said of files in a cloud where a bot cannot offer any: that, and how they are had all the same."""
    lost = [one for one in files if one.signed_in_only or not linked]
    words = [say("file.no_files", n=len(files), names=joined(one.name for one in files))]
    return Reply(text="\n".join([*words, *([say("file.no_files_ask")] if lost else [])]))


def activity_of(reply: Reply) -> Activity:
    """The activity that says a reply: its card, with the words for the notification, or the words alone."""
    words = clean(reply.text)
    activity = Activity(type=ActivityTypes.message, input_hint="acceptingInput")
    drawn = any(one.alt for one in reply.files)
    if reply.card is None and reply.replaces is None and not drawn and not MARKUP.search(words):
        activity.text, activity.text_format = adaptive.shortened(words, LONGEST_TEXT), "plain"
        return activity
    return _of_card(reply, adaptive.render(reply))


def _of_card(reply: Reply, drawn: dict[str, Any]) -> Activity:
    """Text beside a card would be shown as a second message; as summary it is what a notification says."""
    activity = Activity(type=ActivityTypes.message, input_hint="acceptingInput")
    activity.summary = _summary(reply)
    activity.attachments = [Attachment(content_type=CARD, content=drawn)]
    return activity


@MadeOnce
def _summary(reply: Reply) -> str:
    return one_line(reply.text, LONGEST_SUMMARY)


def _with_pictures(reply: Reply) -> list[Activity]:
    """A reply, and a message for each picture for which its card has no room; their words stand in the reply.

    A picture of up to 1 MB and 1,024 dots is shown where it is, in every scope and cloud, and needs no consent:
    https://learn.microsoft.com/microsoftteams/platform/bots/how-to/agents-inline-images
    """
    if not any(one.alt for one in reply.files):
        return [activity_of(reply)]
    drawn, pictures = adaptive.render_with(reply)
    return [_of_card(reply, drawn), *map(_picture, pictures)]


def _picture(file: File) -> Activity:
    activity = Activity(type=ActivityTypes.message, summary=one_line(file.alt, LONGEST_SUMMARY))
    address = data_url(file)
    activity.attachments = [Attachment(content_type=file.content_type, content_url=address, name=file.name)]
    return activity
