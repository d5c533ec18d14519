"""What happened to a return is never altered; its words lie apart, where they can be erased."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage import chain

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = ("organisation_id", "plan_id", "label", "sequence")


def upgrade() -> None:
    op.add_column("return_events", sa.Column("digest", sa.String(length=64), nullable=True))
    op.create_table(
        "return_words",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("redacted", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            KEY,
            [f"return_events.{key}" for key in KEY],
            name=op.f("fk_return_words_organisation_id_plan_id_label_sequence"),
        ),
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_return_words")),
    )
    _move_words()
    op.drop_column("return_events", "words")
    make_append_only()


def _move_words() -> None:
    """Events without words have no row there, and no digest."""
    bind = op.get_bind()
    some = bind.execute(sa.text(f"SELECT {', '.join(KEY)}, words FROM return_events")).mappings().all()
    where = " AND ".join(f"{key} = :{key}" for key in KEY)
    for row in some:
        words: dict[str, Any] = json.loads(row["words"] or "{}")
        if not words:
            continue
        salt, key = chain.new_salt(), {name: row[name] for name in KEY}
        bind.execute(
            sa.text(
                f"INSERT INTO return_words ({', '.join(KEY)}, salt, words) "
                f"VALUES ({', '.join(f':{name}' for name in KEY)}, :salt, :words)"
            ),
            key | {"salt": salt, "words": row["words"]},
        )
        digest = chain.digest(words, {}, salt)
        bind.execute(sa.text(f"UPDATE return_events SET digest = :digest WHERE {where}"), key | {"digest": digest})


def make_append_only() -> None:
    """As `changes` is: see 0001."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER return_events_no_{event.lower()} BEFORE {event} ON return_events "
                "BEGIN SELECT RAISE(ABORT, 'return_events is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_alteration() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE TRIGGER return_events_append_only BEFORE UPDATE OR DELETE ON return_events "
        "FOR EACH ROW EXECUTE FUNCTION refuse_alteration()"
    )
    op.execute(
        "CREATE TRIGGER return_events_no_truncate BEFORE TRUNCATE ON return_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_alteration()"
    )
