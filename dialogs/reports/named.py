"""Names of people in a note, as far as they are known by their letters: common given names, titles, who is known here.

Which names and which words beside them are meant lies in `lexicon/second_look.toml`, `[names]`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?['’]?")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str  # without what says that it owns something
    owns: bool
    joined: bool  # only a space stands between it and the word before

    @property
    def small(self) -> str:
        return _small(self.text)

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


_NONE = _Word("", False, joined=False)


def named(note: str, public: Iterable[str] = (), staff: Iterable[str] = ()) -> list[str]:
    """The people whom a note names, but for those of `public`: who stands in the plan is named in it anyway.

    `staff` are further people who are known here, whatever their names. Councillors and the like are public.
    """
    left = {part for name in public for part in (_small(name), *_small(name).split())}
    return [name for name in _people(note, _known(staff)) if _small(name) not in left and not _all_in(name, left)]


def _known(staff: Iterable[str]) -> frozenset[str]:
    """Full names, and given names that are no other word."""
    whole = [_small(name) for name in staff]
    first = (name.split()[0] for name in whole if name.split())
    return frozenset((*whole, *(one for one in first if len(one) > 2 and one not in _lists()["also_words"])))


def _all_in(name: str, left: set[str]) -> bool:
    return all(part in left or part in _lists()["titles"] for part in _small(name).split())


def _people(note: str, known: frozenset[str]) -> Iterator[str]:
    words, at = _words(note), 0
    shouted = note.isupper()
    while at < len(words):
        first, behind, third = (*words[at : at + 3], _NONE, _NONE)[:3]
        before = words[at - 1] if at and first.joined else _NONE
        family = behind if behind.joined and behind.capital and not first.owns else _NONE
        told = not first.capital or (len(first.text) > 1 and first.text.isupper() and not shouted)
        if not told and _is_person(first, before, family, (behind, third), known):
            yield f"{first.text} {family.text}".strip()
            at += bool(family.text)
        at += 1


def _is_person(first: _Word, before: _Word, family: _Word, behind: tuple[_Word, _Word], known: frozenset[str]) -> bool:
    lists = _lists()
    if first.small in lists["titles"]:
        return bool(family.text)
    if before.small in lists["known_before"] or _is_thing(first, family, behind):
        return False
    if first.small in lists["given"] or first.small in known or f"{first.small} {family.small}" in known:
        return True
    return first.small in lists["also_words"] and (
        bool(family.text)
        or (first.owns and not before.text)
        or (before.small in lists["relation_before"] and not before.capital)
        or (not before.text and behind[0].small in lists["verb_behind"])
    )


def _is_thing(first: _Word, family: _Word, behind: tuple[_Word, _Word]) -> bool:
    """A street, a building or a body: "Arthur Street", "St Mary's Hall", "Florence Nightingale House"."""
    next_, third = behind
    if next_.joined and next_.capital and (first.owns or next_.small in _lists()["thing_behind"]):
        return True
    return bool(family.text) and third.joined and third.capital and third.small in _lists()["thing_behind"]


def _words(note: str) -> list[_Word]:
    found, end = [], 0
    for match in _WORD.finditer(note):
        text = match.group()
        bare = _POSSESSIVE.sub("", text)
        found.append(_Word(bare, bare != text, joined=note[end : match.start()] == " "))
        end = match.end()
    return found


def _small(text: str) -> str:
    """In small letters and without accents."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@cache
def _lists() -> dict[str, frozenset[str]]:
    source = files("dialogs.understanding").joinpath("lexicon/second_look.toml").read_text(encoding="utf-8")
    said = tomllib.loads(source)["names"]
    return {
        key: frozenset(map(_small, words.split() if isinstance(words, str) else words)) for key, words in said.items()
    }
