"""Read back only what changed, in the plan's own words, with the way to take it back."""

from collections.abc import Sequence

from dialogs.drafting import Wanted, speaker_id
from dialogs.extending import waits
from dialogs.items import Item, several
from dialogs.reply import Button, Card, Payload, Reply
from dialogs.rights import may
from dialogs.shown import NO_CHANGE, asked_words, due_words, shown_ref, status_words
from dialogs.turn import Turn
from dialogs.understanding.interpretation import Meant
from dialogs.words import cut, day, joined, say
from storage.plan import Action, Plan
from storage.status import Status

MEASURE = 160


def read_back(turn: Turn, found: Item, after: Action, meant: Meant) -> str:
    """ "5: Green → Amber · due March 2024 → July 2024 (first move) · note added." """
    said = parts(turn, found, after, meant)
    return say("update.read_back", ref=shown_ref(found, several(turn)), parts=" · ".join(said))


def parts(turn: Turn, found: Item, after: Action, meant: Meant) -> list[str]:
    """What changed, part by part, of those that were meant."""
    plan, before = found
    return [
        *_status(plan, before, after, meant),
        *_due(before, after, meant),
        *_owners(turn, before, after, meant),
        *_step(meant),
        *_decision(meant),
        *_note(meant),
        *_origin(turn, meant),
    ]


def _status(plan: Plan, before: Action, after: Action, meant: Meant) -> list[str]:
    if not meant.has("status") or meant.step is not None:
        return []
    old, new = status_words(plan, before), status_words(plan, after)
    if before.status is after.status:
        return [say("update.status_same", label=new)]
    return [say("update.status", old=old, new=new)]


def _due(before: Action, after: Action, meant: Meant) -> list[str]:
    if not (meant.has("due") or meant.has("timescale")):
        return []
    old, new = due_words(before.timescale), due_words(after.timescale)
    wish = after.extension
    if wish and (wish != before.extension or (wish.to is not None and wish.to.end == meant.due)):
        return [say("update.asked", new=asked_words(wish), old=old)]
    gone = before.extension if after.extension is None else None
    if gone is not None and gone.to is not None and gone.to.end == after.due:
        gone = None  # it is the date that was asked for
    return [*_new_date(before, after, old, new), *([say("update.asked_gone", date=asked_words(gone))] if gone else [])]


def _new_date(before: Action, after: Action, old: str, new: str) -> list[str]:
    if after.timescale is None:
        return [say("update.due_cleared", old=old)]
    if before.timescale is None:
        return [say("update.due_set", new=new)]
    if before.due == after.due and before.timescale.kind is after.timescale.kind:
        return [say("update.due_same", date=new)]
    moved = say("update.moved", n=after.moves) if after.moves > before.moves else ""
    return [say("update.due", old=old, new=new) + moved]


def _owners(turn: Turn, before: Action, after: Action, meant: Meant) -> list[str]:
    if meant.owner_ids is None:
        return []
    old, new = (joined(turn.directory.names(one.owners)) or say("assign.nobody") for one in (before, after))
    return [say("assign.same", names=new) if old == new else say("update.owners", old=old, new=new)]


def _step(meant: Meant) -> list[str]:
    if meant.step is None or not meant.has("status"):
        return []
    return [say("update.step" if meant.status is Status.COMPLETE else "update.step_undone", n=meant.step)]


def _decision(meant: Meant) -> list[str]:
    if not meant.has("decision"):
        return []
    if not meant.decision:
        return [say("update.decision_gone")]
    told = say("update.decision_word") in meant.decision.casefold()  # "needs a decision from Cabinet" says so itself
    return [meant.decision if told else say("update.decision", text=meant.decision)]


def _note(meant: Meant) -> list[str]:
    said = [say("update.evidence", name=meant.evidence)] if meant.evidence else []
    if not meant.note:
        return said
    if meant.note.casefold() == NO_CHANGE:
        return [say("update.no_change"), *said]
    return [say("update.note_internal" if meant.internal else "update.note"), *said]


def _origin(turn: Turn, meant: Meant) -> list[str]:
    said = []
    if (by := speaker_id(turn, meant)) is not None and by != turn.speaker.id:
        said.append(say("update.said_by", who=turn.directory.name(by)))
    if meant.effective and meant.effective != turn.today:
        said.append(say("update.effective", date=day(meant.effective)))
    return said


def remarks(turn: Turn, found: Item, after: Action) -> list[str]:
    """What somebody who calls an action complete should see beside it: the plan's measure, and steps still open.

    Who does the last step is told that the action itself is still open.
    """
    if after.open and after.steps != found.action.steps and all(step.done for step in after.steps):
        return [say("update.all_steps", ref=shown_ref(found, several(turn)))]
    if after.status is not Status.COMPLETE or found.action.status is Status.COMPLETE:
        return []
    ref = shown_ref(found, several(turn))
    said = [say("update.measure", ref=ref, measure=cut(after.measure, MEASURE))] if after.measure else []
    left = sum(not step.done for step in after.steps)
    return [*said, say("update.steps_open", ref=ref, n=left)] if left else said


def reply(turn: Turn, done: Sequence[Wanted], after: dict[int, Plan], refused: Sequence[str]) -> Reply:
    """The read-back of one message's changes, one line an action, with one Undo for all of them."""
    now = [(found, after[found.plan.id].actions[found.action.id], meant) for found, meant in done]
    lines = [read_back(turn, *one) for one in now]
    notes = [remark for found, action, _ in now for remark in remarks(turn, found, action)]
    notes += [line for found, action, _ in now for line in waits(turn, found, action)]
    notes += only_readers(turn, [found for found, _, meant in now if meant.owner_ids is not None], after)
    return changed(turn, lines, [*notes, *refused], after, [found for found, _ in done])


def only_readers(turn: Turn, handed: Sequence[Item], after: dict[int, Plan]) -> list[str]:
    """New owners who may not change what they now own: it is handed over in order that somebody answers for it."""
    names: list[str] = []
    for plan, action in handed:
        now = after[plan.id].actions[action.id]
        new = [one for owner in now.owners if owner not in action.owners for one in turn.directory.answers_for(owner)]
        people = (turn.directory[one] for one in new)
        names += [one.name for one in people if not may(one, "update", after[plan.id], now, turn.directory)]
    names = list(dict.fromkeys(names))
    return [say("update.readers", n=len(names), names=joined(names), name=names[0])] if names else []


def changed(
    turn: Turn, lines: Sequence[str], notes: Sequence[str], after: dict[int, Plan], items: Sequence[Item]
) -> Reply:
    """A reply that says what changed, with an Undo button for this turn's change set."""
    only = next(iter(after.values())) if len(after) == 1 else None
    undo = Payload(act="undo", plan=only.id if only else None, change_set=turn.change_set, **turn.origin)
    return Reply(
        text="\n".join((*lines, *notes)),
        card=Card(
            heading=lines[0],
            paragraphs=(*lines[1:], *notes),
            buttons=(Button(label=say("button.undo"), payload=undo),),
        ),
        plan=only.id if only else None,
        seen=only.number if only else None,
        actions=tuple(one.action.id for one in items),
    )
