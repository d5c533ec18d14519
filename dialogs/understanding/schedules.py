"""What is posted when: "post a summary here every other Friday at half past nine, not bank holidays"."""

from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.orders import Order
from dialogs.understanding.rules import WEEKDAYS, number_of, only_said, rule_of, time_said, typed
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.spans import span_of

STOP = "stop"
DONE = (STOP, "pause", "skip", "resume")


def read_schedule(order: Order) -> Interpretation | None:
    """A new schedule, the end of one, or what is scheduled."""
    tagged = order.plain.tagged
    leans = speaks_of_schedule(order.context)
    if done := _rest(order, leans):
        return order.meaning(
            Intent.SCHEDULE, args={"what": "summary", "do": done, **_until(order, done), **_which(order)}
        )
    if LEXICON.has("unschedule", tagged) or (leans and LEXICON.has("unschedule_it", tagged)):
        return order.meaning(Intent.UNSCHEDULE, args={"what": "summary", **_which(order)})
    if LEXICON.has("schedule_list", tagged):
        return order.meaning(Intent.SCHEDULE, args={"list": True})
    again = leans and _changes_it(order)
    if not (again or LEXICON.has("schedule", tagged)) or LEXICON.has("schedule_not", tagged):
        return None
    args: dict[str, Any] = {"what": "summary"}
    if rule := rule_of(order.plain):
        args["rule"] = only_said(rule, order.plain) if again else rule
    elif again:
        args["rule"] = time_said(order.plain)
    if found := LEXICON.search("channel", tagged):
        args["where"] = "".join(found.group("where").split())
    amends = LEXICON.has("schedule_amends", tagged) or not LEXICON.has("schedule", tagged)
    return order.meaning(Intent.SCHEDULE, args=args, filter=_plan(order), amends=amends)


def read_picked(sentence: Sentence, context: Context) -> Interpretation | None:
    """Which of several schedules: "stop 2", "pause the Tuesday one", and "the second one" after it was asked."""
    if not speaks_of_schedule(context) or context.focus is None:
        return None
    found = LEXICON.search("schedule_picked", typed(sentence))
    if found is None:
        return None
    do = next((one for one in DONE if found.group(one)), context.focus.do)
    if do is None:
        return None
    args: dict[str, Any] = {"what": "summary"} | ({} if do == STOP else {"do": do})
    if found.group("day"):
        args["weekday"] = WEEKDAYS.index(found.group("day")[:3])
    else:
        args["number"] = number_of(found.group("number"))
    intent = Intent.UNSCHEDULE if do == STOP else Intent.SCHEDULE
    return Interpretation(text=sentence.text, intent=intent, args=args)


def read_stopped(sentence: Sentence) -> Interpretation | None:
    """ "Stop number 1": a place in the list of schedules, though it looks like the number of an action."""
    found = LEXICON.search("unschedule_number", sentence.text)
    args = {"what": "summary", "number": int(found["number"])} if found else {}
    return Interpretation(text=sentence.text, intent=Intent.UNSCHEDULE, args=args) if found else None


def _changes_it(order: Order) -> bool:
    """ "4pm instead", "make it fortnightly on Thursdays": said of what is posted here."""
    if LEXICON.has("schedule_again", typed(order.plain)):
        return True
    return LEXICON.has("schedule_change_it", order.plain.tagged) and rule_of(order.plain) is not None


def _rest(order: Order, leans: bool) -> str | None:
    """Whether it shall pause, leave out the next time, or go on."""
    for done in ("pause", "skip", "resume"):
        if LEXICON.has(f"schedule_{done}", order.plain.tagged):
            return done
        if leans and LEXICON.has(f"schedule_{done}_it", order.plain.tagged):
            return done
    return None


def _until(order: Order, done: str) -> dict[str, Any]:
    """When a pause ends, or the last day of what is left out."""
    if done == "resume":
        return {}
    span = span_of(order.plain, order.context.today)
    return {"until": span.ends} if span.ends else {}


def _which(order: Order) -> dict[str, Any]:
    """Its number in the list."""
    tags = (unit.tag for unit in order.plain.units)
    return next(({"number": LEXICON.ordinals[tag]} for tag in tags if tag in LEXICON.ordinals), {})


def _plan(order: Order) -> dict[str, Any]:
    codes = [plan.code for plan in order.context.plans if plan.id in order.plain.plans()]
    return {"plan": codes[0]} if len(codes) == 1 else {}


def speaks_of_schedule(context: Context) -> bool:
    """Whether what is posted here was spoken of last: "stop it", "make it Thursdays instead"."""
    return context.focus is not None and context.focus.intent == Intent.SCHEDULE and context.question is None
