"""The table of what happened to people's rights: append-only (triggers); see `storage.tables` for what all share."""

from sqlalchemy import Column, Integer, String, Table

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
    within("person_id", "people", "id"),
    within("recorder", "people", "id"),
)
