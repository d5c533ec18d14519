""" "Sorry, meant amber", "that was for 6 not 5": the last change goes, the right one comes, in one change set."""

from dataclasses import dataclass

from dialogs.ask import asked
from dialogs.drafting import Wanted, draft, record_drafts, said_date
from dialogs.examples import first_example
from dialogs.focus import did, remembered
from dialogs.items import Item, item, meant, several
from dialogs.read_back import changed, read_back
from dialogs.reply import Reply
from dialogs.rights import may, why_not
from dialogs.shown import shown_ref
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Meant
from dialogs.undo import ChangeSet, as_never_said, note_told, reaching, restored, standing, why_kept
from dialogs.words import cut, say
from storage.plan import Change, ChangeKind, Draft, Plan
from storage.status import Status

NOTE = 160  # characters of a mended note that are read back
CARRIED = ("status", "due", "timescale", "note", "owners", "owner_ids", "step", "decision", "internal", "evidence")


@dataclass(frozen=True, slots=True)
class Correction:
    """What is taken back, what is recorded in its place, and what was said to be wrong about it."""

    wrong: tuple[Change, ...]
    right: tuple[Wanted, ...]
    said: tuple[Wanted, ...]


async def correct(turn: Turn) -> Outcome:
    """Lay what was said over the speaker's last change; nothing else of it is lost."""
    if turn.meant.asks:
        return asked(turn)
    turn = await reaching(turn)
    last = next(iter(standing(turn)), None)
    if last is None:
        return Outcome(Reply(text=say("correct.nothing", example=first_example(turn))))
    if refusal := why_kept(turn, last, beside=[last]):
        return Outcome(Reply(text=refusal))
    made = correction(turn, last)
    if made is None:
        return Outcome(Reply(text=say("correct.what", ref=_ref(turn, last))))
    for found, _ in made.right:
        if not may(turn.speaker, "update", found.plan, found.action, turn.directory):
            ref = shown_ref(found, several(turn))
            why = why_not(turn.speaker, "update", found.plan, found.action, turn.directory, ref=ref)
            return Outcome(Reply(text=say("update.refused", why=why)))
    return _recorded(turn, last, made)


def _ref(turn: Turn, last: ChangeSet) -> str:
    found = item(turn.plans, last.plan.id, last.changes[0].subject)
    return shown_ref(found, several(turn)) if found else last.plan.code


# --- what is right ------------------------------------------------------------------------------------------------


def correction(turn: Turn, last: ChangeSet) -> Correction | None:
    """What a message puts right of a change set; None where it is not said what, or the set holds no update."""
    updates = {one.subject: one for one in last.changes if one.kind is ChangeKind.UPDATE}
    if not updates:
        return None
    if dropped := turn.meant.args.get("drop"):
        return _without(turn, last, updates, frozenset(dropped))
    pairs = [(found, one) for one in turn.meant.changes if (found := _item(turn, one))]
    if not pairs and (items := meant(turn)):
        pairs = [(found, Meant(action=found.action.ref)) for found in items]
    if not pairs:
        return None
    amended = {found.action.id for found, _ in pairs if found.plan.id == last.plan.id and found.action.id in updates}
    if named := _instead_of(turn, last, updates):
        amended = named
    wrong = tuple(one for key, one in updates.items() if key in amended) or tuple(updates.values())
    first = wrong[0]
    right = [(found, _over(turn, updates.get(found.action.id, first), found, said)) for found, said in pairs]
    return Correction(wrong, tuple(right), tuple(pairs))


def _instead_of(turn: Turn, last: ChangeSet, updates: dict[int, Change]) -> set[int]:
    """The action that the last change was not for, where it was said: of several only that one is taken back."""
    said = turn.meant.args.get("instead_of")
    return {one.id for one in last.plan.find(str(said)) if one.id in updates} if said else set()


def _item(turn: Turn, one: Meant) -> Item | None:
    if one.action_id is not None:
        return item(turn.plans, one.plan_id, one.action_id)
    found = [Item(plan, action) for plan in turn.live for action in plan.find(one.action)]
    return found[0] if len(found) == 1 else None


def _without(turn: Turn, last: ChangeSet, updates: dict[int, Change], dropped: frozenset[str]) -> Correction | None:
    """ "Just the note, don't touch the date": the last changes again, less these parts; None where they had none."""
    gone = dropped | ({"timescale"} if "due" in dropped else set())
    if not any(gone & (one.facts.keys() | one.words.keys()) for one in updates.values()):
        return None
    right = []
    for change in updates.values():
        found = item(turn.plans, last.plan.id, change.subject)
        if found is None:
            return None
        was = meant_by(turn, change, found)
        kept = {key: getattr(was, key) for key in was.model_fields_set - gone}
        right.append((found, Meant(**kept)))
    return Correction(tuple(updates.values()), tuple(right), ())


def _over(turn: Turn, change: Change, found: Item, said: Meant) -> Meant:
    """What the earlier change meant, with what was said now laid over it."""
    was = meant_by(turn, change, found)
    now = {key: getattr(said, key) for key in said.model_fields_set if key in CARRIED}
    if "due" in now:
        now.setdefault("timescale", None)
    then = {key: getattr(was, key) for key in was.model_fields_set}
    return Meant(**(then | now))


def meant_by(turn: Turn, change: Change, found: Item) -> Meant:
    """A recorded update as it was meant, for the action that it is now laid on."""
    facts, words = change.facts, change.words
    told: dict[str, object] = {"action": found.action.ref, "plan_id": found.plan.id, "action_id": found.action.id}
    told |= {key: words[key] for key in ("note", "decision", "evidence") if key in words}
    if "status" in facts:
        told["status"] = Status(facts["status"]) if facts["status"] else None
    if (dated := said_date(change)) is not None:
        (timescale,) = dated
        told |= {"timescale": timescale, "due": timescale.end if timescale else None}
    if "owners" in facts:
        told["owner_ids"] = list(facts["owners"])
    if facts.get("internal"):
        told["internal"] = True
    if "steps_done" in facts:
        told["step"] = int(next(iter(facts["steps_done"])))
    if change.speaker is not None and change.speaker != change.recorder:
        told["speaker"] = turn.directory.name(change.speaker)
    return Meant.model_validate(told | ({"effective": change.effective} if change.effective < turn.today else {}))


# --- recorded and said --------------------------------------------------------------------------------------------


def _recorded(turn: Turn, last: ChangeSet, made: Correction) -> Outcome:
    taken_back = as_never_said(made.wrong)
    then = {last.plan.id: turn.record(last.plan, taken_back)[0]}  # a date is later, or not, than the one before
    drafts: list[tuple[Plan, Draft]] = [(last.plan, one) for one in taken_back]
    drafts += [(found.plan, draft(turn, item(then, *found.pair) or found, right)) for found, right in made.right]
    after, writes = record_drafts(turn, drafts)
    items = [found for found, _ in made.right]
    lines = [_line(turn, made, found, right, after) for found, right in made.right]
    lines += _given_back(turn, last, made, after)
    gone = {one.sequence for one in made.wrong} >= {one.sequence for one in last.changes}
    kept = tuple(one for one in turn.memory.done if not gone or one.change_set != last.id)
    done = (*kept, *did(turn, writes))
    reply = changed(turn, [say("correct.done", parts=lines[0]), *lines[1:]], [], after, items)
    said = (right for _, right in made.right)
    return Outcome(reply, writes, remembered(turn, "update", items, done=done, changes=said))


def _line(turn: Turn, made: Correction, found: Item, right: Meant, after: dict[int, Plan]) -> str:
    """For an action that was in the last change only what was said now; for another one all that it takes over."""
    now = after[found.plan.id].actions[found.action.id]
    was_in = found.action.id in {one.subject for one in made.wrong}
    said = next((one for of, one in made.said if of == found), None)
    if not was_in:
        return read_back(turn, found, now, right)
    if "replace" in turn.meant.args and right.note and not right.internal:
        says = say("correct.note", note=cut(right.note, NOTE))
        return say("update.read_back", ref=shown_ref(found, several(turn)), parts=says)
    if said is not None and said.model_fields_set & set(CARRIED) == {"internal"}:
        parts = say("correct.internal" if right.note else "correct.internal_all")
        return say("update.read_back", ref=shown_ref(found, several(turn)), parts=parts)
    if said is not None and said.model_fields_set & set(CARRIED):
        return read_back(turn, found, now, said)
    note = say("undo.back_note") if "note" in turn.meant.args.get("drop", ()) else ""
    return restored(turn, found, after[found.plan.id], note=note)


def _given_back(turn: Turn, last: ChangeSet, made: Correction, after: dict[int, Plan]) -> list[str]:
    """The actions that the last change was not for, as they stand again."""
    right = {found.action.id for found, _ in made.right}
    moved = [one for one in made.wrong if one.subject not in right]
    found = (item(turn.plans, last.plan.id, subject) for subject in dict.fromkeys(one.subject for one in moved))
    sets = [ChangeSet(last.plan, tuple(moved))] if moved else []
    return [restored(turn, one, after[last.plan.id], note=note_told(sets, one.action.id)) for one in found if one]
