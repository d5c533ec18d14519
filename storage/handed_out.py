"""Messages of ours that carry files: read again when somebody agrees to have one, and stripped when it is time."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import outbox
from storage.work import HandedOut

KEPT = timedelta(days=7)  # how long a file waits for somebody to agree to have it
SWEPT = 20  # messages stripped at once


async def handed_out(connection: AsyncConnection, organisation: str, cause: str) -> HandedOut | None:
    """A message of ours, with whom it is for."""
    query = select(outbox.c.channel, outbox.c.to_identity, outbox.c.reply).where(_of(organisation, cause))
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else HandedOut(row.channel, row.to_identity, row.reply)


async def forget_file(connection: AsyncConnection, organisation: str, cause: str, number: int) -> None:
    """Let go of one file of a message; its name stays."""
    query = select(outbox.c.reply).where(_of(organisation, cause)).with_for_update()
    reply = await connection.scalar(query)
    if reply is None or not 0 <= number < len(reply.get("files", ())):
        return
    files = [one | {"content": ""} if place == number else one for place, one in enumerate(reply["files"])]
    await connection.execute(outbox.update().where(_of(organisation, cause)).values(reply={**reply, "files": files}))


async def forget_old_files(connection: AsyncConnection, now: datetime) -> int:
    """Let go of the files of messages whose time is over; how many messages there were."""
    query = select(outbox.c.organisation_id, outbox.c.cause, outbox.c.reply).where(outbox.c.files_until <= now)
    rows = (await connection.execute(query.limit(SWEPT).with_for_update(skip_locked=True))).all()
    for row in rows:
        files = [one | {"content": ""} for one in row.reply.get("files", ())]
        gone = {"reply": {**row.reply, "files": files}, "files_until": None}
        await connection.execute(outbox.update().where(_of(row.organisation_id, row.cause)).values(gone))
    return len(rows)


def _of(organisation: str, cause: str) -> ColumnElement[bool]:
    return and_(outbox.c.organisation_id == organisation, outbox.c.cause == cause)
