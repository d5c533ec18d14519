"""Conversations as they were stored, with what reaches them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row as ResultRow
from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import conversations
from storage.work import Conversation, Presence

Key = tuple[str, str]  # organisation, conversation


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


async def read_conversations(connection: AsyncConnection, keys: Iterable[Key]) -> dict[Key, Conversation]:
    """Those of some conversations that there are."""
    wanted = set(keys)
    if not wanted:
        return {}
    query = select(conversations).where(tuple_(conversations.c.organisation_id, conversations.c.id).in_(wanted))
    return {(row.organisation_id, row.id): conversation_of(row) for row in await connection.execute(query)}
