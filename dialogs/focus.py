"""What the conversation remembers after an answer, so that the next message can lean on it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dialogs.items import Item
from dialogs.memory import Done, Focus, Memory
from dialogs.scope import moves, spared
from dialogs.turn import Turn
from dialogs.understanding.interpretation import Meant
from storage.work import Recorded

KEPT_CHANGE_SETS = 20  # how many of a person's change sets one conversation can take back by "undo"

GOING_ON = ("update", "correct", "undo", "assign", "show", "history")  # after these one still answers a return


def remembered(
    turn: Turn,
    intent: str,
    items: Sequence[Item],
    *,
    page: int = 1,
    done: tuple[Done, ...] | None = None,
    changes: Iterable[Meant] = (),
    report: Mapping[str, Any] | None = None,
) -> Memory:
    """The memory after an answer about some actions, in the order shown. No question is open any more."""
    plans = {one.plan.id for one in items}
    focus = Focus(
        at=turn.now,
        intent=intent,
        actions=tuple(one.pair for one in items),
        filter=turn.meant.plain_filter(),
        people=turn.meant.people,
        page=page,
        moves=moves(turn) if intent == "list" else 0,
        spared=spared(turn) if intent == "list" else (),
        plan=plans.pop() if len(plans) == 1 else None,
        changes=tuple(changes),
        report=dict(report or {}),
    )
    kept = turn.memory.done if done is None else done[-KEPT_CHANGE_SETS:]
    filling = turn.memory.filling if intent in GOING_ON else None  # after another list, "more" is of that one
    return Memory(focus=focus, question=None, done=kept, filling=filling)


def turned_away(turn: Turn, *, page: int = 0) -> Memory:
    """The memory after hello or a page of help: no action is spoken of any more, so a bare "done" is asked about."""
    focus = turn.memory.focus or (Focus(at=turn.now, intent="help") if page else None)
    kept = focus.model_copy(update={"at": turn.now, "actions": (), "intent": "help", "page": page}) if focus else None
    return turn.memory.model_copy(update={"focus": kept})


def did(turn: Turn, written: Iterable[Recorded]) -> tuple[Done, ...]:
    """What this turn has done, for "undo": one entry for each plan that it changed."""
    return tuple(
        Done(plan=one.plan, change_set=turn.change_set, actions=tuple(change.subject for change in one.changes))
        for one in written
    )
