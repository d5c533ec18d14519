"""The one open question: what is asked, a button for each answer. It comes back to the dialog that asked."""

from collections.abc import Sequence
from datetime import date

from dialogs.examples import example_ref
from dialogs.items import Item, item, several
from dialogs.memory import Memory, Question
from dialogs.reply import Button, Card, Input, Payload, Reply
from dialogs.shown import refs_shown, shown_ref
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.understanding.one_date import asks_one
from dialogs.understanding.pressed import YEARS_AHEAD, YEARS_BACK
from dialogs.words import cut, day, joined, say

STEPS = 4  # buttons for steps beside the one for all of them: a card shows six at most
LABEL = 60  # characters of an action on a button
CONFIRMED = "confirmed"  # in `Interpretation.args` once somebody has said yes to the dialog's own question


def asked(turn: Turn, *, words: str | None = None, pending: Interpretation | None = None) -> Outcome:
    """Put the question that an interpretation still needs answered, and remember it."""
    pending = pending or turn.meant
    asks = pending.asks or Asks.CONFIRM
    words = words or _words(turn, asks, pending)
    question = Question(
        id=turn.change_set,
        at=turn.now,
        asked=words,
        pending=pending,
        dialog=pending.intent.value,
        message=turn.message.id,
        about=label(turn, one) if (one := _about(turn, pending)) else None,
    )
    kept = turn.memory
    memory = Memory(focus=kept.focus, question=question, done=kept.done, filling=kept.filling)
    labels = _labels(turn, pending)
    hint = "" if labels else _hint(turn, pending.asks)
    card = _card(turn, words, pending, labels, question.id)
    card = card.model_copy(update={"intro": "\n".join(filter(None, (card.intro, hint))) or None})
    reply = Reply(text=_text(words, pending, labels, hint), card=card)
    return Outcome(reply, memory=memory)


def _words(turn: Turn, asks: Asks, pending: Interpretation) -> str:
    """The question; before a yes, with what the yes is to."""
    if asks is Asks.CONFIRM and pending.candidates:
        if pending.intent is Intent.ASSIGN and "to" in pending.args:
            return _hand_over(turn, pending)
        return say("update.confirm_many", n=len(pending.candidates), refs=_refs(turn, pending))
    if asks is Asks.WHICH_ACTION and pending.unknown and not pending.candidates:
        return say("ask.no_such_action", refs=joined(pending.unknown))
    if asks is Asks.WHICH_PERSON and pending.unknown:
        return say("ask.nobody_called", name=joined(pending.unknown))
    if asks is Asks.WHICH_PERSON and not pending.candidates:
        return say("ask.no_such_person")
    if asks_one(pending) and (found := item(turn.plans, *pending.targets[0])):
        return say("ask.one_date", date=_date_label(pending.candidates[0]), ref=shown_ref(found, several(turn)))
    return say(f"ask.{asks.value}")


def _refs(turn: Turn, pending: Interpretation) -> str:
    """The actions that a yes is to, each with its plan where several are in sight."""
    found = [one for target in pending.targets if (one := item(turn.plans, *target))]
    if len(found) != len(pending.candidates):
        return ", ".join(pending.candidates)
    return refs_shown(found, several(turn))


def _hand_over(turn: Turn, pending: Interpretation) -> str:
    """What is handed over to whom, and from which day where one was said."""
    to, begins = pending.args["to"], pending.args.get("from")
    slots = {"n": len(pending.candidates), "refs": _refs(turn, pending)}
    names = joined([to] if isinstance(to, str) else to)
    if begins is None:
        return say("assign.confirm", **slots, name=names)
    first = begins if isinstance(begins, date) else date.fromisoformat(str(begins))
    return say("assign.confirm_from", **slots, name=names, date=day(first))


def confirm(turn: Turn, words: str) -> Outcome:
    """Ask for a yes before something large. A yes brings the same message back with `CONFIRMED` set."""
    args = {**turn.meant.args, CONFIRMED: True}
    pending = turn.meant.model_copy(update={"asks": Asks.CONFIRM, "args": args, "candidates": []})
    return asked(turn, words=words, pending=pending)


def _labels(turn: Turn, pending: Interpretation) -> list[str]:
    """The candidates as they are offered: a date as people write it, an action with its plan's words beside its ref."""
    if pending.asks is Asks.WHICH_DATE:
        return [_date_label(said) for said in pending.candidates]
    offered = {Asks.WHICH_ACTION: _label, Asks.WHICH_PLAN: _plan_label}.get(pending.asks or Asks.CONFIRM)
    if offered is None or len(pending.targets) != len(pending.candidates):
        return list(pending.candidates)
    pairs = zip(pending.candidates, pending.targets, strict=True)
    return [offered(turn, said, item(turn.plans, *target)) for said, target in pairs]


def _date_label(said: str) -> str:
    """A candidate date as people write it; what is no ISO date stands as it is."""
    try:
        return day(date.fromisoformat(said))
    except ValueError:
        return said


def _label(turn: Turn, said: str, found: Item | None) -> str:
    return said if found is None else label(turn, found)


def label(turn: Turn, found: Item) -> str:
    """An action by its number and its words, on a button's length."""
    return say("ask.action", ref=shown_ref(found, several(turn)), text=cut(found.action.text, LABEL))


def _plan_label(turn: Turn, said: str, found: Item | None) -> str:
    """A plan's code with what it has under the number that was asked about."""
    return say("ask.plan", plan=said, text=cut(found.action.text, LABEL)) if found else said


def _text(words: str, pending: Interpretation, labels: list[str], hint: str) -> str:
    if pending.asks is Asks.CONFIRM or asks_one(pending):
        return words
    key = "ask.bullet" if pending.asks is Asks.WHICH_ACTION else "ask.choices"  # "1. 1.2" would be two numbers
    rows = [say(key, n=place, label=one) for place, one in enumerate(labels, start=1)]
    return "\n".join(filter(None, (words, *rows, hint)))


def _hint(turn: Turn, asks: Asks | None) -> str:
    """How to answer where there is nothing to choose from."""
    if asks is Asks.WHICH_DATE:
        return say("ask.free_date")
    return say("ask.free_action", ref=example_ref(turn)) if asks is Asks.WHICH_ACTION else ""


def _card(turn: Turn, words: str, pending: Interpretation, labels: list[str], question: str) -> Card:
    """The question with a button for each answer, for whoever was asked; a day can be picked, too."""
    about = _about(turn, pending)
    named = {"plan": about.plan.id, "action": about.action.id} if about else {}
    press = Payload(act="answer", question=question, person=turn.speaker.id, **named)
    leave = press.model_copy(update={"act": "cancel"})
    if asks_one(pending) or (pending.asks is Asks.CONFIRM and not pending.steps):
        no = press.model_copy(update={"choice": 2}) if asks_one(pending) else leave
        heading, *more = words.split("\n")
        buttons = (_yes(press), Button(label=say("button.no"), payload=no))
        return Card(heading=heading, paragraphs=tuple(more), buttons=buttons)
    if pending.asks is Asks.CONFIRM:
        labels = [say("ask.all_of", ref=pending.candidates[0]), *(say("ask.step", n=n) for n in pending.steps[:STEPS])]
    choices = [press.model_copy(update={"choice": place}) for place in range(1, len(labels) + 1)]
    offered = [Button(label=one, payload=choice) for one, choice in zip(labels, choices, strict=True)]
    picked = pending.asks is Asks.WHICH_DATE
    if picked:
        offered.append(Button(label=say("button.this_date"), payload=press, style="default" if labels else "positive"))
    return Card(
        heading=label(turn, about) if about else words,
        intro=words if about else None,
        inputs=(day_field(turn.today, label=say("ask.date")),) if picked else (),
        buttons=(*offered, Button(label=say("button.cancel"), payload=leave)),
    )


def _about(turn: Turn, pending: Interpretation) -> Item | None:
    """The one action that a question is about: it heads the card, which may stand long after what was said."""
    changed = [(one.plan_id, one.action_id) for one in pending.changes]
    named: Sequence[tuple[int | None, int | None]] = pending.targets or changed
    open_ = pending.asks in (Asks.WHICH_ACTION, Asks.WHICH_PERSON) or len(named) != 1
    return None if open_ else item(turn.plans, *named[0])


def _yes(press: Payload) -> Button:
    return Button(label=say("button.yes"), payload=press.model_copy(update={"choice": 1}), style="positive")


def day_field(today: date, *, label: str, value: str | None = None, of: str = "") -> Input:
    """A field for a day that can be meant: not so far from today that it must be a slip."""
    first, last = date(today.year - YEARS_BACK, 1, 1), date(today.year + YEARS_AHEAD, 12, 31)
    return Input(id=f"due{of}", kind="date", label=label, value=value, least=first.isoformat(), most=last.isoformat())
