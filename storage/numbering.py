"""A draft becomes a change: it gets its place in the plan's record, and a note of what it replaces."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from storage.plan import SETTINGS, Action, Change, ChangeKind, Draft, Plan, Recommendation
from storage.replay import (
    Builder,
    columns_words,
    extension_facts,
    extension_words,
    steps_words,
    timescale_facts,
    timescale_words,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all changes of one message share."""

    recorded: datetime
    today: date
    recorder: int | None
    source: str
    change_set: str
    authority: str | None = None  # by which right; see `Change.authority`


def number(plan: Plan, drafts: Sequence[Draft], stamp: Stamp) -> tuple[Change, ...]:
    """Give drafts their sequences after `plan.number`, and note what each replaces.

    A draft that adds an item takes its own sequence as the item's permanent id. A later draft may name an item
    added by the n-th draft of the same call by the subject (or fact `recommendation`) `-n` (counted from 1).
    """
    numbered: list[Change] = []
    builder = Builder(plan)
    for place, draft in enumerate(drafts, start=1):
        if numbered:
            builder.apply(numbered[-1])
        numbered.append(_change(draft, plan.number, place, builder.now(), stamp))
    return tuple(numbered)


def undo_drafts(changes: Sequence[Change]) -> tuple[Draft, ...]:
    """The compensating drafts that take one change set back, last change first."""
    return tuple(
        Draft(ChangeKind.UNDO, one.subject, facts=one.before, words=one.words_before, undoes=one.sequence)
        for one in reversed(changes)
    )


def _change(draft: Draft, base: int, place: int, plan: Plan, stamp: Stamp) -> Change:
    sequence = base + place
    subject = sequence if draft.subject is None else _forward(draft.subject, base)
    facts = dict(draft.facts)
    if isinstance(facts.get("recommendation"), int):
        facts["recommendation"] = _forward(facts["recommendation"], base)
    before, words_before = _standing(plan, draft.kind, subject, facts, draft.words)
    return Change(
        sequence=sequence,
        kind=draft.kind,
        subject=subject,
        effective=draft.effective or stamp.today,
        recorded=stamp.recorded,
        speaker=None if draft.verbatim else draft.speaker or stamp.recorder,
        recorder=stamp.recorder,
        source=stamp.source,
        change_set=stamp.change_set,
        facts=facts,
        words=dict(draft.words),
        before=before,
        words_before=words_before,
        undoes=draft.undoes,
        authority=stamp.authority,
    )


def _forward(subject: int, base: int) -> int:
    return base - subject if subject < 0 else subject


# --- what stands there now, in the shape of a change's facts and words --------------------------------------------

Standing = tuple[dict[str, Any], dict[str, Any]]


def _standing(
    plan: Plan, kind: ChangeKind, subject: int, facts: Mapping[str, Any], words: Mapping[str, Any]
) -> Standing:
    if kind in (ChangeKind.RECOMMENDATION, ChangeKind.ACTION):
        return {"removed": True}, {}
    if (action := plan.actions.get(subject)) is not None:
        return _of_action(action, facts, words)
    if (recommendation := plan.recommendations.get(subject)) is not None:
        return _of_recommendation(recommendation, facts, words)
    own = {"state": plan.state, **{key: getattr(plan, key) for key in SETTINGS}}
    return {key: own.get(key) for key in facts}, {key: _PLAN[key](plan) for key in words if key in _PLAN}


def _of_action(action: Action, facts: Mapping[str, Any], words: Mapping[str, Any]) -> Standing:
    before: dict[str, Any] = {}
    said: dict[str, Any] = {}
    for key in (*facts, *words):
        if key in _ACTION:
            fact, word = _ACTION[key](action, facts)
            before |= fact
            said |= word
    return before, said


def _of_recommendation(found: Recommendation, facts: Mapping[str, Any], words: Mapping[str, Any]) -> Standing:
    before = {"ref": found.ref} if "ref" in facts else {}
    sponsors = {"sponsors": list(found.sponsors)} if "sponsors" in facts else {}
    said = {key: getattr(found, key) for key in words if key in ("text", "section", "response", "cells")}
    return {**before, **sponsors}, said


def _timescale(action: Action, _: Mapping[str, Any]) -> Standing:
    first = action.original_end.isoformat() if action.original_end else None
    facts = {"timescale": timescale_facts(action.timescale), "moves": action.moves, "original_end": first}
    return facts, {"timescale": timescale_words(action.timescale)}


def _steps_done(action: Action, facts: Mapping[str, Any]) -> Standing:
    places = [place for place in facts.get("steps_done", {}) if int(place) <= len(action.steps)]
    return {"steps_done": {place: action.steps[int(place) - 1].done for place in places}}, {}


_PLAN: dict[str, Callable[[Plan], Any]] = {
    "code": lambda plan: plan.code,
    "title": lambda plan: plan.title,
    "scheme": lambda plan: [[label, status.value] for label, status in plan.scheme.labels],
    "columns": lambda plan: columns_words(plan.columns),
}
_ACTION: dict[str, Callable[[Action, Mapping[str, Any]], Standing]] = {
    "timescale": _timescale,
    "extension": lambda action, _: (
        {"extension": extension_facts(action.extension)},
        {"extension": extension_words(action.extension)},
    ),
    "status": lambda action, _: ({"status": action.status}, {"status_text": action.status_text}),
    "owners": lambda action, _: ({"owners": list(action.owners)}, {}),
    "steps_done": _steps_done,
    "ref": lambda action, _: ({"ref": action.ref}, {}),
    "text": lambda action, _: ({}, {"text": action.text}),
    "measure": lambda action, _: ({}, {"measure": action.measure}),
    "cells": lambda action, _: ({}, {"cells": dict(action.cells)}),
    "steps": lambda action, _: ({}, {"steps": steps_words(action.steps)}),
    "decision": lambda action, _: ({"decision_internal": action.decision_internal}, {"decision": action.decision}),
    "note": lambda action, _: ({}, {"note": action.updates[-1].note if action.updates else None}),
}
