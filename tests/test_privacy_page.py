"""docs/privacy.md tells of every table that there is, and of no other."""

import re
from pathlib import Path

import storage.store  # noqa: F401 - so that every table is known
from storage.append_only import TABLES
from storage.tables import metadata

PAGE = Path(__file__).parents[1] / "docs" / "privacy.md"
ROWS = re.findall(r"^\| `([a-z_]+)` \| (.+?) \| (.+?) \| (.+?) \|$", PAGE.read_text("utf-8"), re.M)


def test_every_table_says_what_of_a_person_is_in_it_why_and_how_long() -> None:
    assert sorted(name for name, *_ in ROWS) == sorted(metadata.tables)


def test_what_is_append_only_is_said_to_stay() -> None:
    long = {name: kept for name, _, _, kept in ROWS}
    assert [name for name in TABLES if "for good" not in long[name]] == []


def test_every_table_of_the_record_is_on_the_page_of_the_record() -> None:
    page = PAGE.with_name("audit.md").read_text("utf-8")
    assert [name for name in TABLES if f"`{name}`" not in page] == []
