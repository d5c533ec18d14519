"""A report from what is kept: what `report.report` needs is read here, whoever asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from dialogs.reports.accepted import decisions, wordings
from dialogs.reports.log import logged
from dialogs.reports.model import Report, Standing
from dialogs.reports.of_return import of_return
from dialogs.reports.report import report
from dialogs.reports.standing import history
from dialogs.rhythm.returning import previous
from dialogs.understanding.same_state import SameState
from storage.people import Directory
from storage.plan import Change, Plan
from storage.returns import Return, ReturnRow
from storage.rhythm import Rhythm
from storage.status import Status

_kept: SameState[tuple[Plan | None, Report]] = SameState(4)  # a report goes through every action: once in a state


class Kept(Protocol):
    """What is read of the past of one organisation."""

    async def changes(self, plan: int, action: int | None = None) -> Sequence[Change]: ...

    async def as_at(self, plan: int, day: date) -> Plan: ...

    async def as_returned(self, plan: Plan, made: Return) -> Plan: ...

    async def returns(self) -> Sequence[Return]: ...

    async def return_rows(self, plan: int, label: str, version: int) -> Sequence[ReturnRow]: ...

    async def return_numbers(self, plan: int, made: Return) -> Mapping[Status | None, int]: ...

    async def rhythm(self, today: date) -> Rhythm: ...


async def gathered(
    past: Kept, plan: Plan, directory: Directory, today: date, as_at: date | None = None, since: date | None = None
) -> Report:
    """A plan as at a day (today unless said), compared with another. `plan` is the plan as it is now.

    A day before the plan was there makes a report without rows, under the plan's own name.
    """
    day = as_at or today
    then = plan if day == today else named_as(plan, await past.as_at(plan.id, day))
    before = await stood(past, plan, since) if since else None
    away = frozenset(await absent(past, directory, today, day))
    returns = await standings(past, plan, day)
    kept, key = _kept.of((then,), directory, day), (since, returns, away)
    known = kept.get(key)
    if known is None or known[0] is not before:
        made = report(then, before, directory, day, since, returns=returns, away=away)
        known = kept[key] = before, made
    return known[1]


async def stood(past: Kept, plan: Plan, day: date) -> Plan:
    """The plan with which another day is compared: as a return of that day was frozen, where one was, so that its
    figures are those that the return has; else as it stood at the end of the day."""
    frozen = [one for one in await past.returns() if one.plan == plan.id and one.frozen and one.as_at == day]
    if frozen:
        return await past.as_returned(plan, max(frozen, key=lambda one: one.version))
    return await past.as_at(plan.id, day)


async def absent(past: Kept, directory: Directory, today: date, day: date) -> set[int]:
    """Who is away today; of another day that is not known."""
    away = (await past.rhythm(today)).away if day == today else None
    return {one for one in directory.people if away(one, day)} if away else set()


async def with_log(past: Kept, plan: Plan, directory: Directory, one: Report) -> Report:
    """The report with the log of its plan's changes, up to its day; not one that prints accepted wording alone."""
    if one.texts is not None:
        return one
    entries, left = logged(plan, await past.changes(plan.id), directory, one.as_at)
    return replace(one, log=entries, log_left=left)


def named_as(plan: Plan, then: Plan) -> Plan:
    """As it stood on a day on which it did not have its name yet."""
    return then if then.code else replace(then, code=plan.code, title=plan.title)


async def gathered_return(
    past: Kept, plan: Plan, directory: Directory, made: Return, version: int | None = None
) -> Report:
    """The report of a frozen return, in its latest version unless another is said."""
    returns = await past.returns()
    rows = await past.return_rows(plan.id, made.label, version or made.version)
    before = previous(made, returns)
    then, earlier = await past.as_returned(plan, made), await past.as_returned(plan, before) if before else None
    stood = [one for one in await standings(past, plan, made.as_at) if one.label != made.label]
    asked = await decisions(past, then, made, wordings(rows))
    one = of_return(made, then, before, earlier, rows, asked, directory, stood)
    return replace(one, returned=(made.label, version or made.version))


async def standings(past: Kept, plan: Plan, as_at: date) -> tuple[Standing, ...]:
    """How the plan stood at each of its frozen returns up to a day."""
    mine = [one for one in await past.returns() if one.plan == plan.id and one.frozen and one.as_at <= as_at]
    return history(plan, [(one, await past.return_numbers(plan.id, one)) for one in mine])
