"""Workspaces that install the bot by themselves are kept, with their tokens; and installations that are under way."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "installations",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("installed", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_installations_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "channel", "id", name=op.f("pk_installations")),
    )
    op.create_index(op.f("ix_installations_channel_id"), "installations", ["channel", "id"], unique=False)
    op.create_table(
        "installing",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_installing_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_installing")),
    )
