"""Which patterns a text leaves possible, by the words that each cannot do without (`triggers.py`).

Sets of patterns are numbers of which each bit is a pattern: what a text leaves possible is what its words do, together.
The words of most patterns are kept (`triggers_kept.py`). To work out those of another takes two thousandths of a
second, so it is done for one of them with each new text, and a command that reads a single message pays for few.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from dialogs.understanding.triggers import Keys, keys_of, triggers_of, words_of
from dialogs.understanding.triggers_kept import digest

ANY = -1  # every bit: a pattern that any text may hold, as far as is known
ALWAYS = 1  # the bit of every pattern of which no words are known
TEXTS = 64  # of which is kept what they leave possible: a message and its stretches
WORDS = 1 << 14  # likewise; those of many messages


class Sieve:
    """Patterns as they become known, and what texts leave of them."""

    def __init__(self, common: frozenset[str], kept: Mapping[str, Keys | None]) -> None:
        self._common = common
        self._kept = kept
        self._pending: deque[tuple[str, list[int]]] = deque()
        self._waiting: set[int] = set()  # ids of the bits of these
        self._known = 1
        self._by_key: dict[str, int] = {}
        self._by_word: dict[str, int] = {}
        self.texts: dict[str, int] = {}  # what `possible` has said, to be looked into first

    def take(self, form: str) -> list[int]:
        """The bit of a pattern of this form, as the one value of a list: `ALWAYS` until its words are known."""
        bit = [ALWAYS]
        name = digest(form)
        if name in self._kept:
            self._learn(bit, self._kept[name])
        else:
            self._pending.append((form, bit))
            self._waiting.add(id(bit))
        return bit

    def possible(self, text: str) -> int:
        """The bits of the patterns that may be found in a text."""
        found = self.texts.get(text)
        return self._sifted(text) if found is None else found

    def knows(self, bits: Iterable[list[int]]) -> bool:
        """Whether it has been worked out what these are; `ALWAYS` may be for good, or not yet."""
        return self._waiting.isdisjoint(map(id, bits))

    def learning(self) -> Iterator[None]:
        """Work out the words of every pattern so far, one a step."""
        while self._pending:
            self._learn_one()
            yield

    def _sifted(self, text: str) -> int:
        if self._pending:
            self._learn_one()
        if len(self.texts) >= TEXTS:
            self.texts.clear()
        found = ALWAYS
        for word in words_of(text):
            bits = self._by_word.get(word)
            found |= self._of_word(word) if bits is None else bits
        self.texts[text] = found
        return found

    def _of_word(self, word: str) -> int:
        if len(self._by_word) >= WORDS:
            self._by_word.clear()
        found = 0
        for key in keys_of(word):
            found |= self._by_key.get(key, 0)
        self._by_word[word] = found
        return found

    def _learn_one(self) -> None:
        form, bit = self._pending.popleft()
        self._waiting.discard(id(bit))
        self._learn(bit, triggers_of(re.compile(form), self._common))

    def _learn(self, bit: list[int], keys: Keys | None) -> None:
        if keys is None:
            return
        bit[0] = 1 << self._known
        self._known += 1
        for key in keys:
            self._by_key[key] = self._by_key.get(key, 0) | bit[0]
        self._by_word.clear()
        self.texts.clear()
