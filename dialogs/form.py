"""The answer form of one action: status in the plan's words, what happened, the date and a step, as they stand now.

What somebody typed into it before is kept where it comes back with a notice.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from dialogs.ask import day_field
from dialogs.facts import last
from dialogs.focus import remembered
from dialogs.items import Item, several
from dialogs.reply import Button, Card, Choice, Fact, Input, Line, Notice, Payload, Reply
from dialogs.rights import may, why_not
from dialogs.shown import due_words, line, shown_ref, status_words
from dialogs.turn import Outcome, Turn
from dialogs.understanding.pressed import LONGEST_NOTE, OF
from dialogs.words import cut, say
from storage.plan import Action, Plan
from storage.status import Status

TEXT = 200
STEP = 80  # characters of a step among the choices


def form(turn: Turn, found: Item, *, typed: Mapping[str, str] | None = None, notice: Notice | None = None) -> Outcome:
    """A card to fill in, for those who may change the action; who could, for others."""
    plan, action = found
    ref = shown_ref(found, several(turn))
    if not may(turn.speaker, "update", plan, action, turn.directory):
        return Outcome(Reply(text=why_not(turn.speaker, "update", plan, action, turn.directory, ref=ref)))
    said = last(turn, found)
    card = Card(
        notice=notice,
        heading=say("form.heading", ref=ref),
        intro=cut(action.text, TEXT),
        facts=(Fact(label=say("show.last"), value=said),) if said else (),
        inputs=inputs(turn, found, typed or {}),
        buttons=_buttons(turn, found),
    )
    slots = {"ref": ref, "text": cut(action.text, TEXT), "due": due_words(action.timescale)}
    text = say("form.text", **slots, status=status_words(plan, action))
    said_first = [notice.text] if notice else []
    reply = Reply(text="\n".join((*said_first, text)), card=card, plan=plan.id, seen=plan.number, actions=(action.id,))
    return Outcome(reply, memory=remembered(turn, "update", [found]))


def _buttons(turn: Turn, found: Item) -> tuple[Button, ...]:
    """Save, and the way back to where the form was opened."""
    plan, action = found
    origin = turn.origin
    save = Payload(act="update", plan=plan.id, action=action.id, seen=plan.number, **origin)
    back = origin.get("back", "cancel")
    leave = Payload(act="rows" if back == "asked" else back, plan=plan.id, action=action.id, **origin)
    return (
        Button(label=say("button.save"), payload=save, style="positive"),
        Button(label=say("button.cancel"), payload=leave),
    )


def inputs(turn: Turn, found: Item, typed: Mapping[str, str], *, of: str = "") -> tuple[Input, ...]:
    """The fields of one action, filled with what stands or with what was typed. `of` sets their ids apart."""
    plan, action = found
    fields = [
        Input(
            id=f"status{of}",
            kind="choice",
            label=say("form.status"),
            value=typed.get("status") or (action.status.value if action.status else None),
            choices=status_choices(plan),
            placeholder=plan.scheme.label(None),
        ),
        note_field(typed, of),
        day_field(turn.today, label=say("form.due"), value=typed.get("due", _iso(action.due)) or None, of=of),
    ]
    return (*fields, *_step(action, typed, of))


def note_field(typed: Mapping[str, str], of: str = "") -> Input:
    """The field for what has happened. Closing needs a reason."""
    closing = typed.get("status") == Status.CLOSED.value and not typed.get("note", "").strip()
    return Input(
        id=f"note{of}",
        kind="text",
        label=say("form.note"),
        value=typed.get("note") or None,
        placeholder=say("update.placeholder_note"),
        required=closing,
        error=say("form.close_why") if closing else None,
        longest=LONGEST_NOTE,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _step(action: Action, typed: Mapping[str, str], of: str) -> Iterable[Input]:
    left = [(place, step) for place, step in enumerate(action.steps, start=1) if not step.done]
    if not left:
        return
    yield Input(
        id=f"step{of}",
        kind="choice",
        label=say("form.step"),
        value=typed.get("step") or None,
        choices=tuple(
            Choice(value=str(n), label=say("form.one_step", n=n, text=cut(one.text, STEP))) for n, one in left
        ),
        placeholder=say("form.no_step"),
    )


def row(turn: Turn, found: Item, typed: Mapping[str, str]) -> Line:
    """One action of a card that asks after several: its line with the fields for status and note."""
    fields = inputs(turn, found, typed, of=f"{OF}{found.action.id}")[:2]
    shown = line(found, turn, turn.today, many=several(turn))
    return shown.model_copy(update={"inputs": fields})


def status_choices(plan: Plan) -> tuple[Choice, ...]:
    """Each status once, in the plan's own words and order, then those that it has no word for."""
    first: dict[Status, str] = {}
    for label, status in plan.scheme.choices():
        first.setdefault(status, label)
    return tuple(Choice(value=status.value, label=label) for status, label in first.items())
