"""Which actions are meant: a number, a topic, a card, what the talk was about. Where several fit, what to ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.understanding.context import Context
from dialogs.understanding.index import index_of
from dialogs.understanding.interpretation import Asks
from dialogs.understanding.items import Ref
from storage.plan import Action, Plan

Target = tuple[int, int]  # (plan id, action id)


@dataclass(frozen=True, slots=True)
class Found:
    """The actions that are certain, or what must be asked with the targets that fit."""

    targets: tuple[Target, ...] = ()
    asks: Asks | None = None
    fits: tuple[Target, ...] = ()
    bulk: bool = False  # many at once: read back before anything is written


@dataclass(frozen=True, slots=True)
class Settled:
    """What answers have settled of an open question; an empty one settles nothing."""

    targets: tuple[Target, ...] = ()
    plan: int | None = None
    people: tuple[int, ...] = ()
    status: str | None = None
    date_words: str | None = None
    confirmed: bool = False
    step: int | None = None  # "only step 2" of the action that was to be completed
    partly: bool = False  # only a part of it, which has no number
    offered: bool = False  # "can we push 5 to June?": read back before it is written


def action_at(target: Target, context: Context) -> Action | None:
    plan = context.plan(target[0])
    return plan.actions.get(target[1]) if plan else None


def ref_of(target: Target, context: Context) -> str:
    """The number to say for a target; with its plan's code where several plans are in sight."""
    action, plan = action_at(target, context), context.plan(target[0])
    if action is None or plan is None:
        return "?"
    return action.ref


def names_of(found: Found, context: Context) -> list[str]:
    """What a question offers: plans' codes, first of those where one of the actions is the speaker's own; or the
    actions' numbers (with the code where plans differ)."""
    plans = {plan for plan, _ in found.fits}
    if found.asks is Asks.WHICH_PLAN:
        mine = {plan for plan, _ in set(own_actions(context, open_only=False)).intersection(found.fits)}
        return [plan.code for plan in sorted(context.plans, key=lambda one: one.id not in mine) if plan.id in plans]
    if len(plans) == 1 and (plan := context.plan(*plans)) is not None:
        return [held.ref if (held := plan.actions.get(one)) else "?" for _, one in found.fits]
    codes = {plan.id: plan.code for plan in context.plans}
    return [f"{codes[one[0]]} {ref_of(one, context)}" for one in found.fits]


def own_actions(context: Context, people: Sequence[int] = (), open_only: bool = True) -> tuple[Target, ...]:
    """The open actions of the speaker (or of some people), in plan order."""
    if not people and context.speaker is None:
        return ()
    ids = {
        owner
        for one in (people or (context.speaker.id if context.speaker else 0,))
        for owner in context.directory.stands_for(one)
    }
    found: list[Target] = []
    for plan in context.plans:
        own = index_of(plan).own
        mine = sorted({action for owner in ids for action in own.get(owner, ())})
        found += [(plan.id, one) for one in mine if not open_only or plan.actions[one].open]
    return tuple(found)


def resolve(ref: Ref, context: Context, plan: int | None = None, settled: Settled | None = None) -> Found:
    """The actions behind a number: the card's first, then the named plan's, then the plan last spoken of."""
    fits = list(ref.fits)
    if settled and settled.targets and (chosen := [one for one in settled.targets if one in fits]):
        return Found(tuple(chosen))
    if ref.pointed and settled and settled.targets and len(fits) > 1:
        return Found(settled.targets)
    if ref.pointed and not ref.sure:
        return Found(asks=Asks.WHICH_ACTION, fits=tuple(fits))
    on_card = [one for one in fits if one in context.card]
    plan = ref.plan or plan or (settled.plan if settled else None) or (on_card[0][0] if len(on_card) == 1 else None)
    if plan is None and len(ref.targets) > 1 and context.focus is not None and context.focus.plan in ref.targets:
        plan = context.focus.plan
    if plan is not None:
        fits = [one for one in fits if one[0] == plan]
    plans = {one for one, _ in fits}
    if not fits:
        return Found(asks=Asks.WHICH_ACTION)
    if len(plans) > 1 and not ref.pointed:
        return Found(asks=Asks.WHICH_PLAN, fits=tuple(fits))
    if ref.range_to is not None:
        return _range(ref, fits[0], context)
    if len(fits) > 1 and not ref.whole:
        return Found(asks=Asks.WHICH_ACTION, fits=tuple(fits))
    return Found(tuple(fits), bulk=ref.bulk and len(fits) > 1)


def _range(ref: Ref, begin: Target, context: Context) -> Found:
    """Every action from one number to another, in plan order."""
    plan = context.plan(begin[0])
    end = plan.find(ref.range_to or "") if plan else ()
    if plan is None or not end:
        return Found(asks=Asks.WHICH_ACTION, fits=(begin,))
    order = in_order(plan)
    first, last = order.index(begin[1]), order.index(end[-1].id)
    return Found(tuple((plan.id, one) for one in order[first : last + 1]), bulk=True)


def in_order(plan: Plan) -> list[int]:
    """Ids of the actions in the plan's own order."""
    return list(index_of(plan).order)


def at_hand(context: Context) -> Found:
    """Without a number: the card that was answered, else the one action that the talk is about, else ask for one."""
    if context.card:
        return Found(context.card) if len(context.card) == 1 else Found(asks=Asks.WHICH_ACTION, fits=context.card)
    focus = context.focus
    if focus is not None and focus.intent == "undo":  # what was taken back is not spoken of any more
        return Found(asks=Asks.WHICH_ACTION, fits=tuple(focus.actions))
    if focus is not None and len(focus.actions) == 1:
        return Found(tuple(focus.actions))
    if focus is not None and len(focus.actions) > 1 and focus.intent in ("update", "remind", "chase", "correct"):
        return Found(asks=Asks.WHICH_ACTION, fits=tuple(focus.actions))
    return Found(asks=Asks.WHICH_ACTION, fits=own_actions(context))
