"""How an action stands, said behind what is told of it: "three sessions were held and it remains on course",
"down to 14 per cent so amber", "94% green", "all six passed so you can close it out"."""

from itertools import pairwise

from dialogs.understanding.about import About
from dialogs.understanding.items import StatusWord
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.moved import read_date
from dialogs.understanding.said import Said, keep
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.statuses import verb_status
from dialogs.understanding.whose import Whose, whose_date
from storage.status import Status


def stands(word: StatusWord) -> bool:
    """Whether a day behind a status is the one that it is still meant for: "on track for May", "planned for May"."""
    meant = {word.usual, *word.plans.values()}
    return not meant.isdisjoint({Status.GREEN, Status.NOT_STARTED})


def pairs(clause: Sentence) -> set[tuple[str, str]]:
    """Each word of a status with the word before and the word behind it."""
    places = range(clause.units[0].first, min(clause.units[-1].last + 1, len(clause.tokens)))
    told = {place for word in clause.statuses() for place in range(word.first, word.last)}
    return {(clause.tokens[one].key, clause.tokens[two].key) for one, two in pairwise(places) if told & {one, two}}


def remains(clause: Sentence, said: Said, about: About) -> bool:
    """ "Three sessions were held and the action remains on course": words, and how the action stands behind them."""
    found = LEXICON.search("remains_so", clause.tagged)
    if found is None or said.statuses or clause.statuses()[-1].ended:
        return False
    what = clause.part(*clause.line.span(found, "what")) if found.group("what") else clause.part(0, 0)
    if what.units and whose_date(what, "", about) is not Whose.ACTION:
        return False
    said.statuses.append(clause.statuses()[-1])
    _told_before(clause.part(0, clause.line.span(found)[0]), said, about)
    return True


def _told_before(clause: Sentence, said: Said, about: About) -> None:
    """What stands before how it stands: the note, or when it is due ("extended to June and it is now amber")."""
    if clause.dates() and not clause.statuses():
        read_date(clause, said, about)
    else:
        keep(clause, said)


def concluded(clause: Sentence, said: Said, about: About) -> bool:
    """ "Down to 14 per cent so amber", "94% green": words, and the colour that they come to."""
    if said.statuses:
        return False
    if _ordered(clause, said, about):
        return True
    if LEXICON.has("concluded_for", clause.tagged) and not about.compound(*pairs(clause)):
        word = clause.statuses()[-1]
        if not stands(word):
            return False
        said.statuses.append(word)
        keep(clause, said)
        return True
    if measured := LEXICON.search("measured_status", clause.tagged):
        return _measured(clause, clause.line.span(measured, "measure"), said)
    found = LEXICON.search("concluded", clause.tagged)
    if found is None:
        return _midway(clause, said)
    word = clause.statuses()[-1]
    if any(_meanings(one).isdisjoint(_meanings(word)) for one in clause.statuses()):
        return False
    coloured = word.words in LEXICON.words("colours")
    if (
        word.ended
        and not coloured
        and len(clause.statuses()) == 1
        and not LEXICON.has("concluded_of_it", found.group())
    ):
        return False
    said.statuses.append(word)
    _told_before(clause.part(0, clause.line.span(found)[0]), said, about)
    return True


def _ordered(clause: Sentence, said: Said, about: About) -> bool:
    """ "The 12th retires in December so call it closed out", "all six passed so you can close it out": a reason, and
    what is to be written for it. What is bound to something else ("once it is in, close it") orders nothing yet."""
    found = LEXICON.search("concluded_order", clause.tagged) or LEXICON.search("concluded_verb", clause.tagged)
    if found is None or LEXICON.has("order_bound", clause.tagged):
        return False
    words = verb_status(found.groupdict(), about.context.plans) if "verb" in found.re.groupindex else None
    named = clause.part(*clause.line.span(found)).statuses()
    if not (words or named):
        return False
    meant = words or (named[-1],)
    said.either = len(meant) > 1
    said.statuses += meant
    _told_before(clause.part(0, clause.line.span(found)[0]), said, about)
    return True


def _meanings(word: StatusWord) -> set[Status | None]:
    """What a word may stand for, by itself and in the plans."""
    return {word.usual, *word.plans.values()}


def _measured(clause: Sentence, measure: tuple[int, int], said: Said) -> bool:
    """A measure is the note, the colour behind it the status; "80% done" is a measure and no status."""
    if clause.statuses()[-1].ended:
        return False
    said.statuses.append(clause.statuses()[-1])
    keep(clause.part(*measure), said)
    return True


def _midway(clause: Sentence, said: Said) -> bool:
    """ "Is eighty six percent so amber and before anyone asks …": the only colour of a clause, with more behind it."""
    words = clause.statuses()
    if len(words) != 1 or words[0].ended or not LEXICON.has("concluded_midway", clause.tagged):
        return False
    said.statuses.append(words[0])
    keep(clause, said)
    return True
