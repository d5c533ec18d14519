"""What a service was told has arrived is kept until its turn is done."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_inbox_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "channel", "id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_channel_leased_until"), "inbox", ["channel", "leased_until"], unique=False)
