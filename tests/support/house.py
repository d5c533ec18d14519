"""A whole bot over the example plan, with its people at the door; only the channel is recorded."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.app import App, bot
from bot.settings import read
from dialogs.message import Message, MessageKind, Place, Sender
from dialogs.reply import Reply
from storage.plan import Action
from storage.work import Identity, LinkIdentity, Work
from tests.support.conversations import HandClock
from tests.support.recorder import Recorder


@dataclass
class House:
    """`say` gives what is answered; everybody speaks in a conversation of their own unless told otherwise."""

    app: App
    channel: Recorder
    clock: HandClock
    said: list[str] = field(default_factory=list)  # the ids of what was said, in order

    async def say(self, who: str, text: str, **given: object) -> str:
        """What is said to one message, its lines joined; "" for silence."""
        return "\n".join(one.text for one in await self.replies(who, text, **given))

    async def replies(self, who: str, text: str, **given: object) -> tuple[Reply, ...]:
        message = replace(self._message(who, text), **given)  # type: ignore[arg-type]  # the tests give fields of Message
        self.said.append(message.id)
        return (await self.app.router.take(message)).replies

    async def edit(self, who: str, about: str, text: str, **given: object) -> str:
        return await self.say(who, text, kind=MessageKind.EDITED, in_reply_to=about, **given)

    async def delete(self, who: str, about: str, **given: object) -> str:
        return await self.say(who, "", kind=MessageKind.DELETED, in_reply_to=about, **given)

    async def action(self, ref: str) -> Action:
        plans = await self.app.store.plans("local")
        (action,) = plans[1].find(ref)
        return action

    def _message(self, who: str, text: str) -> Message:
        return Message(
            id=f"message {len(self.said) + 1}",
            kind=MessageKind.NEW,
            organisation="local",
            conversation=who,
            place=Place.PERSONAL,
            sender=Sender("console", who, who),
            text=text,
            sent=self.clock(),
            received=self.clock(),
        )


@asynccontextmanager
async def opened(database: Path, people: Iterable[str], **settings: object) -> AsyncIterator[House]:
    """A house over a database, with some people known at the door by their names."""
    clock, channel = HandClock(), Recorder()
    async with bot(read(database_url=f"sqlite+aiosqlite:///{database}", **settings), clock) as app:
        app.sender.join(channel)
        directory = await app.store.directory("local")
        known = [person for name in people if (person := directory.named(name))]
        links = [LinkIdentity(Identity("console", one.name), one.id, "test") for one in known]
        await app.store.flush(Work("local", clock(), tuple(links)))
        yield House(app, channel, clock)
