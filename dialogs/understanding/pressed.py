"""A button or a form, read into the same Interpretation as a typed message. Ids that are not in sight mean nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dialogs.reply import Payload
from dialogs.understanding.answers import chosen
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation, Meant
from dialogs.understanding.subjects import Target, action_at
from storage.status import Status
from storage.timescale import Kind, Timescale


def pressed(payload: Payload, inputs: Mapping[str, str], context: Context) -> Interpretation:
    """What a press means; `unknown` where its ids are forged, gone, or its question is no longer open."""
    act = payload.act
    if act == "answer":
        return _answered(payload, context)
    if act in ("show", "form", "update"):
        return _on_action(payload, inputs, context)
    if act == "list":
        return _meaning(Intent.LIST, filter=dict(payload.filter), args={"page": payload.page} if payload.page else {})
    if act == "undo":
        return _meaning(Intent.UNDO, args={"change_set": payload.change_set} if payload.change_set else {})
    if act == "be":
        return _be(payload, context)
    if act in ("claims", "accept", "refuse"):
        return _claim(payload)
    return _meaning(_PLAIN[act], filter=dict(payload.filter))


_PLAIN = {
    "help": Intent.HELP,
    "summary": Intent.SUMMARY,
    "post": Intent.SCHEDULE,
    "import": Intent.IMPORT,
    "cancel": Intent.CANCEL,
}


def _meaning(intent: Intent, **parts: Any) -> Interpretation:
    return Interpretation(text="", intent=intent, **parts)


def _unknown() -> Interpretation:
    return _meaning(Intent.UNKNOWN)


def _answered(payload: Payload, context: Context) -> Interpretation:
    question = context.question
    if question is None or payload.question != question.id or payload.choice is None:
        return _unknown()
    return chosen(question.pending, payload.choice, context) or _unknown()


def _be(payload: Payload, context: Context) -> Interpretation:
    person = context.directory.people.get(payload.person) if payload.person is not None else None
    if person is None:
        return _unknown()
    return _meaning(Intent.PEOPLE, args={"i_am": person.name}, people={"i_am": [person.id]})


def _claim(payload: Payload) -> Interpretation:
    """Of the people who are not known for sure yet: all of them, or what becomes of one."""
    if payload.act == "claims":
        return _meaning(Intent.PEOPLE, args={"claims": "list"})
    if payload.claim is None:
        return _unknown()
    people = {"name": [payload.person]} if payload.person is not None else {}
    return _meaning(Intent.PEOPLE, args={"claims": payload.act, "claim": payload.claim}, people=people)


def _on_action(payload: Payload, inputs: Mapping[str, str], context: Context) -> Interpretation:
    target: Target = (payload.plan or 0, payload.action or 0)
    action = action_at(target, context)
    if action is None:
        return _unknown()
    if payload.act == "show":
        return _meaning(Intent.SHOW, filter={"action": action.ref}, targets=[target])
    if payload.act == "form" and not inputs:
        return _meaning(Intent.UPDATE, filter={"action": action.ref}, targets=[target])
    keys = _filled(payload, inputs)
    if keys is None:
        return _unknown()
    change = Meant(action=action.ref, plan_id=target[0], action_id=target[1], **keys)
    return _meaning(Intent.UPDATE, changes=[change])


def _filled(payload: Payload, inputs: Mapping[str, str]) -> dict[str, Any] | None:
    """What a form's fields and a button's payload say; None where a value is none of the ones offered."""
    keys: dict[str, Any] = {}
    if payload.status is not None:
        keys["status"] = payload.status
    if payload.note:
        keys["note"] = payload.note
    try:
        if status := inputs.get("status", "").strip():
            keys["status"] = Status(status)
        if due := inputs.get("due", "").strip():
            day = date.fromisoformat(due)
            keys["due"], keys["timescale"] = day, _day(day)
    except ValueError:
        return None
    if note := inputs.get("note", "").strip():
        keys["note"] = note
    return keys


def _day(day: date) -> Timescale:
    return Timescale(text=f"{day.day} {day:%B %Y}", kind=Kind.DATE, start=day, end=day)
