"""When the bot was added to a conversation and removed from it, what that is called, and the team that it lies in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("title", "within"):
        op.add_column("conversations", sa.Column(column, sa.Text(), nullable=True))
    for column in ("added", "removed"):
        op.add_column("conversations", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    # Whoever has talked with the bot before has met it, and is not welcomed again.
    op.execute("UPDATE conversations SET added = CURRENT_TIMESTAMP")
    op.create_index(op.f("ix_conversations_organisation_id_within"), "conversations", ["organisation_id", "within"])
