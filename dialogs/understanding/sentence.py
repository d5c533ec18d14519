"""A message after recognition: its words, and in their place, where something was recognised, a tag (`REF`, `STATUS`,
`DATE`, `WHO`, `PLAN`). Patterns of the lexicon are matched against this row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from dialogs.understanding.context import Context
from dialogs.understanding.dates import When, find_dates
from dialogs.understanding.index import PlanIndex, index_of, people_of
from dialogs.understanding.items import TAGS, Item, PlanName, Ref, Section, StatusWord, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.line import Line
from dialogs.understanding.names import find_people, near_names
from dialogs.understanding.references import PLAN, find_refs
from dialogs.understanding.statuses import find_statuses, status_at
from dialogs.understanding.tokens import Token, clean, tokens_of


@dataclass(frozen=True, slots=True)
class Unit:
    """One word, or one recognised thing of several. `start` and `end` are characters of the text."""

    tag: str
    start: int
    end: int
    item: Item | None
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message, or a stretch of one."""

    text: str
    tokens: tuple[Token, ...]
    units: tuple[Unit, ...]
    line: Line

    def part(self, first: int, last: int) -> "Sentence":
        """The stretch from one unit to another (exclusive)."""
        units = self.units[first:last]
        return Sentence(self.text, self.tokens, units, Line([unit.tag for unit in units]))

    def only(self, places: Sequence[int]) -> "Sentence":
        """Some of the units."""
        units = tuple(self.units[place] for place in places)
        return Sentence(self.text, self.tokens, units, Line([unit.tag for unit in units]))

    def words(self, first: int = 0, last: int | None = None) -> str:
        """The person's own words of some units, as typed."""
        units = self.units[first:last]
        return self.text[units[0].start : units[-1].end] if units else ""

    @property
    def tagged(self) -> str:
        return self.line.text

    def refs(self) -> list[Ref]:
        return [unit.item for unit in self.units if isinstance(unit.item, Ref)]

    def statuses(self) -> list[StatusWord]:
        return [unit.item for unit in self.units if isinstance(unit.item, StatusWord)]

    def dates(self) -> list[When]:
        return [unit.item for unit in self.units if isinstance(unit.item, When)]

    def people(self) -> list[Who]:
        return [unit.item for unit in self.units if isinstance(unit.item, Who)]

    def plans(self) -> list[int]:
        return [unit.item.plan for unit in self.units if isinstance(unit.item, PlanName)]

    def sections(self) -> list[str]:
        return [unit.item.heading for unit in self.units if isinstance(unit.item, Section)]

    def with_items(self, first: int, last: int, item: Item) -> "Sentence":
        """The sentence with some of its units as one recognised thing."""
        units = self.units
        one = Unit(
            TAGS[type(item)], units[first].start, units[last - 1].end, item, units[first].first, units[last - 1].last
        )
        row = (*units[:first], one, *units[last:])
        return Sentence(self.text, self.tokens, row, Line([unit.tag for unit in row]))


def read_sentence(text: str, context: Context) -> Sentence:
    """Clean a message, mend its typing errors for comparison, and recognise what is in it."""
    cleaned = clean(text)
    indexes = [index_of(plan) for plan in context.plans]
    tokens = _mended(tokens_of(cleaned), indexes, context)
    return tagged(cleaned, tokens, _recognised(cleaned, tokens, context))


def tagged(text: str, tokens: tuple[Token, ...], items: Sequence[Item]) -> Sentence:
    units: list[Unit] = []
    place, waiting = 0, list(items)
    while place < len(tokens):
        item = waiting.pop(0) if waiting and waiting[0].first == place else None
        last = item.last if item else place + 1
        tag = TAGS[type(item)] if item else tokens[place].key
        units.append(Unit(tag, tokens[place].start, tokens[last - 1].end, item, place, last))
        place = last
    return Sentence(text, tokens, tuple(units), Line([unit.tag for unit in units]))


def _recognised(text: str, tokens: tuple[Token, ...], context: Context) -> list[Item]:
    taken = [False] * len(tokens)
    items: list[Item] = []

    def take(found: Sequence[Item]) -> None:
        for one in found:
            if not any(taken[one.first : one.last]):
                items.append(one)
                taken[one.first : one.last] = [True] * (one.last - one.first)

    take(find_dates(tokens, text, context.today))
    take(_plan_names(tokens, context))
    named = {place for one in items if isinstance(one, PlanName) for place in range(one.first, one.last)}
    opened = tuple(replace(token, key=PLAN) if place in named else token for place, token in enumerate(tokens))
    take(find_refs(opened, taken, context.plans, lambda place: status_at(tokens, place, context.plans) is not None))
    take(find_statuses(tokens, taken, context.plans))
    take(find_people(tokens, taken, people_of(context.directory)))
    return sorted(items, key=lambda item: item.first)


def _plan_names(tokens: Sequence[Token], context: Context) -> list[PlanName]:
    codes = {plan.code.casefold(): plan.id for plan in context.plans if plan.code}
    found = [PlanName(at, at + 1, codes[token.key]) for at, token in enumerate(tokens) if token.key in codes]
    for at, token in enumerate(tokens[:-1]):
        if token.key.isdigit() and len(token.key) == 4 and tokens[at + 1].key == "plan":
            named = [plan.id for plan in context.plans if token.key in plan.title]
            found += [PlanName(at, at + 2, named[0])] if len(named) == 1 else []
    return found or _titled(tokens, context)


def _titled(tokens: Sequence[Token], context: Context) -> list[PlanName]:
    """ "The peer challenge plan", where only one of several plans has these words in its title."""
    ends = [at for at, token in enumerate(tokens) if token.key == "plan"] if len(context.plans) > 1 else []
    titles = {plan.id: {token.key for token in tokens_of(plan.title)} for plan in context.plans} if ends else {}
    found: list[PlanName] = []
    for end in ends:
        first, fits = end, set(titles)
        while first and tokens[first - 1].word and tokens[first - 1].key not in LEXICON.words("stop"):
            closer = {plan for plan in fits if tokens[first - 1].key in titles[plan]}
            if not closer:
                break
            first, fits = first - 1, closer
        found += [PlanName(first, end + 1, fits.pop())] if len(fits) == 1 and first < end else []
    return found


def _mended(tokens: tuple[Token, ...], indexes: Sequence[PlanIndex], context: Context) -> tuple[Token, ...]:
    """The tokens, each unknown word that is one slip away from one of ours compared as that one."""
    people = people_of(context.directory)

    def mended(token: Token) -> Token:
        key = token.key
        if len(key) < 4 or not key.isalpha() or key in LEXICON.vocabulary or key in LEXICON.words("stop"):
            return token
        if any(key in index.vocabulary for index in indexes) or key in people.parts or key in people.whole:
            return token
        near = _nearest(key) or near_names(key, people)
        return replace(token, key=near) if near else token

    return tuple(mended(token) for token in tokens)


def _nearest(key: str) -> str | None:
    best: tuple[int, str] | None = None
    for word in LEXICON.correctable:
        # two slips in the name of a day are a guess: "Blursday"
        allowed = 1 if len(word) < 8 or word in LEXICON.words("calendar") else 2
        if abs(len(word) - len(key)) > allowed or (len(word) < 5 and sorted(word) != sorted(key)):
            continue
        distance = OSA.distance(key, word, score_cutoff=allowed)
        if distance <= allowed and (best is None or distance < best[0]):
            best = (distance, word)
    return best[1] if best else None
