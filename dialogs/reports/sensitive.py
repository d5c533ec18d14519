"""What of a note may not be for everybody's eyes: somebody's affairs or name, money and terms that are open. Pure.

Known by the words alone, so it errs both ways: families of words that say so by themselves, and others that do in a
sentence which also speaks of somebody, of money or of the other side. They lie in `lexicon/second_look.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from dialogs.reports.named import named
from dialogs.understanding.lexicon import Lexicon

_SENTENCE = re.compile(r"(?<=[.!?;])(?<!\b[Nn]o\.)\s+|\n+")


class About(StrEnum):
    """What a note seems to speak of."""

    HEALTH = "health"
    JOB = "job"
    LIFE = "life"
    CASE = "case"
    CONTACT = "contact"
    WITHHELD = "withheld"
    PRICE = "price"
    AWARD = "award"
    DISPUTE = "dispute"
    NAME = "name"


COMMERCIAL = frozenset((About.PRICE, About.AWARD, About.DISPUTE))
SUBJECT = {  # the pattern without which `near` says nothing
    About.HEALTH: "person",
    About.JOB: "person",
    About.LIFE: "person",
    About.CASE: "customer",
    About.CONTACT: "person",
    About.PRICE: "other_side",
    About.AWARD: "contest",
    About.DISPUTE: "other_side",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What is found and by which words of the note; of a name, the name."""

    about: About
    words: str


def sensitive(note: str, public: Iterable[str] = (), staff: Iterable[str] = ()) -> tuple[Found, ...]:
    """One for each thing that a note may speak of. `public` are people who may be named, `staff` who is known."""
    everybody = named(note)
    found = {one.about: one for sentence in _SENTENCE.split(note) for one in _of(sentence, everybody)}
    if names := named(note, public, staff):
        found[About.NAME] = Found(About.NAME, ", ".join(dict.fromkeys(names)))
    return tuple(found[about] for about in About if about in found)


def _of(sentence: str, everybody: Iterable[str]) -> Iterator[Found]:
    small = sentence.casefold().replace("’", "'").strip()
    somebody = any(name in sentence for name in everybody) or _words().has("person", small)
    for about in About:
        if about is About.NAME or (about in COMMERCIAL and _words().has("known", small)):
            continue
        subject = SUBJECT.get(about)
        near = somebody if subject == "person" else subject is not None and _words().has(subject, small)
        if words := _said(about, small, near=near):
            yield Found(about, words)


def _said(about: About, small: str, *, near: bool) -> str:
    """The words that say so; none where they name a matter: "sickness policy"."""
    forms = [f"{about}_alone", *([f"{about}_near"] if near and about in SUBJECT else [])]
    every = (match for form in forms for match in _words().every(form, small))
    return next((match.group().strip() for match in every if not _matter(small, match)), "")


def _matter(small: str, match: re.Match[str]) -> bool:
    lexicon = _words()
    return lexicon.has("matter_behind", small[match.end() :]) or lexicon.has("matter_before", small[: match.start()])


@cache
def _words() -> Lexicon:
    source = files("dialogs.understanding").joinpath("lexicon/second_look.toml").read_text(encoding="utf-8")
    return Lexicon(tomllib.loads(source))
