"""A database that fails one time in fifty, under fifty conversations: nothing is lost in silence or kept unsaid."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.flaky import SHARE, Ran, run
from tests.storage.conftest import new_postgres, postgres

__all__ = ["new_postgres", "postgres"]  # fixtures

CONVERSATIONS = 50
BRIEFLY = 15.0  # seconds, in make test-all
WHOLE = float(os.environ.get("PLANMINDER_TEST_SOAK", "60"))


def true_of_every_message(ran: Ran) -> None:
    print(ran.shown())  # noqa: T201 - the figures of the run
    assert ran.untold == [], "neither recorded and said so, nor not recorded and said so"
    assert ran.told_recorded == ran.kept, "what is said to be recorded is not what is"
    assert sum(map(len, ran.told_lost.values())) > 0
    assert ran.faults.failed > ran.faults.calls * SHARE / 3


@pytest.fixture
def server(new_postgres: Callable[..., str]) -> str:
    return new_postgres()


@pytest.fixture
def file(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'flaky.db'}"


@pytest.mark.long
async def test_what_is_said_of_each_message_is_true(file: str) -> None:
    true_of_every_message(await run(file, CONVERSATIONS, BRIEFLY))


@pytest.mark.postgres
async def test_and_over_a_server(server: str) -> None:
    true_of_every_message(await run(server, CONVERSATIONS, BRIEFLY))


@pytest.mark.soak
async def test_and_for_as_long_as_it_is_told_to(file: str) -> None:
    true_of_every_message(await run(file, CONVERSATIONS, WHOLE))


@pytest.mark.soak
async def test_and_as_long_over_a_server(server: str) -> None:
    true_of_every_message(await run(server, CONVERSATIONS, WHOLE))
