"""A message that names what there is not is answered before anything of it is done."""

from dialogs.turn import Turn
from dialogs.words import joined, say
from storage.plan import PlanState

LONDON = "Europe/London"  # what people here call their own time


def impossible(turn: Turn) -> str | None:
    """What there is not, and what to say instead; None where everything in the message exists."""
    if turn.meant.impossible is None:
        return None
    kind, said = turn.meant.impossible
    if kind == "plan":
        return _no_plan(turn, said)
    if kind in ("zone", "own_zone"):
        return None if _own(turn, kind, said) else say("impossible.zone", said=said, zone=turn.zone.key or LONDON)
    return say(f"impossible.{kind}", said=said)


def _no_plan(turn: Turn, said: str) -> str | None:
    """One that is there and not in use is named as such; one that is out of sight is as if it had been made up."""
    found = next((one for one in turn.plans.values() if _plain(one.code) == _plain(said)), None)
    if found is not None:
        return None if found.state is PlanState.LIVE else say(f"impossible.plan_{found.state.value}", plan=found.code)
    if not turn.live:
        return None
    return say("impossible.plan", said=said.upper(), n=len(turn.live), plans=joined(plan.code for plan in turn.live))


def _plain(code: str) -> str:
    return "".join(code.replace("-", "").split()).casefold()


def _own(turn: Turn, kind: str, said: str) -> bool:
    """This conversation's own zone, by its name or as people call it."""
    key = turn.zone.key or LONDON
    return "".join(said.split()).casefold() == key.casefold() or (kind == "own_zone" and key == LONDON)
