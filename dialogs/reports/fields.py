"""What a council's own template may name: a report's figures, sentences and rows as plain words and lists. Pure.

`docs/templates.md` has them as a table, and a test holds that table to this.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dialogs.reports import words
from dialogs.reports.cover import Cover, Paragraph, Section, cover
from dialogs.reports.direction import Direction
from dialogs.reports.fit import fit
from dialogs.reports.report import Report, Row
from dialogs.reports.table import all_news, late, timescale
from dialogs.shown import due_words
from dialogs.words import day, say

TABLES = ("plan_table", "status_table")  # a paragraph that names one of them is followed by that table
PICTURES = ("status_picture", "returns_picture", "due_picture")  # a paragraph that names one of them holds it
PUT = (*TABLES, *PICTURES)
_MARK = "\ue000{name}\ue001"  # stands where a table is to come; of Unicode's private use, so that nobody types it


def mark(name: str) -> str:
    return _MARK.format(name=name)


def fields(one: Report) -> dict[str, Any]:
    """Every field with its value: words, numbers, truths, and lists of words or of further fields."""
    made = cover(one)
    found = {**_head(one, made), **_sentences(one), **_lists(one), "sections": _sections(made)}
    cleaned: dict[str, Any] = _cleaned(found)
    return {**cleaned, **{name: mark(name) for name in PUT}}


def _cleaned(value: Any) -> Any:
    """The same without what a Word document cannot hold, and without anything that reads like a mark of ours."""
    if isinstance(value, str):
        return fit(value).replace("\ue000", "").replace("\ue001", "")
    if isinstance(value, Mapping):
        return {key: _cleaned(each) for key, each in value.items()}
    return [_cleaned(each) for each in value] if isinstance(value, list) else value


def _head(one: Report, made: Cover) -> dict[str, Any]:
    return {
        "title": one.title,
        "code": one.code,
        "as_at": day(one.as_at),
        "since": words.since(one) if one.compared else "",
        "compared": one.compared,
        "heading": made.title,
        "appendix": made.appendix,
        "actions_count": len(one.rows),
        "recommendations_count": len({row.recommendation.id for row in one.rows}),
        "overdue_count": len(one.overdue),
    }


def _sentences(one: Report) -> dict[str, Any]:
    """As the summary says them; empty where there is nothing to say."""
    return {
        "counts": words.counts(one),
        "lateness": words.lateness(one),
        "gaps": words.gaps(one),
        "due_next": words.due_next(one),
        "completed": words.completed(one),
        "travel": words.travel(one),
        "extensions": words.extensions(one),
        "silent_owners": words.silent_owners(one),
        "what_overdue": say("report.what_overdue"),
    }


def _lists(one: Report) -> dict[str, Any]:
    told = all_news(one)
    return {
        "statuses": [_status(each.label, each.number, each.change) for each in one.counts],
        "actions": _actions(told, one.rows),
        "overdue": _actions(told, one.overdue),
        "past_first_date": _actions(told, one.past_first),
        "newly_overdue": _actions(told, one.newly_overdue),
        "newly_complete": _actions(told, one.completed),
        "due_soon": _actions(told, one.due_next),
        "no_date": _actions(told, one.no_date),
        "no_owner": _actions(told, one.no_owner),
        "not_accepted": _actions(told, one.unaccepted),
        "better": _actions(told, _going(one, Direction.BETTER)),
        "worse": _actions(told, _going(one, Direction.WORSE)),
        "slips": _slips(one),
        "notes": list(one.notes),
        "decisions": words.decisions(one),
        "moved": words.moved(one),
    }


def _going(one: Report, way: Direction) -> list[Row]:
    """The actions that go in one direction."""
    refs = {each.ref for each in one.going(way)}
    return [row for row in one.rows if row.ref in refs]


def _slips(one: Report) -> list[dict[str, Any]]:
    named = {row.ref: row.action.text for row in one.rows}
    return [
        {
            "ref": each.ref,
            "action": named[each.ref],
            "first_date": day(each.first),
            "date": due_words(each.now),
            "times": each.times,
            "why": each.why or "",
        }
        for each in one.slips
    ]


def _status(label: str, number: int, change: int | None) -> dict[str, Any]:
    return {"label": label, "number": number, "change": words.change_words(change)}


def _actions(told: Mapping[str, str], rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [_action(row, told[row.ref]) for row in rows]


def _action(row: Row, update: str) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "recommendation": row.recommendation.text,
        "recommendation_ref": row.recommendation.ref,
        "action": row.action.text,
        "owners": ", ".join(row.owners),
        "sponsors": ", ".join(row.sponsors),
        "timescale": timescale(row),
        "first_date": day(row.action.original_end) if row.action.original_end else "",
        "status": row.status_label,
        "overdue": row.overdue,
        "late": late(row),
        "update": update,
    }


def _sections(made: Cover) -> list[dict[str, Any]]:
    return [_section(number, one) for number, one in enumerate(made.sections, start=1)]


def _section(number: int, one: Section) -> dict[str, Any]:
    paragraphs = [_paragraph(number, place, each) for place, each in enumerate(one.paragraphs, start=1)]
    return {"number": number, "heading": one.heading, "paragraphs": paragraphs}


def _paragraph(section: int, place: int, one: Paragraph) -> dict[str, Any]:
    number = say("cover.number", section=section, paragraph=place)
    text = say("cover.gap_mark", text=one.text) if one.gap else one.text
    return {"number": number, "text": text, "gap": one.gap, "points": list(one.points)}
