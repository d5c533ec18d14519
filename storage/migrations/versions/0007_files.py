"""A message of ours that carries files says until when they are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("files_until", sa.DateTime(timezone=True), nullable=True))
    with_files = sa.text("files_until IS NOT NULL")
    op.create_index(
        "ix_outbox_files_until",
        "outbox",
        ["files_until"],
        unique=False,
        sqlite_where=with_files,
        postgresql_where=with_files,
    )
