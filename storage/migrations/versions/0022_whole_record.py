"""By which right a change was made is kept with it. Returns are chained as changes are, with a digest of every row that they print; what was written can be erased and
not altered; nobody forgets who was asked."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage import chain
from storage.types import Moment, canonical

revision = "0022"
down_revision = "0019"
branch_labels = None
depends_on = None

EVENT = ("organisation_id", "plan_id", "label", "sequence")
ROW = ("organisation_id", "plan_id", "label", "version", "action")
# Table → its key, and what is emptied when its words are erased.
ERASABLE = {
    "words": (("organisation_id", "plan_id", "sequence"), ("salt", "words", "words_before")),
    "return_words": (EVENT, ("salt", "words")),
    "return_rows": (ROW, ("salt",)),  # of its words only those that somebody wrote go
}


def upgrade() -> None:
    op.add_column("changes", sa.Column("authority", sa.Text(), nullable=True))
    _allow_events_to_be_altered()
    op.add_column("return_events", sa.Column("rows", sa.Text(), nullable=True))
    op.add_column("return_events", sa.Column("link", sa.String(length=64), nullable=False, server_default=""))
    op.create_table(
        "return_heads",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "plan_id"],
            ["plans.organisation_id", "plans.id"],
            name=op.f("fk_return_heads_organisation_id_plan_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "plan_id", "label", name=op.f("pk_return_heads")),
    )
    op.add_column("return_rows", sa.Column("salt", sa.String(length=32), nullable=True))
    op.add_column("return_rows", sa.Column("redacted", sa.DateTime(timezone=True), nullable=True))
    _chain_returns()
    _keep_events()
    for table, (key, erased) in ERASABLE.items():
        _only_erasable(table, key, erased)
    _append_only("asked")


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _chain_returns() -> None:
    """The links and digests of what was recorded before there were any."""
    bind = op.get_bind()
    query = f"SELECT * FROM return_events ORDER BY {', '.join(EVENT)}"
    heads: dict[tuple[Any, ...], tuple[int, str]] = {}
    for row in bind.execute(_typed(query)).mappings().all():
        rows = _salted_rows(bind, row) if row["kind"] in ("frozen", "corrected") else None
        the_return = row["organisation_id"], row["plan_id"], row["label"]
        event = dict(row) | {"facts": json.loads(row["facts"]), "rows": rows}
        link = chain.event_link(heads.get(the_return, (0, chain.START))[1], event)
        heads[the_return] = row["sequence"], link
        stored = {"rows": None if rows is None else canonical(rows), "link": link}
        where = " AND ".join(f"{key} = :{key}" for key in EVENT)
        bind.execute(
            sa.text(f"UPDATE return_events SET rows = :rows, link = :link WHERE {where}"),
            stored | {key: row[key] for key in EVENT},
        )
    for (organisation, plan, label), (number, link) in heads.items():
        bind.execute(
            sa.text("INSERT INTO return_heads VALUES (:organisation, :plan, :label, :number, :link)"),
            {"organisation": organisation, "plan": plan, "label": label, "number": number, "link": link},
        )


def _typed(query: str) -> Any:
    return sa.text(query).columns(recorded=Moment())


def _salted_rows(bind: Any, event: Any) -> dict[str, str]:
    """The digest of each row of the version that an event made, by action."""
    version = 1 if event["kind"] == "frozen" else json.loads(event["facts"])["version"]
    the = {"o": event["organisation_id"], "p": event["plan_id"], "l": event["label"], "v": version}
    where = "organisation_id = :o AND plan_id = :p AND label = :l AND version = :v"
    digests = {}
    for row in bind.execute(sa.text(f"SELECT action, words FROM return_rows WHERE {where}"), the).mappings().all():
        salt = chain.new_salt()
        digests[str(row["action"])] = chain.digest(json.loads(row["words"]), {}, salt)
        bind.execute(
            sa.text(f"UPDATE return_rows SET salt = :salt WHERE {where} AND action = :a"),
            the | {"salt": salt, "a": row["action"]},
        )
    return digests


# --- triggers ----------------------------------------------------------------------------------------------------


def _allow_events_to_be_altered() -> None:
    if _sqlite():
        op.execute("DROP TRIGGER return_events_no_update")
        op.execute("DROP TRIGGER return_events_no_delete")
    else:
        op.execute("ALTER TABLE return_events DISABLE TRIGGER return_events_append_only")


def _keep_events() -> None:
    if _sqlite():
        _refuse("return_events", "UPDATE")
        _refuse("return_events", "DELETE")
    else:
        op.execute("ALTER TABLE return_events ENABLE TRIGGER return_events_append_only")


def _append_only(table: str) -> None:
    for event in ("UPDATE", "DELETE"):
        _refuse(table, event)
    _refuse_truncating(table)


def _only_erasable(table: str, key: tuple[str, ...], erased: tuple[str, ...]) -> None:
    """Nothing is deleted, and the one update that passes empties a row that was whole, with the day."""
    emptied = " AND ".join(f"NEW.{column} IS NULL" for column in erased)
    the_same = " AND ".join(f"NEW.{column} = OLD.{column}" for column in key)
    erasing = f"OLD.redacted IS NULL AND NEW.redacted IS NOT NULL AND {emptied} AND {the_same}"
    _refuse(table, "UPDATE", f"NOT ({erasing})")
    _refuse(table, "DELETE")
    _refuse_truncating(table)


def _refuse(table: str, event: str, when: str | None = None) -> None:
    name, condition = f"{table}_no_{event.lower()}", f" WHEN {when}" if when else ""
    if _sqlite():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table}{condition} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    condition = f" WHEN ({when})" if when else ""
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW{condition} EXECUTE FUNCTION refuse_alteration()"
    )


def _refuse_truncating(table: str) -> None:
    if not _sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_alteration()"
        )
