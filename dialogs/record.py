"""Somebody's words, picked from a conversation, to be recorded as progress: the form that asks of which action.

Whoever picked them is the recorder, and may pick among the actions that they may change; whose words they are is kept.
"""

from dialogs.form import note_field, status_choices
from dialogs.items import Item, every, several
from dialogs.reply import Button, Card, Choice, Input, Payload, Reply
from dialogs.rights import may
from dialogs.scope import mine
from dialogs.shown import shown_ref
from dialogs.turn import Outcome, Turn
from dialogs.understanding.pressed import IN_PLAN
from dialogs.words import cut, say
from storage.people import Person

CHOICE = 70  # characters of an action among the choices
OFFERED = 500  # actions among the choices


def record(turn: Turn, note: str) -> Outcome:
    """The form, with the words in it; who could, for those who may change nothing."""
    found = _theirs(turn)
    if not found:
        return Outcome(Reply(text=say("record.nothing")), memory=turn.memory)
    author = _author(turn)
    save = Payload(act="record", person=author.id if author else None)
    card = Card(
        heading=say("record.heading"),
        intro=say("record.said_by", name=author.name) if author else None,
        inputs=(_which(turn, found), _status(found), note_field({"note": note})),
        buttons=(
            Button(label=say("button.save"), payload=save, style="positive"),
            Button(label=say("button.cancel"), payload=Payload(act="cancel")),
        ),
    )
    return Outcome(Reply(text=say("record.text", note=note), card=card), memory=turn.memory)


def _theirs(turn: Turn) -> list[Item]:
    """The open actions that the speaker may change, their own first."""
    own = mine(turn)
    others = [one for one in every(turn.live) if one.action.open and one not in own]
    able = [one for one in (*own, *others) if may(turn.speaker, "update", *one, turn.directory)]
    return able[:OFFERED]


def _which(turn: Turn, found: list[Item]) -> Input:
    many = several(turn)
    choices = tuple(
        Choice(value=f"{one.plan.id}{IN_PLAN}{one.action.id}", label=cut(_label(one, many), CHOICE)) for one in found
    )
    return Input(id="action", kind="choice", label=say("record.action"), choices=choices, required=True)


def _label(found: Item, many: bool) -> str:
    return say("line.text", ref=shown_ref(found, many), text=found.action.text)


def _status(found: list[Item]) -> Input:
    """Every status that one of the plans has a word for, in the first such plan's words."""
    plans = {one.plan.id: one.plan for one in found}
    choices = {choice.value: choice for plan in reversed(plans.values()) for choice in status_choices(plan)}
    return Input(
        id="status",
        kind="choice",
        label=say("form.status"),
        choices=tuple(choices.values()),
        placeholder=say("record.status_as_it_is"),
    )


def _author(turn: Turn) -> Person | None:
    """Whose words they are, by the address that the channel has verified; a name alone is only a claim, so nobody."""
    known = [one for sender in turn.message.mentions if not sender.guest for one in _of_address(turn, sender.email)]
    other = [one for one in known if one.id != turn.speaker.id]
    return other[0] if len(other) == 1 else None


def _of_address(turn: Turn, address: str | None) -> list[Person]:
    wanted = (address or "").casefold()
    people = turn.directory.people.values()
    return [one for one in people if one.speaks and wanted and wanted in (email.casefold() for email in one.emails)]
