"""Generated histories of a plan: everything that can happen to one, on any day, in any order."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from storage.numbering import Stamp, number, undo_drafts
from storage.plan import Change, ChangeKind, Draft, Extension, Plan
from storage.replay import advance, extension_facts, extension_words, timescale_facts, timescale_words
from storage.timescale import Kind, Timescale

START = date(2026, 4, 1)
DAYS = 40  # from START on, on which something happens
STATUSES = ("green", "amber", "red", "complete", "closed", None)

Step = tuple[str, int, int, int]
"""What happens, a number that says to which item, the day after START that it is of, and a number that says how."""

KINDS = (
    *("status", "note", "internal", "due", "owners", "done", "decision") * 3,
    *("text", "cells", "steps", "ref", "ask", "grant", "refuse", "sponsors", "wording"),
    *("setting", "title", "recommendation", "action", "undo", "undo"),
)
steps = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 7), st.integers(0, DAYS - 1), st.integers(0, 5)), max_size=40
)


def history(organisation: str, plan: int, happened: Sequence[Step]) -> list[tuple[Plan, tuple[Change, ...]]]:
    """What is recorded, one piece after another: the plan before each, and its changes."""
    told: list[tuple[Plan, tuple[Change, ...]]] = []
    now = Plan(organisation, plan)
    for place, drafts in enumerate([founding(), *happened]):
        stamp = stamp_of(place, len(happened))
        meant = drafts if isinstance(drafts, list) else drafted(now, [one for _, one in told], drafts)
        if meant:
            changes = number(now, meant, stamp)
            told.append((now, changes))
            now = advance(now, changes)
    return told


def stamp_of(place: int, places: int) -> Stamp:
    day = START + timedelta(days=place * DAYS // (places + 1))
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) + timedelta(seconds=place)
    return Stamp(at, day, 1, f"message {place}", f"set {place}")


def founding() -> list[Draft]:
    made = [Draft(ChangeKind.PLAN, 0, {"state": "live"}, {"code": "GEN26", "title": "Generated"})]
    made += [Draft(ChangeKind.RECOMMENDATION, None, {"ref": f"{one}"}, {"text": f"Matter {one}"}) for one in (1, 2)]
    refs = (("1.1", -2), ("1.2", -2), ("2", -3))
    return made + [_action(ref, parent, 0) for ref, parent in refs]


def drafted(plan: Plan, told: Sequence[Sequence[Change]], step: Step) -> list[Draft]:
    """The drafts of a step; none where there is nothing that it could happen to."""
    what, which, after, how = step
    day = START + timedelta(days=after)
    if what == "undo":
        return list(undo_drafts(told[-1 - which % len(told)])) if len(told) > 1 + which % len(told) else []
    if what == "setting":
        return [Draft(ChangeKind.EDIT, 0, {"interval_days": 30 + how}, effective=day)]
    if what == "title":
        return [Draft(ChangeKind.PLAN, 0, {}, {"title": f"Title {how}"}, effective=day)]
    if what == "recommendation":
        return [Draft(ChangeKind.RECOMMENDATION, None, {"ref": f"{how}"}, {"text": "Another"}, effective=day)]
    of = list(plan.recommendations if what in ("action", "sponsors", "wording") else plan.actions)
    return [_of_item(plan, what, of[which % len(of)], day, how)] if of else []


def _of_item(plan: Plan, what: str, item: int, day: date, how: int) -> Draft:
    if what == "action":
        return _action(f"{how}.{how}", item, how, day)
    if what == "sponsors":
        return Draft(ChangeKind.EDIT, item, {"sponsors": [how]}, effective=day)
    if what == "wording":
        return Draft(ChangeKind.EDIT, item, {}, {"text": f"Wording {how}", "response": "Agreed"}, effective=day)
    if what in ("text", "cells", "steps", "ref"):
        facts, words = _edited(what, how)
        return Draft(ChangeKind.EDIT, item, facts, words, day)
    if what in ("grant", "refuse"):
        facts, words = _due(how) if what == "grant" else ({}, {})
        return Draft(ChangeKind.VERDICT, item, facts | {"extension": None, "verdict": what}, words, day)
    facts, words = _updated(what, day, how)
    return Draft(ChangeKind.UPDATE, item, facts, words, day)


def _edited(what: str, how: int) -> tuple[dict[str, Any], dict[str, Any]]:
    if what == "ref":
        return {"ref": f"{how}.{how + 1}"}, {}
    if what == "steps":
        return {}, {"steps": [{"text": "First", "timescale": None, "done": False}] * how}
    return {}, {what: {"Measure": f"{how}"} if what == "cells" else f"Words {how}"}


def _updated(what: str, day: date, how: int) -> tuple[dict[str, Any], dict[str, Any]]:
    note = {"note": f"{what} {how}"}
    match what:
        case "status":
            return {"status": STATUSES[how]}, note
        case "due":
            facts, words = _due(how)
            return facts, words | note
        case "owners":
            return {"owners": [how + 1]}, {}
        case "done":
            return {"steps_done": {"1": bool(how % 2)}}, note
        case "decision":
            return {"internal": bool(how % 2)}, {"decision": f"Which {how}?" if how else None}
        case "ask":
            asked = Extension(_until(how), 1, day, datetime(2026, 4, 1, tzinfo=UTC), f"Because {how}")
            return {"extension": extension_facts(asked)}, {"extension": extension_words(asked)}
    return {"internal": what == "internal"}, note


def _due(how: int) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"timescale": timescale_facts(_until(how))}, {"timescale": timescale_words(_until(how))}


def _until(how: int) -> Timescale:
    end = START + timedelta(days=20 * how)
    return Timescale(text=f"by {end}", kind=Kind.DATE, start=end, end=end)


def _action(ref: str, parent: int, how: int, day: date | None = None) -> Draft:
    facts, words = _due(how)
    return Draft(
        ChangeKind.ACTION, None, facts | {"ref": ref, "recommendation": parent, "owners": [1]}, words, effective=day
    )


def everything(plan: Plan) -> Any:
    """All of a plan of the past that there is to compare: also what `==` leaves out, and the order of its items."""
    set_on = {one.id: dict(one.set_on) for one in plan.actions.values()}
    return plan, list(plan.actions), list(plan.recommendations), set_on
