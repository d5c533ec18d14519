"""`planminder people add` and `link`: a part in every plan or in one alone, and another system that never speaks."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from storage.people import Person, Role
from storage.plan import Plan
from storage.rights import RightsEvent
from storage.store import Store
from tests.support.command import invoked
from tests.support.conversations import write_plans

Stored = tuple[Person | None, dict[str, Plan], list[RightsEvent]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    database = tmp_path / "add.db"
    asyncio.run(write_plans(("tarnbrook", "oakvale"), database))
    return f"sqlite+aiosqlite:///{database}"


def run(url: str, *words: str) -> Any:
    return invoked(["people", *words], env={"PLANMINDER_DATABASE_URL": url})


def stored(url: str, name: str) -> Stored:
    async def read() -> Stored:
        store = await Store.open(url)
        try:
            plans = {one.code: one for one in (await store.plans("local")).values()}
            return (await store.directory("local")).named(name), plans, await store.rights("local")
        finally:
            await store.close()

    return asyncio.run(read())


def test_without_a_plan_a_role_holds_in_every_plan(url: str) -> None:
    assert run(url, "add", "Ian Forde", "--role", "manager").exit_code == 0
    person, plans, events = stored(url, "Ian Forde")
    assert person is not None
    assert {plan.role_of(person) for plan in plans.values()} == {Role.MANAGER}
    assert [(one.what, one.before, one.after, one.source) for one in events] == [
        ("role", "owner", "manager", "command line")
    ]


def test_somebody_who_is_told_more_about_keeps_their_part(url: str) -> None:
    run(url, "add", "Ian Forde", "--role", "manager")
    assert "Ian Forde: manager." in run(url, "add", "Ian Forde", "--email", "ian@tarnbrook.example").stderr
    person, _, events = stored(url, "Ian Forde")
    assert person is not None  # before: an owner again, by not saying so
    assert (person.role, person.emails, len(events)) == (Role.MANAGER, ("ian@tarnbrook.example",), 1)


def test_the_last_performance_officer_is_not_made_something_else(url: str) -> None:
    told = run(url, "list", "--json").stdout.splitlines()
    last, *others = [one["name"] for one in map(json.loads, told) if one["role"] == "officer"]
    for name in others:
        assert run(url, "add", name, "--role", "owner").exit_code == 0
    before = stored(url, last)
    for role in ("reader", "owner", "manager", "service"):
        done = run(url, "add", last, "--role", role)
        assert done.exit_code == 1 and f"{last} is the last performance officer" in done.stderr
    assert stored(url, last) == before
    run(url, "add", "Second Officer", "--role", "officer")
    assert run(url, "add", last, "--role", "manager").exit_code == 0


def test_a_part_in_one_plan_is_said_and_not_guessed(url: str) -> None:
    done = run(url, "add", "Ian Forde", "--plan", "BV26")
    assert done.exit_code == 2 and "Say it with --role" in done.stderr


def test_with_a_plan_it_holds_in_that_plan_alone(url: str) -> None:
    assert "manager in bv26" in run(url, "add", "Ian Forde", "--role", "manager", "--plan", "bv26").stderr
    person, plans, _ = stored(url, "Ian Forde")
    assert person is not None and person.role is Role.OWNER
    assert {code: plan.role_of(person) for code, plan in plans.items()} == {"BV26": Role.MANAGER, "CPC23": Role.OWNER}


def test_a_plan_that_is_not_there_changes_nothing(url: str) -> None:
    assert run(url, "add", "New Person", "--plan", "XX1").exit_code == 2
    assert stored(url, "New Person")[0] is None


def test_another_system_is_linked_with_no_chat(url: str) -> None:
    run(url, "add", "Finance Feed", "--role", "service")
    done = run(url, "link", "Finance Feed", "teams", "29:x")
    assert done.exit_code == 2 and "speaks in no chat" in done.stderr
