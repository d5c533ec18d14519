"""Each try to deliver a message of ours: when it began and by whom, and what was answered.

The service takes a message and the process dies before it can note so: then the next process sends it again, and nobody
can know better. The try that began and has no answer says where this may have happened, so its beginning is committed
before the service is called: by the claim, or by `renew`. A turn's own first try is the exception, since people wait
for it: the turn's commit has leased the reply to the process (a beginning as well), and the try is recorded with its
answer, or by whoever takes the reply over when the lease is out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Executable,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    exists,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy import Row as ResultRow
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.failures import Failure
from storage.tables import metadata, outbox, waiting
from storage.types import Moment, Words
from storage.work import Try

KEPT = timedelta(days=30)  # how long tries are kept: far longer than anything is tried
SWEPT = 500  # tries forgotten at once
DELIVERED = "delivered"

attempts = Table(
    "attempts",
    metadata,
    Column("organisation_id", Words, primary_key=True),
    Column("cause", Words, primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1
    Column("holder", String(32), nullable=False),  # the process
    Column("began", Moment, nullable=False),
    Column("ended", Moment),
    Column("outcome", String(32)),  # delivered, or a storage.failures.Failure; none: no answer is known
    ForeignKeyConstraint(["organisation_id", "cause"], ["outbox.organisation_id", "outbox.cause"]),
    Index(None, "began"),
)
UNSURE = or_(attempts.c.outcome.is_(None), attempts.c.outcome == Failure.SERVICE_AWAY.value)  # it may have arrived


@dataclass(frozen=True, slots=True)
class Figures:
    """The outbox of an organisation in numbers: messages, then the tries of the last 30 days."""

    sent: int
    waiting: int
    given_up: int
    tries: int
    unanswered: int  # tries of which no answer is known, and none can come any more
    perhaps_twice: int  # messages that were sent again after a try that may have arrived


def ended_row(organisation: str, cause: str, holder: str, one: Try, now: datetime, outcome: str) -> dict[str, Any]:
    return {
        "organisation_id": organisation,
        "cause": cause,
        "number": one.number,
        "holder": holder,
        "began": one.began,
        "ended": now,
        "outcome": outcome,
    }


def put(dialect: str) -> Executable:
    """A try, or the answer to one that is there. Another process's try of this number is left as it is."""
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(attempts)
    return insert.on_conflict_do_update(
        index_elements=list(attempts.primary_key.columns),
        set_={"ended": insert.excluded.ended, "outcome": insert.excluded.outcome},
        where=attempts.c.holder == insert.excluded.holder,
    )


async def begin(
    connection: AsyncConnection, rows: Iterable[ResultRow[Any]], holder: str, now: datetime, lease: timedelta
) -> list[Try]:
    """Record that a try of each outbox row begins; the caller's transaction has locked them.

    A row that an earlier process held, and of which nothing is recorded, was in a turn's own hands: that try is
    recorded first, without an answer.
    """
    rows = list(rows)
    last = await _last(connection, rows)
    begun, new = [], []
    for row in rows:
        before = last.get((row.organisation_id, row.cause), 0)
        if not before and row.holder is not None and row.leased_until is not None:
            before = 1
            new.append(_begun(row, row.holder, Try(1, row.leased_until - lease)))
        begun.append(Try(before + 1, now))
        new.append(_begun(row, holder, begun[-1]))
    if new:
        await connection.execute(attempts.insert(), new)
    return begun


def _begun(row: ResultRow[Any], holder: str, one: Try) -> dict[str, Any]:
    return ended_row(row.organisation_id, row.cause, holder, one, one.began, "") | {"ended": None, "outcome": None}


async def _last(connection: AsyncConnection, rows: list[ResultRow[Any]]) -> dict[tuple[str, str], int]:
    key = tuple_(attempts.c.organisation_id, attempts.c.cause)
    query = select(attempts.c.organisation_id, attempts.c.cause, func.max(attempts.c.number))
    found = query.where(key.in_([(row.organisation_id, row.cause) for row in rows])).group_by(*key.clauses)
    return {(row[0], row[1]): row[2] for row in await connection.execute(found)}


async def forget_old(connection: AsyncConnection, now: datetime) -> int:
    """Let go of tries that are older than `KEPT`, some at a time; how many."""
    key = tuple_(*attempts.primary_key.columns)
    old = select(*attempts.primary_key.columns).where(attempts.c.began < now - KEPT).limit(SWEPT)
    return (await connection.execute(attempts.delete().where(key.in_(old)))).rowcount


async def figures(connection: AsyncConnection, organisation: str, now: datetime) -> Figures:
    """What became of an organisation's messages, and of the tries to deliver them."""
    messages = select(
        func.count().filter(outbox.c.sent.is_not(None)),
        func.count().filter(waiting),
        func.count().filter(outbox.c.given_up.is_not(None)),
    ).where(outbox.c.organisation_id == organisation)
    mine = attempts.c.organisation_id == organisation
    all_tries = select(func.count()).select_from(attempts).where(mine)
    one = (await connection.execute(messages)).one()
    return Figures(
        sent=one[0],
        waiting=one[1],
        given_up=one[2],
        tries=await connection.scalar(all_tries) or 0,
        unanswered=await connection.scalar(all_tries.where(attempts.c.outcome.is_(None), ~_under_way(now))) or 0,
        perhaps_twice=await connection.scalar(_perhaps_twice(organisation)) or 0,
    )


def _under_way(now: datetime) -> Any:
    return exists().where(
        outbox.c.organisation_id == attempts.c.organisation_id,
        outbox.c.cause == attempts.c.cause,
        outbox.c.holder == attempts.c.holder,
        waiting,
        outbox.c.leased_until > now,
    )


def _perhaps_twice(organisation: str) -> Any:
    """Messages with a try that may have arrived, and a later one that did or may have."""
    later = attempts.alias("later")
    again = exists().where(
        later.c.organisation_id == attempts.c.organisation_id,
        later.c.cause == attempts.c.cause,
        later.c.number > attempts.c.number,
        or_(later.c.outcome.is_(None), later.c.outcome.in_((DELIVERED, Failure.SERVICE_AWAY.value))),
    )
    where = attempts.c.organisation_id == organisation
    return select(func.count(attempts.c.cause.distinct())).where(where, UNSURE, again)
