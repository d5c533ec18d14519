""" "Since the last return", "since the last Cabinet": the day, looked up before the question is answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dialogs.items import plans_meant, several
from dialogs.returns_which import Sight, said, sight
from dialogs.select import as_date
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Intent
from dialogs.understanding.report_wishes import LAST_CABINET
from dialogs.understanding.since_return import LAST, NAMED
from dialogs.words import day, joined, say
from storage.handed import MadeReport

Run = Callable[[Turn], Awaitable[Outcome]]

KEYS = ("since", "updated_since", "not_updated_since")
DAY = timedelta(days=1)
QUARTER = timedelta(days=91)
FROM = "since_from"  # in `Interpretation.args`, once it is looked up: in words, where the day is from
SAID = "since_said"  # and the name that it had


def since_returns(run: Run) -> Run:
    """A dialog that takes the name of a return for a day; where there is no such return, that is said instead."""

    async def dated(turn: Turn) -> Outcome:
        wanted = next((turn.meant.filter[key] for key in KEYS if _names_a_return(turn.meant.filter.get(key))), None)
        if wanted is None:
            return await run(turn)
        if wanted == LAST_CABINET:
            before = await last_cabinet(turn)
            return await run(_since(turn, *before)) if isinstance(before, tuple) else before
        found = await sight(_asking(turn, str(wanted)), frozen=True)
        return await run(_with_days(turn, found)) if isinstance(found, Sight) else found

    return dated


def _names_a_return(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        as_date(value)
    except ValueError:
        return True
    return False


def _asking(turn: Turn, name: str) -> Turn:
    args = {} if name == LAST else {"return": name}
    return replace(turn, meant=turn.meant.model_copy(update={"args": args}))


def _with_days(turn: Turn, found: Sight) -> Turn:
    """A summary compares with how the plan stood on the return's day; everything else looks at what came after it."""
    as_at = found.made.as_at
    begins = as_at if turn.meant.intent is Intent.SUMMARY else as_at + DAY
    days: Mapping[str, date] = {key: begins for key in KEYS if _names_a_return(turn.meant.filter.get(key))}
    wanted: dict[str, Any] = {**turn.meant.filter, **days, **({"plan": found.plan.code} if several(turn) else {})}
    args = {**turn.meant.args, NAMED: found.made.label, SAID: turn.meant.filter.get("since")}
    return replace(turn, meant=turn.meant.model_copy(update={"filter": wanted, "args": args}))


# --- the last Cabinet ----------------------------------------------------------------------------------------------


async def last_cabinet(turn: Turn) -> tuple[date, str] | Outcome:
    """The day as at which Cabinet was last told, and in words how that is known: by the last covering report for
    publication that was made before today, else by the last frozen return."""
    plans = plans_meant(turn)
    if len(plans) != 1:
        return said(say("report.which_cabinet", plans=joined(one.code for one in plans)))
    plan = plans[0]
    made = [one for one in await turn.past.reports(plan.id) if _for_cabinet(one) and _day(turn, one) < turn.today]
    if made:
        last = made[-1]
        slots = {"made": day(_day(turn, last)), "date": day(last.as_at), "code": plan.code}
        return last.as_at, say("report.since_cover", **slots)
    frozen = [one for one in await turn.past.returns() if one.plan == plan.id and one.frozen]
    if not frozen:
        return said(say("report.no_cabinet", code=plan.code, date=day(turn.today - QUARTER)))
    last_one = max(frozen, key=lambda one: one.as_at)
    slots = {"label": last_one.label, "date": day(last_one.as_at), "code": plan.code}
    return last_one.as_at, say("report.since_frozen", **slots)


def _for_cabinet(one: MadeReport) -> bool:
    return (one.paper, one.audience) == ("cover", "publication")


def _day(turn: Turn, one: MadeReport) -> date:
    return one.made.astimezone(turn.zone).date()


def _since(turn: Turn, when: date, words: str) -> Turn:
    """A summary compares with how the plan stood on that day; everything else looks at what came after it."""
    day_ = when if turn.meant.intent is Intent.SUMMARY else when + DAY
    days = {key: day_ for key in KEYS if turn.meant.filter.get(key) == LAST_CABINET}
    args = {**turn.meant.args, FROM: words, SAID: LAST_CABINET}
    return replace(turn, meant=turn.meant.model_copy(update={"filter": {**turn.meant.filter, **days}, "args": args}))
