"""This process's copy of every organisation: immutable plans and directories, advanced by what changed since."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables as t
from storage.history import read_changes, select_changes
from storage.kept_now import begun
from storage.loading import Pieces
from storage.people import Directory, Kind, Person, Role
from storage.plan import Plan
from storage.replay import advance
from storage.rows import Held
from storage.uncollected import uncollected

AT_ONCE = 1_000  # changes that are in memory at a time while a copy is made
FEW = 200  # changes that are followed at once; more of them in a thread, since others wait


@dataclass(slots=True)
class Copy:
    """What is held of one organisation. The values in it are never altered, only replaced."""

    plans: dict[int, Held] = field(default_factory=dict)
    directory: Directory = field(default_factory=Directory)
    catching_up: asyncio.Lock = field(default_factory=asyncio.Lock)  # a long plan is made once, for all who wait

    def current(self, pieces: Pieces) -> bool:
        """Whether nothing has been written elsewhere since."""
        return self.directory.number >= pieces.directory and not self.behind(pieces)

    def behind(self, pieces: Pieces) -> list[int]:
        return [plan for plan, numbers in pieces.plans.items() if not _reaches(self.plans.get(plan), numbers)]

    def values(self) -> Mapping[int, Plan]:
        return {plan: held.plan for plan, held in sorted(self.plans.items())}

    def put(self, held: Held) -> None:
        """Keep a plan, unless a later one is kept already."""
        kept = self.plans.get(held.plan.id)
        if kept is None or (held.redactions, held.plan.number) >= (kept.redactions, kept.plan.number):
            self.plans[held.plan.id] = held

    def put_people(self, people: Iterable[Person], number: int) -> None:
        if number > self.directory.number:
            known = {**self.directory.people, **{one.id: one for one in people}}
            self.directory = Directory(number, known)


def _reaches(held: Held | None, numbers: tuple[int, int]) -> bool:
    return held is not None and held.redactions >= numbers[1] and held.plan.number >= numbers[0]


class Standing:
    """The plans and directories as a transaction will leave them, laid over the copies; `keep` follows its commit."""

    def __init__(self, copies: Mapping[str, Copy]) -> None:
        self._copies = copies
        self._within: dict[str, Within] = {}

    def within(self, organisation: str) -> "Within":
        copy = self._copies.get(organisation)
        return self._within.setdefault(organisation, Within(copy or Copy()))

    def keep(self) -> None:
        for within in self._within.values():
            within.keep()


class Within:
    """One organisation's part of a `Standing`."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._plans: dict[int, Held] = {}
        self._people: list[tuple[Sequence[Person], int]] = []

    def plan(self, plan: int) -> Held | None:
        return self._plans.get(plan) or self._copy.plans.get(plan)

    def put_plans(self, held: Mapping[int, Held]) -> None:
        self._plans.update(held)

    def put_people(self, people: Sequence[Person], expected: int) -> None:
        self._people.append((people, expected))

    def keep(self) -> None:
        for held in self._plans.values():
            self._copy.put(held)
        for people, expected in self._people:
            if self._copy.directory.number == expected:  # else it is behind, and the next load reads what it lacks
                self._copy.put_people(people, expected + 1)


async def look(connection: AsyncConnection, copies: dict[str, Copy], plans: frozenset[tuple[str, int]]) -> None:
    """Lock the rows of these plans, each an (organisation, id), and bring the copies up to what stands there."""
    if not plans:
        return
    table = t.plans
    key = tuple_(table.c.organisation_id, table.c.id)
    query = select(table).where(key.in_(sorted(plans))).order_by(*key.clauses)
    for row in (await connection.execute(query.with_for_update())).all():  # SQLite's write lock is held already
        copy = copies.setdefault(row.organisation_id, Copy())
        pieces = Pieces("", plans={row.id: (row.change_number, row.redactions)})
        await catch_up(connection, row.organisation_id, copy, pieces)


async def catch_up(connection: AsyncConnection, organisation: str, copy: Copy, pieces: Pieces) -> None:
    """Read what changed since this copy. The directory last, so that it knows everybody whom the plans name."""
    for plan in copy.behind(pieces):
        copy.put(await _newer(connection, organisation, plan, copy.plans.get(plan), pieces.plans[plan]))
    if copy.directory.number < pieces.directory:
        await _newer_people(connection, organisation, copy)


async def _newer(
    connection: AsyncConnection, organisation: str, plan: int, held: Held | None, numbers: tuple[int, int]
) -> Held:
    number, redactions = numbers
    if held is None or held.redactions < redactions:  # words were erased: make it anew, without them
        kept = await begun(connection, organisation, plan, number, redactions)
        held = Held(kept or Plan(organisation, plan), redactions=redactions)
    now = held.plan
    with uncollected() if number - now.number > AT_ONCE else nullcontext():
        for until in (*range(now.number + AT_ONCE, number, AT_ONCE), number):
            changes = await read_changes(connection, select_changes(organisation, plan, now.number, until))
            many = len(changes) > FEW
            now = await asyncio.to_thread(advance, now, changes) if many else advance(now, changes)
    head = await connection.scalar(
        select(t.changes.c.link).where(
            t.changes.c.organisation_id == organisation, t.changes.c.plan_id == plan, t.changes.c.sequence == number
        )
    )
    return replace(held, plan=now, head=head or held.head)


# --- people ------------------------------------------------------------------------------------------------------


async def _newer_people(connection: AsyncConnection, organisation: str, copy: Copy) -> None:
    since = copy.directory.number
    parties = (await connection.execute(_changed(t.people, organisation, since))).all()
    names = await _texts(connection, t.person_names, organisation, since)
    emails = await _texts(connection, t.person_emails, organisation, since)
    holders = await _texts(connection, t.holders, organisation, since)
    people = [_person(row, names, emails, holders) for row in parties if ("name", row.id) in names]
    copy.put_people(people, max((row.changed for row in parties), default=since))


def _changed(table: Any, organisation: str, since: int) -> Select[Any]:
    """The rows of people who changed after directory number `since`, in the order that was given."""
    query = select(table).where(table.c.organisation_id == organisation)
    if table is t.people:
        return query.where(t.people.c.changed > since)
    key = table.c.party_id if table is t.holders else table.c.person_id
    recent = select(t.people.c.id).where(t.people.c.organisation_id == organisation, t.people.c.changed > since)
    query = query.where(key.in_(recent)).order_by(key, table.c.place)
    return query.where(t.holders.c.until.is_(None)) if table is t.holders else query


async def _texts(
    connection: AsyncConnection, table: Any, organisation: str, since: int
) -> dict[tuple[str, int], tuple[Any, ...]]:
    """(what, person) → its values in order."""
    found: dict[tuple[str, int], tuple[Any, ...]] = {}
    for row in await connection.execute(_changed(table, organisation, since)):
        if table is t.person_names:
            key, value = (row.what, row.person_id), row.text
        elif table is t.person_emails:
            key, value = ("email", row.person_id), row.email
        else:
            key, value = ("holder", row.party_id), row.holder_id
        found[key] = (*found.get(key, ()), value)
    return found


def _person(row: Any, names: Any, emails: Any, holders: Any) -> Person:
    return Person(
        id=row.id,
        name=names["name", row.id][0],
        kind=Kind(row.kind),
        role=Role(row.role),
        initials=names.get(("initials", row.id), ()),
        emails=emails.get(("email", row.id), ()),
        posts=names.get(("post", row.id), ()),
        aliases=names.get(("alias", row.id), ()),
        plan=row.plan_id,
        holders=holders.get(("holder", row.id), ()),
        team=row.team,
        manager=row.manager_id,
        since=row.since,
        until=row.until,
    )
