"""A report as JSON: the figures, each with the refs behind it, and every action."""

import json
from collections.abc import Iterable
from typing import Any

from dialogs.reports.model import (
    Asked,
    Decision,
    Extensions,
    Moved,
    Owner,
    Report,
    Row,
    Slip,
    Standing,
    StatusCount,
    Travel,
)
from dialogs.reports.second_look import second_look
from dialogs.reports.words import decision_words
from storage.timescale import Timescale

LISTS = (
    "overdue",
    "past_first",
    "newly_overdue",
    "completed",
    "due_next",
    "no_date",
    "no_owner",
    "silent",
)


def report_json(one: Report) -> bytes:
    return (json.dumps(as_dict(one), ensure_ascii=False, indent=2) + "\n").encode(
        errors="replace"
    )  # half a character is "?"


def as_dict(one: Report) -> dict[str, Any]:
    """Dates are ISO, statuses our own names, `change` is null where nothing was compared."""
    return {
        "plan": one.code,
        "title": one.title,
        "as_at": one.as_at.isoformat(),
        "since": one.since.isoformat() if one.since else None,
        "audience": one.audience,
        "notes": list(one.notes),
        "total": len(one.rows),
        "counts": [_count(each) | {"change": each.change} for each in one.counts],
        "history": [_standing(each) for each in one.history],
        "travel": [_travel(each) for each in one.travel],
        **{key: _refs(getattr(one, key)) for key in LISTS},
        "silent_owners": [_owner(each) for each in one.silent_owners],
        "decisions": [_decision(each) for each in one.decisions],
        "extensions": _extensions(one.extensions),
        "contradictions": [{"action": each.ref, "why": each.why} for each in one.contradictions],
        "moved": [_moved(each) for each in one.moved],
        "put_off": [_put_off(each) for each in one.slips],
        "second_look": [] if one.audience == "publication" else _looks(one),
        "actions": [_action(row, one) for row in one.rows],
    }


def _refs(rows: Iterable[Row]) -> list[str]:
    return [row.ref for row in rows]


def _count(one: StatusCount) -> dict[str, Any]:
    return {"status": one.status, "label": one.label, "number": one.number}


def _standing(one: Standing) -> dict[str, Any]:
    """`label` is null for the report itself, where it is of no return."""
    return {"label": one.label, "as_at": one.as_at.isoformat(), "counts": [_count(each) for each in one.counts]}


def _travel(one: Travel) -> dict[str, Any]:
    return {"action": one.ref, "direction": one.direction, "before": one.before, "now": one.now}


def _owner(one: Owner) -> dict[str, Any]:
    return {"owner": one.name, "actions": list(one.refs), "last": one.last and one.last.isoformat(), "why": one.why}


def _decision(one: Decision) -> dict[str, Any]:
    since = one.since and one.since.isoformat()
    return {"action": one.ref, "text": decision_words(one.action), "since": since, "from": one.whom}


def _extensions(one: Extensions) -> dict[str, Any]:
    parts = {"asked": one.asked, "granted": one.granted, "refused": one.refused, "waiting": one.waiting}
    return {key: [_asked(each) for each in found] for key, found in parts.items()}


def _asked(one: Asked) -> dict[str, Any]:
    """`to` is null where no date at all was asked for, `given` where none was granted."""
    return {
        "action": one.ref,
        "due": one.due and one.due.isoformat(),
        "to": _end(one.to),
        "by": one.by,
        "day": one.day.isoformat(),
        "came": one.came,
        "decided": one.decided and one.decided.isoformat(),
        "given": _end(one.given),
        "why": one.why,
    }


def _end(one: Timescale | None) -> str | None:
    return one.end.isoformat() if one and one.end else None


def _moved(one: Moved) -> dict[str, Any]:
    told: dict[str, Any] = {"action": one.ref}
    if one.status:
        told["status"] = list(one.status)
    if one.due:
        told["due"] = [_end(each) for each in one.due]
    return told | ({"new": True} if one.new else {}) | ({"gone": True} if one.gone else {})


def _put_off(one: Slip) -> dict[str, Any]:
    return {"action": one.ref, "first": one.first.isoformat(), "now": _end(one.now), "times": one.times, "why": one.why}


def _action(row: Row, one: Report) -> dict[str, Any]:
    action = row.action
    timescale = action.timescale
    return {
        "ref": action.ref,
        "recommendation": row.recommendation.ref,
        "section": row.recommendation.section,
        "text": action.text,
        "owners": list(row.owners),
        "sponsors": list(row.sponsors),
        "timescale": timescale.model_dump(mode="json", exclude={"parts", "original_end"}) if timescale else None,
        "due": action.due.isoformat() if action.due else None,
        "original_end": action.original_end.isoformat() if action.original_end else None,
        "moves": action.moves,
        "status": action.status,
        "status_text": row.status_label,
        "overdue": row.overdue,
        "past_first": row.past_first,
        "measure": action.measure,
        "decision": decision_words(action) or None,
        "update": _update(row, one),
        "updated": (day := one.updated(row)) and day.isoformat(),
    }


def _update(row: Row, one: Report) -> str | None:
    """Of a return's report the wording that was accepted, else the newest note that may be told."""
    if one.texts is not None:
        return one.texts.get(row.action.id)
    return row.latest.note if row.latest else None


def _looks(one: Report) -> list[dict[str, Any]]:
    return [{"action": each.ref, "why": each.why, "about": each.about} for each in second_look(one)]
