"""Who is away, what rests, and what was asked of whom: the record that reminders are decided from. Pure values."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from storage.people import Directory

EVERY_ACTION = 0  # stands for an action, and for a plan, where a snooze is of everything


class Why(StrEnum):
    """Why somebody is asked about an action, or told of it."""

    RETURN = "return"  # a return asks for it
    OVERDUE = "overdue"
    DUE = "due"  # soon
    SILENT = "silent"  # nothing said for longer than the plan's interval
    CHASED = "chased"  # somebody has asked for it
    TO_DECIDE = "to_decide"  # a later date waits for their yes
    REMINDED = "reminded"  # they asked to be reminded themselves
    HANDED = "handed"  # its owner says that it is theirs; they take it or not
    DISOWNED = "disowned"  # its owner says that it is not theirs; told to officers
    ESCALATED = "escalated"  # nobody has answered about it; told to the sponsor, to managers, to officers
    DECIDED = "decided"  # a later date that they had asked for; told to them
    REPORTED = "reported"  # who has answered to a chase; told to whoever chased


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is not asked from `since` until `until`, both included; without `until`, until they are back."""

    person: int
    since: date
    until: date | None = None
    delegate: int | None = None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Snooze:
    """Somebody is not asked of an action before `until`; EVERY_ACTION as both ids is everything of theirs."""

    person: int
    plan: int
    action: int
    until: date

    def holds(self, plan: int, action: int, day: date) -> bool:
        return day < self.until and self.action in (EVERY_ACTION, action) and self.plan in (EVERY_ACTION, plan)


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something that joins a person's next message, from `day` on, because `by` wanted it."""

    id: str
    why: Why
    person: int
    plan: int
    action: int
    day: date
    by: int
    made: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Asked:
    """What stood in a person's message of one local day."""

    person: int
    day: date
    plan: int
    action: int
    why: Why
    recorded: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What an organisation's reminders are decided from. Prompts are those that nobody was told yet; of absences and
    snoozes also those that ended lately, since whoever was away could not answer."""

    absences: tuple[Absence, ...] = ()
    snoozes: tuple[Snooze, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    asked: tuple[Asked, ...] = ()
    handed: tuple[Prompt, ...] = ()  # what somebody else says is theirs, whether they have been told yet or not

    def of_plans(self, plans: Collection[int]) -> "Rhythm":
        """Without what was asked and said about other plans."""
        there = {EVERY_ACTION, *plans}
        return replace(
            self,
            prompts=tuple(one for one in self.prompts if one.plan in there),
            asked=tuple(one for one in self.asked if one.plan in there),
            handed=tuple(one for one in self.handed if one.plan in there),
        )

    def without_left(self, left: Collection[int]) -> "Rhythm":
        """Nobody who has left covers for anybody."""
        gone = [one for one in self.absences if one.delegate in left]
        if not gone:
            return self
        kept = (replace(one, delegate=None) if one in gone else one for one in self.absences)
        return replace(self, absences=tuple(kept))

    def away(self, person: int, day: date) -> Absence | None:
        """The absence that holds on a day, of several the one that ends last."""
        held = [one for one in self.absences if one.person == person and one.holds(day)]
        return max(held, key=lambda one: one.until or date.max, default=None)

    def rests(self, person: int, plan: int, action: int, day: date) -> bool:
        return any(one.person == person and one.holds(plan, action, day) for one in self.snoozes)

    def told(self, person: int, day: date) -> bool:
        """Whether a person has had the message of a day."""
        return any(one.person == person and one.day == day for one in self.asked)


def asked_of(person: int, day: date, asks: Iterable[tuple[int, int, Why]], now: datetime) -> tuple[Asked, ...]:
    """The record of one message: (plan, action, why) of each thing in it."""
    return tuple(Asked(person, day, plan, action, why, now) for plan, action, why in dict.fromkeys(asks))


def covered(directory: Directory, absences: Iterable[Absence], day: date) -> Directory:
    """The directory in which a delegate may answer for whoever is away on a day; not one who has left."""
    covers: dict[int, set[int]] = {}
    for one in absences:
        if one.delegate is not None and one.delegate not in directory.left and one.holds(day):
            covers.setdefault(one.delegate, set()).add(one.person)
    if not covers:
        return directory
    return replace(directory, covers={delegate: frozenset(absent) for delegate, absent in covers.items()})


# --- what can be written ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PutAbsence:
    """An absence, new or in place of the one of the same person that begins on the same day."""

    absence: Absence


@dataclass(frozen=True, slots=True)
class PutSnooze:
    """A snooze, in place of an earlier one of the same person and action."""

    snooze: Snooze


@dataclass(frozen=True, slots=True)
class PutPrompt:
    """Something for somebody's next message; the same id twice is one."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class DropPrompt:
    """What nobody was told yet is not to be told any more."""

    id: str
