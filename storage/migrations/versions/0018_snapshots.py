"""What a plan looked like on a day is kept beside its record, and what was recorded of some days is found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_changes_organisation_id_plan_id_effective_sequence",
        "changes",
        ["organisation_id", "plan_id", "effective", "sequence"],
    )
    op.create_table(
        "snapshots",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("redactions", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "plan_id"],
            ["plans.organisation_id", "plans.id"],
            name=op.f("fk_snapshots_organisation_id_plan_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "plan_id", "day", "part", name=op.f("pk_snapshots")),
    )
