"""A plan that somebody has agreed to → what is written: its people and labels, then its record."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage.documents.document import PlanDocument, ReadAction, ReadRecommendation
from storage.documents.parties import Parties
from storage.lexicon import words
from storage.numbering import Stamp, number
from storage.people import Directory
from storage.plan import ChangeKind, Draft, Plan, PlanState
from storage.replay import advance, columns_words, timescale_facts, timescale_words
from storage.status import Status
from storage.work import Recorded, Write


@dataclass(frozen=True, slots=True)
class Adopted:
    """The writes that make or amend the plan, in order, and the plan and the directory as they will stand."""

    writes: tuple[Write, ...]
    plan: Plan
    directory: Directory


def adopt(
    document: PlanDocument,
    *,
    organisation: str,
    plan_id: int,
    code: str,
    directory: Directory,
    stamp: Stamp,
    title: str | None = None,
    state: PlanState = PlanState.LIVE,
) -> Adopted:
    """Make a read document a plan of its own.

    A full name that the directory does not know becomes a person who may speak at once; initials become a label of this
    plan, posts, groups and third parties labels of the organisation, held by whoever the directory says holds them.
    """
    people = Parties(directory, plan_id)
    drafts = list(_drafts(document, people, code, title or document.title, state, stamp.today))
    plan = Plan(organisation, plan_id)
    changes = number(plan, drafts, stamp)
    return Adopted(
        (*people.writes, *people.recorded(stamp), Recorded(plan_id, 0, changes)),
        advance(plan, changes),
        people.directory,
    )


# --- the record ---------------------------------------------------------------------------------------------------


def _drafts(
    document: PlanDocument, people: Parties, code: str, title: str, state: PlanState, today: date
) -> Iterator[Draft]:
    """The plan, then each recommendation with its actions and their updates, from the document's first date on."""
    dates = sorted({one.as_at for action in document.actions for one in action.updates if one.as_at})
    since = min([*dates, today])
    yield Draft(
        ChangeKind.PLAN, 0, {"state": state.value, "zone": "Europe/London"}, _plan_words(document, code, title), since
    )
    place = 1
    for one in document.recommendations:
        yield recommendation_draft(one, people, since)
        place += 1
        parent = -place
        for action in one.actions:
            for draft in action_drafts(action, parent, place + 1, people, since, dates):
                yield draft
                place += 1


def _plan_words(document: PlanDocument, code: str, title: str) -> dict[str, Any]:
    scheme = [[label, status.value] for label, status in document.scheme]
    return {"code": code, "title": title, "scheme": scheme, "columns": columns_words(document.layout)}


def recommendation_draft(one: ReadRecommendation, people: Parties, since: date) -> Draft:
    """A recommendation as the document has it, without its actions."""
    facts: dict[str, Any] = {"ref": one.ref, "sponsors": people.ids(one.owners)}
    said: dict[str, Any] = {"text": one.text, "section": one.section, "response": one.response, "cells": one.cells}
    said |= _cell("sponsor_cell", one.owner_cell)
    return Draft(ChangeKind.RECOMMENDATION, None, facts | ({"see": one.see} if one.see else {}), said, since)


def action_drafts(
    action: ReadAction, parent: int, place: int, people: Parties, since: date, dates: Sequence[date]
) -> Iterator[Draft]:
    """An action and its updates. `place` is the action's among the drafts, `dates` are those of all update columns."""
    yield _action(action, parent, people, since, dates)
    yield from _updates(action, -place, dates)


def _action(action: ReadAction, parent: int, people: Parties, since: date, dates: Sequence[date]) -> Draft:
    later = _status_date(action, dates) is not None
    facts = {
        "recommendation": parent,
        "ref": action.ref,
        "owners": people.ids(action.owners),
        "status": None if later or action.status is None else action.status.value,
        "timescale": timescale_facts(action.timescale),
    }
    said = {
        "text": action.text,
        "measure": action.measure,
        "status_text": None if later else action.status_text,
        "timescale": timescale_words(action.timescale),
        "steps": [
            {
                "text": step.text,
                "timescale": step.timescale.model_dump(mode="json") if step.timescale else None,
                "done": step.status is Status.COMPLETE,
            }
            for step in action.steps
        ],
        "cells": action.cells,
        **_cell("owner_cell", action.owner_cell),
    }
    return Draft(ChangeKind.ACTION, None, facts, said, since)


def _cell(key: str, said: str | None) -> dict[str, str]:
    """Owners in the document's own words."""
    return {} if said is None else {key: said}


def _status_date(action: ReadAction, dates: Sequence[date]) -> date | None:
    """Where the document tells of several dates, the status is that of the action's last: earlier it was not known."""
    own = [one.as_at for one in action.updates if one.as_at]
    return max(own) if len(dates) > 1 and own and action.status is not None and max(own) > dates[0] else None


def _updates(action: ReadAction, subject: int, dates: Sequence[date]) -> Iterator[Draft]:
    """The document's update columns, oldest first; one without a date counts from today."""
    decided = _status_date(action, dates)
    for update in sorted(action.updates, key=lambda one: one.as_at or date.max):
        facts: dict[str, Any] = {}
        said: dict[str, Any] = {"note": update.text}
        if decided is not None and update.as_at == decided and action.status is not None:
            facts, said = {"status": action.status.value}, said | {"status_text": action.status_text}
            decided = None
        yield Draft(ChangeKind.UPDATE, subject, facts, said, update.as_at, verbatim=True)


# --- the code -----------------------------------------------------------------------------------------------------


def suggest_code(title: str, taken: Collection[str], year: int | None = None) -> str:
    """A short code such as CPC23: first letters of the words that tell, and the year of the title (else `year`)."""
    table = words("code")
    lines = [_telling(line) for line in (*title.split(" – "), title)]
    telling = next((line for line in lines if len(line) > 1), lines[-1])[: table["letters"]]
    letters = "".join(word[0] for word in telling) if len(telling) > 1 else (telling or ["plan"])[0][:3]
    years = re.findall(r"\b(?:19|20)\d\d\b", title) or ([str(year)] if year else [])
    stem = f"{letters.upper()}{years[0][2:] if years else ''}"
    used = {code.casefold() for code in taken}
    endings = ["", *(chr(place) for place in range(ord("B"), ord("Z") + 1)), *map(str, range(27, 1000))]
    return next(stem + ending for ending in endings if (stem + ending).casefold() not in used)


def _telling(line: str) -> list[str]:
    """The words of a title that tell one plan from another."""
    return [word for word in re.findall(r"[^\W\d_]+", line) if word.casefold() not in words("code")["leave_out"]]
