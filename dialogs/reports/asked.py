"""The later dates that were asked for, granted, refused, and that wait. Pure."""

from collections.abc import Iterable
from datetime import date

from dialogs.reports.model import Asked, Extensions
from storage.people import Directory
from storage.plan import Action, Came, Wish


def extensions(actions: Iterable[Action], directory: Directory, since: date | None) -> Extensions:
    """Those of the days after `since`, of all days without it. What waits on an action that has ended waits no more."""
    told = [(action, _told(action, wish, directory)) for action in actions for wish in action.wishes]
    every = [one for _, one in told]
    return Extensions(
        asked=tuple(one for one in every if _after(one.day, since)),
        granted=_decided(every, Came.GRANTED, since),
        refused=_decided(every, Came.REFUSED, since),
        waiting=tuple(one for action, one in told if one.came is Came.WAITING and action.open),
    )


def _decided(every: Iterable[Asked], came: Came, since: date | None) -> tuple[Asked, ...]:
    return tuple(one for one in every if one.came is came and one.decided and _after(one.decided, since))


def _after(day: date, since: date | None) -> bool:
    return since is None or day > since


def _told(action: Action, wish: Wish, directory: Directory) -> Asked:
    asked = wish.asked
    return Asked(
        ref=action.ref,
        due=wish.due,
        to=asked.to,
        by=directory.name(asked.by),
        day=asked.day,
        came=wish.came,
        decided=wish.decided,
        given=wish.to if wish.came is Came.GRANTED else None,
        why=None if asked.internal else asked.reason,
    )
