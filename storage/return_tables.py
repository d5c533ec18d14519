"""The tables of returns; see `storage.tables` for what all tables share."""

from sqlalchemy import Column, Integer, String, Table

from storage.tables import metadata, organisation, within
from storage.types import Json, Moment, Words

return_events = Table(  # what happened to each return; append-only, as `changes` is
    "return_events",
    metadata,
    organisation(),
    Column("plan_id", Integer, primary_key=True),
    Column("label", Words, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("by_person", Integer, nullable=False),
    Column("recorded", Moment, nullable=False),
    Column("facts", Json, nullable=False),
    Column("digest", String(64)),  # of the words, salted; none where nothing was written
    Column("rows", Json),  # of the version that it made: the salted digest of each row, by action
    Column("link", String(64), nullable=False, server_default=""),
    within("plan_id", "plans", "id"),
    within("by_person", "people", "id"),
)

return_heads = Table(  # where the hash chain of each return ends
    "return_heads",
    metadata,
    organisation(),
    Column("plan_id", Integer, primary_key=True),
    Column("label", Words, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("link", String(64), nullable=False),
    within("plan_id", "plans", "id"),
)

return_words = Table(
    "return_words",
    metadata,
    organisation(),
    Column("plan_id", Integer, primary_key=True),
    Column("label", Words, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("salt", String(32)),
    Column("words", Json),
    Column("redacted", Moment),  # when erased: words and salt are then gone, the digest in `return_events` stays
    within("plan_id label sequence", "return_events", "plan_id label sequence"),
)

return_rows = Table(  # each version of a frozen return: an action as it is printed there
    "return_rows",
    metadata,
    organisation(),
    Column("plan_id", Integer, primary_key=True),
    Column("label", Words, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("action", Integer, primary_key=True),
    Column("words", Json, nullable=False),
    Column("salt", String(32)),
    Column("redacted", Moment),  # when its text was erased: the salt is then gone, and its digest proves nothing
    within("plan_id", "plans", "id"),
)
