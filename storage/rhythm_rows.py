"""Absences, snoozes, prompts and what was asked, to the database and back."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.failures import Failure
from storage.registers import ASKED, append
from storage.return_tables import return_events
from storage.rhythm import (
    Absence,
    Asked,
    DropPrompt,
    Prompt,
    PutAbsence,
    PutPrompt,
    PutSnooze,
    Rhythm,
    Snooze,
    Why,
)
from storage.rhythm_tables import absences, asked, prompts, snoozes
from storage.statements import Tagged
from storage.work import Conversation, Outgoing, Work

REMEMBERED = timedelta(days=120)  # what was asked or wanted before that decides nothing any more


def rhythm_rows(work: Work) -> Iterator[Tagged]:
    """The rows of the work's absences, snoozes and prompts."""
    here = {"organisation_id": work.organisation}
    for write in work.writes:
        if isinstance(write, PutAbsence):
            one = write.absence
            key = here | {"person_id": one.person, "since": one.since}
            yield "absences", key | {"until": one.until, "delegate_id": one.delegate}
        elif isinstance(write, PutSnooze):
            rests = write.snooze
            key = here | {"person_id": rests.person, "plan_id": rests.plan, "action": rests.action}
            yield "snoozes", key | {"until": rests.until}
        elif isinstance(write, PutPrompt):
            yield "prompts", here | _prompt_row(write.prompt)
        elif isinstance(write, DropPrompt):
            yield "prompts_gone", {"the_organisation_id": work.organisation, "the_id": write.id}


def _prompt_row(one: Prompt) -> dict[str, Any]:
    return {
        "id": one.id,
        "why": one.why.value,
        "person_id": one.person,
        "plan_id": one.plan,
        "action": one.action,
        "day": one.day,
        "by_person": one.by,
        "made": one.made,
        "told": None,
    }


class RhythmKept:
    """What a store reads and writes of the rhythm."""

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def _place(self, connection: AsyncConnection, work: Work) -> None:
        raise NotImplementedError

    async def _post(self, connection: AsyncConnection, work: Work, outgoing: Outgoing) -> bool:
        raise NotImplementedError

    async def _give_up(
        self, connection: AsyncConnection, organisation: str, cause: str, failure: Failure, now: datetime
    ) -> None:
        raise NotImplementedError

    async def rhythm(self, organisation: str, today: date) -> Rhythm:
        """Absences and rests, also those that ended lately, what nobody was told yet, and what was asked lately.

        Raises Away.
        """
        over = today - REMEMBERED
        async with self._reading() as connection:
            away = await connection.execute(
                select(absences).where(
                    absences.c.organisation_id == organisation, (absences.c.until >= over) | absences.c.until.is_(None)
                )
            )
            rest = await connection.execute(
                select(snoozes).where(snoozes.c.organisation_id == organisation, snoozes.c.until > over)
            )
            waiting = await connection.execute(
                select(prompts).where(
                    prompts.c.organisation_id == organisation,
                    prompts.c.told.is_(None) | (prompts.c.why == Why.HANDED.value),
                    prompts.c.day > today - REMEMBERED,  # a chase that was answered first is never told
                )
            )
            before = await connection.execute(
                select(asked).where(asked.c.organisation_id == organisation, asked.c.day > today - REMEMBERED)
            )
            found = sorted(waiting, key=lambda row: (row.made, row.id))
            return Rhythm(
                absences=tuple(Absence(row.person_id, row.since, row.until, row.delegate_id) for row in away),
                snoozes=tuple(Snooze(row.person_id, row.plan_id, row.action, row.until) for row in rest),
                prompts=tuple(_prompt(row) for row in found if row.told is None),
                handed=tuple(_prompt(row) for row in found if row.why == Why.HANDED.value),
                asked=tuple(map(asked_of, before)),
            )

    async def rhythm_mark(self, organisation: str, today: date) -> tuple[object, ...]:
        """What is another whenever `rhythm` or the returns may be: cheap where what was asked is much. Raises Away."""
        here = {table: table.c.organisation_id == organisation for table in (absences, snoozes, prompts, asked)}
        remembered = asked.c.day > today - REMEMBERED
        one = prompts.c
        counted = select(
            select(func.count()).where(here[asked], remembered).scalar_subquery(),
            select(func.count()).where(return_events.c.organisation_id == organisation).scalar_subquery(),
            *(
                select(part).where(here[prompts]).scalar_subquery()
                for part in (func.count(one.id), func.count(one.told))
            ),
            select(func.max(one.made)).where(here[prompts]).scalar_subquery(),
        )
        async with self._reading() as connection:
            numbers = (await connection.execute(counted)).one()
            rows = [
                sorted(map(repr, await connection.execute(select(*table.columns).where(here[table]))))
                for table in (absences, snoozes)
            ]
            return (*numbers, *map(tuple, rows))

    async def ask(
        self,
        organisation: str,
        outgoing: Outgoing,
        said: Iterable[Asked],
        told: Iterable[Prompt],
        now: datetime,
        place: Conversation | None = None,
        failure: Failure | None = None,
    ) -> bool:
        """Post a person's message of a day and record what stands in it, all or nothing; False where it was posted
        before. With a `failure` there is no road to them, and the message is given up at once. Raises Away."""
        async with self._writing() as connection:
            await self._place(connection, Work(organisation, now, conversation=place))
            if not await self._post(connection, Work(organisation, now), outgoing):
                return False
            if failure is not None:
                await self._give_up(connection, organisation, outgoing.cause, failure, now)
            await append(connection, organisation, ASKED, [_asked_row(organisation, one) for one in said])
            ids = [one.id for one in told]
            mine = prompts.c.organisation_id == organisation, prompts.c.id.in_(ids)
            await connection.execute(prompts.update().where(*mine).values(told=now))
            return True


def _prompt(row: Row[Any]) -> Prompt:
    return Prompt(row.id, Why(row.why), row.person_id, row.plan_id, row.action, row.day, row.by_person, row.made)


def asked_of(row: Row[Any]) -> Asked:
    return Asked(row.person_id, row.day, row.plan_id, row.action, Why(row.why), row.recorded)


def _asked_row(organisation: str, one: Asked) -> dict[str, Any]:
    return {
        "organisation_id": organisation,
        "person_id": one.person,
        "day": one.day,
        "plan_id": one.plan,
        "action": one.action,
        "why": one.why.value,
        "recorded": one.recorded,
    }
