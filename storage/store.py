"""The store: what a turn loads, and what it writes, all or nothing.

    store = await Store.open("sqlite:///planminder.db")
    loaded = await store.load(organisation, conversation, identity, message)
    await store.flush(Work(organisation, now, writes))

A turn awaits storage twice. `load` is one statement where nothing has changed since this process's copy; `flush` shares
a commit with whoever else is writing. Errors are `storage.work.StorageError`s, whose texts can be shown to people.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Executable, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import accounts, addresses, handed_out, installations, outbox, schedules, tables
from storage.addresses import Address
from storage.audit_rows import AuditKept
from storage.backups import Restored, backup, restore
from storage.checking import check
from storage.conversations import conversation_of
from storage.copies import Copy, catch_up
from storage.database import CONNECTIONS, PATIENCE, Database
from storage.erasing import Erasing
from storage.failures import Failure, Left, Unreached
from storage.handed_rows import ReportsKept
from storage.history import read_changes, select_changes
from storage.in_turn import InTurn
from storage.inbox_kept import InboxKept
from storage.installations import Installation
from storage.leaving import Leaving
from storage.loading import Pieces, select_numbers, select_turn
from storage.past_kept import PastsKept
from storage.pasts import Pasts
from storage.people import Directory
from storage.personal import PersonalKept
from storage.plan import Change, Plan
from storage.prepared import asked
from storage.presence import left
from storage.pulse import Pulse
from storage.retention import Retained
from storage.return_rows import ReturnsKept
from storage.rhythm_rows import RhythmKept
from storage.rights_rows import RightsKept
from storage.rows import outgoing_rows, place_rows
from storage.schedule import Schedule
from storage.schedules import Due
from storage.schema import demand_current, prepare, upgrade
from storage.shown import Screens
from storage.statements import Row, statements
from storage.turns import Heads, Known, behind, chains_more, job_of, read_heads
from storage.unreached import unreached
from storage.uploads import read_upload
from storage.work import Account, Away, Claim, Conversation, HandedOut, Heard, Held, Identity, Loaded, Outgoing, Work
from storage.writer import Job, Writer

__all__ = ["Restored", "Store", "Unreached", "backup", "check", "prepare", "restore", "upgrade"]


class Store(
    AuditKept,
    Erasing,
    InboxKept,
    Leaving,
    PastsKept,
    PersonalKept,
    Pulse,
    ReportsKept,
    Retained,
    ReturnsKept,
    RhythmKept,
    RightsKept,
):
    """One database, with this process's copy of what is in it. Made by `Store.open`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._copies: dict[str, Copy] = {}
        self._writer = Writer(database, self._copies)
        self._known = Known()
        self._pasts = Pasts(self._reading)
        self.screens = Screens(self._reading)
        self.in_turn = InTurn(database)
        self._holder = uuid4().hex  # who we are, in the leases of the outbox

    @classmethod
    async def open(cls, url: str, patience: float = PATIENCE, connections: int = CONNECTIONS) -> "Store":
        """Open a database whose schema is current. `patience`: seconds to wait for a lock or a connection.

        Raises SchemaTooOld (with what to do) and Away.
        """
        database = Database(url, patience, connections)
        try:
            await demand_current(database)
        except BaseException:
            await database.close()
            raise
        return cls(database)

    async def close(self) -> None:
        """Write what was asked for, and let go of the database."""
        await self._writer.close()
        await self.in_turn.close()
        await self._database.close()

    # --- a turn --------------------------------------------------------------------------------------------------

    async def load(
        self,
        organisation: str,
        conversation: str,
        identity: Identity,
        message: str | None = None,
        answered: str | None = None,
    ) -> Loaded:
        """Everything that a turn starts from, as of one moment. Raises Away.

        `answered`: the channel's id of the message of ours on which a button was pressed, or to which this is a reply.
        """
        given = {"organisation": organisation, "conversation": conversation, "message": message, "answered": answered}
        given |= {"channel": identity.channel, "identity": identity.id}
        pieces, copy = await self._read(organisation, select_turn(), given, Pieces(conversation, identity))
        return Loaded(
            plans=copy.values(),
            directory=copy.directory,
            person=pieces.person,
            memory=pieces.memory,
            memory_version=pieces.memory_version,
            schedules=tuple(pieces.schedules),
            seen=pieces.seen_before,
            card=pieces.card,
            presence=pieces.presence,
            account=pieces.account,
            claim=pieces.claim,
            covers=tuple(pieces.covers),
            waits=pieces.waits,
        )

    async def flush(self, work: Work) -> None:
        """Write one turn's work; returns after its commit. Raises Stale, Away, StorageError: then nothing was kept."""
        copy = self._copies.setdefault(work.organisation, Copy())
        if behind(work, copy):
            await self._copy(work.organisation)
        await self._write(job_of(work, self._holder, self._known, await self._heads(work)))

    # --- what is true now, and what was --------------------------------------------------------------------------

    async def plans(self, organisation: str) -> Mapping[int, Plan]:
        """Every plan of an organisation, as it is now."""
        return (await self._copy(organisation)).values()

    async def directory(self, organisation: str) -> Directory:
        """Everybody in an organisation, as they are now."""
        return (await self._copy(organisation)).directory

    async def changes(self, organisation: str, plan: int, action: int | None = None) -> list[Change]:
        """Every change of a plan, or of one of its items, in order of sequence."""
        query = select_changes(organisation, plan)
        if action is not None:
            query = query.where(tables.changes.c.subject == action)
        async with self._reading() as connection:
            return await read_changes(connection, query)

    async def heard(self, organisation: str, conversation: str | None, message: str) -> Heard | None:
        """A message as it was first heard in a conversation, or in any, then the last; None where it never was."""
        table = tables.messages
        query = select(table).where(table.c.organisation_id == organisation, table.c.id == message)
        here = query if conversation is None else query.where(table.c.conversation_id == conversation)
        async with self._reading() as connection:
            row = (await connection.execute(here.order_by(table.c.received.desc()).limit(1))).one_or_none()
            return None if row is None else Heard(row.id, row.text or "", row.sent, row.received)

    async def upload(self, organisation: str, upload: str) -> Mapping[str, Any] | None:
        """A document that waits for a yes; None where it is not there any more."""
        async with self._reading() as connection:
            return await read_upload(connection, organisation, upload)

    async def account(self, organisation: str, identity: Identity) -> Account | None:
        """What is known of one identity; None where it has never been heard of."""
        query = accounts.select_account(organisation, identity)
        async with self._reading() as connection:
            row = (await connection.execute(query)).one_or_none()
            return None if row is None else accounts.account_of(row, identity)

    async def accounts(self, organisation: str, person: int | None = None) -> list[Account]:
        """The identities that are linked with somebody, or with one person."""
        async with self._reading() as connection:
            rows = await connection.execute(accounts.select_accounts(organisation, person))
            return [accounts.account_of(row, Identity(row.channel, row.id)) for row in rows]

    async def claims(self, organisation: str) -> list[Claim]:
        """Who waits for an officer to say who they are, oldest first."""
        async with self._reading() as connection:
            return [accounts.claim_of(row) for row in await connection.execute(accounts.select_claims(organisation))]

    async def held(self) -> list[tuple[str, Held]]:
        """Messages of all organisations that were kept and may have their turn: it is certain now who wrote them."""
        async with self._reading() as connection:
            rows = await connection.execute(accounts.select_held())
            return [(row.organisation_id, accounts.held_of(row)) for row in rows]

    async def kept(self, organisation: str, identity: Identity) -> list[Held]:
        """The messages of one identity that are kept until it is certain who wrote them, or have not had their turn."""
        async with self._reading() as connection:
            rows = await connection.execute(accounts.select_kept(organisation, identity))
            return [accounts.held_of(row) for row in rows]

    async def organisations(self) -> list[str]:
        """The ids of all organisations."""
        async with self._reading() as connection:
            found = await connection.scalars(select(tables.organisations.c.id).order_by(tables.organisations.c.id))
            return list(found)

    async def conversation(self, organisation: str, conversation: str) -> Conversation | None:
        """A conversation of an organisation, with what its channel needs to reach it."""
        table = tables.conversations
        query = select(table).where(table.c.organisation_id == organisation, table.c.id == conversation)
        async with self._reading() as connection:
            row = (await connection.execute(query)).one_or_none()
            return None if row is None else conversation_of(row)

    async def addresses(self, organisation: str, person: int) -> list[Address]:
        """Where a person can be told something alone, the last used first."""
        async with self._reading() as connection:
            return await addresses.of_person(connection, organisation, person)

    # --- the outbox ----------------------------------------------------------------------------------------------

    async def post(
        self, organisation: str, outgoings: Iterable[Outgoing], now: datetime, place: Conversation | None = None
    ) -> list[bool]:
        """Put messages into the outbox, for whoever claims them. For each, whether its cause was new.

        `place` is their conversation, where it may be one in which nobody has spoken yet.
        """
        work = Work(organisation, now, conversation=place)
        async with self._writing() as connection:
            await self._place(connection, work)
            return [await self._post(connection, Work(organisation, now), one) for one in outgoings]

    async def post_in_vain(
        self, organisation: str, outgoing: Outgoing, now: datetime, place: Conversation, failure: Failure
    ) -> bool:
        """Record a message that has nowhere to go, so that it is shown as not delivered; whether its cause was new."""
        async with self._writing() as connection:
            await self._place(connection, Work(organisation, now, conversation=place))
            new = await self._post(connection, Work(organisation, now), outgoing)
            if new:
                await self._give_up(connection, organisation, outgoing.cause, failure, now)
            return new

    async def _give_up(
        self, connection: AsyncConnection, organisation: str, cause: str, failure: Failure, now: datetime
    ) -> None:
        row = outbox.failed_row(organisation, cause, failure, failure.value, now, None)
        await connection.execute(statements(self._database.dialect)["failed"], row)

    async def could_not_reach(self, organisation: str) -> list[Unreached]:
        """Whom and what messages were given up for, and nothing has reached since; the longest first."""
        async with self._reading() as connection:
            return await unreached(connection, organisation)

    async def handed_out(self, organisation: str, cause: str) -> HandedOut | None:
        """A message of ours that carries files, with who had asked for it; the bytes of those let go of are empty."""
        async with self._reading() as connection:
            return await handed_out.handed_out(connection, organisation, cause)

    async def forget_file(self, organisation: str, cause: str, number: int) -> None:
        """A file of a message of ours has been handed over, or is not wanted."""
        async with self._writing() as connection:
            await handed_out.forget_file(connection, organisation, cause, number)

    async def forget_old_files(self, now: datetime) -> int:
        """Let go of files that nobody has wanted in time; of how many messages."""
        async with self._writing() as connection:
            return await handed_out.forget_old_files(connection, now)

    async def left(self, since: datetime | None = None, organisation: str | None = None) -> list[Left]:
        """Where the bot was removed (since a moment) and is not back, in one organisation or in all."""
        async with self._reading() as connection:
            return await left(connection, since, organisation)

    # --- schedules -----------------------------------------------------------------------------------------------

    async def due_schedules(self, now: datetime) -> list[Due]:
        """Active schedules whose time has come, in all organisations."""
        async with self._reading() as connection:
            return await schedules.due(connection, now)

    async def fire(
        self, organisation: str, schedule: Schedule, next_at: datetime, outgoing: Outgoing, now: datetime
    ) -> bool:
        """Post what a schedule brings and set when it is next due; False where another process has done so."""
        async with self._writing() as connection:
            if not await schedules.move(connection, organisation, schedule, next_at, now):
                return False
            return await self._post(connection, Work(organisation, now), outgoing)

    # --- where the bot is installed ---------------------------------------------------------------------------------

    async def put_installation(self, installation: Installation) -> None:
        """Keep a workspace's installation, in place of an earlier one."""
        async with self._writing() as connection:
            await installations.put(connection, self._database.dialect, installation)

    async def installation(self, channel: str, workspace: str) -> Installation | None:
        """How to speak in a workspace; None where the bot is not installed."""
        async with self._reading() as connection:
            return await installations.find(connection, channel, workspace)

    async def drop_installation(self, channel: str, workspace: str, before: datetime) -> bool:
        """Forget an installation that was made by `before`, with its tokens. Whether there was one."""
        async with self._writing() as connection:
            return await installations.drop(connection, channel, workspace, before)

    async def begin_installing(self, organisation: str, state: str, until: datetime) -> None:
        """Remember, until a time, that somebody has set out to install the bot with this state."""
        async with self._writing() as connection:
            await installations.begin(connection, self._database.dialect, organisation, state, until)

    async def finish_installing(self, organisation: str, state: str, now: datetime) -> bool:
        """Whether a state was given out here and is not out of time. It holds once."""
        async with self._writing() as connection:
            return await installations.finish(connection, organisation, state, now)

    async def skip(self, organisation: str, schedule: Schedule, next_at: datetime) -> None:
        """Post nothing of a schedule this time."""
        async with self._writing() as connection:
            await schedules.move(connection, organisation, schedule, next_at, schedule.posted)

    # --- inside --------------------------------------------------------------------------------------------------

    async def _place(self, connection: AsyncConnection, work: Work) -> None:
        if work.conversation is not None:
            for name, row in place_rows(work):
                await connection.execute(statements(self._database.dialect)[name], row)

    async def _post(self, connection: AsyncConnection, work: Work, outgoing: Outgoing) -> bool:
        known = statements(self._database.dialect)
        (_, counted), (_, row) = outgoing_rows(work, outgoing, holder=None)
        await connection.execute(known["outbox_counted"], counted)
        return (await connection.execute(known["outbox"], row | {"behind": 0})).rowcount == 1

    async def _copy(self, organisation: str) -> Copy:
        return (await self._read(organisation, select_numbers(), {"organisation": organisation}, Pieces("")))[1]

    async def _read(self, organisation: str, query: Executable, given: Row, pieces: Pieces) -> tuple[Pieces, Copy]:
        """The pieces that a query gives, and the copy, brought up to them."""
        async with self._recovering():
            for row in await self._database.ask(lambda connection: asked(connection, query, given)):
                pieces.take(row)
            copy = self._copies.setdefault(organisation, Copy())
            if not copy.current(pieces):
                async with copy.catching_up:
                    if not copy.current(pieces):
                        async with self._database.read() as connection:
                            await catch_up(connection, organisation, copy, pieces)
        return pieces, copy

    async def _heads(self, work: Work) -> Heads:
        """Asked of storage for what is chained and held in no copy, which is rare."""
        if not chains_more(work):
            return Heads()
        async with self._reading() as connection:
            return await read_heads(connection, work)

    async def _write(self, job: Job) -> None:
        async with self._recovering():
            await self._writer.write(job)

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        async with self._recovering(), self._database.read() as connection:
            yield connection

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._recovering(), self._database.write() as connection:
            yield connection

    @asynccontextmanager
    async def _recovering(self) -> AsyncIterator[None]:
        """After the database was away, what comes back may be an older state of it: begin afresh."""
        try:
            yield
        except Away:
            if self._database.may_differ():
                self._copies.clear()
                self._pasts.clear()
                self._known.clear()
                await self._database.forget_connections()
            raise
