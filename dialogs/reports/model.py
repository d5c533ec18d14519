"""What a report says, as values: the rows, the figures and what is behind each. `report.report` makes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dialogs.reports.direction import Direction
from dialogs.reports.log import Logged
from storage.documents.export import Grid
from storage.people import Directory
from storage.plan import Action, Came, Column, Plan, Recommendation, Update
from storage.status import Status
from storage.timescale import Timescale


def label(plan: Plan, action: Action) -> str:
    """The document's own word where it says more than the scheme's, else the scheme's."""
    return action.status_text if action.status and action.status_text else plan.scheme.label(action.status)


@dataclass(frozen=True, slots=True)
class Row:
    """One action as the report prints it: the plan's words, and our reading beside them."""

    action: Action
    plan: Plan = field(compare=False, repr=False)
    directory: Directory = field(compare=False, repr=False)
    as_at: date

    @property
    def ref(self) -> str:
        return self.action.ref

    @property
    def recommendation(self) -> Recommendation:
        return self.plan.recommendation_of(self.action)

    @property
    def owners(self) -> tuple[str, ...]:
        return tuple(self.directory.names(self.action.owners))

    @property
    def sponsors(self) -> tuple[str, ...]:
        return tuple(self.directory.names(self.recommendation.sponsors))

    @property
    def status_label(self) -> str:
        """The plan's own word."""
        return label(self.plan, self.action)

    @property
    def overdue(self) -> bool:
        return self.action.overdue(self.as_at)

    @property
    def past_first(self) -> bool:
        return self.action.past_first_date(self.as_at)

    @property
    def latest(self) -> Update | None:
        """The newest update that may be published."""
        return next((one for one in reversed(self.action.updates) if one.note and not one.internal), None)


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many actions have a status, and by how many that has changed; None where nothing is compared."""

    status: Status | None
    label: str
    number: int
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many actions had each status at a frozen return, or have it now (`label` is None then)."""

    label: str | None  # the return's name, "Q3 2026/27"
    as_at: date
    counts: tuple[StatusCount, ...]

    @property
    def total(self) -> int:
        return sum(one.number for one in self.counts)


@dataclass(frozen=True, slots=True)
class Travel:
    """One action's direction of travel: its status then and now, ours and in the plan's words."""

    ref: str
    direction: Direction
    before: Status | None  # None too where the action is new
    now: Status | None
    words: tuple[str, str]  # (before, now); the first is empty where the action is new


@dataclass(frozen=True, slots=True)
class Moved:
    """What became different about one action. A pair is (before, now) and is None where nothing changed."""

    ref: str
    status: tuple[str, str] | None = None
    due: tuple[Timescale | None, Timescale | None] | None = None
    why: str | None = None  # in the words of the newest publishable update that changed it
    new: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """A date that has been put off: the first one, the present one, how often, and why the last time."""

    ref: str
    first: date
    now: Timescale | None
    times: int
    why: str | None  # in publishable words


@dataclass(frozen=True, slots=True)
class Asked:
    """A later date that was asked for: which stood, which was wished, when, by whom, and what came of it."""

    ref: str
    due: date | None  # that stood
    to: Timescale | None  # that was wished; None: no date at all
    by: str
    day: date
    came: Came
    decided: date | None  # the day of the verdict
    given: Timescale | None  # the date that was granted, where one was
    why: str | None  # in publishable words


@dataclass(frozen=True, slots=True)
class Extensions:
    """The later dates of a period. `asked` are those that were asked for in it; `granted` and `refused` were decided in
    it, whenever they were asked for; `waiting` wait now."""

    asked: tuple[Asked, ...] = ()
    granted: tuple[Asked, ...] = ()
    refused: tuple[Asked, ...] = ()
    waiting: tuple[Asked, ...] = ()

    @property
    def none(self) -> bool:
        return not (self.asked or self.granted or self.refused or self.waiting)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is needed from somebody. `words` are None where they are internal."""

    row: Row
    words: str | None
    since: date | None
    whom: str | None  # from whom, where the words say so

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def action(self) -> Action:
        return self.row.action


class Silence(StrEnum):
    """Why nothing is heard of an owner."""

    SILENT = "silent"
    AWAY = "away"
    NOBODY = "nobody"  # a post, a group or initials for which nobody is known to answer


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner who has said nothing about what they are asked about, the open actions of theirs, and why."""

    name: str
    rows: Sequence[Row]
    last: date | None  # when they last said something about any of them, where that is known
    why: Silence

    @property
    def refs(self) -> tuple[str, ...]:
        return tuple(row.ref for row in self.rows)


class Odd(StrEnum):
    """Figures that do not go together."""

    LATE_AND_GREEN = "late_and_green"
    OPEN_STEPS = "open_steps"  # complete, with steps that are not
    LATER_DATES = "later_dates"  # complete, with a date of the document that is still to come
    NO_REASON = "no_reason"  # a better colour, and not a word of why


@dataclass(frozen=True, slots=True)
class Contradiction:
    ref: str
    why: Odd


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a summary or a document says. Rows stand in the plan's own order; lists of them too,
    but for `overdue` (longest overdue first) and `due_next` (soonest first)."""

    code: str
    title: str
    as_at: date
    since: date | None
    compared: bool
    existed: bool  # whether anything of the plan had been recorded by then
    nothing_then: date | None  # the day to compare with, where the plan had no actions on it
    interval_days: int
    columns: tuple[Column, ...]
    own_columns: bool  # ours, since the plan came from no table
    rows: Sequence[Row]
    laid: Callable[[], Grid] = field(compare=False)  # `grid`, made when a document is: figures need none
    counts: tuple[StatusCount, ...]
    history: tuple[Standing, ...]  # at each frozen return, oldest first, then as reported
    travel: tuple[Travel, ...]  # one for each row, where something is compared
    overdue: tuple[Row, ...]
    past_first: tuple[Row, ...]
    newly_overdue: tuple[Row, ...]
    completed: tuple[Row, ...]
    due_next: tuple[Row, ...]
    no_date: tuple[Row, ...]
    no_owner: tuple[Row, ...]
    silent: tuple[Row, ...]  # open, and without an update for longer than the plan's interval
    silent_owners: Sequence[Owner]  # whose own word is missing, whoever else has spoken about their actions
    decisions: tuple[Decision, ...]
    extensions: Extensions
    contradictions: Sequence[Contradiction]
    moved: tuple[Moved, ...]
    slips: Sequence[Slip]  # of everything whose date was ever put off, in the plan's order
    texts: Mapping[int, str] | None  # action → its accepted wording, where a return is reported
    unaccepted: tuple[Row, ...]  # of a return, what has no accepted wording
    number: int = 0  # the change number of the plan that it shows
    log: tuple[Logged, ...] = ()  # what may be published of its changes, newest first, where it is to be printed,
    log_left: int = 0  # and how many older ones it leaves out
    notes: tuple[str, ...] = ()  # what it says of itself, below its title: how much of the plan it tells, whose wording
    drafting: frozenset[str] = frozenset()  # which of these are for whoever finishes it, and for none of its readers
    returned: tuple[str, int] | None = None  # the return whose wording is printed, and its version
    worded: date | None = None  # the day of that return, which is the wording's own
    whole: bool = True  # whether it tells all of the plan
    audience: str | None = None  # "publication", "internal"; None: neither was said
    people: tuple[str, ...] = field(default=(), compare=False)  # who is known here, in the plan or not

    @property
    def internal(self) -> bool:
        return self.audience == "internal"

    def updated(self, row: Row) -> date | None:
        """The day of a row's newest word; where accepted wording is printed for it, that of its return."""
        if self.worded is not None and self.texts is not None and row.action.id in self.texts:
            return self.worded
        return row.latest.effective if row.latest else None

    @property
    def grid(self) -> Grid:
        """The plan's own table as it stands: what every document prints."""
        return self.laid()

    def going(self, way: Direction) -> tuple[Travel, ...]:
        """The actions that go in one direction."""
        return tuple(one for one in self.travel if one.direction is way)
