""" "A working sheet of everything overdue", "my actions as a sheet I can fill in": a list, asked for to fill in.

The words are read as those without the sheet would be; whatever list they ask for is what the sheet holds.
"""

import re
from collections.abc import Callable

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence, read_sentence

SHEET = "sheet"  # in `Interpretation.args["do"]`
MINE = "my actions"  # what a sheet without another word holds
ASKS = (Intent.LIST, Intent.SHOW, Intent.SUMMARY)
MARKS = " .!?,"


def read_working_sheet(
    sentence: Sentence, context: Context, read: Callable[[Sentence], Interpretation]
) -> Interpretation | None:
    """The list with the wish for a sheet; None for every other message."""
    if context.card:
        return None
    found = LEXICON.search("working_sheet", sentence.tagged)
    if found is None:
        return None
    rest = _without(sentence, found)
    meant = read(read_sentence(_list_of(rest, context), context))
    if meant.args.get("do") == "mine":  # "my rows" alone are those of a return
        meant = read(read_sentence(MINE, context))
    if meant.intent not in ASKS:
        return None
    filter_ = {key: value for key, value in meant.filter.items() if key != "format"}
    args = {"do": SHEET} | {key: value for key, value in meant.args.items() if key == "except"}
    return meant.model_copy(
        update={"text": sentence.text, "intent": Intent.LIST, "filter": filter_, "args": args, "by_owner": False}
    )


def _without(sentence: Sentence, found: re.Match[str]) -> str:
    """The words before and after some of them."""
    first, last = sentence.line.span(found)
    before, after = sentence.text[: sentence.units[first].start], sentence.text[sentence.units[last - 1].end :]
    return f"{before} {after}".strip(MARKS)


def _list_of(rest: str, context: Context) -> str:
    """What list is left of the words once the sheet is taken out: of nobody's rows, one's own."""
    said = read_sentence(rest, context)
    if (found := LEXICON.search("to_fill_in", said.tagged)) is not None:
        said = read_sentence(_without(said, found), context)
    tagged = said.tagged.strip(MARKS)
    return MINE if not tagged or LEXICON.has("only_wish", tagged) else said.text
