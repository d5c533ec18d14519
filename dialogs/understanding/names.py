"""People in a message: full, first or family names, initials, aliases, posts; lower case and typing errors allowed."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from dialogs.understanding.index import PeopleIndex
from dialogs.understanding.items import Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.tokens import Token


def find_people(tokens: Sequence[Token], taken: Sequence[bool], people: PeopleIndex) -> list[Who]:
    """Everybody named, in order; the longest name that fits at each place."""
    found: list[Who] = []
    place = 0
    while place < len(tokens):
        one = None if taken[place] or not tokens[place].word else _name_at(tokens, place, people)
        if one is None or any(taken[one.first : one.last]):
            place += 1
            continue
        found.append(one)
        place = one.last
    return found


def _name_at(tokens: Sequence[Token], place: int, people: PeopleIndex) -> Who | None:
    for length in range(min(people.longest, len(tokens) - place), 1, -1):
        words = tokens[place : place + length]
        said = " ".join(word.key for word in words)
        for key, possessive in (*_spellings(said, words[-1]), *_unshortened(words)):
            if key in people.whole:
                return _who(tokens, place, place + length, people.whole[key], possessive)
    return _part_at(tokens, place, people)


def _unshortened(words: Sequence[Token]) -> list[tuple[str, bool]]:
    """ "Chief exec" is the chief executive."""
    longer = [LEXICON.abbreviations.get(word.key, (word.key,)) for word in words]
    if not any(word.key in LEXICON.abbreviations for word in words) or any(len(one) > 1 for one in longer):
        return []
    return [(" ".join(one for (one,) in longer), False)]


def _part_at(tokens: Sequence[Token], place: int, people: PeopleIndex) -> Who | None:
    token = tokens[place]
    for key, possessive in _spellings(token.key, token):
        if key in people.initials and _like_initials(token, key):
            return _who(tokens, place, place + 1, people.initials[key], possessive)
        if key in people.whole and _like_name(tokens, place, key):
            return _who(tokens, place, place + 1, people.whole[key], possessive)
        if key in people.parts and _like_name(tokens, place, key):
            return _with_family_letter(tokens, place, people, people.parts[key], possessive)
    return None


def _with_family_letter(
    tokens: Sequence[Token], place: int, people: PeopleIndex, ids: tuple[int, ...], possessive: bool
) -> Who:
    """ "Anne B" is the Anne whose family name begins with B."""
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    alone = after is not None and after.capital  # of a single Anne only "Anne B", and never "anne b"
    letter = after.key[:1] if after is not None and (len(ids) > 1 or alone) and _initial(after) else ""
    fits = [one for one in ids if letter in people.letters.get(one, ())] if letter else []
    if len(fits) == 1:
        return _who(tokens, place, place + 2, tuple(fits), possessive or len(after.key if after else "") > 1)
    return _who(tokens, place, place + 1, ids, possessive)


def _initial(token: Token) -> bool:
    """A letter that may begin a family name: "B", "b's"; "a" and "i" are words."""
    marked = token.text[-2:].casefold() in ("'s", "’s")
    return (len(token.key) == 1 and (token.capital or token.key not in ("a", "i", "s"))) or (
        len(token.key) == 2 and token.key[1] == "s" and (marked or token.key not in LEXICON.words("stop"))
    )


def near_names(key: str, people: PeopleIndex) -> str | None:
    """The one name that a mistyped word is one slip away from; None where there is none or more than one."""
    near = (name for length in range(len(key) - 1, len(key) + 2) for name in people.sized.get(length, ()))
    fits = [name for name in near if OSA.distance(key, name, score_cutoff=1) == 1]
    return fits[0] if len(fits) == 1 else None


def _spellings(key: str, last: Token) -> list[tuple[str, bool]]:
    marked = last.text[-2:].casefold() in ("'s", "’s")
    plain = [(key, False)]
    return [(key[:-1], True), *plain] if marked else [*plain, (key[:-1], True)] if key.endswith("s") else plain


def _like_initials(token: Token, key: str) -> bool:
    if token.text[: len(key)].isupper():
        return True
    if key != token.key and (token.key in LEXICON.vocabulary or token.key in LEXICON.words("stop")):
        return False  # "was" is not "WA's"
    return token.text.islower() and key not in LEXICON.words("not_names") and key not in LEXICON.words("stop")


def _like_name(tokens: Sequence[Token], place: int, key: str) -> bool:
    """A name that is also a word counts where it is written as a name, in the middle of a sentence or before a name,
    and where it heads what somebody said: "from rob: …"."""
    token = tokens[place]
    around = [one.key for one in (*tokens[max(place - 1, 0) : place], *tokens[place + 1 : place + 2])]
    if around == ["from", ":"]:
        return True
    if key not in LEXICON.words("not_names") and token.key not in LEXICON.words("stop"):
        return True
    if place == 0 and token.capital and len(tokens) > 1 and tokens[1].key in LEXICON.words("after_names"):
        return token.text.istitle()
    return token.capital and place > 0 and tokens[place - 1].key not in (".", "!", "?", "\n")


def _who(tokens: Sequence[Token], first: int, last: int, ids: tuple[int, ...], possessive: bool) -> Who:
    return Who(first, last, " ".join(token.text for token in tokens[first:last]), ids, possessive)
