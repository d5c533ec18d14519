"""A list that is asked for by nothing but what narrows it, in any order: "delayed or at risk under rec 4", "due in
January Graham", "red Ruth or Neil".

One thing alone may as well be news ("amber") and is read elsewhere; a reading that lists can write nothing."""

from dialogs.understanding.bulk import read_bulk
from dialogs.understanding.context import Context
from dialogs.understanding.filters import Wanted, read_filter
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.questions import meaning, small
from dialogs.understanding.sentence import Sentence

KINDS = (
    ("owner", "sponsor"),
    ("status", "overdue"),
    ("due_after", "due_before"),
    ("no_due",),
    ("no_owner",),
    ("stale", "not_updated_since"),
    ("section",),
)
APART = frozenset((",", ";", ":", "\n", "-"))  # what joins news to its reason


def read_narrowed(sentence: Sentence, context: Context) -> Interpretation | None:
    """The list; None where a word is left that narrows nothing, or one kind of thing alone is said."""
    if context.card or any(unit.tag in APART for unit in sentence.units) or read_bulk(sentence, context) is not None:
        return None
    found = LEXICON.search("scoped", sentence.tagged) if sentence.refs() else None
    first, last = sentence.line.span(found) if found else (0, 0)
    rest = sentence.only([place for place in range(len(sentence.units)) if not first <= place < last])
    wanted = read_filter(rest, context)
    if rest.refs() or not _only_narrows(rest, wanted) or _kinds(rest, wanted) + bool(found) < 2:
        return None
    if found:
        said = [ref.said for ref in sentence.refs()]
        wanted.filter["action"] = said[0] if len(said) == 1 else said
    return meaning(sentence, Intent.LIST, wanted)


def _only_narrows(rest: Sentence, wanted: Wanted) -> bool:
    if wanted.asks or "text" in wanted.filter or LEXICON.has("asserts", rest.tagged):
        return False
    return all(place in wanted.used or small(unit.tag) for place, unit in enumerate(rest.units))


def _kinds(rest: Sentence, wanted: Wanted) -> int:
    """How many kinds of things narrow it; a day is one only where it is said to be when something is due."""
    kinds = sum(any(key in wanted.filter for key in keys) for keys in KINDS)
    undated = not LEXICON.has("due_word", rest.tagged) and any(key in wanted.filter for key in KINDS[2])
    return kinds - undated
