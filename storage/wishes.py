"""Later dates that were asked for: what each change makes of the wishes of an action. Pure."""

from dataclasses import replace

from storage.deadlines import deadline_before
from storage.plan import Action, Came, Change, ChangeKind, Extension, Wish

VERDICTS = {"grant": Came.GRANTED, "refuse": Came.REFUSED, "withdraw": Came.WITHDRAWN}


def wishes_after(before: Action, change: Change, after: Action) -> tuple[Wish, ...]:
    """The wishes of an action after a change; `after` is the action as the change leaves it otherwise."""
    known = before.wishes
    if change.kind is ChangeKind.UNDO:
        known = _undone(known, change.undoes)
    if "timescale" in change.facts:
        known = tuple(_beside(one, change, after) for one in known)
    waits = known[-1] if known and known[-1].came is Came.WAITING else None
    stood = waits.asked if waits is not None else None
    asked = after.extension if "extension" in change.facts else stood
    if waits is not None and asked != waits.asked:
        known = (*known[:-1], _settled(waits, change, asked, after))
        waits = known[-1] if known[-1].came is Came.WAITING else None
    return known if asked is None or waits is not None else (*known, Wish(asked, before.due))


def _beside(one: Wish, change: Change, after: Action) -> Wish:
    """A wish beside the deadline that stood when it was asked for, however late that was told."""
    asked = one.asked
    late = change.effective < asked.day
    return replace(one, due=deadline_before(after, asked.day, asked.sequence)) if late else one


def _undone(known: tuple[Wish, ...], undoes: int | None) -> tuple[Wish, ...]:
    """What was asked for by the change that is undone was not; what it had settled waits again."""
    kept = (one for one in known if one.asked.sequence != undoes)
    return tuple(Wish(one.asked, one.due) if one.settled == undoes else one for one in kept)


def _settled(waits: Wish, change: Change, asked: Extension | None, after: Action) -> Wish:
    """The same wish with another reason goes on waiting."""
    if asked is not None and _same(waits.asked, asked):
        return replace(waits, asked=replace(asked, sequence=waits.asked.sequence))
    came = VERDICTS.get(str(change.facts.get("verdict")), Came.REPLACED)
    given = after.timescale if "timescale" in change.facts else None
    return replace(waits, came=came, decided=change.effective, to=given, settled=change.sequence)


def _same(one: Extension, other: Extension) -> bool:
    return (one.to, one.by) == (other.to, other.by)
