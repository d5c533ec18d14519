"""What can be recognised inside a message: an action's number, a status, a date, a person, a plan."""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.understanding.dates import When
from storage.plan import Plan
from storage.status import Status


@dataclass(frozen=True, slots=True)
class Ref:
    """A number as it was said, and what it names in each plan in sight: plan id → ids of actions (several for a
    recommendation with several). `sure` where the words leave no doubt that it is an action ("rec 5", "4.3")."""

    first: int
    last: int
    said: str
    targets: Mapping[int, tuple[int, ...]]
    sure: bool = False
    step: int | None = None
    whole: bool = False  # "all of rec 2", "the rest of 8"
    range_to: str | None = None  # "1-10": a bulk change is never silent
    bulk: bool = False  # "everything under 6": read back before it is written
    pointed: bool = False  # said without a number: by what it is about, whose it is, its place in a list, "it"
    plan: int | None = None  # whose it is where the message names several plans

    @property
    def fits(self) -> tuple[tuple[int, int], ...]:
        return tuple((plan, action) for plan, ids in self.targets.items() for action in ids)


@dataclass(frozen=True, slots=True)
class StatusWord:
    """A status word; `plans` where a plan's own scheme gives it a meaning, `usual` what it means in everyday talk."""

    first: int
    last: int
    words: str
    usual: Status | None
    plans: Mapping[int, Status]

    def in_plan(self, plan: Plan | None) -> Status | None:
        """The status for an action of this plan; None where the words give no certain one ("slipped")."""
        if plan is not None and plan.id in self.plans:
            return self.plans[plan.id]
        return self.usual

    @property
    def ended(self) -> bool:
        """Whether it says, in everyday talk or in a plan's own words, that the action is complete or closed."""
        return self.usual.ended if self.usual is not None else any(status.ended for status in self.plans.values())


@dataclass(frozen=True, slots=True)
class Who:
    """A person as named; more than one id where the name fits several."""

    first: int
    last: int
    words: str
    ids: tuple[int, ...]
    possessive: bool = False


@dataclass(frozen=True, slots=True)
class PlanName:
    first: int
    last: int
    plan: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a plan; looked for in questions only, since in news its words are words."""

    first: int
    last: int
    heading: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that take certainty from a statement; whose word it is where somebody else's."""

    first: int
    last: int
    hearsay: bool
    who: tuple[int, ...] = ()


Item = Ref | StatusWord | When | Who | PlanName | Section | Doubt

TAGS: dict[type, str] = {
    Ref: "REF",
    StatusWord: "STATUS",
    When: "DATE",
    Who: "WHO",
    PlanName: "PLAN",
    Section: "SECTION",
    Doubt: "DOUBT",
}
