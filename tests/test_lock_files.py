"""The lock files pin everything by hash and name no host."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FUNDING = r'"url": "https://[^"]+"'  # npm notes where makers ask for support; nothing is fetched from there
PYTHON_LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


def wanted(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["dependencies"] + [line for extra in extras for line in project["optional-dependencies"][extra]]
    return {re.split(r"[\[<>=~!; ]", line)[0].lower().replace("_", "-") for line in lines}


@pytest.mark.parametrize("lock", [*PYTHON_LOCKS, "package-lock.json"])
def test_a_lock_names_no_host(lock: str) -> None:
    text = re.sub(FUNDING, "", (ROOT / lock).read_text(encoding="utf-8"))
    assert re.findall(r"https?:|file:|--(?:extra-)?index|--find-links|\"resolved\"", text) == []


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_every_pin_carries_a_hash(lock: str) -> None:
    blocks = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.lock", ("build",)), ("requirements-dev.lock", ("build", "traces", "dev"))]
)
def test_a_lock_pins_all_that_the_project_asks_for(lock: str, extras: tuple[str, ...]) -> None:
    assert wanted(*extras) - pins(lock).keys() == set()


def test_the_two_locks_agree() -> None:
    mine, theirs = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: theirs.get(name) for name in mine} == mine


def test_the_playground_is_pinned_with_its_integrity() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages["node_modules/@microsoft/m365agentsplayground"]["version"] == "0.2.28"
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
