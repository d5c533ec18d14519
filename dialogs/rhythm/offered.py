"""What was said of an action shortly before a return opened, offered as its answer. Pure."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from dialogs.items import Item
from dialogs.reply import Button, Payload
from dialogs.rhythm.returning import previous, recent
from dialogs.words import cut, day, say
from storage.returns import Return

QUOTED = 200  # characters of what was said
ON_BUTTON = 700  # characters of a note that a button can carry


class Offer(NamedTuple):
    """The question in words, and the press that says it again, where a button can carry it."""

    words: str
    buttons: tuple[Button, ...]


def offered(
    one: Item, made: Return, returns: Iterable[Return], back: Literal["rows", "asked"], ref: str
) -> Offer | None:
    """What may be the answer of an outstanding row already; `back` is the card that a press goes back to, `ref` the
    action's as shown there."""
    said = recent(one, made, previous(made, returns))
    if said is None or not said.note:
        return None
    words = say("return.earlier", ref=ref, date=day(said.effective), note=cut(said.note, QUOTED))
    if len(said.note) > ON_BUTTON:
        return Offer(words, ())
    press = Payload(
        act="update", plan=one.plan.id, action=one.action.id, seen=one.plan.number, note=said.note, back=back
    )
    return Offer(words, (Button(label=say("button.use_earlier"), payload=press),))
