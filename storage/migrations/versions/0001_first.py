"""The first schema: organisations, people, plans and their record, conversations, the outbox, schedules."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("directory_number", sa.Integer(), nullable=False),
        sa.Column("last_schedule", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_table(
        "conversations",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("last_place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_conversations_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_conversations")),
    )
    op.create_table(
        "plans",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_number", sa.Integer(), nullable=False),
        sa.Column("redactions", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("code_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_plans_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_plans")),
        sa.UniqueConstraint("organisation_id", "code_key", name=op.f("uq_plans_organisation_id_code_key")),
    )
    op.create_table(
        "people",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "plan_id"],
            ["plans.organisation_id", "plans.id"],
            name=op.f("fk_people_organisation_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_people_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_people")),
    )
    op.create_table(
        "changes",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.Column("recorded", sa.DateTime(timezone=True), nullable=False),
        sa.Column("speaker", sa.Integer(), nullable=True),
        sa.Column("recorder", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("change_set", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("facts_before", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "plan_id"],
            ["plans.organisation_id", "plans.id"],
            name=op.f("fk_changes_organisation_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "recorder"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_changes_organisation_id_recorder"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "speaker"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_changes_organisation_id_speaker"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "plan_id", "sequence", name=op.f("pk_changes")),
    )
    op.create_index(
        op.f("ix_changes_organisation_id_plan_id_subject"),
        "changes",
        ["organisation_id", "plan_id", "subject"],
        unique=False,
    )
    op.create_table(
        "holders",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "holder_id"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_holders_organisation_id_holder_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "party_id"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_holders_organisation_id_party_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "party_id", "changed", "place", name=op.f("pk_holders")),
    )
    op.create_table(
        "identities",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.Column("linked", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_identities_organisation_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_identities_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "channel", "id", name=op.f("pk_identities")),
    )
    op.create_table(
        "person_emails",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_person_emails_organisation_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", "place", name=op.f("pk_person_emails")),
    )
    op.create_table(
        "person_names",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_person_names_organisation_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", "what", "place", name=op.f("pk_person_names")),
    )
    op.create_table(
        "schedules",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_person", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "by_person"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_schedules_organisation_id_by_person"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "conversation_id"],
            ["conversations.organisation_id", "conversations.id"],
            name=op.f("fk_schedules_organisation_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "plan_id"],
            ["plans.organisation_id", "plans.id"],
            name=op.f("fk_schedules_organisation_id_plan_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_schedules")),
    )
    op.create_index(op.f("ix_schedules_next_at"), "schedules", ["next_at"], unique=False)
    op.create_index(
        op.f("ix_schedules_organisation_id_conversation_id"),
        "schedules",
        ["organisation_id", "conversation_id"],
        unique=False,
    )
    op.create_table(
        "memories",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("identity_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("memory", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "channel", "identity_id"],
            ["identities.organisation_id", "identities.channel", "identities.id"],
            name=op.f("fk_memories_organisation_id_channel_identity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "conversation_id"],
            ["conversations.organisation_id", "conversations.id"],
            name=op.f("fk_memories_organisation_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "conversation_id", "channel", "identity_id", name=op.f("pk_memories")
        ),
    )
    op.create_table(
        "messages",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "channel", "sender"],
            ["identities.organisation_id", "identities.channel", "identities.id"],
            name=op.f("fk_messages_organisation_id_channel_sender"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "conversation_id"],
            ["conversations.organisation_id", "conversations.id"],
            name=op.f("fk_messages_organisation_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "conversation_id", "id", name=op.f("pk_messages")),
    )
    op.create_table(
        "words",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("words_before", sa.Text(), nullable=True),
        sa.Column("redacted", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "plan_id", "sequence"],
            ["changes.organisation_id", "changes.plan_id", "changes.sequence"],
            name=op.f("fk_words_organisation_id_plan_id_sequence"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "plan_id", "sequence", name=op.f("pk_words")),
    )
    op.create_table(
        "outbox",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("shows", sa.Text(), nullable=True),
        sa.Column("in_reply_to", sa.Text(), nullable=True),
        sa.Column("heard_in", sa.Text(), nullable=True),
        sa.Column("heard_id", sa.Text(), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_id", sa.Text(), nullable=True),
        sa.Column("given_up", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "conversation_id"],
            ["conversations.organisation_id", "conversations.id"],
            name=op.f("fk_outbox_organisation_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "heard_in", "heard_id"],
            ["messages.organisation_id", "messages.conversation_id", "messages.id"],
            name=op.f("fk_outbox_organisation_id_heard_in_heard_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "cause", name=op.f("pk_outbox")),
        sa.UniqueConstraint(
            "organisation_id", "conversation_id", "place", name=op.f("uq_outbox_organisation_id_conversation_id_place")
        ),
    )
    op.create_index(
        op.f("ix_outbox_organisation_id_heard_in_heard_id"),
        "outbox",
        ["organisation_id", "heard_in", "heard_id"],
        unique=False,
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["due"],
        unique=False,
        sqlite_where=sa.text("sent IS NULL AND given_up IS NULL"),
        postgresql_where=sa.text("sent IS NULL AND given_up IS NULL"),
    )
    make_append_only()


def make_append_only() -> None:
    """No row of `changes` is ever altered or deleted, by whatever program. A later revision that rebuilds the table
    on SQLite (batch mode) loses these triggers there and must make them again.
    """
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER changes_no_{event.lower()} BEFORE {event} ON changes "
                "BEGIN SELECT RAISE(ABORT, 'changes is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_alteration() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'changes is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER changes_append_only BEFORE UPDATE OR DELETE ON changes "
        "FOR EACH ROW EXECUTE FUNCTION refuse_alteration()"
    )
    op.execute(
        "CREATE TRIGGER changes_no_truncate BEFORE TRUNCATE ON changes "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_alteration()"
    )
