"""Which rows of a newer document are which of the plan's: by their wording, whatever number they bear now."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from storage.plan import ref_key

REWORDED = 0.5  # the share of words in common from which a row that kept its number or its parent is the old one
MOVED = 0.8  # and from which one that kept neither is
_COMMON = 50  # a word in more rows than this tells none of them from the others


@dataclass(frozen=True, slots=True)
class Wording:
    """A row as it is compared. `parent` is what it stands under, in whatever terms both sides share."""

    ref: str
    text: str
    parent: Hashable = None
    key: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", " ".join(_words(self.text)))


def matched(old: Sequence[Wording], new: Sequence[Wording]) -> dict[int, int]:
    """Place in `new` → place in `old`, each at most once.

    The same words come first (under the same parent and number, then under the same parent, then anywhere), then
    words mostly alike, the most alike first.
    """
    pairs: dict[int, int] = {}
    free = dict.fromkeys(range(len(old)))
    for how in (_all_the_same, _same_under, _same_words):
        places: dict[Hashable, list[int]] = defaultdict(list)
        for place in free:
            places[how(old[place])].append(place)
        for place, one in enumerate(new):
            if place not in pairs and one.key and (waiting := places.get(how(one))):
                pairs[place] = waiting.pop(0)
                del free[pairs[place]]
    for place, before in _alike(old, new, list(free), [place for place in range(len(new)) if place not in pairs]):
        if place not in pairs and before in free:
            pairs[place] = before
            del free[before]
    return pairs


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _all_the_same(one: Wording) -> Hashable:
    return (ref_key(one.ref), one.parent, one.key)


def _same_under(one: Wording) -> Hashable:
    return (one.parent, one.key)


def _same_words(one: Wording) -> Hashable:
    return one.key


def _alike(
    old: Sequence[Wording], new: Sequence[Wording], left: list[int], right: list[int]
) -> Iterator[tuple[int, int]]:
    """Pairs (new, old) that are alike enough, the most alike first; compared only where they share a telling word."""
    bags = {place: Counter(old[place].key.split()) for place in left}
    holding: dict[str, list[int]] = defaultdict(list)
    for place, bag in bags.items():
        holding[_number(old[place])].append(place)
        for word in bag:
            holding[word].append(place)
    found: list[tuple[float, int, int]] = []
    for place in right:
        bag = Counter(new[place].key.split())
        words = [word for word in (*bag, _number(new[place])) if len(holding.get(word, ())) <= _COMMON]
        for before in {one for word in words for one in holding.get(word, ())}:
            share, kept = _share(bag, bags[before]), _kept(old[before], new[place])
            if share >= (REWORDED if kept else MOVED):
                found.append((-share - kept / 10, place, before))
    return ((place, before) for _, place, before in sorted(found))


def _kept(old: Wording, new: Wording) -> int:
    """How much of its place a row has kept: its number, its parent."""
    return (_number(old) == _number(new)) + (old.parent is not None and old.parent == new.parent)


def _number(one: Wording) -> str:
    return f"#{ref_key(one.ref)}"


def _share(one: Counter[str], other: Counter[str]) -> float:
    """The share of words in common, from 0 to 1 (Dice's coefficient over words)."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
