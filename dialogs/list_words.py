"""The first sentence of a list: how many, of what, and what is late by either date."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from dialogs.items import Item, plans_meant
from dialogs.rights import oversees
from dialogs.scope import chosen, moves, spared
from dialogs.select import PAST_FIRST, as_date, looks_since, many, overdue, past_first
from dialogs.shown import due_words, refs_shown
from dialogs.turn import Turn
from dialogs.understanding.since_return import NAMED
from dialogs.words import day, joined, listed, say, span
from storage.plan import Plan
from storage.status import Scheme, Status

HEARD_IN_FULL = 10  # numbers up to ten are written as words at the start of a sentence


def head(items: Sequence[Item], turn: Turn, today: date, *, openly: bool) -> str:
    """ "3 overdue; 4 more past their first date." or "5 open actions for you; 1 overdue." """
    rest = qualifiers(turn)
    if turn.meant.filter.get("overdue"):
        return _late_sentence(say("list.overdue", n=len(items)) + rest, _past_in_scope(turn, today))
    late, past = overdue(items, today), past_first(items, today)
    count = say("list.open" if openly else "list.any", n=len(items)) + rest
    said = [count]
    if late:
        said.append(say("list.overdue", n=len(late)))
    if past:
        said.append(say("list.more_past" if late else "list.past_only", n=len(past)))
    return say("list.late_one", late="; ".join(said))


def _late_sentence(late: str, past: Sequence[Item], more: str = "more_past") -> str:
    if not past:
        return say("list.late_one", late=late)
    return say("list.late_both", overdue=late, past=say(f"list.{more}", n=len(past)))


def _past_in_scope(turn: Turn, today: date) -> Sequence[Item]:
    """Moved past their first date but not overdue: what the overdue filter itself has left out."""
    return chosen(turn, plans_meant(turn), today, without=("overdue",), also={PAST_FIRST: True})


def qualifiers(turn: Turn) -> str:
    """The rest of a filter in words: " for Priya Nair due by 31 December 2026"."""
    wanted = turn.meant.filter
    said = [_people(turn, wanted), _statuses(turn, wanted), _dates(wanted)]
    said.append(_without(turn, wanted))
    if wanted.get("updated_since"):
        said.append(say("filter.updated_since", date=_since(turn, "updated_since")))
    if looks_since(wanted):
        said.append(say("filter.since", date=_since(turn, "since")))
    named = ("text", "team", "section", "plan")
    said += [say(f"filter.{key}", **{key: joined(map(str, many(wanted[key])))}) for key in named if wanted.get(key)]
    if wanted.get("action"):
        said.append(say("filter.action", ref=joined(map(str, many(wanted["action"])))))
    if spared(turn):
        said.append(say("filter.except", names=joined(spared(turn))))
    if moves(turn):
        said.append(say("filter.moved", n=moves(turn)))
    return "".join(said)


def _people(turn: Turn, wanted: Mapping[str, Any]) -> str:
    said = ""
    if "owner" in wanted:
        names = [str(one) for one in many(wanted["owner"])]
        said += say("filter.mine") if names == [turn.speaker.name] else say("filter.owner", names=joined(names))
    if "sponsor" in wanted:
        said += say("filter.sponsor", names=joined(map(str, many(wanted["sponsor"]))))
    return said


def _statuses(turn: Turn, wanted: Mapping[str, Any]) -> str:
    if "status" not in wanted:
        return ""
    schemes = {plan.scheme for plan in turn.live}
    scheme = schemes.pop() if len(schemes) == 1 else Scheme()
    own = (None if one in (None, "none", "not_rated") else Status(one) for one in many(wanted["status"]))
    labels = [scheme.label(one) for one in own]
    return say("filter.status", labels=say("filter.or").join(labels))


def _since(turn: Turn, key: str) -> str:
    """The day of a filter; where it was a return that was named, the return."""
    label = turn.meant.args.get(NAMED)
    return say("filter.since_return", label=label) if label else day(as_date(turn.meant.filter[key]))


def _without(turn: Turn, wanted: Mapping[str, Any]) -> str:
    """ " with no date and nobody named": what is missing, in one breath."""
    missing = [say(f"filter.{key}") for key in ("no_due", "no_owner", "stale") if wanted.get(key)]
    if wanted.get("not_updated_since"):
        missing.append(say("filter.not_updated_since", date=_since(turn, "not_updated_since")))
    return say("filter.without", what=joined(missing)) if missing else ""


def _dates(wanted: Mapping[str, Any]) -> str:
    after, before = wanted.get("due_after"), wanted.get("due_before")
    if after and before:
        return _due_in(as_date(after), as_date(before))
    if before:
        return say("filter.due_before", date=day(as_date(before)))
    return say("filter.due_after", date=day(as_date(after))) if after else ""


def _due_in(first: date, last: date) -> str:
    """ " due on 30 November 2026", " due in November 2026", " due October to December 2026"."""
    if first == last:
        return say("filter.due_on", span=day(first))
    month = first.day == 1 and last == _month_end(first)
    return say("filter.due_in" if month else "filter.due_between", span=span(first, last))


def nothing(turn: Turn, scope: Sequence[Item], today: date) -> str:
    """An empty list is a good answer: what there is nothing of, and what comes next in the same scope."""
    if turn.meant.filter.get("overdue"):
        first = _late_sentence(say("list.overdue", n=0) + qualifiers(turn), _past_in_scope(turn, today), "past_only")
    else:
        first = say("list.late_one", late=say("list.nothing_match", rest=qualifiers(turn) or say("list.to_do")))
    return f"{first} {coming(scope, turn, today)}".strip()


def coming(scope: Sequence[Item], turn: Turn, today: date) -> str:
    """ "Two due this month: 3, 7." or the next one after that."""
    ahead = [one for one in scope if one.action.open and one.action.due and one.action.due >= today]
    if not ahead:
        return ""
    several = len(turn.live) > 1
    this_month = [one for one in ahead if one.action.due and one.action.due <= _month_end(today)]
    if this_month:
        return say(
            "list.due_this_month", n=len(this_month), words=_number(this_month), refs=refs_shown(this_month, several)
        )
    first = ahead[0]
    return say("list.next_due", ref=refs_shown([first], several), date=due_words(first.action.timescale))


def _number(items: Sequence[Item]) -> str:
    return listed("list.numbers")[len(items)] if len(items) <= HEARD_IN_FULL else str(len(items))


def _month_end(today: date) -> date:
    return (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def scope_words(items: Sequence[Item], plans: Sequence[Plan], turn: Turn) -> str:
    """For managers and officers: out of how many, by plan."""
    if not plans or not all(oversees(turn.speaker, [one]) for one in plans):
        return ""
    if len(plans) == 1:
        key = "list.scope_named" if turn.meant.filter.get("plan") else "list.scope"
        return say(key, n=len(plans[0].actions), plan=plans[0].code)
    parts = (sum(one.plan.id == plan.id for one in items) for plan in plans)
    counts = (
        say("list.scope_count", plan=plan.code, part=part, n=len(plan.actions))
        for plan, part in zip(plans, parts, strict=True)
    )
    return say("list.scope_plans", counts=", ".join(counts))


def by_owner(items: Sequence[Item], turn: Turn) -> str:
    """Priya Nair 3, Tom Ashworth 2, nobody named 1: most first; an action that two own counts for each of them."""
    owners = Counter(owner for one in items for owner in dict.fromkeys(one.action.owners))
    counts = [(turn.directory.name(owner), n) for owner, n in owners.most_common()]
    unowned = sum(not one.action.owners for one in items)
    counts += [(say("filter.no_owner"), unowned)] if unowned else []
    return ", ".join(say("list.one_owner", n=n, name=name) for name, n in counts)


def by_status(items: Sequence[Item]) -> str:
    """3 Green, 2 Amber, 1 not rated: in the plans' own words, most frequent first; nothing where they are all alike."""
    labels = [one.plan.scheme.label(one.action.status) for one in items]
    ordered = sorted(dict.fromkeys(labels), key=lambda label: -labels.count(label))
    if len(ordered) < 2:
        return ""
    return ", ".join(say("list.one_status", n=labels.count(label), label=label) for label in ordered)
