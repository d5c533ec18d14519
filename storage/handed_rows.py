"""Reports that were made, and their templates, to the database and back."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.handed import MadeReport, PutReport, PutTemplate, TemplateEvent
from storage.handed_tables import made_reports, report_templates
from storage.statements import Tagged
from storage.work import Work


def report_rows(work: Work) -> Iterator[Tagged]:
    for write in work.writes:
        if isinstance(write, PutReport):
            yield "made_reports", {"organisation_id": work.organisation, **_row(write.report)}
        elif isinstance(write, PutTemplate):
            yield "report_templates", {"organisation_id": work.organisation, **_template_row(write)}


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


def _template_row(put: PutTemplate) -> dict[str, Any]:
    one = put.event
    return {
        "id": one.id,
        "number": one.number,
        "plan_id": one.plan,
        "person_id": one.person,
        "recorded": one.recorded,
        "name": one.name,
        "content": put.content,
        "undoes": one.undoes,
    }


class ReportsKept:
    """What a store knows of reports that were made, and of their templates."""

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def reports(self, organisation: str, plan: int) -> list[MadeReport]:
        """Those of a plan, the newest last."""
        here = made_reports.c.organisation_id == organisation, made_reports.c.plan_id == plan
        query = select(made_reports).where(*here).order_by(made_reports.c.made, made_reports.c.id)
        async with self._reading() as connection:
            return [_report(row) for row in await connection.execute(query)]

    async def templates(self, organisation: str) -> list[TemplateEvent]:
        """All that was said of templates, the newest last."""
        kept = report_templates.c
        columns = kept.id, kept.number, kept.person_id, kept.recorded, kept.plan_id, kept.name, kept.undoes
        query = (
            select(*columns).where(kept.organisation_id == organisation).order_by(kept.number, kept.recorded, kept.id)
        )
        async with self._reading() as connection:
            return [TemplateEvent(*row) for row in await connection.execute(query)]

    async def template(self, organisation: str, id_: str) -> bytes | None:
        """The document that was handed in as a template; None where there is none."""
        here = report_templates.c.organisation_id == organisation, report_templates.c.id == id_
        async with self._reading() as connection:
            content: bytes | None = await connection.scalar(select(report_templates.c.content).where(*here))
            return content
