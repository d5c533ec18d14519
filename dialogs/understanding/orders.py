"""A message as an order is read from it, and what all orders share: whom, what and of which action they speak."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from dialogs.understanding.clauses import at_conclusions, clauses_of
from dialogs.understanding.context import Context
from dialogs.understanding.filters import Wanted, read_filter
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.understanding.items import Ref, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.pointers import topics_in, with_refs
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Settled, Target, action_at, names_of, ref_of, resolve

SAID = ("text", "team", "count", "as_at", "since")  # what the words of an order seem to give and do not mean
DUE = ("due_after", "due_before")


@dataclass(frozen=True, slots=True)
class Order:
    """`sentence` has the actions that it points at as numbers, `plain` only those that were typed."""

    sentence: Sentence
    plain: Sentence
    context: Context
    settled: Settled

    @property
    def tagged(self) -> str:
        return self.sentence.tagged

    def has(self, name: str) -> bool:
        return LEXICON.has(name, self.sentence.tagged)

    def meaning(self, intent: Intent, wanted: Wanted | None = None, **parts: Any) -> Interpretation:
        if wanted is not None:
            asks = {"asks": wanted.asks, "candidates": wanted.candidates}
            parts = {"filter": wanted.filter, "people": wanted.people, "targets": wanted.targets, **asks} | parts
        return Interpretation(text=self.sentence.text, intent=intent, **parts)

    def part(self, first: int, last: int) -> "Order":
        """The same order with the words from one token to another (exclusive) only."""
        return self._kept(lambda place: first <= place < last)

    def without(self, first: int, last: int) -> "Order":
        return self._kept(lambda place: not first <= place < last)

    def _kept(self, keeps: Callable[[int], bool]) -> "Order":
        def kept(sentence: Sentence) -> Sentence:
            return sentence.only([at for at, unit in enumerate(sentence.units) if keeps(unit.first)])

        return replace(self, sentence=kept(self.sentence), plain=kept(self.plain))


Reader = Callable[[Order], Interpretation | None]


def tails(order: Order) -> list[Order]:
    """The order without its first clause, first two clauses …: "That's everyone. Close the return". Never past words
    that may be news of an action."""
    found: list[Order] = []
    clauses = list(clauses_of(order.sentence))
    clauses = [part for clause in clauses for part in at_conclusions(clause)]
    for before, clause in pairwise(clauses):
        if order.context.card or before.refs() or before.statuses():
            break
        found.append(order.part(clause.units[0].first, order.sentence.units[-1].last))
    return found


def aimed(order: Order, lone: bool = True) -> Order:
    """The order with what it is about as numbers, where nothing else points at an action: "snooze roof til 4 jan"."""
    sentence = order.sentence
    found = [] if sentence.refs() else topics_in(sentence, order.context, lone)
    return replace(order, sentence=with_refs(sentence, found, order.context)) if found else order


# --- of what -------------------------------------------------------------------------------------------------------


def subject(order: Order) -> Wanted:
    """Whose and which actions an order is about; what is not certain is asked."""
    tagged = order.plain.tagged
    wanted = read_filter(order.plain, order.context)
    for key in SAID if LEXICON.has("due_word", tagged) else (*SAID, *DUE):
        wanted.filter.pop(key, None)
    if not order.plain.people() and not LEXICON.has("own_things", tagged):
        for held in (wanted.filter, wanted.people):
            held.pop("owner", None)
    settle_person(order, wanted)
    _actions(order, wanted)
    _by_action(order, wanted)
    return wanted


def _by_action(order: Order, wanted: Wanted) -> None:
    """Of several people of one name the one whose action is spoken of: "ask Dunn about the panel"."""
    named = [ids for who in order.plain.people() if len(ids := set(who.ids)) > 1]
    if wanted.asks is not Asks.WHICH_PERSON or len(named) != 1:
        return
    refs = order.sentence.refs() or aimed(order).sentence.refs()
    held = [action for ref in refs for one in ref.fits if (action := action_at(one, order.context))]
    fits = named[0] & {owner for action in held for owner in action.owners}
    if len(fits) == 1:
        wanted.filter["owner"], wanted.people["owner"] = order.context.directory.name(*fits), list(fits)
        wanted.asks, wanted.candidates, wanted.targets = None, [], []
        _actions(order, wanted)


def settle_person(order: Order, wanted: Wanted) -> None:
    """An answer says which of several people was meant."""
    if order.settled.people and wanted.asks is Asks.WHICH_PERSON:
        names = order.context.directory.names(order.settled.people)
        wanted.filter["owner"] = names[0] if len(names) == 1 else names
        wanted.people["owner"] = list(order.settled.people)
        wanted.asks, wanted.candidates, wanted.targets = None, [], []


def _actions(order: Order, wanted: Wanted) -> None:
    plan = next(iter(order.plain.plans()), None)
    said: list[str] = []
    targets: list[Target] = []
    for ref in order.sentence.refs():
        found = resolve(ref, order.context, plan, order.settled)
        if found.asks is Asks.WHICH_PLAN or (found.asks and (ref.pointed or not found.fits)):
            ask(wanted, found.asks, names_of(found, order.context), list(found.fits))
            continue
        targets += found.targets or found.fits
        said += _said(order, ref, found.targets)
    if said:
        wanted.filter["action"] = said[0] if len(said) == 1 else said
    if wanted.asks is None:
        wanted.targets = targets


def _said(order: Order, ref: Ref, targets: tuple[Target, ...]) -> list[str]:
    if ref.pointed or order.settled.targets:
        return [ref_of(one, order.context) for one in targets]
    return [ref.said]


def ask(wanted: Wanted, asks: Asks, candidates: list[str], targets: list[Target]) -> None:
    if wanted.asks is None:
        wanted.asks, wanted.candidates, wanted.targets = asks, candidates, targets


# --- whom ----------------------------------------------------------------------------------------------------------


def one_person(order: Order, who: Who, wanted: Wanted) -> int | None:
    """The person that a name means; where it fits several, whom the answer has settled, else it is asked."""
    ids = who.ids
    if len(ids) > 1 and order.settled.people:
        ids = tuple(one for one in ids if one in order.settled.people) or ids
    if len(ids) == 1:
        return ids[0]
    ask(wanted, Asks.WHICH_PERSON, order.context.directory.names(ids), [(0, one) for one in ids])
    return None
