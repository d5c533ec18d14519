"""Several hand-overs in one message: "10 to Gwen, 7.3 and 8 to Dewi", "Gwen takes 10, Dewi 7.3"."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.understanding.clauses import at_conclusions, clauses_of
from dialogs.understanding.items import Ref, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence, Unit

SPEAKER = frozenset(("me", "i", "ill", "im", "ive", "myself", "mine"))
RECEIVES = frozenset(("me", "myself", "mine"))  # the speaker, where something is given


@dataclass(frozen=True, slots=True)
class Handover:
    """Some actions and who is to have them; `me` where the speaker is among those."""

    refs: tuple[Ref, ...]
    to: tuple[Who, ...]
    me: bool


def nothing_else(sentence: Sentence) -> bool:
    """Whether the sentence holds only actions, people, days and the words of a hand-over, and one that joins them."""
    units = sentence.units
    known = all(
        unit.tag in ("REF", "WHO", "DATE", "PLAN")
        or (unit.item is None and unit.tag in LEXICON.words("hand_over_words"))
        for unit in units
    )
    someone = any(_person(unit) for unit in units)
    return known and someone and bool(sentence.refs()) and LEXICON.has("hands", sentence.tagged)


def handovers(sentence: Sentence) -> list[Handover]:
    """Each group of actions with the group of people beside it; empty where they do not alternate."""
    runs = list(_runs(sentence))
    if len(runs) % 2:
        return []
    found = []
    for place in range(0, len(runs), 2):
        refs, people = sorted((runs[place], runs[place + 1]), key=lambda run: _person(run[0]))
        named = tuple(unit.item for unit in people if isinstance(unit.item, Who))
        me = any(unit.item is None for unit in people)
        found.append(Handover(tuple(unit.item for unit in refs if isinstance(unit.item, Ref)), named, me))
    return found


def _runs(sentence: Sentence) -> Iterator[list[Unit]]:
    """Actions that stand together and people that stand together, in turn; who gives up is no receiver."""
    run: list[Unit] = []
    paired = False  # whether the run is the second of its pair, behind which the next hand-over begins
    for place, unit in enumerate(sentence.units):
        if not (isinstance(unit.item, Ref) or _person(unit)) or _gives(sentence, place):
            continue
        if run and (_person(run[0]) is not _person(unit) or (paired and _begins(sentence, place))):
            yield run
            run, paired = [], not paired
        run.append(unit)
    if run:
        yield run


def _begins(sentence: Sentence, place: int) -> bool:
    """ "… are mine and Ruth has 4": behind a whole hand-over the next may begin with what that one ended with."""
    after = sentence.units[place + 1].tag if place + 1 < len(sentence.units) else ""
    return after in LEXICON.words("has_these" if _person(sentence.units[place]) else "are_theirs")


def _person(unit: Unit) -> bool:
    return isinstance(unit.item, Who) or (unit.item is None and unit.tag in SPEAKER)


def _gives(sentence: Sentence, place: int) -> bool:
    """ "From Gwen to Dewi": Gwen gives. "I'd like 5 to go to Gwen": "I" only wishes."""
    before = " ".join(unit.tag for unit in sentence.units[max(place - 3, 0) : place]) + " "
    if isinstance(sentence.units[place].item, Who) or sentence.units[place].tag in RECEIVES:
        return LEXICON.has("gives_up", before)
    after = sentence.units[place + 1].tag if place + 1 < len(sentence.units) else ""
    return sentence.units[place].tag in SPEAKER - RECEIVES and not LEXICON.has("i_take", after)


def behind_reason(sentence: Sentence) -> Sentence | None:
    """ "2.2 isn't Iqbal's any more, give it to Lorna": the hand-over behind the reason for it, with its number."""
    clauses = [part for one in clauses_of(sentence) for part in at_conclusions(one)]
    if len(clauses) < 2 or any(one.statuses() for one in clauses[:-1]):
        return None
    last = clauses[-1]
    if any(one.dates() for one in clauses[:-1]):
        return _from_leaving(sentence, clauses)
    if not any(LEXICON.has(name, last.tagged) for name in ("assign", "assign_asked")) and not nothing_else(last):
        return None
    if last.refs() or not LEXICON.has("assign_it", last.tagged):
        return last
    kept = [at for at, unit in enumerate(sentence.units) if unit.tag == "REF" or unit.first >= last.units[0].first]
    return sentence.only(kept)


def _from_leaving(sentence: Sentence, clauses: list[Sentence]) -> Sentence | None:
    """ "Priti starts her leave on 11 January, Moira will pick up 9": the hand-over, from the day of the leaving."""
    last = clauses[-1]
    leaves = len(clauses) == 2 and LEXICON.has("leaves_post", clauses[0].tagged)
    hands = LEXICON.has("assign", last.tagged) or nothing_else(last)
    if not leaves or last.dates() or not last.refs() or not hands:
        return None
    if not all(when.day for when in clauses[0].dates()):  # "leaving in March": from which day is not said
        return last
    begin = last.units[0].first
    return sentence.only([at for at, one in enumerate(sentence.units) if one.first >= begin or one.tag == "DATE"])
