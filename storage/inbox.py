"""What a service was told has arrived, before its turn was done: kept until it is, whichever process does it.

A service that wants an answer sooner than a turn is done will not send again what was answered. `body` is the channel's
own JSON; storage does not look inside. A row goes when its turn is done; whoever holds one and dies lets go of it by
the end of the lease. Two that take the same one do no harm: a message has one turn, however often it is heard. What has
been tried for a day is left: it is kept for a while yet, for whoever looks after the bot to read, and tried no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.statements import inserting, statements
from storage.tables import inbox

LEASE = timedelta(seconds=15)  # longer than nearly every turn takes
LONGEST_LEASE = timedelta(hours=1)  # between two tries of what fails again and again
TRIED_FOR = timedelta(days=1)  # after it arrived; then it is left
KEPT = timedelta(days=30)  # after it arrived: how long what was left is kept
LEFT = datetime(9999, 1, 1, tzinfo=UTC)  # until when nobody takes what was left


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something that a service has been told we have. `id` is the same however often it is sent."""

    organisation: str
    channel: str
    id: str
    received: datetime
    body: Mapping[str, Any] = field(repr=False)


async def put(connection: AsyncConnection, dialect: str, one: Arrived) -> None:
    """Keep what has arrived, held by whoever keeps it for a first lease; once, however often it is kept."""
    organisation = {"id": one.organisation, "directory_number": 0, "last_schedule": 0}
    await connection.execute(statements(dialect)["organisations"], organisation)
    row = {"organisation_id": one.organisation, "channel": one.channel, "id": one.id, "body": one.body, "tries": 0}
    row |= {"received": one.received, "leased_until": one.received + LEASE}
    await connection.execute(inserting(dialect, inbox).values(row).on_conflict_do_nothing())


async def take(connection: AsyncConnection, channel: str, now: datetime, limit: int) -> list[Arrived]:
    """What nobody holds, oldest first, held from now on by the caller; each time it is taken for twice as long."""
    free = select(inbox).where(inbox.c.channel == channel, inbox.c.leased_until <= now)
    first = free.order_by(inbox.c.received, inbox.c.organisation_id, inbox.c.id).limit(limit)
    rows = (await connection.execute(first.with_for_update(skip_locked=True))).all()
    for row in rows:
        until = now + min(LEASE * 2 ** min(row.tries, 16), LONGEST_LEASE)
        held = inbox.update().where(_of(row.organisation_id, channel, row.id))
        await connection.execute(held.values(tries=row.tries + 1, leased_until=until))
    return [Arrived(row.organisation_id, row.channel, row.id, row.received, row.body) for row in rows]


async def settle(connection: AsyncConnection, one: Arrived) -> None:
    """Its turn is done, and nothing of it is kept here any longer."""
    await connection.execute(inbox.delete().where(_of(one.organisation, one.channel, one.id)))


async def leave(connection: AsyncConnection, one: Arrived) -> None:
    """It is not taken any more, and stays to be read."""
    await connection.execute(inbox.update().where(_of(one.organisation, one.channel, one.id)).values(leased_until=LEFT))


async def forget_left(connection: AsyncConnection, now: datetime) -> int:
    """Let go of what was left long ago; how much."""
    old = and_(inbox.c.leased_until == LEFT, inbox.c.received < now - KEPT)
    return (await connection.execute(inbox.delete().where(old))).rowcount


def _of(organisation: str, channel: str, id: str) -> ColumnElement[bool]:
    return and_(inbox.c.organisation_id == organisation, inbox.c.channel == channel, inbox.c.id == id)
