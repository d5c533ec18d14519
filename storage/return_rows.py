"""The events and rows of returns, to the database and back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chain
from storage.return_tables import return_events, return_rows, return_words
from storage.returns import PutReturn, Return, ReturnEvent, ReturnKind, ReturnRow, returns_of
from storage.statements import Tagged
from storage.status import Status
from storage.types import plain
from storage.work import Stale, Work

Heads = Mapping[tuple[int, str], str]  # by plan and label of a return: the link that its next event follows


def written(work: Work, heads: Heads) -> Iterator[Tagged]:
    """The rows of the work's returns, chained."""
    heads = dict(heads)
    for write in returned(work):
        yield from _written(work.organisation, write, heads)


def returned(work: Work) -> list[PutReturn]:
    return [write for write in work.writes if isinstance(write, PutReturn)]


def _written(organisation: str, write: PutReturn, heads: dict[tuple[int, str], str]) -> Iterator[Tagged]:
    """The rows of a version belong to the last of the events, which makes it."""
    rows = [_row(organisation, write, one) for one in write.rows]
    for event in write.events:
        mine = rows if event is write.events[-1] else []
        the_return = event.plan, event.label
        stored, words = _event_rows(organisation, event, {str(row["action"]): _row_digest(row) for row in mine} or None)
        heads[the_return] = stored["link"] = chain.event_link(heads.get(the_return, chain.START), stored)
        yield "return_events", stored
        if words:
            yield "return_words", words
        key = {name: stored[name] for name in ("organisation_id", "plan_id", "label")}
        yield "return_heads", key | {"number": event.sequence, "link": stored["link"]}
    yield from (("return_rows", row) for row in rows)


def _event_rows(
    organisation: str, event: ReturnEvent, rows: dict[str, str] | None
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The event, and the row that keeps what was written where anything was."""
    key = {
        "organisation_id": organisation,
        "plan_id": event.plan,
        "label": event.label,
        "sequence": event.sequence,
    }
    salt, words = chain.new_salt(), plain(event.words)
    digest = chain.digest(words, {}, salt) if words else None
    facts = {"kind": event.kind.value, "by_person": event.by, "recorded": event.recorded, "facts": plain(event.facts)}
    stored = key | facts | {"digest": digest, "rows": rows}
    return stored, key | {"salt": salt, "words": words, "redacted": None} if words else None


def _row(organisation: str, write: PutReturn, one: ReturnRow) -> dict[str, Any]:
    key = {"organisation_id": organisation, "plan_id": write.events[0].plan, "label": write.events[0].label}
    kept = {"words": plain(one.row), "salt": chain.new_salt(), "redacted": None}
    return key | {"version": one.version, "action": one.action} | kept


def version_made(kind: str, facts: Mapping[str, Any]) -> int:
    """The version whose rows came with an event of this kind."""
    return 1 if kind == ReturnKind.FROZEN.value else int(facts.get("version", 0))


def _row_digest(row: Mapping[str, Any]) -> str:
    return chain.row_digest(row["words"], row["salt"])


async def read_heads(connection: AsyncConnection, work: Work) -> Heads:
    """What the work's events follow. It never changes once it is there. Raises Stale where it is not."""
    heads = {}
    for write in returned(work):
        first, one = write.events[0], return_events.c
        if first.sequence == 1:
            continue
        the = one.organisation_id == work.organisation, one.plan_id == first.plan, one.label == first.label
        link = await connection.scalar(select(one.link).where(*the, one.sequence == first.sequence - 1))
        if link is None:
            raise Stale(f"{first.label} is not what it was. Look again.")
        heads[first.plan, first.label] = link
    return heads


def select_events() -> Select[Any]:
    """Every event with what was written in it."""
    keys = [return_events.c[key.name] == key for key in return_words.primary_key.columns]
    kept = return_words.c
    return select(return_events, kept.salt, kept.words, kept.redacted).outerjoin(return_words, and_(*keys))


class ReturnsKept:
    """What a store reads of returns."""

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def returns(self, organisation: str) -> list[Return]:
        """Every return of an organisation, by plan and date. Raises Away."""
        query = select_events().where(return_events.c.organisation_id == organisation)
        async with self._reading() as connection:
            return returns_of([event_of(row) for row in await connection.execute(query)])

    async def return_rows(self, organisation: str, plan: int, label: str, version: int) -> list[ReturnRow]:
        """One version of a frozen return, by its actions' ids; empty where there is none. Raises Away."""
        one = return_rows.c
        the = one.organisation_id == organisation, one.plan_id == plan, one.label == label, one.version == version
        async with self._reading() as connection:
            rows = await connection.execute(select(return_rows).where(*the).order_by(one.action))
            return [ReturnRow(row.version, row.action, row.words) for row in rows]

    async def return_numbers(self, organisation: str, plan: int, made: Return) -> Mapping[Status | None, int]:
        """How many actions a frozen return keeps with each status, in its latest version. Raises Away.

        What is frozen changes no more, so that each version is counted once.
        """
        key = organisation, plan, made.label, made.version
        if key not in self._numbers:
            self._numbers[key] = _numbers(await self.return_rows(*key))
        return self._numbers[key]

    @cached_property
    def _numbers(self) -> dict[tuple[str, int, str, int], Mapping[Status | None, int]]:
        return {}


def _numbers(rows: Iterable[ReturnRow]) -> Mapping[Status | None, int]:
    said = (one.row.get("status") for one in rows)
    return Counter(Status(one) if one else None for one in said)


def event_of(row: Row[Any]) -> ReturnEvent:
    return ReturnEvent(
        plan=row.plan_id,
        label=row.label,
        sequence=row.sequence,
        kind=ReturnKind(row.kind),
        by=row.by_person,
        recorded=row.recorded,
        facts=row.facts,
        words=row.words or {},
    )
