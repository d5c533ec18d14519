"""Numbers that are said with their plan: "BV26 2.1", "5 in CPC23"; and whose each is where a message names several."""

from collections.abc import Sequence
from dataclasses import replace

from dialogs.understanding.items import Item, PlanName, Ref
from dialogs.understanding.tokens import Token

BETWEEN = frozenset(("in", "of", "from", "on", "for", "under", "the", "("))  # a number and the plan behind it


def of_their_plans(refs: Sequence[Ref], named: Sequence[PlanName], tokens: Sequence[Token]) -> list[Ref]:
    """The numbers, each with the plan that is named right behind it, else with the last one before it, else with the
    first of the message; as they are where no more than one plan is named."""
    if len({one.plan for one in named}) < 2:
        return list(refs)
    return [replace(one, plan=_plan_of(one, named, tokens)) for one in refs]


def _plan_of(ref: Ref, named: Sequence[PlanName], tokens: Sequence[Token]) -> int:
    behind = (one for one in named if one.first >= ref.last)
    after = next(behind, None)
    if after is not None and after.first > ref.last and _leads(tokens[ref.last : after.first]):
        return after.plan
    before = [one for one in named if one.last <= ref.first]
    return (before[-1] if before else named[0]).plan


def _leads(between: Sequence[Token]) -> bool:
    return all(one.key in BETWEEN for one in between)


def with_their_plans(items: Sequence[Item], tokens: Sequence[Token]) -> list[Item]:
    """What was recognised, in order, each number and the plan right beside it as one: it is the number's address, and
    whatever can be said of 5 can be said of CPC23 5."""
    found: list[Item] = []
    for one in items:
        last = found[-1] if found else None
        if isinstance(last, PlanName) and isinstance(one, Ref) and _before(last, one, tokens):
            found[-1] = replace(one, first=last.first, plan=last.plan)
        elif isinstance(last, Ref) and isinstance(one, PlanName) and _behind(last, one, tokens):
            found[-1] = replace(last, last=one.last, plan=one.plan)
        else:
            found.append(one)
    return found


def _before(plan: PlanName, ref: Ref, tokens: Sequence[Token]) -> bool:
    """ "CPC23 5"; "in the assurance plan 5 is at risk" says first where, and then what."""
    return plan.last == ref.first and (plan.first == 0 or tokens[plan.first - 1].key != "the")


def _behind(ref: Ref, plan: PlanName, tokens: Sequence[Token]) -> bool:
    between = tokens[ref.last : plan.first]
    return ref.plan in (None, plan.plan) and "(" not in {one.key for one in between} and _leads(between)
