"""What a clause is by the words that it has, whatever their order: a status with small words around it ("the rating
remains On course"), or words of a note that end so ("… this morning, pls mark achieved", "… so say 31 March").

What denies, doubts, asks or speaks of another time is no small word, so a clause with such a word is read elsewhere."""

from dialogs.understanding.about import About
from dialogs.understanding.concluding import pairs
from dialogs.understanding.dates import When
from dialogs.understanding.heads import future
from dialogs.understanding.items import StatusWord
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.said import Said, keep
from dialogs.understanding.sentence import Sentence, Unit


def read_role(clause: Sentence, said: Said, about: About) -> bool:
    """Takes from a clause the status or the date that its end, or all of it, consists of; the rest is kept."""
    begin = _begin(clause, "STATUS", "beside_status")
    if begin is not None and not said.statuses and _stands(clause.part(begin, len(clause.units)), about):
        said.statuses.append(clause.statuses()[-1])
    else:
        begin = _begin(clause, "DATE", "beside_date")
        if begin is None or said.dates or said.unsure_date or not _asked(clause.part(begin, len(clause.units))):
            return False
        said.dates.append(clause.dates()[-1])
    if begin:
        keep(clause.part(0, begin), said)
    return True


def _begin(clause: Sentence, tag: str, name: str) -> int | None:
    """Where the part begins that is nothing but a status or a date and small words: with the clause, or with a word
    that leads to it ("so", "pls") behind words that do not bind or deny it."""
    tail = _tail(clause, tag, name)
    if not tail:
        return tail
    leads = (at for at in range(tail, len(clause.units)) if clause.units[at].tag in LEXICON.words("leads_to_role"))
    begin = next(leads, None)
    before = clause.part(0, begin or 0)
    if (
        begin is None
        or LEXICON.has("role_bound", before.tagged)
        or not any(unit.tag == tag for unit in clause.units[begin:])
    ):
        return None
    return begin


def _tail(clause: Sentence, tag: str, name: str) -> int | None:
    """Where the small words begin that end a clause with one recognised thing among them."""
    found, place = False, len(clause.units)
    while place and _small(clause.units[place - 1], tag, name):
        place -= 1
        if clause.units[place].tag == tag:
            if found:
                return None
            found = True
    return place if found else None


def _small(unit: Unit, tag: str, name: str) -> bool:
    return unit.tag == tag or (unit.item is None and unit.tag in LEXICON.words(name))


def _stands(part: Sentence, about: About) -> bool:
    """Whether a part says how the action stands, and not what is to come or what a thing is called."""
    word = next(unit for unit in part.units if isinstance(unit.item, StatusWord))
    plural = part.tokens[word.last - 1].key in LEXICON.words("many_of_a_colour")
    return not plural and not future(part) and not about.compound(*pairs(part))


def _asked(part: Sentence) -> bool:
    (when,) = part.dates()
    asked = any(unit.tag in LEXICON.words("asks_for_date") for unit in part.units)
    return not when.behind and (asked or LEXICON.has("asks_until", part.tagged))


def only_idle(clause: Sentence) -> bool:
    """ "No change this month sorry": that nothing is new, and small words behind it."""
    found = LEXICON.search("nothing_new_head", clause.tagged)
    rest = clause.units[clause.line.span(found)[1] :] if found else ()
    return bool(rest) and all(unit.tag in LEXICON.words("beside_idle") or _now(unit) for unit in rest)


def _now(unit: Unit) -> bool:
    return isinstance(unit.item, When) and unit.item.current
