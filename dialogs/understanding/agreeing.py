"""Yes and no to what was read back: "yes it is", "yes but 1 July", "no, amber", "all but 10"."""

from dataclasses import replace

from dialogs.understanding.changes import Draft, change
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.reading import interpret
from dialogs.understanding.segments import Segment
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.stretches import read_segment
from dialogs.understanding.subjects import Settled
from dialogs.understanding.updates import lay_over

BARE = 5  # words and marks of a yes that says nothing else


def complete(pending: Interpretation, settled: Settled, context: Context) -> Interpretation:
    """The pending message, read with what has been settled."""
    meant = interpret(pending.text, replace(context, question=None, card=()), settled)
    if meant.intent is not pending.intent:
        return pending.model_copy(update={"asks": None, "candidates": []})
    return meant


def confirmed(sentence: Sentence, words: str, pending: Interpretation, context: Context) -> Interpretation | None:
    """What was agreed to, with whatever the answer takes out or changes; None where it is no answer."""
    if words in LEXICON.words("yes") or LEXICON.has("agrees", words):
        return agreed(pending, context).model_copy(update={"bare_yes": len(sentence.units) <= BARE})
    if sentence.refs() and LEXICON.has("all_but", sentence.tagged):
        return _kept(sentence, agreed(pending, context), named=False)
    if sentence.refs() and LEXICON.has("only_these", sentence.tagged):
        return _kept(sentence, agreed(pending, context), named=True)
    if LEXICON.has("no_but", sentence.tagged) and pending.intent is Intent.UPDATE and not sentence.refs():
        return _instead(sentence, pending, context)
    found = LEXICON.search("yes_but", sentence.tagged)
    if found is None:
        return None
    rest = sentence.part(sentence.line.span(found)[1], len(sentence.units))
    return lay_over(agreed(pending, context), rest, context)


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
    for target in pending.targets:
        status = word.in_plan(context.plan(target[0]))
        if status is None:
            return None
        settled = Settled(targets=(target,), status=status.value, confirmed=True)
        changes += [one for one in complete(pending, settled, context).changes if one.action_id == target[1]]
    return pending.model_copy(update={"changes": changes, "asks": None, "candidates": [], "targets": []})


def dated(pending: Interpretation, sentence: Sentence, context: Context) -> Interpretation:
    """ "9.1 is delayed", "to end of May": where a status was asked for and a date is given, the date is what moved."""
    said, _ = read_segment(Segment((), sentence.part(0, 0), sentence), context)
    if not said.dates:
        said.dates = sentence.dates()[:1]
    draft = Draft(changes=list(pending.changes))
    for target in pending.targets:
        change(target, said, None, context, Settled(), draft)
    return pending.model_copy(update={"changes": draft.changes, "asks": None, "candidates": [], "targets": []})
