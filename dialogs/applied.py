"""What a turn wrote, told in the published form: one entry an action, with the fields that changed.

The same rules as for `changes` of an Interpretation hold: an absent key is untouched, null clears, a changed date
carries its timescale. After an undo the entry holds the restored values.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from storage.people import Directory
from storage.plan import Action, Change, ChangeKind, Plan
from storage.rebase import followed
from storage.status import Status
from storage.work import Recorded

_TOLD = (ChangeKind.UPDATE, ChangeKind.VERDICT, ChangeKind.UNDO, ChangeKind.EDIT, ChangeKind.ACTION)
_SAID_WORDS = ("decision", "evidence", "text", "measure")


def applied(plans: Mapping[int, Plan], written: Iterable[Recorded], directory: Directory) -> list[dict[str, Any]]:
    """The entries for everything recorded, in order. `plans` are the plans before."""
    entries: list[dict[str, Any]] = []
    for one in written:
        before = plans.get(one.plan)
        if before is None:
            continue  # a plan that is new has been imported; its actions are not news one by one
        entries += _of_plan(before, followed(before, one), one.changes, directory)
    return entries


def _of_plan(before: Plan, after: Plan, changes: Iterable[Change], directory: Directory) -> list[dict[str, Any]]:
    entries: dict[int, dict[str, Any]] = {}
    for change in changes:
        action = after.actions.get(change.subject) or before.actions.get(change.subject)
        if action is None or change.kind not in _TOLD:
            continue
        entry = entries.setdefault(action.id, {"action": action.ref})
        entry.update(_fields(change, action, directory))
    return list(entries.values())


def _fields(change: Change, action: Action, directory: Directory) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if "status" in change.facts:
        told["status"] = action.status.value if action.status else None
    if "timescale" in change.facts:
        told["due"] = action.due.isoformat() if action.due else None
        told["timescale"] = _timescale(action)
    if "owners" in change.facts:
        told["owners"] = directory.names(action.owners)
    if "note" in change.words:
        told["note"] = change.words["note"]
    if change.facts.get("internal"):
        told["internal"] = True
    if change.facts.get("step") is not None:
        done = any(change.facts.get("steps_done", {}).values())
        told |= {"step": change.facts["step"]} | ({"status": Status.COMPLETE.value} if done else {})
    return told | {key: change.words[key] for key in _SAID_WORDS if key in change.words}


def _timescale(action: Action) -> dict[str, Any] | None:
    if action.timescale is None:
        return None
    return action.timescale.model_dump(mode="json", include={"text", "kind", "start", "end"})
