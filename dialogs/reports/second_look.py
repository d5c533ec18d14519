"""What somebody should look at again before a report goes out: it is listed beside the file, and never altered. Pure.

Figures and words that do not go together, and words of the report that seem to speak of a person's affairs, to name
somebody, or to speak of money that is still being negotiated (`sensitive.py`). Notes of one kind are told together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dialogs.reports import words
from dialogs.reports.model import Contradiction, Odd
from dialogs.reports.report import Report
from dialogs.reports.sensitive import About, sensitive
from dialogs.words import ELLIPSIS, cut, say

QUOTED = 90  # characters of a note
QUOTES = 3  # notes of a kind that are quoted; of the others the numbers are told


class Why(StrEnum):
    """Why it should be looked at: the contradictions of the figures, and words that may not be for everybody."""

    LATE_AND_GREEN = Odd.LATE_AND_GREEN.value
    OPEN_STEPS = Odd.OPEN_STEPS.value
    LATER_DATES = Odd.LATER_DATES.value
    NO_REASON = Odd.NO_REASON.value
    PERSONAL = "personal"
    COMMERCIAL = "commercial"


_OF_MONEY = frozenset((About.WITHHELD, About.PRICE, About.AWARD, About.DISPUTE))


@dataclass(frozen=True, slots=True)
class Look:
    ref: str
    why: Why
    about: About | None = None  # of words that seem personal or commercial, what they seem to speak of;
    words: str = ""  # the part of the note that says so, or the names


def second_look(printed: Report, full: Report | None = None) -> tuple[Look, ...]:
    """Everything of a report that is worth one, in the plan's order.

    `full` is the same report with every publishable note: whether a better colour has a reason is seen in that one.
    """
    odd: dict[str, list[Look]] = {}
    for found in (full or printed).contradictions:
        odd.setdefault(found.ref, []).append(Look(found.ref, Why(found.why)))
    said = _words(full if full and printed.internal else printed)
    public = _public(printed)
    for ref, notes in said.items():
        odd.setdefault(ref, []).extend(_sensitive(ref, notes, public, printed.people))
    return tuple(look for row in printed.rows for look in odd.get(row.ref, ()))


def told(printed: Report, full: Report | None = None) -> list[str]:
    """In sentences: one for each way in which figures do not go together, one for each kind of words."""
    looks = second_look(printed, full)
    figures = words.contradictions(Contradiction(one.ref, Odd(one.why)) for one in looks if one.about is None)
    kinds = {about: [found for found in looks if found.about is about] for about in About}
    return [*figures, *(_kind(about, found) for about, found in kinds.items() if found)]


def _kind(about: About, found: list[Look]) -> str:
    key = "look.named" if about is About.NAME else "look.quoted"
    items = [say(key, ref=one.ref, words=one.words) for one in found[:QUOTES]]
    more = ", ".join(dict.fromkeys(one.ref for one in found[QUOTES:]))
    return say(f"look.about_{about}", items="; ".join([*items, *([say("look.also", refs=more)] if more else [])]))


def _sensitive(ref: str, notes: Iterable[str], public: frozenset[str], staff: Iterable[str]) -> Iterator[Look]:
    """Each thing that each note may speak of; a name that is seen in a part that is quoted anyway is not told again."""
    for note in notes:
        every = sensitive(note, public, staff)
        quoted: dict[About, str] = {one.about: _around(note, one.words) for one in every if one.about is not About.NAME}
        for about, words_ in quoted.items():
            yield Look(ref, Why.COMMERCIAL if about in _OF_MONEY else Why.PERSONAL, about, words_)
        named = (one for one in every if one.about is About.NAME)
        yield from (Look(ref, Why.PERSONAL, one.about, one.words) for one in named if not _seen(one.words, quoted))


def _seen(names: str, quoted: Mapping[About, str]) -> bool:
    return all(any(name in words_ for words_ in quoted.values()) for name in names.split(", "))


def _around(note: str, words: str) -> str:
    """The part of a note in which the words stand."""
    flat = " ".join(note.split())
    at = flat.casefold().replace("’", "'").find(" ".join(words.split()))
    if at + len(words) <= QUOTED:
        return cut(flat, QUOTED)
    begin = flat.rfind(" ", 0, max(0, at - QUOTED // 3)) + 1
    return (ELLIPSIS if begin else "") + cut(flat[begin:], QUOTED)


def _public(one: Report) -> frozenset[str]:
    """Who is named by the plan itself."""
    return frozenset(name for row in one.rows for name in (*row.owners, *row.sponsors))


def _words(one: Report) -> dict[str, list[str]]:
    """What people have said that the report prints, by action: each note once."""
    found: dict[str, list[str]] = {row.ref: [] for row in one.rows}
    for ref, note in _printed(one):
        if note and note not in found.setdefault(ref, []):
            found[ref].append(note)
    return found


def _printed(one: Report) -> Iterator[tuple[str, str | None]]:
    for row in one.rows:
        latest = row.latest.note if row.latest else None
        yield row.ref, one.texts.get(row.action.id) if one.texts is not None else latest
    for decision in one.decisions:
        yield decision.ref, decision.words
    yield from ((moved.ref, moved.why) for moved in one.moved)
    yield from ((slip.ref, slip.why) for slip in one.slips)
    extensions = one.extensions
    for asked in (*extensions.asked, *extensions.granted, *extensions.refused, *extensions.waiting):
        yield asked.ref, asked.why
    for entry in one.log:
        yield entry.ref, entry.note
