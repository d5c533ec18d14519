"""The statements that a flush is made of, in the order in which they run: one `executemany` each, however many turns.

A version check must fail inside an `executemany`, on drivers that count no rows: a version that is not the expected
one is set to NULL, which the column refuses, and nothing of the transaction is kept.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Delete,
    Executable,
    Table,
    Update,
    and_,
    bindparam,
    case,
    cast,
    func,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage import attempts
from storage import tables as t
from storage.handed_tables import made_reports, report_templates
from storage.return_tables import return_events, return_heads, return_rows, return_words
from storage.rhythm_tables import absences, prompts, snoozes
from storage.rights_tables import register_heads, rights_events

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
Tagged = tuple[str, Row]  # the name of a statement, and one row for it


OF_PERSON = ("kind", "role", "plan_id", "changed", "team", "manager_id", "since", "until")
FACTS = ("name", "email", "login", "guest", "zone", "locale", "seen")  # what a channel's directory says of somebody


@cache
def statements(dialect: str) -> dict[str, Executable]:
    """Name → statement, in the order that the foreign keys want. Where a key is looked up, its parameter is `the_…`."""
    return {
        "organisations": _new(dialect, t.organisations),
        "directory": _expecting(t.organisations, t.organisations.c.directory_number),
        "conversations": _put_conversation(dialect),
        "removed": _there(removed=True),
        "left_unsent": _left_unsent(),
        "added": _there(removed=False),
        "added_one": _set(t.conversations).values(added=bindparam("at", type_=t.conversations.c.added.type)),
        "new_plans": t.plans.insert(),
        "plans": _expecting(t.plans, t.plans.c.change_number, "head", "code_key"),
        **_of_people(dialect),
        "identities": _new(dialect, t.identities),
        "addresses": _put_address(dialect),
        "links": _put(dialect, t.identities, "person_id", "verified_by", "linked"),
        "known": _set(t.identities, *FACTS),
        "claims": _put_claim(dialect),
        "changes": t.changes.insert(),
        "words": t.words.insert(),
        "messages": t.messages.insert(),
        "held": t.held.insert(),
        "released": _expecting(t.held, t.held.c.waits, "outcome", "settled"),
        "let_go": _let_go(),
        "withdrawn": _withdrawn(dialect),
        "memories": _put_memory(dialect),
        "schedules_counted": _count(t.organisations, t.organisations.c.last_schedule),
        "new_schedules": _new_schedule(),
        "schedules": _set(t.schedules, "what", "rule", "words", "by_person", "plan_id", "next_at", "active", "paused"),
        **_of_rhythm(dialect),
        "return_events": return_events.insert(),
        "return_words": return_words.insert(),
        "return_rows": return_rows.insert(),
        "return_heads": _put(dialect, return_heads, "number", "link"),
        "uploads_gone": t.uploads.delete().where(_the(t.uploads)),
        "uploads_old": _old_uploads(),
        "uploads": _new(dialect, t.uploads),
        **_of_reports(dialect),
        "outbox_counted": _count(t.conversations, t.conversations.c.last_place),
        "outbox": new_outgoing(dialect),
        "sent": _set(t.outbox, "sent", "sent_id").where(t.outbox.c.sent.is_(None)),
        "failed": _failed(),
        "attempts": attempts.put(dialect),  # after the two above, which have locked the message
    }


def _of_people(dialect: str) -> dict[str, Executable]:
    return {
        "people": _put(dialect, t.people, *OF_PERSON),
        "names_gone": t.person_names.delete().where(_the(t.person_names, "organisation_id", "person_id")),
        "names": t.person_names.insert(),
        "emails_gone": t.person_emails.delete().where(_the(t.person_emails, "organisation_id", "person_id")),
        "emails": t.person_emails.insert(),
        "holders_ended": _end_holders(),
        "holders": t.holders.insert(),
        "rights_events": rights_events.insert(),
        "register_heads": _put(dialect, register_heads, "number", "link"),
    }


def _of_rhythm(dialect: str) -> dict[str, Executable]:
    return {
        "absences": _put(dialect, absences, "until", "delegate_id"),
        "snoozes": _put(dialect, snoozes, "until"),
        "prompts_gone": prompts.delete().where(_the(prompts), prompts.c.told.is_(None)),
        "prompts": _new(dialect, prompts),
    }


def _of_reports(dialect: str) -> dict[str, Executable]:
    return {
        "made_reports": _new(dialect, made_reports),
        "report_templates": _new(dialect, report_templates),
    }


def inserting(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insert that knows what to do where the row is there already."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def new_outgoing(dialect: str) -> Executable:
    """A message of ours, in its place in the conversation; nothing where its cause is there already."""
    counter = select(t.conversations.c.last_place - bindparam("behind", type_=t.outbox.c.place.type)).where(
        t.conversations.c.organisation_id == bindparam("the_organisation_id", type_=t.outbox.c.cause.type),
        t.conversations.c.id == bindparam("the_conversation_id", type_=t.outbox.c.cause.type),
    )
    return _new(dialect, t.outbox, {"place": counter.scalar_subquery()})


def _given(table: Table) -> dict[str, ColumnElement[Any]]:
    return {column.name: bindparam(column.name, type_=column.type) for column in table.columns}


def _the(table: Table, *columns: str) -> ColumnElement[bool]:
    """The row, or rows, with these keys."""
    keys: list[Column[Any]] = [table.c[name] for name in columns] or list(table.primary_key.columns)
    return and_(*(key == bindparam(f"the_{key.name}", type_=key.type) for key in keys))


def _new(dialect: str, table: Table, computed: Mapping[str, Any] | None = None) -> Executable:
    return (
        inserting(dialect, table)
        .values(_given(table) | dict(computed or {}))
        .on_conflict_do_nothing(index_elements=list(table.primary_key.columns))
    )


def _put(dialect: str, table: Table, *columns: str) -> Executable:
    insert = inserting(dialect, table)
    given = {name: insert.excluded[name] for name in columns}
    return insert.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=given)


def _put_conversation(dialect: str) -> Executable:
    """A message that does not say what the place is called, or in which team it is, unsays neither."""
    insert, table = inserting(dialect, t.conversations), t.conversations
    given: dict[str, Any] = {name: insert.excluded[name] for name in ("channel", "place", "zone", "reference")}
    given |= {name: func.coalesce(insert.excluded[name], table.c[name]) for name in ("title", "within")}
    return insert.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=given)


def _set(table: Table, *columns: str) -> Update:
    return (
        table.update().where(_the(table)).values({name: bindparam(name, type_=table.c[name].type) for name in columns})
    )


def _expecting(table: Table, version: Column[int], *columns: str) -> Update:
    expected = bindparam("expected", type_=version.type)
    number = bindparam("number", type_=version.type)
    return _set(table, *columns).values({version.name: case((version == expected, number), else_=null())})


def _put_address(dialect: str) -> Executable:
    """What is new of an address; where it comes without a private conversation, the known one stays."""
    insert = inserting(dialect, t.addresses)
    given = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=list(t.addresses.primary_key.columns),
        set_={
            "reference": given.reference,
            "seen": given.seen,
            "conversation_id": func.coalesce(given.conversation_id, t.addresses.c.conversation_id),
        },
    )


def _put_memory(dialect: str) -> Executable:
    return _put_next(dialect, t.memories, "memory")


def _put_claim(dialect: str) -> Executable:
    return _put_next(
        dialect, t.claims, "conversation_id", "why", "candidates", "made", "outcome", "settled", "settled_by"
    )


def _put_next(dialect: str, table: Table, *columns: str) -> Executable:
    """A row, new or the next version of what is there."""
    insert = inserting(dialect, table)
    next_version = case((table.c.version == insert.excluded.version - 1, insert.excluded.version), else_=null())
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={**{name: insert.excluded[name] for name in columns}, "version": next_version},
    )


def _let_go() -> Update:
    table = t.held
    mine = _the(table, "organisation_id", "channel", "identity_id")
    settled = bindparam("settled", type_=table.c.settled.type)
    return table.update().where(mine, table.c.waits == 1).values(waits=0, outcome="dropped", settled=settled)


def _withdrawn(dialect: str) -> Update:
    """What waits of a message and of the edits that name it; only its own writer's."""
    table = t.held
    mine = _the(table, "organisation_id", "conversation_id", "channel", "identity_id")
    said = cast(table.c.said, JSON) if dialect == "postgresql" else type_coerce(table.c.said, JSON)
    edit = said["in_reply_to"].as_string() == bindparam("the_message_id", type_=table.c.message_id.type)
    of_it = or_(_the(table, "message_id"), edit)
    settled = bindparam("settled", type_=table.c.settled.type)
    return table.update().where(mine, of_it, table.c.waits == 1).values(waits=0, outcome="deleted", settled=settled)


def _count(table: Table, counter: Column[int]) -> Update:
    """One more; the row stays locked until the commit, so numbers follow in the order of the commits."""
    return table.update().where(_the(table)).values({counter.name: counter + 1})


def _new_schedule() -> Executable:
    counter = select(t.organisations.c.last_schedule - bindparam("behind", type_=t.schedules.c.id.type)).where(
        t.organisations.c.id == bindparam("the_organisation_id", type_=t.organisations.c.id.type)
    )
    return t.schedules.insert().values(_given(t.schedules) | {"id": counter.scalar_subquery()})


def _end_holders() -> Update:
    table = t.holders
    until = bindparam("ended", type_=table.c.until.type)
    return table.update().where(_the(table, "organisation_id", "party_id"), table.c.until.is_(None)).values(until=until)


def _old_uploads() -> Delete:
    table = t.uploads
    before = bindparam("before", type_=table.c.received.type)
    return table.delete().where(_the(table, "organisation_id"), table.c.received < before)


def _whole() -> ColumnElement[bool]:
    """A conversation and everything within it."""
    table, conversation = t.conversations, bindparam("the_id", type_=t.conversations.c.id.type)
    return and_(_the(table, "organisation_id"), or_(table.c.id == conversation, table.c.within == conversation))


def _there(*, removed: bool) -> Update:
    at = bindparam("at", type_=t.conversations.c.added.type)
    return t.conversations.update().where(_whole()).values({"removed" if removed else "added": at})


def _left_unsent() -> Update:
    """What waits to be sent into a conversation, or into what lies within it, is given up."""
    table, now = t.outbox, bindparam("now", type_=t.outbox.c.given_up.type)
    error = bindparam("error", type_=t.outbox.c.error.type)
    there = table.c.conversation_id.in_(select(t.conversations.c.id).where(_whole()))
    return (
        table.update()
        .where(_the(table, "organisation_id"), t.waiting, there)
        .values(given_up=now, error=error, failure=error, holder=null(), leased_until=null())
    )


def _failed() -> Update:
    """One try more. Without a time for the next one it is given up."""
    table = t.outbox
    again = bindparam("again", type_=table.c.retry_at.type)
    now = bindparam("now", type_=table.c.given_up.type)
    return (
        _set(table, "error", "failure")
        .where(table.c.sent.is_(None))
        .values(retry_at=again, given_up=case((again.is_(None), now), else_=null()))
        .values(tries=table.c.tries + 1, holder=null(), leased_until=null())
    )
