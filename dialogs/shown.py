"""How one action is shown, in a line and in words. The plan's own words come first, our reading beside them."""

import re
from collections.abc import Sequence
from datetime import date

from dialogs.items import Item
from dialogs.reply import Button, Line, Payload, Reply
from dialogs.rights import may
from dialogs.turn import Turn
from dialogs.words import cut, day, joined, say, span, symbol
from storage.people import Directory
from storage.plan import Action, Extension, Plan
from storage.status import Status
from storage.timescale import Timescale

TEXT = 70  # characters of an action's wording in a list: one line on a telephone in its widest setting
DUE = 32  # timescale words longer than this are told by their dates
PAGE = 5
NO_CHANGE = "no change"  # the note that the published form gives to "no change"
YEAR = re.compile(r"\d{4}")  # "Q4 2026/27" says its year; "July", as somebody types it, does not
DAYS = 92  # lateness up to a quarter is told in days,
MONTHS = 24  # up to two years in months, and then in years


def due_words(timescale: Timescale | None, room: int = DUE) -> str:
    """The plan's own words for the deadline ; its dates where the words are long or leave the year out."""
    if timescale is None:
        return say("line.no_date")
    text = " ".join(timescale.text.split())
    if timescale.end is None:
        return cut(text, room) or say("line.no_date")
    plain = len(text) <= room and len(timescale.parts) < 2 and YEAR.search(text) is not None
    numeric = plain and not any(letter.isalpha() for letter in text)
    read = span(timescale.start, timescale.end)
    return text if plain and not numeric and text.casefold() != read.casefold() else read


def asked_words(asked: Extension) -> str:
    """The date that somebody asks for."""
    return due_words(asked.to) if asked.to else say("extension.no_date")


def status_words(plan: Plan, action: Action) -> str:
    """The plan's own word: the one that stands in the document, else the scheme's."""
    if action.status is not None and action.status_text:
        return action.status_text
    return plan.scheme.label(action.status)


def status_shown(plan: Plan, action: Action) -> str:
    return say("line.status", symbol=symbol(action.status), label=status_words(plan, action))


def lead_words(action: Action, directory: Directory) -> str:
    """The first named owner, and how many more there are."""
    if not action.owners:
        return say("line.nobody")
    name = directory.name(action.owners[0])
    more = len(action.owners) - 1
    return say("line.others", name=name, n=more) if more else name


def flag(action: Action, today: date) -> str | None:
    """What to see about it: overdue by so many days or past its first date, what it waits for."""
    said = [say("line.decision")] if action.decision and action.open else []
    if action.extension and action.open:
        said.append(say("line.asked", date=asked_words(action.extension)))
    if action.overdue(today) and action.due:
        said.insert(0, overdue_words(action.due, today))
    elif action.past_first_date(today) and action.original_end:
        said.insert(0, say("line.past_first", date=day(action.original_end)))
    return " · ".join(said) or None


def overdue_words(due: date, today: date) -> str:
    """How late, as people would say it: in days for a quarter of a year, then in months, then in years."""
    days = (today - due).days
    months = (today.year - due.year) * 12 + today.month - due.month - (today.day < due.day)
    if days <= DAYS:
        return say("line.overdue_days", n=days)
    return say("line.overdue_months", n=months) if months < MONTHS else say("line.overdue_years", n=months // 12)


def shown_ref(found: Item, many: bool) -> str:
    """5, or CPC23 5 where several plans are in sight."""
    return say("update.plan_ref", plan=found.plan.code, ref=found.action.ref) if many else found.action.ref


def refs_shown(items: Sequence[Item], many: bool) -> str:
    """The refs of some actions in one breath, a plan's code said once where several plans are in sight."""
    if not many:
        return ", ".join(one.action.ref for one in items)
    codes = dict.fromkeys(one.plan.code for one in items)
    groups = ((code, ", ".join(one.action.ref for one in items if one.plan.code == code)) for code in codes)
    return joined(say("update.plan_ref", plan=code, ref=some) for code, some in groups)


def line(found: Item, turn: Turn, today: date, *, many: bool, buttons: tuple[Button, ...] = ()) -> Line:
    """One action as a line of a list."""
    plan, action = found
    return Line(
        ref=action.ref,
        text=cut(action.text, TEXT),
        plan=plan.code if many else None,
        lead=lead_words(action, turn.directory),
        due=due_words(action.timescale),
        due_date=action.due,
        status=action.status,
        status_label=status_words(plan, action),
        flag=flag(action, today),
        buttons=buttons,
    )


def line_text(one: Line) -> str:
    """A line in words, for the terminal and the screen reader."""
    ref = f"{one.plan} {one.ref}" if one.plan else one.ref
    parts = (
        say("line.text", ref=ref, text=one.text),
        one.lead,
        one.due,
        say("line.status", symbol=symbol(one.status), label=one.status_label),
        one.flag,
    )
    return " · ".join(part for part in parts if part)


def line_buttons(found: Item, turn: Turn, origin: Payload) -> tuple[Button, ...]:
    """Update, Done and No change, for those who may change this action; `origin` is the card that they go back to."""
    plan, action = found
    if not may(turn.speaker, "update", plan, action, turn.directory):
        return ()
    press = {**vars(origin), "plan": plan.id, "action": action.id, "seen": plan.number, "act": "update"}
    offered = [Button(label=say("button.update"), payload=Payload(**{**press, "act": "form"}))]
    if action.open:
        done = Payload(**{**press, "status": Status.COMPLETE})
        offered.append(Button(label=say("button.done"), payload=done))
        offered.append(Button(label=say("button.no_change"), payload=Payload(**{**press, "note": NO_CHANGE})))
    return tuple(offered)


def with_words(reply: Reply, words: str) -> Reply:
    """A reply with a line more, under its card too."""
    card = reply.card
    if card is not None:
        footnote = f"{card.footnote}\n{words}" if card.footnote else words
        card = card.model_copy(update={"footnote": footnote})
    return reply.model_copy(update={"text": f"{reply.text}\n{words}", "card": card})
