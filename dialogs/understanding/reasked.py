""" "And 10?", "why?", "who?": the last question, asked of another action, or another question about the same one."""

from dialogs.understanding.context import Context
from dialogs.understanding.filters import Wanted
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.questions import meaning, show
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Settled, ref_of

SHOWN = ("list", "summary", "show", "history")
OF_ONE = {"show": Intent.SHOW, "history": Intent.HISTORY, "list": Intent.SHOW, "people": Intent.SHOW}


def read_asked_again(
    sentence: Sentence, pointing: Sentence, context: Context, settled: Settled
) -> Interpretation | None:
    """A question that names only its action, or only what is asked of the action at hand."""
    focus = context.focus
    if pointing.refs() and focus is not None and focus.intent in OF_ONE and LEXICON.has("again_for", pointing.tagged):
        kept = {key: value for key, value in focus.filter.items() if key in ("owner", "since", "as_at")}
        return show(pointing, context, settled, Wanted(filter=kept), OF_ONE[focus.intent])
    if focus is not None and focus.intent == Intent.HISTORY and LEXICON.has("again_since", sentence.tagged):
        since = sentence.dates()[-1].back.start
        return meaning(sentence, Intent.HISTORY, Wanted(filter={**focus.filter, "since": since}, people=focus.people))
    return _of_the_same(sentence, context)


def _of_the_same(sentence: Sentence, context: Context) -> Interpretation | None:
    hand = context.card or (context.focus.actions if context.focus is not None else ())
    if len(hand) != 1:
        return None
    for name, intent in (("bare_history", Intent.HISTORY), ("bare_show", Intent.SHOW)):
        if LEXICON.has(name, sentence.tagged):
            wanted = Wanted(filter={"action": ref_of(hand[0], context)}, targets=list(hand))
            return meaning(sentence, intent, wanted)
    return None


def read_as_at(sentence: Sentence, context: Context) -> Interpretation | None:
    """ "As at 30 September" and no more: the last question as at that day, which is the deadline of nothing."""
    dates = sentence.dates()
    if len(dates) != 1 or not LEXICON.has("only_as_at", sentence.tagged):
        return None
    focus, as_at = context.focus, dates[0].back.end
    hand = context.card or (focus.actions if focus is not None and focus.intent not in ("list", "summary") else ())
    if len(hand) == 1:
        wanted = Wanted(filter={"action": ref_of(hand[0], context), "as_at": as_at}, targets=list(hand))
        return meaning(sentence, Intent.SHOW, wanted)
    before = focus if focus is not None and focus.intent in SHOWN else None
    kept = {key: value for key, value in before.filter.items() if key != "since"} if before else {}
    intent = Intent.LIST if before is not None and before.intent == "list" else Intent.SUMMARY
    wanted = Wanted(filter={**kept, "as_at": as_at}, people=dict(before.people) if before else {})
    return meaning(sentence, intent, wanted)
