"""The events and rows of returns, to the database and back."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.return_tables import return_events, return_rows
from storage.returns import PutReturn, Return, ReturnEvent, ReturnKind, ReturnRow, returns_of
from storage.statements import Tagged
from storage.work import Work


def written(work: Work) -> Iterator[Tagged]:
    """The rows of the work's returns."""
    for write in work.writes:
        if isinstance(write, PutReturn):
            yield from (("return_events", _event_row(work.organisation, one)) for one in write.events)
            yield from (("return_rows", _row(work.organisation, write, one)) for one in write.rows)


def _event_row(organisation: str, event: ReturnEvent) -> dict[str, Any]:
    return {
        "organisation_id": organisation,
        "plan_id": event.plan,
        "label": event.label,
        "sequence": event.sequence,
        "kind": event.kind.value,
        "by_person": event.by,
        "recorded": event.recorded,
        "facts": dict(event.facts),
        "words": dict(event.words),
    }


def _row(organisation: str, write: PutReturn, one: ReturnRow) -> dict[str, Any]:
    key = {"organisation_id": organisation, "plan_id": write.events[0].plan, "label": write.events[0].label}
    return key | {"version": one.version, "action": one.action, "words": dict(one.row)}


class ReturnsKept:
    """What a store reads of returns."""

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def returns(self, organisation: str) -> list[Return]:
        """Every return of an organisation, by plan and date. Raises Away."""
        query = select(return_events).where(return_events.c.organisation_id == organisation)
        async with self._reading() as connection:
            return returns_of([_event(row) for row in await connection.execute(query)])

    async def return_rows(self, organisation: str, plan: int, label: str, version: int) -> list[ReturnRow]:
        """One version of a frozen return, by its actions' ids; empty where there is none. Raises Away."""
        one = return_rows.c
        the = one.organisation_id == organisation, one.plan_id == plan, one.label == label, one.version == version
        async with self._reading() as connection:
            rows = await connection.execute(select(return_rows).where(*the).order_by(one.action))
            return [ReturnRow(row.version, row.action, row.words) for row in rows]


def _event(row: Row[Any]) -> ReturnEvent:
    return ReturnEvent(
        plan=row.plan_id,
        label=row.label,
        sequence=row.sequence,
        kind=ReturnKind(row.kind),
        by=row.by_person,
        recorded=row.recorded,
        facts=row.facts,
        words=row.words,
    )
