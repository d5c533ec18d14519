"""Is the record whole? Sequences, hash chains, digests of what was written, triggers, owners, the database file itself.

Whoever may write to the database at will could make every link anew. What cannot be made anew is a link that was noted
elsewhere: an auditor's export, an earlier copy. `known` gives such links, and `check` says where they are no more.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import append_only, chain, tables
from storage.database import Database
from storage.history import change_of, select_changes
from storage.kept_now import kept_findings
from storage.registers import REGISTERS, RIGHTS
from storage.return_rows import select_events, version_made
from storage.return_tables import return_heads, return_rows
from storage.rights_kept import rights_kept_findings
from storage.rights_tables import register_heads
from storage.schema import demand_current

# Organisation, plan, label of a return (None: the plan's changes), sequence. Of a register: plan 0, and its name.
Key = tuple[str, int, str | None, int]
Links = Mapping[Key, str]


async def check(url: str, known: Links | None = None) -> list[str]:
    """What is wrong with the record; empty where it is whole. Raises SchemaTooOld, Away."""
    database = Database(url)
    try:
        await demand_current(database)
        async with database.read() as connection:
            return await findings(connection, database.sqlite, known or {})
    finally:
        await database.close()


async def findings(connection: AsyncConnection, sqlite: bool, known: Links) -> list[str]:
    """What is wrong with the record as a connection sees it."""
    links: dict[Key, str] = {}
    found = await _engine_findings(connection, sqlite)
    for plan in (await connection.execute(select(tables.plans))).all():
        found += await _plan_findings(connection, plan, links)
    found += await _return_findings(connection, links)
    found += await _register_findings(connection, links)
    return found + list(_known_findings(known, links))


def _known_findings(known: Links, links: Links) -> Iterator[str]:
    """Of each chain the first link that is not what was noted elsewhere."""
    wrong = sorted((key for key, link in known.items() if links.get(key) != link), key=_place)
    for _, few in groupby(wrong, key=lambda key: key[:3]):
        organisation, plan, label, sequence = next(few)
        where = _where(organisation, plan, label)
        what = "change" if label is None else "event" if plan else "entry"
        yield f"{where}: {what} {sequence} is not the one that was exported earlier"


def _place(key: Key) -> tuple[str, int, str, int]:
    return key[0], key[1], key[2] or "", key[3]


def _where(organisation: str, plan: int, label: str | None = None) -> str:
    return f"{organisation}" + (f", plan {plan}" if plan else "") + (f", {label}" if label else "")


# --- the changes of a plan -----------------------------------------------------------------------------------------


async def _plan_findings(connection: AsyncConnection, plan: Any, links: dict[Key, str]) -> list[str]:
    rows = (await connection.execute(select_changes(plan.organisation_id, plan.id))).all()
    links.update({(plan.organisation_id, plan.id, None, row.sequence): row.link for row in rows})
    query = select(tables.people.c.id).where(tables.people.c.organisation_id == plan.organisation_id)
    known = frozenset(await connection.scalars(query))
    found = [*_chain_findings(plan, rows), *_owner_findings(rows, known)]
    found = found or await kept_findings(connection, plan.organisation_id, plan.id, map(change_of, rows))
    return [f"{_where(plan.organisation_id, plan.id)}: {finding}" for finding in found]


def _chain_findings(plan: Any, rows: Sequence[Any]) -> Iterator[str]:
    previous = chain.START
    for place, row in enumerate(rows, start=1):
        if row.sequence != place:
            yield f"change {place} is missing"
            return
        if finding := _words_finding(row.digest, row.salt, row.redacted, row.words, row.words_before):
            yield f"change {place}: {finding}"
        if chain.link(previous, plan.organisation_id, plan.id, change_of(row), row.digest) != row.link:
            yield f"change {place} is not what was recorded: the hash chain breaks here"
        previous = row.link
    if plan.change_number != len(rows):
        yield f"it is at change {plan.change_number}, but {len(rows)} are recorded"
    elif plan.head != previous:
        yield "its last link is not the end of the hash chain"


def _words_finding(digest: str | None, salt: str | None, redacted: Any, words: Any, words_before: Any) -> str | None:
    if redacted is not None or (digest is None and salt is None):
        return "words were erased, but not all" if words or words_before else None
    if salt is None:
        return "what was written is missing"
    same = hmac.compare_digest(chain.digest(words or {}, words_before or {}, salt), digest or "")
    return None if same else "what was written is not what was recorded"


def _owner_findings(rows: Iterable[Any], known: frozenset[int]) -> Iterator[str]:
    for row in rows:
        for key in ("owners", "sponsors"):
            for owner in row.facts.get(key) or ():
                if owner not in known:
                    yield f"change {row.sequence} names person {owner}, whom nobody knows"


# --- returns -------------------------------------------------------------------------------------------------------

Return = tuple[str, int, str]  # organisation, plan, label


async def _return_findings(connection: AsyncConnection, links: dict[Key, str]) -> list[str]:
    events = _by_return((await connection.execute(select_events())).all())
    heads = {_return(row): row for row in await connection.execute(select(return_heads))}
    printed = _by_return((await connection.execute(select(return_rows))).all())
    found: list[str] = []
    for key in sorted({*events, *heads, *printed}):
        links.update({(*key, row.sequence): row.link for row in events.get(key, ())})
        here = [
            *_event_findings(sorted(events.get(key, ()), key=lambda row: row.sequence), heads.get(key)),
            *_row_findings(events.get(key, ()), printed.get(key, ())),
        ]
        found += [f"{_where(*key)}: {finding}" for finding in here]
    return found


def _return(row: Any) -> Return:
    return row.organisation_id, row.plan_id, row.label


def _by_return(rows: Iterable[Any]) -> dict[Return, list[Any]]:
    found: dict[Return, list[Any]] = {}
    for row in rows:
        found.setdefault(_return(row), []).append(row)
    return found


def _event_findings(rows: Sequence[Any], head: Any) -> Iterator[str]:
    previous = chain.START
    for place, row in enumerate(rows, start=1):
        if row.sequence != place:
            yield f"event {place} is missing"
            return
        if finding := _words_finding(row.digest, row.salt, row.redacted, row.words, {}):
            yield f"event {place}: {finding}"
        if chain.event_link(previous, row._mapping) != row.link:
            yield f"event {place} is not what was recorded: the hash chain breaks here"
        previous = row.link
    if head is None or (head.number, head.link) != (len(rows), previous):
        yield "its last event is not the end of the hash chain"


def _row_findings(events: Iterable[Any], printed: Iterable[Any]) -> Iterator[str]:
    """Whether each version prints what its event says it does."""
    wanted = {
        (version_made(row.kind, row.facts), int(action)): digest
        for row in events
        for action, digest in (row.rows or {}).items()
    }
    for row in printed:
        digest = wanted.pop((row.version, row.action), None)
        if not _same(row, *(digest or "").split()):
            yield f"version {row.version} does not print what was frozen of action {row.action}"
    for version, action in sorted(wanted):
        yield f"version {version} lacks what was frozen of action {action}"


def _same(row: Any, digest: str = "-", left: str | None = None) -> bool:
    """`left` is the digest of what stays when an owner's words are erased; what was frozen long ago has none."""
    if row.redacted is not None:
        return digest != "-" and left in (None, chain.left_digest(row.words))
    given = chain.digest(row.words, {}, row.salt) if row.salt else ""
    return hmac.compare_digest(given, digest)


# --- what is recorded beside the plans -----------------------------------------------------------------------------


async def _register_findings(connection: AsyncConnection, links: dict[Key, str]) -> list[str]:
    ends = {(row.organisation_id, row.register): row for row in await connection.execute(select(register_heads))}
    rows: dict[tuple[str, str], list[Any]] = {key: [] for key in ends}
    for register, table in REGISTERS.items():
        for row in await connection.execute(select(table).order_by(table.c.organisation_id, table.c.sequence)):
            rows.setdefault((row.organisation_id, register), []).append(row)
            links[row.organisation_id, 0, register, row.sequence] = row.link
    found = [
        f"{_where(organisation, 0, register)}: {finding}"
        for (organisation, register), some in sorted(rows.items())
        for finding in _entry_findings(register, some, ends.get((organisation, register)))
    ]
    kept = await rights_kept_findings(connection, {here: some for (here, name), some in rows.items() if name == RIGHTS})
    return found + [f"{_where(organisation, 0, RIGHTS)}: {finding}" for organisation, finding in kept]


def _entry_findings(register: str, rows: Sequence[Any], end: Any) -> Iterator[str]:
    previous = chain.START
    for place, row in enumerate(rows, start=1):
        if row.sequence != place:
            yield f"entry {place} is missing"
            return
        if chain.linked(previous, chain.register_record(register, dict(row._mapping))) != row.link:
            yield f"entry {place} is not what was recorded: the hash chain breaks here"
        previous = row.link
    if end is None or (end.number, end.link) != (len(rows), previous):
        yield "its last entry is not the end of the hash chain"


# --- the engine ----------------------------------------------------------------------------------------------------


BESIDE_OURS = """
    SELECT tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
     WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT rulename FROM pg_rewrite JOIN pg_class c ON c.oid = ev_class
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
"""  # the triggers of our tables, and their rules, which rewrite a statement before any trigger sees it


async def _engine_findings(connection: AsyncConnection, sqlite: bool) -> list[str]:
    if not sqlite:  # PostgreSQL keeps its foreign keys itself; a trigger of "R" fires for a replica alone
        query = "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid WHERE tgenabled IN ('O', 'A')"
        found = _trigger_findings(await connection.execute(text(query)), sqlite=False)
        return found + _foreign_findings(await connection.execute(text(BESIDE_OURS)), sqlite=False)
    broken = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
    damage = [row[0] for row in await connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
    there = (await connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))).all()
    found = _trigger_findings(there, sqlite=True) + _foreign_findings(there, sqlite=True)
    found += [f"a row of {row[0]} names a row of {row[2]} that is not there" for row in broken]
    return found + [f"the file is damaged: {one}" for one in damage]


def _trigger_findings(there: Iterable[Any], *, sqlite: bool) -> list[str]:
    return [
        f"the triggers that keep the record of {append_only.WHAT[table]} append-only are missing"
        for table in append_only.missing(dict(map(tuple, there)), sqlite=sqlite)
    ]


def _foreign_findings(there: Iterable[Any], *, sqlite: bool) -> list[str]:
    names = append_only.foreign((row[0] for row in there), sqlite=sqlite)
    return [f"a trigger or rule that Planminder did not make may alter what is recorded: {name}" for name in names]
