"""Which actions hold a word of a message, however it is written: mistyped, shortened, run together, first letters."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import log

from rapidfuzz.distance import OSA

from dialogs.understanding.index import PlanIndex
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.tokens import stem, tokens_of

KEPT = 256  # words that an index remembers to have looked up; a common one of a large plan takes half a megabyte
DOERS = ("ors", "or", "ers", "er")  # endings of who does what a word says
SHORTEST_DEED = 5  # letters of such a word without its ending
LONG = 9  # letters from which two slips are allowed
ROOT = 5  # letters of a verb that its noun is known by
NOUN_ENDS = ("ation", "ion", "ment", "al", "ance", "ing")
VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Held:
    """The actions that hold a word, `own` in words of their own. `likeness`: how near the word came to the plan's;
    `guessed`: a short form that may stand for other words as well."""

    every: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()
    weight: float = 0.0  # how telling the word is: high where few actions hold it
    likeness: float = 1.0
    guessed: bool = False


NOBODY = Held()


def held_by(key: str, index: PlanIndex) -> Held:
    """The actions that hold a word; looked up once until the plan's words change."""
    known: Held | None = index.found.get(key)
    if known is None:
        if len(index.found) >= KEPT:
            index.found.clear()
        known = index.found[key] = _looked_up(key, index)
    return known


def _looked_up(key: str, index: PlanIndex) -> Held:
    meanings = [stem(key), *map(stem, LEXICON.abbreviations.get(key, ()))]
    if key.endswith("ings"):  # "scanning's green"
        meanings.append(stem(key[:-1]))
    if (found := _held(meanings, index)) is not NOBODY:
        return found
    for short in (key, key[:-1] if key.endswith("s") and len(key) > 3 else key):
        if short in index.shortened:
            meant = frozenset(index.shortened[short])
            return _weighed(meant, meant, index, 0.95, len(key) < 3)
    if key in LEXICON.vocabulary or len(key) < 3:
        return NOBODY
    alike = _cut(key, index) or _derived(key, index) or _near(key, index) or _doer(key, index)
    return alike or _short(key, index) or NOBODY


def _held(stems: Iterable[str], index: PlanIndex, likeness: float = 1.0, guessed: bool = False) -> Held:
    every: set[int] = set()
    own: set[int] = set()
    for one in stems:
        holding = index.holders.get(one, set())
        every |= holding
        own |= {action for action in holding if one in index.told[action] or _alone(action, one, index)}
    return _weighed(every, frozenset(own), index, likeness, guessed) if every else NOBODY


def _weighed(every: AbstractSet[int], own: frozenset[int], index: PlanIndex, likeness: float, guessed: bool) -> Held:
    return Held(frozenset(every), own, log(1 + len(index.words) / len(every)), likeness, guessed)


def _alone(action: int, word: str, index: PlanIndex) -> bool:
    """The only action of its recommendation, whose words, the section's apart, are then its own."""
    recommendation = index.plan.recommendations[index.plan.actions[action].recommendation]
    said = (token.key for token in tokens_of(recommendation.text))
    return len(recommendation.actions) == 1 and any(stem(key) == word for key in said)


def _cut(key: str, index: PlanIndex) -> Held | None:
    """ "Busshelters": two words of one action run into one."""
    for at in range(2, len(key) - 2):
        left, right = key[:at], key[at:]
        beside = (left, right) in index.pairs
        if beside or (at > 2 and left in index.vocabulary and stem(right) in index.holders):
            held = [index.holders[one] for one in (stem(left), stem(right)) if one in index.holders]
            if held and (both := set.intersection(*held)):
                own = {one for one in both if stem(right) in index.told[one]}
                return _weighed(both, frozenset(own), index, 0.95, False)
    return None


def _derived(key: str, index: PlanIndex) -> Held | None:
    """ "The revision of the constitution", where the plan says "revise": a noun made of its verb."""
    root = next((key.removesuffix(end) for end in NOUN_ENDS if key.endswith(end)), "")
    if len(root) < ROOT:
        return None
    found = _held({stem(word) for word in (root, f"{root}e") if word in index.vocabulary}, index, 0.9)
    return None if found is NOBODY else found


def _near(key: str, index: PlanIndex) -> Held | None:
    """A word one slip away from one of the plan's, or two in a long one; a word of the language is none."""
    if len(key) < 5 or key in LEXICON.english:
        return None
    allowed = 2 if len(key) >= LONG else 1
    words = [word for word in index.lettered.get(key[0], ()) if len(word) > 3 and abs(len(word) - len(key)) <= allowed]
    close = [(distance, word) for word in words if (distance := OSA.distance(key, word, score_cutoff=2)) <= allowed]
    if not close and (root := stem(key)) != key and len(root) >= 5:  # "chronolgies": the slip is not in the ending
        alike = (word for word in index.lettered.get(key[0], ()) if 0 <= len(key) - len(word) <= 3)
        close = [(1, word) for word in alike if OSA.distance(root, stem(word), score_cutoff=1) == 1]
    least = min(close, default=(0, ""))[0]
    found = _held({stem(word) for distance, word in close if distance == least}, index, 0.9)
    return None if found is NOBODY else found


def _doer(key: str, index: PlanIndex) -> Held | None:
    """ "Inspectors", where the plan speaks of inspecting: who does what it says, one slip allowed in a long word."""
    root = next((key.removesuffix(end) for end in DOERS if key.endswith(end)), "")
    if len(root) < SHORTEST_DEED:
        return None
    found = _held({root, stem(f"{root}ing")}, index, 0.9)
    if found is NOBODY and len(root) > SHORTEST_DEED and key not in LEXICON.english:
        words = {stem(word) for word in index.lettered.get(key[0], ())}
        found = _held({word for word in words if OSA.distance(root, word, score_cutoff=1) == 1}, index, 0.85)
    return None if found is NOBODY else found


def _short(key: str, index: PlanIndex) -> Held | None:
    """ "Procur", "sys", "mgmt": the beginning of a word, or a word without its vowels."""
    if key in LEXICON.english:
        return _compounded(key, index)
    found = _held({stem(word) for word in _longer(key, index)}, index, 0.85, guessed=len(key) < 4)
    return None if found is NOBODY else found


def _compounded(key: str, index: PlanIndex) -> Held | None:
    """ "Peat" of peatland: the first of two words of the language that the plan writes as one."""
    whole = (f"{key}{half}" for half in LEXICON.words("second_halves")) if len(key) > 3 else ()
    found = _held({stem(word) for word in whole if word in index.vocabulary}, index, 0.85)
    return None if found is NOBODY else found


def _longer(key: str, index: PlanIndex) -> Iterator[str]:
    begins = key[:-1] if key.endswith("s") and len(key) > 3 else key
    bare = len(key) > 2 and VOWELS.isdisjoint(key[1:])
    for word in index.lettered.get(key[0], ()):
        if len(word) < len(key) + 2 or word in LEXICON.words("stop"):
            continue
        if (
            word.startswith(key)
            or (len(begins) > 2 and word.startswith(begins))
            or (bare and key[-1] in word[-2:] and _within(key, word))
        ):
            yield word


def _within(letters: str, word: str) -> bool:
    """Whether the letters stand in the word in their order."""
    rest = iter(word)
    return all(letter in rest for letter in letters)
