""" "Since the last return" in a question: the day of the return, looked up before the question is answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dialogs.items import several
from dialogs.returns_which import Sight, sight
from dialogs.select import as_date
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Intent
from dialogs.understanding.since_return import LAST, NAMED

Run = Callable[[Turn], Awaitable[Outcome]]

KEYS = ("since", "updated_since", "not_updated_since")
DAY = timedelta(days=1)


def since_returns(run: Run) -> Run:
    """A dialog that takes the name of a return for a day; where there is no such return, that is said instead."""

    async def dated(turn: Turn) -> Outcome:
        wanted = next((turn.meant.filter[key] for key in KEYS if _names_a_return(turn.meant.filter.get(key))), None)
        if wanted is None:
            return await run(turn)
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
    day = as_at if turn.meant.intent is Intent.SUMMARY else as_at + DAY
    days: Mapping[str, date] = {key: day for key in KEYS if _names_a_return(turn.meant.filter.get(key))}
    wanted: dict[str, Any] = {**turn.meant.filter, **days, **({"plan": found.plan.code} if several(turn) else {})}
    args = {**turn.meant.args, NAMED: found.made.label}
    return replace(turn, meant=turn.meant.model_copy(update={"filter": wanted, "args": args}))
