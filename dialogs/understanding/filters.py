"""What a question asks for, as the published filter: whose, which status, due when, said since when, about what.

Each key claims the words that gave it, so that what one of them has taken means nothing else, and a message that is
nothing but such words is seen to be a question without a question word.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from dialogs.understanding.conditions import read_conditions
from dialogs.understanding.context import Context
from dialogs.understanding.index import index_of, people_of
from dialogs.understanding.interpretation import Asks
from dialogs.understanding.items import StatusWord, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.matching import held_by
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.statuses import labels_with
from dialogs.understanding.tokens import stem
from storage.status import Status

JOINS = frozenset((",", "and", "&", "or", "nor", "+"))
COLOURS = (Status.GREEN, Status.AMBER, Status.RED)  # from the best to the worst


@dataclass(slots=True)
class Wanted:
    """A filter in the making; `people` are the ids behind its names, `used` the places of the words that gave it."""

    filter: dict[str, Any] = field(default_factory=dict)
    people: dict[str, list[int]] = field(default_factory=dict)
    asks: Asks | None = None
    candidates: list[str] = field(default_factory=list)
    targets: list[tuple[int, int]] = field(default_factory=list)
    why: list[tuple[str, str]] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    party: bool = False  # whose they are was told by a word of a group's name
    spares_asked: bool = False  # the person who is asked for is one of those
    spared: list[str] = field(default_factory=list)  # whose they are not to be: "all but Dev's"

    def claim(self, sentence: Sentence, name: str) -> bool:
        """Whether a pattern is found; the words that it covers are used."""
        spans = [sentence.line.span(match) for match in LEXICON.every(name, sentence.tagged)]
        self.used.update(place for first, last in spans for place in range(first, last))
        return bool(spans)


def read_filter(sentence: Sentence, context: Context) -> Wanted:
    """Every key of the filter that the words of a question give."""
    wanted = Wanted()
    _flags(sentence, wanted)
    _owners(sentence, context, wanted)
    told, used = read_conditions(sentence, context)
    wanted.filter |= told
    wanted.used |= used
    _statuses(sentence, context, wanted)
    _places(sentence, context, wanted)
    _format(sentence, wanted)
    return wanted


# --- people --------------------------------------------------------------------------------------------------------


def _owners(sentence: Sentence, context: Context, wanted: Wanted) -> None:
    """Whose: each named person as an owner or a sponsor, and the speaker beside them or alone."""
    ids: dict[str, list[int]] = {"owner": [], "sponsor": []}
    for who in (_on_the_actions(one, sentence, context) for one in sentence.people()):
        at = next(place for place, unit in enumerate(sentence.units) if unit.first == who.first)
        first = _left_out(sentence, at)
        if len(who.ids) > 1 and not _same_party(who, context) and not _all_called(who, sentence, at):
            _ask_person(who, context, wanted)
            wanted.spares_asked = first is not None
        elif first is not None:
            wanted.used.update(range(first, at))
            wanted.spared += [one for one in context.directory.names(who.ids) if one not in wanted.spared]
            continue
        held = ids[_role(at, sentence)]
        held += [one for one in who.ids if one not in held]
    _speaker(sentence, context, ids, wanted)
    if not any(ids.values()) and (party := _party(sentence, context, wanted)):
        ids["owner"] = party
    if not any(ids.values()) and wanted.asks is None and (name := _stranger(sentence, context)):
        wanted.asks = Asks.WHICH_PERSON
        wanted.why.append((name, "nobody of this name"))
    for key, held in ids.items() if wanted.asks is None else ():
        if held:
            names = context.directory.names(held)
            wanted.filter[key] = names[0] if len(names) == 1 else names
            wanted.people[key] = held
            wanted.why.append((", ".join(who.words for who in sentence.people()) or "my", ", ".join(names)))
    wanted.used.update(place for place, unit in enumerate(sentence.units) if isinstance(unit.item, Who))
    wanted.claim(sentence, "named_on")


def _all_called(who: Who, sentence: Sentence, at: int) -> bool:
    """ "The Foleys", "both Annes": everybody of a name."""
    plural = who.possessive and who.words.isalpha()
    return plural and at > 0 and sentence.units[at - 1].tag in LEXICON.words("before_all_called")


def _left_out(sentence: Sentence, at: int) -> int | None:
    """Where the words begin that leave out whoever stands at a place ("all apart from Dev's and Jo's"); else None."""
    while at > 1 and sentence.units[at - 1].tag in JOINS and isinstance(sentence.units[at - 2].item, Who):
        at -= 2
    found = LEXICON.search("left_out", sentence.part(0, at).tagged + " ")
    return None if found is None else sentence.line.words(found.start(), max(found.end() - 1, 1))[0]


def _role(at: int, sentence: Sentence) -> str:
    spans = [sentence.line.span(match) for match in LEXICON.every("sponsor", sentence.tagged)]
    return "sponsor" if any(first <= at < last for first, last in spans) else "owner"


def _speaker(sentence: Sentence, context: Context, ids: dict[str, list[int]], wanted: Wanted) -> None:
    if context.speaker is None:
        return
    me = context.speaker.id
    if wanted.claim(sentence, "i_sponsor"):
        ids["sponsor"] = [me, *ids["sponsor"]]
    elif ids["owner"] and LEXICON.has("mine_and", sentence.tagged):
        ids["owner"] = [me, *(one for one in ids["owner"] if one != me)]
    elif ids["owner"] and LEXICON.has("and_mine", sentence.tagged):
        ids["owner"] = [*(one for one in ids["owner"] if one != me), me]
    elif not ids["owner"] and wanted.asks is None and speaks_of_own(sentence):
        mine = next((at for at, unit in enumerate(sentence.units) if unit.tag in ("mine", "my")), 0)
        if mine and (first := _left_out(sentence, mine)) is not None:
            wanted.used.update(range(first, mine))
            wanted.spared.append(context.speaker.name)
        else:
            ids["owner"] = [me]


def _on_the_actions(who: Who, sentence: Sentence, context: Context) -> Who:
    """Of several people of one name the one who owns the action that is named with them."""
    named = [(plan, one) for ref in sentence.refs() for plan, ids in ref.targets.items() for one in ids]
    plans = {plan.id: plan for plan in context.plans}
    owners = {owner for plan, one in named for owner in plans[plan].actions[one].owners}
    fits = tuple(one for one in who.ids if one in owners)
    return replace(who, ids=fits) if len(who.ids) > 1 and len(fits) == 1 else who


def speaks_of_own(sentence: Sentence) -> bool:
    """ "My", "mine", "me" in the sense of whose actions; not "show me"."""
    left = sentence.tagged
    for match in LEXICON.every("not_mine", left):
        left = left[: match.start()] + " " * len(match.group()) + left[match.end() :]
    return LEXICON.has("mine", left)


def _same_party(who: Who, context: Context) -> bool:
    """One person and the label or post that is theirs."""
    first = who.ids[0]
    return all(other in context.directory.stands_for(first) for other in who.ids[1:])


def _ask_person(who: Who, context: Context, wanted: Wanted) -> None:
    if wanted.asks is None:
        wanted.asks = Asks.WHICH_PERSON
        wanted.candidates = context.directory.names(who.ids)
        wanted.targets = [(0, one) for one in who.ids]


def _party(sentence: Sentence, context: Context, wanted: Wanted) -> list[int]:
    """The group or the post of which a word alone is said: "what's freight got" is the Freight Partnership's."""
    for match in LEXICON.every("party", sentence.tagged):
        first, last = sentence.line.span(match, "who")
        key = sentence.units[first].tag
        served = people_of(context.directory).served
        words = {key, key[:-1] if key.endswith("s") else key, *LEXICON.abbreviations.get(key, ())}
        ids = list(dict.fromkeys(one for word in sorted(words) for one in served.get(word, ())))
        if not ids:
            continue
        wanted.used.update(range(first, last))
        wanted.party = True
        who = Who(sentence.units[first].first, sentence.units[first].last, key, tuple(ids))
        if len(ids) > 1 and not _same_party(who, context):
            _ask_person(who, context, wanted)
        return ids
    return []


def _stranger(sentence: Sentence, context: Context) -> str | None:
    """A name that nobody has, where an owner's would stand: "has Gemma got anything", "Gemma's actions"."""
    for match in LEXICON.every("stranger", sentence.tagged):
        place, _ = sentence.line.span(match, "who")
        token = sentence.tokens[sentence.units[place].first]
        key = token.key[:-1] if token.text[-2:].casefold() in ("'s", "’s") else token.key
        bare = key[:-1] if key.endswith("s") else key
        ours = {key, bare} & LEXICON.vocabulary or any(key in index_of(plan).vocabulary for plan in context.plans)
        if not ours and (token.text.istitle() or not any(_word(one, context) for one in {key, bare})):
            return token.text
    return None


def _word(key: str, context: Context) -> bool:
    """Whether a word is the language's, or one by which a plan is spoken of."""
    if key in LEXICON.english or key in LEXICON.abbreviations:
        return True
    indexes = [index_of(plan) for plan in context.plans]
    return any(key in index.titled or held_by(key, index).every for index in indexes)


# --- what they are like --------------------------------------------------------------------------------------------


def _flags(sentence: Sentence, wanted: Wanted) -> None:
    for name in ("no_due", "no_owner", "count", "overdue"):
        if wanted.claim(sentence, name):
            wanted.filter[name] = True
    if wanted.claim(sentence, "will_miss"):
        wanted.filter["status"] = [Status.AMBER.value, Status.RED.value]
    if wanted.claim(sentence, "grouped"):
        wanted.filter["count"] = True
    wanted.claim(sentence, "whole_plan")


def _statuses(sentence: Sentence, context: Context, wanted: Wanted) -> None:
    """The statuses that are asked for; of those that are denied, the other ones that an open action can have."""
    asked: list[str] = []
    denied: list[str] = []
    for place, unit in enumerate(sentence.units):
        if not isinstance(unit.item, StatusWord) or place in wanted.used:
            continue
        wanted.used.add(place)
        if unit.item.words in LEXICON.words("late_words") and not _on_labels(unit.item, context):
            wanted.filter["overdue"] = True
            continue
        if unit.item.words in LEXICON.words("negative_statuses") and not unit.item.plans:
            denied.append(Status.GREEN.value)
            continue
        no = _denied(sentence, place)
        if no and unit.item.words in LEXICON.words("begun_words") and not unit.item.plans:
            asked.append(Status.NOT_STARTED.value)
            continue
        told = denied if no else asked
        told += [one.value for one in _as_compared(unit.item, place, sentence, context) if one.value not in told]
    if denied and not asked:
        asked = [one.value for one in Status if not one.ended and one.value not in denied]
    if asked:
        wanted.filter["status"] = asked
        wanted.why.append((", ".join(word.words for word in sentence.statuses()), ", ".join(asked)))


def _as_compared(word: StatusWord, place: int, sentence: Sentence, context: Context) -> list[Status]:
    """ "Amber or worse", "worse than green": the colours on that side of the one that is said."""
    meant = _meanings(word, context)
    if not meant or meant[0] not in COLOURS:
        return meant
    before = " ".join(unit.tag for unit in sentence.units[:place]) + " "
    after = " ".join(unit.tag for unit in sentence.units[place + 1 :])
    at = COLOURS.index(meant[0])
    sides = (
        ("or_worse", after, COLOURS[at:]),
        ("worse_than", before, COLOURS[at + 1 :]),
        ("or_better", after, COLOURS[: at + 1]),
        ("better_than", before, COLOURS[:at]),
    )
    return next((list(side) for name, text, side in sides if LEXICON.has(name, text)), meant)


def _denied(sentence: Sentence, place: int) -> bool:
    """ "Isn't delivered or withdrawn": a denial before a status, or before the one that it is joined to."""
    at = place - 1
    while at >= 0 and sentence.units[at].tag in LEXICON.words("status_joins"):
        at -= 1
    if 0 <= at < place - 1 and isinstance(sentence.units[at].item, StatusWord):
        return _denied(sentence, at)
    before = " ".join(unit.tag for unit in sentence.units[:place]) + " "
    return LEXICON.has("denied", before)


def _on_labels(word: StatusWord, context: Context) -> list[Status]:
    """What "behind" means where the plan's own words are "slightly behind" and "significantly behind": all of these."""
    found = (status for plan in context.plans for status in labels_with(word.words, plan.scheme))
    return list(dict.fromkeys(found)) if word.usual is None else []


def _meanings(word: StatusWord, context: Context) -> list[Status]:
    if held := _on_labels(word, context):
        return held
    if word.plans:
        return list(dict.fromkeys(word.plans.values()))
    return [word.usual] if word.usual is not None else []


# --- where and about what ------------------------------------------------------------------------------------------


def _places(sentence: Sentence, context: Context, wanted: Wanted) -> None:
    """The plan, the section, the team, or the words that an action must hold."""
    codes = [plan.code for plan in context.plans if plan.id in sentence.plans()]
    if codes:
        wanted.filter["plan"] = codes[0] if len(codes) == 1 else codes
    wanted.used.update(place for place, unit in enumerate(sentence.units) if unit.tag in ("PLAN", "SECTION"))
    if sections := sentence.sections():
        wanted.filter["section"] = sections[0] if len(sections) == 1 else sections
    elif team := _team(sentence, wanted):
        wanted.filter["team"] = team
    elif text := _text(sentence, context, wanted):
        wanted.filter["text"] = text


def _team(sentence: Sentence, wanted: Wanted) -> str | None:
    found = LEXICON.search("team_word", sentence.tagged)
    if found is None:
        return None
    places = range(*sentence.line.span(found, "team"))
    if wanted.used.intersection(places):
        return None
    words = [word for word in found.group("team").split() if word not in LEXICON.words("stop")]
    if words:
        wanted.used.update(range(*sentence.line.span(found)))
    return " ".join(words) or None


def _text(sentence: Sentence, context: Context, wanted: Wanted) -> str | None:
    """What the words of the question are about, once everything that means something else is taken away."""
    if found := LEXICON.search("quoted", sentence.text):
        return found.group("text")
    for name in ("text_about", "text_on"):
        for match in LEXICON.every(name, sentence.tagged):
            first, begin = sentence.line.span(match)
            places = _text_places(sentence, begin, wanted.used if name == "text_on" else set())
            if places and (name == "text_about" or _of_a_plan(sentence, places, context)):
                wanted.used.update(range(first, places[-1] + 1))
                return " ".join(sentence.words(place, place + 1).casefold() for place in places)
    return None


def _text_places(sentence: Sentence, begin: int, used: set[int]) -> list[int]:
    places: list[int] = []
    for place in range(begin, len(sentence.units)):
        unit = sentence.units[place]
        plain = unit.item is None and unit.tag[:1].isalpha() and place not in used
        if not plain or (unit.tag in LEXICON.words("ends_text") and places):
            break
        if unit.tag not in LEXICON.words("stop") and unit.tag not in LEXICON.words("not_text"):
            places.append(place)
    return places


def _of_a_plan(sentence: Sentence, places: list[int], context: Context) -> bool:
    """Whether a plan has these words: what "on", "for" and "with" lead to is else as likely no subject at all."""
    words = {stem(sentence.units[place].tag) for place in places}
    short = {stem(one) for place in places for one in LEXICON.abbreviations.get(sentence.units[place].tag, ())}
    return any(word in index_of(plan).holders for plan in context.plans for word in words | short)


def _format(sentence: Sentence, wanted: Wanted) -> None:
    if found := LEXICON.search("format", sentence.tagged):
        said = next(value for value in found.groups() if value)
        wanted.filter["format"] = LEXICON.formats.get(said, said)
        wanted.used.update(range(*sentence.line.span(found)))
