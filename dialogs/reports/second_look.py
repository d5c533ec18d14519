"""What somebody should look at again before a report goes out: it is listed beside the file, and never altered. Pure.

Figures and words that do not go together, and publishable words that seem to speak of a person's affairs or of money
that is still being negotiated. The words by which that is known lie in the phrases, `look.*`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from dialogs.reports.report import Report, Row
from dialogs.words import cut, listed, say
from storage.plan import Action, Update
from storage.status import Status

BETTER = (Status.RED, Status.AMBER, Status.GREEN, Status.COMPLETE)  # from worse to better
QUOTED = 90  # characters of a note


class Why(StrEnum):
    """Why it should be looked at."""

    LATE_AND_GREEN = "late_and_green"
    OPEN_STEPS = "open_steps"  # complete, with steps that are not
    LATER_DATES = "later_dates"  # complete, with a date of the document that is still to come
    NO_REASON = "no_reason"  # a better colour, and not a word of why
    PERSONAL = "personal"
    COMMERCIAL = "commercial"


@dataclass(frozen=True, slots=True)
class Look:
    ref: str
    why: Why
    words: str = ""  # that seem personal or commercial


def second_look(one: Report) -> tuple[Look, ...]:
    """Everything of a report that is worth one, in the plan's order."""
    return tuple(found for row in one.rows for found in (*_at_odds(row, one), *_sensitive(row)))


def told(one: Report) -> list[str]:
    """In sentences, one for each action and reason."""
    return [say(f"look.{found.why}", ref=found.ref, words=found.words) for found in second_look(one)]


def _at_odds(row: Row, one: Report) -> Iterator[Look]:
    action = row.action
    if row.overdue and action.status is Status.GREEN:
        yield Look(row.ref, Why.LATE_AND_GREEN)
    if action.status is Status.COMPLETE and any(not step.done for step in action.steps):
        yield Look(row.ref, Why.OPEN_STEPS)
    parts = action.timescale.parts if action.timescale else ()
    if action.status is Status.COMPLETE and any(part.end and part.end > one.as_at for part in parts):
        yield Look(row.ref, Why.LATER_DATES)
    if _better_without_a_word(action):
        yield Look(row.ref, Why.NO_REASON)


def _better_without_a_word(action: Action) -> bool:
    """Its last change of colour was to a better one, and neither it nor anything said since then says why."""
    rated = [at for at, one in enumerate(action.updates) if one.status in BETTER and one.speaker is not None]
    if not rated:
        return False
    at = rated[-1]
    before = next((one.status for one in reversed(action.updates[:at]) if one.status in BETTER), None)
    now = action.updates[at].status
    worse = before is not None and now is not None and BETTER.index(before) < BETTER.index(now)
    return worse and not any(one.note for one in action.updates[at:])


def _sensitive(row: Row) -> Iterator[Look]:
    """Of what may be published: internal notes go into no report."""
    for update in row.action.updates:
        for why in (Why.PERSONAL, Why.COMMERCIAL):
            if _speaks_of(update, why):
                yield Look(row.ref, why, cut(update.note or "", QUOTED))


def _speaks_of(update: Update, why: Why) -> bool:
    return bool(update.note) and not update.internal and _pattern(why).search(update.note or "") is not None


@cache
def _pattern(why: Why) -> re.Pattern[str]:
    words = "|".join(re.escape(one) for one in listed(f"look.{why}_words"))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
