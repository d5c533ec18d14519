"""The weekly summary for a channel: what needs a decision, what moved, what is next. It names actions, not failings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from dialogs.reply import Card, Count, Reply
from dialogs.reports import words
from dialogs.reports.report import Report, report
from dialogs.words import day, say
from storage.people import Directory
from storage.plan import Plan

WEEK = timedelta(days=7)
NAMED = 8  # lines of one kind; the rest is counted, so that a busy week stays one screen


def weekly(
    plans: Sequence[Plan], before: Mapping[int, Plan], directory: Directory, today: date, since: date | None = None
) -> Reply:
    """One message for one or several plans; `before` holds each as it stood at `since` (a week ago unless said).

    Only publishable words and no notes at all: it is read by everybody in the channel.
    """
    start = since or today - WEEK
    reports = [report(plan, before.get(plan.id), directory, today, start) for plan in plans]
    if not reports:
        return Reply(text=say("list.no_plan"))
    told = [_told(one) for one in reports]
    headings = [_heading(one, start) for one in reports]
    only = plans[0] if len(plans) == 1 else None
    return Reply(
        text="\n\n".join("\n".join((heading, *lines)) for heading, lines in zip(headings, told, strict=True)),
        card=_card(reports, headings, told),
        plan=only.id if only else None,
        seen=only.number if only else None,
    )


def _heading(one: Report, start: date) -> str:
    """The week to a day; where it is not a week, from when to when."""
    if one.as_at - start == WEEK:
        return say("weekly.heading", title=one.title, date=day(one.as_at))
    return say("weekly.heading_since", title=one.title, start=day(start), date=day(one.as_at))


def _told(one: Report) -> list[str]:
    """The lines of one plan: figures first, then what needs a decision, then what moved and what comes."""
    if not one.rows:
        return [words.nothing(one)]
    told = [words.counts(one), *_block("summary.decisions", words.decisions(one)), words.lateness(one)]
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
        intro, *rest = told[0]
        brief = words.total(one) if words.drawn_alone(one) else intro
        return Card(heading=headings[0], intro=brief, picture=picture(one), paragraphs=tuple(rest))
    paragraphs = (line for each, lines in zip(headings, told, strict=True) for line in (each, *lines))
    return Card(heading=say("weekly.several", date=day(one.as_at)), picture=_sum(reports), paragraphs=tuple(paragraphs))


def picture(one: Report) -> tuple[Count, ...]:
    """The RAG picture: one slice a status, with its word and number."""
    return tuple(Count(status=each.status, label=each.label, number=each.number) for each in one.counts if each.number)


def _sum(reports: Iterable[Report]) -> tuple[Count, ...]:
    """The slices of several plans together, under the words of the first plan that uses them."""
    total: dict[str | None, Count] = {}
    for one in reports:
        for slice_ in picture(one):
            known = total.get(slice_.status)
            number = slice_.number + (known.number if known else 0)
            total[slice_.status] = (known or slice_).model_copy(update={"number": number})
    return tuple(total.values())
