"""A file of people against the directory: who is new, what is different, and what cannot be decided without somebody.

Pure: a file and a directory in, a reviewed difference out. Nobody is removed, an empty cell takes nothing away, and
nobody's role is changed by a file.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dialogs.words import joined, say
from storage.documents.people_file import PeopleFile, PersonRow
from storage.people import Directory, Person, enrolled, fold, with_people

NEW = "new"
_ANSWER = re.compile(r"\s*(?:row\s+)?(\d+)\s+is\s+(.+?)\s*", re.IGNORECASE)
FIELDS = ("emails", "initials", "posts", "team", "manager", "since", "until")


@dataclass(slots=True)
class Difference:
    """What a file would change. `after` is the directory with it; `conflicts` and `notes` are for whoever reviews."""

    before: Directory
    after: Directory
    new: list[Person] = field(default_factory=list)
    changed: list[Person] = field(default_factory=list)  # as they would be
    conflicts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    @property
    def put(self) -> list[Person]:
        """Everybody who is written: whoever is new or different, and the labels that are somebody's now."""
        known = self.before.people
        return [one for id_, one in self.after.people.items() if known.get(id_) != one]


def read_answer(text: str) -> tuple[int, str] | None:
    """ "7 is Jane Smith", "7 is new": which row, and who that is."""
    found = _ANSWER.fullmatch(text)
    return (int(found.group(1)), found.group(2)) if found else None


def compared(file: PeopleFile, directory: Directory, answers: Mapping[int, str]) -> Difference:
    """What the file would change, less the rows that could be two people's."""
    found = Difference(directory, directory)
    rows: dict[int, PersonRow] = {}  # person → the row that told of them
    for row in sorted(file.rows, key=lambda one: -len(one.name.split())):  # so that a first name meets the whole ones
        if (person := _told(row, found, answers, rows)) is not None:
            rows[person] = row
    for person, row in rows.items():
        _report(person, row, found)
    for one in found.put:
        if one.speaks:
            (found.changed if one.id in directory.people else found.new).append(one)
    told = set(rows)
    found.absent = [one.name for one in directory.people.values() if one.speaks and one.id not in told]
    return found


def _told(row: PersonRow, found: Difference, answers: Mapping[int, str], rows: Mapping[int, PersonRow]) -> int | None:
    """Whom a row tells of, with what it says of them taken in; None where that is not certain."""
    if not row.name:
        found.conflicts.append(say("people_file.no_name", line=row.line))
        return None
    who = _who(row, found, answers)
    if isinstance(who, str):
        found.conflicts.append(who)
        return None
    if who is not None and who.id in rows:
        found.conflicts.append(say("people_file.twice", line=row.line, name=who.name, first=rows[who.id].line))
        return None
    if taken := _taken(row, who, found.after):
        found.conflicts.append(taken)
        return None
    told = _person(row, who)
    changed = enrolled(found.after, told, who)
    found.after = with_people(found.after, changed)
    if who is None:
        found.notes += _alike(row, found.before)
    found.notes += [say("people_file.no_day", line=row.line, name=told.name, words=words) for words in row.unread]
    return changed[0].id


def _who(row: PersonRow, found: Difference, answers: Mapping[int, str]) -> Person | str | None:
    """Who it is: None for somebody new, words where it may be several."""
    persons = [one for one in found.after.people.values() if one.speaks]
    if (said := answers.get(row.line)) is not None:
        return _answered(row, said, persons)
    called = [one for one in persons if fold(row.name) in {fold(one.name), *map(fold, one.aliases)}]
    email = fold(row.said.get("email", ""))
    reached = [one for one in persons if email and email in map(fold, one.emails)]
    if len(called) == 1 and called[0] in reached:
        return called[0]
    if reached and reached != called:
        return _unsure(row, "address", [*reached, *(one for one in called if one not in reached)])
    if len(called) > 1:
        return _unsure(row, "several", called)
    if called:
        return called[0]
    part = [one for one in persons if _is_part(row.name, one.name)]
    return _unsure(row, "part", part) if part else None


def _answered(row: PersonRow, said: str, persons: Sequence[Person]) -> Person | str | None:
    """Whom an answer names: by name, or by address where several are called so."""
    known = [one for one in persons if fold(said) in {fold(one.name), *map(fold, one.emails)}]
    if fold(said) == NEW or len(known) == 1:
        return known[0] if known else None
    if known:
        return say("people_file.several_so", line=row.line, name=said, addresses=_addresses(known))
    return say("people_file.no_such", line=row.line, name=said)


def _addresses(persons: Sequence[Person]) -> str:
    return joined(one.emails[0] if one.emails else say("people_file.no_address") for one in persons)


def _is_part(less: str, more: str) -> bool:
    """Whether a name is a first name, a family name or some other part of a longer one."""
    some, every = fold(less).split(), fold(more).split()
    return 0 < len(some) < len(every) and set(some) <= set(every)


def _alike(row: PersonRow, directory: Directory) -> list[str]:
    """Somebody new may be who was known by a part of the name only."""
    persons = [one for one in directory.people.values() if one.speaks]
    return [
        say("people_file.alike", line=row.line, name=row.name, other=one.name)
        for one in persons
        if _is_part(one.name, row.name)
    ]


def _unsure(row: PersonRow, why: str, fits: Sequence[Person]) -> str:
    names = joined(dict.fromkeys(one.name for one in fits))
    slots = {"line": row.line, "name": row.name, "email": row.said.get("email", ""), "names": names}
    return say(f"people_file.{why}", **slots, first=fits[0].name)


def _taken(row: PersonRow, who: Person | None, directory: Directory) -> str | None:
    """Initials that are somebody else's already would make two people one."""
    said = fold(row.said.get("initials", ""))
    others = (one for one in directory.people.values() if one.speaks and (who is None or one.id != who.id))
    other = next((one for one in others if said and said in map(fold, one.initials)), None)
    if other is None:
        return None
    return say("people_file.initials", line=row.line, name=row.name, initials=row.said["initials"], other=other.name)


def _person(row: PersonRow, who: Person | None) -> Person:
    """What the row says, under the name by which the person is known."""
    told = Person(
        0,
        who.name if who else row.name,
        emails=_one(row, "email"),
        initials=_one(row, "initials"),
        posts=_one(row, "post"),
        team=row.said.get("team"),
        since=row.since,
        until=row.until,
    )
    return replace(told, role=who.role) if who else told


def _one(row: PersonRow, column: str) -> tuple[str, ...]:
    return (row.said[column],) if column in row.said else ()


def _report(person: int, row: PersonRow, found: Difference) -> None:
    """To whom they report, once everybody of the file is there."""
    said = row.said.get("manager")
    if not said:
        return
    persons = [one for one in found.after.people.values() if one.speaks]
    fits = [one for one in persons if fold(said) in {fold(one.name), *map(fold, (*one.emails, *one.aliases))}]
    here = found.after[person]
    if len(fits) != 1:
        found.notes.append(say("people_file.manager", line=row.line, name=here.name, manager=said))
    elif fits[0].id == person:
        found.notes.append(say("people_file.themself", line=row.line, name=here.name))
    elif found.after.reports_to(fits[0].id, person):
        found.notes.append(say("people_file.round", line=row.line, name=here.name, manager=fits[0].name))
    else:
        found.after = with_people(found.after, [replace(here, manager=fits[0].id)])


# --- in words -----------------------------------------------------------------------------------------------------


def told(file: PeopleFile, found: Difference) -> list[str]:
    """The difference for whoever reviews it."""
    lines = [say("people_file.head", rows=len(file.rows), new=len(found.new), changed=len(found.changed))]
    lines += [say("people_file.new", name=one.name, what=_what(one, found.after)) for one in found.new]
    for one in found.changed:
        lines.append(say("people_file.changed", name=one.name, what="; ".join(_news(one, found))))
    lines += found.notes
    lines += [say("people_file.left", headings=joined(file.left))] if file.left else []
    lines += [say("people_file.absent", n=len(found.absent), names=_some(found.absent))] if found.absent else []
    if found.conflicts:
        lines += [say("people_file.conflicts", n=len(found.conflicts)), *found.conflicts]
    return lines


def _some(names: Sequence[str], most: int = 8) -> str:
    left = len(names) - most
    return joined(names) if left <= 0 else f"{', '.join(names[:most])} {say('roles.more', n=left)}"


def _what(person: Person, directory: Directory) -> str:
    return ", ".join(filter(None, (shown(person, one, directory) for one in FIELDS)))


def _news(person: Person, found: Difference) -> Iterable[str]:
    before = found.before[person.id]
    for one in FIELDS:
        old, new = shown(before, one, found.before), shown(person, one, found.after)
        if old != new:
            yield say("people_file.field", field=say(f"people_file.field_{one}"), old=old or "–", new=new)


def shown(person: Person, what: str, directory: Directory) -> str:
    """One thing about somebody, as words."""
    value = getattr(person, what)
    if what == "manager":
        return directory.name(value) if value is not None else ""
    return ", ".join(value) if isinstance(value, tuple) else str(value) if value is not None else ""
