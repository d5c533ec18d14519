"""A plan as a report for somebody's eyes may tell it. Pure: what is taken out here is in no report made from it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from dialogs.words import say
from storage.plan import Action, Extension, Plan, Update

Readable = Callable[[Action], bool]
UNACCEPTED = "summary.decision_unaccepted"  # what is said instead of the words of such a decision


def for_all(plan: Plan) -> Plan:
    """Without a word that is internal; that something was said, decided or asked for stays."""
    return _each(plan, _for_all)


def as_accepted(plan: Plan, decisions: Mapping[int, str]) -> Plan:
    """Without a note or reason but the document's own: what is printed is the wording of a return, beside the plan.

    `decisions` are the words of those that were accepted with it, by action; of any other it is told that it is needed.
    """
    return _each(plan, lambda one: _told(_decided(_for_all(one), decisions), _silent, _unexplained))


def unaccepted(action: Action) -> bool:
    """Whether the words of its decision are withheld because no return was accepted with them."""
    return action.decision_internal and action.decision == say(UNACCEPTED)


def with_internal(plan: Plan, readable: Readable) -> Plan:
    """With the internal words of the actions that the reader may read, each marked as such."""
    return _each(plan, lambda one: _opened(one) if readable(one) else _for_all(one))


def _each(plan: Plan, change: Callable[[Action], Action]) -> Plan:
    return replace(plan, actions={id_: change(one) for id_, one in plan.actions.items()})


def _for_all(action: Action) -> Action:
    hidden = say("summary.decision_internal") if action.decision and action.decision_internal else action.decision
    return _told(replace(action, decision=hidden), _without_internal, _without_reason)


def _decided(action: Action, accepted: Mapping[int, str]) -> Action:
    if not action.decision or action.decision_internal or accepted.get(action.id) == action.decision:
        return action
    return replace(action, decision=say(UNACCEPTED), decision_internal=True)


def _opened(action: Action) -> Action:
    decision = action.decision
    if decision and action.decision_internal:
        decision = say("report.internal_note", note=decision)
    return _told(replace(action, decision=decision, decision_internal=False), _marked, _reason_marked)


def _told(action: Action, update: Callable[[Update], Update], asked: Callable[[Extension], Extension]) -> Action:
    """The action with what was said of it, and with what was said of its later dates."""
    return replace(
        action,
        updates=tuple(map(update, action.updates)),
        extension=asked(action.extension) if action.extension else None,
        wishes=tuple(replace(one, asked=asked(one.asked)) for one in action.wishes),
    )


def _silent(update: Update) -> Update:
    return update if update.speaker is None else replace(update, note=None)


def _unexplained(asked: Extension) -> Extension:
    return replace(asked, reason=None)


def _without_internal(update: Update) -> Update:
    return replace(update, note=None) if update.internal else update


def _without_reason(asked: Extension) -> Extension:
    return replace(asked, reason=None) if asked.internal else asked


def _marked(update: Update) -> Update:
    if not (update.internal and update.note):
        return update
    return replace(update, note=say("report.internal_note", note=update.note), internal=False)


def _reason_marked(asked: Extension) -> Extension:
    if not (asked.internal and asked.reason):
        return asked
    return replace(asked, reason=say("report.internal_note", note=asked.reason), internal=False)
