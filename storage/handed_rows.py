"""Reports that were made, to the database and back."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.handed import MadeReport, PutReport
from storage.handed_tables import made_reports
from storage.statements import Tagged
from storage.work import Work


def report_rows(work: Work) -> Iterator[Tagged]:
    for write in work.writes:
        if isinstance(write, PutReport):
            yield "made_reports", {"organisation_id": work.organisation, **_row(write.report)}


def _row(one: MadeReport) -> dict[str, Any]:
    return {
        "plan_id": one.plan,
        "id": one.id,
        "person_id": one.person,
        "made": one.made,
        "as_at": one.as_at,
        "paper": one.paper,
        "audience": one.audience,
        "wish": dict(one.wish),
    }


def _report(row: Row[Any]) -> MadeReport:
    return MadeReport(row.id, row.plan_id, row.person_id, row.made, row.as_at, row.paper, row.audience, row.wish)


class ReportsKept:
    """What a store knows of reports that were made."""

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def reports(self, organisation: str, plan: int) -> list[MadeReport]:
        """Those of a plan, the newest last."""
        here = made_reports.c.organisation_id == organisation, made_reports.c.plan_id == plan
        query = select(made_reports).where(*here).order_by(made_reports.c.made, made_reports.c.id)
        async with self._reading() as connection:
            return [_report(row) for row in await connection.execute(query)]
