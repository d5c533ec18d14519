"""The whole record, read for an auditor: of a plan every change and every event of its returns; of an organisation what
happened to people's rights, and who was asked."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chain
from storage.audit import Entry
from storage.history import change_of, select_changes
from storage.registers import REGISTERS, RIGHTS
from storage.return_rows import event_of, select_events
from storage.return_tables import return_events
from storage.rhythm_rows import asked_of
from storage.rights_rows import rights_event


class AuditKept:
    """What a store reads for auditors."""

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def entries(self, organisation: str, plan: int) -> list[Entry]:
        """Everything that is recorded of a plan, then of its returns, each in the order of its chain. Raises Away."""
        async with self._reading() as connection:
            changes = [one async for one in _changes(connection, organisation, plan)]
            return changes + [one async for one in _events(connection, organisation, plan)]

    async def registered(self, organisation: str) -> list[Entry]:
        """Everything that is recorded beside the plans, each register in the order of its chain. Raises Away."""
        async with self._reading() as connection:
            return [one for name in REGISTERS async for one in _registered(connection, organisation, name)]


async def _registered(connection: AsyncConnection, organisation: str, register: str) -> AsyncIterator[Entry]:
    table, previous = REGISTERS[register], chain.START
    query = select(table).where(table.c.organisation_id == organisation).order_by(table.c.sequence)
    for row in (await connection.execute(query)).all():
        record = chain.register_record(register, dict(row._mapping))
        of = rights_event(row) if register == RIGHTS else asked_of(row)
        yield Entry(of, 0, register, record, previous, row.link, None, None, None, None)
        previous = row.link


async def _changes(connection: AsyncConnection, organisation: str, plan: int) -> AsyncIterator[Entry]:
    previous = chain.START
    for row in (await connection.execute(select_changes(organisation, plan))).all():
        change = change_of(row)
        record = chain.change_record(organisation, plan, change, row.digest)
        parts = row.salt, row.words, row.words_before, row.redacted
        yield Entry(change, plan, None, record, previous, row.link, *parts)
        previous = row.link


async def _events(connection: AsyncConnection, organisation: str, plan: int) -> AsyncIterator[Entry]:
    one, previous, label = return_events.c, chain.START, None
    query = select_events().where(one.organisation_id == organisation, one.plan_id == plan)
    for row in (await connection.execute(query.order_by(one.label, one.sequence))).all():
        previous, label = (previous if row.label == label else chain.START), row.label
        record = chain.event_record(row._mapping)
        parts = row.salt, row.words, None, row.redacted
        yield Entry(event_of(row), plan, row.label, record, previous, row.link, *parts)
        previous = row.link
