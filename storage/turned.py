"""Names with the family name first, as staff directories write them: "Smith, John"."""

import re
import unicodedata
from functools import cache

from storage.lexicon import words

_FAMILY = r"(?:[A-Z][a-z]*['’])?(?:[A-Z][\w'’]*[a-z][\w'’]*(?:-[A-Z][\w'’]+)*|[A-Z][A-Z'’-]{3,})"
_GIVEN = r"[A-Z][\w'’]*[a-z](?:-[A-Z]?[a-z]+)?"
_LETTERS = r"(?:[A-Z]\.?\s?){0,2}[A-Z]\.?"


def rightly(piece: str) -> str:
    """The piece with every "Smith, John" in it as "John Smith", where no other reading is likely.

    The second must be a first name (or initials), and the first neither that nor a body's or a field's word.
    """
    return _pattern().sub(_righted, piece) if "," in piece else piece


def may_be_turned(piece: str) -> bool:
    """Whether two names with a comma between them may be one person or two: "James, Ann", "Thomas, Kelly"."""
    one_word = rf"(?:(?:{_words('title')})\.?\s+)?(?:(?:{_words('particle')})\s+)*{_FAMILY}"
    parts = re.fullmatch(rf"({one_word})\s*,\s*({_GIVEN}(?:\s+(?:{_GIVEN}|{_LETTERS}))?|{_LETTERS})", rightly(piece))
    return parts is not None and not any(map(_is_label, " ".join(parts.groups()).split()))


@cache
def _pattern() -> re.Pattern[str]:
    title, particle, both = _words("title"), _words("particle"), _words("and")
    return re.compile(
        rf"(?:(?<=^)|(?<=,)|(?<=[&+])|(?<=\band\b))(?P<gap>\s*)(?P<title>(?:(?i:{title})\.?\s+)?)"
        rf"(?P<family>(?:(?:{particle})\s+)*{_FAMILY})\s*,\s*"
        rf"(?P<late>(?:(?i:{title})\.?\s+)?)(?P<given>{_GIVEN}(?:\s+{_LETTERS}(?![\w'’]))?|{_LETTERS}(?![\w'’]))"
        rf"(?=\s*(?:$|[,&(+]|(?:{both})\b))"
    )


def _words(section: str) -> str:
    return "|".join(re.escape(one) for one in sorted(words("owner")[section], key=len, reverse=True))


def _righted(found: re.Match[str]) -> str:
    family, given = found["family"], found["given"].strip()
    if not _certain(family, given):
        return found.group()
    said = f"{found['title'] or found['late']}{given} {family.title() if family.isupper() else family}"
    return found["gap"] + said


def _certain(family: str, given: str) -> bool:
    first, last = given.split()[0], family.split()[-1]
    if _is_label(last) or _is_given(last) or _is_label(given):
        return False
    if re.fullmatch(_LETTERS, given):
        return not last.isupper() and (len(given) == 1 or not given.isalpha())  # "DOJ" is rather a body
    return _is_given(first.split("-")[0])


@cache
def _labels() -> frozenset[str]:
    return frozenset(one for section in ("post", "group", "third_party", "field") for one in words("owner")[section])


@cache
def _given_names() -> frozenset[str]:
    return frozenset(words("owner")["given"])


def _is_label(word: str) -> bool:
    return word.casefold().strip(".") in _labels()


def _is_given(word: str) -> bool:
    """A common first name, with or without its accents."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(one))
    return plain in _given_names()
