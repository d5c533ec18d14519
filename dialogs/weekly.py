"""The weekly summary for a channel: what needs a decision, what moved, what is next. It names actions, not failings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from dialogs.picture_file import shown
from dialogs.reply import Card, Count, File, Reply, Stood
from dialogs.reports import words
from dialogs.reports.model import Standing, StatusCount
from dialogs.reports.pictures import week
from dialogs.reports.report import Report, report
from dialogs.words import day, say
from storage.people import Directory
from storage.plan import Plan

WEEK = timedelta(days=7)
NAMED = 8  # lines of one kind; the rest is counted, so that a busy week stays one screen


def weekly(
    plans: Sequence[Plan],
    before: Mapping[int, Plan],
    directory: Directory,
    today: date,
    since: date | None = None,
    returns: Mapping[int, Sequence[Standing]] | None = None,
) -> Reply:
    """One message for one or several plans; `before` holds each as it stood at `since` (a week ago unless said),
    and `returns` how it stood at its frozen returns.

    Only publishable words and no notes at all: it is read by everybody in the channel. With one plan a picture comes
    with it, whose drawing takes a moment.
    """
    start = since or today - WEEK
    past = returns or {}
    reports = [
        report(plan, before.get(plan.id), directory, today, start, returns=past.get(plan.id, ())) for plan in plans
    ]
    if not reports:
        return Reply(text=say("list.no_plan"))
    told = [_told(one) for one in reports]
    headings = [_heading(one, start) for one in reports]
    only = plans[0] if len(plans) == 1 else None
    return Reply(
        text="\n\n".join("\n".join((heading, *lines)) for heading, lines in zip(headings, told, strict=True)),
        card=_card(reports, headings, told),
        files=_drawn(reports[0]) if only else (),
        plan=only.id if only else None,
        seen=only.number if only else None,
    )


def _drawn(one: Report) -> tuple[File, ...]:
    """How it stood at the returns, and what is due."""
    drawn = week(one)
    return (shown(one, drawn),) if drawn else ()


def _heading(one: Report, start: date) -> str:
    """The week to a day; where it is not a week, from when to when."""
    if one.as_at - start == WEEK:
        return say("weekly.heading", title=one.title, date=day(one.as_at))
    return say("weekly.heading_since", title=one.title, start=day(start), date=day(one.as_at))


def _told(one: Report) -> list[str]:
    """The lines of one plan: figures first, then what needs a decision, then what moved and what comes."""
    if not one.rows:
        return [words.nothing(one)]
    told = [words.counts(one), *words.past(one), *_block("summary.decisions", words.decisions(one))]
    told.append(words.lateness(one))
    told += [words.newly_overdue(one), *_moves(one), words.extensions(one)]
    told += [words.due_next(one), words.gaps(one)]
    return [line for line in told if line]


def _moves(one: Report) -> list[str]:
    if not one.compared:
        return [say("weekly.first")]
    changed = words.moved(one)
    if not changed:
        return [say("summary.nothing_moved", date=words.since(one))]
    return [words.completed(one), *_block("summary.moved", changed, date=words.since(one))]


def _block(key: str, rows: Sequence[str], **slots: object) -> list[str]:
    if not rows:
        return []
    left = len(rows) - NAMED
    more = [say("weekly.more", n=left)] if left > 0 else []
    return [say(key, **slots), *(f"- {row}" for row in rows[:NAMED]), *(f"- {row}" for row in more)]


def _card(reports: Sequence[Report], headings: Sequence[str], told: Sequence[list[str]]) -> Card:
    """The first plan's figures stand in the intro and the picture; with several plans each has its own heading."""
    one = reports[0]
    if len(reports) == 1:
        intro, *rest = _undrawn(one, told[0])
        brief = words.total(one) if words.drawn_alone(one) else intro
        drawn = {"picture": picture(one), "past": past(one)}
        return Card(heading=headings[0], intro=brief, paragraphs=tuple(rest), **drawn)
    paragraphs = (line for each, lines in zip(headings, told, strict=True) for line in (each, *lines))
    return Card(heading=say("weekly.several", date=day(one.as_at)), picture=_sum(reports), paragraphs=tuple(paragraphs))


def _undrawn(one: Report, told: Sequence[str]) -> list[str]:
    """The lines without those of the returns, which the card draws."""
    drawn = words.past(one)
    return [*told[:1], *told[1 + len(drawn) :]]


def picture(one: Report) -> tuple[Count, ...]:
    """The RAG picture: one slice a status, with its word and number."""
    return _slices(one.counts)


def past(one: Report) -> tuple[Stood, ...]:
    """The same at each of the last returns."""
    return tuple(Stood(label=words.stood_name(each), counts=_slices(each.counts)) for each in words.returned(one))


def _slices(counts: Sequence[StatusCount]) -> tuple[Count, ...]:
    return tuple(Count(status=each.status, label=each.label, number=each.number) for each in counts if each.number)


def _sum(reports: Iterable[Report]) -> tuple[Count, ...]:
    """The slices of several plans together, under the words of the first plan that uses them."""
    total: dict[str | None, Count] = {}
    for one in reports:
        for slice_ in picture(one):
            known = total.get(slice_.status)
            number = slice_.number + (known.number if known else 0)
            total[slice_.status] = (known or slice_).model_copy(update={"number": number})
    return tuple(total.values())
