"""A message of ours may draw an earlier one anew; what shows actions is found by when it was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("redraws", sa.Text(), nullable=True))
    shows = sa.text("shows IS NOT NULL")
    op.create_index(
        "ix_outbox_shown",
        "outbox",
        ["organisation_id", "sent"],
        unique=False,
        sqlite_where=shows,
        postgresql_where=shows,
    )
