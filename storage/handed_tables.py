"""The tables of reports that were made and of their templates; see `storage.tables` for what all tables share."""

from sqlalchemy import Column, Date, Integer, LargeBinary, String, Table

from storage.tables import metadata, organisation, within
from storage.types import Json, Moment, Words

made_reports = Table(  # reports that were made: for "same as last time" and "since the last Cabinet"
    "made_reports",
    metadata,
    organisation(),
    Column("plan_id", Integer, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("person_id", Integer),  # none: the command
    Column("made", Moment, nullable=False),
    Column("as_at", Date, nullable=False),
    Column("paper", String(16), nullable=False),
    Column("audience", String(16)),
    Column("wish", Json, nullable=False),
    within("plan_id", "plans", "id"),
    within("person_id", "people", "id"),
)

report_templates = Table(  # what was said of templates, one row for each time; the last that is not undone holds
    "report_templates",
    metadata,
    organisation(),
    Column("id", Words, primary_key=True),
    Column("number", Integer, nullable=False),  # how many there were before, and one
    Column("plan_id", Integer),  # none: all plans
    Column("person_id", Integer, nullable=False),
    Column("recorded", Moment, nullable=False),
    Column("name", Words),  # none: no template from now on
    Column("content", LargeBinary),
    Column("undoes", Words),
    within("plan_id", "plans", "id"),
    within("person_id", "people", "id"),
)
