"""The tables. `organisation_id` stands in every one, in every unique key and in every foreign key: it is the wall.

Keys are composite and numbered by us. What `storage.append_only` lists is append-only (triggers); what may have to be
erased lies in tables of its own: docs/privacy.md has every table.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    and_,
    false,
)

from storage.types import Json, Moment, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _organisation() -> Column[str]:
    return Column("organisation_id", Words, primary_key=True)


def _within(columns: str, table: str, keys: str) -> ForeignKeyConstraint:
    """A foreign key that stays inside one organisation."""
    local = ["organisation_id", *columns.split()]
    return ForeignKeyConstraint(local, [f"{table}.{key}" for key in ("organisation_id", *keys.split())])


organisation, within = _organisation, _within  # for the tables that lie in files of their own

organisations = Table(
    "organisations",
    metadata,
    Column("id", Words, primary_key=True),
    Column("directory_number", Integer, nullable=False),
    Column("last_schedule", Integer, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    _organisation(),
    Column("id", Words, primary_key=True),
    Column("channel", Words, nullable=False),
    Column("place", String(16), nullable=False),
    Column("zone", Words),
    Column("reference", Json, nullable=False),
    Column("last_place", Integer, nullable=False),  # the outbox's counter: its row lock keeps commit order
    Column("title", Words),  # what people call it
    Column("within", Words),  # the team or workspace that it lies in, and goes with
    Column("added", Moment),  # when the bot was last added,
    Column("removed", Moment),  # and last removed; the later one holds
    ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
    Index(None, "organisation_id", "within"),
)

plans = Table(
    "plans",
    metadata,
    _organisation(),
    Column("id", Integer, primary_key=True),
    Column("change_number", Integer, nullable=False),
    Column("redactions", Integer, nullable=False),  # how often words were erased: copies in memory are then read anew
    Column("head", String(64), nullable=False),  # the last link of the hash chain
    Column("code_key", Words),  # the code, folded, so that two plans cannot share one
    ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
    UniqueConstraint("organisation_id", "code_key"),
)

people = Table(
    "people",
    metadata,
    _organisation(),
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("role", String(16), nullable=False),
    Column("plan_id", Integer),
    Column("changed", Integer, nullable=False),  # the directory's number at its last change
    Column("team", Words),
    Column("manager_id", Integer),  # a person; no foreign key, as two may be told of at once
    Column("since", Date),
    Column("until", Date),
    ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
    _within("plan_id", "plans", "id"),
)

person_names = Table(
    "person_names",
    metadata,
    _organisation(),
    Column("person_id", Integer, primary_key=True),
    Column("what", String(16), primary_key=True),  # name initials post alias
    Column("place", Integer, primary_key=True),
    Column("text", Words, nullable=False),
    _within("person_id", "people", "id"),
)

person_emails = Table(
    "person_emails",
    metadata,
    _organisation(),
    Column("person_id", Integer, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("email", Words, nullable=False),
    _within("person_id", "people", "id"),
)

holders = Table(
    "holders",
    metadata,
    _organisation(),
    Column("party_id", Integer, primary_key=True),
    Column("changed", Integer, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("holder_id", Integer, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    _within("party_id", "people", "id"),
    _within("holder_id", "people", "id"),
)

identities = Table(
    "identities",
    metadata,
    _organisation(),
    Column("channel", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("person_id", Integer),
    Column("verified_by", Words),
    Column("linked", Moment),
    Column("name", Words),  # from here on: what its channel's directory says
    Column("email", Words),
    Column("login", Words),
    Column("guest", Boolean, nullable=False, server_default=false()),
    Column("zone", Words),
    Column("locale", Words),
    Column("seen", Moment),
    ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
    _within("person_id", "people", "id"),
    Index(None, "organisation_id", "person_id"),
)

claims = Table(  # who may be somebody, until an officer has decided
    "claims",
    metadata,
    _organisation(),
    Column("id", Words, primary_key=True),
    Column("channel", Words, nullable=False),
    Column("identity_id", Words, nullable=False),
    Column("conversation_id", Words, nullable=False),
    Column("why", String(16), nullable=False),
    Column("candidates", Json, nullable=False),
    Column("made", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("outcome", String(16)),
    Column("settled", Moment),
    Column("settled_by", Integer),
    UniqueConstraint("organisation_id", "channel", "identity_id"),
    _within("channel identity_id", "identities", "channel id"),
    _within("conversation_id", "conversations", "id"),
    _within("settled_by", "people", "id"),
)

addresses = Table(  # how each identity is reached alone
    "addresses",
    metadata,
    _organisation(),
    Column("channel", Words, primary_key=True),
    Column("identity_id", Words, primary_key=True),
    Column("reference", Json, nullable=False),
    Column("conversation_id", Words),  # their private one; none while they have spoken only where others read
    Column("seen", Moment, nullable=False),
    _within("channel identity_id", "identities", "channel id"),
    _within("conversation_id", "conversations", "id"),
)

changes = Table(
    "changes",
    metadata,
    _organisation(),
    Column("plan_id", Integer, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject", Integer, nullable=False),
    Column("effective", Date, nullable=False),
    Column("recorded", Moment, nullable=False),
    Column("speaker", Integer),
    Column("recorder", Integer),
    Column("source", Words, nullable=False),
    Column("change_set", Words, nullable=False),
    Column("facts", Json, nullable=False),
    Column("facts_before", Json, nullable=False),
    Column("undoes", Integer),
    Column("digest", String(64)),  # of the words, salted; none where nothing was written
    Column("link", String(64), nullable=False),
    Column("authority", Words),
    _within("plan_id", "plans", "id"),
    _within("speaker", "people", "id"),
    _within("recorder", "people", "id"),
    Index(None, "organisation_id", "plan_id", "subject"),
    Index(None, "organisation_id", "plan_id", "effective", "sequence"),
)

words = Table(
    "words",
    metadata,
    _organisation(),
    Column("plan_id", Integer, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("salt", String(32)),
    Column("words", Json),
    Column("words_before", Json),
    Column("redacted", Moment),  # when erased: words and salt are then gone, the digest in `changes` stays
    _within("plan_id sequence", "changes", "plan_id sequence"),
)

messages = Table(
    "messages",
    metadata,
    _organisation(),
    Column("conversation_id", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("channel", Words),
    Column("sender", Words),
    Column("text", Words),
    Column("sent", Moment, nullable=False),
    Column("received", Moment, nullable=False),
    _within("conversation_id", "conversations", "id"),
    _within("channel sender", "identities", "channel id"),
)

held = Table(  # messages that wait until it is certain who wrote them
    "held",
    metadata,
    _organisation(),
    Column("conversation_id", Words, primary_key=True),
    Column("message_id", Words, primary_key=True),
    Column("channel", Words, nullable=False),
    Column("identity_id", Words, nullable=False),
    Column("said", Json, nullable=False),
    Column("received", Moment, nullable=False),
    Column("waits", Integer, nullable=False),  # 1 until its turn, which it has once
    Column("outcome", String(16)),
    Column("settled", Moment),
    _within("conversation_id message_id", "messages", "conversation_id id"),
    _within("channel identity_id", "identities", "channel id"),
    Index(None, "organisation_id", "channel", "identity_id"),
)
Index("ix_held_waiting", held.c.received, sqlite_where=held.c.waits == 1, postgresql_where=held.c.waits == 1)

memories = Table(
    "memories",
    metadata,
    _organisation(),
    Column("conversation_id", Words, primary_key=True),
    Column("channel", Words, primary_key=True),
    Column("identity_id", Words, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("memory", Json, nullable=False),
    _within("conversation_id", "conversations", "id"),
    _within("channel identity_id", "identities", "channel id"),
)

schedules = Table(
    "schedules",
    metadata,
    _organisation(),
    Column("id", Integer, primary_key=True),
    Column("conversation_id", Words, nullable=False),
    Column("what", Words, nullable=False),
    Column("rule", Json, nullable=False),
    Column("words", Words, nullable=False),
    Column("by_person", Integer, nullable=False),
    Column("plan_id", Integer),
    Column("next_at", Moment, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("posted", Moment),
    _within("conversation_id", "conversations", "id"),
    _within("by_person", "people", "id"),
    _within("plan_id", "plans", "id"),
    Index(None, "organisation_id", "conversation_id"),
    Index(None, "next_at"),
)

uploads = Table(  # documents that were read and wait for somebody's yes
    "uploads",
    metadata,
    _organisation(),
    Column("id", Words, primary_key=True),
    Column("document", Json, nullable=False),
    Column("received", Moment, nullable=False),
    ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
    Index(None, "received"),
)

installations = Table(  # workspaces that have installed the bot; `details` hold the tokens that it speaks with there
    "installations",
    metadata,
    _organisation(),
    Column("channel", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("details", Json, nullable=False),
    Column("installed", Moment, nullable=False),
    ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
    Index(None, "channel", "id"),
)

installing = Table(  # installations under way: whoever comes back must have set out here
    "installing",
    metadata,
    _organisation(),
    Column("id", Words, primary_key=True),
    Column("until", Moment, nullable=False),
    ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
)

inbox = Table(  # what a service was told has arrived before its turn was done; `body` holds people's words
    "inbox",
    metadata,
    _organisation(),
    Column("channel", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("body", Json, nullable=False),
    Column("received", Moment, nullable=False),
    Column("leased_until", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
    Index(None, "channel", "leased_until"),
)

outbox = Table(
    "outbox",
    metadata,
    _organisation(),
    Column("cause", Words, primary_key=True),
    Column("conversation_id", Words, nullable=False),
    Column("place", Integer, nullable=False),  # the order in the conversation
    Column("channel", Words, nullable=False),
    Column("reply", Json, nullable=False),
    Column("shows", Json),  # [[plan, action], …], so that a reply to the message names its actions
    Column("in_reply_to", Words),
    Column("thread", Words),  # the channel's id of the thread that it belongs into
    Column("to_identity", Words),  # whose eyes alone it is for
    Column("to_person", Integer),  # the person who is told, where nobody had asked
    Column("heard_in", Words),  # the heard message that it answers, which may be of another conversation
    Column("heard_id", Words),
    Column("due", Moment, nullable=False),
    Column("retry_at", Moment),
    Column("tries", Integer, nullable=False),
    Column("holder", String(32)),
    Column("leased_until", Moment),
    Column("sent", Moment),
    Column("sent_id", Words),
    Column("given_up", Moment),
    Column("error", Words),
    Column("failure", String(32)),  # a storage.failures.Failure
    Column("redraws", Words),  # the channel's id of the earlier message that this draws anew, quietly
    Column("files_until", Moment),  # when the files that it carries are let go of; none where it carries none
    UniqueConstraint("organisation_id", "conversation_id", "place"),
    _within("conversation_id", "conversations", "id"),
    _within("heard_in heard_id", "messages", "conversation_id id"),
    Index(None, "organisation_id", "heard_in", "heard_id"),
)
waiting = and_(outbox.c.sent.is_(None), outbox.c.given_up.is_(None))
with_files = outbox.c.files_until.is_not(None)
with_actions = outbox.c.shows.is_not(None)
given_up = outbox.c.given_up.is_not(None)
for _name, _of, _columns in (
    ("ix_outbox_files_until", with_files, [outbox.c.files_until]),
    ("ix_outbox_shown", with_actions, [outbox.c.organisation_id, outbox.c.sent]),
    ("ix_outbox_waiting", waiting, [outbox.c.due]),
    ("ix_outbox_waiting_here", waiting, [outbox.c.organisation_id, outbox.c.conversation_id]),
    ("ix_outbox_given_up", given_up, [outbox.c.organisation_id, outbox.c.given_up]),
):
    Index(_name, *_columns, sqlite_where=_of, postgresql_where=_of)
