"""Long runs (`make soak`): writers that are killed again and again, for as long as PLANMINDER_TEST_SOAK seconds say."""

import os
import random
import shutil
import time
from pathlib import Path

import pytest

from tests.e2e.test_killed import answer_to, chatting, check, recorded_notes, type_line

pytestmark = pytest.mark.soak


def test_nothing_acknowledged_is_lost_however_often_a_writer_is_killed(example_database: Path, tmp_path: Path) -> None:
    database = tmp_path / "soak.db"
    shutil.copy(example_database, database)
    chance, acknowledged, kills = random.Random(26), [], 0  # noqa: S311 - chance, not secrecy
    until = time.monotonic() + float(os.environ.get("PLANMINDER_TEST_SOAK", "300"))
    while time.monotonic() < until:
        with chatting(database, "Priya Nair") as process:
            for _ in range(chance.randint(1, 12)):
                note = f"trainer number {len(acknowledged)}-{kills} was asked"
                assert answer_to(process, f"2.3 {note}")["applied"] == [{"action": "2.3", "note": note}]
                acknowledged.append(note)
            type_line(process, f"2.3 trainer number x-{kills} was asked")
            time.sleep(chance.uniform(0, 0.05))
        kills += 1
    kept = recorded_notes(database)
    assert [note for note in kept if "x-" not in note] == acknowledged
    assert len(kept) == len(set(kept)), "a doubled update"
    assert check(database) == 0
    print(f"{len(acknowledged)} acknowledged, {kills} kills, none lost")  # noqa: T201 - the figure of the run
