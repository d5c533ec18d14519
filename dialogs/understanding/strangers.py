"""Somebody whom the directory does not have: "make Ian a manager", "Ruth covers for me", where nobody is called so."""

from dialogs.understanding.context import Context
from dialogs.understanding.granting import read_granting
from dialogs.understanding.interpretation import Asks, Interpretation
from dialogs.understanding.items import Who
from dialogs.understanding.orders import Order
from dialogs.understanding.persons import is_strange, read_rights
from dialogs.understanding.sentence import Sentence, Unit
from dialogs.understanding.subjects import Settled

PLACES = 2  # words that may be a name and are tried as one; where there are more it is no order about one person


def read_of_a_stranger(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """What would be said of somebody's rights or cover, had the directory such a name: whom it means is asked, and an
    answer stands in the place of the name. For messages that mean nothing else."""
    if (found := _name(sentence, context)) is None:
        return None
    words = sentence.words(*found)
    named = sentence.with_items(*found, _who(sentence, *found, words, settled))
    meant = read_granting(named, context, settled) or read_rights(Order(named, named, context, settled))
    if meant is None or settled.people:
        return meant
    return Interpretation(text=sentence.text, intent=meant.intent, asks=Asks.WHICH_PERSON, unknown=[words])


def _who(sentence: Sentence, place: int, last: int, words: str, settled: Settled) -> Who:
    units = sentence.units
    return Who(units[place].first, units[last - 1].last, words, settled.people[:1])


def _name(sentence: Sentence, context: Context) -> tuple[int, int] | None:
    """Where one name may stand, a first name and a surname being one; None where none or more than one do."""
    places = [at for at, unit in enumerate(sentence.units) if _may_be_name(unit, at, sentence, context)]
    if not places or len(places) > PLACES or places[-1] - places[0] != len(places) - 1:
        return None
    return places[0], places[-1] + 1


def _may_be_name(unit: Unit, place: int, sentence: Sentence, context: Context) -> bool:
    if unit.item is not None or not unit.tag.isalpha():
        return False
    said = sentence.text[unit.start : unit.end]
    return is_strange(unit.tag, context) or (place > 0 and said.istitle())
