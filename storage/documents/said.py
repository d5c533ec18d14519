"""What a plan's record says of one field, beside what a document says: who settled it last, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from storage.documents.headings import year_guessed
from storage.plan import Change, ChangeKind, Plan

if TYPE_CHECKING:
    from storage.documents.diff import Changed

IMPORTED = "import:"  # how the source of a change begins that a document brought
_NEWS = (ChangeKind.UPDATE, ChangeKind.EDIT, ChangeKind.UNDO)


@dataclass(slots=True)
class Said:
    """The plan's record up to now, against a document that tells of `as_at`."""

    plan: Plan
    past: Sequence[Change]
    as_at: date | None
    _settled: dict[tuple[int, str], date] = field(init=False, default_factory=dict)
    _notes: dict[tuple[int, str], list[tuple[date, bool]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for action in self.plan.actions.values():
            for one in action.updates:
                self._note(action.id, one.note, one.effective, spoken=False)
        for change in self.past:
            self._hear(change)

    def _hear(self, change: Change) -> None:
        spoken = not change.source.startswith(IMPORTED)
        self._note(change.subject, change.words.get("note"), change.effective, spoken=spoken)
        if not spoken or change.kind not in (*_NEWS, ChangeKind.ACTION):
            return
        for name in (*change.facts, *change.words, "closed"):
            key = change.subject, name
            self._settled[key] = max(change.effective, self._settled.get(key, change.effective))

    def _note(self, action: int, note: str | None, day: date, *, spoken: bool) -> None:
        if note:
            self._notes.setdefault((action, _key(note)), []).append((day, spoken))

    def known(self, action: int, note: str, day: date | None) -> bool:
        """Whether a note of a day is in the record already; what somebody said is not news in a later document."""
        found = self._notes.get((action, _key(note)), [])
        return any(day is None or on == day or (spoken and on < day) for on, spoken in found)

    def judged(self, one: "Changed") -> "Changed":
        """The same, marked with the day on which it was settled if that is later than the document."""
        days = [self._settled.get((one.item, one.field)), self._document_in_force()]
        day = max((day for day in days if day), default=None)
        return replace(one, since=day) if day and (self.as_at is None or day > self.as_at) else one

    @property
    def older(self) -> bool:
        """The plan has been brought up to a later document already."""
        day = self._document_in_force()
        return day is not None and self.as_at is not None and day > self.as_at

    def _document_in_force(self) -> date | None:
        """The day that the plan's own document tells of; it counts only beside another dated one."""
        dates = [column.as_at for column in self.plan.columns if column.as_at and not year_guessed(column.heading)]
        return max(dates) if dates and self.as_at else None


def _key(note: str) -> str:
    return " ".join(note.casefold().split())
