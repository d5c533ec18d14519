"""The conversation on this machine without any page: people speak by name, through the same router as everywhere."""

from datetime import datetime
from uuid import uuid4

from bot.app import App
from bot.channels import console
from bot.router import Taken
from dialogs.message import Attachment, Message, MessageKind, Place, Sender
from storage.people import Person
from storage.work import COMMAND_LINE, Identity, LinkIdentity, Work


class Shell:
    """Says lines to the bot as people of the plan. Each has one private conversation, kept from line to line."""

    def __init__(self, app: App, organisation: str | None = None) -> None:
        self._app = app
        self._organisation = organisation or app.settings.organisation
        self._linked: set[int] = set()

    async def say(self, person: Person, text: str, *, files: tuple[Attachment, ...] = ()) -> Taken:
        """One line of a person, and what became of it."""
        await self._link(person)
        return await self._app.router.take(self._message(person, text, self._app.now(), files))

    async def _link(self, person: Person) -> None:
        """Whoever can run commands on this machine's database speaks as whom they say."""
        if person.id in self._linked:
            return
        write = LinkIdentity(Identity(console.NAME, _identity(person)), person.id, COMMAND_LINE)
        await self._app.store.flush(Work(self._organisation, self._app.now(), (write,)))
        self._linked.add(person.id)

    def _message(self, person: Person, text: str, now: datetime, files: tuple[Attachment, ...]) -> Message:
        return Message(
            id=uuid4().hex,
            kind=MessageKind.FILE if files else MessageKind.NEW,
            organisation=self._organisation,
            conversation=f"{console.NAME}:{_identity(person)}",
            place=Place.PERSONAL,
            sender=Sender(console.NAME, _identity(person), person.name),
            text=text,
            sent=now,
            received=now,
            attachments=files,
        )


def _identity(person: Person) -> str:
    return str(person.id)
