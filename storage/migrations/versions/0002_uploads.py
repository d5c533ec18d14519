"""A document that was read and waits for a yes has a home of its own, outside of the conversation's memory."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_uploads_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_uploads")),
    )
    op.create_index(op.f("ix_uploads_received"), "uploads", ["received"], unique=False)
