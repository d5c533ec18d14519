"""Later dates that wait for a yes: an owner asks for one, takes it back, or asks what waits."""

from typing import Any

from dialogs.understanding.changes import Draft, change
from dialogs.understanding.context import Context
from dialogs.understanding.dates import When, amount_of
from dialogs.understanding.deciding import decides, reason_behind, until_else
from dialogs.understanding.interpretation import Asks, Intent, Interpretation, Meant
from dialogs.understanding.items import Ref, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.orders import Order, subject
from dialogs.understanding.said import Said
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Settled, Target, action_at, names_of, ref_of, resolve
from storage.people import OVER_ALL

WHY = "why"  # the focus after a wish without a reason: words that mean nothing else are its reason
SHORT = 60  # words of a reason


# --- an owner asks -------------------------------------------------------------------------------------------------


def read_extension(pointing: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """ "Could we get until June for 3.2, as …?" on a plan where later dates wait; None on any other plan.

    There it is what it is in every plan: a question, or an update that is read back first.
    """
    if not any(plan.approval for plan in context.plans) or LEXICON.has("return_noun", pointing.tagged):
        return None
    if not LEXICON.has("extension_request", pointing.tagged):
        return None
    draft = Draft()
    for ref in pointing.refs():
        found = resolve(ref, context, settled.plan, settled)
        if found.asks:
            draft.ask(found.asks, names_of(found, context), found.fits)
        elif not all(_must_ask(one, context) for one in found.targets):
            return None
        for target in found.targets:
            _ask_for(pointing, target, context, settled, draft, ref)
    if not draft.changes and draft.asks is None:
        return None
    return Interpretation(
        text=pointing.text,
        intent=Intent.UPDATE,
        changes=draft.changes,
        asks=draft.asks,
        candidates=draft.candidates,
        targets=draft.targets,
    )


def _must_ask(target: Target, context: Context) -> bool:
    """A dated action of a plan with approval, asked about by somebody who has no say in that themselves."""
    plan, action, speaker = context.plan(target[0]), action_at(target, context), context.speaker
    if plan is None or action is None or speaker is None or not plan.approval or action.due is None:
        return False
    own = any(speaker.id in context.directory.answers_for(one) for one in action.owners)
    return own or plan.role_of(speaker) not in OVER_ALL


def _ask_for(sentence: Sentence, target: Target, context: Context, settled: Settled, draft: Draft, ref: Ref) -> None:
    said, end = _date_of(sentence)
    note = reason_behind(sentence, _after_refs(sentence, end), "extension_reason")
    change(target, said, note, context, settled, draft, ref)


def _date_of(sentence: Sentence) -> tuple[Said, int]:
    """The date or the length of time that is asked for, and the place behind it; without either it is asked for."""
    for place, unit in enumerate(sentence.units):
        if isinstance(unit.item, When):
            return Said(dates=[unit.item]), place + 1
    if (found := LEXICON.search("extension_amount", sentence.tagged)) is not None:
        _, end = sentence.line.span(found)
        if LEXICON.has("extension_vague", found.group("amount")):
            return Said(unsure_date=True), end
        return Said(shift=(amount_of(found.group("amount")), found.group("unit"))), end
    found = LEXICON.search("extension_request", sentence.tagged)
    return Said(unsure_date=True), sentence.line.span(found)[1] if found else 0


def _after_refs(sentence: Sentence, begin: int) -> int:
    """Where a reason may begin: behind the date, and behind a number that comes later ("until June for 3.2")."""
    end = begin
    for place in range(begin, len(sentence.units)):
        unit = sentence.units[place]
        if LEXICON.has("extension_reason", sentence.part(place, len(sentence.units)).tagged):
            break
        if isinstance(unit.item, Ref):
            end = place + 1
            break
        if not (unit.tag.isalpha() or isinstance(unit.item, Who)):
            break
    return end


# --- why ---------------------------------------------------------------------------------------------------------


def read_why(sentence: Sentence, context: Context) -> Interpretation | None:
    """Words that mean nothing else, behind "why is it needed?"."""
    focus = context.focus
    words = sentence.text.strip()
    if focus is None or focus.intent != WHY or len(sentence.units) > SHORT or words.endswith("?"):
        return None
    changes = [
        Meant(action=ref_of(one, context), plan_id=one[0], action_id=one[1], note=words.strip(" .,;:-–—"))
        for one in focus.actions
    ]
    return Interpretation(text=sentence.text, intent=Intent.UPDATE, changes=changes) if changes else None


def read_because(sentence: Sentence, context: Context) -> Interpretation | None:
    """A reason that says itself that it is one."""
    focus = context.focus
    found = LEXICON.search("extension_because", sentence.tagged)
    if found is not None and focus is not None and focus.intent == Intent.DECIDE:
        reason = sentence.part(sentence.line.span(found)[1], len(sentence.units)).words().strip(" .,;:-–—")
        args = {"verdict": "reason", "reason": reason}
        return Interpretation(text=sentence.text, intent=Intent.DECIDE, args=args, targets=list(focus.actions))
    return read_why(sentence, context) if LEXICON.has("extension_reason", sentence.tagged) else None


# --- what waits, and a wish that is taken back ----------------------------------------------------------------------


def read_waiting(order: Order) -> Interpretation | None:
    """ "Which dates are waiting", "was my extension granted?", "withdraw my request for 5"."""
    tagged = order.plain.tagged
    if LEXICON.has("extension_withdrawn", tagged):
        wanted = subject(order)
        wanted.filter = {key: value for key, value in wanted.filter.items() if key in ("action", "plan")}
        if wanted.asks is Asks.WHICH_ACTION and not wanted.candidates:
            wanted.asks = None
        return order.meaning(Intent.DECIDE, wanted, args={"verdict": "withdraw"})
    if order.sentence.refs() or not LEXICON.has("extensions_waiting", tagged):
        return None
    named = next(iter(order.plain.plans()), None)
    plan = order.context.plan(named) if named is not None else None
    return order.meaning(Intent.DECIDE, args={"waiting": True}, filter={"plan": plan.code} if plan else {})


def read_verdict_of_several(order: Order) -> Interpretation | None:
    """ "Grant them all", "refuse Petra's, because …", and a bare "grant": a verdict without a number."""
    speaker = order.context.speaker
    if order.sentence.refs() or speaker is None or not decides(speaker, order.context):
        return None
    for name in ("decide_all", "decide_whose", "decide_bare"):
        found = LEXICON.search(name, order.plain.tagged)
        if found is None:
            continue
        _, end = order.plain.line.span(found)
        args: dict[str, Any] = {"verdict": "grant" if found.groupdict().get("yes") else "refuse"}
        args |= {"all": True} if name == "decide_all" else {}
        end -= order.plain.units[end - 1].tag in ("because", "but", "only", "until", "to")
        if args["verdict"] == "grant" and (other := until_else(order.plain, end)):
            args["until"], end = other
        if reason := reason_behind(order.plain, end):
            args["reason"] = reason
        return order.meaning(Intent.DECIDE, args=args, **_whose(order, name))
    return None


def _whose(order: Order, name: str) -> dict[str, Any]:
    ids = [one for who in order.plain.people()[:1] for one in who.ids] if name == "decide_whose" else []
    if not ids:
        return {}
    names = order.context.directory.names(ids)
    return {"filter": {"owner": names[0] if len(names) == 1 else names}, "people": {"owner": ids}}
