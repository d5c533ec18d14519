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
from storage.work import Work


def written(work: Work) -> Iterator[Tagged]:
    """The rows of the work's returns."""
    for write in work.writes:
        if isinstance(write, PutReturn):
            for one in write.events:
                yield from _event_rows(work.organisation, one)
            yield from (("return_rows", _row(work.organisation, write, one)) for one in write.rows)


def _event_rows(organisation: str, event: ReturnEvent) -> Iterator[Tagged]:
    """The event, and the row that keeps what was written where anything was."""
    key = {
        "organisation_id": organisation,
        "plan_id": event.plan,
        "label": event.label,
        "sequence": event.sequence,
    }
    salt, words = chain.new_salt(), plain(event.words)
    digest = chain.digest(words, {}, salt) if words else None
    facts = {"kind": event.kind.value, "by_person": event.by, "recorded": event.recorded, "facts": dict(event.facts)}
    yield "return_events", key | facts | {"digest": digest}
    if words:
        yield "return_words", key | {"salt": salt, "words": words, "redacted": None}


def _row(organisation: str, write: PutReturn, one: ReturnRow) -> dict[str, Any]:
    key = {"organisation_id": organisation, "plan_id": write.events[0].plan, "label": write.events[0].label}
    return key | {"version": one.version, "action": one.action, "words": dict(one.row)}


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
            return returns_of([_event(row) for row in await connection.execute(query)])

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


def _event(row: Row[Any]) -> ReturnEvent:
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
