"""What a plan is, as immutable values, and how its changes make it.

Everything that happens to a plan is a `Change`; a plan at a change number is the fold of its changes
(`storage.replay`).
Nothing here knows a database, a channel or the clock: today is always given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from storage.people import Person, Role, higher
from storage.status import Scheme, Status
from storage.timescale import Timescale

RECENT_UPDATES = 8  # how many updates an action carries in memory; older ones are read from the history
# How far back undo and "who changed it since" look without reading the history: so many changes, and all of eight days.
RECENT_CHANGES, RECENT, MOST_RECENT = 400, timedelta(days=8), 4_000


ACCESS = ("restricted", "members")  # who may see a plan, and who has which part in it
# What is set for a plan as a whole: fields of `Plan`, and keys of a change's facts.
SETTINGS = ("zone", "interval_days", "reminders", "escalation", "grace_days", "approval", *ACCESS)


class PlanState(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    CLOSED = "closed"
    SUPERSEDED = "superseded"


class ChangeKind(StrEnum):
    """What a change is about. The first three make the plan; the others happen to it."""

    PLAN = "plan"
    RECOMMENDATION = "recommendation"
    ACTION = "action"
    UPDATE = "update"  # note, status, timescale, owners, step, decision, evidence
    EDIT = "edit"  # wording and structure: text, ref, measure, section, sponsors
    VERDICT = "verdict"  # a manager's or an officer's word on a later date that somebody has asked for
    UNDO = "undo"  # restores what an earlier change had changed


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the document as it stood: its heading, what we take it for, and the date in its heading."""

    heading: str
    role: str  # number section recommendation response action owner sponsor timescale measure status update other
    as_at: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A dated progress item inside one action; addressed `4.1/3` by its place."""

    text: str
    timescale: Timescale | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """One dated update as it stands: a note, and what it changed."""

    sequence: int
    effective: date
    recorded: datetime
    speaker: int | None
    note: str | None
    internal: bool = False
    status: Status | None = None  # the status that it set, if any
    changed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Extension:
    """A later date that somebody has asked for and that nobody has decided on; until then the old one stands."""

    to: Timescale | None  # None: no date at all
    by: int | None  # whose wish it is
    day: date  # the local day of asking
    made: datetime  # UTC
    reason: str | None = None
    internal: bool = False  # the reason stays in private chats
    sequence: int = field(default=0, compare=False)  # of the change that put it there


class Came(StrEnum):
    """What came of a later date that somebody asked for."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by whoever had asked
    REPLACED = "replaced"  # by another wish, or by a date that was set without a verdict


@dataclass(frozen=True, slots=True)
class Wish:
    """A later date that was asked for at some time, and what came of it."""

    asked: Extension
    due: date | None  # the deadline that stood then
    came: Came = Came.WAITING
    decided: date | None = None  # the local day of the verdict, or of what took its place
    to: Timescale | None = None  # the date that was given; it may be another than the one that was asked for
    settled: int = 0  # the sequence of the change that settled it


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline that was set at some time. `restored` is what an undo brought back, or what the action began with: how
    often it had moved, and its first deadline."""

    effective: date
    sequence: int  # of the change that set it
    end: date | None
    restored: tuple[int, date | None] | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What will be done, and what is tracked. The first owner is the lead."""

    id: int
    recommendation: int
    ref: str
    text: str
    owners: tuple[int, ...] = ()
    timescale: Timescale | None = None
    original_end: date | None = None
    moves: int = 0  # how often the deadline moved later
    # Each that was set, by (effective, sequence), to count moves by; none until one is set anew. Two actions that stand
    # alike are alike, whatever was set and taken back meanwhile.
    deadlines: tuple[Deadline, ...] = field(default=(), compare=False)
    status: Status | None = None
    came: Status | None = None  # the status with which the document brought it,
    # Who gave it up since anybody else set its date: for the next later one they are as its owners are.
    handed: tuple[int, ...] = field(default=(), compare=False)
    named: tuple[int, ...] = ()  # whom the document named as owners,
    owner_cell: str | None = None  # and in which words
    status_text: str | None = None  # the document's own word, where it says more than the scheme ("Amber/Green")
    measure: str | None = None
    steps: tuple[Step, ...] = ()
    decision: str | None = None  # what is needed from somebody, until answered
    decision_internal: bool = False  # its words stay in private chats, as an internal note's do
    extension: Extension | None = None
    wishes: tuple[Wish, ...] = ()  # every later date that was ever asked for, oldest first
    updates: tuple[Update, ...] = ()  # oldest first, at most RECENT_UPDATES beside the document's own
    cells: Mapping[str, str] = field(default_factory=dict)  # other columns of the row, verbatim, by heading
    set_on: Mapping[str, date] = field(
        default_factory=dict, compare=False
    )  # since when each field stands: news of old days loses

    @property
    def lead(self) -> int | None:
        return self.owners[0] if self.owners else None

    @property
    def due(self) -> date | None:
        """The deadline that can be missed; None for continuous, dependent and unclear timescales."""
        return self.timescale.end if self.timescale else None

    @property
    def open(self) -> bool:
        return not (self.status and self.status.ended)

    @property
    def updated(self) -> date | None:
        return self.updates[-1].effective if self.updates else None

    def overdue(self, today: date) -> bool:
        """The deadline has passed and nobody has said that it is done; computed, never stored."""
        due = self.due
        return due is not None and due < today and self.open

    def past_first_date(self, today: date) -> bool:
        """Not overdue by its present date, but late by the first one: moving a date hides nothing."""
        first = self.original_end
        return first is not None and first < today and self.open and not self.overdue(today)

    def silent(self, today: date, days: int) -> bool:
        """Open, and nothing said for longer than the plan's interval."""
        return self.open and (self.updated is None or self.updated < today - timedelta(days=days))


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the reviewers said."""

    id: int
    ref: str
    text: str
    section: str | None = None
    response: str | None = None
    sponsors: tuple[int, ...] = ()
    actions: tuple[int, ...] = ()
    named: tuple[int, ...] = ()  # whom the document named as sponsors,
    sponsor_cell: str | None = None  # and in which words
    see: tuple[str, ...] = ()  # refs of the recommendations that cover this one ("covered by 1 and 2")
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One dated, attributed, append-only record.

    `facts` hold only ids, dates and canonical values; `words` hold what somebody wrote and may be erased.
    A key that is absent is untouched; a value of None clears. `before` and `words_before` are what stood there.
    """

    sequence: int
    kind: ChangeKind
    subject: int  # the id of the recommendation or action; 0 for the plan. An item's id is the sequence that added it
    effective: date
    recorded: datetime
    speaker: int | None
    recorder: int | None
    source: str  # the message's id, or "import: FILE"
    change_set: str  # one message's changes share it, so that they are undone together
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    words_before: Mapping[str, Any] = field(default_factory=dict)
    undoes: int | None = None
    authority: str | None = None  # by which right the recorder could: see `dialogs.authority`; None: before it was kept


@dataclass(frozen=True, slots=True)
class Draft:
    """A change as a dialog means it, before it has a number. `subject` None adds a new item."""

    kind: ChangeKind
    subject: int | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)
    effective: date | None = None  # today unless said
    speaker: int | None = None  # the recorder unless said
    verbatim: bool = False  # the document's own words: nobody speaks them, whoever loads the document
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One document's worth, at one change number. A change gives a new plan."""

    organisation: str
    id: int
    number: int = 0
    code: str = ""
    title: str = ""
    state: PlanState = PlanState.DRAFT
    zone: str = "Europe/London"
    interval_days: int = 92
    reminders: bool = True  # whether owners are asked for updates
    escalation: bool = False  # whether sponsors and managers are told of what nobody answers about
    grace_days: int = 2  # working days after the asking, until they are
    approval: bool = False  # whether a later date waits for a manager's or an officer's word
    restricted: bool = False  # for everybody outside it does not exist
    members: Mapping[str, str] = field(default_factory=dict)  # person → their role in this plan alone
    columns: tuple[Column, ...] = ()
    scheme: Scheme = field(default_factory=Scheme)
    recommendations: Mapping[int, Recommendation] = field(default_factory=dict)
    actions: Mapping[int, Action] = field(default_factory=dict)
    by_ref: Mapping[str, int] = field(default_factory=dict)  # `ref_key` → id of a recommendation or action
    recent: tuple[Change, ...] = ()

    def find(self, ref: str) -> tuple[Action, ...]:
        """The actions that a ref names: one action, or all of a recommendation; empty if there is none."""
        found = self.by_ref.get(ref_key(ref))
        if found is None:
            return ()
        if found in self.actions:
            return (self.actions[found],)
        return tuple(self.actions[one] for one in self.recommendations[found].actions)

    def role_of(self, person: Person) -> Role:
        """What somebody is in this plan: what they are everywhere, or here alone, whichever may do more."""
        given = self.members.get(str(person.id))
        return higher(person.role, Role(given) if given else None)

    def recommendation_of(self, action: Action) -> Recommendation:
        return self.recommendations[action.recommendation]


def ref_key(ref: str) -> str:
    """How refs are compared: "R 4.1", "4.1." and "4.1" are one."""
    key = "".join(ref.casefold().split()).strip(".:)(#")
    return key.removeprefix("rec").removeprefix("r").strip(".:)(#") if key[:1] == "r" else key
