"""What an edited message says of its actions now, in the place of what it had recorded: one change set."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dialogs.drafting import Wanted, draft, news, record_drafts
from dialogs.focus import did, remembered
from dialogs.items import Item, several
from dialogs.memory import Memory
from dialogs.read_back import changed, parts, remarks
from dialogs.shown import shown_ref
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Intent, Meant
from dialogs.undo import ChangeSet, as_never_said, note_told, restored, touched
from dialogs.words import cut, say
from storage.plan import Action, Change, Draft, Plan
from storage.status import Status

NOTE = 160  # characters of a mended note that are read back


@dataclass(frozen=True, slots=True)
class Amended:
    """One action's update as the edit says it: the draft, and what the message had recorded before."""

    found: Item
    said: Meant
    draft: Draft
    before: tuple[Change, ...]

    @property
    def old(self) -> Mapping[str, Any]:
        """Facts and words as the message had them."""
        return {key: value for one in self.before for key, value in {**one.facts, **one.words}.items()}

    @property
    def new(self) -> Mapping[str, Any]:
        return {**self.draft.facts, **self.draft.words}

    @property
    def other_speaker(self) -> bool:
        return any(change.speaker != (self.draft.speaker or change.recorder) for change in self.before)

    @property
    def mends(self) -> bool:
        """It says something else of this action than was recorded."""
        return self.old != self.new or self.other_speaker


def amendments(turn: Turn, sets: list[ChangeSet], wanted: list[Wanted]) -> list[Amended]:
    """The new drafts, made against the plans as if the message had never been said."""
    without = {one.plan.id: turn.record(one.plan, as_never_said(one.changes))[0] for one in sets}
    made = []
    for found, said in wanted:
        before = tuple(one for each in sets if each.plan.id == found.plan.id for one in each.changes)
        before = tuple(one for one in before if one.subject == found.action.id)
        plan = without.get(found.plan.id, found.plan)
        then = Item(plan, plan.actions[found.action.id])
        new = _with_kept(draft(turn, then, news(then, said)), before)
        made.append(Amended(found, said, new, before))
    return made


def _with_kept(new: Draft, before: tuple[Change, ...]) -> Draft:
    """What came with the message beside its words stays: its files, and an answer that all steps are done."""
    facts, words = dict(new.facts), dict(new.words)
    for change in before:
        if "evidence" in change.words:
            words.setdefault("evidence", change.words["evidence"])
        if "step" not in change.facts and "steps_done" in change.facts and facts.get("status") == Status.COMPLETE:
            facts.setdefault("steps_done", change.facts["steps_done"])
    return replace(new, facts=facts, words=words)


def mends_nothing(sets: list[ChangeSet], amended: list[Amended]) -> bool:
    """The edit mends nothing that is recorded: a space, a capital, a word that was not kept."""
    recorded = {(one.plan.id, change.subject) for one in sets for change in one.changes}
    meant = {(one.found.plan.id, one.found.action.id) for one in amended}
    return recorded == meant and not any(one.mends for one in amended)


def put_right(turn: Turn, sets: list[ChangeSet], amended: list[Amended]) -> Outcome:
    """Record the amendments, what the message had recorded taken back beneath them, and read back what they change."""
    drafts: list[tuple[Plan, Draft]] = [(one.plan, each) for one in sets for each in as_never_said(one.changes)]
    drafts += [(one.found.plan, one.draft) for one in amended]
    after, writes = record_drafts(turn, drafts)
    now = [(one, after[one.found.plan.id].actions[one.found.action.id]) for one in amended]
    lines = [_line(turn, one, action) for one, action in now if one.mends]
    lines += _given_back(turn, sets, amended, after)
    notes = [note for one, action in now for note in remarks(turn, one.found, action)]
    items = [one.found for one in amended]
    reply = changed(turn, [say("stands.corrected", parts=lines[0]), *lines[1:]], notes, after, items)
    return Outcome(reply, writes, _memory(turn, sets, items, (*did(turn, writes),), [one.said for one in amended]))


def _memory(turn: Turn, sets: list[ChangeSet], items: list[Item], done: tuple[Any, ...], said: list[Meant]) -> Memory:
    """The talk is of these actions now; a question that was open stays open, since an edit answers nothing."""
    gone = {one.id for one in sets}
    kept = tuple(one for one in turn.memory.done if one.change_set not in gone)
    memory = remembered(turn, Intent.UPDATE.value, items, done=(*kept, *done), changes=said)
    return memory.model_copy(update={"question": turn.memory.question})


def _line(turn: Turn, one: Amended, now: Action) -> str:
    """What of an action is otherwise than the message had it."""
    differs = {key for key in one.old.keys() | one.new.keys() if one.old.get(key) != one.new.get(key)}
    other: dict[str, Any] = {}
    if "status" in differs and ("status" in one.new or now.status is not one.found.action.status):
        other["status"] = now.status
    if "timescale" in differs:
        other |= {"due": now.due, "timescale": now.timescale}
    if "owners" in differs:
        other["owner_ids"] = list(now.owners)
    if "decision" in differs:
        other["decision"] = now.decision
    other |= {key: getattr(one.said, key) for key in ("step", "evidence", "speaker") if one.said.has(key)}
    said = parts(turn, one.found, now, Meant(action=now.ref, **other))
    said += _note(one) if differs & {"note", "internal"} else []
    said += [say("undo.back_steps")] if "steps_done" in differs and one.said.step is None else []
    if one.other_speaker and one.draft.speaker is None:
        said.append(say("update.said_by", who=turn.speaker.name))
    return say("update.read_back", ref=shown_ref(one.found, several(turn)), parts=" · ".join(said))


def _note(one: Amended) -> list[str]:
    if not one.said.note:
        return [say("undo.back_note")]
    if not one.before:
        return [say("update.note")]
    return [say("update.note_internal") if one.said.internal else say("correct.note", note=cut(one.said.note, NOTE))]


def _given_back(turn: Turn, sets: list[ChangeSet], amended: list[Amended], after: dict[int, Plan]) -> list[str]:
    """The actions that the message is not about any more, as they stand again."""
    still = {(one.found.plan.id, one.found.action.id) for one in amended}
    gone = [found for found in touched(turn, sets) if found.pair not in still]
    return [restored(turn, one, after[one.plan.id], note=note_told(sets, one.action.id)) for one in gone]
