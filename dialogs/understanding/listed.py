""" "First one red, last one no change", "all of those are on track", "this and 1.3 are done": news of the list."""

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation, Meant
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.pointers import shown_actions
from dialogs.understanding.questions import asks_something, bare
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Settled, own_actions, ref_of
from dialogs.understanding.updates import read_update


def read_listed(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """News of actions that are named by their place in the list shown, or all of them together; None where no list
    was shown, where it is asked about them, and where the words say nothing of them."""
    if (idle := _none_changed(sentence, context)) is not None:
        return idle
    pointing = shown_actions(sentence, context)
    if (
        pointing is None
        or LEXICON.has("of_those_only", sentence.tagged)
        or LEXICON.has("any_of_them", sentence.tagged)
        or asks_something(pointing)
        or bare(pointing, context, settled) is not None
    ):
        return None
    meant = read_update(pointing, context, settled)
    return meant if meant is not None and (_sets(meant) or LEXICON.has("tells_of_ref", pointing.tagged)) else None


def begins_in_list(sentence: Sentence, context: Context) -> bool:
    """Whether it speaks of the list before anything else: "the others …", "the first one …", whatever the plan says."""
    if LEXICON.has("others_shown", sentence.tagged):
        return True
    shown = context.focus.actions if context.focus and not context.card else ()
    found = LEXICON.search("place_in_list", sentence.tagged) if len(shown) > 1 else None
    before = sentence.units[: sentence.line.span(found)[0]] if found else ()
    return found is not None and all(unit.tag in LEXICON.words("openers") for unit in before)


def _none_changed(sentence: Sentence, context: Context) -> Interpretation | None:
    """ "None of those have changed": no change on each."""
    shown = context.focus.actions if context.focus and not context.card else ()
    theirs = LEXICON.has("none_from_me", sentence.tagged) and set(shown) <= set(own_actions(context, open_only=False))
    if len(shown) < 2 or not (theirs or LEXICON.has("none_changed", sentence.tagged)):
        return None
    idle = [Meant(action=ref_of(one, context), note="no change", plan_id=one[0], action_id=one[1]) for one in shown]
    return Interpretation(text=sentence.text, intent=Intent.UPDATE, changes=idle)


def _sets(meant: Interpretation) -> bool:
    """Whether more than a note was said, or that nothing has changed: other words may be a question."""
    idle = any(one.note == "no change" for one in meant.changes)
    return idle or meant.asks is not None or any(one.has("status") or one.has("due") for one in meant.changes)
