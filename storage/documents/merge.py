"""A difference that somebody has agreed to → what is written. Nothing of the plan is deleted."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from storage.documents.adopt import Adopted, action_drafts, recommendation_draft
from storage.documents.diff import Changed, Difference
from storage.documents.parties import Parties
from storage.numbering import Stamp, number
from storage.people import Directory
from storage.plan import ChangeKind, Draft, Plan, Step, ref_key
from storage.replay import advance, columns_words, steps_words, timescale_facts, timescale_words
from storage.status import Status
from storage.work import Recorded

ALL = "*"


def decided(found: Difference, taken: Collection[str] = (), left: Collection[str] = ()) -> Difference:
    """The difference after somebody's word: conflicts of `taken` refs go to the document, rows of `left` refs are out.

    Refs are the plan's; `ALL` stands for every one.
    """
    keys, out = {ref_key(one) for one in taken}, {ref_key(one) for one in left}

    def stays(ref: str) -> bool:
        return ref_key(ref) not in out

    def for_document(one: Changed) -> bool:
        return ALL in taken or ref_key(one.ref) in keys

    won = [one for one in found.conflicts if for_document(one)]
    return replace(
        found,
        changes=tuple(one for one in (*found.changes, *won) if stays(one.ref) and one.field != "closed"),
        added=tuple(one for one in found.added if stays(one.action.ref if one.action else one.recommendation.ref)),
        closed=tuple(one for one in (*found.closed, *won) if stays(one.ref) and one.field == "closed"),
        news=tuple(one for one in found.news if stays(one.ref)),
        conflicts=tuple(one for one in found.conflicts if one not in won and stays(one.ref)),
    )


def merge(plan: Plan, directory: Directory, found: Difference, stamp: Stamp, reason: str) -> Adopted:
    """Bring a plan up to a newer document. `reason` is what closes an action that the document has no more."""
    people = Parties(directory, plan.id)
    changes = number(plan, drafts(plan, people, found, stamp.today, reason), stamp)
    record = (Recorded(plan.id, plan.number, changes),) if changes else ()
    return Adopted((*people.writes, *people.recorded(stamp), *record), advance(plan, changes), people.directory)


def drafts(plan: Plan, people: Parties, found: Difference, today: date, reason: str) -> list[Draft]:
    """The drafts that make the difference, conflicts left out: columns, recommendations, then their actions."""
    day = min(found.as_at or today, today)
    made = [*_described(found, day), *_recommendations(found, people, day)]
    made += _actions(found, people, day, today)
    made += _closings(plan, found, day, today, reason)
    made += _additions(found, people, day, len(made))
    return [*made, *_numbered_again(plan, found, day)]


def _described(found: Difference, day: date) -> Iterator[Draft]:
    words: dict[str, Any] = {}
    if found.columns is not None:
        words["columns"] = columns_words(found.columns)
    if found.scheme is not None:
        words["scheme"] = [[label, status.value] for label, status in found.scheme]
    if words:
        yield Draft(ChangeKind.PLAN, 0, {}, words, day)


def _recommendations(found: Difference, people: Parties, day: date) -> Iterator[Draft]:
    """What the reviewers' rows say now; they come first, so that a number that an action takes over is the action's."""
    items: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}
    for one in found.changes:
        kind, _, name = one.field.partition(" ")
        if kind != "recommendation":
            continue
        facts, words = items.setdefault(one.item, ({}, {}))
        if name == "sponsors":
            facts["sponsors"] = people.ids(one.value)
        else:
            (facts if name == "ref" else words)[name] = one.value
    for item, (facts, words) in items.items():
        yield Draft(ChangeKind.EDIT, item, facts, words, day)


# --- actions ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Amended:
    """What becomes of one action: its wording, and what is said of it on which day."""

    edit: tuple[dict[str, Any], dict[str, Any]] = field(default_factory=lambda: ({}, {}))
    facts: dict[str, Any] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)
    since: date | None = None  # of a conflict that went to the document: then it counts from today


def _actions(found: Difference, people: Parties, day: date, today: date) -> Iterator[Draft]:
    items: dict[int, _Amended] = {}
    for one in found.changes:
        if not one.field.startswith("recommendation "):
            _amend(items.setdefault(one.item, _Amended()), one, people)
    for item, amended in items.items():
        facts, words = amended.edit
        if facts or words:
            yield Draft(ChangeKind.EDIT, item, facts, words, day)
    notes: dict[int, list[tuple[date, str]]] = {}
    for news in found.news:
        notes.setdefault(news.item, []).append((news.update.as_at or day, news.update.text))
    for item in dict.fromkeys((*items, *notes)):
        yield from _said(item, items.get(item, _Amended()), sorted(notes.get(item, [])), day, today)


def _amend(into: _Amended, one: Changed, people: Parties) -> None:
    if one.since:
        into.since = max(one.since, into.since or one.since)
    if one.field == "owners":
        into.facts["owners"] = people.ids(one.value)
    elif one.field == "timescale":
        into.facts["timescale"], into.words["timescale"] = timescale_facts(one.value), timescale_words(one.value)
    elif one.field == "status":
        status, text = one.value
        into.facts["status"], into.words["status_text"] = _status(status), text
    elif one.field == "steps":
        into.edit[1]["steps"] = steps_words(Step(step.text, step.timescale) for step in one.value)
    else:
        into.edit[one.field != "ref"][one.field] = one.value


def _status(status: Status | None) -> str | None:
    return status.value if status else None


def _said(item: int, amended: _Amended, notes: list[tuple[date, str]], day: date, today: date) -> Iterator[Draft]:
    """The document's updates, each on its day; what else it changed goes with the last of them if that is the day."""
    when = today if amended.since else day
    whole = bool(amended.facts) and bool(notes) and notes[-1][0] == when
    for place, (on, note) in enumerate(notes):
        last = whole and place == len(notes) - 1
        facts, words = (amended.facts, amended.words) if last else ({}, {})
        yield Draft(ChangeKind.UPDATE, item, facts, {"note": note, **words}, on, verbatim=True)
    if amended.facts and not whole:
        yield Draft(ChangeKind.UPDATE, item, amended.facts, amended.words, when, verbatim=True)


def _closings(plan: Plan, found: Difference, day: date, today: date, reason: str) -> Iterator[Draft]:
    """Ended undone, with the reason; where another row has its number now, it gives the number up."""
    taken = {ref_key(one.value) for one in found.changes if one.field == "ref"}
    taken |= {ref_key(one.action.ref) for one in found.added if one.action}
    for one in found.closed:
        facts, words = {"status": Status.CLOSED.value}, {"note": reason, "status_text": None}
        yield Draft(ChangeKind.UPDATE, one.item, facts, words, today if one.since else day)
        if ref_key(one.ref) in taken:
            yield Draft(ChangeKind.EDIT, one.item, {"ref": _former(plan, one.ref)}, {}, day)


def _former(plan: Plan, ref: str) -> str:
    names = (f"{ref} (old{place})" for place in ("", *map(str, range(2, 1000))))
    return next(name for name in names if ref_key(name) not in plan.by_ref)


def _additions(found: Difference, people: Parties, day: date, base: int) -> Iterator[Draft]:
    """New rows. `base` is how many drafts stand before them: a new recommendation is named by its place."""
    place = base
    parents: dict[int, int] = {}
    for one in found.added:
        if one.action is None:
            yield recommendation_draft(one.recommendation, people, day)
            place += 1
            parents[one.place] = -place
            continue
        parent = one.under if one.under is not None else parents[one.place]
        for draft in action_drafts(one.action, parent, place + 1, people, day, ()):
            yield draft
            place += 1


def _numbered_again(plan: Plan, found: Difference, day: date) -> Iterator[Draft]:
    """A number that an action gives up and none takes is the recommendation's again: "5" of 5.1 and 5.2."""
    renumbered = {one.item: str(one.value) for one in found.changes if one.field == "ref"}
    parents = {one.item: str(one.value) for one in found.changes if one.field == "recommendation ref"}
    actions = {ref_key(renumbered.get(one.id, one.ref)) for one in plan.actions.values()}
    actions |= {ref_key(one.action.ref) for one in found.added if one.action}
    for item in dict.fromkeys(plan.actions[one].recommendation for one in renumbered):
        ref = parents.get(item, plan.recommendations[item].ref)
        if ref_key(ref) not in actions:
            yield Draft(ChangeKind.EDIT, item, {"ref": ref}, {}, day)
