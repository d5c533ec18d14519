"""The gate before a write: a status or a date is certain only where the words around it leave it so.

Whatever reading found it, what stands beside it is looked at once more in one place: what denies or binds it, whose
word it is, whether it was so or is to be, what else it may be said of. What is held here is asked, never written."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.understanding.clauses import clauses_of, ends
from dialogs.understanding.dates import When
from dialogs.understanding.items import StatusWord
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.said import Held, Said
from dialogs.understanding.sentence import LONGEST_STRETCH, Sentence

# Where words stand to what would be written, and what they may do to it: `before_was` is a pattern of `gate.toml`.
KINDS = {
    "lead": ("seen", "example"),
    "prior": ("painted",),
    "before": ("asked", "left", "was", "compared", "part", "then", "bound", "denied", "cannot"),
    "after": (
        *("mentioned", "was", "compared", "bound", "said", "guessed", "to_come", "part", "wandered", "asked"),
        *("excepting", "joked", "object", "if", "rest"),
    ),
    "behind": ("guessed", "said", "bound", "left", "asked", "joked", "rest"),
}
ONLY_OF_DATES = frozenset(("after_if", "before_cannot"))
OF_DATES = ONLY_OF_DATES.union(
    ("after_was", "after_bound", "after_said", "after_guessed"),
    (f"behind_{kind}" for kind in KINDS["behind"] if kind != "rest"),
)
NOT_OF_ENDED = frozenset(("before_was", "after_was"))  # what was completed is complete
OF_ENDED = frozenset(("before_then", "after_rest", "behind_rest"))
OF_VERBS = frozenset(("after_object",))
OF_COLOURS = frozenset(("prior_painted",))


@dataclass(frozen=True, slots=True)
class _Place:
    """Something that would be written, and the words around it: of its clause, and of those next to that."""

    item: StatusWord | When
    around: dict[str, Sentence]

    @property
    def verb(self) -> bool:
        """Whether what follows may be what was done, and not the action."""
        return isinstance(self.item, StatusWord) and self.item.words in LEXICON.words("verbs_of_status")


def held(said: Said, lead: Sentence, body: Sentence) -> Held | None:
    """The first words that take certainty from what was said of an action; None where all of it may be written."""
    written: tuple[StatusWord | When, ...] = (*said.statuses, *said.dates)
    for item in written:
        place = _place(item, body, lead) or _place(item, lead, lead.part(0, 0))
        found = _at(place, told=said.done_on is not None) if place is not None else None
        if found is not None:
            return found
    return None


def _at(place: _Place, told: bool) -> Held | None:
    """What holds one thing; `told` where the day is given at which it was so ("as at 31 October 5 was red")."""
    found = next(_by_words(place), None) or _by_phrase(place) or _by_day(place)
    return None if told and found is not None and found.why == "was" and not place.around["after"].units else found


def _by_words(place: _Place) -> Iterator[Held]:
    for side, words in place.around.items():
        for kind in KINDS[side] if words.units else ():
            name = f"{side}_{kind}"
            if not _passes(place, name) and LEXICON.has(name, words.tagged):
                yield Held(words.words(), kind)


def _passes(place: _Place, name: str) -> bool:
    """Whether some words say nothing against a date, or against what has ended or goes on."""
    if isinstance(place.item, When):
        return name not in OF_DATES
    if name in ONLY_OF_DATES:
        return True
    if name == "before_denied":
        return bool(place.around["before"].statuses())  # "not red but amber"
    if name in OF_VERBS:
        return not place.verb
    if name in OF_COLOURS:
        return place.item.words not in LEXICON.words("colours")
    return name in (NOT_OF_ENDED if place.item.ended else OF_ENDED)


def _by_phrase(place: _Place) -> Held | None:
    """ "Red in the face", "I'm signed off": words that together are something else."""
    if isinstance(place.item, When):
        return None
    after = place.around["after"].tagged
    person = place.item.words == "signed off" and LEXICON.has("person_off", place.around["before"].tagged)
    if person or LEXICON.has("phrase_other", f"{place.item.words} {after}"):
        return Held(f"{place.item.words} {place.around['after'].words()}".strip(), "mentioned")
    return None


def _by_day(place: _Place) -> Held | None:
    """ "Amber last quarter", "complete next week": a day right behind a status, on which it was or will be so."""
    after = place.around["after"]
    begins = 1 if after.tagged.startswith("from ") else 0
    when = after.units[begins].item if len(after.units) > begins else None
    if isinstance(place.item, When) or not isinstance(when, When) or when.current:
        return None
    words = after.words(0, begins + 1)
    if when.behind:
        came = any(unit.tag in LEXICON.words("came_to_be") for unit in place.around["before"].units)
        return None if begins or came or place.item.ended or place.verb else Held(words, "was")
    near = begins or not LEXICON.words("relative_days").isdisjoint(when.ahead.text.casefold().split())
    return Held(words, "to_come") if near and not when.recent else None


def _place(item: StatusWord | When, part: Sentence, lead: Sentence) -> _Place | None:
    """Where a thing stands in a stretch; None where it is no word of it."""
    at = next((at for at, unit in enumerate(part.units) if unit.first == item.first and unit.item), None)
    if at is None or item.last == 0:
        return None
    begin = _begin(part, at)
    end = _end(part, at)
    behind = next((one for one in range(end, len(part.units)) if part.units[one].tag[:1].isalnum()), len(part.units))
    leads = list(clauses_of(lead.part(max(len(lead.units) - LONGEST_STRETCH, 0), len(lead.units))))
    around = {
        "lead": leads[-1] if leads else lead.part(0, 0),
        "prior": part.part(_begin(part, begin - 1), max(begin - 1, 0)),
        "before": part.part(begin, at),
        "after": part.part(at + 1, end),
        "behind": part.part(behind, _end(part, behind)),
    }
    return _Place(item, around)


def _begin(part: Sentence, at: int) -> int:
    """Where the clause of a word begins."""
    begin = max(at, 0)
    while begin and at - begin < LONGEST_STRETCH and not ends(part.units[begin - 1].tag):
        begin -= 1
    return begin


def _end(part: Sentence, at: int) -> int:
    """Where the clause of a word ends."""
    last = min(len(part.units), at + LONGEST_STRETCH)
    return next((one for one in range(at, last) if ends(part.units[one].tag) or _dash(part, one)), last)


def _dash(part: Sentence, at: int) -> bool:
    """A dash between spaces."""
    units = part.units
    return units[at].tag == "-" and (at == 0 or units[at - 1].end < units[at].start)
