"""The names of a document → the people and labels of the directory, and those that it lacks."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from storage.numbering import Stamp
from storage.owners import owner_kind, post_of
from storage.people import Directory, Kind, Person, fold
from storage.rights import PutRights, recorded
from storage.work import PutPerson


@dataclass(slots=True)
class Parties:
    """Names → ids, for one plan. `writes` are the people and labels that had to be added to the directory."""

    before: Directory
    plan_id: int
    writes: list[PutPerson] = field(default_factory=list)
    _people: dict[int, Person] = field(init=False)
    _named: dict[tuple[str, Kind], list[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._people = dict(self.before.people)
        for person in self._people.values():
            self._name(person)

    @property
    def directory(self) -> Directory:
        """The directory as it will stand."""
        return replace(self.before, number=self.before.number + bool(self.writes), people=self._people)

    def recorded(self, stamp: Stamp) -> tuple[PutRights, ...]:
        """Who answers for the labels that were added; a name alone gives nobody a right."""
        held = [write.person for write in self.writes if write.person.holders]
        return recorded(self.before, held, stamp.recorder, stamp.source, f"{stamp.change_set}:people")

    def ids(self, names: Sequence[str]) -> list[int]:
        """The ids of some owners, in order, each once; who is not known is added."""
        found = ((name, self.known(name)) for name in names)
        return list(dict.fromkeys(self._added(name) if known is None else known for name, known in found))

    def known(self, owner: str) -> int | None:
        """The one party that the directory has by this name; initials are known only within their plan, where no group
        is called so ("SMT")."""
        name, kind = fold(post_of(owner)[0]), owner_kind(owner)
        same = self._named.get((name, kind), [])
        if not same and kind is Kind.INITIALS:
            same = self._named.get((name, Kind.GROUP), [])
        return same[0] if len(same) == 1 else None

    def _name(self, person: Person) -> None:
        if person.kind is Kind.INITIALS and person.plan != self.plan_id:
            return
        for name in {fold(person.name), *map(fold, person.aliases)}:
            self._named.setdefault((name, person.kind), []).append(person.id)

    def _added(self, owner: str) -> int:
        name, post = post_of(owner)
        kind = owner_kind(owner)
        person = Person(
            id=max(self._people, default=0) + 1,
            name=name,
            kind=kind,
            initials=(name,) if kind is Kind.INITIALS else (),
            posts=(post,) if post else (),
            plan=self.plan_id if kind is Kind.INITIALS else None,
            holders=self._holders(name, kind),
        )
        self._people[person.id] = person
        self._name(person)
        self.writes.append(PutPerson(person, self.before.number))
        return person.id

    def _holders(self, name: str, kind: Kind) -> tuple[int, ...]:
        """Persons of the directory who have this post, or the one person with these initials."""
        if kind is Kind.PERSON:
            return ()
        persons = [one for one in self._people.values() if one.speaks and one.plan in (None, self.plan_id)]
        if kind is Kind.INITIALS:
            found = tuple(one.id for one in persons if fold(name) in map(fold, one.initials))
            return found if len(found) == 1 else ()
        return tuple(one.id for one in persons if fold(name) in map(fold, one.posts))
