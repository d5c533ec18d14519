"""What is said of many actions at once: all of the speaker's, all of somebody's, everything; what is taken out of it,
and what is said of that instead ("all mine no change except 7, which is complete")."""

from dataclasses import dataclass, field

from dialogs.understanding.addresses import addressed
from dialogs.understanding.context import Context
from dialogs.understanding.index import index_of
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.said import Said
from dialogs.understanding.sections import with_sections
from dialogs.understanding.segments import Segment, segments_of
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.stretches import read_segment
from dialogs.understanding.subjects import Target, own_actions, resolve


@dataclass(slots=True)
class Bulk:
    """The actions that are meant, what is said of each, and what is said of the exceptions."""

    subjects: tuple[Target, ...]
    said: Said
    note: str | None
    owned: bool  # all of somebody's, not everything there is
    others: list[Segment] = field(default_factory=list)


def read_bulk(sentence: Sentence, context: Context) -> Bulk | None:
    """None where the message speaks of no more than what it names."""
    cut, resumed = _exception(sentence)
    head = sentence.part(0, cut)
    bulk = _of_head(head, context)
    if bulk is None or not (bulk.said.tells or bulk.said.decision):
        return None
    if resumed < len(sentence.units):
        bulk.others = segments_of(addressed(sentence.part(resumed, len(sentence.units)), context))
        spared = {one for part in bulk.others for ref in part.refs for one in resolve(ref, context).targets}
        bulk.subjects = tuple(one for one in bulk.subjects if one not in spared)
    return bulk


def _of_head(head: Sentence, context: Context) -> Bulk | None:
    tagged = head.opening
    if LEXICON.has("idle_mine", tagged):
        return Bulk(own_actions(context), Said(unchanged=True), "no change", True)
    if LEXICON.has("mine_one", tagged):
        return None
    if mine := LEXICON.search("mine_all", tagged):
        return _told(head, head.line.span(mine)[1], own_actions(context), context, True)
    for name in ("theirs_all", "theirs_are"):
        theirs = LEXICON.search(name, tagged)
        people = head.part(*head.line.span(theirs)).people() if theirs else []
        if theirs and len(people[0].ids) == 1 and (people[0].possessive or theirs.groupdict().get("noun")):
            return _told(head, head.line.span(theirs)[1], own_actions(context, people[0].ids), context, True)
    if (shown := _shown(head, context)) is not None:
        return shown
    if LEXICON.has("everything_in", tagged) and (under := _under_heading(head, context)) is not None:
        return under
    everything = LEXICON.search("everything", tagged)
    if everything and not LEXICON.has("whole_of", tagged) and len(context.card) != 1:  # else all of the card's action
        own = LEXICON.has("from_me", tagged)
        subjects = own_actions(context) if own else _all_open(context)
        return _told(head, head.line.span(everything)[1], subjects, context, own)
    return None


def _under_heading(head: Sentence, context: Context) -> Bulk | None:
    """ "Everything in Research is amber": all open actions under a heading of the plan."""
    headed = with_sections(head, context)
    found = LEXICON.search("everything_in_section", headed.tagged)
    if found is None:
        return None
    headings = set(headed.sections())
    subjects = [
        (plan, one)
        for plan, one in _all_open(context)
        if (held := context.plan(plan)) and held.recommendations[held.actions[one].recommendation].section in headings
    ]
    return _told(headed, headed.line.span(found)[1], tuple(subjects), context, False)


def _shown(head: Sentence, context: Context) -> Bulk | None:
    """ "All no change" right after a list: all of that list; of the speaker's own where it was theirs."""
    focus, found = context.focus, LEXICON.search("all_of_list", head.tagged)
    if found is None or focus is None or focus.intent != "list" or len(focus.actions) < 2 or context.card:
        return None
    mine = context.speaker is not None and focus.filter == {"owner": context.speaker.name}
    subjects = own_actions(context) if mine else tuple(focus.actions)
    return _told(head, head.line.span(found)[1], subjects, context, mine)


def _told(head: Sentence, begin: int, subjects: tuple[Target, ...], context: Context, owned: bool) -> Bulk:
    said, note = read_segment(Segment((), head.part(0, 0), head.part(begin, len(head.units))), context)
    return Bulk(subjects, said, note, owned)


def _exception(sentence: Sentence) -> tuple[int, int]:
    """Where the words end that speak of all, and where those begin that speak of the exceptions."""
    excepts = any(LEXICON.may(name, sentence.tagged) for name in ("except_words", "except_word"))
    for place in range(1, len(sentence.units)) if excepts else ():
        if LEXICON.has("except_words", sentence.part(place, place + 2).tagged):
            return place, place + 2
        if LEXICON.has("except_word", sentence.part(place, place + 1).tagged):
            return place, place + 1
    return len(sentence.units), len(sentence.units)


def _all_open(context: Context) -> tuple[Target, ...]:
    return tuple(one for plan in context.plans for one in index_of(plan).still_open())
