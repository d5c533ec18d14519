"""Actions named by what they are about: "the cyber one", "comms review", misspelt or shortened."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from dialogs.understanding.context import Context
from dialogs.understanding.index import PlanIndex, index_of
from dialogs.understanding.interpretation import Asks
from dialogs.understanding.items import Ref
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence, Unit
from dialogs.understanding.subjects import Found, Target, own_actions
from dialogs.understanding.tokens import stem

TELLING = 0.75  # the weight (of `PlanIndex.weight`) below which a word alone points at nothing


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic's place in a sentence and the actions that it fits. `whole`: nothing else was said of the subject."""

    first: int
    last: int
    found: Found
    whole: bool


def find_topic(sentence: Sentence, context: Context, plan: int | None = None) -> Topic | None:
    """The topic that a message begins with, up to its first verb, mark or status."""
    first = 0
    while first < len(sentence.units) and _passed_over(sentence.units[first]):
        first += 1
    last, fits = grown(sentence.units, first, context, plan)
    if not fits:
        return None
    one = last < len(sentence.units) and sentence.units[last].tag in LEXICON.words("one_nouns")
    last += one
    whole = one or last >= len(sentence.units) or _verb_like(sentence.units[last])
    return Topic(first, last, preferred(fits, context), whole)


def about(words: Sequence[str], context: Context, plan: int | None = None) -> Found:
    """The actions that some words fit, all of them together."""
    keys = [key for key in words if key not in LEXICON.words("stop") and key[:1].isalpha()]
    fits = _holding(keys, context, plan) if keys else ()
    return preferred(fits, context) if fits else Found(asks=Asks.WHICH_ACTION)


def _passed_over(unit: Unit) -> bool:
    return unit.item is None and (unit.tag in LEXICON.words("openers") or unit.tag in LEXICON.words("articles"))


def grown(units: Sequence[Unit], first: int, context: Context, plan: int | None) -> tuple[int, tuple[Target, ...]]:
    """The longest run of words from `first` that some action holds all of."""
    keys: list[str] = []
    fits: tuple[Target, ...] = ()
    last = place = first
    while place < len(units) and units[place].item is None and units[place].tag[:1].isalpha():
        key = units[place].tag
        place += 1
        if key in LEXICON.words("stop"):
            if not keys or key not in LEXICON.words("inside_topics"):
                break
            continue
        grown = _holding([*keys, key], context, plan)
        if not grown:
            break
        keys, fits, last = [*keys, key], grown, place
    return last, fits


def _holding(keys: Sequence[str], context: Context, plan: int | None) -> tuple[Target, ...]:
    """The actions whose words hold every one of the keys, where at least one of them is telling."""
    found: list[Target] = []
    for one in context.plans:
        if plan is not None and one.id != plan:
            continue
        index = index_of(one)
        groups = [_held_by(key, index) for key in keys]
        if not groups or not all(groups):
            continue
        shared = frozenset.intersection(*groups)
        if len(keys) > 1 or len(shared) * 3 <= max(len(index.words), 3):
            found += [(one.id, action) for action in sorted(shared)]
    return tuple(found)


def _held_by(key: str, index: PlanIndex) -> frozenset[int]:
    """The actions that hold a word, its short form's meaning, or (mistyped) its nearest neighbour."""
    direct = frozenset(index.holders.get(stem(key), ()))
    for meaning in LEXICON.abbreviations.get(key, ()):
        direct |= index.holders.get(stem(meaning), set())
    if direct or len(key) < 5:
        return direct
    wanted = stem(key)
    near = [word for word in index.holders if abs(len(word) - len(wanted)) <= 1 and word[:1] == wanted[:1]]
    close = [word for word in near if OSA.distance(word, wanted, score_cutoff=1) <= 1]
    return frozenset().union(*(index.holders[word] for word in close))


def preferred(fits: Sequence[Target], context: Context) -> Found:
    """One that fits is meant; of several the speaker's own one; else ask."""
    if len(fits) == 1:
        return Found(tuple(fits))
    mine = set(own_actions(context, open_only=False))
    own = [one for one in fits if one in mine]
    if len(own) == 1:
        return Found(tuple(own))
    return Found(asks=Asks.WHICH_ACTION, fits=tuple(own or fits)[:9])


def _verb_like(unit: Unit) -> bool:
    """What may follow a subject: a mark, something recognised, a small word, or a verb by its ending."""
    if unit.item is not None:
        return not isinstance(unit.item, Ref)
    tag = unit.tag
    return not tag[:1].isalpha() or tag in LEXICON.words("stop") | LEXICON.words("small") or tag.endswith(("ed", "ing"))
