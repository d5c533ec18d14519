"""A report of ours that is loaded again: beside the plan as the report told it, is there anything new in it?"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from dialogs.own_words import fold, without_ours
from dialogs.reports.accepted import wordings
from dialogs.reports.gathered import Kept
from dialogs.reports.marks import PART
from storage.documents.diff import Difference, difference
from storage.documents.document import PlanDocument
from storage.documents.handed import AS_AT, TOLD, VERSION
from storage.documents.returned import LABEL, PLAN
from storage.people import Directory
from storage.plan import Plan


@dataclass(frozen=True, slots=True)
class Told:
    """What a report told: the plan as it stood in it, the wording that was accepted for it, and whether it was all."""

    then: Plan
    accepted: Collection[str] = ()
    whole: bool = True


async def told_by(document: PlanDocument, plan: Plan | None, kept: Kept) -> Told | None:
    """What the report that a document was made as told of this plan; None for any other document.

    Its marks are not believed: where they name what there is not, the document is one like any other.
    """
    if plan is None or document.made.get(PLAN) != plan.code:
        return None
    try:
        as_at = date.fromisoformat(document.made[AS_AT])
    except (KeyError, ValueError):
        return None
    whole = document.made.get(TOLD) != PART
    label = document.made.get(LABEL)
    if label is None:
        return Told(await kept.as_at(plan.id, as_at), (), whole)
    made = next((one for one in await kept.returns() if (one.plan, one.label) == (plan.id, label) and one.frozen), None)
    version = document.made.get(VERSION, "")
    if made is None or not version.isdigit():
        return None
    rows = await kept.return_rows(plan.id, label, int(version))
    then = await (kept.as_returned(plan, made) if made.as_at == as_at else kept.as_at(plan.id, as_at))
    return Told(then, frozenset(map(fold, wordings(rows).values())), whole)


def untouched(told: Told, document: PlanDocument, directory: Directory, as_at: date | None) -> bool:
    """Whether a document says nothing but what the report told."""
    return within(without_ours(difference(told.then, directory, document, as_at), told.then), told).empty


def within(found: Difference, told: Told) -> Difference:
    """The difference without what only the report's own wording, and the rest of the plan, make of it."""
    news = tuple(one for one in found.news if fold(one.update.text) not in told.accepted)
    if told.whole:
        return replace(found, news=news)
    changes = tuple(one for one in found.changes if one.field.rpartition(" ")[2] != "ref")
    return replace(found, news=news, added=(), closed=(), changes=changes)
