"""A return: one reporting cycle of a plan, made by its events alone. Pure; nothing here knows a database or the clock.

`return_of` folds the events; `as_returned` says which answers count as at the return's date. That rule stands here
alone: an answer that was recorded while the return was open counts as at its date, unless it names a later day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from storage.plan import Change, ChangeKind, Plan
from storage.replay import replay


class ReturnKind(StrEnum):
    """What can happen to a return. The first event of each is `opened`."""

    OPENED = "opened"
    EXTENDED = "extended"  # another deadline
    CLOSED = "closed"  # nobody is asked any more, and answers count no longer
    REOPENED = "reopened"
    TEXT = "text"  # an action's wording
    ACCEPTED = "accepted"  # the officer takes an action's wording
    FROZEN = "frozen"  # version 1, with rows of its own
    CORRECTED = "corrected"  # a later version, with author and reason


@dataclass(frozen=True, slots=True)
class ReturnEvent:
    """One dated, attributed, append-only record. `facts` hold ids and dates, `words` what somebody wrote."""

    plan: int
    label: str  # "Q3 2026/27"; with the plan it names the return
    sequence: int  # from 1; whoever was slower with the same one is Stale, so a freeze happens once
    kind: ReturnKind
    by: int
    recorded: datetime  # UTC
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """An action as a frozen return prints it: `row` is JSON, storage does not look inside."""

    version: int
    action: int
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PutReturn:
    """Some events of one return, in sequence, with the rows of the version that they make. Raises Stale."""

    events: tuple[ReturnEvent, ...]
    rows: tuple[ReturnRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnText:
    """An action's wording in one return. `accepted_by` is the officer, once accepted."""

    text: str
    by: int
    recorded: datetime
    accepted_by: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """Why a version after the first was made, by whom and of which action."""

    version: int
    action: int
    by: int
    recorded: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Return:
    """A return as it stands after its events."""

    plan: int
    label: str
    as_at: date
    deadline: date | None
    opened: datetime
    by: int
    number: int = 0  # of its last event
    closed: datetime | None = None
    frozen: datetime | None = None
    version: int = 0  # the latest one; 0 before the freeze
    texts: Mapping[int, ReturnText] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()

    @property
    def open(self) -> bool:
        """Owners are asked, and their answers count."""
        return self.closed is None and self.frozen is None

    @property
    def ended(self) -> datetime | None:
        """When answers ceased to count."""
        return min((one for one in (self.closed, self.frozen) if one), default=None)

    def late(self, recorded: datetime, zone: ZoneInfo) -> bool:
        """Whether something recorded came after the deadline, by the plan's local date."""
        return self.deadline is not None and recorded.astimezone(zone).date() > self.deadline


def returns_of(events: Iterable[ReturnEvent]) -> list[Return]:
    """The returns that some events make, in the order of their dates."""
    by_return: dict[tuple[int, str], list[ReturnEvent]] = {}
    for one in events:
        by_return.setdefault((one.plan, one.label), []).append(one)
    made = (return_of(sorted(few, key=lambda event: event.sequence)) for few in by_return.values())
    return sorted(made, key=lambda one: (one.plan, one.as_at, one.opened))


def return_of(events: Sequence[ReturnEvent]) -> Return:
    """The return that its events make, in their order; the first one opens it."""
    first = events[0]
    made = Return(
        plan=first.plan,
        label=first.label,
        as_at=date.fromisoformat(first.facts["as_at"]),
        deadline=_day(first.facts.get("deadline")),
        opened=first.recorded,
        by=first.by,
    )
    for one in events:
        made = replace(_after(made, one), number=one.sequence)
    return made


def _after(made: Return, event: ReturnEvent) -> Return:
    match event.kind:
        case ReturnKind.OPENED:
            return made
        case ReturnKind.EXTENDED:
            return replace(made, deadline=_day(event.facts["deadline"]), closed=None)
        case ReturnKind.CLOSED:
            return replace(made, closed=event.recorded)
        case ReturnKind.REOPENED:
            return replace(made, closed=None, deadline=_day(event.facts.get("deadline")) or made.deadline)
        case ReturnKind.FROZEN:
            return replace(made, frozen=event.recorded, version=1)
        case ReturnKind.CORRECTED:
            return _corrected(made, event)
        case ReturnKind.TEXT | ReturnKind.ACCEPTED:
            return replace(made, texts={**made.texts, **_texts(made, event)})


def _texts(made: Return, event: ReturnEvent) -> dict[int, ReturnText]:
    """Words that differ from those that were accepted are accepted no longer."""
    accepted = event.by if event.kind is ReturnKind.ACCEPTED else None
    words = {int(action): text for action, text in event.words.get("texts", {}).items()}
    return {action: ReturnText(text, event.by, event.recorded, accepted) for action, text in words.items()}


def _corrected(made: Return, event: ReturnEvent) -> Return:
    why = str(event.words.get("reason", ""))
    one = Correction(event.facts["version"], event.facts["action"], event.by, event.recorded, why)
    return replace(made, version=one.version, corrections=(*made.corrections, one))


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


# --- what counts as at the return's date ---------------------------------------------------------------------------


def as_returned(changes: Iterable[Change], made: Return, zone: ZoneInfo) -> list[Change]:
    """The changes as the return takes them: an answer of its window is as at its date, unless it names a later day."""
    return [replace(one, effective=made.as_at) if answers(one, made, zone) else one for one in changes]


def answers(change: Change, made: Return, zone: ZoneInfo) -> bool:
    """Whether a change is an answer of its window, so that it counts as at the return's date, and is of a later day."""
    kinds = (ChangeKind.UPDATE, ChangeKind.VERDICT, ChangeKind.UNDO)
    return change.kind in kinds and answered_in(change.effective, change.recorded, made, zone)


def answered_in(effective: date, recorded: datetime, made: Return, zone: ZoneInfo) -> bool:
    """Whether what was said of a day, and recorded at a time, is an answer of a return's window, of a later day."""
    if effective <= made.as_at:
        return False
    within = made.opened <= recorded and (made.ended is None or recorded <= made.ended)
    return within and effective == recorded.astimezone(zone).date()


def frozen_with(change: Change, made: Return, zone: ZoneInfo) -> bool:
    """Whether a return has been frozen with a change in it, so that only a correction of the return puts it right."""
    if made.frozen is None or made.ended is None or change.recorded > made.ended:
        return False
    return change.effective <= made.as_at or answers(change, made, zone)


def plan_as_returned(changes: Iterable[Change], plan: Plan, made: Return) -> Plan:
    """The plan as the return shows it. What was recorded after the return ended is not in it."""
    known = [one for one in changes if made.ended is None or one.recorded <= made.ended]
    return replay(plan.organisation, plan.id, as_returned(known, made, ZoneInfo(plan.zone)), made.as_at)
