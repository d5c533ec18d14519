"""What is looked up while reading, kept beside a plan: which actions hold a word, and which a person owns.

One index is kept for each plan and brought to the plan that is asked about: only actions and recommendations that are
other objects than before are looked at, so that an edit costs what was edited and never the whole plan. It is only ever
an answer to "where?", and the same plan always gives the same answers.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log
from typing import Any, NamedTuple, TypeVar

from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.tokens import Token, stem, tokens_of
from storage.between import touched
from storage.people import Directory
from storage.plan import Action, Plan, Recommendation, ref_key
from storage.status import Status

T = TypeVar("T")

KEPT = 64  # plans whose index is kept in memory
LONGEST_INITIALISM = 5  # letters
SHORTEST_MISTYPED = 4  # letters of a name that is known although it is mistyped
ENDED = frozenset(one for one in Status if one.ended)


@dataclass(slots=True)
class PlanIndex:
    """`words`: action → the stems of its words and of its recommendation's, `told`: of its own alone; `holders`: stem →
    ids of the actions that hold it; `shortened`: first letters of words side by side ("mtfp") → the actions;
    `own`: owner id → ids of the actions, in plan order; `vocabulary` and `pairs`: how often a word, and two words side
    by side, stand in the plan; `lettered`: first letter → the words; `sections`: the plan's headings; `titled`: the
    words of its title; `found`: what `matching` has looked up, until words change; `open`: see `still_open`;
    `composed`: numbers of several signs ("A-17") and how else they are typed ("a17") → as the plan has them."""

    plan: Plan
    words: dict[int, frozenset[str]] = field(default_factory=dict)
    told: dict[int, frozenset[str]] = field(default_factory=dict)
    holders: dict[str, set[int]] = field(default_factory=dict)
    shortened: dict[str, "array[int]"] = field(default_factory=dict)  # an array takes a twentieth of a set's room
    own: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    order: Mapping[int, int] = field(default_factory=dict)  # action id → its place in the plan's own order
    vocabulary: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    sections: Counter[str] = field(default_factory=Counter)
    lettered: dict[str, set[str]] = field(default_factory=dict)
    titled: frozenset[str] = frozenset()
    found: dict[str, Any] = field(default_factory=dict)
    open: tuple[tuple[int, int], ...] | None = None
    composed: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    reach: int = 0  # tokens in the longest of these
    letter: str = ""  # the letter or letters that all numbers of the plan begin with
    numbers: Mapping[str, str] = field(default_factory=dict)  # "10" → "a10", where all have it
    parted: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # "2" → the ids of 2a and 2b, where no 2 is

    def still_open(self) -> tuple[tuple[int, int], ...]:
        """Plan and id of the actions that are not over, in the plan's order; looked through once until it changes."""
        if self.open is None:
            plan = self.plan
            self.open = tuple((plan.id, one) for one, held in plan.actions.items() if held.status not in ENDED)
        return self.open

    def weight(self, word: str) -> float:
        """How telling a word is: high where few actions hold it."""
        holding = len(self.holders.get(word, ()))
        return log(1 + len(self.words) / holding) if holding else 0.0

    def bring_to(self, plan: Plan) -> None:
        """Take out what this plan does not have, put in what it has."""
        before, self.plan = self.plan, plan
        self.open = None
        if _same_words(before, plan):
            return
        self.found.clear()
        if plan.title != before.title or not self.titled:
            self.titled = frozenset(_keys(plan.title))
        for one in _other(before.recommendations, plan.recommendations):
            self._count(_keys(_shared_words(one)), -1)
            _count(self.sections, (one.section,) if one.section else (), -1)
        for one in _other(plan.recommendations, before.recommendations):
            self._count(_keys(_shared_words(one)), 1)
            _count(self.sections, (one.section,) if one.section else (), 1)
        gone, come = _Shares(before), _Shares(plan)
        for action in _reworded(before, plan):
            self._drop(action, gone[action.recommendation])
        for action in _reworded(plan, before):
            self._put(action, come[action.recommendation])
        if _owned(before, plan) or _owned(plan, before):
            self.own = _owners(plan.actions.values())
        if before.by_ref != plan.by_ref:
            self.composed = _composed(plan.by_ref)
            self.reach = max(map(len, self.composed), default=0)
            self.letter, self.numbers = _without_letter(plan.by_ref)
            self.parted = _parted(plan)
        if _parts(before) != _parts(plan):
            self.order = {action: place for place, action in enumerate(one for part in _parts(plan) for one in part)}

    def _put(self, action: Action, shared: "_Shared") -> None:
        keys, short = _own(action, shared)
        self._count(keys, 1)
        own = _stems(keys)
        self.words[action.id] = own | shared.stems
        self.told[action.id] = own if keys else shared.told
        _add(self.holders, self.words[action.id], action.id)
        for letters in short:
            self.shortened.setdefault(letters, array("q")).append(action.id)

    def _drop(self, action: Action, shared: "_Shared") -> None:
        keys, short = _own(action, shared)
        self._count(keys, -1)
        _take(self.holders, self.words.pop(action.id), action.id)
        for letters in short:
            self.shortened[letters].remove(action.id)
            if not self.shortened[letters]:
                del self.shortened[letters]
        del self.told[action.id]

    def _count(self, keys: list[str], by: int) -> None:
        _count(self.vocabulary, keys, by)
        _count(self.pairs, pairwise(keys), by)
        for key in keys:
            held = self.lettered.setdefault(key[0], set())
            if key in self.vocabulary:
                held.add(key)
            else:
                held.discard(key)


class _Shared(NamedTuple):
    """What actions have of their recommendation: the stems of its words, those without its section, first letters."""

    text: str
    stems: frozenset[str]
    told: frozenset[str]
    short: set[str]


class _Shares(dict[int, _Shared]):
    """Recommendation → what its actions share, each read once however many they are."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __missing__(self, key: int) -> _Shared:
        one = self.plan.recommendations[key]
        keys = _keys(_shared_words(one))
        shared = self[key] = _Shared(one.text, _stems(keys), _stems(_keys(one.text)), _initialisms(keys))
        return shared


def _own(action: Action, shared: _Shared) -> tuple[list[str], set[str]]:
    """The words of an action that are not just its recommendation's, and every abbreviation that may mean it."""
    tokens = tokens_of(action.text)
    keys = [token.key for token in tokens if token.word] if action.text != shared.text else []
    return keys, _initialisms(keys) | shared.short | _numbered(tokens)


def _stems(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(key) for key in keys if key not in LEXICON.words("stop"))


def _initialisms(keys: Sequence[str]) -> set[str]:
    """The first letters of two to five words side by side, with small words and without: "vfm", "mtfp"."""
    telling = "".join(key[0] for key in keys if key not in LEXICON.words("small_words"))
    return _runs("".join(key[0] for key in keys)) | _runs(telling)


def _numbered(tokens: Sequence[Token]) -> set[str]:
    """A word that is counted, as its first letter and its number: "s47" for section 47."""
    pairs = pairwise(tokens)
    return {f"{word.key[0]}{number.key}" for word, number in pairs if word.word and number.key.isdigit()}


def _runs(letters: str) -> set[str]:
    ends = range(2, min(LONGEST_INITIALISM, len(letters)) + 1)
    return {letters[at : at + length] for length in ends for at in range(len(letters) - length + 1)}


def _add(holders: dict[str, set[int]], words: Iterable[str], action: int) -> None:
    for word in words:
        holders.setdefault(word, set()).add(action)


def _take(holders: dict[str, set[int]], words: Iterable[str], action: int) -> None:
    for word in words:
        holders[word].discard(action)
        if not holders[word]:
            del holders[word]


def _count(counter: Counter[T], found: Iterable[T], by: int) -> None:
    for one in found:
        counter[one] += by
        if not counter[one]:
            del counter[one]


_latest: dict[tuple[str, int], PlanIndex] = {}


def index_of(plan: Plan) -> PlanIndex:
    """The index of a plan as it stands."""
    key = (plan.organisation, plan.id)
    index = _latest.get(key)
    if index is None:
        if len(_latest) >= KEPT:
            _latest.pop(next(iter(_latest)))
        index = _latest[key] = PlanIndex(Plan(plan.organisation, plan.id))
    if index.plan is not plan:
        index.bring_to(plan)
    return index


def _same_words(before: Plan, plan: Plan) -> bool:
    """Whether nothing that is kept here can be another, going by what was changed between the two."""
    since = touched(before, plan)
    if since is None or before.title != plan.title:
        return False
    was, now = before.actions, plan.actions
    return all(one in was and _looked_up(was[one]) == _looked_up(now[one]) for one in since if one)


def _looked_up(action: Action) -> tuple[str, int, tuple[int, ...]]:
    return action.text, action.recommendation, action.owners


def _other(these: Mapping[int, T], those: Mapping[int, T]) -> Iterator[T]:
    """What the first holds and the second does not, or as another object."""
    return (one for key, one in these.items() if those.get(key) is not one)


def _reworded(plan: Plan, than: Plan) -> list[Action]:
    """The actions whose words, own or their recommendation's, the other plan has not."""
    told = [one for one in _other(plan.actions, than.actions) if _text(one.id, plan) != _text(one.id, than)]
    again = {one.id for one in told}
    for one in _other(plan.recommendations, than.recommendations):
        if one.id not in than.recommendations or _shared_words(one) != _shared_words(than.recommendations[one.id]):
            told += [plan.actions[key] for key in one.actions if key in plan.actions and key not in again]
            again.update(one.actions)
    return told


def _text(action: int, plan: Plan) -> tuple[str, int] | None:
    found = plan.actions.get(action)
    return (found.text, found.recommendation) if found else None


def _parts(plan: Plan) -> list[tuple[int, ...]]:
    """The actions of each recommendation, in the plan's order."""
    return [one.actions for one in plan.recommendations.values()]


def _owned(plan: Plan, than: Plan) -> bool:
    """Whether an action is somebody's that in the other plan is not, or not theirs."""
    was = than.actions
    return any(one.id not in was or one.owners != was[one.id].owners for one in _other(plan.actions, was))


_SIMPLE = re.compile(r"\d+(?:\.\d+)*[a-z]?")
_LETTERED = re.compile(r"([a-z]+)[-/_]?0*(\d+(?:\.\d+)*[a-z]?)")


def _composed(refs: Mapping[str, int]) -> Mapping[tuple[str, ...], str]:
    """The tokens that a number with letters or signs may come as → the number. What is another number is that one."""
    found: dict[tuple[str, ...], str] = {}
    for ref in refs:
        if not _SIMPLE.fullmatch(ref) and "(" not in ref:
            for said in (ref, *(one for one in _spellings(ref) if one not in refs)):
                found.setdefault(tuple(token.key for token in tokens_of(said)), ref)
    return {keys: ref for keys, ref in found.items() if keys != (ref,)}


def _parted(plan: Plan) -> Mapping[str, tuple[int, ...]]:
    """Numbers that only their parts have: 2, in a plan with 2a and 2b."""
    found: dict[str, list[int]] = {}
    for action in plan.actions.values():
        ref = ref_key(action.ref)
        if ref[-1:].isalpha() and ref[-2:-1].isdigit() and ref[:-1] not in plan.by_ref:
            found.setdefault(ref[:-1], []).append(action.id)
    return {whole: tuple(ids) for whole, ids in found.items() if len(ids) > 1}


def _without_letter(refs: Mapping[str, int]) -> tuple[str, Mapping[str, str]]:
    """What all numbers of a plan begin with, and each of them without it; nothing where they differ."""
    shapes = [(ref, _LETTERED.fullmatch(ref)) for ref in refs]
    letters = {shape.group(1) if shape else "" for _, shape in shapes}
    if len(letters) != 1 or "" in letters:
        return "", {}
    return letters.pop(), {shape.group(2): ref for ref, shape in shapes if shape is not None}


def _spellings(ref: str) -> Iterator[str]:
    """ "A-06": "a06", "a-6", "a/6" and so on. Apart ("hr 6") only behind letters that are no word by themselves."""
    shape = _LETTERED.fullmatch(ref)
    if shape is None:
        return
    letters, number = shape.groups()
    apart = (" ",) if len(letters) > 1 and letters not in LEXICON.words("stop") else ()
    for digits in (ref.removeprefix(letters).lstrip("-/_"), number):
        yield from (f"{letters}{sign}{digits}" for sign in ("-", "/", "", *apart))


def _shared_words(recommendation: Recommendation) -> str:
    return f"{recommendation.text}\n{recommendation.section or ''}"


def _keys(text: str) -> list[str]:
    return [token.key for token in tokens_of(text) if token.word]


def _owners(actions: Iterable[Action]) -> Mapping[int, tuple[int, ...]]:
    own: dict[int, list[int]] = {}
    for action in actions:
        for owner in action.owners:
            own.setdefault(owner, []).append(action.id)
    return {owner: tuple(ids) for owner, ids in own.items()}


@dataclass(frozen=True, slots=True)
class PeopleIndex:
    """Every way in which somebody is named, compared without case: whole names, parts of names, initials, others."""

    whole: Mapping[str, tuple[int, ...]]  # full names, posts, groups and aliases, of one or more words
    parts: Mapping[str, tuple[int, ...]]  # first and family names
    initials: Mapping[str, tuple[int, ...]]
    letters: Mapping[int, frozenset[str]]  # with which letters the parts of somebody's name begin
    sized: Mapping[int, tuple[str, ...]]  # letters in a first or family name → the names, those of four and more
    longest: int  # words in the longest whole name
    served: Mapping[str, tuple[int, ...]]  # telling words of groups: "freight" → the Freight Partnership


def _people_of(directory: Directory) -> PeopleIndex:
    whole: dict[str, list[int]] = {}
    parts: dict[str, list[int]] = {}
    initials: dict[str, list[int]] = {}
    letters: dict[int, frozenset[str]] = {}
    served: dict[str, list[int]] = {}
    for person in directory.people.values():
        names = [person.name, *person.aliases, *person.posts]
        for name in names:
            _note(whole, " ".join(token.key for token in tokens_of(name)), person.id)
        for word in _keys("" if person.speaks else person.name):
            if word not in LEXICON.words("party_nouns") and word not in LEXICON.words("stop"):
                _note(served, word, person.id)
        if person.speaks:
            words = [token.key for token in tokens_of(person.name) if token.word]
            for word in words if len(words) > 1 else ():
                _note(parts, word, person.id)
            letters[person.id] = frozenset(word[0] for word in words)
            _note(initials, "".join(word[0] for word in words) if len(words) > 1 else "", person.id)
        elif person.kind.value == "initials":
            _note(initials, person.name.casefold(), person.id)
        for short in person.initials:
            _note(initials, "".join(short.casefold().split()), person.id)
    frozen = _frozen(whole)
    longest = max((len(name.split()) for name in frozen), default=1)
    return PeopleIndex(frozen, _frozen(parts), _frozen(initials), letters, _sized(parts), longest, _frozen(served))


def _sized(parts: Iterable[str]) -> Mapping[int, tuple[str, ...]]:
    sized: dict[int, list[str]] = {}
    for name in parts:
        if len(name) >= SHORTEST_MISTYPED:
            sized.setdefault(len(name), []).append(name)
    return {length: tuple(names) for length, names in sized.items()}


def _frozen(names: Mapping[str, list[int]]) -> Mapping[str, tuple[int, ...]]:
    return {key: tuple(ids) for key, ids in names.items() if key}


_directories: dict[int, tuple[Directory, PeopleIndex]] = {}


def people_of(directory: Directory) -> PeopleIndex:
    """The names of a directory; made once for each directory value."""
    known = _directories.get(id(directory))
    if known is None or known[0] is not directory:
        if len(_directories) >= KEPT:
            _directories.clear()
        known = _directories[id(directory)] = (directory, _people_of(directory))
    return known[1]


def _note(names: dict[str, list[int]], key: str, person: int) -> None:
    if person not in (known := names.setdefault(key, [])):
        known.append(person)
