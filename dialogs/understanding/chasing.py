"""Asking others and being asked: chasing owners, a reminder for oneself, and quiet."""

from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.understanding.clauses import clauses_of
from dialogs.understanding.dates import amount_of, said_alone, shifted
from dialogs.understanding.filters import Wanted
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.understanding.items import Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.orders import DUE, Order, aimed, one_person, subject
from dialogs.understanding.pointers import Pointer, with_refs
from dialogs.understanding.sections import with_sections
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.spans import length_of, moments
from dialogs.understanding.subjects import action_at, ref_of
from dialogs.understanding.topics import about

CHASED = (
    *("owner", "action", "status", "overdue", "stale", "not_updated_since", "no_due", "sponsor", "section", "plan"),
    *DUE,
)
REMINDED = ("action", "plan", "owner", "overdue", "status")
JOINS = frozenset((",", "and", "&", "/", "or", "nor", "the", "plus"))


def read_chase(order: Order) -> Interpretation | None:
    """Whom to chase for what, and whom to leave out."""
    if not order.sentence.refs() and not order.context.card:
        if order.has("chase_cancel"):
            return order.meaning(Intent.CHASE, args={"do": "cancel"})
        if order.has("chase_how"):
            return order.meaning(Intent.CHASE, args={"do": "show"})
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


def read_to_chase(order: Order) -> Interpretation | None:
    """ "Who needs chasing?" asks for those from whom nothing was heard, and chases nobody."""
    if not order.has("to_chase") or order.sentence.refs():
        return None
    wanted = _chased(order)
    for key in DUE:
        wanted.filter.pop(key, None)
    if not wanted.filter.keys() & {"overdue", "status", "not_updated_since", "no_due"}:
        wanted.filter["stale"] = True
    return order.meaning(Intent.LIST, wanted)


def read_chase_after(order: Order) -> Interpretation | None:
    """Who has been silent, and then that they are to be chased: "Nia hasn't said anything - give her a prod"."""
    if order.context.card or not order.has("stale") or order.sentence.statuses():
        return None
    clauses = list(clauses_of(order.sentence))
    end = order.sentence.units[-1].last
    for clause in clauses[1:]:
        if order.part(clause.units[0].first, end).has("chase"):
            return order.meaning(Intent.CHASE, _chased(order))
    return None


def _chased(order: Order) -> Wanted:
    wanted = subject(replace(order, plain=with_sections(order.plain, order.context)))
    unsaid: tuple[str, ...] = ("stale",) if "owner" in wanted.filter else ()
    if "action" in wanted.filter:
        unsaid = ("status", "stale", "no_due", "not_updated_since", *DUE)
    wanted.filter = {key: value for key, value in wanted.filter.items() if key in CHASED and key not in unsaid}
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
    wanted = subject(_about(order))
    wanted.filter = {key: value for key, value in wanted.filter.items() if key in REMINDED}
    if wanted.asks is Asks.WHICH_PERSON:  # somebody inside what one is reminded of
        wanted.asks, wanted.candidates, wanted.targets = None, [], []
    if "action" in wanted.filter or not order.has("own_things"):
        for key in ("owner", "status", "overdue"):
            wanted.filter.pop(key, None)
    if order.has("remind_cancel"):
        return order.meaning(Intent.REMIND, wanted, args={"do": "cancel"})
    if order.has("remind_list"):
        return order.meaning(Intent.REMIND, args={"list": True})
    _of_the_card(order, wanted)
    days = moments(order.plain, order.context.today)
    length = length_of(order.plain) or _in_a_while(order.plain)
    if due := _before_due(order, wanted):
        wanted.filter["date"] = due
    elif days:
        wanted.filter["date"] = days[0].start
    elif length:
        wanted.filter["date"] = shifted(order.context.today, *length)
    elif order.settled.date_words and (when := said_alone(order.settled.date_words, order.context.today)):
        wanted.filter["date"] = when.start
    elif order.has("reminded_of") and "action" in wanted.filter and wanted.asks is None:
        wanted.asks = Asks.WHICH_DATE
    return order.meaning(Intent.REMIND, wanted)


def _in_a_while(sentence: Sentence) -> tuple[int, str] | None:
    """ "In a fortnight" → (1, "fortnight"); the next morning is tomorrow's."""
    if found := LEXICON.search("in_a_while", sentence.tagged):
        return amount_of(found.group("amount")), found.group("unit")
    return (1, "day") if LEXICON.has("next_morning", sentence.tagged) else None


def _about(order: Order) -> Order:
    """What stands behind "about" is what one is to be reminded of: "about the SEND register"."""
    found = LEXICON.search("reminded_of", order.tagged)
    if found is None or order.sentence.refs() or order.has("own_things"):
        return order
    units = order.sentence.units
    first = last = order.sentence.line.span(found)[1]
    while last < len(units) and units[last].item is None:
        last += 1
    meant = about([unit.tag for unit in units[first:last]], order.context)
    pointers = [Pointer(first, last, meant.targets)] if meant.targets else []
    return replace(order, sentence=with_refs(order.sentence, pointers, order.context)) if pointers else order


def _before_due(order: Order, wanted: Wanted) -> date | None:
    """ "A week before 6.1 is due" is a day, where the action has one."""
    found = LEXICON.search("remind_due", order.tagged)
    actions = [action_at(one, order.context) for one in wanted.targets]
    ends = [one.timescale.end for one in actions if one is not None and one.timescale is not None]
    if found is None or len(ends) != 1 or ends[0] is None:
        return None
    amount = amount_of(found.group("amount")) if found.group("amount") else 0
    day = shifted(ends[0], -amount, found.group("unit") or "days")
    return day if day >= order.context.today else None


def read_snooze(order: Order) -> Interpretation | None:
    """Quiet, until when and about what."""
    if not order.has("snooze"):
        return None
    wanted = subject(aimed(order))
    wanted.filter = {key: value for key, value in wanted.filter.items() if key in ("action", "plan")}
    if wanted.asks is Asks.WHICH_PERSON:
        wanted.asks, wanted.candidates, wanted.targets = None, [], []
    _of_the_card(order, wanted)
    wanted.people |= _quiet_for(order)
    return order.meaning(Intent.SNOOZE, wanted, args=_until(order))


def _quiet_for(order: Order) -> dict[str, list[int]]:
    """ "Snooze 2.1 for Ian": whose quiet it would be, where it is not the speaker's own."""
    found = LEXICON.search("snooze_for", order.plain.tagged)
    who = order.plain.part(*order.plain.line.span(found, "who")).people() if found else []
    own = order.context.speaker is not None and any(order.context.speaker.id in one.ids for one in who)
    return {"for": [one for named in who for one in named.ids]} if who and not own else {}


def _of_the_card(order: Order, wanted: Wanted) -> None:
    """What is said below a card is said of its action."""
    if len(order.context.card) == 1 and not wanted.filter and not wanted.asks:
        wanted.filter["action"] = ref_of(order.context.card[0], order.context)
        wanted.targets = list(order.context.card)


def _until(order: Order) -> dict[str, Any]:
    if days := moments(order.plain, order.context.today):
        again = order.has("asked_again") and days[-1].start > order.context.today
        return {"until": days[-1].start if again else days[-1].end}
    length = length_of(order.plain)
    return {"until": shifted(order.context.today, *length)} if length else {}


def quiet_until(meant: Interpretation, order: Order) -> Interpretation:
    """ "I'm on nights all next week, put my reminders off": how long is said with the reason for it."""
    return meant if "until" in meant.args else meant.model_copy(update={"args": meant.args | _until(order)})
