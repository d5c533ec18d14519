"""Everything that a message is read against. A value: the same message in the same context means the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from storage.people import Directory, Person
from storage.plan import Plan

if TYPE_CHECKING:  # the memory holds interpretations, so that at run time it comes after this package
    from dialogs.memory import Focus, Question


@dataclass(frozen=True, slots=True)
class Context:
    """`plans` are the live plans in sight; `card` are the actions of the message that was replied to or pressed."""

    plans: tuple[Plan, ...]
    directory: Directory
    speaker: Person | None
    today: date
    focus: Focus | None = None
    question: Question | None = None
    card: tuple[tuple[int, int], ...] = ()
    filling: int | None = None  # the plan whose return the speaker is answering: "next" brings its next rows

    def plan(self, plan_id: int) -> Plan | None:
        return next((plan for plan in self.plans if plan.id == plan_id), None)
