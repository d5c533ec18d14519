"""What of a frozen return an officer has accepted: wording of answers, and the decisions that stood with them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from storage.plan import Change, Plan
from storage.replay import in_time
from storage.returns import Return, ReturnRow, as_returned


class Changes(Protocol):
    """Where the record of one action is read."""

    async def changes(self, plan: int, action: int | None = None) -> Iterable[Change]: ...


def wordings(rows: Iterable[ReturnRow]) -> dict[int, str]:
    """The accepted wording of each action, by its id."""
    return {one.action: str(one.row["update"]) for one in rows if one.row["accepted"]}


async def decisions(kept: Changes, plan: Plan, made: Return, texts: Mapping[int, str]) -> dict[int, str]:
    """The words of each decision that stood when the answer beside it was accepted, by the action's id.

    `plan` is the plan that is told. Only what waits for a decision in it is looked up.
    """
    waiting = [one for one in plan.actions if one in texts and plan.actions[one].decision]
    stood = {one: decided(await kept.changes(plan.id, one), made, one, ZoneInfo(plan.zone)) for one in waiting}
    return {one: words for one, words in stood.items() if words}


def decided(changes: Iterable[Change], made: Return, action: int, zone: ZoneInfo) -> str | None:
    """The decision of an action as at the return, as far as it was there when the action's answer was accepted."""
    until = _accepted(made, action)
    said = (one for one in as_returned(changes, made, zone) if "decision" in one.words and one.effective <= made.as_at)
    known = sorted((one for one in said if until is None or one.recorded <= until), key=in_time)
    return known[-1].words["decision"] if known else None


def _accepted(made: Return, action: int) -> datetime | None:
    """When the answer was accepted; of one that only a later version has, when answers ceased to count."""
    text = made.texts.get(action)
    moments = (text.recorded if text and text.accepted_by is not None else None, made.ended)
    return min((one for one in moments if one), default=None)
