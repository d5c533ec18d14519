"""What somebody should look at again before a report goes out: it is listed beside the file, and never altered. Pure.

Figures and words that do not go together, and publishable words that seem to speak of a person's affairs or of money
that is still being negotiated. The words by which that is known lie in the lexicon, `look_*`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dialogs.reports.model import Odd
from dialogs.reports.report import Report, Row
from dialogs.understanding.lexicon import LEXICON
from dialogs.words import cut, say
from storage.plan import Update

QUOTED = 90  # characters of a note


class Why(StrEnum):
    """Why it should be looked at: the contradictions of the figures, and words that may not be for everybody."""

    LATE_AND_GREEN = Odd.LATE_AND_GREEN.value
    OPEN_STEPS = Odd.OPEN_STEPS.value
    LATER_DATES = Odd.LATER_DATES.value
    NO_REASON = Odd.NO_REASON.value
    PERSONAL = "personal"
    COMMERCIAL = "commercial"


@dataclass(frozen=True, slots=True)
class Look:
    ref: str
    why: Why
    words: str = ""  # that seem personal or commercial


def second_look(one: Report) -> tuple[Look, ...]:
    """Everything of a report that is worth one, in the plan's order."""
    odd: dict[str, list[Look]] = {}
    for found in one.contradictions:
        odd.setdefault(found.ref, []).append(Look(found.ref, Why(found.why)))
    return tuple(look for row in one.rows for look in (*odd.get(row.ref, ()), *_sensitive(row)))


def told(one: Report) -> list[str]:
    """In sentences, one for each action and reason."""
    return [say(f"look.{found.why}", ref=found.ref, words=found.words) for found in second_look(one)]


def _sensitive(row: Row) -> Iterator[Look]:
    """Of what may be published: internal notes go into no report."""
    for update in row.action.updates:
        for why in (Why.PERSONAL, Why.COMMERCIAL):
            if _speaks_of(update, why):
                yield Look(row.ref, why, cut(update.note or "", QUOTED))


def _speaks_of(update: Update, why: Why) -> bool:
    return not update.internal and speaks_of(update.note or "", why)


def speaks_of(note: str, why: Why) -> bool:
    """Whether a note may speak of a person's affairs, or of what is not settled; by its words alone, so it can err."""
    return LEXICON.has(f"look_{why}", note.casefold().replace("’", "'"))
