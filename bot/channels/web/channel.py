"""The chat page as a channel: what is typed, pressed or dropped becomes a Message; replies wait in the transcript."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Literal, Protocol
from uuid import uuid4

from aiohttp import web

from bot.channels import Undeliverable, reply_of
from bot.channels.web.guard import guard
from bot.channels.web.page import Page, Scene
from bot.channels.web.persona import Persona
from bot.channels.web.reading import Pressed, Said, Uploaded
from bot.channels.web.rooms import conversation_of, place_of, private
from bot.channels.web.transcript import Entry, Transcript
from bot.now import Now
from bot.rendering import html
from bot.rendering.text import clean
from dialogs.message import Message, MessageKind, Place, Sender
from dialogs.reply import Recipient, Reply
from storage.work import Conversation, Outgoing

NAME = "web"
BOT_NAME = "Planminder"


class Takes(Protocol):
    """The router, as far as a channel needs it."""

    async def take(self, message: Message) -> object: ...


async def _no_title() -> str:
    return ""


class WebChannel:
    """The page's side of the conversation. `people` are whom it offers to be; `today_shown` is said at its head."""

    name = NAME

    def __init__(
        self,
        router: Takes,
        key: str,
        people: Callable[[], Awaitable[list[Persona]]],
        today_shown: Callable[[], str],
        *,
        now: Now,
        organisation: str,
        zone: str = "Europe/London",
        plan_title: Callable[[], Awaitable[str]] = _no_title,
        on_reset: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._router = router
        self._key = key
        self._now = now
        self.organisation = organisation
        self._zone = zone
        self._on_reset = on_reset
        self._scene = Scene(people, today_shown, plan_title, on_reset is not None)
        self.transcript = Transcript()
        self._pressed: dict[str, Entry] = {}  # buttons whose answers are being made

    def application(self) -> web.Application:
        """For a listener of its own on 127.0.0.1; every request is checked before it is read."""
        application = web.Application(middlewares=[guard(self._key)])
        application.add_routes(Page(self, self._scene).routes())
        application.on_shutdown.append(self._let_go)
        return application

    # what goes out ---------------------------------------------------------------------------------------------

    async def deliver(self, outgoing: Outgoing, conversation: Conversation) -> str | None:
        """Show one reply to whoever may see it.

        Raises Undeliverable for a private one whose asker is forgotten, and for one from before a reset: the page
        shows another organisation's plan now.
        """
        if conversation.organisation != self.organisation:
            raise Undeliverable("the page was reset since", permanent=True)
        reply = reply_of(outgoing)
        place, only = self._whereto(reply, outgoing, conversation)
        entry = Entry(
            id=f"{NAME}-{uuid4().hex}",
            number=0,
            conversation=place,
            kind="reply",
            author=None,
            name=BOT_NAME,
            text=clean(reply.text),
            html=html.render(reply),
            at=self._now().isoformat(),
            only=only,
            files=reply.files,
        )
        self._tell_pressed(outgoing.in_reply_to, reply)
        return self.transcript.add(entry, replaces=reply.replaces).id

    async def redraw(self, outgoing: Outgoing, conversation: Conversation) -> None:
        """Show a message of ours anew, where the page still has it. Raises Undeliverable."""
        entry = self.transcript.find(outgoing.redraws)
        if entry is None or entry.conversation != conversation.id:
            raise Undeliverable("the page has it no more", permanent=True)
        reply = reply_of(outgoing)
        drawn = replace(entry, text=clean(reply.text), html=html.render(reply))
        self.transcript.add(drawn, replaces=entry.id)

    def _tell_pressed(self, message: str | None, reply: Reply) -> None:
        """That somebody pressed a button, above the answer; an answer in the place of its card shows that itself."""
        pressed = self._pressed.pop(message or "", None)
        if pressed is not None and reply.replaces is None:
            self.transcript.add(pressed)

    def _whereto(self, reply: Reply, outgoing: Outgoing, conversation: Conversation) -> tuple[str, str | None]:
        """The conversation that a reply appears in, and who alone may see it there."""
        if reply.recipient is Recipient.HERE or conversation.place == Place.PERSONAL:
            return conversation.id, None
        asked = self._pressed.get(outgoing.in_reply_to or "") or self.transcript.find(outgoing.in_reply_to)
        if asked is None or asked.author is None:
            raise Undeliverable("nobody on the page is waiting for this private answer", permanent=True)
        if reply.recipient is Recipient.PRIVATELY:
            return private(asked.author), None
        return conversation.id, asked.author

    async def close(self) -> None:
        self.transcript.close()

    async def _let_go(self, _: web.Application) -> None:
        """Pages that wait for news are answered at once, so that stopping does not wait for them."""
        self.transcript.close()

    # what comes in ---------------------------------------------------------------------------------------------

    async def said(self, who: Persona, said: Said) -> None:
        text = said.text.strip()
        entry = self._heard(who, said.room, "said", clean(text))
        await self._router.take(replace(self._message(who, entry, MessageKind.NEW), text=text))

    async def pressed(self, who: Persona, pressed: Pressed) -> None:
        entry = self._entry(who, pressed.room, "pressed", clean(pressed.label))
        kind = MessageKind.FORM if pressed.inputs else MessageKind.BUTTON
        message = replace(
            self._message(who, entry, kind),
            in_reply_to=pressed.message,
            payload=pressed.payload.model_dump(mode="json", exclude_defaults=True),
            inputs=pressed.inputs,
        )
        self._pressed[entry.id] = entry
        try:
            await self._router.take(message)
        finally:
            self._pressed.pop(entry.id, None)

    async def uploaded(self, who: Persona, uploaded: Uploaded) -> None:
        entry = self._heard(who, uploaded.room, "file", clean(uploaded.file.name))
        message = replace(self._message(who, entry, MessageKind.FILE), attachments=(uploaded.file,))
        await self._router.take(message)

    async def reset(self) -> None:
        """Begin anew: whatever was joined to it first, then the page's own memory."""
        if self._on_reset:
            await self._on_reset()
        self.transcript.clear()

    def _heard(self, who: Persona, room: str, kind: Literal["said", "file"], text: str) -> Entry:
        """What somebody did, shown at once to everybody in the room."""
        return self.transcript.add(self._entry(who, room, kind, text))

    def _entry(self, who: Persona, room: str, kind: Literal["said", "pressed", "file"], text: str) -> Entry:
        return Entry(
            id=f"{NAME}-{uuid4().hex}",
            number=0,
            conversation=conversation_of(room, who.id),
            kind=kind,
            author=who.id,
            name=who.name,
            text=text,
            at=self._now().isoformat(),
        )

    def _message(self, who: Persona, entry: Entry, kind: MessageKind) -> Message:
        now = self._now()
        return Message(
            id=entry.id,
            kind=kind,
            organisation=self.organisation,
            conversation=entry.conversation,
            place=place_of(entry.conversation),
            sender=Sender(channel=NAME, id=who.id, name=who.name),
            text="",
            sent=now,
            received=now,
            zone=self._zone,
        )
