"""A return's sheet that came back, filled in: read as its person's words, shown first, recorded by who brought it.

What the sheet says of itself is only looked up: whose words they are; rights are those of whoever hands it in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from dialogs.ask import CONFIRMED, asked
from dialogs.drafting import Wanted, record
from dialogs.items import Item
from dialogs.reports.return_sheet import COLUMNS, headings
from dialogs.return_progress import progress_of
from dialogs.returns_which import Sight, said, slots
from dialogs.rhythm.asks import who_is_asked
from dialogs.rhythm.returning import Answered, standing
from dialogs.rights import owns
from dialogs.shown import status_words, with_words
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Asks, Intent, Interpretation, Meant
from dialogs.understanding.pressed import LONGEST_NOTE
from dialogs.update_action import allowed, update_action
from dialogs.words import cut, day, say
from storage.documents.returned import ReturnedSheet
from storage.people import Person
from storage.plan import Change, ChangeKind
from storage.status import Status, read_status
from storage.work import DropUpload, PutUpload

WAITS = "sheet"  # in `Interpretation.args`: under which id a sheet waits for a yes
MOST = 10  # rows that are shown one by one
MOST_ROWS = 500  # of a sheet that are looked at
NOTE = 160  # characters of a note that is shown
REF, UPDATE, STATUS = (COLUMNS.index(key) for key in ("ref", "update", "status"))


@dataclass(slots=True)
class Filled:
    """A sheet against the plan as it is now: what would be recorded, and what not and why."""

    person: Person
    changes: list[Meant] = field(default_factory=list)
    allowed: list[Wanted] = field(default_factory=list)  # of the changes those that may be made,
    reasons: list[str] = field(default_factory=list)  # and why the others may not
    empty: int = 0
    unknown: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    not_theirs: list[str] = field(default_factory=list)
    not_in_plan: list[str] = field(default_factory=list)
    too_long: list[str] = field(default_factory=list)


# --- handed in ------------------------------------------------------------------------------------------------------


async def sheet_came(turn: Turn, name: str, sheet: ReturnedSheet) -> Outcome:
    """A file that is a return's sheet: what is in it is shown, and nothing recorded before a yes."""
    shown = await _shown(turn, name, sheet, turn.change_set)
    if shown.memory is None:
        return shown
    return replace(shown, writes=(PutUpload(turn.change_set, {"file": name, **asdict(sheet)}),))


async def sheet_agreed(turn: Turn) -> Outcome:
    """The yes to a sheet. Where something of it has changed since it was shown, it is shown again."""
    waits = str(turn.meant.args.get(WAITS))
    stored = await turn.past.upload(waits)
    if stored is None:
        return said(say("returned.gone"))
    name, sheet = _restored(stored)
    shown = await _shown(turn, name, sheet, waits)
    if shown.memory is None:
        return replace(shown, writes=(DropUpload(waits),))
    if _seen(shown) != turn.meant.args.get("seen"):
        return shown
    return await _recorded(turn, name, sheet, waits)


def _restored(stored: Mapping[str, Any]) -> tuple[str, ReturnedSheet]:
    """The sheet as it was put aside, JSON's lists as the tuples that they were."""
    parts = {key: value for key, value in stored.items() if key != "file"}
    rows = tuple(tuple(str(cell) for cell in row) for row in parts.pop("rows"))
    return str(stored["file"]), ReturnedSheet(**parts, rows=rows)


async def _shown(turn: Turn, name: str, sheet: ReturnedSheet, waits: str) -> Outcome:
    """What would be recorded, with the question that a yes answers; without a memory where there is nothing to ask."""
    found = await _sight(turn, name, sheet)
    if isinstance(found, Outcome):
        return found
    filled = await _filled(found, name, sheet)
    if isinstance(filled, Outcome):
        return filled
    words = _review(found, filled)
    args = {"do": "sheet", WAITS: waits, "seen": words, CONFIRMED: True}
    pending = Interpretation(text=turn.meant.text, intent=Intent.RETURN, args=args, asks=Asks.CONFIRM)
    return asked(turn, words=words, pending=pending)


def _seen(shown: Outcome) -> object:
    question = shown.memory.question if shown.memory else None
    return question.pending.args["seen"] if question else None


async def _recorded(turn: Turn, name: str, sheet: ReturnedSheet, waits: str) -> Outcome:
    """The rows as that person's words; the source is the sheet."""
    found = await _sight(turn, name, sheet)
    filled = found if isinstance(found, Outcome) else await _filled(found, name, sheet)
    if isinstance(found, Outcome) or isinstance(filled, Outcome):
        return said(say("returned.gone"))
    outcome = await update_action(replace(_update(turn, filled), source=f"sheet: {name}"))
    after = turn.after(outcome.writes).plans[found.plan.id]
    stands = standing(after, found.made)
    own = [one for one in stands if filled.person.id in who_is_asked(after, one.item.action, turn.directory)]
    words = say("returned.progress", name=filled.person.name, own=progress_of(own).label, all=progress_of(stands).label)
    reply = with_words(outcome.reply, words) if outcome.reply and found.made.open else outcome.reply
    return replace(outcome, reply=reply, writes=(*outcome.writes, DropUpload(waits)))


def _update(turn: Turn, filled: Filled) -> Turn:
    """The turn as if the person's words had been typed. That all steps of a row are done, no sheet says."""
    args = {CONFIRMED: True} if len(filled.changes) > 1 else {}
    meant = Interpretation(
        text=turn.meant.text,
        intent=Intent.UPDATE,
        changes=filled.changes,
        people={"speaker": [filled.person.id]},
        args=args,
    )
    return replace(turn, meant=meant)


# --- what it is ---------------------------------------------------------------------------------------------------


async def _sight(turn: Turn, name: str, sheet: ReturnedSheet) -> Sight | Outcome:
    """The return that the sheet names, looked up here; in words where there is none such."""
    known = {"file": name, "plan": cut(sheet.plan, NOTE), "label": cut(sheet.label, NOTE)}
    plan = next((one for one in turn.live if one.code == sheet.plan), None)
    if plan is None:
        return said(say("returned.no_plan", **known))
    mine = [one for one in await turn.past.returns() if one.plan == plan.id]
    made = next((one for one in mine if one.label == sheet.label), None)
    if made is None:
        return said(say("returned.no_return", **known))
    return Sight(turn, plan, made, mine)


async def _filled(found: Sight, name: str, sheet: ReturnedSheet) -> Filled | Outcome:
    person = found.turn.directory.people.get(sheet.person)
    if person is None or not person.speaks:
        return said(say("returned.nobody", file=name))
    rows = list(_rows(sheet))
    if not rows:
        return said(say("returned.no_table", file=name, name=person.name))
    filled = Filled(person)
    since = [one for one in await found.turn.past.changes(found.plan.id) if one.sequence > sheet.number]
    for ref, note, status in rows:
        _take(found, filled, since, ref, note, status)
    if not filled.changes:
        return said(_nothing(found, filled))
    filled.allowed, filled.reasons = allowed(_update(found.turn, filled))
    if not filled.allowed:
        return said(" ".join((say("returned.nothing", name=person.name), *filled.reasons)))
    return filled


def _rows(sheet: ReturnedSheet) -> Iterator[tuple[str, str, str]]:
    """Number, words and status of each row of a table with the sheet's own headings."""
    heads, inside = headings(), False
    for row in sheet.rows[:MOST_ROWS]:
        cells = tuple(" ".join(cell.split()) if at != UPDATE else cell.strip() for at, cell in enumerate(row))
        if cells[: len(heads)] == heads:
            inside = True
        elif inside and len(cells) >= len(heads):
            yield cells[REF], cells[UPDATE], cells[STATUS]


def _take(found: Sight, filled: Filled, since: Sequence[Change], ref: str, note: str, status: str) -> None:
    """One row: a change, or why it is none."""
    if not note and not status:
        filled.empty += 1
        return
    actions = found.plan.find(ref)
    if len(actions) != 1:
        filled.not_in_plan.append(cut(ref, NOTE) or "?")
        return
    one = Item(found.plan, actions[0])
    if not _theirs(found.turn, one, filled.person):
        filled.not_theirs.append(ref)
    elif len(note) > LONGEST_NOTE:
        filled.too_long.append(ref)
    else:
        _change(filled, one, since, note, status)


def _theirs(turn: Turn, one: Item, person: Person) -> bool:
    return owns(person, *one, turn.directory) or person.id in who_is_asked(*one, turn.directory)


def _change(filled: Filled, one: Item, since: Sequence[Change], note: str, words: str) -> None:
    plan, action = one
    status = (plan.scheme.status_of(words) or read_status(words, plan.scheme)) if words else None
    if words and status is None:
        filled.unknown.append(say("returned.unknown_row", ref=action.ref, words=cut(words, NOTE)))
    keys: dict[str, Any] = {"note": note} if note else {}
    keys |= {"status": status} if status is not None else {}
    if not keys:
        return
    if _there(one, filled.person, note, status):
        filled.there.append(action.ref)
        return
    if any(change.subject == action.id and change.kind is ChangeKind.UPDATE for change in since):
        filled.changed.append(say("returned.changed_row", ref=action.ref, label=status_words(plan, action)))
    meant = Meant(action=action.ref, plan_id=plan.id, action_id=action.id, speaker=filled.person.name, **keys)
    filled.changes.append(meant)


def _there(one: Item, person: Person, note: str, status: Status | None) -> bool:
    """Whether the last thing that the person said is just this."""
    last = one.action.updates[-1] if one.action.updates else None
    same = last is not None and last.speaker == person.id and (last.note or "") == note
    return same and status in (None, one.action.status)


# --- what is said of it -------------------------------------------------------------------------------------------


def _nothing(found: Sight, filled: Filled) -> str:
    key = "all_there" if filled.there else "empty"
    left = list(_left_out(filled))
    head = say(f"returned.{key}" if filled.there or not left else "returned.nothing", name=filled.person.name)
    return "\n".join((head, *left))


def _review(found: Sight, filled: Filled) -> str:
    empty = say("returned.empty_too", n=filled.empty) if filled.empty else ""
    rows = filled.allowed
    head = say("returned.head", n=len(rows), name=filled.person.name, empty=empty, **slots(found))
    lines = [say("return.row", ref=one.action.ref, text=_words(one, meant)) for one, meant in rows[:MOST]]
    more = [say("return.and_more", n=len(rows) - MOST)] if len(rows) > MOST else []
    told = (*_left_out(filled), *filled.reasons, *_needing(found, filled), *_late(found))
    return "\n".join((head, *lines, *more, *told, say("returned.ask", name=filled.person.name)))


def _words(one: Item, meant: Meant) -> str:
    parts = []
    if meant.has("status"):
        before, after = status_words(*one), one.plan.scheme.label(meant.status)
        key = "returned.stays" if meant.status is one.action.status else "returned.status"
        parts.append(say(key, before=before, after=after))
    if meant.note:
        parts.append(say("returned.note", note=cut(meant.note, NOTE)))
    return " · ".join(parts)


def _left_out(filled: Filled) -> Iterator[str]:
    if filled.unknown:
        yield say("returned.unknown", n=len(filled.unknown), rows=", ".join(filled.unknown))
    if filled.changed:
        yield say("returned.changed", n=len(filled.changed), rows=", ".join(filled.changed))
    for key in ("there", "not_theirs", "not_in_plan", "too_long"):
        refs: list[str] = getattr(filled, key)
        if refs:
            yield say(f"returned.{key}", n=len(refs), refs=", ".join(refs), name=filled.person.name)


def _needing(found: Sight, filled: Filled) -> Iterator[str]:
    """The rows that would still need a sentence."""
    after, _ = record(_update(found.turn, filled), filled.allowed)
    rows = {one.action.id for one, _ in filled.allowed}
    left = [
        one.item.action.ref
        for one in standing(after[found.plan.id], found.made)
        if one.answered is Answered.NEEDS_WORDS and one.item.action.id in rows
    ]
    if left:
        yield say("returned.needs_words", n=len(left), refs=", ".join(left))


def _late(found: Sight) -> Iterator[str]:
    if not found.made.open:
        yield say("returned.over")
    elif found.made.deadline is not None and found.turn.today > found.made.deadline:
        yield say("returned.late", date=day(found.made.deadline))
