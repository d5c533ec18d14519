"""What happened to people's rights, and who was asked, are hash chains of their own. `REPLACE` from any connection of
SQLite is refused, and of what a frozen return prints an erasure empties only what somebody wrote."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage import chain
from storage.types import Json, Moment

revision = "0023"
down_revision = "0020"
branch_labels = None
depends_on = None

REGISTERS = {  # its name, its table, and the order in which its entries came
    "rights": ("rights_events", "recorded, change_set, place, id"),
    "asked": ("asked", "recorded, person_id, day, plan_id, action, why"),
}
ROW_KEYS = {  # what a row is found by
    "rights_events": ("organisation_id", "id"),
    "asked": ("organisation_id", "person_id", "day", "plan_id", "action", "why"),
}
TYPES = {"before": Json(), "after": Json(), "recorded": Moment(), "day": sa.Date()}

# The triggers as they are from here on: what is one row's alone, the first of it being the primary key.
PLAN, RETURN = "organisation_id plan_id", "organisation_id plan_id label"
KEYS = {
    "changes": (f"{PLAN} sequence",),
    "return_events": (f"{RETURN} sequence",),
    "rights_events": ("organisation_id id", "organisation_id sequence"),
    "asked": ("organisation_id person_id day plan_id action why", "organisation_id sequence"),
    "words": (f"{PLAN} sequence",),
    "return_words": (f"{RETURN} sequence",),
    "return_rows": (f"{RETURN} version action",),
}
ERASABLE = {"words": "salt words words_before", "return_words": "salt words", "return_rows": "salt"}
OWN_WORDS = ("update", "accepted")
OLD = ("no_update", "no_delete", "append_only", "no_truncate")


def upgrade() -> None:
    for table in KEYS:
        for what in OLD:
            op.execute(f"DROP TRIGGER IF EXISTS {table}_{what}" + ("" if _sqlite() else f" ON {table}"))
    op.create_table(
        "register_heads",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("register", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_register_heads_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "register", name=op.f("pk_register_heads")),
    )
    for register, (table, order) in REGISTERS.items():
        op.add_column(table, sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        op.add_column(table, sa.Column("link", sa.String(length=64), nullable=False, server_default=""))
        _chain(register, table, order)
        op.create_index(
            op.f(f"ix_{table}_organisation_id_sequence"), table, ["organisation_id", "sequence"], unique=True
        )
    if not _sqlite():  # the name of the table that it is about, also for what the first revision made
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_alteration() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    for table in KEYS:
        for statement in _triggers(table):
            op.execute(statement)


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


# --- the chains --------------------------------------------------------------------------------------------------


def _chain(register: str, table: str, order: str) -> None:
    """The links of what was recorded before there were any."""
    bind = op.get_bind()
    columns = [one["name"] for one in sa.inspect(bind).get_columns(table)]
    query = sa.text(f"SELECT * FROM {table} ORDER BY organisation_id, {order}")
    rows = bind.execute(query.columns(**{name: TYPES[name] for name in columns if name in TYPES})).mappings().all()
    heads: dict[str, tuple[int, str]] = {}
    where = " AND ".join(f"{key} = :{key}" for key in ROW_KEYS[table])
    update = sa.text(f"UPDATE {table} SET sequence = :sequence, link = :link WHERE {where}")
    update = update.bindparams(*(sa.bindparam(key, type_=TYPES[key]) for key in ROW_KEYS[table] if key in TYPES))
    made = list(_linked(register, rows, heads, ROW_KEYS[table]))
    if made:
        bind.execute(update, made)
    for organisation, (number, link) in heads.items():
        bind.execute(
            sa.text("INSERT INTO register_heads VALUES (:organisation, :register, :number, :link)"),
            {"organisation": organisation, "register": register, "number": number, "link": link},
        )


def _linked(
    register: str, rows: Iterable[Any], heads: dict[str, tuple[int, str]], key: Iterable[str]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        organisation = row["organisation_id"]
        number, previous = heads.get(organisation, (0, chain.START))
        record = chain.register_record(register, {**row, "sequence": number + 1})
        heads[organisation] = number + 1, chain.linked(previous, record)
        yield {"sequence": number + 1, "link": heads[organisation][1], **{name: row[name] for name in key}}


# --- triggers ----------------------------------------------------------------------------------------------------


def _triggers(table: str) -> Iterator[str]:
    unless = f"NOT ({_erasing(table)})" if table in ERASABLE else ""
    for what, event, when in (("update", "UPDATE", unless), ("delete", "DELETE", "")):
        yield _refuse(table, what, event, when)
    if _sqlite():
        yield _refuse(table, "replace", "INSERT", _is_there(table), ": that row is there already")
    else:
        yield _refuse(table, "truncate", "TRUNCATE", "", each="STATEMENT")


def _refuse(table: str, what: str, event: str, when: str, more: str = "", each: str = "ROW") -> str:
    if _sqlite():
        condition = f" WHEN {when}" if when else ""
        refuse = f"SELECT RAISE(ABORT, '{table} is append-only{more}')"
        return f"CREATE TRIGGER {table}_no_{what} BEFORE {event} ON {table}{condition} BEGIN {refuse}; END"
    condition = f" WHEN ({when})" if when else ""
    return (
        f"CREATE TRIGGER {table}_no_{what} BEFORE {event} ON {table} FOR EACH {each}{condition} "
        "EXECUTE FUNCTION refuse_alteration()"
    )


def _is_there(table: str) -> str:
    keys = [" AND ".join(f"{column} = NEW.{column}" for column in key.split()) for key in KEYS[table]]
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {one})" for one in ("rowid = NEW.rowid", *keys))


def _erasing(table: str) -> str:
    conditions = ["OLD.redacted IS NULL", "NEW.redacted IS NOT NULL"]
    conditions += [f"NEW.{column} IS NULL" for column in ERASABLE[table].split()]
    same = [*KEYS[table][0].split(), *(["rowid"] if _sqlite() else [])]
    conditions += [f"NEW.{column} = OLD.{column}" for column in same]
    if table == "return_rows":
        conditions.append(f"{_but_own_words('NEW')} = {_but_own_words('OLD')}")
    return " AND ".join(conditions)


def _but_own_words(row: str) -> str:
    if _sqlite():
        return f"json_remove({row}.words, " + ", ".join(f"'$.{one}'" for one in OWN_WORDS) + ")"
    return f"({row}.words::jsonb" + "".join(f" - '{one}'" for one in OWN_WORDS) + ")"
