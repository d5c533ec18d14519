"""A manager's word: an extension granted or refused, a completion accepted or not, an action opened again."""

from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.understanding.items import Ref
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.orders import DUE, Order, ask, subject
from dialogs.understanding.sentence import Sentence, Unit
from dialogs.understanding.subjects import Found, at_hand, names_of, ref_of
from dialogs.understanding.verdicts import verdict_of
from storage.people import OVER_ALL, Person

VERDICTS = {
    "decide_reopen": ("reopen", "reopen"),
    "decide_no": ("refuse", "reject"),
    "decide_yes": ("grant", "accept"),
}
LOOSE = {"decide_loose_no": VERDICTS["decide_no"], "decide_loose_yes": VERDICTS["decide_yes"]}
BARE = {"decide_bare_no": VERDICTS["decide_no"], "decide_bare_yes": VERDICTS["decide_yes"]}
MARKS = frozenset((",", "-", ".", ";", ":", "!", "?", "\n", "("))


def decides(speaker: Person, context: Context) -> bool:
    """Whether somebody may have a yes or a no to give: a manager or an officer, of a plan, or of other people."""
    directory = context.directory
    return (
        any(plan.role_of(speaker) in OVER_ALL for plan in context.plans)
        or speaker.role in OVER_ALL
        or any(one.manager == speaker.id for one in directory.people.values())
    )


def read_decision(order: Order) -> Interpretation | None:
    """The verdict, of which action, and why."""
    speaker = order.context.speaker
    able = speaker is not None and decides(speaker, order.context)
    theirs = (LOOSE | (BARE if order.context.card else {})) if able else {}
    for name, (of_date, of_else) in (VERDICTS | theirs).items():
        found = LEXICON.search(name, order.tagged)
        if found is None:
            continue
        _, end = order.sentence.line.span(found)
        end = _end_of_verdict(order.sentence, end)
        core = order.part(order.sentence.units[0].first, order.sentence.units[end - 1].last)
        verdict = of_date if core.has("decide_date") else of_else
        args: dict[str, Any] = {"verdict": verdict, **_until(core)}
        if verdict == "grant" and "until" not in args and (other := until_else(order.sentence, end)):
            args["until"], end = other
        if reason := reason_behind(order.sentence, end):
            args["reason"] = reason
        return _of(core, args)
    return _by_words(order) if able and not order.context.card else None


def _by_words(order: Order) -> Interpretation | None:
    """The verdict of the first clause by the words that it has, in whatever order."""
    end = _end_of_verdict(order.sentence, 1) if order.sentence.units else 0
    clause = order.sentence.part(0, end)
    verdict = verdict_of(clause) if end else None
    if verdict is None:
        return None
    args: dict[str, Any] = {"verdict": verdict}
    if verdict == "grant" and clause.dates():
        args["until"] = clause.dates()[-1].end
    if reason := reason_behind(order.sentence, end):
        args["reason"] = reason
    return _of(order.part(order.sentence.units[0].first, clause.units[-1].last), args)


def _until(order: Order) -> dict[str, Any]:
    """The day that is given: "give Ken until the end of March on 4.3"."""
    days = order.plain.dates() if order.has("decide_until") else ()
    return {"until": days[-1].end} if days else {}


def _of(order: Order, args: dict[str, Any]) -> Interpretation:
    wanted = subject(order)
    for key in (*DUE, "status", "overdue", "owner", "stale", "no_due"):
        wanted.filter.pop(key, None)
    if "action" not in wanted.filter and not wanted.asks:
        found = at_hand(order.context)
        wanted.targets = list(found.targets)
        if len(found.targets) == 1:
            wanted.filter["action"] = ref_of(found.targets[0], order.context)
        elif not found.targets:
            several = replace(found, fits=found.fits if order.context.card else ())
            ask(wanted, Asks.WHICH_ACTION, names_of(several, order.context), list(several.fits))
    if "until" in args and len(wanted.targets) > len(order.sentence.refs()) and not order.has("whole_of"):
        fits = list(wanted.targets)  # "5 can have til the 14th", of three actions: a date is given to one
        wanted.filter.pop("action", None)
        ask(wanted, Asks.WHICH_ACTION, names_of(Found(fits=tuple(fits)), order.context), fits)
    return order.meaning(Intent.DECIDE, wanted, args=args)


def _end_of_verdict(sentence: Sentence, end: int) -> int:
    """Where the words of the verdict end: at a mark that parts no numbers, or where a reason begins."""
    while end < len(sentence.units):
        further = _further_refs(sentence, end)
        if further == end and (sentence.units[end].tag in MARKS or _reason_begins(sentence, end)):
            break
        end = max(further, end + 1)
    return end


def _reason_begins(sentence: Sentence, end: int) -> bool:
    begins = LEXICON.has("reason_begins", sentence.part(end, len(sentence.units)).tagged)
    return begins and not _measured(sentence, end)


def _further_refs(sentence: Sentence, end: int) -> int:
    """Behind "5" of "5, 6 and 7": the place behind the last number; none are meant where something is said of them."""
    if sentence.units[end].tag != "," or not isinstance(sentence.units[end - 1].item, Ref):
        return end
    behind = end
    while behind < len(sentence.units) and _lists(sentence.units[behind]):
        behind += 1
    ends = behind == len(sentence.units) or sentence.units[behind].tag in MARKS or _reason_begins(sentence, behind)
    return behind if ends and isinstance(sentence.units[behind - 1].item, Ref) else end


def _lists(unit: Unit) -> bool:
    return isinstance(unit.item, Ref) or unit.tag in (",", *LEXICON.words("joins_numbers"))


def _measured(sentence: Sentence, place: int) -> bool:
    """ "As complete" tells of what was not accepted."""
    after = sentence.units[place + 1].tag if place + 1 < len(sentence.units) else ""
    return sentence.units[place].tag == "as" and after in ("STATUS", "it", "a", "an", "being")


def until_else(sentence: Sentence, end: int) -> tuple[date, int] | None:
    """ "Grant 5 but only to June": the day that is given instead, and the place behind it."""
    while end < len(sentence.units) and sentence.units[end].tag in MARKS:
        end += 1
    rest = sentence.part(end, len(sentence.units))
    found = LEXICON.search("decide_until_else", rest.tagged)
    days = rest.dates() if found else []
    return (days[0].end, end + rest.line.span(found)[1]) if found and days else None


def reason_behind(sentence: Sentence, end: int, begins: str | None = None) -> str | None:
    """The words from a place on, in the person's own; with `begins` only those that so begin, or behind a mark."""
    marked = end
    while end < len(sentence.units) and sentence.units[end].tag in MARKS:
        end += 1
    rest = sentence.part(end, len(sentence.units))
    if begins and marked == end and not LEXICON.has(begins, rest.tagged):
        return None
    aside = ("WHO", *LEXICON.words("please"))
    if all(unit.tag in aside or not unit.tag[:1].isalnum() for unit in rest.units):
        return None
    return rest.words().strip(" .,;:!?-–—()\n") or None
