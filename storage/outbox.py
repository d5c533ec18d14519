"""What leaves the house: claimed by one process at a time, in order per conversation, once per cause.

Leases are moments of the caller's clock, which also says `now` to every claim: replicas' clocks must agree to within
a lease.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true, tuple_
from sqlalchemy import Row as ResultRow
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.addresses import references
from storage.attempts import DELIVERED, begin, ended_row
from storage.conversations import read_conversations
from storage.failures import Failure
from storage.statements import Row, Tagged
from storage.tables import outbox, waiting
from storage.work import Conversation, Outgoing, Try

Claimed = tuple[str, Outgoing, Conversation]
NOWHERE: Mapping[str, Any] = {}


def outgoing_of(row: ResultRow[Any], address: Mapping[str, Any] = NOWHERE) -> Outgoing:
    return Outgoing(
        cause=row.cause,
        conversation=row.conversation_id,
        channel=row.channel,
        reply=row.reply,
        in_reply_to=row.in_reply_to,
        thread=row.thread,
        to=row.to_identity,
        person=row.to_person,
        address=address,
        due=row.due,
        redraws=row.redraws,
        sent_id=row.sent_id,
        tries=row.tries,
    )


async def claim(
    connection: AsyncConnection,
    holder: str,
    now: datetime,
    limit: int,
    lease: timedelta,
    within: tuple[str, str] | None = None,
) -> list[Claimed]:
    """Lease to `holder` what is due, unsent and leased to nobody, and record that a try of each begins.

    `within`: the organisation and conversation of it, in which somebody is heard just now. What has failed there need
    not wait for its time, unless the service has asked for that. The caller's transaction keeps others out.
    """
    rows = (await connection.execute(_claimable(now, within).limit(limit))).all()
    if not rows:
        return []
    keys = [(row.organisation_id, row.cause) for row in rows]
    chosen = tuple_(outbox.c.organisation_id, outbox.c.cause).in_(keys)
    await connection.execute(outbox.update().where(chosen).values(holder=holder, leased_until=now + lease))
    tries = await begin(connection, rows, holder, now, lease)
    places = await read_conversations(connection, {(row.organisation_id, row.conversation_id) for row in rows})
    known = await references(connection, {_reader(row) for row in rows if row.to_identity is not None})
    return [
        (
            row.organisation_id,
            replace(outgoing_of(row, known.get(_reader(row), NOWHERE)), trying=trying),
            places[row.organisation_id, row.conversation_id],
        )
        for row, trying in zip(rows, tries, strict=True)
    ]


def _reader(row: ResultRow[Any]) -> tuple[str, str, str]:
    return row.organisation_id, row.channel, row.to_identity


def _claimable(now: datetime, within: tuple[str, str] | None) -> Select[Any]:
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
    may_go = or_(outbox.c.retry_at.is_(None), outbox.c.retry_at <= now)
    here: ColumnElement[bool] = true()
    if within is not None:
        may_go = or_(may_go, outbox.c.failure != Failure.THROTTLED.value)
        here = and_(outbox.c.organisation_id == within[0], outbox.c.conversation_id == within[1])
    return (
        select(outbox)
        .where(here, waiting, outbox.c.due <= now, free(now), ~before, may_go)
        .order_by(outbox.c.due, outbox.c.organisation_id, outbox.c.conversation_id)
        .with_for_update(skip_locked=True, of=outbox)  # SQLite has no such words: its write lock does it
    )


async def behind(connection: AsyncConnection, organisation: str, cause: str, now: datetime) -> bool:
    """Whether something that is due and unsent comes before this message in its conversation."""
    first = outbox.alias("first")
    query = select(first.c.place).where(
        outbox.c.organisation_id == organisation,
        outbox.c.cause == cause,
        first.c.organisation_id == organisation,
        first.c.conversation_id == outbox.c.conversation_id,
        first.c.place < outbox.c.place,
        first.c.sent.is_(None),
        first.c.given_up.is_(None),
        first.c.redraws.is_(None),
        first.c.due <= now,
    )
    return await connection.scalar(query.limit(1)) is not None


def free(now: datetime) -> Any:
    return or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now)


async def renew(
    connection: AsyncConnection, holder: str, organisation: str, cause: str, now: datetime, lease: timedelta
) -> Try | None:
    """Lease one unsent message to `holder`, and record that a try begins; None where another process has it."""
    mine = and_(outbox.c.organisation_id == organisation, outbox.c.cause == cause)
    query = select(outbox).where(mine, waiting, or_(outbox.c.holder == holder, free(now)))
    row = (await connection.execute(query.with_for_update())).one_or_none()
    if row is None:
        return None
    await connection.execute(outbox.update().where(mine).values(holder=holder, leased_until=now + lease))
    (trying,) = await begin(connection, [row], holder, now, lease)
    return trying


def sent_rows(
    organisation: str, cause: str, holder: str, sent_id: str | None, now: datetime, trying: Try | None
) -> list[Tagged]:
    sent: Row = {"the_organisation_id": organisation, "the_cause": cause, "sent": now, "sent_id": sent_id}
    tried = ended_row(organisation, cause, holder, trying or Try(1, now), now, DELIVERED)
    return [("sent", sent), ("attempts", tried)]


def failed_rows(
    organisation: str,
    cause: str,
    holder: str,
    failure: Failure,
    error: str,
    now: datetime,
    retry_at: datetime | None,
    trying: Try | None,
) -> list[Tagged]:
    tried = ended_row(organisation, cause, holder, trying or Try(1, now), now, failure.value)
    return [("failed", failed_row(organisation, cause, failure, error, now, retry_at)), ("attempts", tried)]


def failed_row(
    organisation: str, cause: str, failure: Failure, error: str, now: datetime, retry_at: datetime | None
) -> Row:
    key = {"the_organisation_id": organisation, "the_cause": cause}
    return key | {"again": retry_at, "error": error, "failure": failure.value, "now": now}
