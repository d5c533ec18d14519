"""Actions named by what they are about: "the cyber one", "comms review", misspelt or shortened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dialogs.understanding.context import Context
from dialogs.understanding.dates import When
from dialogs.understanding.index import PlanIndex, index_of
from dialogs.understanding.interpretation import Asks
from dialogs.understanding.items import Doubt, Ref, StatusWord, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.matching import Held, held_by
from dialogs.understanding.sentence import Sentence, Unit
from dialogs.understanding.subjects import Found, Target, own_actions
from dialogs.understanding.tokens import stem

SHARED = 0.7  # what a word of an action's recommendation counts beside one of its own
NEAR = 0.8  # of the best score: what comes so near to it is asked about
MANY = 60  # actions from which a topic tells too little to weigh them
FRAME = 7  # words in which "the … one" may stand

NONE: frozenset[int] = frozenset()
Indexes = Mapping[int, PlanIndex]
Words = Sequence[Mapping[int, Held]]  # for each word of a topic: plan → who holds it


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic's place in a sentence and the actions that it fits. `whole`: its words leave no doubt that it is meant;
    `count`: how many of them tell something."""

    first: int
    last: int
    found: Found
    whole: bool
    count: int


@dataclass(frozen=True, slots=True)
class Run:
    """The words from a place on that name actions: where they end, what they fit, how many tell something, and
    whether they end with a noun such as "one"."""

    last: int
    fits: tuple[Target, ...] = ()
    count: int = 0
    noun: bool = False


def find_topic(sentence: Sentence, context: Context, plan: int | None = None) -> Topic | None:
    """The topic that a message begins with, up to its first verb, mark or status."""
    work = LEXICON.search("work_on_it", sentence.tagged)
    first = sentence.line.span(work)[1] if work else 0
    units = sentence.units
    while first < len(units) and _passed_over(units[first]) and not _begins_a_name(units, first, context, plan):
        first += 1
    if first < len(units) and units[first].tag in LEXICON.words("stop") and _named_so(units, first, context, plan):
        found = topic_at(units, first + 1, context, plan)  # "work placements": "work" by itself tells nothing
        return found and replace(found, first=first)
    return topic_at(units, first, context, plan)


def _begins_a_name(units: Sequence[Unit], first: int, context: Context, plan: int | None) -> bool:
    """ "Hand hygiene": a word that opens messages, where the plan has it before the next, which tells something."""
    alone = units[first].tag in LEXICON.words("stop") or units[first].tag in LEXICON.words("articles")
    return not alone and _named_so(units, first, context, plan)


def _named_so(units: Sequence[Unit], first: int, context: Context, plan: int | None) -> bool:
    """Whether the plan has a word right before the next one, which tells something."""
    pair = tuple(unit.tag for unit in units[first : first + 2])
    if len(pair) < 2 or units[first].item or units[first + 1].item or _passed_over(units[first + 1]):
        return False
    telling = pair[1] not in LEXICON.words("stop")
    return telling and any(pair in index.pairs for index in _indexes(context, plan).values())


def topic_at(units: Sequence[Unit], first: int, context: Context, plan: int | None = None) -> Topic | None:
    """The topic that begins at a place, with the name of whose it is ("dan's bus one")."""
    owner = units[first].item if first < len(units) else None
    begin = first + 1 if isinstance(owner, Who) else first
    ones = LEXICON.words("ones")
    while begin > first and begin < len(units) and units[begin].tag not in ones and _passed_over(units[begin]):
        begin += 1
    if begin + 1 < len(units) and f"{units[begin].tag} {units[begin + 1].tag}" in LEXICON.words("no_topics_of_two"):
        return None
    run = grown(units, begin, context, plan)
    run = _without_verb(run, units, begin, context, plan)
    theirs: frozenset[Target] = frozenset()
    if isinstance(owner, Who):
        theirs = frozenset(own_actions(context, owner.ids, open_only=False))
        if not run.fits and owner.possessive and begin < len(units) and units[begin].tag in ones:
            run = Run(begin + 1, tuple(one for one in own_actions(context, owner.ids)), 1, True)
        beside = begin == first + 1 and begins_with(units, begin, context, plan)  # "dan bus one"
        if not (owner.possessive or (run.noun and beside)):
            return None
    if not run.fits:
        return None
    common = run.count == 1 and units[begin].tag in LEXICON.words("common_work")
    ends = run.last >= len(units) or verb_like(units[run.last]) or _dated(units, run.last)
    lettered = len(units[begin].tag) == 1 and run.last - begin > 2  # "B and B"
    whole = run.noun or run.count > 1 or lettered or (ends and not common)
    recommended = units[run.last - 1].tag in LEXICON.words("rec_nouns") and len(run.fits) > 1 and not theirs
    found = Found(asks=Asks.WHICH_ACTION, fits=run.fits[:9]) if recommended else _of(run.fits, theirs, context)
    return Topic(first, run.last, found, whole, run.count)


def begins_with(units: Sequence[Unit], first: int, context: Context, plan: int | None) -> bool:
    """Whether the word at a place is one of some action's: "a reminder for the depot one" names it further on."""
    return first < len(units) and grown(units[: first + 1], first, context, plan).last > first


def _without_verb(run: Run, units: Sequence[Unit], begin: int, context: Context, plan: int | None) -> Run:
    """ "Oil spill plan approved!", "hygiene audits posted on every ward": what ends a topic, at a mark or before a
    small word, and tells what was done is news of it, though the plan has the word too."""
    last = run.last
    while last > begin and units[last - 1].tag in LEXICON.words("stop"):
        last -= 1
    ends = run.last >= len(units) or not units[run.last].tag[:1].isalnum() or last < run.last
    if run.count < 3 or run.noun or not ends or not units[last - 1].tag.endswith("ed"):
        return run
    shorter = grown(units[: last - 1], begin, context, plan)
    return shorter if shorter.fits == run.fits and shorter.last == last - 1 else run


def _of(fits: tuple[Target, ...], theirs: frozenset[Target], context: Context) -> Found:
    """Of what a topic fits what belongs to the person named with it; where nothing does, it is asked."""
    if not theirs:
        return preferred(fits, context)
    held = tuple(one for one in fits if one in theirs)
    return preferred(held, context) if held else Found(asks=Asks.WHICH_ACTION, fits=fits[:9])


def about(words: Sequence[str], context: Context, plan: int | None = None) -> Found:
    """The actions that some words fit best."""
    indexes = _indexes(context, plan)
    keys = [key for key in words if key not in LEXICON.words("stop") and key[:1].isalpha()]
    told = [held for key in keys if (held := _holding(key, indexes))]
    generic = LEXICON.words("topic_nouns") | LEXICON.words("one_nouns")
    if not told or any(not _holding(key, indexes) and key not in generic for key in keys):
        return Found(asks=Asks.WHICH_ACTION)
    rare = _rare(told, indexes)
    fits = _telling(told, _all_of(rare, indexes) or _best_of(rare, indexes))
    return preferred(fits, context) if fits else Found(asks=Asks.WHICH_ACTION)


def _passed_over(unit: Unit) -> bool:
    return isinstance(unit.item, Doubt) or (
        unit.item is None and (unit.tag in LEXICON.words("openers") or unit.tag in LEXICON.words("articles"))
    )


# --- how far a topic goes ------------------------------------------------------------------------------------------


def grown(units: Sequence[Unit], first: int, context: Context, plan: int | None) -> Run:
    """The longest run of words from `first` that some action holds all of; or all the words of "the … one"."""
    indexes = _indexes(context, plan)
    last, words = _joined(units, first, indexes)
    framed = _framed(units, first, indexes)
    if framed is not None and framed > last:
        told = [held for key in _keys(units, first, framed, indexes) if (held := _holding(key, indexes))]
        fits = _telling(told, _best_of(told, indexes), framed=True)
        return Run(_past_nouns(units, framed, indexes), fits, len(told), True) if fits else Run(first)
    end = _past_nouns(units, last, indexes) if words else last
    noun = end > last and units[end - 1].tag in LEXICON.words("one_nouns")
    fits = _telling(words, _all_of(words if noun else _rare(words, indexes), indexes), framed=noun)
    return Run(end, fits, len(words), noun) if fits else Run(first)


def _joined(units: Sequence[Unit], first: int, indexes: Indexes) -> tuple[int, Words]:
    """Word by word as long as some action holds them all, small words between them passed over."""
    words: list[Mapping[int, Held]] = []
    alive: dict[int, frozenset[int]] = {}
    last = place = first
    while place < len(units):
        key, place = _word(units, place, indexes, inside=bool(words))
        if key is None:
            break
        if key in LEXICON.words("stop") or not key[0].isalpha():
            beside = any((units[place - 2].tag, key) in index.pairs for index in indexes.values())
            if words and (beside or _numbered(units, place - 1, indexes)):
                last = place
            elif not words or key not in LEXICON.words("inside_topics") | {"-", "&", "/"}:
                break
            continue
        held = _holding(key, indexes)
        if words and _verb(key, held, alive, indexes):
            break
        left = {plan: one.every & alive.get(plan, NONE) if words else one.every for plan, one in held.items()}
        if not any(left.values()):
            break
        words, alive, last = [*words, held], left, place
    return last, words


def _verb(key: str, held: Mapping[int, Held], alive: Mapping[int, frozenset[int]], indexes: Indexes) -> bool:
    """A word that tells what is done to the subject: "published", or "starting" where no such action speaks of it."""
    if key.endswith("ing"):
        return not any(one.own & alive.get(plan, NONE) for plan, one in held.items())
    return key.endswith("ed") and len(key) > 4 and not any(key in index.vocabulary for index in indexes.values())


def _word(units: Sequence[Unit], place: int, indexes: Indexes, inside: bool) -> tuple[str | None, int]:
    """The word at a place as it is compared, and the place behind it; None where no word of a topic stands there. A
    status word counts where the plan has it beside its neighbour ("green spaces")."""
    unit = units[place]
    after = units[place + 1] if place + 1 < len(units) else None
    if unit.tag == "-":
        hyphen = inside and after is not None and after.start == unit.end and units[place - 1].end == unit.start
        return ("-", place + 1) if hyphen else (None, place)
    if isinstance(unit.item, StatusWord) and unit.item.last - unit.item.first == 1:
        known = after is not None and _described(unit.item.words, after.tag, indexes)
        return (unit.item.words, place + 1) if known else (None, place)
    tight = after is not None and units[place - 1].end == unit.start and unit.end == after.start
    if inside and (unit.tag == "&" or (unit.tag == "/" and tight)):
        return unit.tag, place + 1
    if unit.item is None and unit.tag.isdigit() and inside:
        return (unit.tag, place + 1) if _numbered(units, place, indexes) else (None, place)
    if unit.item is not None or not unit.tag[:1].isalpha():
        return None, place
    if (letters := _two_letters(units, place, indexes)) is not None:
        return letters, place + 3
    if after is not None and after.item is None and after.tag.isalpha() and unit.tag not in LEXICON.words("stop"):
        both = unit.tag + after.tag
        if any(both in index.vocabulary and unit.tag not in index.vocabulary for index in indexes.values()):
            return both, place + 2
    return unit.tag, place + 1


def _two_letters(units: Sequence[Unit], place: int, indexes: Indexes) -> str | None:
    """ "B and B", "q&a": first letters with "and" between them, where the plan has words side by side that begin so."""
    run = [unit.tag for unit in units[place : place + 3]]
    if len(run) < 3 or run[1] not in ("and", "&", "n") or len(run[0]) != 1 or len(run[2]) != 1:
        return None
    keys = (f"{run[0]}a{run[2]}", run[0] + run[2])
    return next((key for key in keys if any(key in index.shortened for index in indexes.values())), None)


def _numbered(units: Sequence[Unit], place: int, indexes: Indexes) -> bool:
    """ "Year 11", where the plan counts that word so."""
    counted = f"{units[place - 1].tag[:1]}{units[place].tag}"
    return units[place].tag.isdigit() and any(counted in index.shortened for index in indexes.values())


def _described(status: str, noun: str, indexes: Indexes) -> bool:
    """Whether the plan has a status word as a part of a name: beside its noun, or before a noun that a colour
    describes in the same action ("green electricity tariff")."""
    if any((status, noun) in index.pairs for index in indexes.values()):
        return True
    if not any(noun in LEXICON.words(name) for name in ("described", "described_by_green", "coloured_things")):
        return False
    held = [index.holders.get(stem(status), set()) & index.holders.get(stem(noun), set()) for index in indexes.values()]
    return any(held)


def _framed(units: Sequence[Unit], first: int, indexes: Indexes) -> int | None:
    """Where the noun stands that ends "the transport hub thingy"; None where something else is said before it."""
    near = [unit.tag for unit in units[first : first + FRAME + 1]]
    nouns = LEXICON.words("one_nouns")
    if nouns.isdisjoint(near) and nouns.isdisjoint(map("".join, pairwise(near))):  # of most messages it is all to know
        return None
    for place in range(first, min(first + FRAME, len(units))):
        key, _ = _word(units, place, indexes, inside=place > first)
        if key is not None and key in LEXICON.words("one_nouns"):
            return place if place > first else None
        if key is None or (key in LEXICON.words("stop") and key not in LEXICON.words("inside_topics")):
            return None
        if key in LEXICON.words("ends_frames") or (key.endswith("ing") and not _holding(key, indexes)):
            return None
    return None


def _keys(units: Sequence[Unit], first: int, last: int, indexes: Indexes) -> Iterable[str]:
    place = first
    while place < last:
        key, after = _word(units, place, indexes, inside=place > first)
        if key is not None and key[0].isalpha() and key not in LEXICON.words("stop"):
            yield key
        place = max(after, place + 1)


def _past_nouns(units: Sequence[Unit], last: int, indexes: Indexes) -> int:
    """Past "project", "work", "one" behind a topic, where the plan gives these words to no other action or a status
    follows them at once."""
    while last < len(units) and units[last].item is None:
        tag = units[last].tag
        if tag in LEXICON.words("one_nouns"):
            return last + 1
        after = units[last + 1] if last + 1 < len(units) else None
        told = after is not None and isinstance(after.item, StatusWord)
        if after is not None and after.tag == ":" and tag.isalpha() and not _holding(tag, indexes):
            return last + 1  # "three weekly bins: …", where the plan calls it residual waste
        held = not told and _holding(tag, indexes) and tag not in LEXICON.words("stop")
        if tag not in LEXICON.words("topic_nouns") or held:
            return last
        last += 1
    return last


# --- which actions it fits -----------------------------------------------------------------------------------------


def _indexes(context: Context, plan: int | None) -> Indexes:
    return {one.id: index_of(one) for one in context.plans if plan is None or one.id == plan}


def _holding(key: str, indexes: Indexes) -> Mapping[int, Held]:
    """Plan → who holds a word there; only plans where somebody does."""
    found = {plan: held_by(key, index) for plan, index in indexes.items()}
    return {plan: held for plan, held in found.items() if held.every}


def _all_of(words: Words, indexes: Indexes) -> tuple[Target, ...]:
    """The actions that hold every word, those that hold them no worse than the best."""
    if not words:
        return ()
    every = {plan: [one[plan].every for one in words if plan in one] for plan in indexes}
    alive = {plan: frozenset.intersection(*held) for plan, held in every.items() if len(held) == len(words)}
    return _clear(words, [(plan, action) for plan, held in alive.items() for action in sorted(held)])


def _best_of(words: Words, indexes: Indexes) -> tuple[Target, ...]:
    """The actions that the most telling words fit, where no action holds all of them."""
    telling = sorted(words, key=lambda one: -max(held.weight for held in one.values()))[:3]
    few = [(plan, held.every) for one in telling for plan, held in one.items() if len(held.every) < MANY]
    return _clear(words, sorted({(plan, action) for plan, every in few for action in every}))


def _clear(words: Words, fits: Sequence[Target]) -> tuple[Target, ...]:
    """Those that come near the best: rare words tell more, own words more than the recommendation's."""
    if len(fits) < 2 or len(fits) > MANY:
        return tuple(fits)
    scores = {one: sum(_score(word.get(one[0]), one[1]) for word in words) for one in fits}
    best = max(scores.values())
    return tuple(one for one in fits if scores[one] >= NEAR * best)


def _score(held: Held | None, action: int) -> float:
    if held is None or action not in held.every:
        return 0.0
    return held.weight * held.likeness * (1.0 if action in held.own else SHARED)


def _rare(words: Words, indexes: Indexes) -> Words:
    """One word alone points at nothing in a plan of which a third holds it."""
    if len(words) != 1:
        return words
    (only,) = words
    return [{plan: one for plan, one in only.items() if len(one.every) * 3 <= max(len(indexes[plan].words), 3)}]


def _telling(words: Words, fits: tuple[Target, ...], framed: bool = False) -> tuple[Target, ...]:
    """What fits, unless the words are a guess without a noun."""
    if not framed and all(held.guessed for one in words for held in one.values()):
        return ()
    return fits


def preferred(fits: Sequence[Target], context: Context) -> Found:
    """One that fits is meant; of several the speaker's own one; else ask."""
    if len(fits) == 1:
        return Found(tuple(fits))
    mine = set(own_actions(context, open_only=False))
    own = [one for one in fits if one in mine]
    if len(own) == 1:
        return Found(tuple(own))
    return Found(asks=Asks.WHICH_ACTION, fits=tuple(own or fits)[:9])


def _dated(units: Sequence[Unit], place: int) -> bool:
    """ "Depot completion 26 Feb": an end of the work, and its day right behind it."""
    day = place + 1 < len(units) and isinstance(units[place + 1].item, When)
    return day and units[place].tag in LEXICON.words("ends_of_work")


def verb_like(unit: Unit) -> bool:
    """What may follow a subject: a mark, something recognised, a small word, or a verb by its ending."""
    if unit.item is not None:
        return not isinstance(unit.item, Ref)
    tag = unit.tag
    if tag in LEXICON.words("told_verbs"):
        return True
    small = tag in LEXICON.words("stop") or tag in LEXICON.words("small")
    return small or not tag[:1].isalpha() or tag.endswith(("ed", "ing"))
