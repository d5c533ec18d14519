"""Numbers of actions as they are said aloud: "six point three", "three point two b"."""

from collections.abc import Sequence

from dialogs.understanding.index import PlanIndex
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.tokens import Token
from storage.plan import ref_key

MOST_LETTERS = 2  # before the number of an action: "s four point one"


def written(tokens: Sequence[Token], indexes: Sequence[PlanIndex]) -> tuple[Token, ...]:
    """The tokens, those of a number that was said aloud as one, where a plan has it, or where it measures something."""
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        run = _run(tokens, place, indexes)
        found.append(run[0] if run else tokens[place])
        place += run[1] if run else 1
    return tuple(found)


def _run(tokens: Sequence[Token], place: int, indexes: Sequence[PlanIndex]) -> tuple[Token, int] | None:
    """The number that begins at a place, and how many words it takes: "six point three b", "s four point one"."""
    first = tokens[place].key
    if first.isalpha() and len(first) <= MOST_LETTERS and (after := _run_behind(tokens, place + 1, indexes, first)):
        token, length = after
        said = f"{first}{token.key}"
        return Token(said, said, tokens[place].start, token.end), length + 1
    return _run_behind(tokens, place, indexes)


def _run_behind(
    tokens: Sequence[Token], place: int, indexes: Sequence[PlanIndex], letters: str = ""
) -> tuple[Token, int] | None:
    """The figures that begin at a place, behind the letters that the plan has before them."""
    keys = [token.key for token in tokens[place : place + 5]]
    if len(keys) < 3 or keys[1] != "point" or not (digits(keys[0]) and digits(keys[2])):
        return None
    for length in (4, 3):
        letter, after = "".join(keys[3:length]), "".join(keys[length : length + 1])
        said = f"{digits(keys[0])}.{digits(keys[2])}{letter}"
        known = any(ref_key(f"{letters}{said}") in index.plan.by_ref for index in indexes)
        measured = not letters and after in LEXICON.words("measures")
        if len(letter) == length - 3 and (known or measured):
            first, last = tokens[place], tokens[place + length - 1]
            return Token(said, said, first.start, last.end), length
    return None


def digits(key: str) -> str:
    """A number in figures, however it was said; empty where it is none."""
    said = str(LEXICON.numbers[key]) if key in LEXICON.words("number_words") else key
    return said if said.isdigit() else ""
