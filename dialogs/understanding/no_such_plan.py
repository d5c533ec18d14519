"""A plan that is named as plans are, and that the speaker has not: "SECR26 2.3 amber", "what's overdue in CPC23".

Whether it was never there, has ended or is out of their sight is the same here: nothing is done in another instead.
"""

import re
from collections.abc import Iterator, Sequence

from dialogs.understanding.context import Context
from dialogs.understanding.index import index_of
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.line import Line
from dialogs.understanding.plan_names import unpossessed
from dialogs.understanding.sentence import Sentence, Unit, read_sentence

NEVER = (Intent.IMPORT, Intent.HELP, Intent.GREETING, Intent.THANKS, Intent.CONFIRM, Intent.CANCEL)
TELLS = (
    Intent.UPDATE,
    Intent.CORRECT,
    Intent.EDIT,
    Intent.ADD,
    Intent.DECIDE,
    Intent.REMIND,
    Intent.SNOOZE,
    Intent.AWAY,
)
ASKS = (
    Intent.LIST,
    Intent.SHOW,
    Intent.HISTORY,
    Intent.SUMMARY,
    Intent.SCHEDULE,
    Intent.UNSCHEDULE,
    Intent.RETURN,
    Intent.EXPLAIN,
)
POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
SHORTEST = 3  # letters of a code without a year
CODE, SHORT, CAPS = MARKS = ("CODE", "CD", "CAPS")


def plan_not_there(meant: Interpretation, sentence: Sentence, context: Context) -> str | None:
    """The code, as it was typed. In news and in what holds somebody's own words only beside what it is about; where
    something is asked or ordered, wherever a plan would be named."""
    return None if meant.intent in NEVER else _found(_looked_for(meant, context), sentence, context)


def without_other_plan(meant: Interpretation, text: str, context: Context) -> Interpretation:
    """What an answer completes; nothing of it where the answer names such a plan beside a number ("SECR26 2.3")."""
    code = _found(("no_plan_beside",), read_sentence(text, context), context)
    return meant.model_copy(update={"impossible": ("plan", code)}) if code is not None else meant


def _found(names: Sequence[str], sentence: Sentence, context: Context) -> str | None:
    units = list(_coded(sentence, context))
    if not any(tag in MARKS for tag, _, _ in units):
        return None
    line = Line([tag for tag, _, _ in units])
    for name in names:
        if found := LEXICON.search(name, line.text):
            first, last = line.span(found, "said")
            return POSSESSIVE.sub("", sentence.text[units[first][1] : units[last - 1][2]])
    return None


def _looked_for(meant: Interpretation, context: Context) -> tuple[str, ...]:
    if meant.intent is Intent.UNKNOWN:
        return ("no_plan_beside", "no_plan_alone")
    if meant.intent in ASKS:
        return ("no_plan_beside", "no_plan_in", "no_plan_anywhere")
    if meant.intent not in TELLS:
        return ("no_plan_beside", "no_plan_in")
    return ("no_plan_beside",) if context.card else ("no_plan_beside", "no_plan_first")


def _coded(sentence: Sentence, context: Context) -> Iterator[tuple[str, int, int]]:
    """The row of the sentence with such words marked: what stands there, and from where to where."""
    shouted = sentence.text.isupper()
    units = sentence.units
    place = 0
    while place < len(units):
        one = units[place]
        if _apart(units[place : place + 3]):
            yield _code(one.tag), one.start, units[place + 2].end
            place += 3
            continue
        yield _marked(one, sentence, context, shouted), one.start, one.end
        place += 1


def _marked(unit: Unit, sentence: Sentence, context: Context, shouted: bool) -> str:
    if unit.item is not None or not unit.tag.isalnum():
        return unit.tag
    if any(letter.isdigit() for letter in unit.tag):
        key = unpossessed(sentence.tokens[unit.first])
        return _code(key) if LEXICON.has("code_shape", key) and not _spoken(key, context) else unit.tag
    capitals = sentence.text[unit.start : unit.end].isupper() and not shouted and len(unit.tag) >= SHORTEST
    return CAPS if capitals and not _spoken(unit.tag, context) and not _usual(unit.tag) else unit.tag


def _code(key: str) -> str:
    return CODE if sum(letter.isalpha() for letter in key[:SHORTEST]) == SHORTEST else SHORT


def _apart(units: tuple[Unit, ...]) -> bool:
    """ "SECR-26": the letters and the year with a dash between them and no space."""
    if len(units) < 3 or units[1].tag != "-" or any(one.item is not None for one in units):
        return False
    letters, dash, year = units
    side_by_side = letters.end == dash.start and dash.end == year.start
    coded = LEXICON.has("code_letters", letters.tag) and LEXICON.has("code_figures", year.tag)
    return side_by_side and coded and not _usual(letters.tag)


def _spoken(key: str, context: Context) -> bool:
    """Whether the plans here speak so themselves."""
    return any(key in one.vocabulary or key in one.titled for one in map(index_of, context.plans))


def _usual(key: str) -> bool:
    return key in LEXICON.english or key in LEXICON.vocabulary
