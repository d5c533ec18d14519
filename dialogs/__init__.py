"""The conversation: words → what is meant → what is done → what is said. Knows no channel and no SQL.

`DIALOGS` is the table of everything a person can do by talking; `help` shows it from the phrases `can.*`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from dialogs.assign import assign
from dialogs.away import away
from dialogs.chase import chase
from dialogs.correct import correct
from dialogs.decide import decide
from dialogs.explain import explain
from dialogs.help import help_with, not_understood
from dialogs.history import history
from dialogs.import_plan import import_plan
from dialogs.later import not_here_yet
from dialogs.people import people
from dialogs.remind import remind
from dialogs.return_rows import update
from dialogs.returns import a_return
from dialogs.roles import rights
from dialogs.same_again import same_again
from dialogs.schedule import schedule, unschedule
from dialogs.settings import edit
from dialogs.sheets.made import listed_or_sheet
from dialogs.show_action import show_action
from dialogs.since_return import since_returns
from dialogs.small_talk import cancel, confirm, greeting, thanks
from dialogs.snooze import snooze
from dialogs.summary import summary
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Intent
from dialogs.undo import undo
from dialogs.words import keys


@dataclass(frozen=True, slots=True)
class Dialog:
    """One thing that can be done by talking. `helped` is its line in `help`, where it has one."""

    run: Callable[[Turn], Awaitable[Outcome]]
    helped: str | None = None


_RUN: dict[Intent, Callable[[Turn], Awaitable[Outcome]]] = {
    Intent.LIST: since_returns(listed_or_sheet),
    Intent.SHOW: show_action,
    Intent.UPDATE: update,
    Intent.UNDO: undo,
    Intent.ASSIGN: assign,
    Intent.HISTORY: since_returns(history),
    Intent.CORRECT: correct,
    Intent.SUMMARY: same_again(since_returns(summary)),
    Intent.SCHEDULE: schedule,
    Intent.UNSCHEDULE: unschedule,
    Intent.PEOPLE: people,
    Intent.EXPLAIN: explain,
    Intent.HELP: help_with,
    Intent.GREETING: greeting,
    Intent.THANKS: thanks,
    Intent.CONFIRM: confirm,
    Intent.CANCEL: cancel,
    Intent.UNKNOWN: not_understood,
    Intent.ADD: not_here_yet,
    Intent.EDIT: edit,
    Intent.CHASE: chase,
    Intent.REMIND: remind,
    Intent.SNOOZE: snooze,
    Intent.AWAY: away,
    Intent.DECIDE: decide,
    Intent.RETURN: a_return,
    Intent.RIGHTS: rights,
    Intent.IMPORT: import_plan,
}
_HELPED = frozenset(keys("can"))

DIALOGS: dict[Intent, Dialog] = {
    intent: Dialog(run, f"can.{intent.value}" if f"can.{intent.value}" in _HELPED else None)
    for intent, run in _RUN.items()
}
