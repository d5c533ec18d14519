"""What is remembered of what was said about an action: what each change makes of its newest updates. Pure."""

from datetime import date
from functools import lru_cache

from storage.plan import RECENT_UPDATES, Action, Change, ChangeKind, Update
from storage.status import Status


def updates_after(action: Action, change: Change) -> tuple[Update, ...]:
    """The newest updates of an action after a change, oldest first; news of an earlier day takes its place.

    What the document itself said stays, since it stands in the plan's own columns.
    """
    if change.kind is ChangeKind.UNDO:
        return tuple(one for one in action.updates if one.sequence != change.undoes)
    granted = change.kind is ChangeKind.VERDICT and "timescale" in change.facts
    if change.kind is not ChangeKind.UPDATE and not granted:
        return action.updates
    status = change.facts.get("status")
    update = Update(
        sequence=change.sequence,
        effective=change.effective,
        recorded=change.recorded,
        speaker=change.speaker,
        note=change.words.get("note"),
        internal=bool(change.facts.get("internal")),
        status=None if status is None else Status(status),
        changed=_shared(frozenset(change.facts) - {"internal"}),
    )
    known = (*action.updates, update)
    if action.updates and _dated(action.updates[-1]) > _dated(update):
        known = tuple(sorted(known, key=_dated))
    own = (one for one in known[:-RECENT_UPDATES] if one.speaker is None)
    return (*own, *known[-RECENT_UPDATES:])


@lru_cache(maxsize=1_000)
def _shared(keys: frozenset[str]) -> frozenset[str]:
    """The same set for the same keys: there are a few kinds of change, and 200 bytes each in very many updates."""
    return keys


def _dated(update: Update) -> tuple[date, int]:
    return update.effective, update.sequence
