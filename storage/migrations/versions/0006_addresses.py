"""Everybody's own address is kept, and what stood in a message's way; a message may be for one reader alone."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "addresses",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("identity_id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "channel", "identity_id"],
            ["identities.organisation_id", "identities.channel", "identities.id"],
            name=op.f("fk_addresses_organisation_id_channel_identity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "conversation_id"],
            ["conversations.organisation_id", "conversations.id"],
            name=op.f("fk_addresses_organisation_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "channel", "identity_id", name=op.f("pk_addresses")),
    )
    for column in (
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("to_identity", sa.Text(), nullable=True),
        sa.Column("to_person", sa.Integer(), nullable=True),
        sa.Column("failure", sa.String(32), nullable=True),
    ):
        op.add_column("outbox", column)
    given_up = sa.text("given_up IS NOT NULL")
    op.create_index(
        "ix_outbox_given_up",
        "outbox",
        ["organisation_id", "given_up"],
        unique=False,
        sqlite_where=given_up,
        postgresql_where=given_up,
    )
