"""The columns of a working sheet: the plan's own, to be read, and ours, to be filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogs.items import Item
from dialogs.shown import due_words, status_words
from dialogs.words import cut, day, say
from storage.documents.handed import PENCIL
from storage.people import Directory
from storage.plan import Column, Plan
from storage.timescale import read_timescale

FILL = ("status", "due", "update", "evidence", "internal", "decision", "owner")  # keys of `working.fill`
READ = ("number", "action", "owner", "timescale", "status")  # roles that every sheet shows
STANDING = ("status", "timescale", "owner")  # of these, how an action stands
LAST = "last"  # our column with what was last said
LONGEST = 300  # characters of that


@dataclass(frozen=True, slots=True)
class Layout:
    """Headings in order: of the key, of the columns to read with their roles, of those to fill in with their keys."""

    key: str
    read: tuple[Column, ...]
    fill: Mapping[str, str]  # key → heading

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(" ".join(one.heading.split()) for one in self.read)

    def heading(self, role: str) -> str:
        """The heading of the last column to read that has a role."""
        return self.headings[self.place(role)]

    def place(self, role: str) -> int:
        """The last column to read that has a role."""
        return max(at for at, one in enumerate(self.read) if one.role == role)


def layout(plan: Plan, *, assigns: bool = True) -> Layout:
    """The plan's columns in their order, with those that it lacks; `assigns`: the owner can be changed, too."""
    own = [one for one in plan.columns if one.heading and one.role != "update"]
    lacking = [Column(say(f"working.{role}"), role) for role in READ if role not in {one.role for one in own}]
    number = [one for one in lacking if one.role == "number"]
    rest = [one for one in lacking if one.role != "number"]
    read = (*number, *own, *rest, Column(say("working.last"), LAST))
    return Layout(say("working.key"), read, {key: heading_of(key) for key in FILL if assigns or key != "owner"})


def heading_of(key: str) -> str:
    """The heading of a column that is to be filled in: "✎ Status"."""
    return f"{PENCIL} {say(f'working.fill.{key}')}"


def told(found: Item, shown: Layout, directory: Directory) -> tuple[str, ...]:
    """What the row of an action shows under the columns to read."""
    newest = {role: shown.place(role) for role in ("timescale", "status", "owner")}
    return tuple(
        _cell(found, column, directory, newest=newest.get(column.role, at) == at)
        for at, column in enumerate(shown.read)
    )


def standing(cells: Sequence[str]) -> tuple[str, ...]:
    """How a row says that its action stands, as it is compared: a date is the same however a program writes it."""
    return tuple(map(_comparable, cells))


def _comparable(cell: str) -> str:
    end = read_timescale(cell).end if any(sign.isdigit() for sign in cell) else None
    return end.isoformat() if end else cell


def _cell(found: Item, column: Column, directory: Directory, *, newest: bool) -> str:
    plan, action = found
    recommendation = found.recommendation
    said = {
        "number": action.ref,
        "section": recommendation.section or "",
        "recommendation": recommendation.text,
        "response": recommendation.response or "",
        "sponsor": ", ".join(directory.names(recommendation.sponsors)),
        "action": action.text,
        "owner": ", ".join(directory.names(action.owners)),
        "timescale": due_words(action.timescale) if action.timescale else "",
        "measure": action.measure or "",
        "status": status_words(plan, action) if action.status else "",
        LAST: _last(found),
    }
    if column.role in said and newest:
        return said[column.role]
    return action.cells.get(column.heading) or recommendation.cells.get(column.heading) or ""


def _last(found: Item) -> str:
    """What was last said; a sheet leaves the house, so nothing internal."""
    said = [update for update in found.action.updates if update.note and not update.internal]
    return f"{day(said[-1].effective)}: {cut(said[-1].note or '', LONGEST)}" if said else ""
