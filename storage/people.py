"""Everybody a plan can name: persons, initials, posts, groups and third parties, as one immutable directory."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What an owner in a document is. Only a person speaks; the others have holders who answer for them."""

    PERSON = "person"
    INITIALS = "initials"  # belong to one plan until somebody says who they are
    POST = "post"
    GROUP = "group"
    THIRD_PARTY = "third_party"


class Role(StrEnum):
    """What somebody may do, beyond what owning an action gives."""

    READER = "reader"
    OWNER = "owner"
    MANAGER = "manager"
    OFFICER = "officer"  # the performance officer
    SERVICE = "service"  # another system: may do what a plan gives it, and never speaks in a chat


OVER_ALL = (Role.MANAGER, Role.OFFICER)  # who answer for all of a plan, or of every plan
_RANK = {role: place for place, role in enumerate((Role.SERVICE, Role.READER, Role.OWNER, *OVER_ALL))}


def higher(one: Role, other: Role | None) -> Role:
    """The role that may do more."""
    return one if other is None else max(one, other, key=_RANK.__getitem__)


@dataclass(frozen=True, slots=True)
class Person:
    """A person or another party that a document names. `id` is permanent within the organisation.

    `since` and `until` are their first and last day, both included; after it they are history.
    """

    id: int
    name: str
    kind: Kind = Kind.PERSON
    role: Role = Role.OWNER
    initials: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    plan: int | None = None  # the plan that a label of initials belongs to
    holders: tuple[int, ...] = ()  # who answers for a post, a group, a third party or initials
    team: str | None = None
    manager: int | None = None  # to whom they report
    since: date | None = None
    until: date | None = None

    @property
    def speaks(self) -> bool:
        return self.kind is Kind.PERSON

    def gone(self, day: date) -> bool:
        """Whether they have left by a day."""
        return self.until is not None and self.until < day


@dataclass(frozen=True, slots=True)
class Directory:
    """All people of one organisation at one directory number; a change gives a new directory."""

    number: int = 0
    people: Mapping[int, Person] = field(default_factory=dict)
    covers: Mapping[int, frozenset[int]] = field(
        default_factory=dict, compare=False
    )  # who is away just now, by delegate
    left: frozenset[int] = field(default=frozenset(), compare=False)  # who are not here any more today
    _held: Mapping[int, frozenset[int]] = field(init=False, repr=False, compare=False)  # holder → what they hold

    def __post_init__(self) -> None:
        held: dict[int, set[int]] = {}
        for party in self.people.values():
            for holder in party.holders:
                held.setdefault(holder, set()).add(party.id)
        object.__setattr__(self, "_held", {holder: frozenset(ids) for holder, ids in held.items()})

    def __getitem__(self, person: int) -> Person:
        return self.people[person]

    def name(self, person: int | None) -> str:
        """The name to show; a person who has been erased or is unknown stays "former officer"."""
        if person is None:
            return "nobody"
        found = self.people.get(person)
        return found.name if found else "former officer"

    def names(self, people: Iterable[int]) -> list[str]:
        return [self.name(person) for person in people]

    def answers_for(self, owner: int) -> tuple[int, ...]:
        """Who is asked about an owner: the person, or the holders of the post, group or initials; may be empty.

        Whoever has left is asked nothing.
        """
        party = self.people.get(owner)
        if party is None:
            return ()
        able = (owner,) if party.speaks else party.holders
        return tuple(one for one in able if one not in self.left) if self.left else able

    def stands_for(self, person: int) -> frozenset[int]:
        """Every owner id that is this person: themselves, whatever they hold, and for whom they cover."""
        mine = self.covers.get(person, frozenset()) | {person}
        return mine.union(*(self._held.get(one, frozenset()) for one in mine))

    def here(self) -> Iterator[Person]:
        """Everybody who can be asked something: persons who have not left, and no other system."""
        return (
            one
            for one in self.people.values()
            if one.speaks and one.role is not Role.SERVICE and one.id not in self.left
        )

    def reports_to(self, person: int, manager: int) -> bool:
        """Whether somebody answers to a manager, through however many others."""
        passed = {person}
        above = self._above(person)
        while above is not None and above not in passed:
            if above == manager:
                return True
            passed.add(above)
            above = self._above(above)
        return False

    def _above(self, person: int) -> int | None:
        found = self.people.get(person)
        return found.manager if found else None

    def officers(self, without: Iterable[int] = ()) -> list[Person]:
        """The performance officers besides some people, of those of whom it is not known that they leave."""
        gone = frozenset(without)
        return [one for one in self.here() if one.role is Role.OFFICER and one.id not in gone and one.until is None]

    def named(self, name: str) -> Person | None:
        """The one person of exactly this name, whatever its case; None where there is none or more than one."""
        found = [one for one in self.people.values() if fold(one.name) == fold(name)]
        return found[0] if len(found) == 1 else None


def today_in(directory: Directory, day: date) -> Directory:
    """The directory on a day: who has left is asked nothing any more."""
    left = frozenset(one.id for one in directory.people.values() if one.until is not None and one.gone(day))
    return replace(directory, left=left) if left != directory.left else directory


def with_people(directory: Directory, changed: Iterable[Person]) -> Directory:
    """The directory with some people as they would be."""
    return replace(directory, people={**directory.people, **{one.id: one for one in changed}})


def loses_last_officer(before: Directory, after: Directory) -> bool:
    """Whether nobody would be left who may set anything up, where there is somebody now."""
    return bool(before.officers()) and not after.officers()


def fold(text: str) -> str:
    """How names are compared: case and spacing do not count."""
    return " ".join(text.casefold().split())


def enrol(directory: Directory, told: Person) -> tuple[Person, ...]:
    """What changes when somebody is told of: a person of exactly that name is amended, else somebody is new."""
    same = (one for one in directory.people.values() if one.speaks and fold(one.name) == fold(told.name))
    return enrolled(directory, told, next(same, None))


def enrolled(directory: Directory, told: Person, known: Person | None) -> tuple[Person, ...]:
    """What changes when somebody is told of: the person, new or amended, then every label that is now theirs.

    `told.id` is ignored; `known` is amended, whose lists grow but never shrink; without it somebody is new. A label in
    a plan (initials, a post, a group) that the person answers to by initials, post or alias gets them as a holder.
    """
    person = _grown(known, told) if known else replace(told, id=max(directory.people, default=0) + 1, kind=Kind.PERSON)
    answers_to = {fold(one) for one in (*told.initials, *told.posts, *told.aliases)}
    held = [
        replace(one, holders=(*one.holders, person.id))
        for one in directory.people.values()
        if not one.speaks
        and fold(one.name) in answers_to
        and person.id not in one.holders
        and (told.plan is None or one.plan in (None, told.plan))
    ]
    return (person, *held)


def _grown(known: Person, told: Person) -> Person:
    return replace(
        known,
        role=told.role,
        initials=_union(known.initials, told.initials),
        emails=_union(known.emails, told.emails),
        posts=_union(known.posts, told.posts),
        aliases=_union(known.aliases, told.aliases),
        team=told.team or known.team,
        manager=told.manager or known.manager,
        since=told.since or known.since,
        until=told.until or known.until,
    )


def _union(known: tuple[str, ...], told: tuple[str, ...]) -> tuple[str, ...]:
    there = {fold(one) for one in known}
    return (*known, *(one for one in told if fold(one) not in there))
