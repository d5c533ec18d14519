"""What can be said, shown with the speaker's own actions; and the honest line for what was not understood."""

from dialogs.examples import example_ref, examples
from dialogs.focus import turned_away
from dialogs.reply import Button, Card, Payload, Reply
from dialogs.scope import mine
from dialogs.turn import Outcome, Turn
from dialogs.words import keys, listed, say


async def help_with(turn: Turn) -> Outcome:
    """Three examples to copy, then a line for each thing that can be done by talking."""
    bullets = [say("help.example", example=one) for one in examples(turn)]
    can = [say("help.line", what=what, example=example) for what, example in abilities(turn)]
    text = "\n".join((say("help.head"), *bullets, say("help.can"), *can))
    card = Card(
        heading=say("help.heading"), intro="\n".join(bullets), paragraphs=tuple(can), buttons=starting_buttons(turn)
    )
    return Outcome(Reply(text=text, card=card), memory=turned_away(turn))


async def not_understood(turn: Turn) -> Outcome:
    """An honest line and three examples made from the speaker's own actions. Nothing is changed."""
    bullets = [say("help.example", example=one) for one in examples(turn)]
    card = Card(heading=say("talk.unknown"), paragraphs=tuple(bullets), buttons=starting_buttons(turn))
    return Outcome(Reply(text="\n".join((say("talk.unknown"), *bullets)), card=card))


def abilities(turn: Turn) -> list[tuple[str, str]]:
    """What can be done, each with an example about an action and a person that this plan has."""
    slots = {"ref": example_ref(turn), "name": _somebody(turn)}
    pairs = (listed(key) for key in keys("can"))
    return [(what, example.format(**slots)) for what, example in pairs]


def _somebody(turn: Turn) -> str:
    """A person who leads something, for "who is …"; the speaker where nobody else does."""
    leads = (action.lead for plan in turn.live for action in plan.actions.values())
    others = (one for one in leads if one is not None and one != turn.speaker.id)
    return turn.directory.name(next(others, turn.speaker.id))


def starting_buttons(turn: Turn) -> tuple[Button, ...]:
    overdue = Button(label=say("button.overdue"), payload=Payload(act="list", filter={"overdue": True}))
    if not mine(turn):
        return (overdue,)
    own = Payload(act="list", filter={"owner": turn.speaker.name})
    return (Button(label=say("button.mine"), payload=own), overdue)
