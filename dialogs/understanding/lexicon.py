"""The words that are recognised, read once from `lexicon/en/`. Nothing here knows what they mean for a plan."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache, reduce
from itertools import pairwise
from operator import or_
from pathlib import Path
from typing import Any

from dialogs.understanding.sieve import ALWAYS, ANY, Sieve
from dialogs.understanding.triggers_kept import kept
from storage.status import Status

_WORDS = Path(__file__).with_name("lexicon") / "en"
_BREAK = re.compile(r"\n *")  # a pattern that goes on in the next line
_PLACE = re.compile(r"<(\w+)>")


class Pattern:
    """One way to put something: its bit in the sieve, and its form, compiled when a text may hold it."""

    __slots__ = ("_compiled", "_form", "bit")

    def __init__(self, form: str, sieve: Sieve) -> None:
        self._form = form
        self._compiled: re.Pattern[str] | None = None
        self.bit = sieve.take(form)

    @property
    def compiled(self) -> re.Pattern[str]:
        """All of them together take a second and a half, and 15 MB."""
        if self._compiled is None:
            self._compiled = re.compile(self._form)
        return self._compiled


class _Wanted(dict[str, int]):
    """The bits of a pattern's alternatives together, once the words of all of them are known; until then any text will
    do."""

    def __init__(self, patterns: Mapping[str, tuple[Pattern, ...]], sieve: Sieve) -> None:
        super().__init__()
        self._patterns = patterns
        self._sieve = sieve

    def __missing__(self, name: str) -> int:
        bits = [one.bit for one in self._patterns[name]]
        if not self._sieve.knows(bits):
            return ANY
        together = self[name] = reduce(or_, (bit[0] for bit in bits), 0)
        return together


class Lexicon:
    """Patterns by name, word lists by name, and the everyday words for statuses.

    A pattern may hold `<name>`, which stands for any of the words of `[parts] name`. Upper-case words in a pattern
    (`REF STATUS DATE WHO PLAN`) stand for something that was recognised before.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self._classes: dict[str, str] = {}
        self._sieve = Sieve(frozenset(data["words"]["stop"]), kept())
        self._patterns = {
            name: tuple(Pattern(one, self._sieve) for one in self._forms(name)) for name in data["patterns"]
        }
        self._wanted = _Wanted(self._patterns, self._sieve)

    def words(self, name: str) -> frozenset[str]:
        """A plain list of words."""
        return self._lists[name]

    def search(self, name: str, text: str) -> re.Match[str] | None:
        """The first alternative of a pattern of `[patterns]` that is found in a text."""
        possible = self._sieve.texts.get(text) or self._sieve.possible(text)
        if not self._wanted[name] & possible:
            return None  # of the two hundred that are asked of a message, all but some ten end here
        for one in self._patterns[name]:
            if one.bit[0] & possible and (match := one.compiled.search(text)):
                return match
        return None

    def every(self, name: str, text: str) -> list[re.Match[str]]:
        """All matches of all alternatives."""
        possible = self._sieve.texts.get(text) or self._sieve.possible(text)
        if not self._wanted[name] & possible:
            return []
        those = (one.compiled for one in self._patterns[name] if one.bit[0] & possible)
        return [match for one in those for match in one.finditer(text)]

    def patterns(self) -> Mapping[str, tuple[re.Pattern[str], ...]]:
        """Every pattern by name, compiled."""
        return {name: tuple(one.compiled for one in some) for name, some in self._patterns.items()}

    def forms(self) -> Iterator[str]:
        """The form of every pattern."""
        return (form for name in self._data["patterns"] for form in self._forms(name))

    def ready(self) -> None:
        """Do at once what is else done with the first texts: compile every pattern, and work out its words."""
        for _ in self.getting_ready():
            pass
        self.patterns()

    def getting_ready(self) -> Iterator[None]:
        """What any text needs, in steps of some thousandths of a second: other work on this thread may come between."""
        yield from self._sieve.learning()
        for one in (one for some in self._patterns.values() for one in some):
            if one.bit[0] == ALWAYS:
                _ = one.compiled
                yield

    def single(self, name: str) -> re.Pattern[str]:
        """The only alternative of a pattern."""
        return self._patterns[name][0].compiled

    def has(self, name: str, text: str) -> bool:
        possible = self._sieve.texts.get(text) or self._sieve.possible(text)
        return bool(self._wanted[name] & possible) and self.search(name, text) is not None

    def may(self, name: str, text: str) -> bool:
        """Whether a pattern can be found in any stretch of a text, by the words that it cannot do without."""
        return any(one.bit[0] & self._sieve.possible(text) for one in self._patterns[name])

    @cached_property
    def _lists(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(words) for name, words in self._data["words"].items()}

    @cached_property
    def statuses(self) -> dict[str, Status | None]:
        """Everyday words → the status; None where the words give no certain one ("slipped")."""
        return {
            words: None if name == "uncertain" else Status(name)
            for name, group in self._data["statuses"].items()
            for words in group
        }

    @cached_property
    def numbers(self) -> dict[str, int]:
        return dict(self._data["numbers"])

    @cached_property
    def ordinals(self) -> dict[str, int]:
        return dict(self._data["ordinals"])

    @cached_property
    def letters(self) -> dict[str, str]:
        """A letter that stands for a status → its name."""
        return dict(self._data["letters"])

    @cached_property
    def past(self) -> dict[str, str]:
        """Verbs of which the past is not made by "ed": stop → stopped."""
        return dict(self._data["past"])

    @cached_property
    def held(self) -> dict[str, str]:
        """A kind of words that takes certainty from a statement → what they do."""
        return dict(self._data["held"])

    @cached_property
    def formats(self) -> dict[str, str]:
        """What people call a kind of file → its usual ending."""
        return dict(self._data["formats"])

    @cached_property
    def abbreviations(self) -> dict[str, tuple[str, ...]]:
        """Short forms in topics: "comms" → communications."""
        return {short: tuple(words.split()) for short, words in self._data["abbreviations"].items()}

    @cached_property
    def month_starts(self) -> dict[str, int]:
        """The first letters of each month → its number, from 1."""
        return {start: place for place, start in enumerate(self._data["months"]["starts"], start=1)}

    @cached_property
    def chat(self) -> dict[str, str]:
        """How words are written in a hurry → the word: "any1" → anyone."""
        return {short: word for word, shorts in self._data["chat"].items() for short in shorts}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that occurs anywhere in the lexicon, so that none of them is "corrected"."""
        found = set(self._data["spelling"]["leave"]) | set(self._data["spelling"]["correct"])
        return frozenset(found | self._words_of("words") | self.grammar)

    @cached_property
    def grammar(self) -> frozenset[str]:
        """The words that patterns and statuses are made of."""
        return frozenset(self._words_of("patterns") | self._words_of("parts") | self._words_of("statuses"))

    def _words_of(self, section: str) -> set[str]:
        entries = (entry for group in self._data[section].values() for entry in group)
        return {word for entry in entries for word in re.findall(r"[a-z]{3,}", entry)}

    @cached_property
    def correctable(self) -> tuple[str, ...]:
        """The words that a typing error may have been meant for."""
        whole = (phrase for phrase in self.statuses if " " not in phrase and len(phrase) > 3)
        return tuple(dict.fromkeys((*self._data["spelling"]["correct"], *whole)))

    @cached_property
    def short(self) -> frozenset[str]:
        """Words of three letters that are known with two of them swapped."""
        return frozenset(self._data["spelling"]["short"])

    @cached_property
    def english(self) -> frozenset[str]:
        """Common words of the language: none of them is a typing error of another."""
        return frozenset(self._data["english"]["common"].split())

    @cached_property
    def side_by_side(self) -> Mapping[str, frozenset[str]]:
        """A word → the words that stand right behind it in an everyday status or a phrase of ours."""
        found: dict[str, set[str]] = {}
        for phrase in (*self.statuses, *self._data["spelling"]["phrases"]):
            for left, right in pairwise(phrase.split()):
                found.setdefault(left, set()).add(right)
        return {left: frozenset(rights) for left, rights in found.items()}

    @cached_property
    def before_these(self) -> Mapping[str, frozenset[str]]:
        """A word → the words that stand right before it in such phrases."""
        found: dict[str, set[str]] = {}
        for left, rights in self.side_by_side.items():
            for right in rights:
                found.setdefault(right, set()).add(left)
        return {right: frozenset(lefts) for right, lefts in found.items()}

    def _forms(self, name: str) -> Iterator[str]:
        return (self._expanded(_BREAK.sub("", form)) for form in self._data["patterns"][name])

    def _expanded(self, pattern: str) -> str:
        def words(match: re.Match[str]) -> str:
            named = match.string[max(match.start() - 2, 0) : match.start()] == "?P"
            return match.group(0) if named or match.group(1) not in self._data["parts"] else self._class(match.group(1))

        return _PLACE.sub(words, pattern)

    def _class(self, name: str) -> str:
        """Any word of a class, as a pattern; the longest first, so that none ends inside another."""
        if name not in self._classes:
            said = dict.fromkeys(_BREAK.sub("", part) for part in self._data["parts"][name])  # twice would be two ways
            forms = sorted(said, key=len, reverse=True)
            self._classes[name] = self._expanded("(?:" + "|".join(forms) + ")")
        return self._classes[name]


@lru_cache(maxsize=1)
def _load() -> Lexicon:
    """The files of a language as one; a name that two of them give is an error."""
    whole: dict[str, dict[str, Any]] = {}
    for path in sorted(_WORDS.glob("*.toml")):
        for section, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            twice = whole.setdefault(section, {}).keys() & entries.keys()
            if twice:
                raise ValueError(f"{path.name} gives again: {', '.join(sorted(twice))}")
            whole[section].update(entries)
    return Lexicon(whole)


LEXICON = _load()
