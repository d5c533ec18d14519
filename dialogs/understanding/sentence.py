"""A message after recognition: its words, and in their place, where something was recognised, a tag (`REF`, `STATUS`,
`DATE`, `WHO`, `PLAN`). Patterns of the lexicon are matched against this row."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dialogs.understanding.composed import composed
from dialogs.understanding.context import Context
from dialogs.understanding.dates import When, find_dates
from dialogs.understanding.index import index_of, people_of
from dialogs.understanding.items import TAGS, Item, PlanName, Ref, Section, StatusWord, Who
from dialogs.understanding.line import Line
from dialogs.understanding.names import find_people
from dialogs.understanding.plan_names import find_plan_names
from dialogs.understanding.ref_plans import of_their_plans, with_their_plans
from dialogs.understanding.references import PLAN, find_refs
from dialogs.understanding.spelling import mended
from dialogs.understanding.spoken import written
from dialogs.understanding.statuses import find_statuses, status_at
from dialogs.understanding.tokens import Token, clean, tokens_of

LONGEST_STRETCH = 120  # words within which a pattern is looked for; whoever says more without a mark tells a story


@dataclass(frozen=True, slots=True)
class Unit:
    """One word, or one recognised thing of several. `start` and `end` are characters of the text."""

    tag: str
    start: int
    end: int
    item: Item | None
    first: int
    last: int


@dataclass(frozen=True)
class Sentence:
    """A message, or a stretch of one."""

    text: str
    tokens: tuple[Token, ...]
    units: tuple[Unit, ...]

    @cached_property
    def line(self) -> Line:
        """The tags of its units, put together when they are first asked for: of many stretches nobody asks."""
        return Line([unit.tag for unit in self.units])

    def part(self, first: int, last: int) -> "Sentence":
        """The stretch from one unit to another (exclusive)."""
        return Sentence(self.text, self.tokens, self.units[first:last])

    @property
    def opening(self) -> str:
        """The tags of its first words, for what only the beginning of a message can say."""
        return self.part(0, LONGEST_STRETCH).tagged if len(self.units) > LONGEST_STRETCH else self.tagged

    def only(self, places: Sequence[int]) -> "Sentence":
        """Some of the units."""
        units = tuple(self.units[place] for place in places)
        return Sentence(self.text, self.tokens, units)

    def instead(self, place: int, unit: Unit) -> "Sentence":
        """With another unit in the place of one, as where "then" stands for a day that was said before."""
        units = (*self.units[:place], unit, *self.units[place + 1 :])
        return Sentence(self.text, self.tokens, units)

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
        """The plans that are named, by themselves or with a number."""
        named = (unit.item.plan for unit in self.units if isinstance(unit.item, PlanName | Ref))
        return [plan for plan in named if plan is not None]

    def sections(self) -> list[str]:
        return [unit.item.heading for unit in self.units if isinstance(unit.item, Section)]

    def with_items(self, first: int, last: int, item: Item) -> "Sentence":
        """The sentence with some of its units as one recognised thing."""
        units = self.units
        one = Unit(
            TAGS[type(item)], units[first].start, units[last - 1].end, item, units[first].first, units[last - 1].last
        )
        row = (*units[:first], one, *units[last:])
        return Sentence(self.text, self.tokens, row)


def read_sentence(text: str, context: Context) -> Sentence:
    """Clean a message, mend its typing errors for comparison, and recognise what is in it."""
    cleaned = clean(text)
    indexes = [index_of(plan) for plan in context.plans]
    tokens = composed(written(mended(tokens_of(cleaned), context), indexes), indexes)
    return tagged(cleaned, tokens, _recognised(cleaned, tokens, context))


def _status_end(tokens: Sequence[Token], place: int, context: Context) -> int | None:
    found = status_at(tokens, place, context.plans)
    return found.last if found is not None else None


def tagged(text: str, tokens: tuple[Token, ...], items: Sequence[Item]) -> Sentence:
    units: list[Unit] = []
    place, waiting = 0, deque(items)
    while place < len(tokens):
        item = waiting.popleft() if waiting and waiting[0].first == place else None
        last = item.last if item else place + 1
        tag = TAGS[type(item)] if item else tokens[place].key
        units.append(Unit(tag, tokens[place].start, tokens[last - 1].end, item, place, last))
        place = last
    return Sentence(text, tokens, tuple(units))


def _recognised(text: str, tokens: tuple[Token, ...], context: Context) -> list[Item]:
    taken = [False] * len(tokens)
    items: list[Item] = []

    def take(found: Sequence[Item]) -> None:
        for one in found:
            if not any(taken[one.first : one.last]):
                items.append(one)
                taken[one.first : one.last] = [True] * (one.last - one.first)

    take(find_dates(tokens, text, context.today))
    take(find_plan_names(tokens, context))
    plans = [one for one in items if isinstance(one, PlanName)]
    named = {place for one in plans for place in range(one.first, one.last)}
    opened = tuple(replace(token, key=PLAN) if place in named else token for place, token in enumerate(tokens))
    refs = find_refs(opened, taken, context.plans, lambda place: _status_end(tokens, place, context))
    take(of_their_plans(refs, plans, tokens))
    take(find_statuses(tokens, taken, context.plans))
    take(find_people(tokens, taken, people_of(context.directory)))
    return with_their_plans(sorted(items, key=lambda item: item.first), tokens)
