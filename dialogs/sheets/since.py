"""What has been recorded of an action since a sheet was made: what conflicts with it, what of it is in already.

What was taken back again counts as never said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dialogs.drafting import said_date
from dialogs.understanding.interpretation import Meant
from storage.plan import Change, ChangeKind

FIELDS: Mapping[str, tuple[str, ...]] = {  # of what can be filled in and stands once: the keys of a change
    "status": ("status",),
    "due": ("timescale", "extension"),
    "owners": ("owners",),
    "decision": ("decision",),
}
SHEET = "sheet: "  # how the source begins of what came by a sheet


@dataclass(frozen=True, slots=True)
class Since:
    """The changes of each action that still hold and came after a sheet's number."""

    changes: Mapping[int, Sequence[Change]]

    def touched(self, action: int, name: str, number: int) -> Change | None:
        """The last change, after a row was made, of something that stands once; None where there was none."""
        keys = FIELDS[name]
        found = (one for one in self._of(action, number) if any(key in one.facts or key in one.words for key in keys))
        return max(found, key=lambda one: one.sequence, default=None)

    def has(self, action: int, meant: Meant, number: int, name: str) -> bool:
        """Whether a sheet has brought just this already, or somebody has said the same words."""
        return any(_same(one, meant, name) for one in self._of(action, number))

    def _of(self, action: int, number: int) -> list[Change]:
        return [one for one in self.changes.get(action, ()) if one.sequence > number]


def since(changes: Iterable[Change], number: int) -> Since:
    """What holds of a plan's changes after a number."""
    later = [one for one in changes if one.sequence > number]
    gone = {one.undoes for one in later if one.undoes is not None}
    found: dict[int, list[Change]] = {}
    for one in later:
        if one.sequence not in gone and one.kind in (ChangeKind.UPDATE, ChangeKind.EDIT, ChangeKind.VERDICT):
            found.setdefault(one.subject, []).append(one)
    return Since(found)


def _same(change: Change, meant: Meant, name: str) -> bool:
    if name in ("note", "evidence"):
        return bool(change.words.get(name)) and change.words[name] == getattr(meant, name)
    if not change.source.startswith(SHEET):
        return False
    if name == "due":
        said = said_date(change)
        return said is not None and (said[0].end if said[0] else None) == meant.due
    if name == "decision":
        return name in change.words and change.words[name] == meant.decision
    new = meant.owner_ids if name == "owners" else meant.status.value if meant.status else None
    return name in change.facts and change.facts[name] == new
