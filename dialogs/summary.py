""" "Summary", "how many complete now and at 30 September", "summary as word": the plan in figures and exceptions."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dialogs.ask import asked
from dialogs.focus import remembered
from dialogs.items import Item, plans_meant, several
from dialogs.list_actions import list_actions
from dialogs.reply import Button, Card, Payload, Recipient, Reply
from dialogs.report_files import files, is_file, wish_of
from dialogs.report_pictures import drawn, is_picture
from dialogs.reports import text, words
from dialogs.reports.gathered import gathered, standings
from dialogs.reports.making import made, refused
from dialogs.reports.model import Report
from dialogs.reports.wish import NoReport
from dialogs.rights import oversees, owns
from dialogs.select import Sight, as_date, select
from dialogs.shown import line, line_text
from dialogs.since_return import FROM
from dialogs.turn import Outcome, Turn
from dialogs.weekly import WEEK, past, picture, weekly
from dialogs.words import asks, day, say
from storage.plan import Plan

MOST = 5
MOVED = 40  # actions that have moved, a line each; of more the others are counted: a report has them all


async def summary(turn: Turn) -> Outcome:
    """Figures now, as at a date or since a date; as a file where a format is named; a preview of the weekly one."""
    if turn.meant.asks:
        return asked(turn)
    if not is_file(turn) and _of_somebody(turn):
        return await list_actions(turn)
    plans = plans_meant(turn)
    if not plans:
        return Outcome(Reply(text=say("list.no_plan")))
    if turn.meant.args.get("preview"):
        return await _preview(turn, plans)
    if is_picture(turn):
        return await drawn(turn, plans)
    if is_file(turn):
        return await files(turn, plans)
    as_at, since = _dates(turn)
    if no := refused(as_at, since, turn.today):
        return Outcome(Reply(text=no))
    try:
        reports = [await _report(turn, plan, as_at, since) for plan in plans]
    except NoReport as none:
        return Outcome(Reply(text=str(none)))
    if as_at != turn.today and not any(one.rows for one in reports):
        return Outcome(Reply(text=say("list.not_yet", date=day(as_at))))
    if asks("direct.decision", turn.meant.text):
        return _decisions(turn, plans, reports)
    return _told(turn, plans, reports)


def _of_somebody(turn: Turn) -> bool:
    """ "Summary for Ian": a summary tells the whole plan, so that another person's is the list of their actions."""
    whole = ("format", "since", "as_at")
    owner = turn.meant.filter.get("owner")
    return owner not in (None, turn.speaker.name) and not any(turn.meant.filter.get(key) for key in whole)


def _dates(turn: Turn) -> tuple[date, date | None]:
    wanted = turn.meant.filter
    since = as_date(wanted["since"]) if wanted.get("since") else None
    return (as_date(wanted["as_at"]) if wanted.get("as_at") else turn.today), since


async def _report(turn: Turn, plan: Plan, as_at: date, since: date | None) -> Report:
    if turn.meant.filter.get("section") or turn.meant.args.get("return"):
        return (await made(turn.past, plan, turn.directory, turn.today, wish_of(turn))).report
    one = await gathered(turn.past, plan, turn.directory, turn.today, as_at, since)
    why = turn.meant.args.get(FROM)
    return replace(one, notes=(str(why),)) if why and one.compared else one


async def _preview(turn: Turn, plans: Sequence[Plan]) -> Outcome:
    """The weekly summary as it would be posted now."""
    since = next((one.posted for one in turn.schedules if one.posted), turn.now - WEEK)
    before = {plan.id: await turn.past.as_known(plan.id, since) for plan in plans}
    returns = {plan.id: await standings(turn.past, plan, turn.today) for plan in plans}
    start = since.astimezone(turn.zone).date()
    would = await asyncio.to_thread(weekly, plans, before, turn.directory, turn.today, start, returns)
    head = say("summary.preview")
    card = would.card and would.card.model_copy(update={"intro": "\n".join(filter(None, (head, would.card.intro)))})
    text, said = f"{head}\n{would.text}", would.model_copy(update={"card": card})
    if turn.private:
        return Outcome(said.model_copy(update={"text": text}))
    # What one person alone sees among others can hold no picture.
    return Outcome(said.model_copy(update={"text": text, "files": (), "recipient": Recipient.ONLY_YOU}))


def _told(turn: Turn, plans: Sequence[Plan], reports: Sequence[Report]) -> Outcome:
    scopes, lines = [_scope(turn, plan) for plan in plans], [text.lines(one, MOVED) for one in reports]
    told = ["\n".join((*scope, *said)) for scope, said in zip(scopes, lines, strict=True)]
    now = all(one.as_at == turn.today and not one.compared for one in reports)
    most = _most(turn, plans) if now else []
    only = plans[0] if len(plans) == 1 else None
    five = _five(turn, most)
    reply = Reply(
        text="\n\n".join((*told, *(["\n".join(five)] if five else []))),
        card=_card(reports, lines, [line for scope in scopes for line in scope], five),
        plan=only.id if only else None,
        seen=only.number if only else None,
    )
    return Outcome(reply, memory=remembered(turn, "summary", most))


def _decisions(turn: Turn, plans: Sequence[Plan], reports: Sequence[Report]) -> Outcome:
    """ "Which need a decision": those, and not the whole summary."""
    waiting = [Item(plan, row.action) for plan, one in zip(plans, reports, strict=True) for row in one.decisions]
    rows = [line for one in reports for line in _of_plan(turn, one.code, words.decisions(one))]
    head = say("summary.waiting", n=len(rows))
    card = Card(heading=head, paragraphs=tuple(rows)) if rows else None
    return Outcome(Reply(text="\n".join((head, *rows)), card=card), memory=remembered(turn, "summary", waiting))


def _of_plan(turn: Turn, code: str, rows: Sequence[str]) -> list[str]:
    return [say("update.plan_ref", plan=code, ref=row) for row in rows] if several(turn) else list(rows)


def _scope(turn: Turn, plan: Plan) -> list[str]:
    """An owner is told first how much of the plan is theirs; a manager or an officer answers for all of it."""
    if oversees(turn.speaker, [plan]):
        return []
    part = sum(owns(turn.speaker, plan, action, turn.directory) for action in plan.actions.values())
    return [say("summary.scope_mine", n=len(plan.actions), part=part, code=plan.code)] if part else []


def _most(turn: Turn, plans: Sequence[Plan]) -> list[Item]:
    """The five that matter: what waits for a decision, then what is longest overdue."""
    every = ((plan, action) for plan in plans for action in plan.actions.values() if action.decision)
    waiting = [Item(plan, action) for plan, action in every if action.open]
    overdue = select(plans, {"overdue": True}, Sight(turn.directory, turn.today, {}))
    return [*waiting, *(one for one in overdue if not one.action.decision)][:MOST]


def _card(reports: Sequence[Report], lines: Sequence[list[str]], scope: list[str], five: list[str]) -> Card:
    """The picture, the sentences, and the actions that matter; what the picture says is not said again."""
    one = reports[0]
    told = [line for each in lines for line in each]
    if alone := len(reports) == 1 and words.drawn_alone(one):
        told.remove(words.counts(one))
    if len(reports) == 1:
        told = [line for line in told if line not in words.past(one)]
    show = Button(label=say("button.overdue"), payload=Payload(act="list", filter={"overdue": True}))
    return Card(
        heading=words.head(one),
        intro=words.total(one) if alone else None,
        picture=picture(one) if len(reports) == 1 else (),
        past=past(one) if len(reports) == 1 else (),
        paragraphs=(*scope, *told[1:], *five),
        buttons=(show,),
    )


def _five(turn: Turn, most: Sequence[Item]) -> list[str]:
    """The actions that matter, each with who leads it, its date and its status."""
    lines = (line_text(line(found, turn, turn.today, many=several(turn))) for found in most)
    return [say("summary.five"), *(say("ask.bullet", label=one) for one in lines)] if most else []
