"""A schedule may be paused, and knows when it was last posted."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("schedules", sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("schedules", sa.Column("posted", sa.DateTime(timezone=True), nullable=True))
