"""What happened to people's rights, append-only (triggers), and where an organisation's own chains end.

See `storage.tables` for what all tables share.
"""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, String, Table

from storage.tables import metadata, organisation, within
from storage.types import Json, Moment, Words

rights_events = Table(
    "rights_events",
    metadata,
    organisation(),
    Column("id", Words, primary_key=True),  # the change set, and the place in it
    Column("place", Integer, nullable=False),
    Column("person_id", Integer, nullable=False),
    Column("what", String(16), nullable=False),
    Column("before", Json),
    Column("after", Json),
    Column("recorded", Moment, nullable=False),
    Column("recorder", Integer),
    Column("source", Words, nullable=False),
    Column("change_set", Words, nullable=False),
    Column("sequence", Integer, nullable=False, server_default="0"),
    Column("link", String(64), nullable=False, server_default=""),
    within("person_id", "people", "id"),
    within("recorder", "people", "id"),
    Index(None, "organisation_id", "sequence", unique=True),
)

register_heads = Table(  # where the hash chain of each register of an organisation ends: `storage.registers`
    "register_heads",
    metadata,
    organisation(),
    Column("register", String(16), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("link", String(64), nullable=False),
    ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
)
