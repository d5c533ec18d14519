"""A press on a card whose action has changed since: what it says now, and what of the press still holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.items import Item, item, several
from dialogs.message import MessageKind
from dialogs.reply import Button, Notice, Payload
from dialogs.rights import may
from dialogs.shown import due_words, shown_ref, status_words
from dialogs.turn import Turn
from dialogs.understanding.interpretation import Meant
from dialogs.understanding.since import changes_since, stood
from dialogs.words import day, say
from storage.plan import Change


@dataclass(frozen=True, slots=True)
class Late:
    """`done`: what was pressed stands already, by the same person. `typed`: what they had filled in themselves."""

    found: Item
    notice: Notice
    done: bool
    typed: Mapping[str, str]


def changed_since(turn: Turn, press: Payload) -> Late | None:
    """The first action of a press that somebody has changed since its card was drawn; None where it still holds."""
    for found in _pressed(turn, press):
        later = changes_since(found.plan, found.action.id, press.seen)
        theirs = may(turn.speaker, "update", found.plan, found.action, turn.directory)
        if later == () or later == [] or not theirs:
            continue
        return _late(turn, found, later)
    return None


def _pressed(turn: Turn, press: Payload) -> list[Item]:
    found = [item(turn.plans, one.plan_id, one.action_id) for one in turn.meant.changes]
    return [one for one in found if one is not None]


def _late(turn: Turn, found: Item, later: Sequence[Change] | None) -> Late:
    wanted = [one for one in turn.meant.changes if one.action_id == found.action.id]
    if later and _stands(turn, found, later[-1], wanted):
        undo = Payload(act="undo", plan=found.plan.id, change_set=later[-1].change_set, **turn.origin)
        words = say("press.already", **_slots(turn, found, later))
        notice = Notice(text=words, buttons=(Button(label=say("button.undo"), payload=undo),))
        return Late(found, notice, done=True, typed={})
    words = say("press.changed" if later else "press.old", **_slots(turn, found, later or ()))
    return Late(found, Notice(text=words, tone="held"), done=False, typed=_typed(turn, found, later or ()))


def _stands(turn: Turn, found: Item, last: Change, wanted: Sequence[Meant]) -> bool:
    """Whether somebody has pressed the same twice: their own last change has made it so."""
    if last.recorder != turn.speaker.id or not wanted:
        return False
    return all(_so(found, last, one) for one in wanted)


def _so(found: Item, last: Change, one: Meant) -> bool:
    step = found.action.steps[one.step - 1].done if one.step and one.step <= len(found.action.steps) else True
    status = not one.has("status") or one.step is not None or one.status is found.action.status
    due = not one.has("due") or one.due == found.action.due
    return step and status and due and (not one.has("note") or one.note == last.words.get("note"))


def _typed(turn: Turn, found: Item, later: Sequence[Change]) -> dict[str, str]:
    """What was filled in, without the fields that were left as the card had shown them: those are as they are now."""
    was = stood(found.action, later)
    shown = {"status": was.status.value if was.status else "", "due": was.due.isoformat() if was.due else ""}
    given = turn.message.inputs if turn.message.kind is MessageKind.FORM else {}
    return {key: value for key, value in given.items() if value != shown.get(key)}


def _slots(turn: Turn, found: Item, later: Sequence[Change]) -> dict[str, object]:
    last = later[-1] if later else None
    return {
        "ref": shown_ref(found, several(turn)),
        "what": _what(found, later),
        "when": _when(turn, last.recorded) if last else "",
        "who": _who(turn, last.recorder) if last else "",
    }


def _what(found: Item, later: Sequence[Change]) -> str:
    """What is different now. The words of a note stay out: it may be internal."""
    facts = {key for one in later for key in one.facts}
    if "status" in facts or not facts & {"timescale", "owners"}:
        return status_words(found.plan, found.action)
    if "timescale" in facts:
        return say("press.due", date=due_words(found.action.timescale))
    return say("show.changed_owners")


def _when(turn: Turn, recorded: datetime) -> str:
    local, now = recorded.astimezone(turn.zone), turn.now.astimezone(turn.zone)
    clock = say("calendar.clock", hour=local.hour, minute=local.minute)
    return clock if local.date() == now.date() else day(local.date())


def _who(turn: Turn, recorder: int | None) -> str:
    return say("history.you") if recorder == turn.speaker.id else turn.directory.name(recorder)
