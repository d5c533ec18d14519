"""A channel as people see it: whole replies by the id of their message, one in another's place where it says so.

`Desk` stands before it: people of the example plan who speak and press, over the real router and a real database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from bot.app import App
from bot.channels import Undeliverable
from bot.router import Taken
from dialogs.message import Attachment, Message, MessageKind, Place, Sender
from dialogs.reply import Button, Card, Payload, Recipient, Reply
from storage.plan import Action, Plan
from storage.work import Conversation, Identity, LinkIdentity, Outgoing, Work

ORGANISATION = "local"


@dataclass
class Screen:
    """Public record: `shown` holds what stands there now, oldest first; `told` what only the presser was told."""

    name: str = "console"
    shown: dict[str, Reply] = field(default_factory=dict)
    told: list[Reply] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(1))

    async def deliver(self, outgoing: Outgoing, conversation: Conversation) -> str | None:
        reply = Reply.load(dict(outgoing.reply))
        if reply.recipient is Recipient.ONLY_YOU and conversation.place != Place.PERSONAL:
            self.told.append(reply)
            return None
        number = reply.replaces if reply.replaces in self.shown else f"card-{next(self.numbers)}"
        self.shown[number] = reply
        return number

    async def redraw(self, outgoing: Outgoing, conversation: Conversation) -> None:
        if outgoing.redraws not in self.shown:
            raise Undeliverable("it is gone", permanent=True)
        self.shown[outgoing.redraws] = Reply.load(dict(outgoing.reply))

    async def close(self) -> None:
        """Nothing is held open."""

    @property
    def last(self) -> Reply:
        return list(self.shown.values())[-1]


@dataclass
class Desk:
    """People at a screen. `place` is where they talk; everybody who speaks is linked on the way."""

    app: App
    screen: Screen
    place: Place = Place.PERSONAL
    numbers: Any = field(default_factory=lambda: count(1))

    async def say(self, who: str, text: str) -> Reply:
        """Somebody's words, and the newest reply on the screen."""
        await self._take(who, text=text)
        return self.screen.last

    async def stranger(self, name: str, text: str) -> Reply:
        """The answer to somebody of whom only the name is known, in a chat of their own in Teams."""
        now, sender = self.app.now(), Sender("teams", f"29:{name}", name)
        message = Message(text, MessageKind.NEW, ORGANISATION, f"a:{name}", Place.PERSONAL, sender, text, now, now)
        return (await self.app.router.take(message)).replies[-1]

    async def give(self, who: str, file: Path) -> Reply:
        """A file of somebody's, without a word beside it."""
        await self._take(who, kind=MessageKind.FILE, attachments=(Attachment(file.name, file.read_bytes()),))
        return self.screen.last

    async def form(self, who: str, ref: str) -> Reply:
        """The form of an action, as a message of its own."""
        await self.press(who, Payload(act="form", plan=1, action=(await self.action(ref)).id), on="a card long gone")
        return self.screen.last

    async def press(
        self,
        who: str,
        button: Button | Payload | Mapping[str, Any],
        inputs: Mapping[str, str] | None = None,
        *,
        on: str | None = None,
    ) -> Taken:
        """A button of the newest message (or of the one that is named), with what was filled in beside it."""
        payload = button.payload if isinstance(button, Button) else button
        carried = payload.model_dump(mode="json", exclude_defaults=True) if isinstance(payload, Payload) else payload
        kind = MessageKind.FORM if inputs else MessageKind.BUTTON
        held = on or (list(self.screen.shown)[-1] if self.screen.shown else "no card")
        return await self._take(who, kind=kind, payload=carried, inputs=inputs or {}, in_reply_to=held)

    async def _take(self, who: str, **parts: Any) -> Taken:
        await self._link(who)
        message = Message(
            id=f"message-{next(self.numbers)}-{id(self)}",
            kind=MessageKind.NEW,
            organisation=ORGANISATION,
            conversation=who if self.place is Place.PERSONAL else "everybody",
            place=self.place,
            sender=Sender("console", who, who),
            text="",
            sent=self.app.now(),
            received=self.app.now(),
        )
        return await self.app.router.take(replace(message, **parts))

    async def _link(self, who: str) -> None:
        person = (await self.app.store.directory(ORGANISATION)).named(who)
        assert person is not None, f"nobody called {who} in the example"
        link = LinkIdentity(Identity("console", who), person.id, "test")
        await self.app.store.flush(Work(ORGANISATION, self.app.now(), (link,)))

    async def plan(self) -> Plan:
        return (await self.app.store.plans(ORGANISATION))[1]

    async def action(self, ref: str) -> Action:
        (action,) = (await self.plan()).find(ref)
        return action


def card_of(reply: Reply) -> Card:
    assert reply.card is not None
    return reply.card


def button(reply: Reply, label: str, ref: str | None = None) -> Button:
    """The button of this label on a card: in a row where a ref is given, else in its notice or at its foot."""
    card = card_of(reply)
    if ref is not None:
        offered = next(line for line in card.lines if line.ref == ref).buttons
    else:
        offered = (*(card.notice.buttons if card.notice else ()), *card.buttons)
    return next(one for one in offered if one.label == label)


def filled(reply: Reply, **typed: str) -> dict[str, str]:
    """What a form gives back: every field, with some of them typed into."""
    card = card_of(reply)
    fields = (*card.inputs, *(one for line in card.lines for one in line.inputs))
    return {one.id: one.value or "" for one in fields} | typed
