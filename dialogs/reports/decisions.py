"""Decisions that are needed: what, since when, and from whom as far as the words say so. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from dialogs.reports.model import Decision, Row
from dialogs.words import listed
from storage.people import Directory
from storage.timescale import Kind, read_timescale

Names = Mapping[str, tuple[str, ...]]
NO_DAY = date(2000, 1, 1)  # whichever: only whether words are a date is asked


def decision(row: Row, known: Names) -> Decision:
    """The decision that an action waits for; without its words where they are internal."""
    action = row.action
    words = None if action.decision_internal else action.decision
    return Decision(row, words, action.set_on.get("decision"), whom(words, known) if words else None)


def whom(words: str, known: Names) -> str | None:
    """ "Cabinet" of "needs a decision from Cabinet on the land" and of "need Cabinet to decide".

    Somebody who is known is told by their full name. None where the words name nobody.
    """
    found = (one["whom"] for pattern in (_to_decide(), _from()) for one in pattern.finditer(words))
    said = next((one for one in found if not _a_date(one)), None)
    if said is None:
        return None
    people = known.get(_key(said), ())
    return people[0] if len(people) == 1 else said


def for_the_meeting(whom: str) -> bool:
    """Whether that is the meeting itself for which a covering report is, and not one of its members."""
    return _key(whom) in listed("decision.meetings")


def _a_date(said: str) -> bool:
    """ "By January" is until when."""
    return read_timescale(said, NO_DAY).kind is not Kind.UNCLEAR


def known_names(directory: Directory) -> Names:
    """Everybody by the whole name and by the first name alone."""
    found: dict[str, tuple[str, ...]] = {}
    for one in directory.people.values():
        for key in {_key(one.name), _key(one.name).partition(" ")[0]}:
            found[key] = (*found.get(key, ()), one.name)
    return found


def _key(name: str) -> str:
    return name.casefold().removeprefix("the ")


@cache
def _from() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any('from')}) (?P<whom>{_named()})", re.IGNORECASE)


@cache
def _to_decide() -> re.Pattern[str]:
    need, verbs = _any("need"), _any("verbs")
    return re.compile(rf"(?:\b(?:{need}) |^)(?P<whom>{_named()}) (?:{_any('must')}) (?:{verbs})\b", re.IGNORECASE)


def _named() -> str:
    """Up to six words, none of which begins something else."""
    return rf"(?!(?:{_any('stops')})\b)[\w'’&-]+(?: (?!(?:{_any('stops')}|{_any('must')})\b)[\w'’&-]+){{0,5}}"


def _any(key: str) -> str:
    return "|".join(re.escape(one) for one in listed(f"decision.{key}"))
