"""SECURITY.md and docs/asvs.md name tests and files that there are, and all of the standard's first level."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_lock_files import pins

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "SECURITY.md", ROOT / "docs" / "asvs.md"]
LEVEL_ONE = """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.5.3
4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1
7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 11.3.1
11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
"""  # https://github.com/OWASP/ASVS/tree/v5.0.0/5.0/en


def rows(page: Path) -> list[list[str]]:
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def there_are() -> set[str]:
    files = (file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    return {name for text in files for name in re.findall(r"^(?:async )?def (test_\w+)\(", text, re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_is_named_is_there(page: Path) -> None:
    named = set(re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8")))
    assert len(named) > 30
    assert named - there_are() == set()


def test_every_threat_names_where_it_is_stopped_and_a_test() -> None:
    threats = rows(ROOT / "SECURITY.md")
    assert len(threats) > 25
    assert [row[0] for row in threats if len(row) != 3 or not row[1] or "`test_" not in row[2]] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    linked = [one for one in re.findall(r"\]\(([^)#:]+)\)", text) if not (page.parent / one).exists()]
    shown = [one for one in re.findall(r"`((?:bot|tests|storage|dialogs)/[\w/.]+)`", text) if not (ROOT / one).exists()]
    assert (linked, shown) == ([], [])


def test_the_whole_first_level_of_the_standard_is_gone_through() -> None:
    numbers = [number for row in rows(ROOT / "docs" / "asvs.md") for number in _numbers(row[0])]
    assert sorted(numbers) == sorted(LEVEL_ONE.split())


def test_what_is_met_is_met_somewhere_and_what_is_not_says_why() -> None:
    for number, _, met, where, tests in rows(ROOT / "docs" / "asvs.md"):
        assert met in ("yes", "partly", "by hand", "n/a"), number
        assert where, number
        assert met != "yes" or tests or "SECURITY.md" in where, number


def _numbers(cell: str) -> list[str]:
    """`6.2.1–6.2.3, 7.4.1` → each of them."""
    found = []
    for part in cell.split(", "):
        first, _, last = part.partition("–")
        stem, _, begins = first.rpartition(".")
        ends = (last or first).rpartition(".")[2]
        found += [f"{stem}.{n}" for n in range(int(begins), int(ends) + 1)]
    return found


def test_the_bill_of_materials_names_every_pin(tmp_path: Path) -> None:
    tool = Path(sys.executable).with_name("cyclonedx-py")
    made = tmp_path / "sbom.json"
    subprocess.run([tool, "requirements", "requirements.lock", "-o", made], cwd=ROOT, check=True, capture_output=True)
    named = {one["name"]: one["version"] for one in json.loads(made.read_text(encoding="utf-8"))["components"]}
    assert named == pins("requirements.lock")
