"""Headings of the plan in a question: "how is Discharge and flow doing", "overdue in Workforce", "governance section".

In a question a heading stands for what lies under it. Of several words it is one wherever they stand together; of one
word only where it is led to, followed or written as one, since such a word is as often what an action is about.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from dialogs.understanding.context import Context
from dialogs.understanding.index import index_of
from dialogs.understanding.items import PlanName, Section, StatusWord
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence, Unit
from dialogs.understanding.tokens import tokens_of


def with_sections(sentence: Sentence, context: Context) -> Sentence:
    """The sentence with the headings that it names as recognised things."""
    named = [plan for plan in context.plans if plan.id in sentence.plans()] or context.plans
    headings = {heading: _keys(heading) for plan in named for heading in index_of(plan).sections}
    if not headings:
        return sentence
    present = {_key(token.key) for token in sentence.tokens}
    whole = [heading for heading, keys in headings.items() if present.issuperset(keys)]
    for heading in sorted(whole, key=lambda one: -len(headings[one])):
        for first, last in _places(sentence, headings[heading]):
            sentence = _with(sentence, first, last, heading)
            break
    return sentence if sentence.sections() else _by_part(sentence, headings)


@lru_cache(maxsize=1024)
def _keys(heading: str) -> tuple[str, ...]:
    keys = tuple("and" if token.key == "&" else token.key for token in tokens_of(heading))
    return keys[1:] if keys[:1] == ("the",) and len(keys) > 1 else keys


def _places(sentence: Sentence, keys: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    units = sentence.units
    for first in range(len(units)):
        last, said = first, list[str]()
        while last < len(units) and len(said) < len(keys) and _plain(units[last]):
            said += [_key(token.key) for token in sentence.tokens[units[last].first : units[last].last]]
            last += 1
        if tuple(said) == keys and (len(keys) > 1 or _as_heading(sentence, first)):
            yield first, last


def _plain(unit: Unit) -> bool:
    return unit.item is None or isinstance(unit.item, StatusWord | PlanName)


def _key(key: str) -> str:
    return "and" if key == "&" else key


def _as_heading(sentence: Sentence, place: int) -> bool:
    """Whether one word is a heading here: "in Workforce", "workforce only", "list Workforce", "Workforce" alone."""
    units = sentence.units
    before = units[place - 1].tag if place else ""
    after = units[place + 1].tag if place + 1 < len(units) else ""
    if place > 1 and before == "about" and units[place - 2].tag in ("what", "how"):
        return True
    if after in LEXICON.words("one_nouns") or before in LEXICON.words("about_words"):
        return False
    begins = place == 0 or before in (".", "!", "?", "\n")
    capital = sentence.tokens[units[place].first].capital and not begins
    return (
        capital
        or len(units) == 1
        or before in LEXICON.words("before_sections")
        or (before in LEXICON.words("summed_sections") and LEXICON.has("summary", sentence.tagged))
        or after in LEXICON.words("after_sections")
    )


def _with(sentence: Sentence, first: int, last: int, heading: str) -> Sentence:
    """The word "section" beside a heading belongs to it."""
    units = sentence.units
    if last < len(units) and units[last].tag in LEXICON.words("section_nouns"):
        last += 1
    elif first and units[first - 1].tag in LEXICON.words("section_nouns"):
        first -= 1
    return sentence.with_items(first, last, Section(units[first].first, units[last - 1].last, heading))


def _by_part(sentence: Sentence, headings: dict[str, tuple[str, ...]]) -> Sentence:
    """ "The governance section", "anything red in governance", where one heading alone holds these words."""
    units = sentence.units
    for place, unit in enumerate(units):
        named = unit.tag in LEXICON.words("section_nouns")
        first, last, fits = _part(units, place, headings) if named else _led_to(units, place, headings)
        if last > first and len(fits) == 1:
            end = place + 1 if named else last
            return sentence.with_items(first, end, Section(units[first].first, units[end - 1].last, fits.pop()))
    return sentence


def _part(units: Sequence[Unit], place: int, headings: dict[str, tuple[str, ...]]) -> tuple[int, int, set[str]]:
    """The words of a heading that stand before "section"."""
    first, fits = place, set(headings)
    while first and _plain(units[first - 1]):
        closer = _closer(units[first - 1].tag, fits, headings, first < place)
        if units[first - 1].tag in LEXICON.words("determiners") or not closer:
            break
        first, fits = first - 1, closer
    return first, place, fits


def _led_to(units: Sequence[Unit], place: int, headings: dict[str, tuple[str, ...]]) -> tuple[int, int, set[str]]:
    """The words of a heading behind "in", where nothing else of its kind follows."""
    if units[place].tag not in LEXICON.words("leads_to_sections"):
        return 0, 0, set()
    first = place + 1
    while first < len(units) and units[first].tag in LEXICON.words("determiners"):
        first += 1
    last, fits = first, set(headings)
    while (
        last < len(units) and _plain(units[last]) and (closer := _closer(units[last].tag, fits, headings, last > first))
    ):
        last, fits = last + 1, closer
    ends = last == len(units) or units[last].item is not None or units[last].tag in LEXICON.words("ends_sections")
    return (first, last, fits) if ends else (0, 0, set())


def _closer(key: str, fits: set[str], headings: dict[str, tuple[str, ...]], inside: bool) -> set[str]:
    return {one for one in fits if key in headings[one] or (key in ("and", "&") and inside)}
