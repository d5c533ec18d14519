"""What a channel's directory says of an identity, who claims to be whom, and what is held until that is settled."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

IDENTITY = ["identities.organisation_id", "identities.channel", "identities.id"]


def upgrade() -> None:
    for name in ("name", "email", "login", "zone", "locale"):
        op.add_column("identities", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("identities", sa.Column("guest", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("identities", sa.Column("seen", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_identities_organisation_id_person_id"), "identities", ["organisation_id", "person_id"])
    _claims()
    _held()


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("identity_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("settled", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "channel", "identity_id"],
            IDENTITY,
            name=op.f("fk_claims_organisation_id_channel_identity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "conversation_id"],
            ["conversations.organisation_id", "conversations.id"],
            name=op.f("fk_claims_organisation_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "settled_by"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_claims_organisation_id_settled_by"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_claims")),
        sa.UniqueConstraint(
            "organisation_id", "channel", "identity_id", name=op.f("uq_claims_organisation_id_channel_identity_id")
        ),
    )


def _held() -> None:
    op.create_table(
        "held",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("identity_id", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("settled", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "conversation_id", "message_id"],
            ["messages.organisation_id", "messages.conversation_id", "messages.id"],
            name=op.f("fk_held_organisation_id_conversation_id_message_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "channel", "identity_id"],
            IDENTITY,
            name=op.f("fk_held_organisation_id_channel_identity_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "conversation_id", "message_id", name=op.f("pk_held")),
    )
    op.create_index(
        op.f("ix_held_organisation_id_channel_identity_id"), "held", ["organisation_id", "channel", "identity_id"]
    )
    waits = sa.text("waits = 1")
    op.create_index("ix_held_waiting", "held", ["received"], sqlite_where=waits, postgresql_where=waits)
