""" "Same as last time": the report that somebody had made before, with what is said now in its place."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from dialogs.items import plans_meant, several
from dialogs.reply import Reply
from dialogs.turn import Outcome, Turn
from dialogs.words import say
from storage.handed import MadeReport

Run = Callable[[Turn], Awaitable[Outcome]]


def same_again(run: Run) -> Run:
    """A dialog that takes "the same" for what the last report of this person was."""

    async def again(turn: Turn) -> Outcome:
        if not turn.meant.args.get("same"):
            return await run(turn)
        last = await _last(turn)
        if last is not None:
            return await run(_merged(turn, last))
        return await run(turn) if turn.meant.args.get("report") else Outcome(Reply(text=say("report.no_last")))

    return again


async def _last(turn: Turn) -> MadeReport | None:
    """The newest report of this person's, of the plans that are meant."""
    every = [one for plan in plans_meant(turn) for one in await turn.past.reports(plan.id)]
    mine = [one for one in every if one.person == turn.speaker.id]
    return max(mine, key=lambda one: one.made, default=None)


def _merged(turn: Turn, last: MadeReport) -> Turn:
    """What was wished for then, with what is said now over it; of several plans the one that it was of."""
    wish, meant = last.wish, turn.meant
    names = {key: turn.directory.names(ids) for key, ids in wish.get("people", {}).items()}
    owners = {key: found[0] if len(found) == 1 else found for key, found in names.items() if found}
    plan = {"plan": turn.plans[last.plan].code} if several(turn) else {}
    filter_: dict[str, Any] = {**wish.get("filter", {}), **owners, **plan, **meant.filter}
    args = {**wish.get("args", {}), **meant.args}
    people = {**wish.get("people", {}), **meant.people}
    return replace(turn, meant=meant.model_copy(update={"filter": filter_, "args": args, "people": people}))
