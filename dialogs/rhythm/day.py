"""The one message of a day: everything that is to be said to a person, by plan, each row answerable in place."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dialogs.reply import Button, Card, Line, Payload, Reply
from dialogs.rhythm.asks import ASKING, Ask, answered_since
from dialogs.shown import NO_CHANGE, TEXT, due_words, flag, lead_words, line_text, status_words
from dialogs.words import cut, joined, month, say
from storage.people import Directory
from storage.plan import Plan
from storage.rhythm import EVERY_ACTION, Why
from storage.status import Status

ROWS = 5  # a message that asks for more is put off; the rest is a list away


def message(asks: Sequence[Ask], plans: Mapping[int, Plan], directory: Directory, today: date) -> Reply:
    """What one person is told. `asks` are theirs, the most pressing first, and not empty."""
    person = directory[asks[0].person]
    wanted = [one for one in asks if one.why in ASKING]
    back = _back(wanted[:ROWS], plans)
    rows = [_line(one, plans, directory, today, back, many=_several(wanted)) for one in wanted[:ROWS]]
    left = len(wanted) - len(rows)
    head = say("reminder.head", n=len(wanted), name=person.name.split()[0]) if wanted else _greeting(person.name)
    told = [*_why(wanted, directory), *_said(asks, plans, directory)]
    more = [say("reminder.more", n=left)] if left else []
    text = "\n".join((head, *told, *(line_text(row) for row in rows), *more, *_how(wanted, plans)))
    card = Card(
        heading=head, paragraphs=tuple(told), lines=tuple(rows), buttons=_all(left), footnote=" ".join(more) or None
    )
    return Reply(text=text, card=card, plan=_only(asks), actions=tuple(one.action for one in wanted[:ROWS]))


def _greeting(name: str) -> str:
    return say("reminder.news", name=name.split()[0])


def _several(asks: Sequence[Ask]) -> bool:
    return len({one.plan for one in asks}) > 1


def _only(asks: Sequence[Ask]) -> int | None:
    plans = {one.plan for one in asks if one.action != EVERY_ACTION}
    return plans.pop() if len(plans) == 1 else None


def _back(asks: Sequence[Ask], plans: Mapping[int, Plan]) -> Mapping[str, Any]:
    """The rest of the rows come back after a press on one of them; those of several plans, or one alone, do not."""
    if len(asks) < 2 or _several(asks):
        return {}
    plan = plans[asks[0].plan]
    refs = [plan.actions[one.action].ref for one in asks]
    return {"back": "list", "filter": {"action": refs, "plan": plan.code}}


def _line(
    ask: Ask, plans: Mapping[int, Plan], directory: Directory, today: date, back: Mapping[str, Any], *, many: bool
) -> Line:
    plan = plans[ask.plan]
    action = plan.actions[ask.action]
    late = flag(action, today)
    since = action.updated if ask.why is Why.SILENT else None
    silent = say("reminder.silent", date=month(since)) if since else ""
    return Line(
        ref=action.ref,
        text=cut(action.text, TEXT),
        plan=plan.code if many else None,
        lead=lead_words(action, directory) if ask.absent is not None else None,
        due=due_words(action.timescale),
        due_date=action.due,
        status=action.status,
        status_label=status_words(plan, action),
        flag=" · ".join(part for part in (late, silent) if part) or None,
        buttons=_buttons(plan, ask, back),
    )


def _buttons(plan: Plan, ask: Ask, back: Mapping[str, Any]) -> tuple[Button, ...]:
    """Update, Done, No change, Not now and Not mine, in place."""
    press = Payload(act="update", plan=plan.id, action=ask.action, seen=plan.number, **back)
    buttons = [
        Button(label=say("button.update"), payload=press.model_copy(update={"act": "form"})),
        Button(label=say("button.done"), payload=press.model_copy(update={"status": Status.COMPLETE})),
        Button(label=say("button.no_change"), payload=press.model_copy(update={"note": NO_CHANGE})),
        Button(label=say("button.snooze"), payload=press.model_copy(update={"act": "snooze"})),
    ]
    if ask.absent is None:
        buttons.append(Button(label=say("button.not_mine"), payload=press.model_copy(update={"act": "not_mine"})))
    return tuple(buttons)


def _why(asks: Sequence[Ask], directory: Directory) -> list[str]:
    """Who asked, and for whom somebody covers."""
    askers = list(dict.fromkeys(each.by for one in asks for each in one.prompts if each.why is Why.CHASED))
    absent = list(dict.fromkeys(one.absent for one in asks if one.absent is not None))
    said = [say("reminder.chased", n=len(askers), names=joined(directory.names(askers)))] if askers else []
    return said + ([say("reminder.cover", names=joined(directory.names(absent)))] if absent else [])


def _said(asks: Sequence[Ask], plans: Mapping[int, Plan], directory: Directory) -> list[str]:
    """What needs no answer: own reminders, what somebody says is not theirs, who has answered."""
    said = [_reminded(one, plans) for one in asks if one.why is Why.REMINDED]
    said += [_disowned(one, plans, directory) for one in asks if one.why is Why.DISOWNED]
    return said + _reported([one for one in asks if one.why is Why.REPORTED], plans, directory)


def _reminded(ask: Ask, plans: Mapping[int, Plan]) -> str:
    if ask.action == EVERY_ACTION:
        return say("reminder.yours")
    action = plans[ask.plan].actions[ask.action]
    return say("reminder.yours_about", ref=action.ref, text=cut(action.text, TEXT))


def _disowned(ask: Ask, plans: Mapping[int, Plan], directory: Directory) -> str:
    plan = plans[ask.plan]
    name = directory.name(ask.prompts[0].by if ask.prompts else None)
    return say("reminder.disowned", name=name, ref=plan.actions[ask.action].ref, plan=plan.code)


def _reported(asks: Sequence[Ask], plans: Mapping[int, Plan], directory: Directory) -> list[str]:
    """Of those that somebody chased: who has said something since, and who has not yet."""
    if not asks:
        return []
    answered = [one for one in asks if _has_answered(one, plans)]
    waiting = [one for one in asks if one not in answered]
    said = [say("reminder.answered", refs=_refs(answered, plans))] if answered else []
    return said + ([say("reminder.waiting", refs=_refs(waiting, plans))] if waiting else [])


def _has_answered(ask: Ask, plans: Mapping[int, Plan]) -> bool:
    return answered_since(plans[ask.plan].actions[ask.action], max(one.made for one in ask.prompts))


def _refs(asks: Sequence[Ask], plans: Mapping[int, Plan]) -> str:
    return ", ".join(dict.fromkeys(plans[one.plan].actions[one.action].ref for one in asks))


def _all(left: int) -> tuple[Button, ...]:
    """The way to what the message leaves out."""
    press = Payload(act="list", filter={"overdue": True})
    return (Button(label=say("button.all_mine"), payload=press),) if left else ()


def _how(asks: Sequence[Ask], plans: Mapping[int, Plan]) -> list[str]:
    """How to answer by typing."""
    if not asks:
        return []
    ref = plans[asks[0].plan].actions[asks[0].action].ref
    return [say("reminder.how", ref=ref)]
