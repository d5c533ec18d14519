"""A row of words as one string, so that patterns can be matched against it and their spans turned back into words."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate


class Line:
    """Words joined by single spaces. `span` and `find` speak in word positions, the end exclusive."""

    __slots__ = ("_starts", "_words", "text")

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._starts: list[int] = []
        self.text = " ".join(words)

    def span(self, match: re.Match[str], group: str | int = 0) -> tuple[int, int]:
        """Which words a match covers."""
        return self.words(*match.span(group))

    def words(self, start: int, end: int) -> tuple[int, int]:
        if not self._starts:  # of most lines nobody asks
            self._starts = list(accumulate((len(word) + 1 for word in self._words), initial=0))[:-1]
        first = bisect_right(self._starts, start) - 1
        return max(first, 0), bisect_right(self._starts, max(end - 1, start))

    def find(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, re.Match[str]]]:
        """Every non-empty match with the words that it covers."""
        for match in pattern.finditer(self.text):
            if match.end() > match.start():
                yield *self.span(match), match
