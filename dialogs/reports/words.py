"""A report's figures as sentences: the same ones for the text, the chat and the weekly summary."""

from collections.abc import Iterable, Sequence

from dialogs.reports.direction import Direction
from dialogs.reports.eyes import UNACCEPTED, unaccepted
from dialogs.reports.model import Asked, Contradiction, Decision, Moved, Odd, Report, Row, Silence, Standing
from dialogs.shown import due_words
from dialogs.words import cut, day, say, upper_first
from storage.plan import Action

DECISION = 160
WHY = 120
NAMED = 50  # numbers of actions in one sentence; of more the first are named and the others counted
RETURNS = 3  # that are told, and drawn in a card, before the present figures


def refs(rows: Sequence[Row]) -> str:
    return _named([row.ref for row in rows[:NAMED]], len(rows))


def _named(first: Sequence[str], n: int) -> str:
    """1.1, 1.2, 3 and 47 more."""
    told = ", ".join(first)
    return say("summary.more_refs", refs=told, n=n - len(first)) if n > len(first) else told


def counts(one: Report) -> str:
    """40 actions: 12 Green (+2), 9 Amber (−1)."""
    return say("summary.counts", n=len(one.rows), counts=each_count(one)) if one.rows else ""


def each_count(one: Report) -> str:
    """12 Green (+2), 9 Amber (−1)."""
    return ", ".join(count_words(each.number, each.label, each.change) for each in one.counts)


def past(one: Report) -> list[str]:
    """Q2 2026/27 (30 September 2026): 12 Green, 9 Amber. One line for each of the last returns before this report."""
    return [stood(each) for each in returned(one)] if one.rows else []


def returned(one: Report) -> tuple[Standing, ...]:
    """The last returns before this report: as many as are told at a glance."""
    return one.history[-1 - RETURNS : -1]


def stood(one: Standing) -> str:
    parts = (count_words(each.number, each.label, None) for each in one.counts if each.number)
    return say("picture.stood", name=stood_name(one), counts=", ".join(parts) or say("picture.none"))


def stood_name(one: Standing) -> str:
    return say("picture.stood_name", name=one.label or say("picture.now"), date=day(one.as_at))


def total(one: Report) -> str:
    """40 actions."""
    return say("list.any", n=len(one.rows))


def drawn_alone(one: Report) -> bool:
    """Whether a picture gives all of the counts; where some have changed, the sentence says more."""
    return bool(one.rows) and not any(each.change for each in one.counts)


def count_words(number: int, label: str, change: int | None) -> str:
    if not change:
        return say("summary.one", n=number, label=label)
    return say("summary.changed", n=number, label=label, change=change_words(change))


def change_words(change: int | None) -> str:
    """By how many a number has changed: +2, −1 or 0."""
    if not change:
        return str(change or 0)
    return say("summary.plus" if change > 0 else "summary.minus", n=abs(change))


def lateness(one: Report) -> str:
    """3 overdue: 4, 7, 9; 4 more past their first date: 1, 2, 3, 5. Both are always told."""
    said = [_with_refs(say("summary.overdue", n=len(one.overdue)), one.overdue)]
    key = "list.more_past" if one.overdue else "list.past_only"
    said.append(
        _with_refs(say(key, n=len(one.past_first)), one.past_first) if one.past_first else say("list.none_past")
    )
    return say("list.late_one", late="; ".join(said))


def _with_refs(count: str, rows: Sequence[Row]) -> str:
    return say("summary.overdue_refs", count=count, refs=refs(rows)) if rows else count


def gaps(one: Report) -> str:
    """What has no date, nobody named, or no update; left out where there is none."""
    said = [
        say("summary.no_date", n=len(one.no_date)) if one.no_date else "",
        say("summary.no_owner", n=len(one.no_owner)) if one.no_owner else "",
        say("summary.silent", n=len(one.silent), days=one.interval_days) if one.silent else "",
    ]
    return _sentence(said)


def _sentence(parts: Iterable[str]) -> str:
    told = "; ".join(part for part in parts if part)
    return say("list.late_one", late=upper_first(told)) if told else ""


def silent_owners(one: Report) -> str:
    """How many people's own word is missing since what is compared with. None is named: this is read by everybody."""
    if one.since is None:
        return ""
    keys = ((Silence.SILENT, "summary.owners_silent"), (Silence.AWAY, "summary.owners_away"))
    by_why = {why: [each for each in one.silent_owners if each.why is why] for why in Silence}
    said = [say(key, n=len(by_why[why]), date=day(one.since)) for why, key in keys if by_why[why]]
    if nobody := by_why[Silence.NOBODY]:
        refs = _join(ref for each in nobody for ref in each.refs)
        said.append(say("summary.owners_nobody", n=len(nobody), refs=refs))
    return _sentence(said)


def travel(one: Report) -> str:
    """2 better: 1, 4; 1 worse: 3; 30 the same. Nothing where all are the same, or nothing is compared."""
    if all(each.direction is Direction.SAME for each in one.travel):
        return ""
    said = [_travelled(one, way) for way in Direction]
    return say("summary.travel", date=since(one), told="; ".join(part for part in said if part))


def _travelled(one: Report, way: Direction) -> str:
    found = one.going(way)
    if not found and way in (Direction.OTHER, Direction.NEW):
        return ""
    told = say(f"summary.travel_{way.value}", n=len(found))
    named = found and way is not Direction.SAME
    return say("summary.overdue_refs", count=told, refs=_join(each.ref for each in found)) if named else told


def extensions(one: Report) -> str:
    """Later dates: how many were asked for, granted and refused in the period, and how many wait; none, nothing."""
    asked = one.extensions
    if asked.none:
        return ""
    parts = (("asked", asked.asked), ("granted", asked.granted), ("refused", asked.refused), ("waiting", asked.waiting))
    said = [_asked(f"summary.dates_{key}", found) for key, found in parts]
    head = "summary.dates_since" if one.since else "summary.dates"
    return say(head, date=since(one), told="; ".join(said))


def _asked(key: str, found: Sequence[Asked]) -> str:
    count = say(key, n=len(found))
    return say("summary.overdue_refs", count=count, refs=_join(each.ref for each in found)) if found else count


def _join(refs: Iterable[str]) -> str:
    every = list(dict.fromkeys(refs))
    return _named(every[:NAMED], len(every))


def contradictions(found: Iterable[Contradiction]) -> list[str]:
    """Figures that do not go together: a sentence for each kind, with every action to which it applies."""
    by_why: dict[Odd, list[str]] = {why: [] for why in Odd}
    for each in found:
        by_why[each.why].append(each.ref)
    return [say(f"look.{why}", n=len(refs), refs=_join(refs)) for why, refs in by_why.items() if refs]


def newly_overdue(one: Report) -> str:
    return say("summary.newly_overdue", refs=refs(one.newly_overdue)) if one.newly_overdue else ""


def nothing(one: Report) -> str:
    """That the plan has no actions, or was not here on that day."""
    if one.existed:
        return say("summary.nothing", code=one.code)
    return say("summary.not_yet", code=one.code, date=day(one.as_at))


def not_compared(one: Report) -> str:
    return say("summary.nothing_then", code=one.code, date=day(one.nothing_then)) if one.nothing_then else ""


def figures(one: Report) -> list[str]:
    """The sentences below the counts, in their order; what there is nothing of is left out."""
    if not one.rows:
        return [nothing(one)]
    said = (
        not_compared(one),
        lateness(one),
        newly_overdue(one),
        completed(one),
        travel(one),
        extensions(one),
        gaps(one),
        silent_owners(one),
        due_next(one),
        *(contradictions(one.contradictions) if one.internal else ()),
    )
    return [line for line in said if line]


def due_next(one: Report) -> str:
    first = one.due_next[:NAMED]
    ahead = [say("summary.due_one", ref=row.ref, date=due_words(row.action.timescale)) for row in first]
    return say("summary.due_next", refs=_named(ahead, len(one.due_next))) if ahead else ""


def decisions(one: Report) -> list[str]:
    return [_decision(row) for row in one.decisions]


def _decision(one: Decision) -> str:
    text = decision_words(one.action)
    if one.since is None:
        return say("summary.decision", ref=one.ref, text=text)
    return say("summary.decision_since", ref=one.ref, text=text, date=day(one.since))


def decision_words(action: Action) -> str:
    """What is to be decided; where those words are withheld, only that something is."""
    if action.decision_internal:
        return say(UNACCEPTED if unaccepted(action) else "summary.decision_internal")
    return cut(action.decision or "", DECISION)


def moved(one: Report, most: int | None = None) -> list[str]:
    """A line for each action that has moved; of many the first `most`, and how many more there are."""
    told = [_moved(each) for each in one.moved[:most]]
    left = len(one.moved) - len(told)
    return [*told, say("weekly.more", n=left)] if left else told


def _moved(one: Moved) -> str:
    if one.new:
        return say("summary.new", ref=one.ref)
    if one.gone:
        return say("summary.gone", ref=one.ref)
    said = [say("summary.moved_status", old=one.status[0], new=one.status[1])] if one.status else []
    if one.due:
        said.append(say("summary.moved_due", old=due_words(one.due[0]), new=due_words(one.due[1])))
    what = " · ".join(said)
    if one.why:
        return say("summary.moved_why", ref=one.ref, what=what, why=cut(one.why, WHY))
    return say("summary.moved_one", ref=one.ref, what=what)


def since(one: Report) -> str:
    return day(one.since) if one.since else say("summary.before")


def completed(one: Report) -> str:
    return say("summary.completed", date=since(one), refs=refs(one.completed)) if one.completed else ""


def foot(one: Report) -> str:
    return say("report.foot_plan", code=one.code, date=day(one.as_at))


def head(one: Report) -> str:
    return say("summary.head", title=one.title, code=one.code, date=day(one.as_at))
