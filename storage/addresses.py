"""Where somebody is told something alone: each chat identity's address, kept from the last time that it was heard.

An address outlives the conversation in which it was learnt: whoever spoke in a channel can be told something privately
later, whoever has spoken there since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.conversations import read_conversations
from storage.statements import Tagged
from storage.tables import addresses, identities
from storage.work import Conversation, Identity, Work

Key = tuple[str, str, str]  # organisation, channel, identity


@dataclass(frozen=True, slots=True)
class Address:
    """How an identity is reached alone. `reference` is what its channel needs; `conversation` their private one.

    Without a conversation the channel opens one: they have spoken only where others read, or nowhere yet.
    """

    identity: Identity
    seen: datetime
    reference: Mapping[str, Any] = field(default_factory=dict)
    conversation: Conversation | None = None


def address_rows(work: Work) -> Iterable[Tagged]:
    """What a message tells of its speaker's address. A conversation that is known stays known."""
    if work.identity is None or work.conversation is None:
        return
    private = work.conversation.id if work.conversation.place == "personal" else None
    yield (
        "addresses",
        {
            "organisation_id": work.organisation,
            "channel": work.identity.channel,
            "identity_id": work.identity.id,
            "reference": work.address,
            "conversation_id": private,
            "seen": work.now,
        },
    )


async def of_person(connection: AsyncConnection, organisation: str, person: int) -> list[Address]:
    """Every address of a person, the last used first. Of an account that became a guest, none."""
    linked = and_(
        identities.c.organisation_id == addresses.c.organisation_id,
        identities.c.channel == addresses.c.channel,
        identities.c.id == addresses.c.identity_id,
    )
    query = (
        select(addresses)
        .join(identities, linked)
        .where(
            addresses.c.organisation_id == organisation,
            identities.c.person_id == person,
            identities.c.guest.is_(False),
        )
        .order_by(addresses.c.seen.desc(), addresses.c.channel)
    )
    rows = (await connection.execute(query)).all()
    known = await read_conversations(connection, ((organisation, row.conversation_id) for row in rows))
    return [
        Address(
            Identity(row.channel, row.identity_id),
            row.seen,
            row.reference,
            known.get((organisation, row.conversation_id)),
        )
        for row in rows
    ]


async def references(connection: AsyncConnection, keys: Iterable[Key]) -> dict[Key, Mapping[str, Any]]:
    """The references of some identities, by organisation, channel and identity."""
    wanted = list(keys)
    if not wanted:
        return {}
    key = tuple_(addresses.c.organisation_id, addresses.c.channel, addresses.c.identity_id)
    rows = await connection.execute(select(addresses).where(key.in_(wanted)))
    return {(row.organisation_id, row.channel, row.identity_id): row.reference for row in rows}
