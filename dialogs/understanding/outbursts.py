"""Vexation in a message: "no not red you stupid bot, amber", "FFS 5.3 is green". It is no word of a note."""

from dialogs.understanding.clauses import ENDS
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence


def without_outbursts(sentence: Sentence) -> Sentence:
    """The message without its insults and sighs; as it is where nothing that an action is told by would be left."""
    vexed = {
        place
        for found in LEXICON.every("outburst", sentence.tagged)
        for place in range(*sentence.line.span(found))
        if sentence.units[place].item is None
    }
    if not vexed:
        return sentence
    kept = [place for place in range(len(sentence.units)) if place not in vexed]
    while kept and sentence.units[kept[0]].tag in ENDS | {"-"}:
        kept.pop(0)
    rest = sentence.only(kept)
    return rest if any(unit.item is not None for unit in rest.units) else sentence
