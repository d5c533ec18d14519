"""A status at the head of a clause, and whether the words behind it leave it one: "red because …" is a status,
"finished the tender evaluation" is a story, and of what may be either ("red supplier late") it is asked."""

from dataclasses import dataclass
from enum import Enum, auto

from dialogs.understanding.about import About
from dialogs.understanding.dates import When
from dialogs.understanding.items import StatusWord, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence, Unit
from storage.status import Status

FAR = 4  # words and hyphens within which a colour reaches its noun


@dataclass(frozen=True, slots=True)
class Head:
    """The status, the words behind it, and whether it must be asked before it is written."""

    word: StatusWord
    rest: Sentence
    doubted: bool


class Reading(Enum):
    STATUS = auto()
    STORY = auto()
    UNSURE = auto()


def head_of(clause: Sentence, about: About) -> Head | None:
    """The status that a clause begins with; None where what follows takes it back or makes it a story."""
    found = LEXICON.search("status_head", clause.tagged)
    if found is None:
        return None
    _, end = clause.line.span(found)
    rest = clause.part(end, len(clause.units))
    word = clause.units[end - 1].item
    if not isinstance(word, StatusWord) or future(clause) or _compound(clause, end, about):
        return None
    if word.words == "closed" and _closes_itself(clause):
        return None
    if _hedged(rest, word):
        return None
    reading = _reading(word, rest)
    return None if reading is Reading.STORY else Head(word, rest, reading is Reading.UNSURE)


def _closes_itself(clause: Sentence) -> bool:
    """ "The survey closed on Friday": what has an end of its own, which is news of the action and not its end."""
    before = clause.units[0].first - 1
    return before >= 0 and clause.tokens[before].key in LEXICON.words("closes_itself")


def _reading(word: StatusWord, rest: Sentence) -> Reading:
    """What the words right behind a status make of it."""
    if word.words in LEXICON.words("said_of_actions") and rest.units[0].tag in ("by", "with", "as"):
        return Reading.STATUS
    if word.words in LEXICON.words("verbs_of_status") or (word.ended and word.words.endswith("ed")):
        return _verb_reading(rest)
    if word.words == "on hold" and LEXICON.has("on_the_phone", rest.tagged):
        return Reading.STORY
    if _continues(rest):
        return Reading.STATUS
    if _coloured(word, rest):
        return Reading.STORY
    if " " not in word.words and word.words.endswith("ed") and word.usual is None:
        return Reading.STORY if _plural(rest.units[0].tag) else Reading.UNSURE
    if word.words in LEXICON.words("describing_statuses"):
        described = word.ended or word.usual is None or _described(word, rest.units[0].tag)
        return Reading.UNSURE if described else Reading.STATUS
    return Reading.STATUS


def _coloured(word: StatusWord, rest: Sentence) -> bool:
    """Whether a colour is that of a thing near it: "green hi-vis jackets ordered"."""
    if word.words not in LEXICON.words("colours"):
        return False
    for unit in rest.units[:FAR]:
        if unit.tag in LEXICON.words("coloured_things"):
            return True
        word_of_it = unit.item is None and unit.tag.isalpha() and unit.tag not in LEXICON.words("stop")
        if not (word_of_it or unit.tag == "-"):
            return False
    return False


def _plural(noun: str) -> bool:
    """ "9 deferred applicants", where Deferred is a status of the plan."""
    return len(noun) > 4 and noun.endswith("s") and not noun.endswith(("ss", "us", "is"))


def _described(word: StatusWord, noun: str) -> bool:
    """Whether a noun is often called so: "green strategy", "red route"; nobody speaks of a red strategy."""
    if noun in LEXICON.words("described") or noun in LEXICON.words("perhaps_coloured"):
        return True
    return word.words != "red" and noun in LEXICON.words("described_by_green")


def _verb_reading(rest: Sentence) -> Reading:
    """ "Finished the evaluation" tells of the evaluation, "finished in May" and "finished, thanks to Jo" of the action;
    "signed off by the board" may be either."""
    if LEXICON.has("verb_all", rest.tagged):
        return Reading.STATUS
    if LEXICON.has("verb_object", rest.tagged):
        return Reading.STORY
    if LEXICON.has("verb_ends", rest.tagged) or isinstance(rest.units[0].item, When):
        return Reading.STATUS
    return Reading.UNSURE if LEXICON.has("verb_where", rest.tagged) else Reading.STORY


def _continues(rest: Sentence) -> bool:
    """Whether the words behind a colour or "complete" begin something new: a reason, a date, a person, a number."""
    first = rest.units[0]
    if first.item is not None or not first.tag.isalpha():
        return isinstance(first.item, When | Who | StatusWord) or not first.tag.isalpha()
    small = any(first.tag in LEXICON.words(name) for name in ("continues", "after_refs"))
    return small or first.tag.endswith("ing")


def describes(clause: Sentence) -> bool:
    """ "They are complete supporters of it": the word describes the noun behind it, and is no status."""
    found = LEXICON.search("status_head", clause.tagged)
    if found is None:
        return False
    _, end = clause.line.span(found)
    word, after = clause.units[end - 1].item, clause.units[end]
    if not isinstance(word, StatusWord) or after.item is not None or not after.tag.isalpha():
        return False
    ended = word.ended
    small = any(after.tag in LEXICON.words(name) for name in ("stop", "small", "after_refs", "verbs_in_s", "openers"))
    verb = after.tag.endswith(("ed", "ing", "ly"))
    return (ended or LEXICON.has("pronoun_they", clause.tagged)) and not small and not verb


def future(clause: Sentence) -> bool:
    """ "Still to complete" is yet to be done; "set 3 to complete" is not."""
    for place, unit in enumerate(clause.units):
        ended = isinstance(unit.item, StatusWord) and unit.item.ended
        if ended and _completes(unit) and LEXICON.has("obliged", clause.part(max(place - FAR, 0), place).tagged):
            return True
        if ended and place and clause.units[place - 1].tag == "to":
            return clause.units[place - 2].tag not in LEXICON.words("sets_to") if place > 1 else False
    return False


def _completes(unit: Unit) -> bool:
    word = unit.item
    return isinstance(word, StatusWord) and Status.COMPLETE in (word.usual, *word.plans.values())


def _hedged(rest: Sentence, word: StatusWord) -> bool:
    """What follows takes the status back: "complete by March", "green if the bid succeeds", "done except …"."""
    return LEXICON.has("hedge_ended" if word.ended else "hedge", rest.tagged)


def _hyphened(clause: Sentence, place: int) -> bool:
    """ "Amber-rated suppliers": the status is half of a word."""
    tokens = clause.tokens
    if place + 1 >= len(tokens) or tokens[place].key != "-" or not tokens[place + 1].word:
        return False
    return tokens[place - 1].end == tokens[place].start and tokens[place].end == tokens[place + 1].start


def _compound(clause: Sentence, end: int, about: About) -> bool:
    """The status word belongs to the noun behind it: listed, in the plan's own words, or written as a name."""
    last = clause.units[end - 1].last
    if end >= len(clause.units):
        return False
    if _hyphened(clause, last):
        return True
    status, after = clause.tokens[last - 1], clause.tokens[last]
    said = f"{status.key} {after.key}"
    if about.compound((status.key, after.key)) or not {said, said.removesuffix("s")}.isdisjoint(
        LEXICON.words("compounds")
    ):
        return True
    return status.capital and after.capital and after.word and status.text.istitle() and after.text.istitle()
