"""Yes and no to what was read back: "yes it is", "yes but 1 July", "no, amber", "all but 10"."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dialogs.understanding.addresses import addressed
from dialogs.understanding.changes import Draft, change
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import TAKER, TAKES, Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.pointers import topics_in, with_numbers, with_refs
from dialogs.understanding.reading import interpret
from dialogs.understanding.relaying import as_said_by
from dialogs.understanding.segments import Segment, segments_of
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.stretches import read_segment
from dialogs.understanding.subjects import Settled
from dialogs.understanding.updates import lay_over
from dialogs.understanding.yes_no import agrees
from storage.status import Status

BARE = 5  # words and marks of a yes that says nothing else


def complete(pending: Interpretation, settled: Settled, context: Context) -> Interpretation:
    """The pending message, read with what has been settled."""
    if pending.intent is Intent.RETURN and settled.plan and (plan := context.plan(settled.plan)):
        named: dict[str, Any] = {"filter": {**pending.filter, "plan": plan.code}, "asks": None, "candidates": []}
        return pending.model_copy(update=named)
    if TAKES in pending.args and settled.people:
        people = {**pending.people, TAKER: list(settled.people)}
        return pending.model_copy(update={"people": people, "asks": None, "candidates": []})
    text = as_said_by(pending.text, settled.people[0], context) if settled.people else pending.text
    meant = interpret(text, replace(context, question=None, card=()), settled)
    if meant.intent is not pending.intent:
        return pending.model_copy(update={"asks": None, "candidates": []})
    return meant


def confirmed(sentence: Sentence, words: str, pending: Interpretation, context: Context) -> Interpretation | None:
    """What was agreed to, with whatever the answer takes out or changes; None where it is no answer."""
    named = pointing(sentence, pending.targets, context)
    if agrees(words):
        return agreed(pending, context).model_copy(update={"bare_yes": len(sentence.units) <= BARE})
    if named.refs() and LEXICON.has("all_but", named.tagged):
        return _kept(named, agreed(pending, context), named=False)
    if named.refs() and LEXICON.has("only_these", named.tagged):
        return _kept(named, agreed(pending, context), named=True)
    if pending.intent is Intent.UPDATE and _only_a_status(sentence):
        return _instead(sentence, pending, context)
    found = LEXICON.search("yes_but", sentence.tagged)
    if found is None:
        return None
    meant, rest = agreed(pending, context), sentence.part(sentence.line.span(found)[1], len(sentence.units))
    if len(meant.changes) > 1 and not rest.refs():
        rest = addressed(rest, context)
    if rest.refs():
        return _but_some(rest, meant, context)
    _, note = read_segment(Segment((), rest.part(0, 0), rest), context)
    if len(meant.changes) > 1 and note:  # words that may be of one of them alone
        return None
    return lay_over(meant, rest, context)


def _but_some(rest: Sentence, meant: Interpretation, context: Context) -> Interpretation | None:
    """ "Yes but 7 is red": what is said of a number is laid over that one alone; None where it says nothing certain."""
    changes = list(meant.changes)
    for segment in segments_of(rest):
        named = {one for ref in segment.refs for one in ref.fits}
        said, _ = read_segment(segment, context)
        theirs = [one for one in changes if (one.plan_id, one.action_id) in named]
        if not theirs or not said.tells or segment.lead.units:
            return None
        alone = meant.model_copy(update={"changes": theirs})
        changed = {one.action_id: one for one in lay_over(alone, segment.body, context).changes}
        changes = [changed.get(one.action_id, one) for one in changes]
    return meant.model_copy(update={"changes": changes})


def _only_a_status(sentence: Sentence) -> bool:
    """ "No, amber", "red then": a status and small words."""
    small = LEXICON.words("answer_words") | LEXICON.words("surely") | LEXICON.words("no") | LEXICON.words("no_words")
    return len(sentence.statuses()) == 1 and all(
        unit.tag == "STATUS" or (unit.item is None and (unit.tag in small or not unit.tag[:1].isalnum()))
        for unit in sentence.units
    )


def pointing(sentence: Sentence, targets: Sequence[tuple[int, int]], context: Context) -> Sentence:
    """An answer with the topics in it that fit one of what was offered as numbers."""
    if sentence.refs():
        return sentence
    offered = set(targets)
    if (numbered := with_numbers(sentence, context)).refs():
        return numbered if offered.issuperset(one for ref in numbered.refs() for one in ref.fits) else sentence
    found = [(one, tuple(offered.intersection(one.fits))) for one in topics_in(sentence, context)]
    fits = [replace(one, fits=few) for one, few in found if len(few) == 1]
    return with_refs(sentence, fits, context) if fits else sentence


def agreed(pending: Interpretation, context: Context) -> Interpretation:
    if pending.changes or pending.args.get("confirmed") or pending.intent not in (Intent.UPDATE, Intent.ASSIGN):
        return pending.model_copy(update={"asks": None, "candidates": []})
    meant = complete(pending, Settled(confirmed=True), context)
    return meant.model_copy(update={"args": {**meant.args, "confirmed": True}})


def _kept(sentence: Sentence, meant: Interpretation, named: bool) -> Interpretation | None:
    """ "Yes but not 10", "only 6": all but the numbers named, or those alone."""
    said = {one for ref in sentence.refs() for one in ref.fits}
    kept = [one for one in meant.changes if ((one.plan_id, one.action_id) in said) is named]
    return meant.model_copy(update={"changes": kept}) if 0 < len(kept) < len(meant.changes) else None


def _instead(sentence: Sentence, pending: Interpretation, context: Context) -> Interpretation | None:
    """ "No, amber": of the same actions another status than the one that was doubted."""
    if len(sentence.statuses()) != 1 or not pending.targets:
        return None
    word, changes = sentence.statuses()[0], []
    if not LEXICON.has("no_start", sentence.tagged) and _doubted(pending, context) == word.in_plan(
        context.plan(pending.targets[0][0])
    ):
        return agreed(pending, context)
    for target in pending.targets:
        status = word.in_plan(context.plan(target[0]))
        if status is None:
            return None
        settled = Settled(targets=(target,), status=status.value, confirmed=True)
        changes += [one for one in complete(pending, settled, context).changes if one.action_id == target[1]]
    return pending.model_copy(update={"changes": changes, "asks": None, "candidates": [], "targets": []})


def _doubted(pending: Interpretation, context: Context) -> Status | None:
    """The status that a yes would set."""
    meant = agreed(pending, context).changes
    return meant[0].status if meant else None


def dated(pending: Interpretation, sentence: Sentence, context: Context) -> Interpretation:
    """ "9.1 is delayed", "to end of May": where a status was asked for and a date is given, the date is what moved."""
    said, _ = read_segment(Segment((), sentence.part(0, 0), sentence), context)
    if not said.dates:
        said.dates = sentence.dates()[:1]
    draft = Draft(changes=list(pending.changes))
    for target in pending.targets:
        change(target, said, None, context, Settled(), draft)
    return pending.model_copy(update={"changes": draft.changes, "asks": None, "candidates": [], "targets": []})
