"""The answer form of one action: status in the plan's words, what happened, and the date, as they stand now."""

from dialogs.focus import remembered
from dialogs.items import Item, several
from dialogs.reply import Button, Card, Choice, Input, Payload, Reply
from dialogs.rights import may, why_not
from dialogs.shown import due_words, shown_ref, status_words
from dialogs.turn import Outcome, Turn
from dialogs.words import cut, say
from storage.plan import Plan
from storage.status import Status

TEXT = 200


def form(turn: Turn, found: Item) -> Outcome:
    """A card to fill in, for those who may change the action; who could, for others."""
    plan, action = found
    if not may(turn.speaker, "update", plan, action, turn.directory):
        return Outcome(Reply(text=why_not(turn.speaker, "update", plan, action, turn.directory)))
    ref = shown_ref(found, several(turn))
    save = Payload(act="update", plan=plan.id, action=action.id, seen=plan.number)
    card = Card(
        heading=say("form.heading", ref=ref),
        intro=cut(action.text, TEXT),
        inputs=_inputs(found),
        buttons=(Button(label=say("button.save"), payload=save, style="positive"),),
    )
    slots = {"ref": ref, "text": cut(action.text, TEXT), "due": due_words(action.timescale)}
    text = say("form.text", **slots, status=status_words(plan, action))
    reply = Reply(text=text, card=card, plan=plan.id, seen=plan.number, actions=(action.id,))
    return Outcome(reply, memory=remembered(turn, "update", [found]))


def _inputs(found: Item) -> tuple[Input, ...]:
    plan, action = found
    status = Input(
        id="status",
        kind="choice",
        label=say("form.status"),
        value=action.status.value if action.status else None,
        choices=status_choices(plan),
    )
    note = Input(id="note", kind="text", label=say("form.note"), placeholder=say("update.placeholder_note"))
    due = Input(id="due", kind="date", label=say("form.due"), value=action.due.isoformat() if action.due else None)
    return status, note, due


def status_choices(plan: Plan) -> tuple[Choice, ...]:
    """Each status once, in the plan's own words and order, then those that it has no word for."""
    first: dict[Status, str] = {}
    for label, status in plan.scheme.choices():
        first.setdefault(status, label)
    return tuple(Choice(value=status.value, label=label) for status, label in first.items())
