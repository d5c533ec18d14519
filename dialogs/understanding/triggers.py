"""Which words a pattern cannot do without: a text that has none of them need not be searched.

A message meets about two hundred patterns and four of them are found in it. So of each pattern is worked out, from its
own form, a set of words of which every text that it is found in has at least one ("slip", "moved", `DATE`). A pattern
of which that cannot be said is searched as before. The form is read with the parser of Python's own `re`
(https://github.com/python/cpython/blob/3.11/Lib/re/_parser.py), which no documentation promises:
`tests/understanding/test_triggers.py` holds that no match is ever lost.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import product
from math import fsum
from re import _parser  # type: ignore[attr-defined] # not in the stubs
from typing import Any

MOST = 400  # wordings of a stretch that are told apart
SHORT = 3  # letters of the beginning of a word that goes on in ways that are not told apart
EDGE = "\0"  # in a wording: here a word begins or ends
BEGUN = "*"  # behind the first letters of a word

_WORD = re.compile(r"\w+")
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_NO_EDGE = "AT_NON_BOUNDARY"

Item = tuple[Any, Any]
Keys = frozenset[str]
Wordings = frozenset[str]


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared here."""
    return _WORD.findall(text)


def keys_of(word: str) -> Iterator[str]:
    """The keys under which a word is found: itself, and its first letters as a beginning."""
    yield word
    for length in range(2, min(len(word), SHORT) + 1):
        yield word[:length] + BEGUN


def triggers_of(pattern: re.Pattern[str], common: frozenset[str]) -> Keys | None:
    """Keys of which any text in which the pattern is found has one; None where that cannot be said. `common` are words
    that tell little, since most texts have them."""
    if pattern.flags & re.IGNORECASE:
        return None
    return _Reader(common).best(_parser.parse(pattern.pattern), False, False)


class _Reader:
    """Reads the parts of a pattern from left to right, with every wording that is possible so far."""

    def __init__(self, common: frozenset[str]) -> None:
        self._common = common

    def best(self, items: Iterable[Item], left: bool, right: bool) -> Keys | None:
        """The keys that are met least often. `left` and `right`: whether words begin and end where the items do."""
        return min(self._all(list(_flat(items)), left, right), key=self._often, default=None)

    def _all(self, items: list[Item], left: bool, right: bool) -> Iterator[Keys]:
        so_far: Wordings = frozenset([EDGE if left else ""])
        for place, item in enumerate(items):
            apart = so_far == {EDGE}
            if apart and _optional(item) and _apart([item], -1, True):
                continue
            wordings = _wordings(item)
            joined = None if wordings is None else _product(so_far, wordings)
            if joined is None:
                yield from self._keys(so_far, _apart(items[place:], 1, right))
                yield from self._within(item, apart, _apart(items[place + 1 :], 1, right))
                joined = wordings or frozenset([EDGE if _apart([item], -1, False) else ""])
            if all(_edge(one[-1:]) for one in joined):
                yield from self._keys(joined, True)
                joined = frozenset([EDGE])
            so_far = joined
        yield from self._keys(so_far, right)

    def _within(self, item: Item, left: bool, right: bool) -> Iterator[Keys]:
        """What the parts of an item give that stands for more wordings than can be told apart."""
        name, value = str(item[0]), item[1]
        if name == "BRANCH":
            found = [self.best(one, left, right) for one in value[1]]
            if None not in found:
                yield frozenset().union(*(keys for keys in found if keys is not None))
        elif name in _REPEATS and value[0] and (once := self.best(value[2], left, False)) is not None:
            yield once

    def _keys(self, wordings: Wordings, right: bool) -> Iterator[Keys]:
        """A key for each wording; nothing where one of them has none."""
        found = [min(_words_in(one, right), key=self._weight, default=None) for one in wordings]
        if None not in found:
            yield frozenset(key for key in found if key is not None)

    def _often(self, keys: Keys) -> float:
        return fsum(self._weight(key) for key in keys)  # the same in whatever order a set gives them

    def _weight(self, key: str) -> float:
        """How often a key is met, roughly."""
        if key.endswith(BEGUN):
            return 0.1 if len(key) > SHORT else 1
        if key in self._common or len(key) < SHORT:
            return 1
        return 0.5 if key.isupper() else 0.02


def _words_in(wording: str, right: bool) -> Iterator[str]:
    """The keys of the words of which the beginning is known. `right`: whether the last word ends with the wording."""
    for match in _WORD.finditer(wording):
        word, whole = match.group(), right or match.end() < len(wording)
        if match.start() and whole:
            yield word
        elif match.start() and len(word) > 1:
            yield word[:SHORT] + BEGUN


def _flat(items: Iterable[Item]) -> Iterator[Item]:
    """The items with those of groups in their place."""
    for item in items:
        name, value = str(item[0]), item[1]
        if name == "ATOMIC_GROUP":
            yield from _flat(value)
        elif name == "SUBPATTERN" and not value[1]:
            yield from _flat(value[3])
        else:
            yield item


def _wordings(item: Item) -> Wordings | None:
    """Every wording that an item stands for; None where they cannot be counted, or are too many."""
    name, value = str(item[0]), item[1]
    if name == "LITERAL":
        return frozenset([chr(value)])
    if name == "IN":
        return _letters(value)
    if name == "AT":
        return frozenset(["" if str(value) == _NO_EDGE else EDGE])
    if name in ("ASSERT", "ASSERT_NOT"):
        seen = name == "ASSERT" and _apart(list(_flat(value[1])), value[0], False)
        return frozenset([EDGE if seen else ""])
    if name == "BRANCH":
        return _union(_sequence(one) for one in value[1])
    if name in _REPEATS and value[1] <= SHORT:
        once = _sequence(value[2])
        return None if once is None else _union(_power(once, times) for times in range(value[0], int(value[1]) + 1))
    return None


def _letters(value: list[Item]) -> Wordings | None:
    if any(str(kind) != "LITERAL" for kind, _ in value):
        return None
    return frozenset(chr(one) for _, one in value)


def _sequence(items: Iterable[Item]) -> Wordings | None:
    found: Wordings | None = frozenset([""])
    for item in _flat(items):
        wordings = _wordings(item)
        found = None if found is None or wordings is None else _product(found, wordings)
    return found


def _power(wordings: Wordings, times: int) -> Wordings | None:
    found: Wordings | None = frozenset([""])
    for _ in range(times):
        found = None if found is None else _product(found, wordings)
    return found


def _product(left: Wordings, right: Wordings) -> Wordings | None:
    if len(left) * len(right) > MOST:
        return None
    return frozenset(one + other for one, other in product(left, right))


def _union(parts: Iterable[Wordings | None]) -> Wordings | None:
    found: set[str] = set()
    for one in parts:
        if one is None or len(found) + len(one) > MOST:
            return None
        found |= one
    return frozenset(found)


def _optional(item: Item) -> bool:
    return str(item[0]) in _REPEATS and item[1][0] == 0


def _edge(letter: str) -> bool:
    """Whether no letter of a word stands here; where nothing stands, who knows."""
    return bool(letter) and not _WORD.match(letter)


def _apart(items: list[Item], step: int, otherwise: bool) -> bool:
    """Whether what the items stand for begins (`step` 1) or ends (-1) apart from the word beside it; `otherwise` is
    what holds where they stand for nothing."""
    for item in items[::step]:
        wordings = _wordings(item)
        if wordings is None:
            inner = _inner(item)
            if inner is None or not all(_apart(list(_flat(one)), step, False) for one in inner):
                return False
            if not _optional(item):
                return True
        elif not all(_edge(one[:1] if step > 0 else one[-1:]) for one in wordings if one):
            return False
        elif "" not in wordings:
            return True
    return otherwise


def _inner(item: Item) -> list[Iterable[Item]] | None:
    """The parts of an item, one of which is met where it is."""
    name, value = str(item[0]), item[1]
    if name == "BRANCH":
        return list(value[1])
    return [value[2]] if name in _REPEATS else None
