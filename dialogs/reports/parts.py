"""A part of a plan, as a plan: its exceptions, a section, somebody's actions. Pure."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from dialogs.words import joined, say
from storage.plan import Action, Plan
from storage.status import Status
from storage.timescale import Kind

WORRYING = (Status.RED, Status.AMBER)


def exceptional(action: Action, as_at: date) -> bool:
    """What somebody should look at: overdue, red or amber, waiting for a decision, without a date or without an owner.

    What goes on all the time has no date that is missing.
    """
    if not action.open:
        return False
    dateless = action.due is None and not (action.timescale and action.timescale.kind is Kind.CONTINUOUS)
    return action.overdue(as_at) or action.status in WORRYING or bool(action.decision) or dateless or not action.owners


def exceptions(plan: Plan, as_at: date) -> frozenset[int]:
    """The ids of a plan's exceptions."""
    return frozenset(one.id for one in plan.actions.values() if exceptional(one, as_at))


def narrowed(plan: Plan, kept: Collection[int]) -> Plan:
    """The plan with some of its actions, and with the recommendations that they belong to.

    With all of them it is the whole plan, also with what is answered elsewhere ("see 1 and 2") and has no action.
    """
    if plan.actions.keys() <= set(kept):
        return plan
    some = {
        id_: replace(one, actions=tuple(each for each in one.actions if each in kept))
        for id_, one in plan.recommendations.items()
    }
    rows = {id_: one for id_, one in some.items() if one.actions}
    actions = {id_: one for id_, one in plan.actions.items() if id_ in kept}
    named = {ref: id_ for ref, id_ in plan.by_ref.items() if id_ in rows or id_ in actions}
    return replace(plan, recommendations=rows, actions=actions, by_ref=named)


def left_out(plan: Plan, kept: Collection[int]) -> str:
    """Of what is not in it how many have each status: "28 left out: 10 Complete, 18 On track"."""
    out = [one.status for one in plan.actions.values() if one.id not in kept]
    counted = {status: out.count(status) for status in dict.fromkeys((*Status, None)) if status in out}
    each = joined(say("summary.one", n=n, label=plan.scheme.label(status)) for status, n in counted.items())
    return say("report.left_out", n=len(out), each=each)
