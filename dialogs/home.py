"""The place that a person opens to see where they stand: their own open actions, each with what can be done there.

It is drawn by opening it and not by saying anything, so the conversation's memory stays as it was.
"""

from dialogs.help import starting_buttons
from dialogs.items import of_plans, several
from dialogs.reply import Card, Payload, Reply
from dialogs.scope import mine
from dialogs.select import overdue
from dialogs.shown import line, line_buttons, line_text
from dialogs.turn import Outcome, Turn
from dialogs.words import say

MOST = 25  # actions with three buttons each: about what a page may hold


def home(turn: Turn) -> Outcome:
    """The speaker's own open actions, longest overdue first."""
    own = mine(turn)
    shown = own[:MOST]
    late = len(overdue(own, turn.today))
    intro = say("home.late", n=len(own), late=late) if late else say("home.own", n=len(own))
    many = several(turn)
    lines = tuple(
        line(one, turn, turn.today, many=many, buttons=line_buttons(one, turn, Payload(act="show"))) for one in shown
    )
    more = say("home.more", shown=len(shown), n=len(own)) if len(own) > len(shown) else None
    card = Card(
        heading=say("list.heading_mine"),
        intro=intro,
        lines=lines,
        more=more,
        buttons=starting_buttons(turn),
        footnote=say("home.how"),
    )
    spoken = (intro, *map(line_text, lines), *([more] if more else []))
    again = Payload(act="home", person=turn.speaker.id)
    return Outcome(Reply(text="\n".join(spoken), card=card, each=of_plans(shown), again=again), memory=turn.memory)
