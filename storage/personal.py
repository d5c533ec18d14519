"""Everything that is kept of a person: given out, and erased so that the public record stays.

Which rows are somebody's follows from the foreign keys, so that a table that is added later is found without a word
here: rows that name the person, rows that name one of their chat identities, and what was said to them alone.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, and_, false, func, null, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import append_only, tables
from storage.handed_tables import made_reports, report_templates
from storage.named import named_elsewhere, names_of, rename_in_replies
from storage.past_rows import snapshots
from storage.people import Kind, Role
from storage.registers import RIGHTS, append
from storage.return_tables import return_events, return_rows, return_words
from storage.rights import RightsEvent
from storage.rights_rows import event_rows
from storage.work import Identity, StorageError

WORDS = {tables.words: tables.changes, return_words: return_events}  # what was written → in which entry
TRANSIENT = (snapshots,)  # copies, which can be made anew
GONE = "Former officer {id}"  # the name under which the record goes on
PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in which somebody's name stands in words that others may need: a person has to decide on it."""

    plan: int
    label: str | None  # of the return; None: a change of the plan
    sequence: int | None  # of the change or event; None: what a frozen return prints
    action: int | None
    text: str
    by: int | None  # whose words
    when: datetime | None = None  # recorded


# --- whose ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Whose:
    """A person of an organisation, with their chat identities and the conversations that are theirs alone."""

    organisation: str
    person: int
    identities: tuple[Identity, ...]
    conversations: tuple[str, ...]

    def rows(self, table: Table) -> ColumnElement[bool]:
        """Which rows of a table are theirs."""
        mine = [*self._by_person(table), *self._by_identity(table), *self._told(table)]
        if table is tables.identities:
            mine.append(table.c.person_id == self.person)
        if table is tables.people:
            mine.append(table.c.id == self.person)
        return and_(table.c.organisation_id == self.organisation, or_(false(), *mine))

    def _by_person(self, table: Table) -> Iterator[ColumnElement[bool]]:
        for column in columns_to(table, tables.people, "id"):
            yield column == self.person
        if table is tables.outbox:
            yield table.c.to_person == self.person
        if table in WORDS:
            of = WORDS[table]
            keys = [key.name for key in table.primary_key.columns]
            spoke = of.c.speaker if of is tables.changes else of.c.by_person
            there = select(*(of.c[key] for key in keys)).where(spoke == self.person)
            yield tuple_(*(table.c[key] for key in keys)).in_(there)

    def _by_identity(self, table: Table) -> Iterator[ColumnElement[bool]]:
        for channel, identity in identity_columns(table):
            for one in self.identities:
                yield and_(channel == one.channel, identity == one.id)
        if table is tables.outbox:
            yield table.c.to_identity.in_([one.id for one in self.identities])

    def _told(self, table: Table) -> Iterator[ColumnElement[bool]]:
        """What was said in a conversation of theirs alone, by whomever."""
        if table is tables.conversations:
            yield table.c.id.in_(self.conversations)
        for column in columns_to(table, tables.conversations, "id"):
            yield column.in_(self.conversations)


def columns_to(table: Table, target: Table, key: str) -> list[Column[Any]]:
    """The columns of a table whose foreign key leads to another's column."""
    found = []
    for one in table.foreign_key_constraints:
        if one.referred_table is target:
            found += [element.parent for element in one.elements if element.column.name == key]
    return found


def identity_columns(table: Table) -> list[tuple[Column[Any], Column[Any]]]:
    found = []
    for one in table.foreign_key_constraints:
        if one.referred_table is tables.identities:
            by = {element.column.name: element.parent for element in one.elements}
            found.append((by["channel"], by["id"]))
    return found


async def whose(connection: AsyncConnection, organisation: str, person: int) -> Whose:
    own = tables.identities.c
    query = select(own.channel, own.id).where(own.organisation_id == organisation, own.person_id == person)
    identities = tuple(Identity(*row) for row in await connection.execute(query))
    return Whose(organisation, person, identities, await _own_conversations(connection, organisation, identities))


async def _own_conversations(
    connection: AsyncConnection, organisation: str, identities: Iterable[Identity]
) -> tuple[str, ...]:
    """Private conversations in which they have spoken or are told something: there is nobody else in them."""
    mine = [(one.channel, one.id) for one in identities]
    said, place = tables.messages.c, tables.conversations.c
    reach = tables.addresses.c
    spoken = said.organisation_id == organisation, tuple_(said.channel, said.sender).in_(mine)
    reached = reach.organisation_id == organisation, tuple_(reach.channel, reach.identity_id).in_(mine)
    here = select(said.conversation_id).where(*spoken)
    told = select(reach.conversation_id).where(*reached)
    query = select(place.id).where(
        place.organisation_id == organisation, place.place == PERSONAL, or_(place.id.in_(here), place.id.in_(told))
    )
    return tuple(await connection.scalars(query))


# --- given out -----------------------------------------------------------------------------------------------------


async def exported(connection: AsyncConnection, one: Whose) -> dict[str, list[dict[str, Any]]]:
    """Every row that is theirs, by table; what is nobody's words but a copy of others' is left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in tables.metadata.sorted_tables:
        if table in TRANSIENT or "organisation_id" not in table.c:
            continue
        rows = (await connection.execute(_select(table, one))).mappings().all()
        if rows:
            found[table.name] = [{name: _plain(value) for name, value in row.items()} for row in rows]
    return found


def _select(table: Table, one: Whose) -> Select[Any]:
    """Salts say nothing of anybody, and tokens are nobody's."""
    return select(*(column for column in table.c if column.name not in ("salt", "details"))).where(one.rows(table))


def _plain(value: Any) -> Any:
    """As JSON has it; bytes in base64."""
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | datetime) else value


# --- mentions ------------------------------------------------------------------------------------------------------


async def mentions(connection: AsyncConnection, organisation: str, names: Iterable[str]) -> list[Mention]:
    """Where one of these names stands in what is kept of changes and returns."""
    wanted = [name.casefold() for name in names if name.strip()]
    found = [*await _in_changes(connection, organisation), *await _in_returns(connection, organisation)]
    return [one for one in found if any(name in one.text.casefold() for name in wanted)]


async def _in_changes(connection: AsyncConnection, organisation: str) -> list[Mention]:
    said, change = tables.words.c, tables.changes.c
    keys = [said[key] == change[key] for key in ("organisation_id", "plan_id", "sequence")]
    about = said.plan_id, said.sequence, change.subject, change.speaker, change.recorded
    query = select(*about, said.words, said.words_before).join_from(tables.words, tables.changes, and_(*keys))
    rows = await connection.execute(query.where(said.organisation_id == organisation, said.words.is_not(None)))
    return [
        Mention(one.plan_id, None, one.sequence, one.subject, _text(words), one.speaker, one.recorded)
        for one in rows
        if (words := [one.words, one.words_before])
    ]


async def _in_returns(connection: AsyncConnection, organisation: str) -> list[Mention]:
    said, event = return_words.c, return_events.c
    keys = [said[key] == event[key] for key in ("organisation_id", "plan_id", "label", "sequence")]
    query = select(said.plan_id, said.label, said.sequence, event.by_person, event.recorded, said.words).join_from(
        return_words, return_events, and_(*keys)
    )
    rows = await connection.execute(query.where(said.organisation_id == organisation, said.words.is_not(None)))
    found = [
        Mention(one.plan_id, one.label, one.sequence, None, _text(one.words), one.by_person, one.recorded)
        for one in rows
    ]
    printed = await connection.execute(select(return_rows).where(return_rows.c.organisation_id == organisation))
    own = ((row, [row.words.get(one) for one in append_only.OWN_WORDS]) for row in printed)
    return found + [Mention(row.plan_id, row.label, None, row.action, _text(words), None) for row, words in own]


def _text(words: Any) -> str:
    """All that is written somewhere within, a line each."""
    if isinstance(words, str):
        return words
    within = words.values() if isinstance(words, Mapping) else words if isinstance(words, list) else ()
    return "\n".join(text for one in within if (text := _text(one)))


# --- erased --------------------------------------------------------------------------------------------------------


async def erase(connection: AsyncConnection, one: Whose, now: datetime) -> str:
    """Take a person out of everything but the record, which names them by number; the name that is left."""
    here = tables.organisations.c  # locked, so that of two officers not each is erased while the other is still there
    await connection.scalar(select(here.id).where(here.id == one.organisation).with_for_update())
    if (who := (await connection.execute(select(tables.people).where(one.rows(tables.people)))).one_or_none()) is None:
        raise StorageError("There is nobody of this number.")
    if who.role == Role.OFFICER.value and not await _other_officers(connection, one):
        raise StorageError("This is the last performance officer. Make somebody else one first. Nothing was changed.")
    name = GONE.format(id=one.person)
    await _forget_talk(connection, one, now)
    called = await names_of(connection, one.organisation, one.person)
    await rename_in_replies(connection, one.organisation, called, name)
    await _forget_identities(connection, one)
    number = await _rename(connection, one, name)
    events = [*await _end_part(connection, one, who, now), *await _end_holding(connection, one, now)]
    changed = tables.people.c.id.in_([one.person, *(event.person for event in events)])  # read anew by every process
    everybody = tables.people.update().where(tables.people.c.organisation_id == one.organisation, changed)
    await connection.execute(everybody.values(changed=number))
    await append(connection, one.organisation, RIGHTS, event_rows(one.organisation, events, now))
    return name


async def _other_officers(connection: AsyncConnection, one: Whose) -> int:
    """As `Directory.officers` has it."""
    who = tables.people.c
    able = who.kind == Kind.PERSON.value, who.role == Role.OFFICER.value, who.until.is_(None), who.id != one.person
    query = select(func.count()).where(who.organisation_id == one.organisation, *able)
    return await connection.scalar(query) or 0


async def _forget_talk(connection: AsyncConnection, one: Whose, now: datetime) -> None:
    """What they said and what was said to them alone; that something was heard and answered stays."""
    heard, sent, place = tables.messages, tables.outbox, tables.conversations
    await connection.execute(heard.update().where(one.rows(heard)).values(text=null(), sender=null()))
    await connection.execute(sent.update().where(one.rows(sent)).values(reply={"text": ""}, shows=None, error=None))
    waiting = and_(one.rows(sent), tables.waiting)
    await connection.execute(sent.update().where(waiting).values(given_up=now, failure=None, holder=None))
    await connection.execute(sent.update().where(one.rows(sent)).values(to_identity=None))
    await connection.execute(place.update().where(one.rows(place)).values(reference={}, title=None))


async def _forget_identities(connection: AsyncConnection, one: Whose) -> None:
    """The accounts, and whatever hangs on them; rows that may be without keep what they say of others."""
    by_identity = [table for table in reversed(tables.metadata.sorted_tables) if identity_columns(table)]
    for table in by_identity:
        for channel, identity in identity_columns(table):
            theirs = tuple_(channel, identity).in_([(own.channel, own.id) for own in one.identities])
            mine = and_(table.c.organisation_id == one.organisation, theirs)
            if identity.nullable and not identity.primary_key:
                await connection.execute(table.update().where(mine).values({identity.name: None}))
            else:
                await connection.execute(table.delete().where(mine))
    own = tables.identities
    await connection.execute(
        own.delete().where(own.c.organisation_id == one.organisation, own.c.person_id == one.person)
    )


async def _rename(connection: AsyncConnection, one: Whose, name: str) -> int:
    """Names, addresses, absences and prompts go, and what they had set up ends. The directory's number moves, so that
    every process looks again."""
    for table in reversed(tables.metadata.sorted_tables):
        await _forget_in(connection, table, one)
    here, of = tables.organisations, tables.person_names
    number = await connection.scalar(select(here.c.directory_number).where(here.c.id == one.organisation)) or 0
    moved = here.update().where(here.c.id == one.organisation)
    await connection.execute(moved.values(directory_number=number + 1))
    key = {"organisation_id": one.organisation, "person_id": one.person}
    await connection.execute(of.insert(), [key | {"what": "name", "place": 0, "text": name}])
    await connection.execute(tables.schedules.update().where(one.rows(tables.schedules)).values(active=False))
    return number + 1


def _event(one: Whose, now: datetime, person: int, what: str, before: Any, after: Any) -> RightsEvent:
    return RightsEvent(person, what, before, after, None, "command line", f"erase-{one.person}-{now:%Y%m%d%H%M%S%f}")


async def _end_part(connection: AsyncConnection, one: Whose, who: Any, now: datetime) -> list[RightsEvent]:
    """They have left, are a reader, in no team and under nobody, and nobody reports to them; that is kept by number."""
    of, last = tables.people, who.until or (now - timedelta(days=1)).date()
    mine = of.update().where(one.rows(of))
    await connection.execute(mine.values(role=Role.READER.value, team=None, manager_id=None, since=None, until=last))
    told = partial(_event, one, now)
    events = [told(one.person, "role", who.role, Role.READER.value)] if who.role != Role.READER.value else []
    events += [told(one.person, "until", None, last.isoformat())] if who.until is None else []
    events += [told(one.person, "manager", who.manager_id, None)] if who.manager_id is not None else []
    below = of.c.organisation_id == one.organisation, of.c.manager_id == one.person
    reported = list(await connection.scalars(select(of.c.id).where(*below).order_by(of.c.id)))
    await connection.execute(of.update().where(*below).values(manager_id=None))
    return [*events, *(told(person, "manager", one.person, None) for person in reported)]


NUMBERED = (  # where a person is a number beside what is somebody else's, or the plan's
    tables.people,
    tables.holders,
    tables.schedules,
    tables.claims,
    made_reports,
    report_templates,
    *(table for table in tables.metadata.sorted_tables if table.name in append_only.TABLES),
)


async def _forget_in(connection: AsyncConnection, table: Table, one: Whose) -> None:
    """Rows about them alone go; in others they are named no more, where a row may be without."""
    for column in columns_to(table, tables.people, "id") if table not in NUMBERED else ():
        mine = and_(table.c.organisation_id == one.organisation, column == one.person)
        alone = column.primary_key or not column.nullable
        what = table.delete().where(mine) if alone else table.update().where(mine).values({column.name: None})
        await connection.execute(what)


async def _end_holding(connection: AsyncConnection, one: Whose, now: datetime) -> list[RightsEvent]:
    """What they answered for is nobody's, or its other holders', until somebody else is named."""
    of = tables.holders
    here = of.c.organisation_id == one.organisation, of.c.until.is_(None)
    parties = select(of.c.party_id).where(*here, of.c.holder_id == one.person)
    query = select(of.c.party_id, of.c.holder_id).where(*here, of.c.party_id.in_(parties))
    held: dict[int, list[int]] = {}
    for row in await connection.execute(query.order_by(of.c.party_id, of.c.place)):
        held.setdefault(row.party_id, []).append(row.holder_id)
    await connection.execute(of.update().where(*here, of.c.holder_id == one.person).values(until=now))
    told = partial(_event, one, now)
    return [
        told(party, "holders", before, [other for other in before if other != one.person])
        for party, before in held.items()
    ]


class PersonalKept:
    """What a store gives out and erases of a person."""

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def personal(self, organisation: str, person: int) -> dict[str, list[dict[str, Any]]]:
        """Everything that is kept of a person, by table. Raises Away."""
        async with self._reading() as connection:
            return await exported(connection, await whose(connection, organisation, person))

    async def mentions(self, organisation: str, names: Iterable[str]) -> list[Mention]:
        """Where these names stand in what people wrote. Raises Away."""
        async with self._reading() as connection:
            return await mentions(connection, organisation, names)

    async def named_elsewhere(self, organisation: str, person: int, names: Iterable[str]) -> dict[str, int]:
        """In how many rows of each table, beside what is the person's own and what `mentions` finds, a name stands."""
        async with self._reading() as connection:
            one = await whose(connection, organisation, person)
            own = {table: one.rows(table) for table in tables.metadata.sorted_tables if "organisation_id" in table.c}
            return await named_elsewhere(connection, organisation, names, own)

    async def erase_person(self, organisation: str, person: int, now: datetime) -> str:
        """Take a person out of everything but the record; the name under which it goes on. Raises Away."""
        async with self._writing() as connection:
            return await erase(connection, await whose(connection, organisation, person), now)
