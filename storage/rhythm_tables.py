"""The tables of absences, snoozes, prompts and what was asked; see `storage.tables` for what all tables share."""

from sqlalchemy import Column, Date, Index, Integer, String, Table

from storage.tables import metadata, organisation, within
from storage.types import Moment, Words

absences = Table(
    "absences",
    metadata,
    organisation(),
    Column("person_id", Integer, primary_key=True),
    Column("since", Date, primary_key=True),
    Column("until", Date),
    Column("delegate_id", Integer),
    within("person_id", "people", "id"),
    within("delegate_id", "people", "id"),
)

snoozes = Table(
    "snoozes",
    metadata,
    organisation(),
    Column("person_id", Integer, primary_key=True),
    Column("plan_id", Integer, primary_key=True),  # 0, as the action, for everything
    Column("action", Integer, primary_key=True),
    Column("until", Date, nullable=False),
    within("person_id", "people", "id"),
)

prompts = Table(  # what joins somebody's next message
    "prompts",
    metadata,
    organisation(),
    Column("id", Words, primary_key=True),
    Column("why", String(16), nullable=False),
    Column("person_id", Integer, nullable=False),
    Column("plan_id", Integer, nullable=False),  # 0, as the action, where it is about none
    Column("action", Integer, nullable=False),
    Column("day", Date, nullable=False),  # not before
    Column("by_person", Integer, nullable=False),
    Column("made", Moment, nullable=False),
    Column("told", Moment),
    within("person_id", "people", "id"),
    within("by_person", "people", "id"),
)
Index(
    "ix_prompts_untold",
    prompts.c.organisation_id,
    sqlite_where=prompts.c.told.is_(None),
    postgresql_where=prompts.c.told.is_(None),
)

asked = Table(  # what stood in each message: one a person and local day
    "asked",
    metadata,
    organisation(),
    Column("person_id", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("plan_id", Integer, primary_key=True),
    Column("action", Integer, primary_key=True),
    Column("why", String(16), primary_key=True),
    Column("recorded", Moment, nullable=False),
    Column("sequence", Integer, nullable=False, server_default="0"),
    Column("link", String(64), nullable=False, server_default=""),
    within("person_id", "people", "id"),
    Index(None, "organisation_id", "day"),
    Index(None, "organisation_id", "sequence", unique=True),
)
