"""What waits to be sent in one conversation is found at once: what is said there later keeps its place behind it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    waiting = sa.text("sent IS NULL AND given_up IS NULL")
    op.create_index(
        "ix_outbox_waiting_here",
        "outbox",
        ["organisation_id", "conversation_id"],
        unique=False,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
