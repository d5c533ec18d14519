"""What stands on people's screens: messages of ours that show actions, as the outbox knows them, the newest first."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, and_, exists, literal, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import identities, outbox, waiting

MOST = 1_000  # messages of an organisation that are looked at


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as it stands there. `reader` is the person who alone reads it, where that is known."""

    message: str  # the channel's id of it
    conversation: str
    channel: str
    thread: str | None
    to: str | None  # the identity whose eyes alone it is for
    reader: int | None
    reply: Mapping[str, Any]
    actions: tuple[tuple[int, int], ...] = ()  # (plan, action)


class Screens:
    """What the store tells of them; `Store.screens`. Everything raises Away."""

    def __init__(self, reading: Callable[[], AbstractAsyncContextManager[AsyncConnection]]) -> None:
        self._reading = reading

    async def shown(self, organisation: str, since: datetime) -> list[Shown]:
        """The messages sent since a moment that show actions, newest first; of a replaced one all that it showed."""
        query = (
            _select(organisation)
            .where(outbox.c.sent >= since, outbox.c.shows.is_not(None))
            .order_by(outbox.c.sent.desc(), outbox.c.place.desc())
            .limit(MOST)
        )
        async with self._reading() as connection:
            return _each(await connection.execute(query))

    async def answer_to(self, organisation: str, conversation: str, message: str) -> Shown | None:
        """The first message of ours that answered somebody's in its conversation; None where it has not been sent."""
        query = (
            _select(organisation)
            .where(outbox.c.heard_in == conversation, outbox.c.heard_id == message)
            .where(outbox.c.conversation_id == conversation)
            .order_by(outbox.c.place)
            .limit(1)
        )
        async with self._reading() as connection:
            return next(iter(_each(await connection.execute(query))), None)

    async def spoken_in(self, organisation: str) -> set[str]:
        """The conversations in which something is still to be sent."""
        query = select(outbox.c.conversation_id).distinct().where(outbox.c.organisation_id == organisation, waiting)
        async with self._reading() as connection:
            return set(await connection.scalars(query))

    async def superseded(self, organisation: str, cause: str) -> bool:
        """Whether what is to be drawn anew has been given other contents since, or is being given them."""
        mine = outbox.alias("mine")
        later = exists().where(
            outbox.c.organisation_id == organisation,
            outbox.c.conversation_id == mine.c.conversation_id,
            outbox.c.place > mine.c.place,
            or_(outbox.c.sent_id == mine.c.redraws, and_(outbox.c.sent.is_(None), _replaces(mine.c.redraws))),
        )
        query = select(later).where(mine.c.organisation_id == organisation, mine.c.cause == cause)
        async with self._reading() as connection:
            return bool(await connection.scalar(query))


def _replaces(message: ColumnElement[str]) -> ColumnElement[bool]:
    """A reply's JSON says what it replaces; what is like it by a wildcard in the id costs a drawing, no more."""
    return type_coerce(outbox.c.reply, Text).like(literal('%"replaces":"') + message + literal('"%'))


def _select(organisation: str) -> Select[Any]:
    who = and_(
        identities.c.organisation_id == outbox.c.organisation_id,
        identities.c.channel == outbox.c.channel,
        identities.c.id == outbox.c.to_identity,
    )
    return (
        select(outbox, identities.c.person_id.label("reader"))
        .outerjoin(identities, who)
        .where(outbox.c.organisation_id == organisation, outbox.c.sent_id.is_not(None))
    )


def _each(rows: Iterable[Row[Any]]) -> list[Shown]:
    return [
        Shown(
            message=row.sent_id,
            conversation=row.conversation_id,
            channel=row.channel,
            thread=row.thread,
            to=row.to_identity,
            reader=row.reader,
            reply=row.reply,
            actions=tuple((plan, action) for plan, action in row.shows or ()),
        )
        for row in rows
    ]
