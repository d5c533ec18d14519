"""A plan that somebody gives us as a file: what was found is shown first, and nothing is saved before a yes.

Between the file and the yes the document lies in storage under `args["upload"]`; the conversation remembers only that,
the answers so far, and what can be answered.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Any

from dialogs.ask import CONFIRMED, asked
from dialogs.authority import authority
from dialogs.comes_back import told_by
from dialogs.examples import first_example
from dialogs.focus import did, remembered
from dialogs.memory import UPLOAD, Focus, Memory, Question
from dialogs.proposal import Proposal, accepted, left_open, proposed, target
from dialogs.reply import Button, Reply
from dialogs.return_sheet import sheet_came
from dialogs.review import agree, offered_answers, parts, review
from dialogs.reviewing import Open, day_said, newer_said, read_answers, resumes
from dialogs.rights import may_load
from dialogs.sheets.answers import SHEET, answers_to_sheet
from dialogs.sheets.came import report_edited, sheet_answered, sheet_handed_in
from dialogs.sheets.questions import ASKED_FOR, WAITING, answered, asks_for_sheet, questions_of, questions_sheet
from dialogs.shown import with_words
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.words import say
from storage.documents.aside import read_file_aside
from storage.documents.document import PlanDocument
from storage.documents.errors import Unreadable
from storage.documents.handed import QUESTIONS, REPORT, Handed
from storage.documents.kept import kept, restored
from storage.documents.returned import ReturnedSheet
from storage.documents.settle import Answer
from storage.numbering import Stamp
from storage.plan import Plan
from storage.work import DropUpload, PutUpload, Recorded, Write

OURS = (".docx", ".xlsx", ".xlsm", ".csv", ".tsv")  # how the names of sheets end that come back
OFFERED = 4  # answers on buttons, beside yes and no: a card shows six
BESIDE = "beside"  # in `Interpretation.args` of a file: those of the document under review when it came
ANSWERS, OPEN = "answers", "open"  # in `Interpretation.args` while a document waits


async def import_plan(turn: Turn) -> Outcome:
    """A file: show what is in it. An answer: show it again. A yes: save what was shown. None of them: how to begin."""
    waiting = turn.meant.args.get(UPLOAD)
    if not turn.message.attachments and waiting is None:
        return Outcome(Reply(text=say("import.how" if turn.private else "import.how_here")))
    loads = may_load(turn.speaker, local=turn.local)
    if turn.message.attachments and (loads or _may_be_a_sheet(turn)):
        return _one_of_several(turn, await _read(turn, loads=loads))
    if turn.meant.args.get(SHEET):
        return await sheet_answered(turn)
    if not loads:
        return Outcome(Reply(text=say("import.not_allowed")))
    stored = await turn.past.upload(str(waiting))
    if stored is None:
        return Outcome(Reply(text=say("import.gone")))
    return await _answered(turn, restored(stored))


def answers_to_review(text: str, pending: Interpretation, today: date) -> Interpretation | None:
    """The message as answers to the review that is open; None where it is a yes, a no, or about something else."""
    if pending.intent is not Intent.IMPORT or UPLOAD not in pending.args:
        return None
    if pending.args.get(SHEET):
        return answers_to_sheet(text, pending)
    if resumes(text):
        return pending.model_copy(update={"text": text, "asks": None, "args": {**pending.args, CONFIRMED: False}})
    if asks_for_sheet(text):
        args = {**pending.args, ASKED_FOR: True, CONFIRMED: False}
        return pending.model_copy(update={"text": text, "asks": None, "args": args})
    found = read_answers(text, Open.model_validate(pending.args[OPEN]), today)
    if found is None:
        return None
    answers = [*pending.args[ANSWERS], *(one.model_dump() for one in found)]
    args = {**pending.args, ANSWERS: answers, CONFIRMED: False}
    return pending.model_copy(update={"text": text, "asks": None, "args": args})


def beside_review(meant: Interpretation, question: Question | None) -> Interpretation:
    """A file that comes while a document is under review: it may hold the answers to what that leaves open."""
    if (
        meant.intent is not Intent.IMPORT
        or question is None
        or not question.reviews
        or question.pending.args.get(SHEET)
    ):
        return meant
    return meant.model_copy(update={"args": {**meant.args, BESIDE: question.pending.args}})


def waits_for_review(question: Question) -> bool:
    """The open question is about a document."""
    return question.reviews


def not_an_answer(turn: Turn, question: Question) -> Outcome:
    """Words beside a waiting document that say nothing about it: it waits on, and what can be said is told."""
    again = say("import.not_an_answer", name=question.pending.args["file"])
    return asked(turn, words=again, pending=question.pending)


# --- reading and showing ------------------------------------------------------------------------------------------


def _may_be_a_sheet(turn: Turn) -> bool:
    """An owner may hand in a sheet that was made here, though no plan."""
    return turn.message.attachments[0].name.casefold().endswith(OURS)


def _one_of_several(turn: Turn, outcome: Outcome) -> Outcome:
    """What came of the first file, and that the others were not read."""
    files = turn.message.attachments
    if len(files) < 2 or outcome.reply is None:
        return outcome
    words = say("returned.first", file=PurePath(files[0].name.replace("\\", "/")).name)
    return replace(outcome, reply=with_words(outcome.reply, words))


async def _read(turn: Turn, *, loads: bool) -> Outcome:
    attachment = turn.message.attachments[0]
    if attachment.lost is not None:
        return Outcome(Reply(text=say(f"file.{attachment.lost.value}", name=attachment.name)))
    name = PurePath(attachment.name.replace("\\", "/")).name
    try:
        document = await read_file_aside(attachment.name, attachment.content, turn.today)
    except Unreadable as wrong:
        return Outcome(Reply(text=say("import.evidence_hint", why=wrong, example=first_example(turn))))
    if isinstance(document, ReturnedSheet):
        return await sheet_came(turn, name, document)
    if isinstance(document, Handed) and document.kind == QUESTIONS:
        return await _questions_back(turn, name, document)
    if isinstance(document, Handed):
        newer = document.document if loads and document.kind == REPORT else None
        if newer is None or await _filled_in(turn, document):
            return await sheet_handed_in(turn, name, document)
        document = newer
    if not loads:
        return Outcome(Reply(text=say("import.not_allowed")))
    args: dict[str, Any] = {"file": name, UPLOAD: turn.change_set, ANSWERS: _told(turn, document)}
    args["newer"] = newer_said(turn.message.text)
    shown = await _shown(turn, document, args)
    if shown.memory is None:
        return shown
    return replace(shown, writes=(PutUpload(turn.change_set, kept(document)),))


def _told(turn: Turn, document: PlanDocument) -> list[dict[str, Any]]:
    """What the words beside the file say already: of which plan, and as at which day."""
    text = turn.message.text
    answers = [
        Answer(what="plan", value=plan.code)
        for plan in turn.live
        if plan.code.casefold() in text.casefold().replace("?", " ").replace(",", " ").split()
    ]
    day = day_said(text, turn.today)
    if day is not None:
        answers.append(Answer(what="as_at", value=_same_month(day, document).isoformat()))
    return [one.model_dump() for one in answers]


def _same_month(day: date, document: PlanDocument) -> date:
    """The "sept version" is that of the September in the document's headings, whatever year it is now."""
    dates = [column.as_at for column in document.layout if column.as_at]
    return next((one for one in sorted(dates, reverse=True) if one.month == day.month and one <= day), day)


async def _shown(turn: Turn, document: PlanDocument, args: Mapping[str, Any]) -> Outcome:
    """The review of what would be saved now, with the question that a yes answers."""
    one = await _proposal(turn, document, args)
    found = review(one, turn.directory)
    if one.difference is not None and one.difference.empty:
        return Outcome(found, (DropUpload(str(args[UPLOAD])),))
    left = left_open(one, turn.directory, turn.live).model_dump(mode="json")
    said = {**args, OPEN: left, "seen": _seen(one), CONFIRMED: True}
    pending = Interpretation(text=turn.message.text, intent=Intent.IMPORT, args=said, asks=Asks.CONFIRM)
    outcome = asked(turn, words=agree(one), pending=pending)
    yes_no = outcome.reply.card.buttons if outcome.reply and outcome.reply.card else ()
    card = found.card.model_copy(update={"buttons": (*yes_no, *_offers(one, yes_no[0]))}) if found.card else None
    return replace(outcome, reply=found.model_copy(update={"card": card}))


def _offers(one: Proposal, yes: Button) -> Iterator[Button]:
    """A button for each answer that can be foreseen; it says the words that somebody would type."""
    for label, words in offered_answers(one)[:OFFERED]:
        answer = yes.payload.model_copy(update={"choice": None, "note": words})
        yield Button(label=label, payload=answer)


async def _proposal(turn: Turn, document: PlanDocument, args: Mapping[str, Any]) -> Proposal:
    answers = [Answer.model_validate(one) for one in args[ANSWERS]]
    plan = target(document, answers, turn.plans.values(), newer=bool(args.get("newer")))
    past = await turn.past.changes(plan.id) if plan else None
    taken = [one.code for one in (*turn.plans.values(), *turn.unseen)]
    told_then = await told_by(document, plan, turn.past)
    return proposed(str(args["file"]), document, answers, plan, turn.directory, taken, turn.today, past, told_then)


def _seen(one: Proposal) -> list[Any]:
    """What somebody agrees to: the plan, and what is in dispute. If that is otherwise at the yes, it is shown again."""
    if one.plan is None or one.difference is None:
        return [None]
    return [one.plan.id, len(one.difference.changes), len(one.difference.conflicts)]


async def _filled_in(turn: Turn, sheet: Handed) -> bool:
    """Whether nothing of a report was changed but what can be filled in; else it may be a newer version of the plan.

    As it was sent out it is none either: what it has beside the plan's own columns are our words.
    """
    found = await report_edited(turn, sheet)
    return found is not None and (found.part or not found.other)


# --- questions, as a sheet ----------------------------------------------------------------------------------------


async def _questions(turn: Turn, document: PlanDocument, args: Mapping[str, Any]) -> Outcome:
    """What is open, as a workbook; the review waits on."""
    said = {key: value for key, value in args.items() if key != ASKED_FOR}
    shown = await _shown(turn, document, said)
    asked_now = questions_of(await _proposal(turn, document, said), turn.directory)
    if not asked_now or shown.memory is None:
        return replace(shown, reply=Reply(text=say("working.no_questions"))) if shown.memory else shown
    file = questions_sheet(str(args["file"]), str(args[UPLOAD]), asked_now)
    words = say("working.questions_made", n=len(asked_now), file=file.name)
    return replace(shown, reply=Reply(text=words, files=(file,)))


async def _questions_back(turn: Turn, name: str, sheet: Handed) -> Outcome:
    """The answers of a sheet put to those before, and the review again; half of them can come later."""
    aside = turn.memory.aside
    waiting = [turn.meant.args.get(BESIDE), aside.pending.args if aside else None]
    args = next((one for one in waiting if one and one.get(UPLOAD) == sheet.marks.get(WAITING)), None)
    stored = await turn.past.upload(str(args[UPLOAD])) if args else None
    if args is None or stored is None:
        return Outcome(Reply(text=say("working.no_review", file=name)))
    document = restored(stored)
    one = await _proposal(turn, document, args)
    left = left_open(one, turn.directory, turn.live)
    found = answered(sheet, questions_of(one, turn.directory), left, turn.today)
    more = [*args[ANSWERS], *(each.model_dump() for each in found.answers)]
    shown = await _shown(turn, document, {**args, ANSWERS: more})
    told = [say("working.answered", file=name, done=found.done, total=found.total)]
    told += [say("working.not_answers", n=len(found.unread), rows=", ".join(found.unread))] if found.unread else []
    return replace(shown, reply=with_words(shown.reply, "\n".join(told))) if shown.reply else shown


# --- answering and saving -----------------------------------------------------------------------------------------


async def _answered(turn: Turn, document: PlanDocument) -> Outcome:
    args = turn.meant.args
    if args.get(ASKED_FOR):
        return await _questions(turn, document, args)
    if not args.get(CONFIRMED):
        return await _shown(turn, document, args)
    one = await _proposal(turn, document, args)
    if _seen(one) != args["seen"]:
        return await _shown(turn, document, args)
    made = accepted(
        one,
        turn.message.organisation,
        next_plan_id((*turn.plans, *(one.id for one in turn.unseen))),
        turn.directory,
        Stamp(
            turn.now,
            turn.today,
            turn.speaker.id,
            f"import: {one.name}",
            turn.change_set,
            authority(turn.speaker, None, 0, turn.directory),
        ),
        say("import.closed_reason", name=one.name),
    )
    writes: Sequence[Write] = (*made.writes, DropUpload(str(args[UPLOAD])))
    return Outcome(_done(one, made.plan), tuple(writes), _memory(turn, one, made.plan, made.writes))


def _done(one: Proposal, plan: Plan) -> Reply:
    if one.difference is not None:
        text = say("import.done_newer", code=plan.code, name=one.name, parts=parts(one.difference))
    else:
        text = say("import.done", code=plan.code, title=plan.title, **counts(plan))
    return Reply(text=text, plan=plan.id, seen=plan.number)


def _memory(turn: Turn, one: Proposal, plan: Plan, writes: Sequence[Write]) -> Memory:
    """The talk is of this plan now. What brought a plan up to a document can be undone; a whole plan is not undone."""
    records = [write for write in writes if isinstance(write, Recorded)]
    done = (*turn.memory.done, *did(turn, records)) if one.plan else None
    memory = remembered(turn, Intent.IMPORT.value, [], done=done)
    return memory.model_copy(update={"focus": Focus(at=turn.now, intent=Intent.IMPORT.value, plan=plan.id)})


def next_plan_id(plans: Iterable[int]) -> int:
    return max(plans, default=0) + 1


def counts(plan: Plan) -> dict[str, int]:
    return {"recommendations": len(plan.recommendations), "actions": len(plan.actions)}
