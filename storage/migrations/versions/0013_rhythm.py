"""Who is away, what rests, what joins somebody's next message, and what was asked of whom."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organisation_id", column],
        [f"{other}.organisation_id", f"{other}.id"],
        name=op.f(f"fk_{table}_organisation_id_{column}"),
    )


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("delegate_id", sa.Integer(), nullable=True),
        _of("absences", "person_id", "people"),
        _of("absences", "delegate_id", "people"),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", "since", name=op.f("pk_absences")),
    )
    op.create_table(
        "snoozes",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        _of("snoozes", "person_id", "people"),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", "plan_id", "action", name=op.f("pk_snoozes")),
    )
    op.create_table(
        "prompts",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by_person", sa.Integer(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.DateTime(timezone=True), nullable=True),
        _of("prompts", "person_id", "people"),
        _of("prompts", "by_person", "people"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_prompts")),
    )
    untold = sa.text("told IS NULL")
    op.create_index("ix_prompts_untold", "prompts", ["organisation_id"], sqlite_where=untold, postgresql_where=untold)
    op.create_table(
        "asked",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("recorded", sa.DateTime(timezone=True), nullable=False),
        _of("asked", "person_id", "people"),
        sa.PrimaryKeyConstraint(
            "organisation_id", "person_id", "day", "plan_id", "action", "why", name=op.f("pk_asked")
        ),
    )
    op.create_index(op.f("ix_asked_organisation_id_day"), "asked", ["organisation_id", "day"])
