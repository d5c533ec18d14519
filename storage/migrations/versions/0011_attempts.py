"""Each try to deliver a message is recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "cause"],
            ["outbox.organisation_id", "outbox.cause"],
            name=op.f("fk_attempts_organisation_id_cause"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "cause", "number", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_began"), "attempts", ["began"], unique=False)
