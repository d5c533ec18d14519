"""Changes → plan. The one place that says what a change does.

`advance` applies changes to a plan and returns the next one; `replay` makes a plan from nothing, or as it stood at a
date.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

from storage.deadlines import deadlines_after
from storage.own_map import OwnMap
from storage.plan import (
    MOST_RECENT,
    RECENT,
    RECENT_CHANGES,
    SETTINGS,
    Action,
    Change,
    ChangeKind,
    Column,
    Extension,
    Plan,
    PlanState,
    Recommendation,
    Step,
    ref_key,
)
from storage.status import Scheme, Status
from storage.timescale import Kind, Timescale
from storage.updates import updates_after
from storage.wishes import wishes_after

MAKERS = (ChangeKind.RECOMMENDATION, ChangeKind.ACTION)  # what makes an item
_Values = Mapping[str, Any]  # a change's facts, or its words

# --- a timescale, split into what is fact and what is words ------------------------------------------------------


def timescale_facts(timescale: Timescale | None) -> dict[str, Any] | None:
    """Kind and dates, for `Change.facts`."""
    return None if timescale is None else timescale.model_dump(mode="json", exclude={"text", "parts"})


def timescale_words(timescale: Timescale | None) -> dict[str, Any] | None:
    """The verbatim text and the readings of its parts, for `Change.words`."""
    return None if timescale is None else timescale.model_dump(mode="json", include={"text", "parts"})


def _timescale(facts: _Values | None, words: _Values | None) -> Timescale | None:
    if facts is None:
        return None
    return Timescale.model_validate({"kind": Kind.UNCLEAR, "text": "", **facts, **(words or {})})


def extension_facts(asked: Extension | None) -> dict[str, Any] | None:
    """Who asked for which dates and when, for `Change.facts`."""
    if asked is None:
        return None
    told = {"to": timescale_facts(asked.to), "by": asked.by, "day": asked.day.isoformat()}
    return told | {"made": asked.made.isoformat(), "internal": asked.internal}


def extension_words(asked: Extension | None) -> dict[str, Any] | None:
    """The words of the date and the reason, for `Change.words`."""
    return None if asked is None else {"to": timescale_words(asked.to), "reason": asked.reason}


def extension_from(facts: _Values | None, words: _Values | None, sequence: int = 0) -> Extension | None:
    """What a change asks for, its facts and its words put together again."""
    if facts is None:
        return None
    said = words or {}
    return Extension(
        to=_timescale(facts["to"], said.get("to")),
        by=facts["by"],
        day=date.fromisoformat(facts["day"]),
        made=datetime.fromisoformat(facts["made"]),
        reason=said.get("reason"),
        internal=bool(facts["internal"]),
        sequence=sequence,
    )


# --- folding -----------------------------------------------------------------------------------------------------


def advance(plan: Plan, changes: Iterable[Change]) -> Plan:
    """The plan after some more changes, in order of sequence."""
    builder = Builder(plan)
    builder.follow(changes)
    return builder.plan()


def replay(organisation: str, plan_id: int, changes: Iterable[Change], as_at: date | None = None) -> Plan:
    """The plan that its changes make; with `as_at`, those effective by then, in order of (effective, sequence).

    A plan of the past carries no `recent`: nothing is undone in it.
    """
    start = Plan(organisation, plan_id)
    if as_at is None:
        return advance(start, changes)
    chosen = sorted((one for one in changes if one.effective <= as_at), key=in_time)
    return replace(advance(start, chosen), recent=())


def in_time(change: Change) -> tuple[bool, date, int]:
    """What makes an item comes first: a document that came later can tell what happened to it before."""
    if change.kind in MAKERS:
        return False, date.min, change.sequence
    return True, change.effective, change.sequence


class Recorded(Protocol):
    """Anything that was recorded at some time (UTC)."""

    @property
    def recorded(self) -> datetime: ...


def first_recent(changes: Sequence[Recorded]) -> int:
    """Where what a plan remembers of its record begins; it depends on the record alone, so processes agree."""
    if len(changes) <= RECENT_CHANGES:
        return 0
    lately = bisect_left(changes, changes[-1].recorded - RECENT, key=lambda one: one.recorded)
    return max(min(len(changes) - RECENT_CHANGES, lately), len(changes) - MOST_RECENT)


class Builder:
    """A plan under change: at most one copy of each of its maps, however many changes follow."""

    def __init__(self, plan: Plan, *, remembers: bool = True) -> None:
        self._plan = plan
        self._number = plan.number
        self._recommendations = OwnMap(plan.recommendations)
        self._actions = OwnMap(plan.actions)
        self._by_ref = OwnMap(plan.by_ref)
        self._since: list[Change] = []  # what followed, to be remembered
        self._remembers = remembers

    def plan(self) -> Plan:
        recent = (*self._plan.recent, *self._since)
        return replace(self.now(), recent=recent[first_recent(recent) :])

    def now(self) -> Plan:
        """The plan so far, to look at: the next change changes it. `plan` gives one to keep."""
        return replace(
            self._plan,
            number=self._number,
            recommendations=self._recommendations.now,
            actions=self._actions.now,
            by_ref=self._by_ref.now,
            recent=(),
        )

    def follow(self, changes: Iterable[Change]) -> None:
        """Apply some more changes, in the order that they are given in."""
        for change in changes:
            self.apply(change)

    def apply(self, change: Change) -> None:
        if change.kind is ChangeKind.PLAN:
            self._describe(change)
        elif change.kind is ChangeKind.RECOMMENDATION:
            self._add_recommendation(change)
        elif change.kind is ChangeKind.ACTION:
            # as at an early date it may not be there yet
            if change.facts["recommendation"] in self._recommendations.now:
                self._add_action(change)
        elif change.subject in self._actions.now:
            self._amend_action(change)
        elif change.subject in self._recommendations.now:
            self._amend_recommendation(change)
        elif change.subject == 0:
            self._describe(change)
        self._number = max(change.sequence, self._number)
        if self._remembers:
            self._since.append(change)

    # the plan itself -----------------------------------------------------------------------------------------

    def _describe(self, change: Change) -> None:
        facts, words = change.facts, change.words
        plan = self._plan
        self._plan = replace(
            plan,
            code=words.get("code", plan.code),
            title=words.get("title", plan.title),
            state=PlanState(facts["state"]) if "state" in facts else plan.state,
            **{key: facts[key] for key in SETTINGS if key in facts},
            scheme=Scheme.of(words["scheme"]) if "scheme" in words else plan.scheme,
            columns=_columns(words["columns"]) if "columns" in words else plan.columns,
        )

    def _add_recommendation(self, change: Change) -> None:
        facts, words = change.facts, change.words
        self._recommendations.mine()[change.subject] = Recommendation(
            id=change.subject,
            ref=facts["ref"],
            text=words.get("text", ""),
            section=words.get("section"),
            response=words.get("response"),
            sponsors=tuple(facts.get("sponsors", ())),
            named=tuple(facts.get("sponsors", ())),
            sponsor_cell=words.get("sponsor_cell"),
            see=tuple(facts.get("see", ())),
            cells=words.get("cells", {}),
        )
        self._by_ref.mine().setdefault(ref_key(facts["ref"]), change.subject)

    def _amend_recommendation(self, change: Change) -> None:
        facts, words = change.facts, change.words
        if facts.get("removed"):
            gone = self._recommendations.mine().pop(change.subject)
            self._forget_ref(gone.ref, change.subject)
            return
        found = self._recommendations.now[change.subject]
        if "ref" in facts:
            self._forget_ref(found.ref, change.subject)
            self._by_ref.mine()[ref_key(facts["ref"])] = change.subject
        self._recommendations.mine()[change.subject] = replace(
            found,
            ref=facts.get("ref", found.ref),
            sponsors=tuple(facts.get("sponsors", found.sponsors)),
            text=words.get("text", found.text),
            section=words.get("section", found.section),
            response=words.get("response", found.response),
            cells=words.get("cells", found.cells),
        )

    # an action -----------------------------------------------------------------------------------------------

    def _add_action(self, change: Change) -> None:
        facts, words = change.facts, change.words
        parent = self._recommendations.now[facts["recommendation"]]
        timescale = _timescale(facts.get("timescale"), words.get("timescale"))
        first = timescale.original_end or timescale.end if timescale else None
        self._actions.mine()[change.subject] = Action(
            id=change.subject,
            recommendation=parent.id,
            ref=facts["ref"],
            text=words.get("text", ""),
            owners=tuple(facts.get("owners", ())),
            timescale=timescale,
            original_end=first,
            moves=int(bool(timescale and timescale.original_end and timescale.original_end != timescale.end)),
            status=_status(facts.get("status")),
            came=_status(facts.get("status")),
            named=tuple(facts.get("owners", ())),
            owner_cell=words.get("owner_cell"),
            status_text=words.get("status_text"),
            measure=words.get("measure"),
            steps=_steps(words.get("steps", ())),
            cells=words.get("cells", {}),
        )
        self._recommendations.mine()[parent.id] = replace(parent, actions=(*parent.actions, change.subject))
        self._by_ref.mine()[ref_key(facts["ref"])] = change.subject

    def _amend_action(self, change: Change) -> None:
        if change.facts.get("removed"):
            self._remove_action(change.subject)
            return
        action = self._actions.now[change.subject]
        facts, words = _in_force(action, change)
        if "ref" in facts:
            self._forget_ref(action.ref, change.subject)
            self._by_ref.mine()[ref_key(facts["ref"])] = change.subject
        after = replace(action, **_amended(action, change, facts, words))
        if "extension" in facts or action.wishes:
            after = replace(after, wishes=wishes_after(action, change, after))
        self._actions.mine()[change.subject] = after

    def _remove_action(self, subject: int) -> None:
        gone = self._actions.mine().pop(subject)
        self._forget_ref(gone.ref, subject)
        parent = self._recommendations.now.get(gone.recommendation)
        if parent is not None:
            left = tuple(one for one in parent.actions if one != subject)
            self._recommendations.mine()[parent.id] = replace(parent, actions=left)
            self._by_ref.mine().setdefault(ref_key(parent.ref), parent.id)

    def _forget_ref(self, ref: str, subject: int) -> None:
        if self._by_ref.now.get(ref_key(ref)) == subject:
            del self._by_ref.mine()[ref_key(ref)]


def _amended(action: Action, change: Change, facts: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a change gives an action: one copy of it is made for all of them."""
    new: dict[str, Any] = {key: words[key] for key in ("text", "measure", "cells") if key in words}
    new["set_on"] = {**action.set_on, **{key: _newest(action, key, change) for key in (*facts, *words)}}
    new["updates"] = updates_after(action, change)
    if "timescale" in change.facts:
        new |= deadlines_after(action, change)
        new |= {} if change.recorder in action.handed else {"handed": ()}
    for key, read in _OF_FACTS.items():
        if key in facts:
            new |= read(action, change, facts, words)
    if "decision" in words:
        internal = facts.get("decision_internal", facts.get("internal", False))
        new |= {"decision": words["decision"], "decision_internal": internal}
    if "steps" in words:
        new["steps"] = _steps(words["steps"])
    if "steps_done" in facts:
        new["steps"] = _steps_done(new.get("steps", action.steps), facts["steps_done"])
    return new


def _newest(action: Action, key: str, change: Change) -> date:
    """A correction of what was said of an earlier day makes nothing older."""
    return max(action.set_on.get(key, change.effective), change.effective)


_OF_ITS_WORDS = frozenset(("internal", "decision_internal"))  # told of the change's own words, so they go with them


def _in_force(action: Action, change: Change) -> tuple[_Values, _Values]:
    """What a change still decides: news of an earlier day does not overrule what was said of a later one."""
    if change.kind is not ChangeKind.UPDATE or all(since <= change.effective for since in action.set_on.values()):
        return change.facts, change.words

    def stands(key: str) -> bool:
        wish = key == "extension" and change.facts["extension"] is not None  # asked now, of whichever day it speaks
        return wish or key in _OF_ITS_WORDS or action.set_on.get(key, change.effective) <= change.effective

    return (
        {key: value for key, value in change.facts.items() if stands(key)},
        {key: value for key, value in change.words.items() if stands(key)},
    )


def columns_words(columns: Iterable[Column]) -> list[dict[str, Any]]:
    """Columns as a change's words hold them."""
    return [
        {"heading": one.heading, "role": one.role, "as_at": one.as_at.isoformat() if one.as_at else None}
        for one in columns
    ]


def _columns(rows: Iterable[Mapping[str, Any]]) -> tuple[Column, ...]:
    return tuple(
        Column(row["heading"], row["role"], date.fromisoformat(row["as_at"]) if row.get("as_at") else None)
        for row in rows
    )


def steps_words(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Steps as a change's words hold them."""
    return [
        {
            "text": step.text,
            "timescale": step.timescale.model_dump(mode="json") if step.timescale else None,
            "done": step.done,
        }
        for step in steps
    ]


def _steps(rows: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(
            row["text"],
            Timescale.model_validate(row["timescale"]) if row.get("timescale") else None,
            bool(row.get("done")),
        )
        for row in rows
    )


def _steps_done(steps: tuple[Step, ...], done: Mapping[str, bool]) -> tuple[Step, ...]:
    return tuple(replace(step, done=done.get(str(place), step.done)) for place, step in enumerate(steps, start=1))


def _status(value: str | None) -> Status | None:
    return None if value is None else Status(value)


_OF_FACTS: dict[str, Callable[[Action, Change, _Values, _Values], dict[str, Any]]] = {
    "ref": lambda action, change, facts, words: {"ref": facts["ref"]},
    "owners": lambda action, change, facts, words: {
        "owners": tuple(facts["owners"]),
        "handed": tuple(dict.fromkeys(one for one in (*action.handed, *action.owners) if one not in facts["owners"])),
    },
    "status": lambda _, __, facts, words: {"status": _status(facts["status"]), "status_text": words.get("status_text")},
    "timescale": lambda _, __, facts, words: {"timescale": _timescale(facts["timescale"], words.get("timescale"))},
    "extension": lambda action, change, facts, words: {
        "extension": extension_from(facts["extension"], words.get("extension"), change.sequence)
    },
}
