""" "Undo": the last change set of this person is taken back by a further change, unless somebody has built on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dialogs.directory_undone import NO_PLAN, directory_undone, with_directory
from dialogs.drafting import record_drafts
from dialogs.extensions import taken_back as taken_back_verdicts
from dialogs.focus import remembered
from dialogs.items import Item, item, several
from dialogs.memory import Done
from dialogs.read_back import changed
from dialogs.reply import Reply
from dialogs.report_template import taken_back as template_taken_back
from dialogs.rights import Act, may, oversees, why_not
from dialogs.set_up import differences
from dialogs.shown import asked_words, due_words, refs_shown, shown_ref, status_words
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Intent
from dialogs.words import day, joined, say
from storage.numbering import undo_drafts
from storage.plan import SETTINGS, Action, Change, ChangeKind, Draft, Plan, PlanState

REACH = timedelta(days=7)  # how far back a bare "undo" reaches: over a weekend, not into old work
MAY_UNDO = (ChangeKind.UPDATE, ChangeKind.EDIT, ChangeKind.VERDICT)
OF_MESSAGE = "message"  # in `Interpretation.args`: the first change set of the message whose updates are meant


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """One message's changes to one plan, in order."""

    plan: Plan
    changes: tuple[Change, ...]

    @property
    def id(self) -> str:
        return self.changes[0].change_set


async def undo(turn: Turn) -> Outcome:
    """Take back the newest change set; "and the one before" takes back as many as were asked for, or none."""
    if _speaks_of_schedule(turn):
        return Outcome(Reply(text=say("schedule.not_undone")))
    pressed = turn.message.payload.get("change_set") or turn.meant.args.get("change_set")
    if (of_template := await template_taken_back(turn, str(pressed) if pressed else None)) is not None:
        return of_template
    turn = await reaching(turn)
    wanted = turn.message.payload.get("change_set") or turn.meant.args.get("change_set") or _of_directory(turn)
    sets = _wanted(turn, str(wanted) if wanted else None)
    if not sets and (taken := await directory_undone(turn, str(wanted) if wanted else None)) is not None:
        return taken
    if len(whose := turn.meant.people.get("whose", ())) > 1:
        names = say("filter.or").join(turn.directory.names(whose))
        return Outcome(Reply(text=say("undo.which_person", names=names)))
    if not sets:
        return Outcome(Reply(text=_none_left(turn, str(wanted) if wanted else None)))
    for one in sets:
        if refusal := why_kept(turn, one, beside=sets):
            return Outcome(Reply(text=refusal))
    outcome = _taken_back(turn, sets)
    told = await taken_back_verdicts(turn, [(one.plan, change) for one in sets for change in one.changes])
    outcome = replace(outcome, writes=(*outcome.writes, *told.writes), elsewhere=(*outcome.elsewhere, *told.elsewhere))
    return await with_directory(turn, outcome, {one.id for one in sets})


def _of_directory(turn: Turn) -> str | None:
    """What a bare "undo" means right after something was done to the directory, and perhaps to plans with it."""
    last = turn.memory.done[-1] if turn.memory.done and not turn.meant.args else None
    return last.change_set if last is not None and last.plan == NO_PLAN else None


def _speaks_of_schedule(turn: Turn) -> bool:
    """A bare "undo" right after what is posted here was set or stopped; another press or word names what it means."""
    named = turn.message.payload.get("change_set") or turn.meant.args
    return not named and turn.memory.focus is not None and turn.memory.focus.intent == Intent.SCHEDULE.value


def _wanted(turn: Turn, change_set: str | None) -> list[ChangeSet]:
    """The one that is named, what is left of a message that was deleted, or the newest."""
    if OF_MESSAGE in turn.meant.args:
        return of_message(turn.plans.values(), str(turn.meant.args[OF_MESSAGE]))
    return _named(turn, change_set) if change_set else _newest(_of_targets(turn, standing(turn)), _count(turn))


def _of_targets(turn: Turn, sets: Sequence[ChangeSet]) -> list[ChangeSet]:
    """Of each what it did to the actions that are named ("undo 2.1"); all of it where none is."""
    wanted = set(turn.meant.targets)
    if not wanted:
        return list(sets)
    parts = (
        (one.plan, tuple(change for change in one.changes if (one.plan.id, change.subject) in wanted)) for one in sets
    )
    return [ChangeSet(plan, changes) for plan, changes in parts if changes]


def _newest(sets: Sequence[ChangeSet], count: int) -> list[ChangeSet]:
    """Those of the last messages, each with everything that it changed, in however many plans."""
    last = list(dict.fromkeys(one.id for one in sets))[:count]
    return [one for one in sets if one.id in last]


def _none_left(turn: Turn, change_set: str | None) -> str:
    """Why there is nothing to take back: nothing recorded, taken back already, or no change of that kind."""
    if turn.meant.targets or turn.meant.people.get("whose"):
        return _none_of(turn)
    if change_set is None:
        return say("undo.no_more" if _has_undone(turn) else "undo.nothing")
    gone = {sequence for plan in turn.plans.values() for sequence in taken_back(plan)}
    recent = [one for plan in turn.plans.values() for one in plan.recent if one.change_set == change_set]
    return say("undo.already" if any(one.sequence in gone for one in recent) else "undo.too_old")


def _none_of(turn: Turn) -> str:
    """The same of what was named: an action, somebody, or both."""
    found = [one for pair in turn.meant.targets if (one := item(turn.plans, *pair))]
    who = joined(turn.directory.names(turn.meant.people.get("whose", ())))
    key = "undo.nothing_of" if not who else "undo.nothing_by_of" if found else "undo.nothing_by"
    return say(key, refs=refs_shown(found, several(turn)), who=who)


def _has_undone(turn: Turn) -> bool:
    """This person has taken something back lately, so that "you have recorded nothing" would not be true."""
    recent = (one for plan in turn.plans.values() for one in plan.recent if one.kind is ChangeKind.UNDO)
    return any(one.recorder == turn.speaker.id and one.recorded >= turn.now - REACH for one in recent)


def _count(turn: Turn) -> int:
    given = turn.meant.args.get("count", turn.meant.args.get("steps", 1))
    return max(1, given) if isinstance(given, int) else 1


def _taken_back(turn: Turn, sets: list[ChangeSet]) -> Outcome:
    drafts = [(one.plan, draft) for one in sets for draft in compensating(one)]
    after, writes = record_drafts(turn, drafts)
    items = touched(turn, sets)
    parts = [restored(turn, found, after[found.plan.id], note=note_told(sets, found.action.id)) for found in items]
    for plan in {one.plan.id: one.plan for one in sets}.values():
        parts += differences(plan, after[plan.id], turn.directory)
    text = say("undo.done", parts=" ".join(parts))
    reply = changed(turn, [text], [], after, items)
    reply = reply.model_copy(update={"card": reply.card.model_copy(update={"buttons": ()}) if reply.card else None})
    return Outcome(reply, writes, remembered(turn, "undo", items, done=_left(turn, sets, drafts)))


def _left(turn: Turn, sets: list[ChangeSet], drafts: list[tuple[Plan, Draft]]) -> tuple[Done, ...]:
    """What can still be taken back; what a correction had replaced is said again by this turn, in its old place."""
    gone = set() if turn.meant.targets else {one.id for one in sets}  # of "undo 2.1" the rest of the message stands
    again = {plan.id for plan, draft in drafts if draft.kind is not ChangeKind.UNDO}
    now = {"change_set": turn.change_set}
    kept = (one for one in turn.memory.done if one.change_set not in gone or one.plan in again)
    return tuple(one.model_copy(update=now) if one.change_set in gone else one for one in kept)


def compensating(one: ChangeSet) -> list[Draft]:
    """The drafts that take a change set back. Where it had taken something back itself, that is said again."""
    known = {change.sequence: change for change in one.plan.recent}
    drafts: list[Draft] = []
    for change in reversed(one.changes):
        first = known.get(change.undoes) if change.undoes is not None and change.kind is ChangeKind.UNDO else None
        drafts += [_again(first, change)] if first else undo_drafts((change,))
    return drafts


def as_never_said(changes: Sequence[Change]) -> list[Draft]:
    """The drafts that take some changes back as of their own day, so that what is put in their place is not older."""
    drafts = zip(undo_drafts(changes), reversed(changes), strict=True)
    return [replace(draft, effective=change.effective) for draft, change in drafts]


def _again(change: Change, undo: Change) -> Draft:
    """A change that an undo had taken away, said once more; `undoes` names that undo, so that it is known as this."""
    facts, words = change.facts, change.words
    return Draft(change.kind, change.subject, facts, words, change.effective, change.speaker, undoes=undo.sequence)


# --- which change sets there are ----------------------------------------------------------------------------------


async def reaching(turn: Turn) -> Turn:
    """The turn with records that go back as far as an undo does: that of a very busy week is read from the history."""
    since = turn.now - REACH
    known = (one for one in turn.plans.values() if one.recent and one.recent[0].sequence > 1)
    short = [one for one in known if one.recent[0].recorded >= since]
    read = {one.id: _with_record(one, await turn.past.changes(one.id), since) for one in short}
    return replace(turn, plans={**turn.plans, **read}) if read else turn


def _with_record(plan: Plan, changes: Sequence[Change], since: datetime) -> Plan:
    known = tuple(one for one in changes if one.recorded >= since and one.sequence <= plan.number)
    return replace(plan, recent=known)


def standing(turn: Turn) -> list[ChangeSet]:
    """This person's change sets that still stand (or those of whoever is named), newest first: this conversation's,
    then others'."""
    whose = turn.meant.people.get("whose") or [turn.speaker.id]
    mine = [one for plan in turn.plans.values() for one in change_sets(plan) if _recorder(one) in whose]
    here = {done.change_set: place for place, done in enumerate(turn.memory.done)}
    mine = [one for one in mine if one.changes[-1].recorded >= turn.now - REACH]

    def newest(one: ChangeSet) -> tuple[int, datetime, int]:
        return here.get(one.id, -1), one.changes[-1].recorded, one.changes[-1].sequence

    return sorted(mine, key=newest, reverse=True)


def change_sets(plan: Plan) -> list[ChangeSet]:
    """The change sets of a plan's recent record that can be taken back and have not been."""
    undone = taken_back(plan)
    grouped: dict[str, list[Change]] = {}
    for change in plan.recent:
        if change.sequence not in undone:
            grouped.setdefault(change.change_set, []).append(change)
    sets = (ChangeSet(plan, _own(changes)) for changes in grouped.values())
    return [one for one in sets if all(_counts(change, one) for change in one.changes)]


def _own(changes: list[Change]) -> tuple[Change, ...]:
    """Of an undo that has said something again, that alone: the next undo goes on to it, and not back and forth."""
    again = tuple(one for one in changes if one.undoes is not None and one.kind is not ChangeKind.UNDO)
    return again or tuple(changes)


def taken_back(plan: Plan) -> set[int]:
    """The sequences that an undo has taken back."""
    return {one.undoes for one in plan.recent if one.undoes is not None and one.kind is ChangeKind.UNDO}


def of_message(plans: Iterable[Plan], first: str) -> list[ChangeSet]:
    """What stands of one message's updates, whatever has corrected them since. `first` is the message's change set.

    Its edits are change sets of that name with a suffix; a correction in words takes the place of what it takes back.
    """
    sets = ((plan, _left_of(plan, first)) for plan in plans)
    return [ChangeSet(plan, left) for plan, left in sets if left]


def _left_of(plan: Plan, first: str) -> tuple[Change, ...]:
    names, undone = {first}, taken_back(plan)
    said: dict[int, Change] = {}
    for change in plan.recent:
        if change.change_set in names or change.change_set.startswith(f"{first}-") or change.undoes in said:
            names.add(change.change_set)
            said[change.sequence] = change
    return tuple(one for one in said.values() if one.kind in MAY_UNDO and one.sequence not in undone)


def _counts(change: Change, of: ChangeSet) -> bool:
    """A correction holds undos beside its updates and can be taken back as a whole; a bare undo cannot."""
    correction = change.kind is ChangeKind.UNDO and any(one.kind in MAY_UNDO for one in of.changes)
    return change.kind in MAY_UNDO or correction


def _named(turn: Turn, change_set: str) -> list[ChangeSet]:
    return [one for plan in turn.plans.values() for one in change_sets(plan) if one.id == change_set]


def _recorder(one: ChangeSet) -> int | None:
    return one.changes[0].recorder


# --- whether it may be taken back ---------------------------------------------------------------------------------


def why_kept(turn: Turn, one: ChangeSet, beside: list[ChangeSet]) -> str | None:
    """Why a change set is left as it is, in words; None where it can be taken back."""
    if _recorder(one) != turn.speaker.id and not oversees(turn.speaker, [one.plan]):
        return say("undo.not_yours", who=turn.directory.name(_recorder(one)))
    if one.plan.state is not PlanState.LIVE:
        return say("update.not_live", plan=one.plan.code)
    gone = {change.sequence for other in beside for change in other.changes}
    for change in one.changes:
        if sets_up(change):
            if refusal := _settings_kept(turn, one.plan, change, gone):
                return refusal
            continue
        if change.subject in one.plan.recommendations:
            if not may(turn.speaker, "settings", one.plan, None, turn.directory):
                return why_not(turn.speaker, "settings", one.plan, None, turn.directory)
            continue
        found = item({one.plan.id: one.plan}, one.plan.id, change.subject)
        if found is None:
            return say("update.gone")
        if not may(turn.speaker, _right(change), one.plan, found.action, turn.directory):
            ref = shown_ref(found, several(turn))
            return why_not(turn.speaker, _right(change), one.plan, found.action, turn.directory, ref=ref)
        if later := _built_on(one.plan, change, turn.speaker.id, gone):
            return _since(turn, found, later)
    return None


def sets_up(change: Change) -> bool:
    """Whether it is a plan's settings that were changed, and nothing else of it."""
    return change.subject == 0 and not change.words and set(change.facts) <= set(SETTINGS)


def _settings_kept(turn: Turn, plan: Plan, change: Change, gone: set[int]) -> str | None:
    """Why what is set for a plan is left as it is; None where it can be taken back."""
    if not may(turn.speaker, "settings", plan, None, turn.directory):
        return why_not(turn.speaker, "settings", plan, None, turn.directory)
    later = _built_on(plan, change, turn.speaker.id, gone)
    if later is None:
        return None
    who = turn.directory.name(later.recorder)
    return say("undo.settings_since", plan=plan.code, who=who, date=day(later.effective))


def _right(change: Change) -> Act:
    """Whoever has taken an action over themselves may give it back."""
    if change.kind is ChangeKind.VERDICT:
        return "update" if change.facts["verdict"] == "withdraw" else "decide"
    owners = change.facts.get("owners")
    return "assign" if owners is not None and change.recorder not in owners else "update"


def _built_on(plan: Plan, change: Change, speaker: int, gone: set[int]) -> Change | None:
    """A later change that still stands: any of somebody else's, or one of one's own to the same part."""
    undone = taken_back(plan)
    for later in plan.recent:
        if later.subject != change.subject or later.sequence <= change.sequence:
            continue
        if later.sequence in undone | gone or later.kind is ChangeKind.UNDO or later.change_set == change.change_set:
            continue
        if later.recorder != speaker or _parts(later) & _parts(change):
            return later
    return None


def _parts(change: Change) -> frozenset[str]:
    return frozenset(change.facts) - {"internal"} | frozenset(change.words) - {"note", "evidence"}


def _since(turn: Turn, found: Item, later: Change) -> str:
    ref = shown_ref(found, several(turn))
    if later.recorder == turn.speaker.id:
        return say("undo.own_since", ref=ref)
    who = turn.directory.name(later.recorder)
    return say("undo.other_since", ref=ref, who=who, date=day(later.effective))


# --- what is said -------------------------------------------------------------------------------------------------


def touched(turn: Turn, sets: list[ChangeSet]) -> list[Item]:
    """The actions that some change sets changed, as they stand now, each once."""
    pairs = dict.fromkeys((one.plan.id, change.subject) for one in sets for change in one.changes)
    found = (item(turn.plans, plan, action) for plan, action in pairs)
    return [one for one in found if one]


def restored(turn: Turn, found: Item, after: Plan, *, note: str = "") -> str:
    """ "5: back to Green, due March 2024 again and note taken back": what of an action stands as it did before."""
    was, now = found.action, after.actions[found.action.id]
    what = _given_back(turn, after, was, now)
    what += [note] if note else []
    return say("undo.part", ref=shown_ref(found, several(turn)), what=joined(what) or say("undo.back_all"))


def _given_back(turn: Turn, plan: Plan, was: Action, now: Action) -> list[str]:
    what = []
    if was.status is not now.status:
        what.append(say("undo.back_status", label=status_words(plan, now)))
    if was.timescale != now.timescale:
        due = due_words(now.timescale)
        what.append(say("undo.back_due", date=due) if now.timescale else say("undo.back_no_due"))
    if was.extension != now.extension:
        what.append(_wish_back(now))
    if was.owners != now.owners:
        what.append(say("undo.back_owners", names=joined(turn.directory.names(now.owners)) or say("assign.nobody")))
    parts = ("steps", "decision", "text")
    return what + [say(f"undo.back_{part}") for part in parts if getattr(was, part) != getattr(now, part)]


def _wish_back(now: Action) -> str:
    if now.extension is None:
        return say("undo.back_no_wish")
    return say("undo.back_wish", date=asked_words(now.extension))


def note_told(sets: Sequence[ChangeSet], subject: int) -> str:
    """That taking these back takes a note away, or gives back the one that a correction had taken away."""
    changes = [one for each in sets for one in each.changes if one.subject == subject]
    undone = {one.undoes for one in changes if one.kind is ChangeKind.UNDO}
    if any("note" in one.words for one in changes if one.kind is not ChangeKind.UNDO):
        return "" if undone else say("undo.back_note")
    earlier = any("note" in one.words for each in sets for one in each.plan.recent if one.sequence in undone)
    return say("undo.note_again") if earlier else ""
