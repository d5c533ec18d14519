"""A card that asks after several actions at once, five at most: a status and a note for each, one Save for all.

A return asks by it. Its Save comes back as `act="return"` and is recorded as one change set.
"""

from collections.abc import Mapping, Sequence

from dialogs.focus import remembered
from dialogs.form import row
from dialogs.items import Item, item
from dialogs.memory import Filling, Memory
from dialogs.reply import Button, Card, Notice, Payload, Progress, Reply
from dialogs.shown import PAGE, line_text
from dialogs.turn import Outcome, Turn
from dialogs.understanding.pressed import OF
from dialogs.words import say


def rows(
    turn: Turn,
    items: Sequence[Item],
    *,
    heading: str,
    progress: Progress | None = None,
    typed: Mapping[str, str] | None = None,
    notice: Notice | None = None,
) -> Outcome:
    """The card for some actions of one plan, filled with what stands or with what was typed."""
    shown = items[:PAGE]
    plan = shown[0].plan
    lines = tuple(row(turn, one, _of(one, typed or {})) for one in shown)
    save = Payload(act="return", plan=plan.id, seen=plan.number, back="rows")
    card = Card(
        notice=notice,
        heading=heading,
        progress=progress,
        lines=lines,
        buttons=(Button(label=say("button.save"), payload=save, style="positive"),),
    )
    said = [
        *([notice.text] if notice else []),
        heading,
        *([progress.label] if progress else []),
        *map(line_text, lines),
    ]
    actions = tuple(one.action.id for one in shown)
    reply = Reply(text="\n".join(filter(None, said)), card=card, plan=plan.id, seen=plan.number, actions=actions)
    return Outcome(reply, memory=shown_to_answer(turn, shown))


def shown_to_answer(turn: Turn, shown: Sequence[Item]) -> Memory:
    """The memory after some rows of a return were shown: they are a list, and the next ones follow."""
    filling = Filling(at=turn.now, plan=shown[0].plan.id, actions=tuple(one.action.id for one in shown))
    return remembered(turn, "list", shown).model_copy(update={"filling": filling})


def rows_again(turn: Turn, press: Payload, notice: Notice) -> Outcome:
    """The same rows with everything that was typed into them, under a notice."""
    refs = dict.fromkeys(name.partition(OF)[2] for name in turn.message.inputs)
    found = [item(turn.plans, press.plan, int(one)) for one in refs if one.isascii() and one.isdigit()]
    items = [one for one in found if one is not None]
    if not items:
        return Outcome(Reply(text=notice.text))
    return rows(turn, items, heading=say("form.several"), typed=turn.message.inputs, notice=notice)


def _of(found: Item, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed about one action, by the plain names of the fields."""
    ending = f"{OF}{found.action.id}"
    return {name.removesuffix(ending): value for name, value in typed.items() if name.endswith(ending)}
