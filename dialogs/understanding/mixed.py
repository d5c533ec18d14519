"""Hand-overs and news side by side: "9 to Moira from January, 7 still red", "give 4.3 to Dev and 7 is on target"."""

from collections.abc import Iterator

from dialogs.understanding.assigning import read_assignment
from dialogs.understanding.clauses import ends
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.items import Ref, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Settled
from dialogs.understanding.updates import read_update

MOST = 60  # words and marks; whoever says more hands nothing over in passing


def read_mixed(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """The changes of both, in the order of the words; None where the message is all of one kind, or a part of it is
    neither."""
    if context.card or len(sentence.units) > MOST or len(sentence.refs()) < 2 or not sentence.people():
        return None
    runs = _runs(sentence)
    if {handed for handed, _ in runs} != {True, False} or not all(part.refs() for _, part in runs):
        return None
    read = [(read_assignment if handed else read_update)(part, context, settled) for handed, part in runs]
    told = [one for one in read if one is not None and (one.changes or one.asks)]
    kinds = {one.intent for one in told}
    if len(told) != len(runs) or kinds != {Intent.ASSIGN, Intent.UPDATE}:
        return None
    changes = [change for one in told for change in one.changes]
    asked = next((one for one in told if one.asks), None)
    return (asked or told[0]).model_copy(update={"intent": Intent.UPDATE, "changes": changes, "filter": {}, "args": {}})


def _runs(sentence: Sentence) -> list[tuple[bool, Sentence]]:
    """The parts of a message, those of news that follow one another as one: whether each hands over, and its words."""
    spans: list[tuple[bool, int, int]] = []
    for first, last in _parts(sentence):
        handed = LEXICON.has("handed_part", sentence.part(first, last).tagged)
        if spans and not handed and not spans[-1][0]:
            first = spans.pop()[1]
        spans.append((handed, first, last))
    return [(handed, sentence.part(first, last)) for handed, first, last in spans]


def _parts(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """From where to where each part goes: cut at marks, and at "and" where something new begins behind it."""
    units, begin = sentence.units, 0
    for place, unit in enumerate(units):
        joins = unit.tag in ("and", "but", "&") and place > begin + 1 and _begins(sentence, place + 1)
        if not (joins or ends(unit.tag)) or _listed(sentence, place):
            continue
        if place > begin:
            yield begin, place
        begin = place + 1
    if begin < len(units):
        yield begin, len(units)


def _begins(sentence: Sentence, place: int) -> bool:
    units = sentence.units
    if place + 1 >= len(units) or isinstance(units[place + 1].item, Who):
        return False
    return isinstance(units[place].item, Ref | Who) or units[place].tag in LEXICON.words("begins_handover")


def _listed(sentence: Sentence, place: int) -> bool:
    """ "4.3, 5.1 and 6 to Dev": a mark between numbers of one list."""
    after = next((unit for unit in sentence.units[place + 1 :] if unit.tag not in ("and", "&")), None)
    return place > 0 and sentence.units[place - 1].tag == "REF" and after is not None and after.tag == "REF"
