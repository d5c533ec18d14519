"""What is said within a return: "text for 5: …", "accept all green", "no change for the rest", "correct 5 in …".

Read before news, since the words behind the colon are the return's and no update of the action.
"""

import re
from collections.abc import Callable
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.filters import Wanted
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.ordered_numbers import with_numbers
from dialogs.understanding.orders import Order, one_person, subject
from dialogs.understanding.returns import plan_said, return_said
from dialogs.understanding.sentence import Sentence, read_sentence
from dialogs.understanding.subjects import Settled

COLON = ":"
VERSION = re.compile(r"version\D{0,3}(\d{1,3})", re.IGNORECASE)
MARKS = " .!?"


def read_return_words(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """What of a return is meant; None for every other message."""
    head, colon, rest = sentence.text.partition(COLON)
    if colon and rest.strip():
        return _behind_colon(head, rest.strip(), context, settled, sentence)
    order = Order(sentence, sentence, context, settled)
    if LEXICON.has("return_sheets", sentence.tagged.rstrip(MARKS)):
        return _sheets(order)
    if context.filling is not None and LEXICON.has("return_rest_all", sentence.tagged.rstrip(MARKS)):
        return _meaning(order, {"do": "rest"})
    for name, read in READ.items():
        if LEXICON.has(name, sentence.tagged.rstrip(MARKS)):
            return _meaning(order, read(order))
    return None


def _sheets(order: Order) -> Interpretation:
    """Of which return, and for whom where somebody is named."""
    wanted = Wanted()
    people = [one_person(order, who, wanted) for who in order.plain.people()]
    named = [one for one in people if one is not None]
    args = {"do": "sheets"} | ({"return": label} if (label := return_said(order)) else {})
    meant = order.meaning(Intent.RETURN, wanted, args=args)
    plan = plan_said(order)
    return meant.model_copy(
        update={"people": {"sheet": named} if named else {}, "filter": {"plan": plan} if plan else {}}
    )


def _behind_colon(
    head: str, rest: str, context: Context, settled: Settled, sentence: Sentence
) -> Interpretation | None:
    """Of which action the words are is said before the colon alone."""
    before = with_numbers(read_sentence(head, context), context)
    order = Order(before, before, context, settled)
    if LEXICON.has("return_text", before.tagged):
        return _meaning(order, {"do": "text", "text": rest}, sentence.text)
    if LEXICON.has("return_correct", before.tagged):
        return _meaning(order, {"do": "correct"} | _reasoned(rest), sentence.text)
    return None


def _reasoned(rest: str) -> dict[str, str]:
    """The new words, and why: what stands behind the last "because"."""
    found = list(re.finditer(r",?\s*\bbecause\b\s*", rest, re.IGNORECASE))
    if not found:
        return {"text": rest}
    return {"text": rest[: found[-1].start()].strip(), "reason": rest[found[-1].end() :].strip()}


def _meaning(order: Order, args: dict[str, Any], text: str | None = None) -> Interpretation:
    wanted = subject(order) if order.sentence.refs() and args["do"] != "show" else None
    named = return_said(order)
    meant = order.meaning(Intent.RETURN, wanted, args=args | ({"return": named} if named else {}))
    filtered = {key: value for key, value in meant.filter.items() if key in ("action", "plan")}
    args = {key: value for key, value in meant.args.items() if key != "status"}
    filtered |= {"status": meant.args["status"]} if meant.args.get("status") else {}
    return meant.model_copy(update={"filter": filtered, "args": args, "text": text or meant.text})


def _accept_all(order: Order) -> dict[str, Any]:
    statuses = [one.in_plan(None) for one in order.sentence.statuses()]
    return {"do": "accept", "status": [one.value for one in statuses if one is not None]}


def _show(order: Order) -> dict[str, Any]:
    found = VERSION.search(order.sentence.text)
    return {"do": "show"} | ({"version": int(found.group(1))} if found else {})


def _clock(order: Order) -> dict[str, Any]:
    dates = order.sentence.dates()
    start = dates[0].back.start or dates[0].back.end if dates else None
    return {"do": "clock"} | ({"from": start} if start else {})


def _correct(order: Order) -> dict[str, Any]:
    """ "Correct 5 in the return to amber, because …": what is asked for, which words alone can answer."""
    _, because, reason = order.sentence.text.partition("because")
    statuses = [one.in_plan(None) for one in order.sentence.statuses()]
    named = {"to_status": statuses[0].value} if statuses and statuses[0] is not None else {}
    return {"do": "correct"} | named | ({"reason": reason.strip(MARKS)} if because else {})


READ: dict[str, Callable[[Order], dict[str, Any]]] = {
    "return_text_asked": lambda _: {"do": "text"},
    "return_correct_asked": _correct,
    "return_accept_all": _accept_all,
    "return_unaccepted": lambda _: {"do": "unaccepted"},
    "return_version": _show,
    "return_changes": lambda _: {"do": "changed"},
    "return_clock": _clock,
    "return_rest": lambda _: {"do": "rest"},
    "return_mine": lambda _: {"do": "mine"},
}
