"""What a report of ours says of itself when it is loaded again is not believed where there is no such thing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from dialogs.comes_back import told_by
from storage.documents.document import PlanDocument
from storage.plan import Plan

PLAN = Plan("o", 1, code="OAK25")


class Nothing:
    """A past without a return."""

    async def as_at(self, plan: int, day: date) -> Plan:
        return PLAN

    async def returns(self) -> list[Any]:
        return []


def document(made: Mapping[str, str]) -> PlanDocument:
    return PlanDocument(title="", columns=[], recommendations=[], made=dict(made))


MARKS = {"PlanminderPlan": "OAK25", "PlanminderAsAt": "2026-11-23"}


@pytest.mark.parametrize(
    "made",
    [
        {},
        {**MARKS, "PlanminderPlan": "ELM25"},
        {**MARKS, "PlanminderAsAt": "yesterday"},
        {"PlanminderPlan": "OAK25"},
        {**MARKS, "PlanminderReturn": "Q9", "PlanminderVersion": "1"},
    ],
)
async def test_a_document_that_names_what_there_is_not_is_one_like_any_other(made: dict[str, str]) -> None:
    assert await told_by(document(made), PLAN, Nothing()) is None  # type: ignore[arg-type]  # no more is asked of it


async def test_a_report_is_known_by_its_plan_and_its_day() -> None:
    told = await told_by(document({**MARKS, "PlanminderTold": "part"}), PLAN, Nothing())  # type: ignore[arg-type]
    assert told is not None and (told.then, told.whole) == (PLAN, False)
