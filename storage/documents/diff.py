"""A plan and a newer version of its document → what is different, before anybody has agreed to it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from storage.documents.document import DatedText, Doubt, PlanDocument, ReadAction, ReadRecommendation
from storage.documents.matching import Wording, matched
from storage.documents.parties import Parties
from storage.documents.questions import Questions
from storage.documents.reasked import reasked
from storage.documents.said import Said
from storage.markup import one_line
from storage.people import Directory
from storage.plan import Action, Change, Column, Plan, Recommendation, ref_key
from storage.status import Scheme, Status
from storage.timescale import Timescale


@dataclass(frozen=True, slots=True)
class Changed:
    """A field of an action or recommendation that the document has otherwise.

    `old` and `new` are as people read them; `value` is what a change takes. `since` is the day on which the
    conversation (or a later document) settled it: then it is a conflict. The field `closed` is the absence of the row.
    """

    item: int
    ref: str  # the plan's, by which people know it
    field: str  # ref text measure cells steps owners timescale status closed · section response sponsors
    old: str | None
    new: str | None
    value: Any = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A row that the plan lacks. `under` is the plan's recommendation; without one the recommendation is new, too."""

    place: int  # of the recommendation in the document
    recommendation: ReadRecommendation
    action: ReadAction | None
    under: int | None = None


@dataclass(frozen=True, slots=True)
class News:
    """An update of the document that the plan's record has not."""

    item: int
    ref: str
    update: DatedText


@dataclass(frozen=True, slots=True)
class Difference:
    """What a newer document would change. `as_at` is the day that it tells of; None where nobody knows."""

    plan: int
    code: str
    as_at: date | None
    changes: tuple[Changed, ...] = ()
    added: tuple[Added, ...] = ()
    closed: tuple[Changed, ...] = ()
    news: tuple[News, ...] = ()
    conflicts: tuple[Changed, ...] = ()
    questions: tuple[Doubt, ...] = ()
    columns: tuple[Column, ...] | None = None  # where the newer document has others
    scheme: tuple[tuple[str, Status], ...] | None = None
    all_open: int = field(default=0, compare=False)  # open actions of the plan, beside which to see `closed`

    @property
    def told(self) -> list[Changed]:
        """The changes as people are told of them: what a recommendation and its only action share is said once."""
        said = {_key(one) for one in self.changes}
        return [
            one for one in self.changes if (one.ref, one.field.rpartition(" ")[2], one.new) not in said - {_key(one)}
        ]

    @property
    def empty(self) -> bool:
        """Nothing would be written, and nothing is in dispute."""
        return not (self.changes or self.added or self.closed or self.news or self.conflicts)

    def contract(self) -> dict[str, Any]:
        """The published JSON: rows in the order of the document, conflicts apart."""
        return {
            "plan": self.code,
            "as_at": self.as_at.isoformat() if self.as_at else None,
            "changed": [_row(one, old=one.old, new=one.new) for one in self.told],
            "added": [_added_row(one) for one in self.added if one.action or not one.recommendation.actions],
            "closed": [_row(one, text=one.old) for one in self.closed],
            "updates": [
                {"action": one.ref, "as_at": _day(one.update.as_at), "text": one.update.text} for one in self.news
            ],
            "conflicts": [
                _row(one, conversation=one.old, document=one.new, since=_day(one.since)) for one in self.conflicts
            ],
            "questions": [one.model_dump() for one in self.questions],
        }


def _key(one: Changed) -> tuple[str, str, str | None]:
    return one.ref, one.field, one.new


def _row(one: Changed, **said: str | None) -> dict[str, Any]:
    kind = "recommendation" if one.field.startswith("recommendation ") else "action"
    return {kind: one.ref, "field": one.field.removeprefix("recommendation "), **said}


def _added_row(one: Added) -> dict[str, Any]:
    if one.action is None:
        return {"recommendation": one.recommendation.ref, "text": one.recommendation.text}
    return {"action": one.action.ref, "text": one.action.text, "recommendation": one.recommendation.ref}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


# --- the difference -----------------------------------------------------------------------------------------------


def difference(
    plan: Plan, directory: Directory, document: PlanDocument, as_at: date | None, past: Sequence[Change] | None = None
) -> Difference:
    """Compare a newer document with the plan, row by row; rows are known again by their wording, not their number.

    `as_at` is the day that the document tells of. What the conversation settled later stands, and is a conflict;
    without a day everything that the conversation settled is. `past` is the plan's whole record, where the plan's own
    memory of it (`Plan.recent`) may be too short. What the document leaves blank stays as it is, and is a question.
    """
    comparing = _Comparing(plan, Parties(directory, plan.id), Said(plan, plan.recent if past is None else past, as_at))
    rows = list(comparing.rows(document))
    disputed = [one for one in rows if isinstance(one, Changed) and one.since]
    agreed = [one for one in rows if isinstance(one, Changed) and not one.since]
    asked = reasked(document.questions, plan.scheme, comparing.known)
    return Difference(
        plan=plan.id,
        code=plan.code,
        as_at=as_at,
        changes=tuple(one for one in agreed if one.field != "closed"),
        added=tuple(one for one in rows if isinstance(one, Added)),
        closed=tuple(one for one in agreed if one.field == "closed"),
        news=tuple(one for one in rows if isinstance(one, News)),
        conflicts=tuple(disputed),
        questions=(*asked, *comparing.questions.collected(rated=False)),
        columns=document.layout if document.layout not in ((), plan.columns) and not comparing.said.older else None,
        scheme=_scheme(plan.scheme, document.scheme),
        all_open=sum(one.open for one in plan.actions.values()),
    )


def _scheme(known: Scheme, newer: Sequence[tuple[str, Status]]) -> tuple[tuple[str, Status], ...] | None:
    """The plan's words with those that the newer document adds; None where it adds none."""
    more = tuple((label, status) for label, status in newer if known.status_of(label) is None)
    return known.labels + more if more else None


@dataclass(slots=True)
class _Comparing:
    plan: Plan
    parties: Parties
    said: Said
    questions: Questions = field(default_factory=Questions)
    known: set[str] = field(default_factory=set)  # refs, in the document, of rows that the plan has

    def rows(self, document: PlanDocument) -> Iterator[Changed | Added | News]:
        """Everything that is different, in the order of the document; what is gone comes last."""
        known = self._recommendations(document)
        actions = self._actions(document, known)
        for place, one in enumerate(document.recommendations):
            under = known.get(place)
            if under is None:
                yield Added(place, one, None)
            else:
                yield from self._recommendation(self.plan.recommendations[under], one)
            for at, action in enumerate(one.actions):
                before = actions.get((place, at))
                if before is None:
                    yield Added(place, one, action, under)
                else:
                    self.known.add(ref_key(action.ref))
                    yield from self._action(self.plan.actions[before], action, under)
        yield from self._gone(set(actions.values()))

    def _recommendations(self, document: PlanDocument) -> dict[int, int]:
        ids = list(self.plan.recommendations)
        old = [Wording(one.ref, one.text) for one in self.plan.recommendations.values()]
        new = [Wording(one.ref, one.text) for one in document.recommendations]
        return {place: ids[before] for place, before in matched(old, new).items()}

    def _actions(self, document: PlanDocument, known: Mapping[int, int]) -> dict[tuple[int, int], int]:
        ids = list(self.plan.actions)
        old = [Wording(one.ref, one.text, one.recommendation) for one in self.plan.actions.values()]
        places = [(place, at) for place, one in enumerate(document.recommendations) for at in range(len(one.actions))]
        new = []
        for place, at in places:
            action = document.recommendations[place].actions[at]
            new.append(Wording(action.ref, action.text, known.get(place, -1 - place)))
        return {places[place]: ids[before] for place, before in matched(old, new).items()}

    # --- one row --------------------------------------------------------------------------------------------------

    def _recommendation(self, old: Recommendation, new: ReadRecommendation) -> Iterator[Changed]:
        pairs = (("ref", old.ref, new.ref), ("text", old.text, new.text), ("section", old.section, new.section))
        for name, before, after in (*pairs, ("response", old.response, new.response)):
            if after and one_line(before or "") != one_line(after):
                yield Changed(old.id, old.ref, f"recommendation {name}", before, after, after)
        if new.owners and self._parties(new.owners) != self._owners(old.sponsors):
            names = ", ".join(self.parties.before.names(old.sponsors))
            yield Changed(old.id, old.ref, "recommendation sponsors", names, ", ".join(new.owners), new.owners)
        if new.cells and dict(old.cells) != new.cells:
            yield Changed(old.id, old.ref, "recommendation cells", _cells(old.cells), _cells(new.cells), new.cells)

    def _action(self, old: Action, new: ReadAction, under: int | None) -> Iterator[Changed | News]:
        for one in (*self._wording(old, new), *self._standing(old, new)):
            yield self.said.judged(one)
        for update in new.updates:
            if not self.said.known(old.id, update.text, update.as_at):
                yield News(old.id, old.ref, update)
        if under is not None and under != old.recommendation:
            parent = self.plan.recommendations[old.recommendation]
            self.questions.ask(f"action {new.ref}", f"it stands elsewhere now: it is kept under {parent.ref}")

    def _wording(self, old: Action, new: ReadAction) -> Iterator[Changed]:
        if ref_key(old.ref) != ref_key(new.ref):
            yield Changed(old.id, old.ref, "ref", old.ref, new.ref, new.ref)
        for name, before, after in (("text", old.text, new.text), ("measure", old.measure, new.measure)):
            if after and one_line(before or "") != one_line(after):
                yield Changed(old.id, old.ref, name, before, after, after)
        if new.cells and dict(old.cells) != new.cells:
            yield Changed(old.id, old.ref, "cells", _cells(old.cells), _cells(new.cells), new.cells)
        if new.steps and [step.text for step in old.steps] != [step.text for step in new.steps]:
            yield Changed(old.id, old.ref, "steps", _steps(old.steps), _steps(new.steps), new.steps)

    def _standing(self, old: Action, new: ReadAction) -> Iterator[Changed]:
        """What people also say in conversation: who, by when, how it stands. A blank settles nothing."""
        yield from self._owned(old, new)
        if new.timescale is None:
            self._ask(old, "timescale", old.timescale is not None)
        elif not _same_time(old.timescale, new.timescale):
            before = old.timescale.text if old.timescale else None
            yield Changed(old.id, old.ref, "timescale", before, new.timescale.text, new.timescale)
        if new.status is None:
            self._ask(old, "status", old.status is not None and old.open)
        elif new.status is not old.status or _reworded(old.status_text, new.status_text):
            label = new.status_text or self.plan.scheme.label(new.status)
            yield Changed(old.id, old.ref, "status", self._label(old), label, (new.status, new.status_text))

    def _owned(self, old: Action, new: ReadAction) -> Iterator[Changed]:
        if not new.owners:
            self._ask(old, "owner", bool(old.owners))
        elif self._owners(old.owners) != self._parties(new.owners):
            names = ", ".join(self.parties.before.names(old.owners)) or None
            yield Changed(old.id, old.ref, "owners", names, ", ".join(new.owners), new.owners)

    def _ask(self, old: Action, what: str, stands: bool) -> None:
        if stands:
            self.questions.ask(f"action {old.ref}", f"no {what} in this version: the plan's is kept")

    def _label(self, old: Action) -> str:
        return old.status_text or self.plan.scheme.label(old.status)

    def _gone(self, there: set[int]) -> Iterator[Changed]:
        for action in self.plan.actions.values():
            if action.id not in there and action.open:
                yield self.said.judged(Changed(action.id, action.ref, "closed", action.text, None))

    # --- people ---------------------------------------------------------------------------------------------------

    def _owners(self, ids: Sequence[int]) -> list[Any]:
        return [self._whole(one) for one in ids]

    def _parties(self, names: Sequence[str]) -> list[Any]:
        found = [self.parties.known(name) for name in names]
        return list(
            dict.fromkeys(name if one is None else self._whole(one) for name, one in zip(names, found, strict=True))
        )

    def _whole(self, party: int) -> int:
        """Initials that are known to be one person are that person."""
        answers = self.parties.before.answers_for(party)
        return answers[0] if len(answers) == 1 else party


def _same_time(old: Timescale | None, new: Timescale) -> bool:
    return old is not None and (
        one_line(old.text).casefold() == one_line(new.text).casefold()
        or (old.end is not None and (old.kind, old.start, old.end) == (new.kind, new.start, new.end))
    )


def _reworded(old: str | None, new: str | None) -> bool:
    return old is not None and new is not None and one_line(old).casefold() != one_line(new).casefold()


def _cells(cells: Mapping[str, str]) -> str:
    return "; ".join(f"{heading}: {said}" for heading, said in cells.items())


def _steps(steps: Sequence[Any]) -> str:
    return "; ".join(step.text for step in steps)
