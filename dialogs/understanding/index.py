"""What is looked up while reading, kept beside a plan: which actions hold a word, and which a person owns.

An index belongs to a plan at a change number. It is advanced by the plan's recent changes where they reach back far
enough, and made anew otherwise; it is only ever an answer to "where?", so the same plan always gives the same index.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import log

from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.tokens import stem, tokens_of
from storage.people import Directory
from storage.plan import Action, Plan

KEPT = 64  # plans whose index is kept in memory


@dataclass(frozen=True, slots=True)
class PlanIndex:
    """`holders`: stem → ids of the actions whose words hold it; `own`: owner id → ids of the actions, in plan order."""

    plan: int
    number: int
    words: Mapping[int, frozenset[str]]
    holders: Mapping[str, frozenset[int]]
    own: Mapping[int, tuple[int, ...]]
    vocabulary: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    def weight(self, word: str) -> float:
        """How telling a word is: high where few actions hold it."""
        holding = len(self.holders.get(word, ()))
        return log(1 + len(self.words) / holding) if holding else 0.0


_latest: dict[tuple[str, int], tuple[Plan, PlanIndex]] = {}


def index_of(plan: Plan) -> PlanIndex:
    """The index of a plan as it stands."""
    key = (plan.organisation, plan.id)
    known = _latest.get(key)
    if known is not None and known[0] is plan:
        return known[1]
    index = _advanced(*known, plan) if known is not None else None
    index = index or _made(plan)
    if len(_latest) >= KEPT and key not in _latest:
        _latest.pop(next(iter(_latest)))
    _latest[key] = (plan, index)
    return index


def _same_words(before: Plan, after: Plan) -> bool:
    """Whether only statuses, dates, notes and owners changed: the words are the same objects."""
    if before.recommendations.keys() != after.recommendations.keys() or before.actions.keys() != after.actions.keys():
        return False
    texts = all(one.text is before.actions[key].text for key, one in after.actions.items())
    return texts and all(one.text is before.recommendations[key].text for key, one in after.recommendations.items())


def _advanced(before: Plan, index: PlanIndex, after: Plan) -> PlanIndex | None:
    if not _same_words(before, after):
        return None
    same_owners = all(one.owners == before.actions[key].owners for key, one in after.actions.items())
    own = index.own if same_owners else _owners(after.actions.values())
    return PlanIndex(after.id, after.number, index.words, index.holders, own, index.vocabulary, index.pairs)


def _made(plan: Plan) -> PlanIndex:
    words: dict[int, frozenset[str]] = {}
    vocabulary: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    holders: dict[str, set[int]] = {}
    for recommendation in plan.recommendations.values():
        shared = _keys(f"{recommendation.text}\n{recommendation.section or ''}")
        for action in (plan.actions[one] for one in recommendation.actions if one in plan.actions):
            own = _keys(action.text) if action.text != recommendation.text else []
            vocabulary.update(own, shared)
            for keys in (own, shared):
                pairs.update(pairwise(keys))
            words[action.id] = frozenset(stem(key) for key in (*own, *shared) if key not in LEXICON.words("stop"))
            for word in words[action.id]:
                holders.setdefault(word, set()).add(action.id)
    frozen = {word: frozenset(ids) for word, ids in holders.items()}
    return PlanIndex(
        plan.id,
        plan.number,
        words,
        frozen,
        _owners(plan.actions.values()),
        frozenset(vocabulary),
        frozenset(pairs),
    )


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
    longest: int  # words in the longest whole name


def _people_of(directory: Directory) -> PeopleIndex:
    whole: dict[str, list[int]] = {}
    parts: dict[str, list[int]] = {}
    initials: dict[str, list[int]] = {}
    for person in directory.people.values():
        names = [person.name, *person.aliases, *person.posts]
        for name in names:
            _note(whole, " ".join(token.key for token in tokens_of(name)), person.id)
        if person.speaks:
            words = [token.key for token in tokens_of(person.name) if token.word]
            for word in words if len(words) > 1 else ():
                _note(parts, word, person.id)
            _note(initials, "".join(word[0] for word in words) if len(words) > 1 else "", person.id)
        elif person.kind.value == "initials":
            _note(initials, person.name.casefold(), person.id)
        for short in person.initials:
            _note(initials, "".join(short.casefold().split()), person.id)
    frozen = _frozen(whole)
    longest = max((len(name.split()) for name in frozen), default=1)
    return PeopleIndex(frozen, _frozen(parts), _frozen(initials), longest)


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
