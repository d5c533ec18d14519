"""What a newcomer waits for."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.killed  # with those that have the machine to themselves


def test_the_sample_conversation_is_played_in_under_five_seconds() -> None:
    command = [str(Path(sys.executable).with_name("planminder")), "demo", "--play"]
    took = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        took.append(time.perf_counter() - began)
    assert min(took) < 5, took
