"""A manager's word by the words that it has, whatever their order: "fine with 18 December for 9", "Josh can have til
the 14th on 1.2", "not happy to call 3 complete until I have seen it".

A clause that has another word than those of a verdict, people, an action and a day is read elsewhere."""

from dialogs.understanding.dates import When
from dialogs.understanding.items import Ref, StatusWord, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence

KNOWN = ("verdict_yes", "verdict_no", "verdict_grants", "verdict_dated", "verdict_calls", "verdict_small")


def verdict_of(clause: Sentence) -> str | None:
    """`grant` or `refuse` of a date, `accept` or `reject` of a status; None where the clause is no verdict, or where it
    may as well be news of the action."""
    if len(clause.refs()) != 1 or not all(_known(clause, place) for place in range(len(clause.units))):
        return None
    said = {unit.tag for unit in clause.units}
    no = _has(said, "verdict_no")
    if clause.statuses():
        ended = all(word.ended for word in clause.statuses())
        if not ended or isinstance(clause.units[0].item, Ref) or not _has(said, "verdict_calls"):
            return None
        return "reject" if no else None
    dated, theirs = _has(said, "verdict_dated"), bool(clause.people()) or clause.units[0].tag != "REF"
    if no:
        return "refuse" if dated and (_has(said, "verdict_grants") or said & {"to", "with"}) else None
    if not (clause.dates() or dated) or not theirs:
        return None
    given = _has(said, "verdict_grants") and bool(said & {"can", "may", "let", "give"})
    return "grant" if given or _has(said, "verdict_yes") else None


def _known(clause: Sentence, place: int) -> bool:
    unit = clause.units[place]
    if unit.item is not None:
        return isinstance(unit.item, Ref | Who | When | StatusWord)
    return any(unit.tag in LEXICON.words(name) for name in KNOWN)


def _has(said: set[str], name: str) -> bool:
    return not said.isdisjoint(LEXICON.words(name))
