"""A message that was edited or deleted after it was heard. An edit corrects what the message did, as of when it was
said (`dialogs.amending`); before a deletion takes anything back, it is asked."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from dialogs.amending import amendments, mends_nothing, put_right
from dialogs.ask import CONFIRMED, asked
from dialogs.correct import correction
from dialogs.drafting import Wanted, said_date
from dialogs.examples import first_example
from dialogs.items import item, several
from dialogs.memory import Focus
from dialogs.reply import Reply
from dialogs.set_up import named, of_fields
from dialogs.shown import due_words, shown_ref
from dialogs.turn import Outcome, Turn
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.understanding.reading import interpret
from dialogs.undo import OF_MESSAGE, REACH, ChangeSet, of_message, reaching, sets_up, why_kept
from dialogs.update_action import allowed
from dialogs.words import day, joined, say
from storage.plan import Change
from storage.returns import frozen_with
from storage.status import Status
from storage.work import Heard

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
    turn = await reaching(turn)
    sets = of_message(turn.plans.values(), first)
    turn = replace(turn, today=_day_said(turn, heard))
    context = replace(context, question=None, card=(), today=turn.today, focus=_focus(turn, sets) or context.focus)
    turn = replace(turn, meant=interpret(turn.message.text, context))
    if sets and "setting" in turn.meant.args and all(sets_up(change) for one in sets for change in one.changes):
        return turn if heard is None or _differs(heard.text, turn.meant, context) else SILENCE
    if sets:
        same = heard is not None and not _differs(heard.text, turn.meant, context)
        frozen = await _frozen(turn, sets)
        corrected = _corrected(turn, sets, frozen)
        return corrected or (SILENCE if same else _no_update_any_more(turn, sets, first, frozen))
    if heard is None:  # said where the bot was not addressed, and now it is
        return turn if turn.message.text.strip() else SILENCE
    if not _says_something_else(heard.text, turn.meant, context):
        return SILENCE
    age = turn.message.received - heard.sent
    if age > REACH and turn.meant.changes:
        return Outcome(Reply(text=say("stands.old", date=day(turn.today))))
    return turn if turn.meant.changes or age <= ANSWERED else SILENCE


def _day_said(turn: Turn, heard: Heard | None) -> date:
    """The day on which the message was first said, counted back from the day of its edit by the channel's own times."""
    edit = turn.message.received
    then = min(heard.sent, edit) if heard else edit
    return turn.today - (edit.astimezone(turn.zone).date() - then.astimezone(turn.zone).date())


def _focus(turn: Turn, sets: list[ChangeSet]) -> Focus | None:
    """An edited "it's amber now" is still about the action that it changed."""
    changes = ((one.plan.id, change) for one in sets for change in one.changes if not sets_up(change))
    pairs = tuple(dict.fromkeys((plan, change.subject) for plan, change in changes))
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


def _corrected(turn: Turn, sets: list[ChangeSet], frozen: list[str]) -> Outcome | None:
    """The correction, or why it cannot be made; None where what it says now is no update."""
    wanted, reasons = _wanted(turn, sets)
    if not wanted and not reasons:
        return None
    amended = amendments(turn, sets, wanted)
    if not reasons and mends_nothing(sets, amended):
        return SILENCE
    if why := _why_not(turn, sets, [*frozen, *reasons]):
        return Outcome(Reply(text=say("stands.edited", why=why)))
    return put_right(turn, sets, amended)


def _wanted(turn: Turn, sets: list[ChangeSet]) -> tuple[list[Wanted], list[str]]:
    """What the message says now, and why some of it cannot be; nothing where it is no news, or is asked about."""
    if turn.meant.asks:
        return [], []
    if turn.meant.intent is Intent.CORRECT and len(sets) == 1:
        made = correction(turn, sets[0])
        return (list(made.right), []) if made else ([], [])
    news = turn.meant.intent in (Intent.UPDATE, Intent.ASSIGN) and turn.meant.changes
    return allowed(turn) if news else ([], [])


def _no_update_any_more(turn: Turn, sets: list[ChangeSet], first: str, frozen: list[str]) -> Outcome:
    """What it says now is asked about, or is no update: the record stands until its writer says otherwise."""
    if turn.meant.asks:
        return Outcome(Reply(text=say("stands.edited", why=say("stands.unclear", example=first_example(turn)))))
    return _keep_or_not(turn, sets, "edited_away", first, frozen)


def _why_not(turn: Turn, sets: list[ChangeSet], reasons: list[str]) -> str | None:
    """Why an edit or a deletion does not touch what was recorded. The one place that says so, for both."""
    kept = (why_kept(turn, one, beside=sets) for one in sets)
    return next((why for why in (*kept, *reasons) if why), None)


async def _frozen(turn: Turn, sets: list[ChangeSet]) -> list[str]:
    """That a return has been frozen with what the message recorded: the return would say what nobody stands by."""
    for made in await turn.past.returns():
        for one in sets:
            zone = ZoneInfo(one.plan.zone)
            if made.plan == one.plan.id and any(frozen_with(each, made, zone) for each in one.changes):
                return [say("stands.frozen", label=made.label, plan=one.plan.code)]
    return []


# --- keep it, or take it back -------------------------------------------------------------------------------------


async def deleted(turn: Turn, first: str) -> Outcome:
    """A deleted message that had changed nothing is no matter; of another it is asked whether its update stays."""
    sets = of_message(turn.plans.values(), first)
    return _keep_or_not(turn, sets, "deleted", first, await _frozen(turn, sets)) if sets else SILENCE


def _keep_or_not(turn: Turn, sets: list[ChangeSet], event: str, first: str, frozen: list[str]) -> Outcome:
    what = joined(_stands(turn, change, one) for one in sets for change in one.changes)
    if why := _why_not(turn, sets, frozen):
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
    if sets_up(change):
        return say("stands.item", ref=of.plan.code, parts=joined(named(one) for one in of_fields(change.facts)))
    said = []
    if "status" in change.facts:
        status = change.facts["status"]
        said.append(of.plan.scheme.label(Status(status) if status else None))
    if (dated := said_date(change)) is not None:
        said.append(say("stands.due", date=due_words(dated[0])))
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
