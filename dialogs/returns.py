""" "Open the Q3 return as at 31 December, updates by the 6th": a reporting cycle from its opening to its end."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from dialogs.ask import CONFIRMED, asked, confirm
from dialogs.items import every
from dialogs.reply import Card, Reply
from dialogs.return_clock import clock
from dialogs.return_frozen import changes, correct, freeze, show
from dialogs.return_progress import progress
from dialogs.return_rows import mine, rest
from dialogs.return_sheet import sheet_agreed
from dialogs.return_sheets import sheets
from dialogs.return_text import accept_all, text, unaccepted
from dialogs.returns_which import (
    Sight,
    by_person,
    offer_sheets,
    put,
    refusal,
    said,
    sight,
    which_plan,
    who,
    without_chat,
)
from dialogs.turn import Outcome, Turn
from dialogs.understanding.returns import quarter_ends, quarter_label
from dialogs.words import asks, day, joined, say
from storage.plan import Plan
from storage.returns import ReturnKind

FAR = timedelta(days=183)


async def a_return(turn: Turn) -> Outcome:
    """Whatever is to be done with a return; how it stands, where nothing is."""
    if turn.meant.asks:
        return asked(turn)
    as_document = asks("direct.as_word", turn.meant.text) or asks("direct.cover", turn.meant.text)
    return await DOES.get(str(turn.meant.args.get("do")), show if as_document else progress)(turn)


# --- opening --------------------------------------------------------------------------------------------------------


async def _open(turn: Turn) -> Outcome:
    if no := refusal(turn):
        return no
    known = await turn.past.returns()
    plan = which_plan(turn, known)
    if isinstance(plan, Outcome):
        return plan
    as_at, label = _named(turn)
    if here := next((one for one in known if one.plan == plan.id and one.label == label), None):
        return said(say("return.there_already", label=label, plan=plan.code, date=day(here.as_at)))
    deadline = _date(turn.meant.args.get("deadline"))
    if why := _why_no_deadline(turn, deadline):
        return said(why)
    if not turn.meant.args.get(CONFIRMED):
        return confirm(turn, await _preview(turn, plan, label, as_at, deadline))
    facts = {"as_at": as_at.isoformat(), "deadline": deadline.isoformat() if deadline else None}
    write = put(turn, plan, label, 1, ReturnKind.OPENED, facts=facts)
    slots = {"label": label, "plan": plan.code, "date": day(as_at), "by": _by(deadline)}
    return Outcome(await _opened(turn, plan, say("return.opened", **slots)), (write,))


async def _opened(turn: Turn, plan: Plan, words: str) -> Reply:
    """That it is open, with the way to the sheets of those who have no chat."""
    people = list(by_person(turn, [one for one in every([plan]) if one.action.open]))
    if not await without_chat(turn, people):
        return Reply(text=words)
    how = say("return.sheets_too")
    return Reply(text=f"{words}\n{how}", card=Card(heading=words, footnote=how, buttons=(offer_sheets(plan.id),)))


def _named(turn: Turn) -> tuple[date, str]:
    """As at which day, and what the return is called: each follows from the other where only one was said."""
    as_at = _date(turn.meant.args.get("as_at"))
    label = turn.meant.args.get("return") or quarter_label(as_at or turn.today)
    return as_at or quarter_ends(str(label)), str(label)


def _date(given: Any) -> date | None:
    return given if isinstance(given, date) or given is None else date.fromisoformat(str(given))


def _why_no_deadline(turn: Turn, deadline: date | None) -> str | None:
    """What has passed asks nobody for anything; "2 January", said on the 4th, is hardly of next year."""
    if deadline is None or turn.today <= deadline <= turn.today + FAR:
        return None
    if deadline > turn.today + FAR and str(deadline.year) in turn.meant.text:
        return None
    if deadline > turn.today + FAR and turn.today - (before := deadline - relativedelta(years=1)) <= FAR:
        return say("return.just_passed", date=day(before))
    return say("return.passed" if deadline < turn.today else "return.far", date=day(deadline))


def _by(deadline: date | None) -> str:
    return say("return.by", date=day(deadline)) if deadline else ""


async def _preview(turn: Turn, plan: Plan, label: str, as_at: date, deadline: date | None) -> str:
    """Who is asked about how much, and who cannot be."""
    items = [one for one in every([plan]) if one.action.open]
    asked_of = by_person(turn, items)
    unreachable = await without_chat(turn, list(asked_of))
    nobody = [one.action.ref for one in items if not who(turn, one)]
    slots = {"label": label, "plan": plan.code, "date": day(as_at), "by": _by(deadline)}
    lines = [
        say("return.preview", **slots),
        say("return.preview_asks", n=len(items), people=say("return.people", n=len(asked_of))),
    ]
    if unreachable:
        names = joined(turn.directory.names(unreachable))
        lines.append(say("return.preview_no_account", n=len(unreachable), names=names))
    if not plan.reminders:
        lines.append(say("return.preview_off", plan=plan.code))
    if nobody:
        lines.append(say("return.preview_nobody", n=len(nobody), refs=", ".join(nobody)))
    return "\n".join(lines)


# --- its end --------------------------------------------------------------------------------------------------------


async def _of_open(turn: Turn, act: Callable[[Sight], Outcome]) -> Outcome:
    """Something that an officer does with a return which is not frozen."""
    if no := refusal(turn):
        return no
    found = await sight(turn)
    if isinstance(found, Outcome):
        return found
    if found.made.frozen is not None:
        return said(say("return.frozen_already", label=found.made.label, plan=found.plan.code))
    return act(found)


async def _close(turn: Turn) -> Outcome:
    return await _of_open(turn, _closed)


def _closed(found: Sight) -> Outcome:
    slots = {"label": found.made.label, "plan": found.plan.code}
    if found.made.closed is not None:
        return said(say("return.closed_already", **slots))
    return Outcome(said(say("return.closed", **slots)).reply, (found.put(ReturnKind.CLOSED),))


async def _no_such_time(turn: Turn) -> Outcome:
    return said(say("return.no_such_time", said=turn.meant.args["said"]))


async def _reopen(turn: Turn) -> Outcome:
    return await _of_open(turn, _reopened)


def _reopened(found: Sight) -> Outcome:
    deadline = _date(found.turn.meant.args.get("deadline"))
    if why := _why_no_deadline(found.turn, deadline):
        return said(why)
    facts = {"deadline": deadline.isoformat() if deadline else None}
    slots = {"label": found.made.label, "plan": found.plan.code, "by": _by(deadline)}
    return Outcome(said(say("return.reopened", **slots)).reply, (found.put(ReturnKind.REOPENED, facts=facts),))


async def _extend(turn: Turn) -> Outcome:
    return await _of_open(turn, _extended)


def _extended(found: Sight) -> Outcome:
    deadline = _date(found.turn.meant.args.get("deadline"))
    if deadline is None:
        return said(say("return.until_when"))
    if why := _why_no_deadline(found.turn, deadline):
        return said(why)
    write = found.put(ReturnKind.EXTENDED, facts={"deadline": deadline.isoformat()})
    slots = {"label": found.made.label, "plan": found.plan.code, "date": day(deadline)}
    return Outcome(said(say("return.extended", **slots)).reply, (write,))


DOES: dict[str, Callable[[Turn], Awaitable[Outcome]]] = {
    "open": _open,
    "close": _close,
    "reopen": _reopen,
    "extend": _extend,
    "freeze": freeze,
    "show": show,
    "correct": correct,
    "changed": changes,
    "clock": clock,
    "mine": mine,
    "rest": rest,
    "text": text,
    "accept": accept_all,
    "unaccepted": unaccepted,
    "sheets": sheets,
    "sheet": sheet_agreed,
    "no_such_time": _no_such_time,
}
