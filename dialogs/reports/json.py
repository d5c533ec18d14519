"""A report as JSON: the figures, each with the refs behind it, and every action."""

import json
from collections.abc import Iterable
from typing import Any

from dialogs.reports.report import Moved, Report, Row, Slip
from dialogs.reports.second_look import second_look
from dialogs.reports.words import decision_words

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
    return (json.dumps(as_dict(one), ensure_ascii=False, indent=2) + "\n").encode()


def as_dict(one: Report) -> dict[str, Any]:
    """Dates are ISO, statuses our own names, `change` is null where nothing was compared."""
    return {
        "plan": one.code,
        "title": one.title,
        "as_at": one.as_at.isoformat(),
        "since": one.since.isoformat() if one.since else None,
        "total": len(one.rows),
        "counts": [
            {"status": each.status, "label": each.label, "number": each.number, "change": each.change}
            for each in one.counts
        ],
        **{key: _refs(getattr(one, key)) for key in LISTS},
        "decisions": [{"action": row.ref, "text": decision_words(row.action)} for row in one.decisions],
        "moved": [_moved(each) for each in one.moved],
        "put_off": [_put_off(each) for each in one.slips],
        "second_look": [{"action": each.ref, "why": each.why} for each in second_look(one)],
        "actions": [_action(row) for row in one.rows],
    }


def _refs(rows: Iterable[Row]) -> list[str]:
    return [row.ref for row in rows]


def _moved(one: Moved) -> dict[str, Any]:
    told: dict[str, Any] = {"action": one.ref}
    if one.status:
        told["status"] = list(one.status)
    if one.due:
        told["due"] = [each.end.isoformat() if each and each.end else None for each in one.due]
    return told | ({"new": True} if one.new else {}) | ({"gone": True} if one.gone else {})


def _put_off(one: Slip) -> dict[str, Any]:
    now = one.now.end if one.now else None
    return {"action": one.ref, "first": one.first.isoformat(), "now": now and now.isoformat(), "times": one.times}


def _action(row: Row) -> dict[str, Any]:
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
        "update": row.latest.note if row.latest else None,
        "updated": row.latest.effective.isoformat() if row.latest else None,
    }
