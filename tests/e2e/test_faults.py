"""Faults of every kind are done to a bot: nothing acknowledged is missing, nothing half-written, nobody is told wrong.

All points of a turn are `make soak`'s; here it is a part of them, evenly.
"""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.e2e.faults.kinds import POSTGRES, SQLITE
from tests.storage.conftest import postgres

__all__ = ["postgres"]  # a fixture

# Tries, of what takes seconds each; of the others, five. Each kind of fault is done here, each point of a turn there.
SLOW = {"killed": 14, "terminated": 6, "starved": 4, "worker": 2, "away": 1, "locked": 1}

EVERY = [
    *(("sqlite", name) for name in SQLITE),
    *(pytest.param("postgresql", name, marks=pytest.mark.postgres) for name in POSTGRES),
]


def figures(database: str, fault: str, *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.e2e.faults", "--json", "--database", database, "--only", fault, *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    assert done.stdout, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.killed
@pytest.mark.parametrize(("database", "fault"), EVERY)
def test_nothing_is_lost_half_written_or_wrongly_said(
    database: str, fault: str, request: pytest.FixtureRequest
) -> None:
    if database == "postgresql":
        request.getfixturevalue("postgres")
    if fault == "full-disk" and os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    told = figures(database, fault, "--tries", str(SLOW.get(fault, 5)))
    assert told["tries"] > 0
    assert {name: told[name] for name in ("lost", "half", "twice", "wrong")} == {
        "lost": [],
        "half": [],
        "twice": [],
        "wrong": [],
    }
    assert len(told["seconds"]) >= 1
