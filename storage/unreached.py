"""Whom and what messages of ours do not reach, from what the outbox has given up and nothing has got through since."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Row as ResultRow
from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conversations import read_conversations
from storage.failures import Failure, Unreached
from storage.tables import addresses, identities, inbox, outbox
from storage.work import Conversation

MOST = 2_000  # messages looked at, the newest


async def unreached(connection: AsyncConnection, organisation: str) -> list[Unreached]:
    """Everybody and everything that is out of reach, the longest first."""
    rows = (await connection.execute(_given_up(organisation))).all()
    places = await read_conversations(connection, ((organisation, row.conversation_id) for row in rows))
    found = (_one(row, places[organisation, row.conversation_id]) for row in rows)
    return sorted(_together(found), key=lambda one: one.since)


def _together(found: Iterable[Unreached]) -> list[Unreached]:
    """One a person or place: the first's time, the latest's reason. `found` comes newest first."""
    by_place: dict[Any, Unreached] = {}
    for one in found:
        key = ("person", one.person) if one.person is not None else ("place", one.conversation.id)
        later = by_place.get(key)
        by_place[key] = replace(later, since=one.since, messages=later.messages + 1) if later else one
    return list(by_place.values())


def _given_up(organisation: str) -> Select[Any]:
    who = and_(
        identities.c.organisation_id == outbox.c.organisation_id,
        identities.c.channel == outbox.c.channel,
        identities.c.id == outbox.c.to_identity,
    )
    person = func.coalesce(outbox.c.to_person, identities.c.person_id).label("person")
    return (
        select(outbox, person)
        .outerjoin(identities, who)
        .where(outbox.c.organisation_id == organisation, outbox.c.given_up.is_not(None))
        .where(outbox.c.redraws.is_(None))
        .where(~_got_through_since(), ~_met_since(), or_(outbox.c.failure != Failure.UNHEARD.value, _still_kept()))
        .order_by(outbox.c.given_up.desc(), outbox.c.place.desc())
        .limit(MOST)
    )


def _got_through_since() -> Any:
    """A later message arrived: in the same conversation for the same reader, or anywhere for the same person."""
    later = outbox.alias("later")
    here = and_(
        later.c.conversation_id == outbox.c.conversation_id,
        later.c.to_identity.is_not_distinct_from(outbox.c.to_identity),
    )
    theirs = later.c.to_person == outbox.c.to_person
    return exists().where(
        later.c.organisation_id == outbox.c.organisation_id,
        later.c.sent > outbox.c.given_up,
        or_(here, theirs),
        later.c.redraws.is_(None),
    )


def _met_since() -> Any:
    """Whoever had no address has been heard since, so that the next message can be sent."""
    who = and_(
        identities.c.organisation_id == addresses.c.organisation_id,
        identities.c.channel == addresses.c.channel,
        identities.c.id == addresses.c.identity_id,
    )
    met = select(addresses.c.seen).join(identities, who)
    return and_(
        outbox.c.failure == Failure.NO_ADDRESS.value,
        met.where(
            addresses.c.organisation_id == outbox.c.organisation_id,
            identities.c.person_id == outbox.c.to_person,
            addresses.c.seen > outbox.c.given_up,
        ).exists(),
    )


def _still_kept() -> Any:
    """What could not be taken in is shown as long as it is kept."""
    return exists().where(
        inbox.c.organisation_id == outbox.c.organisation_id,
        inbox.c.channel == outbox.c.channel,
        inbox.c.id == outbox.c.in_reply_to,
    )


def _one(row: ResultRow[Any], where: Conversation) -> Unreached:
    failure = Failure(row.failure) if row.failure else Failure.UNKNOWN
    return Unreached(where, row.person, failure, row.error or "", row.given_up, row.given_up, cause=row.cause)
