"""The one message of a day: everything that is to be said to a person, by plan, each row answerable in place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dialogs.items import Item
from dialogs.reply import Button, Card, Line, Payload, Reply
from dialogs.rhythm import wishes
from dialogs.rhythm.asks import ASKING, Ask, answered_since
from dialogs.rhythm.offered import Offer, offered
from dialogs.rhythm.passed_on import passed_on, shown
from dialogs.rhythm.return_days import open_return
from dialogs.rhythm.returning import needs_words
from dialogs.shown import NO_CHANGE, TEXT, due_words, flag, lead_words, line_text, shown_ref, status_words
from dialogs.words import cut, day, joined, month, say
from storage.people import Directory
from storage.plan import Plan, PlanState
from storage.returns import Return
from storage.rhythm import EVERY_ACTION, Why
from storage.status import Status

ROWS = 5  # a message that asks for more is put off; the rest is a list away


def message(
    asks: Sequence[Ask], plans: Mapping[int, Plan], directory: Directory, today: date, returns: Sequence[Return] = ()
) -> Reply:
    """What one person is told. `asks` are theirs, the most pressing first, and not empty."""
    person = directory[asks[0].person]
    wanted = [one for one in asks if one.why in ASKING]
    many = sum(plan.state is PlanState.LIVE for plan in plans.values()) > 1
    stays = len({one.plan for one in wanted}) > 1 or any(one.why not in ASKING for one in asks)
    asked = rows_of(wanted[:ROWS], plans, directory, today, returns, many=many, stays=stays)
    rows, left = asked.lines, wanted[ROWS:]
    head = say("reminder.head", n=len(wanted), name=person.name.split()[0]) if wanted else _greeting(person.name)
    open_now = _returns(wanted, plans, returns)
    if len(open_now) == 1 and all(one.why is Why.RETURN for one in wanted):
        head, open_now = say("reminder.return_head", name=person.name.split()[0], open=open_now[0]), []
    else:
        open_now = [say("reminder.return_too", open=one) for one in open_now]
    told = [*open_now, *_why(wanted, directory), *asked.offers, *_said(asks, plans, directory, many=many)]
    passed = passed_on(asks, plans, directory, today, many=many)
    more = [say("reminder.more", n=len(left))] if left else []
    lower = [words for one in passed for words in (*one.words, *map(line_text, one.lines), *one.how)]
    card = Card(
        heading=head,
        intro="\n".join(told) or None,
        paragraphs=tuple(words for one in passed for words in one.words),
        lines=(*rows, *(line for one in passed for line in one.lines)),
        buttons=(*wishes.buttons(asks), *_all(left)),
        footnote=" ".join(more) or None,
    )
    text = "\n".join((head, *told, *map(line_text, rows), *more, *_how(wanted, plans, many=many), *lower))
    actions = tuple(dict.fromkeys((*(one.action for one in wanted[:ROWS]), *shown(asks))))
    return Reply(text=text, card=card, plan=_only(asks), actions=actions)


def _greeting(name: str) -> str:
    return say("reminder.news", name=name.split()[0])


def _only(asks: Sequence[Ask]) -> int | None:
    plans = {one.plan for one in asks if one.action != EVERY_ACTION}
    return plans.pop() if len(plans) == 1 else None


def _returns(asks: Sequence[Ask], plans: Mapping[int, Plan], returns: Sequence[Return]) -> list[str]:
    """ "Q3 return of BV26 is open until 6 January: 7 of yours", of each return that asks."""
    said = []
    for plan in dict.fromkeys(one.plan for one in asks if one.why is Why.RETURN):
        if (made := open_return(plan, returns)) is not None:
            number = sum(one.plan == plan and one.why is Why.RETURN for one in asks)
            until = say("reminder.until", date=day(made.deadline)) if made.deadline else ""
            said.append(say("reminder.return", label=made.label, plan=plans[plan].code, until=until, n=number))
    return said


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that are asked about, each with its buttons, and what is offered as the answer of some."""

    lines: tuple[Line, ...]
    offers: tuple[str, ...]


def rows_of(
    asks: Sequence[Ask],
    plans: Mapping[int, Plan],
    directory: Directory,
    today: date,
    returns: Sequence[Return],
    *,
    many: bool,
    stays: bool = False,
) -> Rows:
    """The rows of some asks. A press on one that a return asks for brings the return's next ones; where their message
    holds other things, it `stays` as it is."""
    back, lines, offers = {"stays": True} if stays else _back(asks, plans), [], []
    for ask in asks:
        plan = plans[ask.plan]
        made = open_return(ask.plan, returns) if ask.why is Why.RETURN else None
        one = Item(plan, plan.actions[ask.action])
        offer = offered(one, made, returns, "asked", shown_ref(one, many)) if made else None
        buttons = _of_return(one, ask, made, offer) if made else _buttons(plan, ask, back)
        lines.append(_line(ask, plans, directory, today, buttons, many=many))
        offers += [offer.words] if offer else []
    return Rows(tuple(lines), tuple(offers))


def _of_return(one: Item, ask: Ask, made: Return, offer: Offer | None) -> tuple[Button, ...]:
    """A return's date does not wait, so there is no Not now; what needs a sentence is not answered by No change."""
    left_out = ("snooze", "no_change") if needs_words(one, made) else ("snooze",)
    return (*(offer.buttons if offer else ()), *_buttons(one.plan, ask, {"back": "asked"}, left_out))


def _back(asks: Sequence[Ask], plans: Mapping[int, Plan]) -> Mapping[str, Any]:
    """The rest of the rows, all of one plan, come back after a press on one of them; one alone does not."""
    if len(asks) < 2:
        return {}
    plan = plans[asks[0].plan]
    refs = [plan.actions[one.action].ref for one in asks]
    return {"back": "list", "filter": {"action": refs, "plan": plan.code}}


def _line(
    ask: Ask, plans: Mapping[int, Plan], directory: Directory, today: date, buttons: tuple[Button, ...], *, many: bool
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
        buttons=buttons,
    )


def _buttons(plan: Plan, ask: Ask, back: Mapping[str, Any], left_out: Sequence[str] = ()) -> tuple[Button, ...]:
    """Update, Done, No change, Not now and Not mine, in place."""
    press = Payload(act="update", plan=plan.id, action=ask.action, seen=plan.number, **back)
    parts: dict[str, dict[str, Any]] = {
        "update": {"act": "form"},
        "done": {"status": Status.COMPLETE},
        "no_change": {"note": NO_CHANGE},
        "snooze": {"act": "snooze"},
        **({"not_mine": {"act": "not_mine"}} if ask.absent is None else {}),
    }
    return tuple(
        Button(label=say(f"button.{name}"), payload=press.model_copy(update=part))
        for name, part in parts.items()
        if name not in left_out
    )


def _why(asks: Sequence[Ask], directory: Directory) -> list[str]:
    """Who asked, and for whom somebody covers."""
    askers = list(dict.fromkeys(each.by for one in asks for each in one.prompts if each.why is Why.CHASED))
    absent = list(dict.fromkeys(one.absent for one in asks if one.absent is not None))
    said = [say("reminder.chased", n=len(askers), names=joined(directory.names(askers)))] if askers else []
    return said + ([say("reminder.cover", names=joined(directory.names(absent)))] if absent else [])


def _said(asks: Sequence[Ask], plans: Mapping[int, Plan], directory: Directory, *, many: bool) -> list[str]:
    """What needs no answer: own reminders, what somebody says is not theirs, who has answered."""
    said = [_reminded(one, plans, many=many) for one in asks if one.why is Why.REMINDED]
    said += [_disowned(one, plans, directory, many=many) for one in asks if one.why is Why.DISOWNED]
    said += wishes.waiting(asks, plans, directory, many=many)
    known = (wishes.decided(one, plans, directory, many=many) for one in asks if one.why is Why.DECIDED)
    said += [one for one in known if one]
    return said + _reported([one for one in asks if one.why is Why.REPORTED], plans, many=many)


def _ref(ask: Ask, plans: Mapping[int, Plan], *, many: bool) -> str:
    plan = plans[ask.plan]
    return shown_ref(Item(plan, plan.actions[ask.action]), many)


def _reminded(ask: Ask, plans: Mapping[int, Plan], *, many: bool) -> str:
    if ask.action == EVERY_ACTION:
        return say("reminder.yours")
    text = plans[ask.plan].actions[ask.action].text
    return say("reminder.yours_about", ref=_ref(ask, plans, many=many), text=cut(text, TEXT))


def _disowned(ask: Ask, plans: Mapping[int, Plan], directory: Directory, *, many: bool) -> str:
    plan = plans[ask.plan]
    name = directory.name(ask.prompts[0].by if ask.prompts else None)
    typed = _ref(ask, plans, many=many)
    return say("reminder.disowned", name=name, ref=plan.actions[ask.action].ref, plan=plan.code, typed=typed)


def _reported(asks: Sequence[Ask], plans: Mapping[int, Plan], *, many: bool) -> list[str]:
    """Of those that somebody chased: who has said something since, and who has not yet."""
    if not asks:
        return []
    answered = [one for one in asks if _has_answered(one, plans)]
    waiting = [one for one in asks if one not in answered]
    said = [say("reminder.answered", refs=_refs(answered, plans, many=many))] if answered else []
    return said + ([say("reminder.waiting", refs=_refs(waiting, plans, many=many))] if waiting else [])


def _has_answered(ask: Ask, plans: Mapping[int, Plan]) -> bool:
    return answered_since(plans[ask.plan].actions[ask.action], max(one.made for one in ask.prompts))


def _refs(asks: Sequence[Ask], plans: Mapping[int, Plan], *, many: bool) -> str:
    return ", ".join(dict.fromkeys(_ref(one, plans, many=many) for one in asks))


def _all(left: Sequence[Ask]) -> tuple[Button, ...]:
    """The way to what the message leaves out."""
    plans = dict.fromkeys(one.plan for one in left if one.why is Why.RETURN)
    to_return = [Button(label=say("button.my_rows"), payload=Payload(act="rows", plan=plan)) for plan in plans]
    overdue = Button(label=say("button.all_mine"), payload=Payload(act="list", filter={"overdue": True}))
    return (*to_return, *([overdue] if any(one.why is not Why.RETURN for one in left) else []))


def _how(asks: Sequence[Ask], plans: Mapping[int, Plan], *, many: bool) -> list[str]:
    """How to answer by typing."""
    if not asks:
        return []
    ref = _ref(asks[0], plans, many=many)
    return [say("reminder.how_return" if asks[0].why is Why.RETURN else "reminder.how", ref=ref)]
