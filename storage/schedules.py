"""Schedules that are due, and their firing: once, however many processes wake."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conversations import conversation_of
from storage.schedule import Rule, Schedule
from storage.tables import conversations, schedules
from storage.work import Conversation

Due = tuple[str, Schedule, Conversation]


async def due(connection: AsyncConnection, now: datetime) -> list[Due]:
    """Every schedule at work whose time has come, in all organisations, earliest first."""
    at_work = schedules.c.active, ~schedules.c.paused, schedules.c.next_at <= now
    query = select(schedules).where(*at_work).order_by(schedules.c.next_at)
    found = [(row, schedule_of(row)) for row in await connection.execute(query)]
    return [(row.organisation_id, one, await _place(connection, row.organisation_id, one)) for row, one in found]


async def of_person(connection: AsyncConnection, organisation: str, person: int) -> list[Schedule]:
    """The active schedules that a person has set up, oldest first."""
    theirs = schedules.c.organisation_id == organisation, schedules.c.by_person == person, schedules.c.active
    query = select(schedules).where(*theirs).order_by(schedules.c.id)
    return [schedule_of(row) for row in await connection.execute(query)]


def schedule_of(row: Row[Any]) -> Schedule:
    return Schedule(
        id=row.id,
        conversation=row.conversation_id,
        what=row.what,
        rule=Rule.model_validate(row.rule),
        words=row.words,
        by=row.by_person,
        plan=row.plan_id,
        next_at=row.next_at,
        active=row.active,
        paused=row.paused,
        posted=row.posted,
    )


async def _place(connection: AsyncConnection, organisation: str, schedule: Schedule) -> Conversation:
    key = conversations.c.organisation_id == organisation, conversations.c.id == schedule.conversation
    return conversation_of((await connection.execute(select(conversations).where(*key))).one())


async def move(
    connection: AsyncConnection, organisation: str, schedule: Schedule, next_at: datetime, posted: datetime | None
) -> bool:
    """Set when it is next due, and when it was posted, if it is still as this schedule says; False where another
    process was quicker."""
    moved = await connection.execute(
        schedules.update()
        .where(
            schedules.c.organisation_id == organisation,
            schedules.c.id == schedule.id,
            schedules.c.next_at == schedule.next_at,
            schedules.c.active,
            ~schedules.c.paused,
        )
        .values(next_at=next_at, posted=posted)
    )
    return moved.rowcount == 1
