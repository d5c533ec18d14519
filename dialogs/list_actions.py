""" "What's overdue", "and the red ones?", "just Ian's": the actions that pass a filter, in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dialogs import list_words
from dialogs.ask import asked
from dialogs.focus import remembered
from dialogs.items import Item, of_plans, plans_meant, several
from dialogs.reply import Button, Card, Payload, Reply
from dialogs.scope import chosen, moves, own, spared
from dialogs.select import all_open, as_date
from dialogs.shown import PAGE, line, line_buttons, line_text
from dialogs.turn import Outcome, Turn
from dialogs.understanding.same_state import SameState
from dialogs.words import day, joined, say
from storage.people import Person
from storage.plan import Plan

TOLD = 64  # lists of a state that are kept
LATENESS = ("overdue", "due_before", "due_after", "stale", "not_updated_since", "updated_since", "status")


@dataclass(frozen=True, slots=True)
class Found:
    """What a list found, before it is said: everything that passes, the page of it, and the day it is as at."""

    items: Sequence[Item]
    page: int
    today: date
    plans: tuple[Plan, ...]

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE

    @property
    def shown(self) -> Sequence[Item]:
        return self.items[self.first : self.first + PAGE]

    @property
    def pages(self) -> int:
        return last_page(self.items)


async def list_actions(turn: Turn) -> Outcome:
    """Count first, then five a page, longest overdue first; an empty list says what comes next."""
    if turn.meant.asks:
        return asked(turn)
    plans = plans_meant(turn)
    if not plans:
        return Outcome(Reply(text=_no_plan(turn)))
    if (future := as_at(turn)) > turn.today:
        return Outcome(Reply(text=say("summary.future", date=day(future))))
    today, plans = await _as_at(turn, plans)
    if not any(plan.actions for plan in plans):
        return Outcome(Reply(text=say("list.not_yet", date=day(today))))
    told = _told(turn, plans, today)
    if told.n and _has_seen_all(turn, told.n):
        return Outcome(Reply(text=say("list.no_more", n=told.n)))
    return Outcome(told.reply, memory=remembered(turn, "list", told.shown, page=told.page))


@dataclass(frozen=True, slots=True)
class _Told:
    """What a list says to somebody: of how many, which, and in which words."""

    speaker: Person
    n: int
    shown: Sequence[Item]
    page: int
    reply: Reply


_told_before: SameState[_Told] = SameState(TOLD)


def _told(turn: Turn, plans: tuple[Plan, ...], today: date) -> _Told:
    """What is found, said once while nothing has changed: many ask the same. It rests on what was meant, on who asks,
    and on the state alone."""
    if "as_at" in turn.meant.filter:
        return _found(turn, plans, today)
    kept = _told_before.of(turn.plans.values(), turn.directory, today)
    key = turn.speaker.id, turn.meant.model_dump_json()
    known = kept.get(key)
    if known is None or known.speaker is not turn.speaker:
        known = kept[key] = _found(turn, plans, today)
    return known


def _found(turn: Turn, plans: tuple[Plan, ...], today: date) -> _Told:
    items = chosen(turn, plans, today)
    found = Found(items, page(turn, items), today, plans)
    return _Told(turn.speaker, len(items), found.shown, found.page, _reply(turn, found))


def as_at(turn: Turn) -> date:
    """The day that was asked about."""
    return as_date(turn.meant.filter["as_at"]) if "as_at" in turn.meant.filter else turn.today


async def _as_at(turn: Turn, plans: tuple[Plan, ...]) -> tuple[date, tuple[Plan, ...]]:
    """The plans as they stood at the day that was asked for; today's where none was."""
    if "as_at" not in turn.meant.filter:
        return turn.today, plans
    then = as_at(turn)
    return then, tuple([await turn.past.as_at(plan.id, then) for plan in plans])


def page(turn: Turn, items: Sequence[Item]) -> int:
    """The page that was asked for, by a button or in words; the last one where there are fewer."""
    return min(max(1, _wanted_page(turn)), last_page(items))


def _wanted_page(turn: Turn) -> int:
    return int(turn.meant.args.get("page") or 1)


def _has_seen_all(turn: Turn, n: int) -> bool:
    """ "More" after the last page."""
    focus = turn.memory.focus
    if turn.press is not None:
        return False  # the list has become shorter since the card was drawn: its last page is what there is
    last = _last_page(n)
    return _wanted_page(turn) > last and focus is not None and focus.intent == "list" and focus.page == last


def last_page(items: Sequence[Item]) -> int:
    return _last_page(len(items))


def _last_page(n: int) -> int:
    return max(1, -(-n // PAGE))


def _no_plan(turn: Turn) -> str:
    code = turn.meant.filter.get("plan")
    if code is None or not turn.live:
        return say("list.no_plan")
    return say("list.no_such_plan", plan=code, plans=joined(plan.code for plan in turn.live))


# --- said ---------------------------------------------------------------------------------------------------------


def _reply(turn: Turn, found: Found) -> Reply:
    as_at = say("list.as_at", date=day(found.today)) if found.today != turn.today else ""
    words = as_at + _answer(turn, found)
    if turn.meant.filter.get("count") or not found.items:
        return Reply(text=words, card=None)
    many_plans, origin = several(turn), _page_of(turn, found.page)
    lines = tuple(
        line(one, turn, found.today, many=many_plans, buttons=_row_buttons(turn, found, one, origin))
        for one in found.shown
    )
    card = Card(
        heading=_heading(turn),
        intro=words,
        lines=lines,
        more=_span(found) if found.pages > 1 else None,
        buttons=_next(turn, found),
    )
    said = [words, *map(line_text, lines), *_pages(found)]
    only = found.plans[0] if len(found.plans) == 1 else None
    return Reply(
        text="\n".join(said),
        card=card,
        plan=only.id if only else None,
        seen=only.number if only else None,
        actions=tuple(one.action.id for one in found.shown) if only else (),
        each=() if only else of_plans(found.shown),
        again=_again(turn, found),
    )


def _answer(turn: Turn, found: Found) -> str:
    if not found.items:
        scope = chosen(turn, found.plans, found.today, without=LATENESS)
        return list_words.nothing(turn, scope, found.today)
    openly = bool(turn.meant.filter.get("overdue")) or all_open(found.items)
    said = [
        list_words.head(found.items, turn, found.today, openly=openly),
        list_words.scope_words(found.items, found.plans, turn),
    ]
    if turn.meant.by_owner:
        said.append(say("list.by_owner", counts=list_words.by_owner(found.items, turn)))
    elif turn.meant.filter.get("count") and (counts := list_words.by_status(found.items)):
        said.append(say("list.by_status", counts=counts))
    return " ".join(one for one in said if one)


def _heading(turn: Turn) -> str:
    if turn.meant.filter.get("overdue"):
        return say("list.heading_overdue")
    return say("list.heading_mine" if own(turn) else "list.heading")


def _span(found: Found) -> str:
    """Which of how many: "6 to 10 of 14", and "6 of 6" where the last page has one alone."""
    key = "list.one_of" if len(found.shown) == 1 else "list.some_of"
    return say(key, first=found.first + 1, last=found.first + len(found.shown), n=len(found.items))


def _pages(found: Found) -> list[str]:
    if found.pages == 1:
        return []
    return [say("list.pages" if found.page < found.pages else "list.pages_end", some=_span(found))]


def _row_buttons(turn: Turn, found: Found, one: Item, origin: Payload) -> tuple[Button, ...]:
    """What can be done with an action of the list as it is now; a list as at another day is only read."""
    return line_buttons(one, turn, origin) if found.today == turn.today else ()


def _again(turn: Turn, found: Found) -> Payload | None:
    """What brings this page as it is later; a list as at another day stays as it was."""
    if found.today != turn.today:
        return None
    return _page_of(turn, found.page).model_copy(update={"person": turn.speaker.id})


def _next(turn: Turn, found: Found) -> tuple[Button, ...]:
    pages = (("button.previous", found.page - 1), ("button.next", found.page + 1))
    return tuple(
        Button(label=say(key), payload=_page_of(turn, page)) for key, page in pages if 1 <= page <= found.pages
    )


def _page_of(turn: Turn, page: int) -> Payload:
    """A press that brings this list, at one of its pages."""
    wanted = {key: _plain(value) for key, value in turn.meant.filter.items()}
    return Payload(act="list", filter=wanted, page=page, moves=moves(turn) or None, spared=spared(turn), back="list")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
