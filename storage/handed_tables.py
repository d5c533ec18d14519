"""The table of reports that were made; see `storage.tables` for what all tables share."""

from sqlalchemy import Column, Date, Integer, String, Table

from storage.tables import metadata, organisation, within
from storage.types import Json, Moment, Words

made_reports = Table(  # reports that were made: for "same as last time" and "since the last Cabinet"
    "made_reports",
    metadata,
    organisation(),
    Column("plan_id", Integer, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("person_id", Integer, nullable=False),
    Column("made", Moment, nullable=False),
    Column("as_at", Date, nullable=False),
    Column("paper", String(16), nullable=False),
    Column("audience", String(16)),
    Column("wish", Json, nullable=False),
    within("plan_id", "plans", "id"),
    within("person_id", "people", "id"),
)
