""" "First one red, last one no change", "all of those are on track", "this and 1.3 are done": news of the list."""

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Interpretation
from dialogs.understanding.pointers import shown_actions
from dialogs.understanding.questions import asks_something, bare
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Settled
from dialogs.understanding.updates import read_update


def read_listed(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """News of actions that are named by their place in the list shown, or all of them together; None where no list
    was shown, where it is asked about them, and where the words say nothing of them."""
    pointing = shown_actions(sentence, context)
    if pointing is None or asks_something(pointing) or bare(pointing, context, settled) is not None:
        return None
    return read_update(pointing, context, settled)
