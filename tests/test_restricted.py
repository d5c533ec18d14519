"""A restricted plan does not exist for whoever is outside it: every answer is as if it were not there.

The rows of the matrix of rights are tried twice, in a town with such a plan and in one without it.
"""

from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from tests.support.parts import PARTS, Town, town_over
from tests.test_rights_matrix import HERE, MATRIX, named, rows

SHUT = yaml.safe_load((HERE / "shut.yaml").read_text("utf-8"))
OUTSIDE = [part for part in PARTS if part != "officer"]
ASKED = (
    "SHUT26",
    "summary of SHUT26",
    "7.7",
    "7.7 green",
    "SHUT26 7.7 green",
    "SHUT26 1.1 green",
    "1.1 in SHUT26 amber",
    "what's overdue in SHUT26",
    "give SHUT26 1.1 to me",
    "remind me about SHUT26 1.1 on Friday",
    "shut-26 1.1 green",
    "make Colin Case a manager of SHUT26",
    "restrict SHUT26 to Max Arnott",
    "the placement interviews are done",
    "what about the lessons learned",
    "what is Vera Inman working on",
    "everything of the Inquiry Panel",
    "who is the Inquiry Panel",
    "who is on the Inquiry Panel",
    "give 1.1 to the Inquiry Panel",
    "Inquiry Panel",
    "what's due in June",
    "who changed 7.7",
    "SHUT26 as Word",
    "which plans are there",
    "post the summary of SHUT26 here every Friday at 9",
    "settings of SHUT26",
    "who has not answered in SHUT26",
    "what changed this week",
    "a working sheet of everything",
    "who can see SHUT26",
)
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def towns(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("towns")
    async with (
        town_over(HERE / "world.yaml", MATRIX["before"], folder / "with.db", HERE / "shut.yaml") as shut,
        town_over(HERE / "world.yaml", MATRIX["before"], folder / "without.db", people=HERE / "shut.yaml") as without,
    ):
        yield shut, without


async def same(towns: tuple[Town, Town], row: dict[str, Any]) -> None:
    shut, without = towns
    for part in OUTSIDE:
        assert await shut.answer(part, row) == await without.answer(part, row), part


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['section']}: {named(row)}") for row in rows()])
async def test_what_the_matrix_tries_is_answered_as_if_the_plan_were_not_there(
    towns: tuple[Town, Town], row: dict[str, Any]
) -> None:
    await same(towns, row)


@pytest.mark.parametrize("text", ASKED)
async def test_what_is_asked_of_it_by_name_is_answered_as_if_it_were_not_there(
    towns: tuple[Town, Town], text: str
) -> None:
    await same(towns, {"say": text})


@pytest.mark.parametrize(
    "press",
    [
        {"act": "show", "plan": 2, "action": 3},
        {"act": "update", "plan": 2, "action": 3, "status": "complete"},
        {"act": "form", "plan": 2, "action": 3},
        {"act": "rows", "plan": 2},
        {"act": "sheets", "plan": 2},
        {"act": "return", "plan": 2},
        {"act": "take", "plan": 2, "action": 3},
        {"act": "grant", "plan": 2, "action": 3},
        {"act": "undo", "change_set": "import"},
    ],
    ids=lambda press: str(press["act"]),
)
async def test_a_forged_button_of_it_is_answered_as_if_it_were_not_there(
    towns: tuple[Town, Town], press: dict[str, Any]
) -> None:
    assert (await towns[0].app.store.plans("local"))[2].actions[3].ref == "1.1"
    await same(towns, {"act": press["act"], "press": {key: one for key, one in press.items() if key != "act"}})


@pytest.mark.parametrize("text", ["SHUT26 1.1", "what's overdue in SHUT26"])
async def test_officers_and_whoever_answers_for_something_in_it_see_it_alone_and_in_nobody_elses_company(
    towns: tuple[Town, Town], text: str
) -> None:
    shut, _ = towns
    for part in ("officer", "inside"):
        assert "Interview the placement team" in await shut.answer(part, {"say": text})
        for place in ("group", "channel"):
            assert "Interview" not in await shut.answer(part, {"say": text, "place": place})
