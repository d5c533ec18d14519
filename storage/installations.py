"""Where the bot is installed, with what its channel needs to speak there, and installations that are under way.

Which organisation a workspace belongs to is asked before anything of an organisation is read, so a workspace is found
by its channel and id alone. `details` hold tokens: they are in no `repr` and in no log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.statements import inserting, statements
from storage.tables import installations, installing

FORGOTTEN = timedelta(hours=1)  # after it was over: whoever set out to install the bot and never came back


@dataclass(frozen=True, slots=True)
class Installation:
    """One workspace. `details` is the channel's own JSON; storage does not look inside."""

    organisation: str
    channel: str
    id: str
    installed: datetime
    details: Mapping[str, Any] = field(repr=False)


async def put(connection: AsyncConnection, dialect: str, one: Installation) -> None:
    """Keep an installation, in place of an earlier one of the same workspace."""
    await connection.execute(_new_organisation(dialect), _organisation(one.organisation))
    await drop(connection, one.channel, one.id)
    key = {"organisation_id": one.organisation, "channel": one.channel, "id": one.id}
    await connection.execute(installations.insert(), key | {"details": one.details, "installed": one.installed})


async def find(connection: AsyncConnection, channel: str, workspace: str) -> Installation | None:
    """The installation of a workspace; None where there is none."""
    query = select(installations).where(_of(channel, workspace)).order_by(installations.c.installed.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Installation(row.organisation_id, row.channel, row.id, row.installed, row.details)


async def drop(connection: AsyncConnection, channel: str, workspace: str, before: datetime | None = None) -> bool:
    """Forget an installation, tokens and all; with `before` only one that was made by then. Whether there was one."""
    gone = installations.delete().where(_of(channel, workspace))
    if before is not None:
        gone = gone.where(installations.c.installed <= before)
    return (await connection.execute(gone)).rowcount > 0


async def begin(connection: AsyncConnection, dialect: str, organisation: str, state: str, until: datetime) -> None:
    """Somebody has set out to install the bot; they come back with `state`. Who never did is forgotten."""
    long_over = and_(installing.c.organisation_id == organisation, installing.c.until < until - FORGOTTEN)
    await connection.execute(installing.delete().where(long_over))
    await connection.execute(_new_organisation(dialect), _organisation(organisation))
    row = {"organisation_id": organisation, "id": state, "until": until}
    await connection.execute(inserting(dialect, installing).values(row))


async def finish(connection: AsyncConnection, organisation: str, state: str, now: datetime) -> bool:
    """Whether somebody set out with this state and comes back in time; once. What is out of time goes with it."""
    here = installing.c.organisation_id == organisation
    await connection.execute(installing.delete().where(here, installing.c.until < now))
    return (await connection.execute(installing.delete().where(here, installing.c.id == state))).rowcount == 1


def _of(channel: str, workspace: str) -> ColumnElement[bool]:
    return and_(installations.c.channel == channel, installations.c.id == workspace)


def _new_organisation(dialect: str) -> Any:
    return statements(dialect)["organisations"]


def _organisation(organisation: str) -> dict[str, Any]:
    return {"id": organisation, "directory_number": 0, "last_schedule": 0}
