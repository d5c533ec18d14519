"""A card as it is later: asked for again as it was then, in the eyes of whoever had asked."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from dialogs.home import home
from dialogs.list_actions import list_actions
from dialogs.reply import Card, OfPlan, Payload, Reply
from dialogs.return_rows import mine
from dialogs.show_action import show_action
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.pressed import list_args, my_rows

CARDS: dict[str, Callable[[Turn], Awaitable[Outcome]]] = {
    "list": list_actions,
    "show": show_action,
    "rows": mine,
    "asked": mine,
}


def asking(turn: Turn, press: Payload) -> Turn:
    """The turn as if the card that a press goes back to had itself been asked for."""
    if press.back == "list":
        asked = Interpretation(text="", intent=Intent.LIST, filter=dict(press.filter), args=list_args(press))
    elif press.back in ("rows", "asked"):
        asked = my_rows(turn.plans.get(press.plan or 0), press.back)
    else:
        asked = Interpretation(text="", intent=Intent.SHOW, targets=[(press.plan or 0, press.action or 0)])
    return replace(turn, meant=asked)


async def card_again(turn: Turn, press: Payload) -> Outcome:
    """The card that a press goes back to, as it is now."""
    return await CARDS[press.back or "show"](asking(turn, press))


async def again(turn: Turn, before: Reply) -> Reply | None:
    """A reply's card as it is now, under what had just been done there; None for one that is not drawn anew."""
    if before.again is None:
        return None
    outcome = home(turn) if before.again.act == "home" else await card_again(turn, before.again)
    if outcome.reply is None:
        return None
    card = outcome.reply.card or Card(heading=outcome.reply.text)
    notice = before.card.notice if before.card else None
    drawn = outcome.reply.model_copy(update={"card": card.model_copy(update={"notice": notice})})
    return drawn if drawn.again is not None else _empty(turn, before, drawn)


def _empty(turn: Turn, before: Reply, drawn: Reply) -> Reply:
    """A list with nothing in it any more, drawn anew if what had been in it comes back."""
    plan = turn.plans.get(before.plan or 0)
    kept = {"again": before.again, "plan": before.plan, "actions": before.actions, "each": _now(turn, before.each)}
    return drawn.model_copy(update={**kept, "seen": plan.number if plan else before.seen})


def _now(turn: Turn, each: Iterable[OfPlan]) -> tuple[OfPlan, ...]:
    return tuple(one.model_copy(update={"seen": turn.plans[one.plan].number}) for one in each if one.plan in turn.plans)
