"""A dialog run from the command line: on behalf of a performance officer, over the same functions as in the chat."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import typer

from bot.channels import console
from bot.command.common import fail, talk
from bot.now import clock
from bot.past import StoredPast
from bot.settings import Settings
from dialogs.change_sets import change_set_of
from dialogs.memory import Memory
from dialogs.message import Message, MessageKind, Place, Sender
from dialogs.sight import directory_on, seen_by
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Interpretation
from storage.people import Directory, Person, Role
from storage.store import Store
from storage.work import Identity, Work, Write

CONVERSATION = "command line"
Dialog = Callable[[Turn], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Officer:
    """Whoever the command speaks for, at one moment."""

    store: Store
    settings: Settings
    person: Person
    now: datetime

    async def turn(self, meant: Interpretation) -> Turn:
        """A message that means this, against what stands now."""
        organisation, sender = self.settings.organisation, Sender(console.NAME, str(self.person.id), self.person.name)
        message = Message(
            id=uuid4().hex,
            kind=MessageKind.NEW,
            organisation=organisation,
            conversation=CONVERSATION,
            place=Place.PERSONAL,
            sender=sender,
            text=meant.text,
            sent=self.now,
            received=self.now,
        )
        loaded = await self.store.load(organisation, CONVERSATION, Identity(sender.channel, sender.id))
        today = self.now.astimezone(self.settings.tzinfo).date()
        directory = directory_on(loaded, today)
        loaded = seen_by(loaded, self.person, directory, private=True)
        return Turn(
            message=message,
            meant=meant,
            plans=dict(loaded.plans),
            directory=directory,
            speaker=self.person,
            memory=Memory(),
            schedules=loaded.schedules,
            now=self.now,
            today=today,
            zone=self.settings.tzinfo,
            change_set=change_set_of(message),
            past=StoredPast(self.store, organisation, CONVERSATION, frozenset(loaded.plans)),
            unseen=loaded.unseen,
            local=True,
        )

    async def keep(self, writes: tuple[Write, ...]) -> None:
        """Write what a dialog decided."""
        await self.store.flush(Work(self.settings.organisation, self.now, writes))

    async def settle(self, turn: Turn, dialog: Dialog, *, yes: bool, first: Outcome | None = None) -> Outcome:
        """What a dialog comes to, its question answered by `yes` or at the terminal; ends the command where it is not,
        or where nothing came of it. `first` is what it said already."""
        outcome = first or await dialog(turn)
        if (question := outcome.memory.question if outcome.memory else None) is not None:
            talk(_words(outcome))
            agree(yes=yes)
            await self.keep(outcome.writes)
            answered = question.pending.model_copy(update={"asks": None})
            outcome = await dialog(await self.turn(answered))
        if not outcome.writes:
            fail(_words(outcome), 1)
        await self.keep(outcome.writes)
        return outcome


def officer(store: Store, settings: Settings, directory: Directory, name: str | None) -> Officer:
    """The person of that name, else the only performance officer there is; ends the command where that is not clear."""
    able = [one for one in directory.people.values() if one.speaks and one.role is Role.OFFICER]
    named = directory.named(name) if name else None
    if name is not None and (named is None or not named.speaks):
        fail(f"There is nobody called {name!r} here. Nothing was changed.")
    person = named or (able[0] if len(able) == 1 else None)
    if person is None:
        who = ", ".join(one.name for one in able) or "nobody yet; planminder people add NAME --role officer"
        fail(f"For which performance officer? Say it with --as NAME: {who}.")
    return Officer(store, settings, person, clock(settings.today, settings.tzinfo)())


def agree(*, yes: bool) -> None:
    """A yes, given or typed; without one the command ends."""
    if yes:
        return
    if not sys.stdin.isatty():
        fail("Nothing was saved. Say yes with --yes.")
    said = typer.prompt("yes or no", err=True, default="no", show_default=False).strip().casefold()
    if said not in ("y", "yes"):
        fail("Nothing was saved.", 1)


def _words(outcome: Outcome) -> str:
    return outcome.reply.text if outcome.reply else ""
