"""A press acts where it stands: its answer takes the place of the card that held the button. Decided here for every
channel, and what a card no longer shows rightly is shown anew instead of acted upon.

| pressed | what stands in the card's place |
| --- | --- |
| a page of a list or of help | that page |
| Update in a row or on a card | the form, in the eyes of whoever pressed; Save or Cancel brings the card back |
| Save, Done, No change, Undo | the card as it is now, with what was done above it; alone where it came from none |
| the same on a return's rows | what of them is left, with what was done above it |
| Not now | the card again; the row says until when it waits |
| an answer, yes, no | what was done |
| Grant, Refuse of a date | what waits still, with what was done above |
| Confirm, Refuse of somebody who waits | whoever waits still, with what was done above |
| anything that no longer holds | how it stands now, with what was typed kept |

Everything else (a summary's "What is overdue", a greeting's "My actions") is posted beneath its card, which stays; so
is what comes of a press in the message of a day that holds more than its rows.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import Enum, auto

from dialogs.again import card_again
from dialogs.ask import label
from dialogs.form import form
from dialogs.items import item, several
from dialogs.late import changed_since
from dialogs.message import MessageKind
from dialogs.record import record
from dialogs.reply import Card, Line, Notice, Payload, Recipient, Reply
from dialogs.rows import rows_again
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Interpretation
from dialogs.understanding.pressed import WHY
from dialogs.words import day, say
from storage.rhythm import PutSnooze

Run = Callable[[Turn], Awaitable[Outcome]]

FIELDS = {"status": "status", "date": "due", "note": "note", "step": "step"}  # what is wrong → the field to empty


class Where(Enum):
    """Where an answer stands."""

    IN_PLACE = auto()  # of the card, for everybody
    FOR_PRESSER = auto()  # of the card, in the eyes of whoever pressed
    BESIDE = auto()  # told to whoever pressed; the card stays
    BENEATH = auto()  # posted; the card stays


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: Outcome
    where: Where


async def in_place(turn: Turn, run: Run) -> Outcome:
    """What a press comes to. `run` is the dialog of what it means."""
    press = turn.press
    if press is None:
        return _placed(turn, Answer(_told(say("press.unreadable")), Where.BESIDE))
    answer = await _held(turn, press) or await _acted(turn, press, run)
    return _placed(turn, answer)


def _placed(turn: Turn, answer: Answer) -> Outcome:
    reply, card = answer.outcome.reply, turn.message.in_reply_to
    if reply is None or answer.where is Where.BENEATH:
        return answer.outcome
    if answer.where is Where.IN_PLACE:
        named = _named(turn, reply) if answer.outcome.writes and not turn.private else reply
        return replace(answer.outcome, reply=named.model_copy(update={"replaces": card}))
    only = {"recipient": Recipient.ONLY_YOU, "replaces": card if answer.where is Where.FOR_PRESSER else None}
    return replace(answer.outcome, reply=reply.model_copy(update=only))


def _named(turn: Turn, reply: Reply) -> Reply:
    """Where others see it too: who has done it."""
    by: Callable[[str], str] = lambda words: say("press.by", who=turn.speaker.name, words=words)  # noqa: E731 - typed
    card = reply.card
    if card is not None and card.notice is not None:
        card = card.model_copy(update={"notice": card.notice.model_copy(update={"text": by(card.notice.text)})})
    elif card is not None:
        card = card.model_copy(update={"heading": by(card.heading)})
    return reply.model_copy(update={"text": by(reply.text), "card": card})


def _told(words: str, about: str | None = None) -> Outcome:
    """Words in a card's place; with the action that the card was about, which is gone with it."""
    if about is None:
        return Outcome(Reply(text=words))
    return Outcome(Reply(text=words, card=Card(heading=about, intro=words)))


def _about(turn: Turn, press: Payload) -> str | None:
    """The one action that a question was about."""
    found = item(turn.plans, press.plan, press.action) if press.act in ("answer", "cancel") else None
    return label(turn, found) if found else None


# --- what no longer holds ---------------------------------------------------------------------------------------


async def _held(turn: Turn, press: Payload) -> Answer | None:
    """What is said instead of acting: why the press cannot be read, or how things stand since. None where it holds."""
    if why := turn.meant.args.get(WHY):
        return _unfit(turn, press, str(why))
    late = changed_since(turn, press) if press.act in ("update", "return") else None
    if late is None:
        return None
    if press.act == "return":
        return Answer(rows_again(turn, press, late.notice), Where.FOR_PRESSER)
    if turn.message.kind is MessageKind.FORM and not late.done:
        return Answer(form(turn, late.found, typed=late.typed, notice=late.notice), Where.FOR_PRESSER)
    return Answer(await _again(turn, press, late.notice), Where.BENEATH if press.stays else Where.IN_PLACE)


def _unfit(turn: Turn, press: Payload, why: str) -> Answer:
    words = say(f"press.{why}")
    found = item(turn.plans, press.plan, press.action)
    if why in FIELDS and found is not None and turn.message.kind is MessageKind.FORM:
        typed = {key: value for key, value in turn.message.inputs.items() if key != FIELDS[why]}
        return Answer(form(turn, found, typed=typed, notice=Notice(text=words, tone="held")), Where.FOR_PRESSER)
    if why == "gone" and press.question == turn.memory.answered:
        return Answer(_told(say("press.answered")), Where.BESIDE)
    if why == "gone":
        return Answer(_told(words, _about(turn, press)), Where.IN_PLACE)
    return Answer(_told(words), Where.BESIDE)


# --- what is done -----------------------------------------------------------------------------------------------


async def _acted(turn: Turn, press: Payload, run: Run) -> Answer:
    if press.act == "record" and not turn.message.inputs:
        return Answer(record(turn, press.note or ""), Where.BESIDE)
    outcome = await run(turn)
    if press.act in ("answer", "cancel"):
        memory = (outcome.memory or turn.memory).model_copy(update={"answered": press.question})
        if press.act == "cancel" and outcome.reply is not None:
            reply = outcome.reply if outcome.reply.card else _told(outcome.reply.text, _about(turn, press)).reply
            outcome = replace(outcome, reply=reply)
        return Answer(replace(outcome, memory=memory), Where.IN_PLACE)
    if press.act in ("list", "show", "rows"):
        return Answer(outcome, Where.IN_PLACE if press.back else Where.BENEATH)
    if press.act == "form":
        return Answer(outcome, _where_form(turn, press, outcome))
    if press.act in ("update", "undo", "return", "record"):
        return await _changed(turn, press, outcome)
    if press.act == "snooze" and (press.back or not several(turn)):
        return _put_off(press, await _changed(turn, press, outcome), outcome)
    if press.act in ("grant", "decline"):
        return Answer(outcome, Where.IN_PLACE if outcome.writes or turn.private else Where.BESIDE)
    turned = press.act == "help" and press.page is not None
    return Answer(outcome, Where.IN_PLACE if turned or press.act in ("accept", "refuse") else Where.BENEATH)


def _where_form(turn: Turn, press: Payload, outcome: Outcome) -> Where:
    """In the card's place where Cancel can bring that back; where others see the card, in no eyes but one's own."""
    if outcome.reply is None or outcome.reply.card is None or not outcome.reply.card.inputs:
        return Where.BESIDE
    return Where.FOR_PRESSER if press.back or not turn.private else Where.BENEATH


async def _changed(turn: Turn, press: Payload, outcome: Outcome) -> Answer:
    """What was done, above the card that it was done from; of a refusal only whoever pressed is told."""
    if press.stays:
        return Answer(outcome, Where.BENEATH)
    if _asks(turn, outcome):
        return Answer(outcome, Where.IN_PLACE)
    if not outcome.writes and turn.message.kind is MessageKind.FORM:
        return _given_back(turn, press, outcome)
    if not outcome.writes and not turn.private:
        return Answer(outcome, Where.BESIDE)
    if press.back is None or outcome.reply is None:
        return Answer(outcome, Where.IN_PLACE)
    buttons = outcome.reply.card.buttons if outcome.reply.card else ()
    notice = Notice(text=outcome.reply.text, tone="done" if outcome.writes else "held", buttons=buttons)
    again = await _again(turn.after(outcome.writes), press, notice)
    return Answer(replace(outcome, reply=again.reply), Where.IN_PLACE)


def _put_off(press: Payload, answer: Answer, outcome: Outcome) -> Answer:
    """The card again, on which the row that waits says until when."""
    reply = answer.outcome.reply
    until = next((one.snooze.until for one in outcome.writes if isinstance(one, PutSnooze)), None)
    if until is None or reply is None or reply.card is None:
        return answer
    words = say("snooze.row", date=day(until))
    lines = tuple(_flagged(line, words) if _of(line, press) else line for line in reply.card.lines)
    card = reply.card.model_copy(update={"lines": lines})
    return replace(answer, outcome=replace(answer.outcome, reply=reply.model_copy(update={"card": card})))


def _of(line: Line, press: Payload) -> bool:
    return any((one.payload.plan, one.payload.action) == (press.plan, press.action) for one in line.buttons)


def _flagged(line: Line, words: str) -> Line:
    return line.model_copy(update={"flag": " · ".join(filter(None, (line.flag, words)))})


def _asks(turn: Turn, outcome: Outcome) -> bool:
    question = outcome.memory.question if outcome.memory else None
    return question is not None and question is not turn.memory.question


def _given_back(turn: Turn, press: Payload, outcome: Outcome) -> Answer:
    """A form whose Save was refused comes back with everything that was typed, and says why."""
    found, said = item(turn.plans, press.plan, press.action), outcome.reply.text if outcome.reply else ""
    notice = Notice(text=say("press.nothing") if _says_nothing(turn.meant) else said, tone="held")
    if press.act == "return":
        return Answer(rows_again(turn, press, notice), Where.FOR_PRESSER)
    if found is None:
        return Answer(outcome, Where.BESIDE)
    return Answer(form(turn, found, typed=turn.message.inputs, notice=notice), Where.FOR_PRESSER)


def _says_nothing(meant: Interpretation) -> bool:
    """Every field was left as it stood."""
    return all(one.model_fields_set <= {"action", "plan_id", "action_id"} for one in meant.changes)


# --- the card again -----------------------------------------------------------------------------------------------


async def _again(turn: Turn, press: Payload, notice: Notice) -> Outcome:
    """The card that a press came from, as it is now, under a notice; the notice alone where it came from none."""
    if press.back is None:
        first, *rest = notice.text.split("\n")
        card = Card(heading=first, paragraphs=tuple(rest), buttons=notice.buttons)
        return Outcome(Reply(text=notice.text, card=card), memory=turn.memory)
    outcome = await card_again(turn, press)
    reply = outcome.reply or Reply(text="")
    card = reply.card or Card(heading=reply.text)
    shown = reply.model_copy(
        update={"text": f"{notice.text}\n{reply.text}", "card": card.model_copy(update={"notice": notice})}
    )
    return replace(outcome, reply=shown)
