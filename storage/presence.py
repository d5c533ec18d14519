"""Where the bot is: added to a conversation, removed from it, and from what lies within it (the channels of a team)."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conversations import conversation_of
from storage.failures import Failure, Left
from storage.schedule import Schedule
from storage.schedules import schedule_of
from storage.statements import Tagged
from storage.tables import addresses, conversations, identities, schedules
from storage.work import Added, Conversation, Removed, Work


def presence_rows(work: Work) -> Iterator[Tagged]:
    for write in work.writes:
        if isinstance(write, Removed):
            row = {"the_organisation_id": work.organisation, "the_id": write.conversation}
            yield "removed", row | {"at": write.at}
            yield "left_unsent", row | {"now": work.now, "error": Failure.NOT_IN_CONVERSATION.value}
        elif isinstance(write, Added):
            row = {"the_organisation_id": work.organisation, "the_id": write.conversation}
            yield "added" if write.whole else "added_one", row | {"at": write.at}


async def left(
    connection: AsyncConnection, since: datetime | None = None, organisation: str | None = None
) -> list[Left]:
    """What was left since a moment, else ever; of one organisation, else of all; the longest ago first."""
    table = conversations.c
    gone = or_(table.added.is_(None), table.added < table.removed)
    theirs = and_(
        addresses.c.organisation_id == table.organisation_id,
        addresses.c.conversation_id == table.id,
    )
    who = and_(
        identities.c.organisation_id == addresses.c.organisation_id,
        identities.c.channel == addresses.c.channel,
        identities.c.id == addresses.c.identity_id,
    )
    query = select(conversations, identities.c.person_id).outerjoin(addresses, theirs).outerjoin(identities, who)
    query = query.where(table.removed.is_not(None) if since is None else table.removed >= since, gone)
    query = query if organisation is None else query.where(table.organisation_id == organisation)
    rows = await connection.execute(query.order_by(table.removed, table.id))
    found = [Left(conversation_of(row), row.removed, row.person_id) for row in rows]
    return [
        Left(one.conversation, one.removed, one.person, await _resting(connection, one.conversation)) for one in found
    ]


async def _resting(connection: AsyncConnection, there: Conversation) -> tuple[Schedule, ...]:
    here = schedules.c.organisation_id == there.organisation, schedules.c.conversation_id == there.id
    rows = await connection.execute(select(schedules).where(*here, schedules.c.active).order_by(schedules.c.id))
    return tuple(schedule_of(row) for row in rows)
