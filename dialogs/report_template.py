""" "Use this as our Cabinet template", "which template do we use?", "stop using our template".

A template is filled in with the plans as they are before it is kept; what is wrong with it is said, and what was in use
stays in use. Each of this is one more entry, which an undo takes back: nothing is altered.
"""

import asyncio
from collections.abc import Sequence
from pathlib import PurePath

from dialogs.focus import remembered
from dialogs.handed import to_whoever_asked
from dialogs.items import plans_meant
from dialogs.reply import Button, Card, File, Payload, Reply
from dialogs.reports import WORD
from dialogs.reports.gathered import gathered
from dialogs.reports.making import made
from dialogs.reports.model import Report
from dialogs.reports.through import THROUGH, filling
from dialogs.reports.wish import NoReport, Wish
from dialogs.rights import may, why_not
from dialogs.turn import Outcome, Turn
from dialogs.understanding.report_templates import TEMPLATE
from dialogs.words import day, joined, say
from storage.documents.errors import DocumentError
from storage.handed import PutTemplate, TemplateEvent, standing_template
from storage.plan import Plan


async def template(turn: Turn) -> Outcome:
    """Officers hand in and stop; everybody may ask."""
    wanted = turn.meant.args.get("value")
    if wanted is None:
        return _told(turn, await _in_use(turn))
    plans = plans_meant(turn)
    if no := _refusal(turn, plans[0] if plans and turn.meant.filter.get("plan") else None):
        return _told(turn, no)
    if not plans:
        return _told(turn, say("list.no_plan"))
    return await (_handed_in(turn, plans) if wanted else _stopped(turn))


def _told(turn: Turn, words: str) -> Outcome:
    return Outcome(Reply(text=words), memory=turn.memory.model_copy(update={"question": None}))


def _refusal(turn: Turn, plan: Plan | None) -> str | None:
    """Why somebody may not set a template for a plan, or for all; None where they may."""
    if may(turn.speaker, "settings", plan, None, turn.directory):
        return None
    return say("template.officers", why=why_not(turn.speaker, "settings", plan, None, turn.directory))


# --- which is in use ------------------------------------------------------------------------------------------------


async def _in_use(turn: Turn) -> str:
    events = await turn.past.templates()
    lines = [_line(turn, plan, standing_template(events, plan.id)) for plan in plans_meant(turn)]
    return "\n".join((*(lines or [say("list.no_plan")]), say("template.how")))


def _line(turn: Turn, plan: Plan, event: TemplateEvent | None) -> str:
    if event is None:
        return say("template.ours", code=plan.code)
    date = day(event.recorded.astimezone(turn.zone).date())
    return say("template.theirs", code=plan.code, name=event.name, who=turn.directory.name(event.person), date=date)


def _now(plans: Sequence[Plan], events: Sequence[TemplateEvent]) -> str:
    """What the Cabinet reports are made through, in one sentence."""
    standing = {plan.code: standing_template(events, plan.id) for plan in plans}
    names = {one.name if one else None for one in standing.values()}
    if len(names) > 1:
        told = [say("template.stays", code=code, name=one.name) for code, one in standing.items() if one]
        return " ".join(told)
    name = names.pop() if names else None
    codes = joined(standing)
    return say("template.stays", code=codes, name=name) if name else say("template.ours", code=codes)


# --- handed in, and used no more ------------------------------------------------------------------------------------


async def _handed_in(turn: Turn, plans: Sequence[Plan]) -> Outcome:
    events = await turn.past.templates()
    if not turn.message.attachments:
        return _told(turn, say("template.send" if turn.private else "template.send_alone"))
    attached = turn.message.attachments[0]
    name = PurePath(attached.name.replace("\\", "/")).name
    if attached.lost is not None:
        return _told(turn, say(f"file.{attached.lost.value}", name=attached.name))
    try:
        tried = [await _tried(turn, plan, attached.content) for plan in plans]
    except DocumentError as wrong:
        return _told(turn, say("template.kept_old", name=name, why=str(wrong), now=_now(plans, events)))
    put = PutTemplate(_event(turn, events, name=name), attached.content)
    before = _names(plans, events)
    told = [say("template.taken", plans=joined(one.code for one in plans), name=name)]
    told += [say("template.instead", old=joined(before))] if before else []
    return _done(turn, " ".join(told), put, (tried[0],))


def _names(plans: Sequence[Plan], events: Sequence[TemplateEvent]) -> list[str]:
    """The templates in use, each once."""
    standing = (standing_template(events, plan.id) for plan in plans)
    return sorted({str(one.name) for one in standing if one})


async def _tried(turn: Turn, plan: Plan, content: bytes) -> File:
    """The Cabinet report of a plan as it would be now. Raises `BadTemplate`."""
    one = await _present(turn, plan)
    document = await asyncio.to_thread(filling(content), one)
    return File(name=f"{one.code}-{one.as_at}-report.docx", content_type=WORD, content=document)


async def _present(turn: Turn, plan: Plan) -> Report:
    """The report that would be made; of a plan of which there is none yet, one without rows."""
    try:
        return (await made(turn.past, plan, turn.directory, turn.today, Wish(THROUGH))).report
    except NoReport:
        return await gathered(turn.past, plan, turn.directory, turn.today)


async def _stopped(turn: Turn) -> Outcome:
    plans, events = plans_meant(turn), await turn.past.templates()
    standing, codes = _names(plans, events), joined(one.code for one in plans)
    if not standing:
        return _told(turn, say("template.none_to_stop", code=codes))
    words = say("template.stopped", code=codes, name=joined(standing))
    return _done(turn, words, PutTemplate(_event(turn, events)))


def _event(turn: Turn, before: Sequence[TemplateEvent], *, name: str | None = None) -> TemplateEvent:
    plan = plans_meant(turn)[0].id if turn.meant.filter.get("plan") else None
    return TemplateEvent(turn.change_set, len(before) + 1, turn.speaker.id, turn.now, plan, name)


def _done(turn: Turn, words: str, put: PutTemplate, files: tuple[File, ...] = ()) -> Outcome:
    """What was done, with its Undo; the next "undo" is of this."""
    undo = Button(label=say("button.undo"), payload=Payload(act="undo", change_set=turn.change_set))
    reply = Reply(text=words, card=Card(heading=words, buttons=(undo,)))
    memory = remembered(turn, TEMPLATE, ())
    if not files:
        return Outcome(reply, (put,), memory)
    handed = to_whoever_asked(
        turn, Reply(text=say("template.tried", file=files[0].name), files=files), "summary.file_aside"
    )
    also = (*((handed.reply,) if handed.reply else ()), *handed.also)
    return Outcome(reply, (put,), memory, also)


# --- taken back -----------------------------------------------------------------------------------------------------


async def taken_back(turn: Turn, change_set: str | None) -> Outcome | None:
    """What "undo" comes to where it is of a template: of the one that is named, or a bare one right after it."""
    speaks = turn.memory.focus is not None and turn.memory.focus.intent == TEMPLATE
    if change_set is None and (not speaks or turn.meant.args):
        return None
    events = await turn.past.templates()
    undone = {one.undoes for one in events}
    left = [one for one in events if one.undoes is None and one.id not in undone]
    if change_set is not None and change_set not in {one.id for one in events}:
        return None
    last = left[-1] if left else None
    if no := _refusal(turn, turn.plans.get(last.plan) if last and last.plan else None):
        return _told(turn, no)
    if last is None or (change_set is not None and last.id != change_set):
        return _told(turn, say("template.not_last", now=_now(turn.live, events)))
    back = TemplateEvent(turn.change_set, len(events) + 1, turn.speaker.id, turn.now, last.plan, None, last.id)
    words = say("template.undone", now=_now(turn.live, [*events, back]))
    return Outcome(Reply(text=words), (PutTemplate(back),), remembered(turn, TEMPLATE, ()))
