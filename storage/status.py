"""The status of an action: one small set of our own words, and each plan's words for them.

The canonical set is ours; what people see is always the plan's own label (`Scheme.label`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How an action stands. `None` in its place means *not rated*."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    ON_HOLD = "on_hold"
    COMPLETE = "complete"
    CLOSED = "closed"

    @property
    def ended(self) -> bool:
        """True where nothing more is expected, so that the action is never overdue."""
        return self in (Status.COMPLETE, Status.CLOSED)


DEFAULT_LABELS: dict[Status, str] = {
    Status.NOT_STARTED: "Not started",
    Status.IN_PROGRESS: "In progress",
    Status.GREEN: "Green",
    Status.AMBER: "Amber",
    Status.RED: "Red",
    Status.ON_HOLD: "On hold",
    Status.COMPLETE: "Complete",
    Status.CLOSED: "Closed",
}


@dataclass(frozen=True, slots=True)
class Scheme:
    """A plan's own status words, in its order, each with the status that it stands for."""

    labels: tuple[tuple[str, Status], ...] = ()

    def label(self, status: Status | None) -> str:
        """The plan's first word for a status, ours where it has none; "Not rated" for none."""
        if status is None:
            return "Not rated"
        return next((words for words, own in self.labels if own is status), DEFAULT_LABELS[status])

    def status_of(self, label: str) -> Status | None:
        """The status behind one of the plan's own words, whatever its case and spacing; None if unknown."""
        wanted = " ".join(label.casefold().split())
        return next((own for words, own in self.labels if " ".join(words.casefold().split()) == wanted), None)

    def choices(self) -> tuple[tuple[str, Status], ...]:
        """What a form offers: the plan's own words first, then the statuses that it has no word for."""
        named = {status for _, status in self.labels}
        return self.labels + tuple((words, own) for own, words in DEFAULT_LABELS.items() if own not in named)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, Status | str]]) -> "Scheme":
        return cls(tuple((words, Status(own)) for words, own in pairs))
