"""Owners whose own word is missing. Pure.

An action is silent when nobody has said anything about it for long; an owner is silent when they have said nothing
themselves, in the period that is reported, about any of the actions that they are asked about, whoever else has. The
first owner named is asked; of a post, a group or initials whoever answers for it, and any of them speaks for all.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from functools import cache, partial

from dialogs.reports.later import Later
from dialogs.reports.model import Owner, Row, Silence
from storage.people import Directory
from storage.plan import RECENT_UPDATES, Action

Asked = tuple[int, ...]  # who answers for some actions; of those that nobody answers for, (−the owner's id,)


def silent_owners(
    actions: Iterable[Action],
    row: Callable[[Action], Row],
    directory: Directory,
    since: date,
    away: Collection[int] = (),
) -> Iterator[Owner]:
    """Who has said nothing after `since` about what they are asked; in the order of their first actions.

    `row` makes a row of an action. `away` are people who are away on the day of the report, as far as that is known.
    """
    answering = cache(partial(_answering, directory))
    led: dict[Asked, list[Action]] = {}
    for one in actions:
        if one.owners:
            led.setdefault(answering(one.owners[0]), []).append(one)
    for asked, held in led.items():
        left = [one for one in held if one.open]
        if left and not any(_heard(one, asked, since) for one in held):
            last = max((day for one in held if (day := _last_said(one, asked)) is not None), default=None)
            yield Owner(
                _name(asked, left[0], directory), Later(partial(map, row, left), len(left)), last, _why(asked, away)
            )


def _answering(directory: Directory, lead: int) -> Asked:
    return tuple(sorted(directory.answers_for(lead))) or (-lead,)


def _heard(action: Action, asked: Asked, since: date) -> bool:
    """Whether one of them has spoken of it after a day, or may have: so much was said since that an action remembers
    the latest of it only. Who spoke first is not known then, and so nobody is called silent."""
    updates = action.updates  # in the order of their days
    if not updates or updates[-1].effective <= since:
        return False
    if len(updates) >= RECENT_UPDATES and updates[0].effective > since:
        return True
    return any(one.speaker in asked for one in updates if one.effective > since)


def _last_said(action: Action, asked: Asked) -> date | None:
    """When one of them last spoke of an action."""
    return next((one.effective for one in reversed(action.updates) if one.speaker in asked), None)


def _name(asked: Asked, action: Action, directory: Directory) -> str:
    return directory.name(asked[0] if len(asked) == 1 and asked[0] > 0 else action.lead)


def _why(asked: Asked, away: Iterable[int]) -> Silence:
    if asked[0] < 0:
        return Silence.NOBODY
    return Silence.AWAY if set(asked) <= set(away) else Silence.SILENT
