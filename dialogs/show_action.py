""" "5", "show rec 7", "4 as it stood at 30 September": one action's card, or a recommendation with its actions."""

from datetime import date

from dialogs import facts
from dialogs.ask import asked
from dialogs.direct import answer
from dialogs.focus import remembered
from dialogs.form import form
from dialogs.items import Item, item, meant, plans_meant, refs, several
from dialogs.list_actions import list_actions
from dialogs.reply import Button, Card, Line, Payload, Reply
from dialogs.select import as_date
from dialogs.shown import line, line_buttons, line_text, shown_ref
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Asks
from dialogs.words import cut, day, joined, say
from storage.plan import Plan, Recommendation, ref_key

HEADING = 120
MAY_BE_SHOWN = 12  # a recommendation of more actions than this is paged as a list


async def show_action(turn: Turn) -> Outcome:
    """One action in full, or a recommendation and a line for each of its actions."""
    if turn.meant.asks and not _names_nothing(turn):
        return asked(turn)
    items = meant(turn)
    if turn.message.payload.get("act") == "form" and len(items) == 1:
        return form(turn, items[0])
    if not items:
        return _nothing(turn)
    if _day(turn) > turn.today:
        return Outcome(Reply(text=say("summary.future", date=day(_day(turn)))))
    if "as_at" in turn.meant.filter:
        items = await _as_at(turn, items)
    if not items:
        return Outcome(Reply(text=say("list.not_yet", date=day(as_date(turn.meant.filter["as_at"])))))
    if len({one.plan.id for one in items}) > 1:
        return _which_plan(turn, items)
    if len(items) == 1:
        return _one(turn, items[0])
    if len({one.action.recommendation for one in items}) == 1 and len(items) <= MAY_BE_SHOWN:
        return _recommendation(turn, items)
    return await list_actions(turn)


def _names_nothing(turn: Turn) -> bool:
    """A number that no action has: there is nothing to choose between, but there is something to say about it."""
    return turn.meant.asks is Asks.WHICH_ACTION and not turn.meant.candidates and bool(refs(turn))


async def _as_at(turn: Turn, items: list[Item]) -> list[Item]:
    day = as_date(turn.meant.filter["as_at"])
    plans = {one: await turn.past.as_at(one, day) for one in {found.plan.id for found in items}}
    then = (item(plans, found.plan.id, found.action.id) for found in items)
    return [found for found in then if found]


def _when(turn: Turn) -> tuple[bool, str]:
    """Whether it is shown as at another day, and the words for that."""
    if "as_at" not in turn.meant.filter:
        return False, ""
    return True, say("show.as_at", date=day(as_date(turn.meant.filter["as_at"])))


def _day(turn: Turn) -> date:
    return as_date(turn.meant.filter["as_at"]) if "as_at" in turn.meant.filter else turn.today


def _one(turn: Turn, found: Item) -> Outcome:
    past, words = _when(turn)
    plan, action = found
    ref = shown_ref(found, several(turn))
    about = facts.of(turn, found)
    answered = answer(turn, found, _day(turn))
    text = [
        *([answered] if answered else []),
        say("show.head", ref=ref, text=action.text),
        *(say("show.fact", label=one.label, value=one.value) for one in about),
    ]
    heading = say("show.heading", ref=ref, text=cut(action.text, HEADING))
    card = Card(
        heading=answered or heading,
        intro=heading if answered else action.text if len(action.text) > HEADING else None,
        facts=about,
        buttons=() if past else line_buttons(found, turn, Payload(act="show", back="show")),
        footnote=words or None,
    )
    reply = Reply(
        text="\n".join((*([words] if past else []), *text)),
        card=card,
        plan=plan.id,
        seen=plan.number,
        actions=(action.id,),
        again=None if past or answered else _again(turn, found),
    )
    return Outcome(reply, memory=remembered(turn, "show", [found]))


def _again(turn: Turn, found: Item) -> Payload:
    """What brings this card as it is later."""
    return Payload(act="show", plan=found.plan.id, action=found.action.id, back="show", person=turn.speaker.id)


def _recommendation(turn: Turn, items: list[Item]) -> Outcome:
    past, when = _when(turn)
    plan, recommendation = items[0].plan, items[0].recommendation
    lines = tuple(line(one, turn, _day(turn), many=several(turn), buttons=_row_buttons(turn, one)) for one in items)
    head = say("show.head", ref=_ref(turn, plan, recommendation), text=recommendation.text)
    count = say("show.actions", ref=recommendation.ref, n=len(items))
    reply = Reply(
        text="\n".join((*([when] if past else []), head, count, *map(line_text, lines))),
        card=_card(turn, items[0], lines, count, when),
        plan=plan.id,
        seen=plan.number,
        actions=tuple(one.action.id for one in items),
    )
    return Outcome(reply, memory=remembered(turn, "show", items))


def _row_buttons(turn: Turn, found: Item) -> tuple[Button, ...]:
    """The way back from an action of a recommendation is the list of that recommendation's actions."""
    if _when(turn)[0]:
        return ()
    siblings = {"action": found.recommendation.ref, "plan": found.plan.code}
    return line_buttons(found, turn, Payload(act="list", filter=siblings, page=1, back="list"))


def _card(turn: Turn, found: Item, lines: tuple[Line, ...], count: str, when: str) -> Card:
    recommendation = found.recommendation
    heading = say("show.heading", ref=_ref(turn, found.plan, recommendation), text=cut(recommendation.text, HEADING))
    about = facts.of_recommendation(turn, recommendation)
    return Card(heading=heading, intro=count, facts=about, lines=lines, footnote=when or None)


# --- nothing, or too much -----------------------------------------------------------------------------------------


def _nothing(turn: Turn) -> Outcome:
    plans = plans_meant(turn)
    named = joined(refs(turn))
    for plan in plans:
        bare = next((one for ref in refs(turn) if (one := _without_actions(plan, ref))), None)
        if bare:
            return Outcome(Reply(text=_covered(turn, plan, bare)))
    if not plans or not named:
        return Outcome(Reply(text=say("show.which") if plans else say("list.no_plan")))
    hint = _range(plans[0]) if len(plans) == 1 else ""
    missing = say("show.nothing", ref=named, plan=joined(plan.code for plan in plans), hint=hint)
    return Outcome(Reply(text=missing.strip()))


def _without_actions(plan: Plan, ref: str) -> Recommendation | None:
    found = plan.by_ref.get(ref_key(ref))
    return plan.recommendations.get(found) if found is not None else None


def _ref(turn: Turn, plan: Plan, recommendation: Recommendation) -> str:
    """A recommendation's number, with its plan where several are in sight."""
    ref = recommendation.ref
    return say("update.plan_ref", plan=plan.code, ref=ref) if several(turn) else ref


def _covered(turn: Turn, plan: Plan, recommendation: Recommendation) -> str:
    """A recommendation that others cover ("See R 1 and 2 above") has no action, and says where it is dealt with."""
    head = say("show.head", ref=_ref(turn, plan, recommendation), text=recommendation.text)
    said = [head, say("show.no_actions", ref=recommendation.ref)]
    if recommendation.see:
        said.append(say("show.covered", refs=joined(recommendation.see)))
    return "\n".join(said)


def _range(plan: Plan) -> str:
    every = list(plan.recommendations.values())
    return say("show.refs", first=every[0].ref, last=every[-1].ref) if every else ""


def _which_plan(turn: Turn, items: list[Item]) -> Outcome:
    plans = list({one.plan.id: one.plan for one in items}.values())
    pending = turn.meant.model_copy(
        update={
            "asks": Asks.WHICH_PLAN,
            "candidates": [plan.code for plan in plans],
            "targets": [next(one.pair for one in items if one.plan.id == plan.id) for plan in plans],
        }
    )
    return asked(turn, pending=pending)
