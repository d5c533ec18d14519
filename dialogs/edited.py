"""A message that was edited or deleted after it was heard. An edit corrects what the message did, as of when it was
said; before a deletion takes anything back, it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dialogs.ask import CONFIRMED, asked
from dialogs.correct import correction
from dialogs.drafting import Wanted, draft, news, record_drafts, timescale_from
from dialogs.examples import first_example
from dialogs.focus import did, remembered
from dialogs.items import Item, item, several
from dialogs.memory import Focus, Memory
from dialogs.read_back import changed, parts, remarks
from dialogs.reply import Reply
from dialogs.shown import due_words, shown_ref
from dialogs.turn import Outcome, Turn
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Asks, Intent, Interpretation, Meant
from dialogs.understanding.reading import interpret
from dialogs.undo import OF_MESSAGE, REACH, ChangeSet, as_never_said, note_told, of_message, restored, touched, why_kept
from dialogs.update_action import allowed
from dialogs.words import cut, day, joined, say
from storage.plan import Action, Change, Draft, Plan
from storage.status import Status
from storage.work import Heard

NOTE = 160  # characters of a mended note that are read back

ANSWERED = timedelta(days=1)  # how long after it was said an edited question is still waited for

# What is not done anew because a message was edited into it: it would be about something else than it was then.
QUIET = frozenset(
    {
        Intent.UNKNOWN,
        Intent.THANKS,
        Intent.GREETING,
        Intent.CONFIRM,
        Intent.CANCEL,
        Intent.UNDO,
        Intent.CORRECT,
    }
)

SILENCE = Outcome(None)


async def edited(turn: Turn, context: Context, first: str) -> Outcome | Turn:
    """What an edit does; or the turn in which the message is taken as if it were said for the first time.

    `first` names the change set of the message as it was first said. What it says now counts from that day.
    """
    heard = await turn.past.heard(turn.message.in_reply_to or "")
    sets = of_message(turn.plans.values(), first)
    turn = replace(turn, today=_day_said(turn, heard))
    context = replace(context, question=None, card=(), today=turn.today, focus=_focus(turn, sets) or context.focus)
    turn = replace(turn, meant=interpret(turn.message.text, context))
    if sets:
        same = heard is not None and not _differs(heard.text, turn.meant, context)
        corrected = _corrected(turn, sets)
        return corrected or (SILENCE if same else _no_update_any_more(turn, sets, first))
    if heard is None:  # said where the bot was not addressed, and now it is
        return turn if turn.message.text.strip() else SILENCE
    if not _says_something_else(heard.text, turn.meant, context):
        return SILENCE
    age = turn.message.received - heard.sent
    if age > REACH and turn.meant.changes:
        return Outcome(Reply(text=say("stands.old", date=day(turn.today))))
    return turn if turn.meant.changes or age <= ANSWERED else SILENCE


def _day_said(turn: Turn, heard: Heard | None) -> date:
    """The day on which the message was first said, counted back from today by the channel's own times."""
    ago = turn.message.received - heard.sent if heard else timedelta()
    then = turn.now - max(ago, timedelta())
    return turn.today - (turn.now.astimezone(turn.zone).date() - then.astimezone(turn.zone).date())


def _focus(turn: Turn, sets: list[ChangeSet]) -> Focus | None:
    """An edited "it's amber now" is still about the action that it changed."""
    pairs = tuple(dict.fromkeys((one.plan.id, change.subject) for one in sets for change in one.changes))
    return Focus(at=turn.now, intent=Intent.UPDATE.value, actions=pairs) if pairs else None


def _says_something_else(before: str, meant: Interpretation, context: Context) -> bool:
    """Of a message that had done nothing that stands: it means something now, and something else than before."""
    if meant.asks and " ".join(before.split()) != " ".join(meant.text.split()):
        return True  # what is asked about it would else be answered with the old words
    return meant.intent not in QUIET and _differs(before, meant, context)


def _differs(before: str, meant: Interpretation, context: Context) -> bool:
    was = interpret(before, context)
    return meant.model_dump(exclude={"text"}) != was.model_dump(exclude={"text"})


# --- what the message changed, put right --------------------------------------------------------------------------


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


def _corrected(turn: Turn, sets: list[ChangeSet]) -> Outcome | None:
    """The correction, or why it cannot be made; None where what it says now is no update."""
    wanted, reasons = _wanted(turn, sets)
    if not wanted and not reasons:
        return None
    amended = _amended(turn, sets, wanted)
    if not reasons and _same(sets, amended):
        return SILENCE
    if why := _why_not(turn, sets, reasons):
        return Outcome(Reply(text=say("stands.edited", why=why)))
    return _recorded(turn, sets, amended)


def _wanted(turn: Turn, sets: list[ChangeSet]) -> tuple[list[Wanted], list[str]]:
    """What the message says now, and why some of it cannot be; nothing where it is no news, or is asked about."""
    if turn.meant.asks:
        return [], []
    if turn.meant.intent is Intent.CORRECT and len(sets) == 1:
        made = correction(turn, sets[0])
        return (list(made.right), []) if made else ([], [])
    news = turn.meant.intent in (Intent.UPDATE, Intent.ASSIGN) and turn.meant.changes
    return allowed(turn) if news else ([], [])


def _no_update_any_more(turn: Turn, sets: list[ChangeSet], first: str) -> Outcome:
    """What it says now is asked about, or is no update: the record stands until its writer says otherwise."""
    if turn.meant.asks:
        return Outcome(Reply(text=say("stands.edited", why=say("stands.unclear", example=first_example(turn)))))
    return _keep_or_not(turn, sets, "edited_away", first)


def _why_not(turn: Turn, sets: list[ChangeSet], reasons: list[str]) -> str | None:
    kept = (why_kept(turn, one, beside=sets) for one in sets)
    return next((why for why in (*kept, *reasons) if why), None)


def _amended(turn: Turn, sets: list[ChangeSet], wanted: list[Wanted]) -> list[Amended]:
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


def _same(sets: list[ChangeSet], amended: list[Amended]) -> bool:
    """The edit mends nothing that is recorded: a space, a capital, a word that was not kept."""
    recorded = {(one.plan.id, change.subject) for one in sets for change in one.changes}
    meant = {(one.found.plan.id, one.found.action.id) for one in amended}
    return recorded == meant and not any(one.mends for one in amended)


def _recorded(turn: Turn, sets: list[ChangeSet], amended: list[Amended]) -> Outcome:
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


# --- keep it, or take it back -------------------------------------------------------------------------------------


async def deleted(turn: Turn, first: str) -> Outcome:
    """A deleted message that had changed nothing is no matter; of another it is asked whether its update stays."""
    sets = of_message(turn.plans.values(), first)
    return _keep_or_not(turn, sets, "deleted", first) if sets else SILENCE


def _keep_or_not(turn: Turn, sets: list[ChangeSet], event: str, first: str) -> Outcome:
    what = joined(_stands(turn, change, one) for one in sets for change in one.changes)
    if why := _why_not(turn, sets, []):
        return Outcome(Reply(text=say(f"stands.{event}_kept", what=what, why=why)), memory=turn.memory)
    args = {OF_MESSAGE: first, CONFIRMED: True}
    pending = Interpretation(text="", intent=Intent.UNDO, args=args, asks=Asks.CONFIRM)
    outcome = asked(turn, words=say(f"stands.{event}", what=what), pending=pending)
    return replace(outcome, reply=_labelled(outcome.reply) if outcome.reply else None)


def _labelled(reply: Reply) -> Reply:
    """Yes and no in the words of the question."""
    if reply.card is None:
        return reply
    labels = (say("button.take_back"), say("button.keep"))
    buttons = (one.model_copy(update={"label": label}) for one, label in zip(reply.card.buttons, labels, strict=True))
    return reply.model_copy(update={"card": reply.card.model_copy(update={"buttons": tuple(buttons)})})


def _stands(turn: Turn, change: Change, of: ChangeSet) -> str:
    """ "5 (Amber, due July 2027 and a note)": what a change said, without the words of its note."""
    found = item(turn.plans, of.plan.id, change.subject)
    said = []
    if "status" in change.facts:
        status = change.facts["status"]
        said.append(of.plan.scheme.label(Status(status) if status else None))
    if "timescale" in change.facts:
        timescale = timescale_from(change.facts["timescale"], change.words.get("timescale"))
        said.append(say("stands.due", date=due_words(timescale)))
    if "owners" in change.facts:
        said.append(say("stands.owners", names=joined(turn.directory.names(change.facts["owners"]))))
    said += [say("stands.note")] if change.words.get("note") else []
    ref = shown_ref(found, several(turn)) if found else ""
    return say("stands.item", ref=ref, parts=joined(said) or say("stands.update"))


def taken_back(meant: Interpretation, context: Context) -> Interpretation:
    """ "Take it back", said while it is asked whether a deleted message's update stays, means that update."""
    question = context.question
    if question is None or OF_MESSAGE not in question.pending.args or meant.intent is not Intent.UNDO or meant.args:
        return meant
    return question.pending.model_copy(update={"asks": None})
