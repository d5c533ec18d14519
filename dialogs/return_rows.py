"""One's own rows of a return, five at a time, until none is left; "no change for the rest"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.ask import CONFIRMED, confirm
from dialogs.items import Item, every, several
from dialogs.reply import Button, Card, Payload, Progress, Reply
from dialogs.return_progress import progress_of
from dialogs.returns_which import Sight, left_of, own_rows, said, sight, slots
from dialogs.rhythm.asks import Ask
from dialogs.rhythm.day import rows_of
from dialogs.rhythm.offered import offered
from dialogs.rhythm.return_days import open_return
from dialogs.rhythm.returning import Standing, needs_words
from dialogs.rights import may, owns, why_not
from dialogs.rows import rows, shown_to_answer
from dialogs.shown import NO_CHANGE, PAGE, line_text, refs_shown, with_words
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Intent, Interpretation, Meant
from dialogs.understanding.pressed import my_rows
from dialogs.update_action import update_action
from dialogs.words import day, say
from storage.people import Person
from storage.plan import Plan
from storage.returns import Return
from storage.rhythm import Why
from storage.status import Status
from storage.work import Recorded

# --- shown ----------------------------------------------------------------------------------------------------------


async def mine(turn: Turn) -> Outcome:
    """Five of one's rows, the ones after those that were shown where more is asked for; that all is answered."""
    every = await turn.past.returns()
    found = await sight(_towards_mine(turn, every))
    if isinstance(found, Outcome):
        return found
    if not found.made.open:
        return said(say("return.not_open", **slots(found)))
    own = own_rows(turn, found.plan, found.made)
    left = left_of(own)
    elsewhere = _elsewhere(turn, found.plan, every)
    if not left:
        return _all_answered(found, own, elsewhere)
    draw = _asked_card if turn.meant.args.get("card") == "asked" else _to_fill_in
    how = say("return.rows_typed_next" if len(left) > PAGE else "return.rows_typed")
    return _with_more(draw(found, _next(turn, left)[:PAGE], progress_of(own), how), elsewhere)


def _towards_mine(turn: Turn, every: Sequence[Return]) -> Turn:
    """Where no plan is named: the first whose return still asks something of the speaker, or has asked."""
    if "plan" in turn.meant.filter:
        return turn
    found = _open_now(turn, every)
    asking = [plan for plan, _, left in found if left] or [
        plan for plan, made, _ in found if own_rows(turn, plan, made)
    ]
    return _about(turn, asking[0]) if asking else turn


def _about(turn: Turn, plan: Plan) -> Turn:
    wanted = turn.meant.filter | {"plan": plan.code}
    return replace(turn, meant=turn.meant.model_copy(update={"filter": wanted}))


def _open_now(turn: Turn, every: Sequence[Return]) -> list[tuple[Plan, Return, list[Item]]]:
    """Of each live plan the return that takes answers, with the speaker's rows that are left."""
    found = [(plan, made) for plan in turn.live if (made := open_return(plan.id, every)) is not None]
    return [(plan, made, left_of(own_rows(turn, plan, made))) for plan, made in found]


def _elsewhere(turn: Turn, here: Plan, every: Sequence[Return]) -> list[tuple[str, Button]]:
    """What is left in the returns of other plans, and the way there."""
    others = [one for one in _open_now(turn, every) if one[0].id != here.id and one[2]]
    return [
        (
            say("return.in_other", n=len(left), label=made.label, plan=plan.code),
            Button(label=say("button.rows_of", plan=plan.code), payload=Payload(act="rows", plan=plan.id)),
        )
        for plan, made, left in others
    ]


def _next(turn: Turn, left: list[Item]) -> list[Item]:
    """ "Next": those after the ones that were shown, from the first again behind the last."""
    filling = turn.memory.filling
    shown = set(filling.actions) if filling and turn.meant.args.get("more") else set()
    return [one for one in left if one.action.id not in shown] or left


def _all_answered(found: Sight, own: Sequence[Standing], elsewhere: Sequence[tuple[str, Button]]) -> Outcome:
    going_on = found.turn.press is not None or found.turn.memory.filling is not None
    words = say("return.that_was_all" if own and going_on else "return.all_answered", n=len(own), **slots(found))
    card = Card(heading=words)
    outcome = Outcome(Reply(text=words, card=card, plan=found.plan.id, seen=found.plan.number))
    memory = found.turn.memory.model_copy(update={"filling": None})
    return replace(_with_more(outcome, elsewhere), memory=memory)


def _with_more(outcome: Outcome, elsewhere: Sequence[tuple[str, Button]]) -> Outcome:
    """The answer with what is left in the returns of other plans."""
    reply = outcome.reply
    if not elsewhere or reply is None or reply.card is None:
        return outcome
    words, buttons = [words for words, _ in elsewhere], tuple(button for _, button in elsewhere)
    card = reply.card
    foot = "\n".join(filter(None, [card.footnote, *words]))
    card = card.model_copy(update={"footnote": foot, "buttons": (*card.buttons, *buttons)})
    return replace(outcome, reply=reply.model_copy(update={"text": "\n".join([reply.text, *words]), "card": card}))


def _to_fill_in(found: Sight, some: list[Item], progress: Progress, how: str) -> Outcome:
    """Each row with a status and a note, one Save for all; what was said of one before is offered as its answer."""
    outcome = rows(found.turn, some, heading=say("return.rows", **slots(found)), progress=progress)
    reply = outcome.reply
    if reply is None or reply.card is None:
        return outcome
    offers = [offered(one, found.made, found.returns, "rows", one.action.ref) for one in some]
    lines = tuple(
        line.model_copy(update={"buttons": offer.buttons}) if offer else line
        for line, offer in zip(reply.card.lines, offers, strict=True)
    )
    told = [one.words for one in offers if one]
    card = reply.card.model_copy(update={"lines": lines, "intro": "\n".join(told) or None, "footnote": how})
    text = "\n".join([reply.text, *told, how])
    return replace(outcome, reply=reply.model_copy(update={"text": text, "card": card}))


def _asked_card(found: Sight, some: list[Item], progress: Progress, how: str) -> Outcome:
    """Each row with its buttons, as in the message of the day."""
    turn, plan = found.turn, found.plan
    asks = [Ask(turn.speaker.id, plan.id, one.action.id, Why.RETURN) for one in some]
    asked = rows_of(asks, turn.plans, turn.directory, turn.today, found.returns, many=False)
    heading = say("return.rows", **slots(found))
    before = "\n".join(asked.offers) or None
    card = Card(heading=heading, progress=progress, intro=before, lines=asked.lines, footnote=how)
    text = "\n".join([heading, progress.label, *asked.offers, *(line_text(one) for one in asked.lines), how])
    actions = tuple(one.action.id for one in some)
    reply = Reply(text=text, card=card, plan=plan.id, seen=plan.number, actions=actions)
    return Outcome(reply, memory=shown_to_answer(turn, some))


# --- answered by typing ---------------------------------------------------------------------------------------------


async def update(turn: Turn) -> Outcome:
    """News; of a return's rows what is still needed, and behind the last one that was shown the next ones."""
    outcome = await update_action(turn)
    back = turn.press.back if turn.press else None
    plan_id = turn.press.plan if turn.press and back in ("rows", "asked") else _being_answered(turn)
    if plan_id is None or not outcome.writes:
        return outcome
    made = open_return(plan_id, await turn.past.returns())
    after = replace(turn.after(outcome.writes), memory=outcome.memory or turn.memory)
    plan = after.plans.get(plan_id)
    if plan is None or made is None:
        return outcome
    left = left_of(own_rows(after, plan, made))
    outcome = _with_needed(outcome, left, made, turn.today, many=several(turn))
    return outcome if turn.press else await _going_on(after, plan, left, outcome)


def _being_answered(turn: Turn) -> int | None:
    return turn.memory.filling.plan if turn.memory.filling and not turn.press else None


def _needed(items: Sequence[Item], made: Return, today: date, *, many: bool) -> str:
    """Which rows need a sentence, and why: what is neither red nor overdue yet will be overdue on the return's day."""
    to_come = any(one.action.status is not Status.RED and not one.action.overdue(today) for one in items)
    key = "return.rest_words_then" if to_come else "return.rest_words"
    return say(key, n=len(items), refs=refs_shown(list(items), many), date=day(made.as_at))


def _with_needed(outcome: Outcome, left: Sequence[Item], made: Return, today: date, *, many: bool) -> Outcome:
    """What was said of red and overdue rows was no sentence: that is said at once."""
    changed = {one.subject for write in outcome.writes if isinstance(write, Recorded) for one in write.changes}
    needed = [one for one in left if one.action.id in changed]
    if not needed or outcome.reply is None:
        return outcome
    return replace(outcome, reply=with_words(outcome.reply, _needed(needed, made, today, many=many)))


async def _going_on(after: Turn, plan: Plan, left: Sequence[Item], outcome: Outcome) -> Outcome:
    filling = after.memory.filling
    if filling is None or {one.action.id for one in left}.intersection(filling.actions):
        return outcome
    following = await mine(replace(after, meant=my_rows(plan, None)))
    if following.reply is None:
        return outcome
    memory = after.memory.model_copy(update={"filling": following.memory.filling if following.memory else None})
    return replace(outcome, also=(*outcome.also, following.reply), memory=memory)


async def rest(turn: Turn) -> Outcome:
    """ "No change for the rest": one's own rows that are left, read back before they are recorded; red and overdue ones
    need a sentence."""
    if "speaker" in turn.meant.people:
        return await _rest_of(turn, turn.directory.people[turn.meant.people["speaker"][0]])
    found = await sight(_towards_mine(turn, await turn.past.returns()))
    if isinstance(found, Outcome):
        return found
    if not found.made.open:
        return said(say("return.not_open", **slots(found)))
    left = left_of(own_rows(turn, found.plan, found.made))
    plain = [one for one in left if not needs_words(one, found.made)]
    words = [one for one in left if needs_words(one, found.made)]
    more = _needed(words, found.made, turn.today, many=several(turn)) if words else ""
    if not plain:
        return said(more or say("return.all_answered", **slots(found)))
    if not turn.meant.args.get(CONFIRMED):
        question = say("return.rest", n=len(plain), refs=refs_shown(plain, several(turn)))
        return confirm(turn, " ".join(filter(None, [question, more])))
    return await update(_no_change(turn, plain))


async def _rest_of(turn: Turn, person: Person) -> Outcome:
    """The same in somebody else's words: what a return still asks of them, without one all that is theirs and open."""
    theirs = replace(turn, speaker=person)
    every_return = await turn.past.returns()
    asking = _open_now(theirs, every_return)
    left = [(one, made) for _, made, rows_left in asking for one in rows_left]
    plain = [one for one, made in left if not needs_words(one, made)]
    words = [one for one, made in left if needs_words(one, made)]
    if not asking:
        plain = [one for one in every(turn.live) if one.action.open and owns(person, *one, turn.directory)]
    if not plain and not words:
        return said(say("return.nothing_left_of", name=person.name))
    if one := next((one for one in (*plain, *words) if not may(turn.speaker, "update", *one, turn.directory)), None):
        return said(why_not(turn.speaker, "update", *one, turn.directory))
    more = _needed(words, left[0][1], turn.today, many=several(turn)) if words else ""
    if not plain:
        return said(more)
    if not turn.meant.args.get(CONFIRMED):
        question = say("return.rest_of", n=len(plain), refs=refs_shown(plain, several(turn)), name=person.name)
        return confirm(turn, " ".join(filter(None, [question, more])))
    return await update(_no_change(turn, plain, person.name))


def _no_change(turn: Turn, items: list[Item], speaker: str | None = None) -> Turn:
    """The turn as if "no change" had been said of each."""
    said_by = {"speaker": speaker} if speaker else {}
    changes = [
        Meant(action=one.action.ref, plan_id=one.plan.id, action_id=one.action.id, note=NO_CHANGE, **said_by)
        for one in items
    ]
    args: dict[str, Any] = {CONFIRMED: True}
    meant = Interpretation(text=turn.meant.text, intent=Intent.UPDATE, changes=changes, args=args)
    return replace(turn, meant=meant)
