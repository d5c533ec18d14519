"""The example is a plan in the shape of real ones, of a council and of people that do not exist."""

import csv
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import bot
from bot.settings import read
from storage.documents.read import read_document
from storage.plan import Action, Plan
from storage.status import Status

EXAMPLES = Path(__file__).parent.parent / "examples"
SHARED = Path(__file__).parent.parent.parent / "shared"
DOCUMENTS = ("action-plan.csv", "action-plan.docx", "action-plan.xlsx")
ACTIONS = {"1": 1, "2": 3, "3": 3, "4": 1, "5": 3, "6": 3, "7": 2, "8": 2, "9": 3, "10": 1}  # actions of each
STATUSES = {"green": 14, "amber": 1, "red": 1, "not_started": 4, None: 2}
KINDS = {"period": 17, "date": 1, "continuous": 3, "dependent": 1}


@pytest.fixture
def about() -> dict[str, Any]:
    return tomllib.loads((EXAMPLES / "people.toml").read_text(encoding="utf-8"))


@pytest.fixture
def history() -> list[dict[str, str]]:
    return [json.loads(line) for line in (EXAMPLES / "history.jsonl").read_text(encoding="utf-8").splitlines()]


def rows() -> list[dict[str, str]]:
    with (EXAMPLES / "action-plan.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_form_of_the_plan_reads_as_the_same_22_actions(name: str) -> None:
    plan = read_document(name, (EXAMPLES / name).read_bytes(), date(2026, 4, 8))
    actions = [action for recommendation in plan.recommendations for action in recommendation.actions]
    assert {one.ref: len(one.actions) for one in plan.recommendations} == ACTIONS
    assert [action.ref for action in actions if action.ref.split(".")[0] in ("1", "2")] == ["1", "2.1", "2.2", "2.3"]
    assert Counter(action.status for action in actions) == STATUSES
    assert Counter(action.timescale.kind for action in actions if action.timescale) == KINDS


def test_the_word_and_excel_forms_hold_the_words_of_the_loaded_one() -> None:
    def words(name: str) -> list[tuple[str, ...]]:
        plan = read_document(name, (EXAMPLES / name).read_bytes(), date(2026, 4, 8))
        return [(one.ref, one.text, *(action.text for action in one.actions)) for one in plan.recommendations]

    assert words("action-plan.docx") == words("action-plan.csv") == words("action-plan.xlsx")


def test_people_of_the_history_and_the_personas_are_in_the_directory(
    about: dict[str, Any], history: list[dict[str, str]]
) -> None:
    known = {person["name"] for person in about["people"]}
    assert {line["as"] for line in history} | {persona["name"] for persona in about["personas"]} <= known
    assert {persona["role"] for persona in about["personas"]} == {"owner", "manager", "officer"}
    assert all(len(persona["try"]) == 3 for persona in about["personas"])


def test_every_owner_in_the_plan_has_somebody_who_answers(about: dict[str, Any]) -> None:
    named = {name.strip() for row in rows() for name in row["Lead officer"].split("/")} - {""}
    answers = {alias for person in about["people"] for alias in (person["name"], *person.get("holds", ()))}
    assert named - answers == set()


def test_the_history_runs_from_the_loading_to_the_pinned_day(
    about: dict[str, Any], history: list[dict[str, str]]
) -> None:
    days = [datetime.fromisoformat(line["at"]) for line in history]
    assert days == sorted(days)
    assert about["demo"]["loaded"] < days[0].date() <= days[-1].date() < about["demo"]["today"]
    assert all(day.weekday() < 5 for day in days)


def test_nobody_real_is_in_the_example(about: dict[str, Any]) -> None:
    seeds = SHARED / "seeds"
    if not seeds.is_dir():
        pytest.skip("the real documents are not beside this checkout")
    real = set(re.findall(r"\w+", " ".join(path.read_text(encoding="utf-8") for path in seeds.glob("*.txt"))))
    family_names = {person["name"].split()[-1] for person in about["people"]}
    assert family_names & real == set()


async def test_the_history_leaves_an_interesting_answer_to_every_question(
    example_database: Path, about: dict[str, Any]
) -> None:
    """Played through the real bot, so that this also says whether it reads plain updates right."""
    plan = await _plan(example_database)
    today = about["demo"]["today"]

    def refs(chosen: Callable[[Action], bool]) -> set[str]:
        return {action.ref for action in plan.actions.values() if chosen(action)}

    assert refs(lambda action: action.overdue(today)) == {"2.2", "6.1", "6.2", "7.2"}
    assert refs(lambda action: action.past_first_date(today)) == {"1", "3.1", "9.3"}
    assert refs(lambda action: action.status is Status.RED) == {"3.1", "7.2", "8.1"}
    assert refs(lambda action: action.status is Status.COMPLETE) == {"2.1", "3.2", "9.1"}
    assert refs(lambda action: action.moves > 1) == {"1", "9.3"}
    assert refs(lambda action: bool(action.decision)) == {"3.1", "8.1"}
    assert refs(lambda action: action.open and (action.updated or date.min) < date(2026, 8, 1)) == {
        "2.2", "3.3", "5.2", "5.3", "6.2", "6.3", "8.2", "9.2"
    }  # fmt: skip
    assert refs(lambda action: not action.owners) == {"10"}


async def _plan(database: Path) -> Plan:
    async with bot(read(database_url=f"sqlite+aiosqlite:///{database}")) as app:
        (plan,) = (await app.store.plans(app.settings.organisation)).values()
        return plan
