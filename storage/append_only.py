"""Which tables are append-only, and the triggers that make the database itself refuse what would alter them.

`ALWAYS` takes new rows and nothing else. `ERASABLE` holds what people wrote: the one update that passes empties a row
that was whole, and leaves the day on which that was done.

SQLite's `REPLACE` (`INSERT OR REPLACE`, `UPDATE OR REPLACE`) deletes the row that is in its way, and calls no DELETE
trigger for it unless the connection has asked for that (https://www.sqlite.org/lang_conflict.html). So a new row whose
key is there already, a row's own number included, is refused before it is looked at.
"""

from collections.abc import Iterable, Mapping

_PLAN, _RETURN = "organisation_id plan_id", "organisation_id plan_id label"
KEYS = {  # what is one row's alone; the first is the primary key
    "changes": (f"{_PLAN} sequence",),
    "return_events": (f"{_RETURN} sequence",),
    "rights_events": ("organisation_id id", "organisation_id sequence"),
    "asked": ("organisation_id person_id day plan_id action why", "organisation_id sequence"),
    "words": (f"{_PLAN} sequence",),
    "return_words": (f"{_RETURN} sequence",),
    "return_rows": (f"{_RETURN} version action",),
}
ALWAYS = ("changes", "return_events", "rights_events", "asked")
ERASABLE = {  # what is empty when a row's words are erased
    "words": "salt words words_before",
    "return_words": "salt words",
    "return_rows": "salt",  # of its words only what somebody wrote goes: `KEPT`
}
TABLES = (*ALWAYS, *ERASABLE)
OWN_WORDS = ("update", "accepted")  # of what a frozen return prints: what an erasure empties

WHAT = {
    "changes": "changes",
    "return_events": "returns",
    "rights_events": "rights",
    "asked": "who was asked",
    "words": "what was written",
    "return_words": "what was written in returns",
    "return_rows": "what frozen returns print",
}
THERE = "that row is there already"  # of a refusal: somebody was quicker, or wants to put another in its place
FUNCTION = " BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END "  # the body of PostgreSQL's


def definitions(table: str, *, sqlite: bool) -> dict[str, str]:
    """The triggers of a table: name → the statement that makes it. SQLite knows no TRUNCATE, PostgreSQL no REPLACE."""
    unless = f"NOT ({_erasing(table, sqlite=sqlite)})" if table in ERASABLE else ""
    events = {"update": ("UPDATE", unless), "delete": ("DELETE", "")}
    if sqlite:
        made = {what: _sqlite(table, what, *one) for what, one in events.items()}
        made["replace"] = _sqlite(table, "replace", "INSERT", _is_there(table), f": {THERE}")
    else:
        made = {what: _server(table, what, *one) for what, one in events.items()}
        made["truncate"] = _server(table, "truncate", "TRUNCATE", "", "STATEMENT")
    return {f"{table}_no_{what}": statement for what, statement in made.items()}


def _sqlite(table: str, what: str, event: str, when: str, more: str = "") -> str:
    condition = f" WHEN {when}" if when else ""
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only{more}')"
    return f"CREATE TRIGGER {table}_no_{what} BEFORE {event} ON {table}{condition} BEGIN {refuse}; END"


def _server(table: str, what: str, event: str, when: str, each: str = "ROW") -> str:
    condition = f" WHEN ({when})" if when else ""
    return (
        f"CREATE TRIGGER {table}_no_{what} BEFORE {event} ON {table} FOR EACH {each}{condition} "
        "EXECUTE FUNCTION refuse_alteration()"
    )


def _is_there(table: str) -> str:
    """Of one of the keys, or of the number that SQLite gives a row (-1 in a row that is still to be given one)."""
    keys = [" AND ".join(f"{column} = NEW.{column}" for column in key.split()) for key in KEYS[table]]
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {{}})"  # noqa: S608 - the names are ours, from above
    return " OR ".join(map(there.format, ("rowid = NEW.rowid", *keys)))


def _erasing(table: str, *, sqlite: bool) -> str:
    """The one update that passes."""
    conditions = ["OLD.redacted IS NULL", "NEW.redacted IS NOT NULL"]
    conditions += [f"NEW.{column} IS NULL" for column in ERASABLE[table].split()]
    same = [*KEYS[table][0].split(), *(["rowid"] if sqlite else [])]
    conditions += [f"NEW.{column} = OLD.{column}" for column in same]
    if table == "return_rows":
        conditions.append("{} = {}".format(*(_but_own_words(row, sqlite=sqlite) for row in ("NEW", "OLD"))))
    return " AND ".join(conditions)


def _but_own_words(row: str, *, sqlite: bool) -> str:
    if sqlite:
        return f"json_remove({row}.words, " + ", ".join(f"'$.{one}'" for one in OWN_WORDS) + ")"
    return f"({row}.words::jsonb" + "".join(f" - '{one}'" for one in OWN_WORDS) + ")"


def triggers(table: str, *, sqlite: bool) -> frozenset[str]:
    """The names of the triggers of a table."""
    return frozenset(definitions(table, sqlite=sqlite))


def missing(present: Mapping[str, str], *, sqlite: bool) -> list[str]:
    """The tables that are not protected, where those triggers are present and switched on: name → what it does.

    On SQLite that is the statement that made it, on PostgreSQL the body of the function that it calls.
    """
    return [
        table
        for table in TABLES
        if any(
            present.get(name) != (statement if sqlite else FUNCTION)
            for name, statement in definitions(table, sqlite=sqlite).items()
        )
    ]


def foreign(present: Iterable[str], *, sqlite: bool) -> list[str]:
    """Of the triggers that are present those that are none of ours: one could alter what has just been recorded."""
    ours = {name for table in TABLES for name in triggers(table, sqlite=sqlite)}
    return sorted(set(present) - ours)
