""" "From Anne: 5 amber" where nobody is called Anne, or several are; "from Priya: no change for all"."""

import re

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.understanding.items import Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence, read_sentence
from dialogs.understanding.subjects import Settled
from dialogs.understanding.updates import read_update

MARKS = " .!"


def read_relayed(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """Whose words they are is asked before anything of them is written; None where that is certain and news of rows."""
    found = _head(sentence)
    if found is None:
        return None
    rest = sentence.part(sentence.line.span(found)[1], len(sentence.units))
    people = _people(sentence, found)
    if LEXICON.has("return_rest", rest.tagged.strip(MARKS)) or LEXICON.has("return_rest_all", rest.tagged.strip(MARKS)):
        meant = Interpretation(text=sentence.text, intent=Intent.RETURN, args={"do": "rest"})
    elif len(people) == 1 or read_update(rest, context, settled) is None:
        return None
    else:
        meant = Interpretation(text=sentence.text, intent=Intent.UPDATE)
    if len(people) == 1:
        name = context.directory.name(people[0])
        return meant.model_copy(update={"args": {**meant.args, "speaker": name}, "people": {"speaker": list(people)}})
    names = context.directory.names(people)
    unknown = [] if people else [_name(sentence, found)]
    targets = [(0, one) for one in people]
    asked = {"asks": Asks.WHICH_PERSON, "candidates": names, "targets": targets, "unknown": unknown}
    return meant.model_copy(update=asked)


def as_said_by(text: str, person: int, context: Context) -> str:
    """The message with the full name of whoever said it in the place of the name that was not certain."""
    sentence = read_sentence(text, context)
    found = _head(sentence)
    if found is None or len(_people(sentence, found)) == 1:
        return text
    (first, last) = sentence.line.span(found, "who")
    units = sentence.units[first:last]
    name = context.directory.name(person)
    return f"{sentence.text[: units[0].start]}{name}{sentence.text[units[-1].end :]}"


def _head(sentence: Sentence) -> re.Match[str] | None:
    """The words before the colon that say whose the others are; a word that is no name says nothing of it."""
    found = LEXICON.search("relayed_name", sentence.tagged)
    if found is None or _people(sentence, found):
        return found
    name = _name(sentence, found)
    behind_colon = found.group().endswith(":") and name.casefold() not in LEXICON.english | LEXICON.vocabulary
    return found if name[:1].isupper() or behind_colon else None


def _people(sentence: Sentence, found: re.Match[str]) -> tuple[int, ...]:
    who = sentence.units[sentence.line.span(found, "who")[0]].item
    return who.ids if isinstance(who, Who) else ()


def _name(sentence: Sentence, found: re.Match[str]) -> str:
    return sentence.words(*sentence.line.span(found, "who"))
