"""What leaves the house: claimed by one process at a time, in order per conversation, once per cause.

Leases are moments of the caller's clock, which also says `now` to every claim: replicas' clocks must agree to within
a lease.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row as ResultRow
from sqlalchemy import Select, and_, exists, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.statements import Row
from storage.tables import conversations, outbox, waiting
from storage.work import Conversation, Outgoing, Presence

Claimed = tuple[str, Outgoing, Conversation]


@dataclass(frozen=True, slots=True)
class Unreached:
    """A message that was given up, why and when: what an officer is shown as "could not reach"."""

    outgoing: Outgoing
    error: str
    given_up: datetime


def outgoing_of(row: ResultRow[Any]) -> Outgoing:
    return Outgoing(
        cause=row.cause,
        conversation=row.conversation_id,
        channel=row.channel,
        reply=row.reply,
        in_reply_to=row.in_reply_to,
        due=row.due,
        sent_id=row.sent_id,
        tries=row.tries,
    )


def conversation_of(row: ResultRow[Any]) -> Conversation:
    return Conversation(
        row.organisation_id,
        row.channel,
        row.id,
        row.place,
        row.zone,
        row.reference,
        row.title,
        row.within,
        gone=Presence(row.added, row.removed).gone,
    )


async def claim(connection: AsyncConnection, holder: str, now: datetime, limit: int, lease: timedelta) -> list[Claimed]:
    """Lease to `holder` what is due, unsent and leased to nobody; the caller's transaction keeps others out."""
    rows = (await connection.execute(_claimable(now).limit(limit))).all()
    if not rows:
        return []
    keys = [(row.organisation_id, row.cause) for row in rows]
    chosen = tuple_(outbox.c.organisation_id, outbox.c.cause).in_(keys)
    await connection.execute(outbox.update().where(chosen).values(holder=holder, leased_until=now + lease))
    places = await _conversations(connection, {(row.organisation_id, row.conversation_id) for row in rows})
    return [(row.organisation_id, outgoing_of(row), places[row.organisation_id, row.conversation_id]) for row in rows]


def _claimable(now: datetime) -> Select[Any]:
    """One row a conversation at most: the first that is due and unsent, if its turn has come and nobody has it."""
    first = outbox.alias("first")
    before = exists().where(
        first.c.organisation_id == outbox.c.organisation_id,
        first.c.conversation_id == outbox.c.conversation_id,
        first.c.place < outbox.c.place,
        first.c.sent.is_(None),
        first.c.given_up.is_(None),
        first.c.due <= now,
    )
    return (
        select(outbox)
        .where(waiting, outbox.c.due <= now, free(now), ~before)
        .where(or_(outbox.c.retry_at.is_(None), outbox.c.retry_at <= now))
        .order_by(outbox.c.due, outbox.c.organisation_id, outbox.c.conversation_id)
        .with_for_update(skip_locked=True, of=outbox)  # SQLite has no such words: its write lock does it
    )


def free(now: datetime) -> Any:
    return or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now)


async def renew(
    connection: AsyncConnection, holder: str, organisation: str, cause: str, now: datetime, lease: timedelta
) -> bool:
    """Lease one unsent message to `holder`, unless another process has it; whether it may be sent."""
    mine = and_(outbox.c.organisation_id == organisation, outbox.c.cause == cause, waiting)
    taken = await connection.execute(
        outbox.update()
        .where(mine, or_(outbox.c.holder == holder, free(now)))
        .values(holder=holder, leased_until=now + lease)
    )
    return taken.rowcount == 1


async def _conversations(
    connection: AsyncConnection, keys: set[tuple[str, str]]
) -> dict[tuple[str, str], Conversation]:
    query = select(conversations).where(tuple_(conversations.c.organisation_id, conversations.c.id).in_(keys))
    return {(row.organisation_id, row.id): conversation_of(row) for row in await connection.execute(query)}


def sent_row(organisation: str, cause: str, sent_id: str | None, now: datetime) -> Row:
    return {"the_organisation_id": organisation, "the_cause": cause, "sent": now, "sent_id": sent_id}


def failed_row(organisation: str, cause: str, error: str, retry_at: datetime | None) -> Row:
    return {"the_organisation_id": organisation, "the_cause": cause, "again": retry_at, "error": error}


def select_unreached(organisation: str) -> Select[Any]:
    return (
        select(outbox)
        .where(outbox.c.organisation_id == organisation, outbox.c.given_up.is_not(None))
        .order_by(outbox.c.given_up, outbox.c.place)
    )
