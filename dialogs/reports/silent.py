"""Owners whose own word is missing. Pure.

An action is silent when nobody has said anything about it for long; an owner is silent when they have said nothing
themselves, in the period that is reported, about any of the actions that they are asked about, whoever else has. The
first owner named is asked; of a post, a group or initials whoever answers for it, and any of them speaks for all.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from dialogs.reports.model import Owner, Row, Silence
from storage.people import Directory
from storage.plan import RECENT_UPDATES, Update

Asked = tuple[int, ...]  # who answers for some actions; of those that nobody answers for, (−the owner's id,)


def silent_owners(
    rows: Sequence[Row], directory: Directory, since: date, away: Collection[int] = ()
) -> tuple[Owner, ...]:
    """Who has said nothing after `since` about what they are asked; in the order of their first actions.

    `away` are people who are away on the day of the report, as far as that is known.
    """
    led: dict[Asked, list[Row]] = {}
    for row in rows:
        if row.action.lead is not None:
            led.setdefault(_answering(row.action.lead, directory), []).append(row)
    found = (_owner(asked, held, directory, since, away) for asked, held in led.items())
    return tuple(one for one in found if one is not None)


def _answering(lead: int, directory: Directory) -> Asked:
    return tuple(sorted(directory.answers_for(lead))) or (-lead,)


def _owner(asked: Asked, held: Sequence[Row], directory: Directory, since: date, away: Collection[int]) -> Owner | None:
    left = tuple(row for row in held if row.action.open)
    said = [day for row in held if (day := _last_said(row, asked)) is not None]
    if not left or any(day > since for day in said) or any(_forgotten(row, since) for row in held):
        return None
    last = max(said, default=None)
    return Owner(_name(asked, left[0], directory), left, last, _why(asked, away))


def _last_said(row: Row, asked: Asked) -> date | None:
    """When one of them last spoke of an action."""
    return next((one.effective for one in reversed(row.action.updates) if one.speaker in asked), None)


def _forgotten(row: Row, since: date) -> bool:
    """So much was said since that an action remembers the latest of it only: who spoke first is not known, and so
    nobody is called silent."""
    updates: Sequence[Update] = row.action.updates
    return len(updates) >= RECENT_UPDATES and updates[0].effective > since


def _name(asked: Asked, row: Row, directory: Directory) -> str:
    return directory.name(asked[0]) if len(asked) == 1 and asked[0] > 0 else directory.name(row.action.lead)


def _why(asked: Asked, away: Iterable[int]) -> Silence:
    if asked[0] < 0:
        return Silence.NOBODY
    return Silence.AWAY if set(asked) <= set(away) else Silence.SILENT
