"""Typing errors: a word that is nobody's is compared as the one of ours, or the name, that it was meant to be.

Only the comparison is mended; what is kept of a message stays as typed. A word of a plan, of a name or of the language
is never taken for an error.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from dialogs.understanding.context import Context
from dialogs.understanding.index import PeopleIndex, PlanIndex, index_of, people_of
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.names import near_names
from dialogs.understanding.tokens import Token, tokens_of
from storage.status import Scheme

_NUMBER_AND_WORD = re.compile(r"\d+(?:\.\d+)*([a-z]{3,})")
_HELD = re.compile(r"([a-z])\1{2,}")
LONG = 8  # letters from which two slips are allowed


def mended(tokens: Sequence[Token], context: Context) -> tuple[Token, ...]:
    """The tokens, each unknown word compared as what it was meant to be; two words run into one as two."""
    people = people_of(context.directory)
    indexes = [index_of(plan) for plan in context.plans]
    labels = frozenset(word for plan in context.plans for word in _label_words(plan.scheme))
    found: list[Token] = []
    for place, token in enumerate(tokens):
        key = token.key
        if (number := _number(tokens, place, indexes)) is not None:
            found.append(replace(token, key=number))
            continue
        if (cut := _behind_number(key)) and len(token.text) == len(key):
            found += _halves(token, cut)
            continue
        if (short := _drawn_out(key)) is not None:
            found.append(replace(token, key=short))
            continue
        planned = any(key in index.vocabulary or key in index.titled for index in indexes)
        counted = key.endswith("s") and place > 0 and tokens[place - 1].key.isdigit()  # "4 reds and 2 ambers"
        usual = LEXICON.chat.get(key)
        if usual and not planned and token.text.islower() and key not in people.initials:
            found.append(replace(token, key=usual))
            continue
        if planned or counted or len(key) < 3 or not key.isalpha() or _known(key, people, labels):
            found.append(token)
        else:
            after = tokens[place + 1].key if place + 1 < len(tokens) else ""
            found += _meant(token, found[-1].key if found else "", after, people, labels)
    return tuple(found)


def _drawn_out(key: str) -> str | None:
    """ "Heyyy", "thankssss": a word of ours of which a letter was held down; None where it is none."""
    if not _HELD.search(key):
        return None
    words = (_HELD.sub(r"\1" * often, key) for often in (1, 2))
    return next((word for word in words if word in LEXICON.vocabulary or word in LEXICON.words("greetings")), None)


def _number(tokens: Sequence[Token], place: int, indexes: Sequence[PlanIndex]) -> str | None:
    """ "Rec seven", "action ten": a number in words right behind what numbers are told by."""
    before = tokens[place - 1].key if place else ""
    heads = place == 0 and len(tokens) > 1 and tokens[1].key in ("-", ":")
    if heads and tokens[0].key in LEXICON.words("number_words"):  # "twelve - nothing to report"
        number = str(LEXICON.numbers[tokens[0].key])
        return number if any(number in index.plan.by_ref for index in indexes) else None
    if before not in LEXICON.words("ref_prefixes") or tokens[place].key not in LEXICON.words("number_words"):
        return None
    return None if (before, tokens[place].key) == ("number", "one") else str(LEXICON.numbers[tokens[place].key])


def _known(key: str, people: PeopleIndex, labels: frozenset[str]) -> bool:
    if key in LEXICON.vocabulary or key in LEXICON.words("stop") or key in LEXICON.english or key in labels:
        return True
    if key in LEXICON.abbreviations:
        return True
    return key in people.parts or key in people.whole or key in people.initials or key[:-1] in people.parts


def _meant(token: Token, before: str, after: str, people: PeopleIndex, labels: frozenset[str]) -> Iterator[Token]:
    key = token.key
    spoken = f"{key}g" if key.endswith("in") else ""  # "comin", "doin"
    near = spoken if spoken in LEXICON.vocabulary else None
    near = near or (
        _beside(key, before, after) or (_nearest(key, labels) if len(key) > 3 else _swapped(key)) or _name(key, people)
    )
    if near is not None:
        yield replace(token, key=near)
    elif (cut := _two_in_one(key)) and len(token.text) == len(key):
        yield from _halves(token, cut)
    else:
        yield token


def _halves(token: Token, cut: int) -> Iterator[Token]:
    middle = token.start + cut
    yield Token(token.text[:cut], token.key[:cut], token.start, middle)
    yield Token(token.text[cut:], token.key[cut:], middle, token.end)


def _behind_number(key: str) -> int | None:
    """Where a status begins that was typed right behind a number: "5amber", "8.1done"."""
    found = _NUMBER_AND_WORD.fullmatch(key)
    ends = (found.start(1), found.start(1) + 1) if found else ()
    return next((at for at in ends if key[at:] in LEXICON.statuses), None)


def _swapped(key: str) -> str | None:
    """ "Rde", "yse": a short word with two letters that changed places."""
    if len(key) != 3:
        return None
    fits = {word for word in LEXICON.short if word in (key[1] + key[0] + key[2], key[0] + key[2] + key[1])}
    return fits.pop() if len(fits) == 1 else None


@lru_cache(maxsize=64)
def _label_words(scheme: Scheme) -> frozenset[str]:
    """The words of a plan's own statuses."""
    return frozenset(
        token.key for label, _ in scheme.labels for token in tokens_of(label) if token.word and len(token.key) > 3
    )


def _beside(key: str, before: str, after: str) -> str | None:
    """What stands beside a word tells what was meant: "at rsk", "on trak", "no chnage"."""
    fits = {one for one in LEXICON.side_by_side.get(before, ()) if _slip(key, one)}
    fits |= {one for one in LEXICON.before_these.get(after, ()) if _slip(key, one)}
    return fits.pop() if len(fits) == 1 else None


def _slip(key: str, word: str) -> bool:
    if len(word) < 3 or key[:1] != word[:1]:
        return False
    return OSA.distance(key, word, score_cutoff=1) == 1 or _bare(key, word)


def _bare(key: str, word: str) -> bool:
    """ "Trk" of "track": some of its consonants, the first and the last among them."""
    rest = iter(word)
    held = len(key) > 2 and key[-1] == word[-1] and not any(one in "aeiouy" for one in key)
    return held and all(one in rest for one in key)


@lru_cache(maxsize=8_192)
def _nearest(key: str, labels: frozenset[str]) -> str | None:
    best: tuple[int, str] | None = None
    for word in () if len(key) < 4 else (*LEXICON.correctable, *sorted(labels)):
        # two slips in the name of a day are a guess: "Blursday"
        allowed = 1 if len(word) < LONG or word in LEXICON.words("calendar") else 2
        inflected = word.removeprefix(key) in LEXICON.words("endings")  # "implement" is no "implemented" mistyped
        if inflected or abs(len(word) - len(key)) > allowed or (len(word) < 5 and not _same_letters(key, word)):
            continue
        distance = OSA.distance(key, word, score_cutoff=allowed)
        if distance <= allowed and (best is None or distance < best[0]):
            best = (distance, word)
    return best[1] if best else None


def _same_letters(key: str, word: str) -> bool:
    """Letters that changed places or were struck twice: all that a short word can suffer and still be known."""
    return sorted(key) == sorted(word) or (len(key) != len(word) and set(key) == set(word))


def _name(key: str, people: PeopleIndex) -> str | None:
    """A mistyped name, the "s" of "winsotns" apart."""
    if len(key) < 4:
        return None
    if near := near_names(key, people):
        return near
    near = near_names(key[:-1], people) if key.endswith("s") and len(key) > 4 else None
    return f"{near}s" if near else None


@lru_cache(maxsize=8_192)
def _two_in_one(key: str) -> int | None:
    """Where two words of a phrase of ours meet that were typed without a space ("ontrack", "nochange")."""
    for cut in range(2, len(key) - 1):
        if key[cut:] in LEXICON.side_by_side.get(key[:cut], ()):
            return cut
    return None
