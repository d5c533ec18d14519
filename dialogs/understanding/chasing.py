"""Asking others and being asked: chasing owners, a reminder for oneself, and quiet."""

from typing import Any

from dialogs.understanding.dates import shifted
from dialogs.understanding.filters import Wanted
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.understanding.items import Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.orders import DUE, Order, one_person, subject
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.spans import length_of, moments

JOINS = frozenset((",", "and", "&", "/", "or", "nor", "the", "plus"))


def read_chase(order: Order) -> Interpretation | None:
    """Whom to chase for what, and whom to leave out."""
    if not order.has("chase") or order.has("remind"):
        return None
    found = LEXICON.search("chase_not" if order.has("chase_not") else "chase_except", order.tagged)
    if found is None:
        return order.meaning(Intent.CHASE, _chased(order))
    first, begin = order.sentence.line.span(found)
    end = _end_of_names(order.sentence, begin)
    units = order.sentence.units
    wanted = _chased(order.without(units[first].first, units[end - 1].last))
    args = {"except": _left_out(order, order.sentence.part(begin, end), wanted)}
    return order.meaning(Intent.CHASE, wanted, args=args)


def _chased(order: Order) -> Wanted:
    wanted = subject(order)
    if "action" in wanted.filter:
        for key in ("status", "stale", "no_due"):
            wanted.filter.pop(key, None)
    return wanted


def _end_of_names(sentence: Sentence, begin: int) -> int:
    """Names and what joins them; without a name, all that follows."""
    end = begin
    while end < len(sentence.units) and (isinstance(sentence.units[end].item, Who) or sentence.units[end].tag in JOINS):
        end += 1
    return end if sentence.part(begin, end).people() else len(sentence.units)


def _left_out(order: Order, part: Sentence, wanted: Wanted) -> list[str] | str:
    people = [one_person(order, who, wanted) for who in part.people()]
    if people:
        return order.context.directory.names([one for one in people if one is not None])
    return [ref.said for ref in part.refs()] or part.words().strip(" .!?")


def read_remind(order: Order) -> Interpretation | None:
    """When to be reminded, and of what."""
    if not order.has("remind") or order.has("remind_not"):
        return None
    wanted = subject(order)
    for key in DUE:
        wanted.filter.pop(key, None)
    if wanted.asks is Asks.WHICH_PERSON:  # somebody inside what one is reminded of
        wanted.asks, wanted.candidates, wanted.targets = None, [], []
    if "action" in wanted.filter or not order.has("own_things"):
        for key in ("owner", "status", "overdue", "stale"):
            wanted.filter.pop(key, None)
    days = moments(order.plain, order.context.today)
    length = length_of(order.plain)
    if days:
        wanted.filter["date"] = days[0].start
    elif length:
        wanted.filter["date"] = shifted(order.context.today, *length)
    return order.meaning(Intent.REMIND, wanted)


def read_snooze(order: Order) -> Interpretation | None:
    """Quiet, until when and about what."""
    if not order.has("snooze"):
        return None
    wanted = subject(order)
    for key in (*DUE, "owner", "status", "stale", "overdue", "no_due"):
        wanted.filter.pop(key, None)
    if wanted.asks is Asks.WHICH_PERSON:
        wanted.asks, wanted.candidates, wanted.targets = None, [], []
    args: dict[str, Any] = {}
    days = moments(order.plain, order.context.today)
    if days:
        args["until"] = days[-1].end
    elif length := length_of(order.plain):
        args["until"] = shifted(order.context.today, *length)
    return order.meaning(Intent.SNOOZE, wanted, args=args)
