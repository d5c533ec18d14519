"""The timescale of an action: the document's words, verbatim, and our reading beside them."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from storage.lexicon import words
from storage.markup import one_line, plain
from storage.timescale_clauses import Clause, clauses
from storage.timescale_grammar import Grammar
from storage.timescale_tokens import Token, tokens, unlabelled


class Kind(StrEnum):
    """What sort of answer to "by when?" the words give (the design's seven)."""

    DATE = "date"  # one day
    PERIOD = "period"  # a month, a range, a season, a quarter, an end of year; it ends on its last day
    OPEN = "open"  # from a date, ongoing
    CONTINUOUS = "continuous"  # on-going, no end
    DEPENDENT = "dependent"  # waits for somebody: "To be confirmed with LGA"
    DONE = "done"  # "Completed May 2014"
    UNCLEAR = "unclear"


class Timescale(BaseModel):
    """Words and reading. `start` and `end` are inclusive local dates in the plan's zone; `end` is the deadline."""

    model_config = ConfigDict(frozen=True)

    text: str
    kind: Kind
    start: date | None = None
    end: date | None = None
    original_end: date | None = None  # the first deadline, where the words name a newer one
    parts: tuple["Timescale", ...] = ()  # every reading of a cell with several; the governing one is this one


_STRUCK = re.compile(r"</?(?:s|del|strike)>", re.IGNORECASE)
_LISTED = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=[,;]))\(?\d{1,2}\)(?=\s)")  # "1)" or "(1)" before an item
_WORD = 40  # letters that a word may have
_BRIEF = 5  # words of a line that can only say that something is done
_PROSE = 12  # words; a longer cell is running text, in which more has to speak for a date


class Found(NamedTuple):
    """A date expression inside a sentence: `sentence[start:stop]`, what it reads as, and the word before it.

    A date without a year is the next such one in `timescale`, the last that has begun in `behind` ("done in May").

    `marker` is what introduces it, in one of our words: "by" "before" "after" "from" "until" "to" "between" "revised"
    "original" "within", or None. The reading leaves it out: "by July" is read as July.
    """

    start: int
    stop: int
    timescale: Timescale
    behind: Timescale
    marker: str | None = None


def read_timescale(text: str, today: date | None = None, *, year_starts: int = 4) -> Timescale:
    """Read a timescale cell. Several readings come back in `parts`, in order, under the governing one.

    `today` resolves words without a year to the next such date (for what is done, the last); without it they keep their
    kind and have no dates. `year_starts` is the month in which the council's year begins. Nothing is guessed: what
    cannot be read is `unclear`.
    """
    return _read(plain(_STRUCK.sub("~~", text) if "<" in text else text), today, year_starts)


@lru_cache(maxsize=2048)  # the same few timescales stand in row after row
def _read(cell: str, today: date | None, year_starts: int) -> Timescale:
    said = _LISTED.sub(lambda found: " " * len(found.group()), _ranged(cell))
    prose = len(cell.split()) > _PROSE
    found = clauses(Grammar(unlabelled(tokens(said)), today, year_starts, sentence=prose))
    found = [one for one in found if not _in_passing(said, one)]
    readings = [_reading(one, text_of, said, today) for one, text_of in zip(found, _texts(found, said), strict=True)]
    if not readings:
        return Timescale(text=one_line(cell), kind=Kind.UNCLEAR)
    governing = _governing(found, readings)
    return governing.model_copy(
        update={
            "text": one_line(cell),
            "original_end": _original_end(found, readings, governing),
            "parts": tuple(readings) if len(readings) > 1 else (),
        }
    )


def _in_passing(cell: str, clause: Clause) -> bool:
    """A bare year in brackets or behind a name, among other words: that of a law or a report."""
    bare = cell[clause.start : clause.stop].strip("() ")
    if len(bare) != 4 or not bare.isdigit():
        return False
    named = re.search(r"(?:\(|\b[A-Z]\w+ )$", cell[max(0, clause.start - _WORD) : clause.start])
    return bool(named) and len(cell.split(maxsplit=_BRIEF)) > _BRIEF


_FIRST = re.compile(r"\(first (?=\d|[A-Z])")


def _ranged(cell: str) -> str:
    """ "Start: April 2026 End: March 2027" as the range that it is."""
    cell = _FIRST.sub("(was   ", cell)  # as our own reports write it
    labels = words("timescale")["label"]
    start, end = ("|".join(map(re.escape, labels[name])) for name in ("start", "end"))
    shape = rf"(?:{start})\s*(?:date)?\s*:(.+?)[\s,;–-]*\b(?:{end})\s*(?:date)?\s*:(.+)"
    found = re.fullmatch(shape, cell, re.IGNORECASE | re.DOTALL)
    return " – ".join(one_line(one) for one in found.groups()) if found else cell


def find_dates(text: str, today: date, *, year_starts: int = 4) -> list[Found]:
    """All date expressions of a sentence, in order. Words that are only sometimes dates ("may") need a date's
    company."""
    grammar = Grammar(tokens(text), today, year_starts, sentence=True)
    found: list[Found] = []
    place = 0
    while place < len(grammar.tokens):
        match = grammar.expression(place)
        span = match[0].resolve(today) if match else None
        if match is None or span is None:
            place += 1
            continue
        start, stop = grammar.tokens[place].start, grammar.tokens[match[1] - 1].stop
        kind = Kind.DATE if match[0].single else Kind.PERIOD
        timescale = Timescale(text=text[start:stop], kind=kind, start=span[0], end=span[1])
        past = match[0].resolve(today, past=True)
        behind = timescale if past in (None, span) else timescale.model_copy(update={"start": past[0], "end": past[1]})
        found.append(Found(start, stop, timescale, behind, _marker(grammar.tokens, place)))
        place = match[1]
    return found


_MARKERS = ("by", "before", "after", "from", "until", "to", "between", "revised", "original", "within")


def _marker(found: Sequence[Token], place: int) -> str | None:
    """The introducing word before a date, past "the" and "of"."""
    while place and "fill" in found[place - 1].terms:
        place -= 1
    return next((mark for mark in _MARKERS if found[place - 1].any(mark)), None) if place else None


# --- one clause ---------------------------------------------------------------------------------------------------


def _texts(found: Sequence[Clause], cell: str) -> list[str]:
    """Each clause's own words: from where the one before it ends, within its line, to where the next begins."""
    texts: list[str] = []
    for place, clause in enumerate(found):
        begins = max(found[place - 1].stop if place else 0, cell.rfind("\n", 0, clause.start) + 1)
        ends = found[place + 1].start if place + 1 < len(found) else len(cell)
        line = cell.find("\n", clause.stop)
        ends = min(ends, line) if line >= 0 else ends
        opening = begins if cell.rfind("\n", 0, clause.start) + 1 == begins else clause.start
        texts.append(one_line(cell[opening:ends]).strip(" ,;/&→-–(~"))
    return texts


def _reading(clause: Clause, text: str, cell: str, today: date | None) -> Timescale:
    kind = _kind(clause, cell, today)
    start, end = _dates(clause, kind)
    return Timescale(text=text, kind=kind, start=start, end=end)


def _plainly(cell: str, clause: Clause) -> bool:
    """Done is all that the line says, or what it begins with: "three are complete and the fourth goes on" says less."""
    line = cell[cell.rfind("\n", 0, clause.start) + 1 :].split("\n")[0]
    return len(line.split()) <= _BRIEF or line.lstrip().startswith(cell[clause.start : clause.start + 4])


def _still_ahead(clause: Clause) -> Kind:
    """Nothing is done on a day to come: "completed by March 2027" and "review completed March 2027" are deadlines.

    Of "Completed March 2027" alone we are not sure.
    """
    if clause.expression is None or clause.has("dependent") or not clause.has("by", "named"):
        return Kind.UNCLEAR
    return Kind.DATE if clause.expression.single else Kind.PERIOD


def _kind(clause: Clause, cell: str, today: date | None) -> Kind:
    if clause.expression and clause.span is None and not clause.expression.waits(today):
        return Kind.UNCLEAR  # a day that no calendar has
    if clause.has("hanging") and clause.expression:
        return Kind.UNCLEAR  # "3 months from approval (June 2026)": is June the end, or what it is counted from?
    if clause.has("done"):
        if clause.has("dependent") or (clause.span and today and clause.span[0] > today and not clause.has("review")):
            return _still_ahead(clause)
        return Kind.DONE if _plainly(cell, clause) else Kind.UNCLEAR
    if clause.expression is None:
        return Kind.CONTINUOUS if clause.has("ongoing", "recurring") else Kind.DEPENDENT
    if clause.has("from", "after") and not (clause.expression.ranged and clause.has("from")):
        return Kind.OPEN
    if clause.has("until") or (clause.expression.ranged and clause.has("from")):
        return Kind.PERIOD
    if clause.has("ongoing", "recurring"):
        return Kind.CONTINUOUS
    return Kind.DATE if clause.expression.single else Kind.PERIOD


def _dates(clause: Clause, kind: Kind) -> tuple[date | None, date | None]:
    """Start and end. "By" and "until" give an end alone; before a month is by the day before it."""
    looked_at = kind is Kind.DONE and clause.has("review")  # "complete, review in March": done, but not then
    if clause.span is None or looked_at or kind in (Kind.CONTINUOUS, Kind.UNCLEAR):
        return None, None
    first, last = clause.span
    if kind is Kind.OPEN:
        return (last + timedelta(days=1) if clause.has("after") else first), None
    if clause.has("before") and first != last:
        return None, first - timedelta(days=1)
    if clause.has("by", "until") and kind is not Kind.DONE:  # "approved by Cabinet in July"
        return None, last
    return first, last


# --- several ------------------------------------------------------------------------------------------------------

_RANK = (Kind.DATE, Kind.PERIOD, Kind.OPEN, Kind.DEPENDENT, Kind.CONTINUOUS, Kind.DONE, Kind.UNCLEAR)


def _governing(found: Sequence[Clause], readings: Sequence[Timescale]) -> Timescale:
    """A new deadline before an old one; else the last deadline still to be met; else what comes nearest to one."""
    pairs = list(zip(found, readings, strict=True))
    newer = [one for clause, one in pairs if clause.has("revised") and one.end]
    current = [one for clause, one in pairs if not clause.has("original")] or list(readings)
    dated = newer or [one for one in current if one.end and one.kind is not Kind.DONE]
    if dated:
        return max(dated, key=lambda one: one.end or date.min)
    return min(current, key=lambda one: _RANK.index(one.kind))


def _original_end(found: Sequence[Clause], readings: Sequence[Timescale], governing: Timescale) -> date | None:
    """The earlier promise, where the words speak of two: "March 2024 (was December 2023)", "new deadline July"."""
    pairs = list(zip(found, readings, strict=True))
    first = [one.end for clause, one in pairs if clause.has("original") and one.end]
    if not first and any(clause.has("revised") for clause in found):
        first = [one.end for clause, one in pairs if not clause.has("revised") and one.end]
    return first[0] if first and first[0] != governing.end else None
