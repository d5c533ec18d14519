"""Which tables are append-only, and the triggers that make the database itself refuse what would alter them.

`ALWAYS` takes new rows and nothing else. `ERASABLE` holds what people wrote: the one update that passes empties a row
that was whole, and leaves the day on which that was done.
"""

ALWAYS = ("changes", "return_events", "rights_events", "asked")
ERASABLE = ("words", "return_words", "return_rows")
TABLES = (*ALWAYS, *ERASABLE)

WHAT = {
    "changes": "changes",
    "return_events": "returns",
    "rights_events": "rights",
    "asked": "who was asked",
    "words": "what was written",
    "return_words": "what was written in returns",
    "return_rows": "what frozen returns print",
}


def triggers(table: str, *, sqlite: bool) -> frozenset[str]:
    """The names of the triggers of a table. SQLite knows no TRUNCATE."""
    if sqlite:
        return frozenset({f"{table}_no_update", f"{table}_no_delete"})
    if table in ("changes", "return_events", "rights_events"):
        return frozenset({f"{table}_append_only", f"{table}_no_truncate"})
    return frozenset({f"{table}_no_update", f"{table}_no_delete", f"{table}_no_truncate"})


def missing(present: frozenset[str], *, sqlite: bool) -> list[str]:
    """The tables that are not protected, where those triggers are present and switched on."""
    return [table for table in TABLES if not triggers(table, sqlite=sqlite) <= present]
