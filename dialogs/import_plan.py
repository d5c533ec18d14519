"""A plan that somebody gives us as a file: what was found is shown first, and nothing is saved before a yes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dialogs.ask import CONFIRMED, asked
from dialogs.memory import Focus
from dialogs.reply import Card, Fact, Reply
from dialogs.rights import may_load
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.words import say
from storage.documents.adopt import adopt, suggest_code
from storage.documents.aside import read_document_aside
from storage.documents.document import PlanDocument
from storage.documents.errors import Unreadable
from storage.numbering import Stamp
from storage.plan import Plan

QUESTIONS_SHOWN = 5


async def import_file(turn: Turn) -> Outcome:
    """Read the attached file and show what was found, with the questions that it raises; ask before saving."""
    if not may_load(turn.speaker, local=turn.local):
        return Outcome(Reply(text=say("import.not_allowed")))
    attachment = turn.message.attachments[0]
    try:
        document = await read_document_aside(attachment.name, attachment.content, turn.today)
    except Unreadable as wrong:
        return Outcome(Reply(text=str(wrong)))
    code = suggest_code(document.title or attachment.name, [plan.code for plan in turn.plans.values()])
    pending = Interpretation(
        text=turn.message.text,
        intent=Intent.IMPORT,
        args={"file": attachment.name, "code": code, "document": document.model_dump(mode="json"), CONFIRMED: True},
        asks=Asks.CONFIRM,
    )
    return _shown(asked(turn, words=say("import.agree"), pending=pending), review(document, attachment.name, code))


async def import_plan(turn: Turn) -> Outcome:
    """Save the plan that was shown and agreed to; without one, say how to give a plan."""
    given = turn.meant.args.get("document")
    if given is None or not turn.meant.args.get(CONFIRMED):
        return Outcome(Reply(text=say("import.how")))
    if not may_load(turn.speaker, local=turn.local):
        return Outcome(Reply(text=say("import.not_allowed")))
    adopted = adopt(
        PlanDocument.model_validate(given),
        organisation=turn.message.organisation,
        plan_id=next_plan_id(turn.plans),
        code=str(turn.meant.args["code"]),
        directory=turn.directory,
        stamp=Stamp(turn.now, turn.today, turn.speaker.id, f"import: {turn.meant.args['file']}", turn.change_set),
    )
    text = say("import.done", code=adopted.plan.code, title=adopted.plan.title, **counts(adopted.plan))
    focus = Focus(at=turn.now, intent=Intent.IMPORT.value, plan=adopted.plan.id)
    memory = turn.memory.model_copy(update={"focus": focus})
    return Outcome(Reply(text=text, plan=adopted.plan.id, seen=adopted.plan.number), adopted.writes, memory)


def _shown(outcome: Outcome, found: Reply) -> Outcome:
    """The question's buttons under what was found."""
    asked_card = outcome.reply.card if outcome.reply else None
    buttons = asked_card.buttons if asked_card else ()
    card = found.card.model_copy(update={"buttons": buttons}) if found.card else None
    return replace(outcome, reply=found.model_copy(update={"card": card}))


def next_plan_id(plans: Mapping[int, Plan]) -> int:
    return max(plans, default=0) + 1


def counts(plan: Plan) -> dict[str, int]:
    return {"recommendations": len(plan.recommendations), "actions": len(plan.actions)}


def review(document: PlanDocument, name: str, code: str) -> Reply:
    """What was found in a document, for somebody to agree to."""
    actions = [action for one in document.recommendations for action in one.actions]
    found = say("import.found", name=name, recommendations=len(document.recommendations), actions=len(actions))
    facts = (
        Fact(label=say("import.title"), value=document.title or say("import.untitled")),
        Fact(label=say("import.code"), value=code),
        Fact(label=say("import.columns"), value=" · ".join(one for one in document.columns if one)),
        Fact(label=say("import.dated"), value=_share([one.timescale is not None for one in actions])),
        Fact(label=say("import.owned"), value=_share([bool(one.owners) for one in actions])),
        Fact(label=say("import.rated"), value=_share([one.status is not None for one in actions])),
    )
    questions = [f"{one.where}: {one.text}" for one in document.questions]
    shown = tuple(questions[:QUESTIONS_SHOWN])
    more = say("import.more_questions", n=len(questions) - len(shown)) if len(questions) > len(shown) else None
    lines = [found, *(f"{fact.label}: {fact.value}" for fact in facts)]
    if shown:
        lines += [say("import.questions"), *(f"- {one}" for one in shown), *([more] if more else [])]
    text = "\n".join([*lines, say("import.agree")])
    paragraphs = (*shown, *([more] if more else []))
    return Reply(text=text, card=Card(heading=found, facts=facts, paragraphs=paragraphs, footnote=say("import.agree")))


def _share(there: Sequence[bool]) -> str:
    return say("import.share", number=sum(there), total=len(there))
