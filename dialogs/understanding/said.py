"""What a stretch of a message says of its action, and the note that is left of its words."""

import re
from dataclasses import dataclass, field, fields

from dialogs.understanding.dates import When
from dialogs.understanding.items import StatusWord
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence

_MARK_BETWEEN = re.compile(r"[,;:.!?()–—\n](?=\s|$)| - ")


@dataclass(frozen=True, slots=True)
class Held:
    """The person's words that stand in the way of a write, and what they do there (`gate.py`)."""

    words: str
    why: str


@dataclass(slots=True)
class Said:
    """What a stretch says about its action. `kept` are stretches of characters that belong to the note."""

    statuses: list[StatusWord] = field(default_factory=list)
    either: bool = False  # "red or amber"
    dates: list[When] = field(default_factory=list)
    shift: tuple[int, str] | None = None  # (amount, unit), later or (negative) earlier
    cleared: bool = False  # "remove the date"
    doubted: bool = False  # "I think 5 is amber": read back before it is written
    unsure_date: bool = False  # a date was given that may or may not be the new deadline
    continuous: str | None = None  # the words that make it continuous
    no_date: str | None = None  # the words that leave the date open
    unchanged: bool = False
    idle: int = 0  # how many of the kept stretches say only that nothing has changed
    kept: list[tuple[int, int]] = field(default_factory=list)
    aside: list[tuple[int, int]] = field(default_factory=list)  # clauses that only say how sure the rest is
    decision: str | None = None
    decided: bool = False  # "decision no longer needed"
    taken: bool = False  # "decision made": what an action waited for, if it did, has been decided
    evidence: str | None = None  # "see attached", an address
    done_on: When | None = None
    held: Held | None = None  # the words that took certainty from it
    past: When | None = None  # a day behind us, which is no deadline

    @property
    def tells(self) -> bool:
        """Whether it says something that a change consists of, its words apart."""
        dated = self.cleared or self.dates or self.shift or self.continuous or self.no_date or self.unsure_date
        return bool(self.statuses or self.unchanged or dated or self.either)

    @property
    def weighs(self) -> bool:
        """Whether it sets a status or a date, which is read back where it is not certain."""
        return bool(self.statuses or self.cleared or self.dates or self.shift or self.continuous or self.no_date)

    def take(self, other: "Said") -> None:
        """What another part of the stretch says, added to this."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            setattr(self, each.name, [*mine, *theirs] if isinstance(mine, list) else theirs or mine)


def keep(clause: Sentence, said: Said) -> None:
    """The clause belongs to the note; the verb that joined it to the number does not."""
    units = clause.units
    if not said.kept and len(units) > 1 and units[0].tag in ("is", "are", "that"):
        units = units[1:]
    if not all(LEXICON.has("trailing_word", unit.tag) for unit in units):
        said.kept.append((units[0].start, units[-1].end))


def _joint(between: str) -> str:
    """What joins two stretches: what stood there; where words were taken out, the full stop behind them, else a comma
    if a mark stood beside them."""
    if not any(one.isalnum() for one in between):
        return between
    if between.rstrip().endswith("."):
        return ". "
    return ", " if _MARK_BETWEEN.search(between) else " "


def note_of(text: str, said: Said) -> str | None:
    """The kept stretches as one note, in the person's own words and marks; None where nothing remains."""
    pieces: list[str] = []
    previous: int | None = None
    for start, end in said.kept:
        if not any(one.isalnum() for one in text[start:end]):
            continue
        between = text[previous:start] if previous is not None else ""
        if previous is not None:
            pieces.append(_joint(between))
        pieces.append(text[start:end])
        previous = end
    if said.unchanged and said.idle == len(said.kept):
        return "no change"
    note = "".join(pieces).strip(" ,;:-–—\n\t")
    return note or None
