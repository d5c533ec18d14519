"""Who reports to whom, in which team, from when until when; and what happened to people's rights, append-only.

Nothing changes for anybody who is there: everybody keeps their role in every plan, and no plan is restricted.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0022"  # which was there first
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("team", sa.Text(), nullable=True))
    op.add_column("people", sa.Column("manager_id", sa.Integer(), nullable=True))
    op.add_column("people", sa.Column("since", sa.Date(), nullable=True))
    op.add_column("people", sa.Column("until", sa.Date(), nullable=True))
    op.create_table(
        "rights_events",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("recorded", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorder", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("change_set", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_rights_events_organisation_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "recorder"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_rights_events_organisation_id_recorder"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_rights_events")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER rights_events_no_{event.lower()} BEFORE {event} ON rights_events "
                "BEGIN SELECT RAISE(ABORT, 'rights_events is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER rights_events_append_only BEFORE UPDATE OR DELETE ON rights_events "
        "FOR EACH ROW EXECUTE FUNCTION refuse_alteration()"
    )
    op.execute(
        "CREATE TRIGGER rights_events_no_truncate BEFORE TRUNCATE ON rights_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_alteration()"
    )
