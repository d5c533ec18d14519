"""What nobody has answered, as whoever might help hears of it: what was tried, and what they can do in place."""

from collections.abc import Mapping, Sequence
from datetime import date

from dialogs.reply import Button, Line, Payload
from dialogs.rhythm.asks import Ask
from dialogs.rights import OVER_ALL
from dialogs.shown import TEXT, due_words, flag, status_words
from dialogs.words import cut, days, joined, say
from storage.people import Directory
from storage.plan import Plan
from storage.rhythm import Asked, Why

ROWS = 5  # shown; the rest is counted
DAYS = 3  # of asking that are named, the last ones


def passed_on(
    asks: Sequence[Ask], plans: Mapping[int, Plan], directory: Directory, today: date, *, many: bool
) -> tuple[list[str], list[Line]]:
    """What is said of it, and a row for each action. `many`: several plans are in sight."""
    mine = [one for one in asks if one.why is Why.ESCALATED]
    if not mine:
        return [], []
    lines = [_line(one, plans[one.plan], directory, today, many=many) for one in mine[:ROWS]]
    more = [say("reminder.escalated_more", n=len(mine) - ROWS)] if len(mine) > ROWS else []
    return [say("reminder.escalated", n=len(mine)), *more], lines


def _line(ask: Ask, plan: Plan, directory: Directory, today: date, *, many: bool) -> Line:
    action = plan.actions[ask.action]
    return Line(
        ref=action.ref,
        text=cut(action.text, TEXT),
        plan=plan.code if many else None,
        due=due_words(action.timescale),
        due_date=action.due,
        status=action.status,
        status_label=status_words(plan, action),
        flag=" · ".join(part for part in (flag(action, today), tried(ask.tried, directory)) if part),
        buttons=_buttons(ask, plan, directory),
    )


def tried(asked: Sequence[Asked], directory: Directory) -> str:
    """ "Ian Forde was asked on 3 and 10 November 2026"."""
    names = dict.fromkeys(directory.names(one.person for one in asked))
    last = list(dict.fromkeys(one.day for one in asked))[-DAYS:]
    return say("reminder.tried", n=len(names), names=joined(names), days=days(last))


def _buttons(ask: Ask, plan: Plan, directory: Directory) -> tuple[Button, ...]:
    """Open, Update, and for whoever may, Chase."""
    press = Payload(act="show", plan=plan.id, action=ask.action, seen=plan.number)
    buttons = [
        Button(label=say("button.open"), payload=press),
        Button(label=say("button.update"), payload=press.model_copy(update={"act": "form"})),
    ]
    if directory[ask.person].role in OVER_ALL:
        buttons.append(Button(label=say("button.chase"), payload=press.model_copy(update={"act": "chase"})))
    return tuple(buttons)
