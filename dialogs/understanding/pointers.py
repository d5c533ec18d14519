"""Actions that are pointed at without a number: "the cyber one", "Ian's one", "the second one", "it".

A sentence is given back with these as numbers would stand in it, so that what is said of a number can be said of them.
In news only the words at the head of a clause address an action, which is why updates look for theirs themselves.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogs.understanding.context import Context
from dialogs.understanding.items import Item, Ref, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.references import full_ref, targets_of
from dialogs.understanding.sentence import Sentence, Unit, tagged
from dialogs.understanding.subjects import Target, ref_of
from dialogs.understanding.topics import Run, begins_with, grown, preferred, topic_at

SHORT = 5  # letters below which a word of our patterns is never a topic
JOINED = frozenset(("and", "&", "plus", "+"))  # what stands between a topic and a number that are spoken of together
MOST = 3  # actions that one word alone may fit and still point at them


@dataclass(frozen=True, slots=True)
class Pointer:
    """Units from `first` to `last` (exclusive) and the actions that they fit."""

    first: int
    last: int
    fits: tuple[Target, ...]
    sure: bool = True  # nothing else stands in the words beside it
    whole: bool = False  # all that it fits is meant: "these", "both of them"


def pointed(sentence: Sentence, context: Context) -> Sentence:
    """The sentence with what it points at as refs; beside numbers only what is joined to them, as "the savings tracker
    and 4.2"; as it is where it points at nothing."""
    if sentence.refs():
        if not _joins(sentence.units):
            return sentence
        beside = [one for one in topics_in(sentence, context, lone=True) if _joined(sentence.units, one)]
        return with_refs(sentence, beside, context) if beside else sentence
    found = _places(sentence, context) or topics_in(sentence, context) or _pronouns(sentence, context)
    return with_refs(sentence, found, context) if found else sentence


def _joins(units: Sequence[Unit]) -> bool:
    """Whether an "and" stands beside a number at all: topics are looked for where one does, which is seldom."""
    tags = [unit.tag for unit in units]
    near = (tags[max(place - 1, 0) : place + 2] for place, tag in enumerate(tags) if tag in JOINED)
    return any("REF" in some for some in near)


def _joined(units: Sequence[Unit], one: Pointer) -> bool:
    """Whether a topic stands beside a number with nothing but "and" between them."""
    if len(one.fits) > 1 or not one.sure:
        return False
    before, after = units[max(one.first - 2, 0) : one.first], units[one.last : one.last + 2]
    led = len(before) == 2 and before[0].tag == "REF" and before[1].tag in JOINED
    return led or (len(after) == 2 and after[0].tag in JOINED and after[1].tag == "REF")


def with_refs(sentence: Sentence, found: Sequence[Pointer], context: Context) -> Sentence:
    covered = {place for one in found for place in range(one.first, one.last)}
    items: list[Item] = [
        unit.item for place, unit in enumerate(sentence.units) if unit.item is not None and place not in covered
    ]
    items += [_ref(sentence.units, one, context) for one in found]
    items.sort(key=lambda item: item.first)
    begin, end = sentence.units[0].first, sentence.units[-1].last
    inside = [item for item in items if begin <= item.first < end]
    whole = tagged(sentence.text, sentence.tokens, inside)
    kept = [place for place, unit in enumerate(whole.units) if begin <= unit.first and unit.last <= end]
    left = {unit.first for unit in sentence.units}
    return whole.only([place for place in kept if whole.units[place].first in left])


def with_numbers(sentence: Sentence, context: Context) -> Sentence:
    """The bare numbers of a few words that can only speak of actions as refs, where the plans have such."""
    for place, unit in enumerate(sentence.units):
        if unit.tag.isdigit() and (targets := targets_of(unit.tag, context.plans)):
            said = full_ref(unit.tag, context.plans)
            sentence = sentence.with_items(place, place + 1, Ref(unit.first, unit.last, said, targets))
    return sentence


def _ref(units: Sequence[Unit], one: Pointer, context: Context) -> Ref:
    """One action by its number as the plan writes it; several by the words that fit them."""
    targets: dict[int, tuple[int, ...]] = {}
    for plan, action in one.fits:
        targets[plan] = (*targets.get(plan, ()), action)
    said = (
        ref_of(one.fits[0], context)
        if len(one.fits) == 1
        else " ".join(unit.tag for unit in units[one.first : one.last])
    )
    return Ref(units[one.first].first, units[one.last - 1].last, said, targets, one.sure, whole=one.whole, pointed=True)


# --- by their place in the list that was shown ---------------------------------------------------------------------


def shown_actions(sentence: Sentence, context: Context) -> Sentence | None:
    """The sentence with refs where it points at the actions that were shown: by their places, all of them, or "this"
    beside a number. None where it does not."""
    shown = context.card or (context.focus.actions if context.focus and context.focus.intent != "undo" else ())
    for one in _whole(sentence, shown):
        if (at := _exception(sentence, one.last)) is not None:
            return _all_but(sentence, at, one, context)
    found = _beside_a_number(sentence, shown) if len(shown) == 1 else []
    if not context.card:
        found += _places(sentence, context)
    named = {one for each in found for one in each.fits}
    named |= {one for ref in sentence.refs() for one in ref.fits}
    if len(shown) > 1 and named:
        found += _others(sentence, found, tuple(one for one in shown if one not in named))
    elif len(shown) > 1 and not found:
        found = _whole(sentence, shown)
    return with_refs(sentence, found, context) if found else None


def _whole(sentence: Sentence, shown: Sequence[Target]) -> list[Pointer]:
    return [
        Pointer(*sentence.line.span(one, "all"), tuple(shown), whole=True) for one in _all_shown(sentence, len(shown))
    ]


def _others(sentence: Sentence, found: Sequence[Pointer], left: tuple[Target, ...]) -> list[Pointer]:
    """ "The first is green, the others no change": of what was shown what has not been named."""
    spans = [sentence.line.span(match, "all") for match in LEXICON.every("others_shown", sentence.tagged)[:1]]
    clear = [span for span in spans if all(span[1] <= one.first or one.last <= span[0] for one in found)]
    return [Pointer(*span, left, whole=True) for span in clear] if left else []


def _exception(sentence: Sentence, begin: int) -> int | None:
    """Where "except", "apart from" stands after a place."""
    rest = sentence.part(begin, len(sentence.units))
    found = LEXICON.search("but_not", rest.tagged)
    return None if found is None else begin + rest.line.span(found)[0]


def _all_but(sentence: Sentence, at: int, all_of: Pointer, context: Context) -> Sentence | None:
    """ "Those are all on plan except 6", "all but the fostering one are red": all but those named, by number, place or
    topic; None where something else was excepted, or news is told of the exceptions."""
    rest = sentence.part(at, len(sentence.units))
    named = [] if rest.refs() else _places(rest, context) or topics_in(rest, context)
    excepted = [replace(one, first=one.first + at, last=one.last + at) for one in named]
    spared = {one for ref in rest.refs() for one in ref.fits} | {one for each in excepted for one in each.fits}
    kept = tuple(one for one in all_of.fits if one not in spared)
    if not spared or len(kept) == len(all_of.fits):
        return None
    put = with_refs(sentence, [replace(all_of, fits=kept), *excepted], context)
    begin = sentence.units[at].first
    refs = [place for place, unit in enumerate(put.units) if unit.tag == "REF" and unit.first >= begin]
    behind = put.part(refs[-1] + 1, len(put.units))
    told = behind.statuses() or behind.dates()
    if told and at > all_of.last and LEXICON.has("of_exception", behind.tagged):
        return None
    return put.only([place for place, unit in enumerate(put.units) if unit.first < begin or place > refs[-1]])


def _all_shown(sentence: Sentence, count: int) -> list[re.Match[str]]:
    """ "These", "all of them", "both" where two were shown."""
    matches = LEXICON.every("all_shown", sentence.tagged)[:1]
    said = [one.groupdict().get("count") for one in matches]
    return [one for one, word in zip(matches, said, strict=True) if not word or LEXICON.numbers.get(word, 0) == count]


def _beside_a_number(sentence: Sentence, shown: Sequence[Target]) -> list[Pointer]:
    """ "This and 1.3": the action at hand, named beside another."""
    return [
        Pointer(*sentence.line.span(match, "it"), tuple(shown))
        for match in LEXICON.every("beside_ref", sentence.tagged)[:1]
    ]


def _places(sentence: Sentence, context: Context) -> list[Pointer]:
    """ "The second one", "first and third", "the last two"."""
    shown = context.focus.actions if context.focus else ()
    found: list[Pointer] = []
    for match in LEXICON.every("place_in_list", sentence.tagged) if len(shown) > 1 else ():
        first, last = sentence.line.span(match)
        fits = _at_places([match.group("place")], match.groupdict().get("amount"), shown)
        if fits and not any(one.first < last and first < one.last for one in found):
            found.append(Pointer(first, last, fits, whole=len(fits) > 1))
    return sorted(found, key=lambda one: one.first)


def _at_places(places: Sequence[str], amount: str | None, shown: Sequence[Target]) -> tuple[Target, ...]:
    """The actions at some places, counted from 1, or from the end; the first or last few where a number was said."""
    if amount is not None:
        count = LEXICON.numbers.get(amount) or int(amount)
        if count > len(shown):
            return ()
        return tuple(shown[:count] if LEXICON.ordinals[places[0]] > 0 else shown[-count:])
    found = [LEXICON.ordinals[one] for one in places]
    if any(abs(one) > len(shown) for one in found):
        return ()
    return tuple(shown[one - 1 if one > 0 else one] for one in found)


# --- by what they are about ----------------------------------------------------------------------------------------


def topics_in(sentence: Sentence, context: Context, lone: bool = False) -> list[Pointer]:
    """The topics that a sentence names; `lone` where one telling word is enough, whatever stands before it."""
    found: list[Pointer] = []
    plan = next(iter(sentence.plans()), None)
    place = 0
    while place < len(sentence.units):
        one = _topic_at(sentence, place, context, plan, lone)
        if one is None:
            place += 1
            continue
        found.append(one)
        place = one.last
    return found


def _topic_at(sentence: Sentence, place: int, context: Context, plan: int | None, lone: bool) -> Pointer | None:
    units = sentence.units
    if units[place].tag in LEXICON.words("no_topic"):
        return None
    if isinstance(units[place].item, Who):
        topic = topic_at(units, place, context, plan)
        return Pointer(place, topic.last, topic.found.targets or topic.found.fits) if topic else None
    run = grown(units, place, context, plan)
    if run.noun and not begins_with(units, place, context, plan):
        return None
    if not run.fits or (run.count < 2 and not run.noun and not _alone(sentence, place, run, lone)):
        return None
    chosen = preferred(run.fits, context)
    return Pointer(determined(units, place), run.last, chosen.targets or chosen.fits)


def determined(units: Sequence[Unit], place: int) -> int:
    """Where a topic begins, its article included."""
    while place and units[place - 1].item is None and units[place - 1].tag in LEXICON.words("determiners"):
        place -= 1
    return place


def _alone(sentence: Sentence, first: int, run: Run, lone: bool) -> bool:
    """Whether one word is enough: telling, none of ours, and led to by a word such as "on", "about", "is"."""
    units = sentence.units
    tag = units[first].tag
    ours = tag in LEXICON.grammar and (tag in LEXICON.english or len(tag) < SHORT)
    if len(run.fits) > MOST or ours:
        return False
    before = units[first - 1] if first else None
    return lone or before is None or before.item is not None or before.tag in LEXICON.words("before_topics")


# --- by what the talk is about -------------------------------------------------------------------------------------


def _pronouns(sentence: Sentence, context: Context) -> list[Pointer]:
    """ "It", "that one", "these": the action of the card that is answered, or of the last answer."""
    focus = context.focus
    at_hand = context.card or (tuple(focus.actions) if focus is not None and focus.intent != "undo" else ())
    if not at_hand:
        return []
    pattern = "pronoun_one" if len(at_hand) == 1 else "pronoun_all"
    return [
        Pointer(*sentence.line.span(match, "it"), at_hand, whole=True)
        for match in LEXICON.every(pattern, sentence.tagged)[:1]
    ]
