"""What comes to somebody from others: what may be theirs, and what nobody has answered; with what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dialogs.items import Item
from dialogs.reply import Button, Line, Payload
from dialogs.rhythm.asks import Ask
from dialogs.rights import may
from dialogs.shown import TEXT, due_words, flag, shown_ref, status_words
from dialogs.words import cut, days, joined, say
from storage.people import Directory
from storage.plan import Plan
from storage.rhythm import Asked, Why

ROWS = 5  # shown of each kind; the rest is counted
DAYS = 3  # of asking that are named, the last ones


@dataclass(frozen=True, slots=True)
class Passed:
    """What is said of some actions, the row of each, and how to answer by typing."""

    words: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    how: tuple[str, ...] = field(default=())


def passed_on(
    asks: Sequence[Ask], plans: Mapping[int, Plan], directory: Directory, today: date, *, many: bool
) -> tuple[Passed, ...]:
    """What may be theirs, then what nobody has answered. `many`: several plans are in sight."""
    handed = [one for one in asks if one.why is Why.HANDED]
    escalated = [one for one in asks if one.why is Why.ESCALATED]

    def lines(some: Sequence[Ask]) -> tuple[Line, ...]:
        return tuple(_line(one, plans[one.plan], directory, today, many=many) for one in some[:ROWS])

    def how(some: Sequence[Ask]) -> tuple[str, ...]:
        plan = plans[some[0].plan]
        first = Item(plan, plan.actions[some[0].action])
        kind = "how_escalated" if some is escalated and may_chase(some[0], plan, directory) else "how_help"
        key = "how_handed" if some is handed else kind
        return (say(f"reminder.{key}", ref=shown_ref(first, many)),)

    found = []
    if handed:
        found.append(Passed((say("reminder.handed", n=len(handed)),), lines(handed), how(handed)))
    if escalated:
        more = [say("reminder.escalated_more", n=len(escalated) - ROWS)] if len(escalated) > ROWS else []
        found.append(Passed((say("reminder.escalated", n=len(escalated)), *more), lines(escalated), how(escalated)))
    return tuple(found)


def shown(asks: Sequence[Ask]) -> list[int]:
    """The actions that have a row."""
    kinds = ([one.action for one in asks if one.why is why][:ROWS] for why in (Why.HANDED, Why.ESCALATED))
    return [action for some in kinds for action in some]


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
        flag=" · ".join(part for part in (flag(action, today), _because(ask, directory)) if part),
        buttons=_buttons(ask, plan, directory),
    )


def _because(ask: Ask, directory: Directory) -> str:
    if ask.why is Why.ESCALATED:
        return tried(ask.tried, directory)
    return say("reminder.handed_by", name=directory.name(ask.prompts[-1].by if ask.prompts else None))


def tried(asked: Sequence[Asked], directory: Directory) -> str:
    """ "Ian Forde was asked on 3 and 10 November 2026"."""
    names = dict.fromkeys(directory.names(one.person for one in asked))
    last = list(dict.fromkeys(one.day for one in asked))[-DAYS:]
    return say("reminder.tried", n=len(names), names=joined(names), days=days(last))


def may_chase(ask: Ask, plan: Plan, directory: Directory) -> bool:
    """Whether whoever is told may ask others for it."""
    return may(directory[ask.person], "oversee", plan, plan.actions[ask.action], directory)


def _buttons(ask: Ask, plan: Plan, directory: Directory) -> tuple[Button, ...]:
    """Open first; then Yes and No, or Update and, for whoever may, Chase."""
    if ask.why is Why.HANDED:
        acts = {"open": "show", "take": "take", "not_mine": "not_mine"}
    else:
        chase = {"chase": "chase"} if may_chase(ask, plan, directory) else {}
        able = may(directory[ask.person], "update", plan, plan.actions[ask.action], directory)
        acts = {"open": "show"} | ({"update": "form"} if able else {}) | chase
    press = Payload(act="show", plan=plan.id, action=ask.action, seen=plan.number)
    return tuple(
        Button(label=say(f"button.{name}"), payload=press.model_copy(update={"act": act})) for name, act in acts.items()
    )
