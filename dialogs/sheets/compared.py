"""A working sheet beside the plan as it is now: what would be recorded, where both have changed, what not and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dialogs.ask import CONFIRMED
from dialogs.drafting import Wanted, news
from dialogs.items import Item, item
from dialogs.sheets.entry import Entry, read_entry
from dialogs.sheets.keys import Key, digest
from dialogs.sheets.layout import STANDING, Layout, layout, standing, told
from dialogs.sheets.rows import Filled
from dialogs.sheets.since import FIELDS, SHEET, Since
from dialogs.turn import Turn
from dialogs.understanding.interpretation import Intent, Interpretation, Meant
from dialogs.update_action import allowed
from dialogs.words import say
from storage.plan import Change, Plan, ref_key

ALL = "*"  # as a choice: every conflict
MINE, SKIP = "mine", "skip"  # what is chosen: the sheet's, or nothing of the row; else what stands here is kept
CLEAR = "clear"  # what was emptied in a row is to be taken off; it is chosen beside the others
EMPTIED: Mapping[
    str, tuple[str, Mapping[str, Any]]
] = {  # role of a column to read that can be emptied → what is filled in for it, and what then is meant
    "timescale": ("due", {"due": None, "timescale": None}),
    "owner": ("owner", {"owners": [], "owner_ids": []}),
}
PARTS = {
    "status": ("status",),
    "due": ("due", "timescale"),
    "owners": ("owners", "owner_ids"),
    "decision": ("decision",),
}
SAID = (*PARTS, "note", "evidence")  # what a row can say
ROLES = {"status": "status", "due": "timescale", "owners": "owner"}  # the columns that show how it stood


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that the sheet sets and that somebody has changed since it was made. `change`: None where unknown."""

    found: Item
    name: str  # status, due, owners, decision
    meant: Meant
    change: Change | None
    chosen: str | None = None


@dataclass(slots=True)
class Compared:
    """What a sheet comes to. Lists of refs are in the order of the sheet."""

    plan: Plan
    changes: list[Meant] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    allowed: list[Wanted] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    empty: int = 0
    there: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unread: list[tuple[str, str, str]] = field(default_factory=list)  # ref, column, words
    too_long: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)  # rows that are marked as internal and say nothing
    twice: list[str] = field(default_factory=list)
    grey: list[str] = field(default_factory=list)  # rows whose columns to read were changed
    emptied: list[tuple[str, str]] = field(default_factory=list)  # ref, role: what stood there, and stands nowhere now
    torn: list[str] = field(default_factory=list)  # rows whose key is not that of their words
    not_here: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)  # rows of another plan


def update_of(turn: Turn, changes: Sequence[Meant], name: str) -> Turn:
    """The turn as if what the sheet says had been typed. That all steps of a row are done, no sheet says."""
    args = {CONFIRMED: True} if len(changes) > 1 else {}
    meant = Interpretation(text=turn.meant.text, intent=Intent.UPDATE, changes=list(changes), args=args)
    return replace(turn, meant=meant, source=f"{SHEET}{name}")


def compare(
    turn: Turn, plan: Plan, rows: Sequence[Filled], number: int | None, past: Since, choices: Mapping[str, str]
) -> Compared:
    """Each row against the action that it is of. `number` is the plan's that a row without a key shows, if known."""
    one = _Comparing(turn, Compared(plan), layout(plan), past, choices, number)
    for entry, row in one.entries(rows):
        one.take(entry, row)
    made = one.made
    if made.changes:
        made.allowed, made.reasons = allowed(update_of(turn, made.changes, ""))
    return made


@dataclass(frozen=True, slots=True)
class _Comparing:
    turn: Turn
    made: Compared
    shown: Layout
    past: Since
    choices: Mapping[str, str]
    number: int | None

    # --- which action a row is of -----------------------------------------------------------------------------

    def entries(self, rows: Sequence[Filled]) -> list[tuple[Entry, Filled]]:
        """The rows that say something, each with its action; one that stands twice counts once, if it says the same."""
        found: dict[int, tuple[Entry, Filled]] = {}
        twice: dict[int, str] = {}
        for row in rows:
            if (one := self._item(row)) is None:
                continue
            before = found.get(one.action.id)
            if before is None:
                found[one.action.id] = self._entry(one, row), row
            elif before[1].said != row.said:
                twice[one.action.id] = one.action.ref
        self.made.twice += twice.values()
        return [pair for action, pair in found.items() if action not in twice]

    def _entry(self, found: Item, row: Filled) -> Entry:
        """What was filled in, and what was emptied where that is to be taken off; else it is asked about."""
        entry = read_entry(found, row.said, self.turn.directory, self.turn.today)
        chosen = {clearing(str(found.action.id)), clearing(ALL)} & set(self.choices)
        for role in self._emptied(row, found):
            if chosen:
                entry.parts |= EMPTIED[role][1]
            else:
                self.made.emptied.append((found.action.ref, role))
        return entry

    def _emptied(self, row: Filled, found: Item) -> list[str]:
        """The columns to read that showed a date or an owner when the row was made, and show nothing now."""
        here = {"timescale": found.action.timescale, "owner": found.action.owners}
        if not row.key or not all(self._has(row, role) for role in STANDING):
            return []
        changed = digest(standing(self._cells(row))) != row.key.standing
        blank = [role for role, (name, _) in EMPTIED.items() if not self._cell(row, role) and name not in row.said]
        return [role for role in blank if changed and here[role]]

    def _item(self, row: Filled) -> Item | None:
        """The action of a row in which something was filled in or emptied; of any other only that it is empty."""
        known = item(self.turn.plans, row.key.plan, row.key.action) if row.key else None
        if not row.said and not (known and self._emptied(row, known)):
            self.made.empty += 1
            return None
        return self._by_words(row) if row.key is None else self._by_key(row, row.key)

    def _by_key(self, row: Filled, key: Key) -> Item | None:
        found = item(self.turn.plans, key.plan, key.action)
        ref = found.action.ref if found else self._ref(row)
        if not key.of(self.made.plan.organisation) or found is None:
            self.made.not_here.append(self._ref(row))
        elif key.plan != self.made.plan.id:
            self.made.elsewhere.append(say("update.plan_ref", plan=found.plan.code, ref=ref))
        elif self._has(row, "action") and digest((self._cell(row, "action"),)) != key.words:
            self.made.torn.append(ref)
        else:
            self._grey(row, key, ref)
            return found
        return None

    def _by_words(self, row: Filled) -> Item | None:
        """A row that has lost its key is known by its wording, and by its number where several have that."""
        words, actions = digest((self._cell(row, "action"),)), self.made.plan.actions.values()
        same = [one for one in actions if digest((one.text,)) == words]
        if len(same) > 1:
            same = [one for one in same if ref_key(one.ref) == ref_key(self._ref(row))]
        if len(same) != 1:
            self.made.not_here.append(self._ref(row))
            return None
        return Item(self.made.plan, same[0])

    def _grey(self, row: Filled, key: Key, ref: str) -> None:
        known = item(self.turn.plans, key.plan, key.action)
        if known and self._emptied(row, known):
            return
        if all(self._has(row, role) for role in STANDING) and digest(standing(self._cells(row))) != key.standing:
            self.made.grey.append(ref)

    def _ref(self, row: Filled) -> str:
        return self._cell(row, "number") or "?"

    def _has(self, row: Filled, role: str) -> bool:
        return self.shown.heading(role) in row.cells

    def _cell(self, row: Filled, role: str) -> str:
        return row.cells.get(self.shown.heading(role), "")

    def _cells(self, row: Filled) -> list[str]:
        return [self._cell(row, role) for role in STANDING]

    # --- what a row comes to ----------------------------------------------------------------------------------

    def take(self, entry: Entry, row: Filled) -> None:
        """The changes of a row, less what is in already, what is in conflict, and what is to be skipped."""
        ref, said = entry.item.action.ref, entry.meant
        self.made.unread += [(ref, column, words) for column, words in entry.unread]
        self.made.too_long += [ref] if entry.too_long else []
        if not _says(said):
            self.made.bare += [ref] if said.internal else []
            return
        chosen = self.choices.get(str(entry.item.action.id), self.choices.get(ALL))
        meant = self._new(news(entry.item, said), row)
        if not _says(meant):
            self.made.there.append(ref)
        elif chosen == SKIP:
            self.made.skipped.append(ref)
        else:
            self._changes(entry.item, meant, row, chosen)

    def _changes(self, found: Item, meant: Meant, row: Filled, chosen: str | None) -> None:
        conflicts = self._conflicts(found, meant, row, chosen)
        self.made.conflicts += conflicts
        if chosen != MINE:
            meant = _without(meant, [part for one in conflicts for part in PARTS[one.name]])
        if _says(meant):
            self.made.changes.append(meant)

    def _since(self, row: Filled) -> int | None:
        return row.key.number if row.key else self.number

    def _new(self, meant: Meant, row: Filled) -> Meant:
        """What of a row has not come already by the same sheet."""
        action, number = meant.action_id or 0, self._since(row) or 0
        known = [name for name in SAID if _sets(meant, name) and self.past.has(action, meant, number, name)]
        return _without(meant, [part for name in known for part in PARTS.get(name, (name,))])

    def _conflicts(self, found: Item, meant: Meant, row: Filled, chosen: str | None) -> list[Conflict]:
        """What the sheet sets otherwise than somebody has since it was made."""
        made: list[Conflict] = []
        number = self._since(row)
        for name in FIELDS:
            if not _sets(meant, name) or _as_it_is(found, meant, name):
                continue
            change = self.past.touched(found.action.id, name, number) if number is not None else None
            if change is not None or (number is None and self._looks_other(found, name, row)):
                made.append(Conflict(found, name, meant, change, chosen))
        return made

    def _looks_other(self, found: Item, name: str, row: Filled) -> bool:
        """Of a sheet that has lost its numbers, what it shows says how things stood."""
        if name not in ROLES or not self._has(row, ROLES[name]):
            return False
        now = dict(zip(self.shown.headings, told(found, self.shown, self.turn.directory), strict=True))
        here = now[self.shown.heading(ROLES[name])]
        return digest(standing([self._cell(row, ROLES[name])])) != digest(standing([here]))


def clearing(action: str) -> str:
    """Under which name among the choices it stands that what was emptied of an action, or of all, is taken off."""
    return f"{CLEAR} {action}"


def _sets(meant: Meant, name: str) -> bool:
    return any(meant.has(part) for part in PARTS.get(name, (name,)))


def _says(meant: Meant) -> bool:
    return any(_sets(meant, name) for name in SAID)


def _without(meant: Meant, parts: Sequence[str]) -> Meant:
    return Meant(**{key: getattr(meant, key) for key in meant.model_fields_set - set(parts)})


def _as_it_is(found: Item, meant: Meant, name: str) -> bool:
    action = found.action
    now: Mapping[str, tuple[object, object]] = {
        "status": (action.status, meant.status),
        "due": (action.due, meant.due),
        "owners": (list(action.owners), meant.owner_ids),
        "decision": (action.decision, meant.decision),
    }
    here, there = now[name]
    return here == there
