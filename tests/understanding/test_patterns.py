"""No pattern of the lexicon costs more the longer its own words are said again: a message is typed by anybody."""

import re
import time
from collections.abc import Iterator

import pytest

from dialogs.understanding.lexicon import LEXICON

FEW, MANY = 15, 60  # what already costs too much a few times is not tried many times
MOST = 0.05  # seconds of the processor
ALL = LEXICON.patterns()
PATTERNS = [(name, place) for name, forms in ALL.items() for place in range(len(forms))]
_WORD = re.compile(r"[a-zA-Z]{2,7}")
_PHRASE = re.compile(r"(?<=[(|:>])[a-z]+(?: [a-z]+){1,3}(?=[|)])")


def _own_words(form: str) -> Iterator[str]:
    """The small words of a pattern, and its alternatives of several words."""
    yield from dict.fromkeys(_WORD.findall(form))
    yield from dict.fromkeys(_PHRASE.findall(form))


def _cost(pattern: re.Pattern[str], words: str, times: int) -> float:
    text = f"{words} " * max(times // len(words.split()), 2) + "zzz"
    begun = time.process_time()
    pattern.search(text)
    return time.process_time() - begun


def _slow(pattern: re.Pattern[str], words: str) -> bool:
    return any(min(_cost(pattern, words, times) for _ in range(2)) > MOST for times in (FEW, MANY))


@pytest.mark.parametrize("part", range(8))
def test_a_pattern_reads_its_own_words_again_and_again_in_no_time(part: int) -> None:
    slow = [
        (name, place, words)
        for name, place in PATTERNS[part::8]
        for words in _own_words(ALL[name][place].pattern)
        if _slow(ALL[name][place], words)
    ]
    assert slow == []
