"""The status of an action: one small set of our own words, and each plan's words for them.

The canonical set is ours; what people see is always the plan's own label (`Scheme.label`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from storage.lexicon import words
from storage.markup import one_line, plain


class Status(StrEnum):
    """How an action stands. `None` in its place means *not rated*."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    ON_HOLD = "on_hold"
    COMPLETE = "complete"
    CLOSED = "closed"

    @property
    def ended(self) -> bool:
        """True where nothing more is expected, so that the action is never overdue."""
        return self in (Status.COMPLETE, Status.CLOSED)


DEFAULT_LABELS: dict[Status, str] = {
    Status.NOT_STARTED: "Not started",
    Status.IN_PROGRESS: "In progress",
    Status.GREEN: "Green",
    Status.AMBER: "Amber",
    Status.RED: "Red",
    Status.ON_HOLD: "On hold",
    Status.COMPLETE: "Complete",
    Status.CLOSED: "Closed",
}


@dataclass(frozen=True, slots=True)
class Scheme:
    """A plan's own status words, in its order, each with the status that it stands for."""

    labels: tuple[tuple[str, Status], ...] = ()

    def label(self, status: Status | None) -> str:
        """The plan's first word for a status, ours where it has none; "Not rated" for none."""
        if status is None:
            return "Not rated"
        for label, own in self.labels:
            if own is status:
                return label
        return DEFAULT_LABELS[status]

    def status_of(self, label: str) -> Status | None:
        """The status behind one of the plan's own words, whatever its case and spacing; None if unknown."""
        wanted = " ".join(label.casefold().split())
        return next((own for words, own in self.labels if " ".join(words.casefold().split()) == wanted), None)

    def choices(self) -> tuple[tuple[str, Status], ...]:
        """What a form offers: the plan's own words first, then the statuses that it has no word for."""
        named = {status for _, status in self.labels}
        return self.labels + tuple((words, own) for own, words in DEFAULT_LABELS.items() if own not in named)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, Status | str]]) -> "Scheme":
        return cls(tuple((words, Status(own)) for words, own in pairs))


# --- reading ------------------------------------------------------------------------------------------------------

_COLOURS = frozenset((Status.GREEN, Status.AMBER, Status.RED))
_PERCENT = re.compile(r"(\d{1,3})(?:\.\d+)?\s?%")
_APART = re.compile(r"^[RAGBragb]\s*[-–—:]\s|^\([RAGB]\)|[(\[][RAGB][)\]]$|\s[-–—]\s[RAGB]$")  # a letter beside words
_HEADED = re.compile(r"(?P<head>[^\W\d_][\w' ]*?)\s*(?:[–—:;.(,]|-(?=\s))\s*(?P<rest>\S.*)", re.DOTALL)
_WORD = re.compile(r"[^\W_]+(?:['’&][^\W_]+)*")


def read_status(text: str, scheme: Scheme | None = None) -> Status | None:
    """The status that a cell's words give; None where the cell is blank, says nothing of it, or could mean two.

    The plan's own words (`scheme`) come first. Case, spacing and punctuation do not matter.
    """
    return _read(one_line(plain(text)), scheme)


@lru_cache(maxsize=1024)  # the same few words stand in row after row
def _read(cell: str, scheme: Scheme | None) -> Status | None:
    if scheme and (own := _by_scheme(cell, scheme)):
        return own
    cell = _past().sub("", cell) if "(" in cell else cell
    said = tuple(_WORD.findall(cell.casefold().replace("’", "'")))
    if "?" in cell or any(phrase in " ".join(said) for phrase in words("status")["doubt"]["phrases"]):
        return None
    if not said:
        return _by_symbol(cell)
    if alone := _by_letters(said) or _by_percent(cell) or _headed(cell):
        return alone
    spoken = _by_words(said)
    if spoken is Status.COMPLETE and (share := _PERCENT.search(cell)) and share.group(1) != "100":
        return Status.IN_PROGRESS  # "80% delivered"
    return _coloured(spoken, cell) if spoken else _by_symbol(cell)


def _headed(cell: str) -> Status | None:
    """ "Amber – recruitment in progress": a status and a mark, then words about it that name no other colour.

    Nothing where they take it back ("Complete – except the training") or it is left to the words as a whole.
    """
    parts = _HEADED.match(cell)
    if parts is None:
        return None
    head = _table("word").get(tuple(_WORD.findall(parts.group("head").casefold())))
    said = tuple(_WORD.findall(parts.group("rest").casefold()))
    found, left = _phrases(said)
    taken_back = left & frozenset(words("status")["doubt"]["taken_back"]) or _PERCENT.search(cell)
    if head is None or len(left) < 2 or (head.ended and taken_back):
        return None
    return None if {one for one in found if one in _COLOURS} - {head} else head


@cache
def _past() -> re.Pattern[str]:
    """Brackets that say what was: "Red (was Amber)"."""
    before = "|".join(map(re.escape, words("timescale")["mark"]["original"]))
    return re.compile(rf"(?<=\w)\s*\((?:{before})\b[^()]*\)", re.IGNORECASE)


def _coloured(status: Status, cell: str) -> Status | None:
    """What the words say, with the colour that a letter or a sign set apart gives it; None where the two disagree."""
    letter = _APART.search(cell)
    beside = _table("letter").get((letter.group().strip("()[] -–—:.").casefold(),)) if letter else _by_symbol(cell)
    if beside is None or beside is status or status in (Status.CLOSED, Status.ON_HOLD):
        return status
    if beside is Status.GREEN and status is Status.COMPLETE:
        return status
    disagree = status in _COLOURS or Status.COMPLETE in (status, beside)
    return None if disagree else beside


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _by_scheme(cell: str, scheme: Scheme) -> Status | None:
    wanted = _key(cell)
    return scheme.status_of(cell) or next(
        (own for label, own in scheme.labels if wanted and _key(label) == wanted), None
    )


@cache
def _table(name: str) -> dict[tuple[str, ...], Status]:
    return {
        tuple(phrase.split()): Status(status) for status, phrases in words("status")[name].items() for phrase in phrases
    }


def _by_letters(said: tuple[str, ...]) -> Status | None:
    """R, A, G or B alone; "A/G" is between two."""
    if said[0] in ("rag", "brag") and len(said) > 1:
        said = said[1:]
    if len(said) == 1 and said[0] in ("ag", "ga", "ar", "ra"):
        said = tuple(said[0])
    letters = [_table("letter").get((one,)) for one in said]
    if len(letters) == 1:
        return letters[0]
    return _between([one for one in letters if one]) if None not in letters else None


def _by_percent(cell: str) -> Status | None:
    """How much is done, where a cell says nothing else."""
    found = _PERCENT.match(cell)
    if found is None or _key(cell[found.end() :]) not in ("", "complete", "completed", "done"):
        return None
    share = int(found.group(1))
    return Status.COMPLETE if share == 100 else Status.IN_PROGRESS if share else Status.NOT_STARTED


def _by_symbol(cell: str) -> Status | None:
    found = {Status(status) for status, signs in words("status")["symbol"].items() for sign in signs if sign in cell}
    return _between(list(found))


def _by_words(said: tuple[str, ...]) -> Status | None:
    found, left = _phrases(said)
    if meant := _leading(said):
        return meant
    if left & frozenset(words("status")["doubt"]["words"]) or len(left) > 6:
        return None
    return _between(found)


def _leading(said: tuple[str, ...]) -> Status | None:
    """ "On track to complete by March", "Deferred to 2027/28": what follows tells what for, until when or by whom.

    Not of a single word for a colour or an end: "Green to amber", "Complete by March", "Closed by March".
    """
    size = next((size for size in range(4, 0, -1) if said[:size] in _table("word")), 0)
    status = _table("word").get(said[:size])
    plain_word = size == 1 and (status in _COLOURS or said[0] == DEFAULT_LABELS[Status.CLOSED].casefold())
    if status in (None, Status.COMPLETE, Status.IN_PROGRESS) or plain_word:
        return None
    found, left = _phrases(said[size:])
    circumstance = frozenset(words("status")["doubt"]["circumstance"])
    doubtful = (left - circumstance) & frozenset(words("status")["doubt"]["words"])
    return None if doubtful or set(found) - {Status.COMPLETE, status} or not left & circumstance else status


def _phrases(said: tuple[str, ...]) -> tuple[list[Status], frozenset[str]]:
    """The statuses of all known phrases, longest first at each word, and the words that are in none."""
    table = _table("word")
    longest = max(map(len, table))
    found: list[Status] = []
    left: set[str] = set()
    place = 0
    while place < len(said):
        length = next((size for size in range(longest, 0, -1) if said[place : place + size] in table), 0)
        if length:
            status = table[said[place : place + length]]
            partly = status is Status.COMPLETE and place and said[place - 1] in words("status")["doubt"]["partly"]
            found.append(Status.IN_PROGRESS if partly else status)
            left -= {said[place - 1]} if partly else set()
        else:
            left.add(said[place])
        place += length or 1
    return found, frozenset(left)


def _between(found: list[Status]) -> Status | None:
    """One out of several: an ending or a hold outweighs, a colour outweighs its absence, amber lies between two."""
    kinds = set(found)
    if len(kinds) <= 1:
        return found[0] if found else None
    if kinds == {Status.COMPLETE, Status.CLOSED}:
        return Status.COMPLETE
    if found[0] is Status.COMPLETE or kinds <= {Status.COMPLETE, Status.GREEN}:
        return Status.COMPLETE if kinds <= {Status.COMPLETE, Status.GREEN, Status.IN_PROGRESS} else None
    for weighty in (Status.CLOSED, Status.ON_HOLD):
        if weighty in kinds:
            return weighty if Status.COMPLETE not in kinds else None
    colours = kinds & _COLOURS
    if Status.COMPLETE in kinds or colours == {Status.GREEN, Status.RED} or len(colours) == 3:
        return None
    return next(iter(colours)) if len(colours) == 1 else Status.AMBER if colours else None
