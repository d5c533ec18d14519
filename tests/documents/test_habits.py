"""Tables as different bodies lay them out: the same reading from a delimited file, a sheet and a Word table."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from files import delimited, excel, word

from storage.documents.document import PlanDocument, ReadAction
from storage.documents.headings import role_of
from storage.documents.read import read_document

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
HEADINGS = tomllib.loads((HERE / "headings.toml").read_text(encoding="utf-8"))
HABITS = tomllib.loads((HERE / "habits.toml").read_text(encoding="utf-8"))["plan"]


@pytest.mark.parametrize(
    ("heading", "role"), [(heading, role) for role, headings in HEADINGS.items() for heading in headings]
)
def test_a_heading_is_known_for_what_it_is(heading: str, role: str) -> None:
    assert role_of(heading) == role


@pytest.fixture(params=[(plan, kind) for plan in HABITS for kind in ("csv", "xlsx", "docx")], ids=lambda one: one[1])
def read(request: pytest.FixtureRequest) -> tuple[dict[str, Any], PlanDocument]:
    plan, kind = request.param
    content = {"csv": delimited, "xlsx": excel, "docx": word}[kind](plan["rows"])
    return plan, read_document(f"plan.{kind}", content, TODAY)


def row(action: ReadAction) -> list[Any]:
    timescale = action.timescale
    kind = timescale.kind.value if timescale else ""
    days = [str(day or "") for day in ((timescale.end, timescale.original_end) if timescale else ("", ""))]
    return [action.ref, action.text, action.owners, kind, *days, action.status.value if action.status else ""]


def test_every_habit_is_read_from_every_kind_of_file(read: tuple[dict[str, Any], PlanDocument]) -> None:
    plan, document = read
    assert [row(action) for action in document.actions] == plan["actions"]
    assert {one.ref: one.see for one in document.recommendations if one.see} == plan.get("see", {})


def test_update_columns_are_dated_and_sections_are_kept(read: tuple[dict[str, Any], PlanDocument]) -> None:
    plan, document = read
    dates = [str(column.as_at) for column in document.layout if column.role == "update"]
    assert dates == plan["updates"]
    sections = list(dict.fromkeys(one.section for one in document.recommendations if one.section))
    assert sections == plan.get("sections", [])


def test_only_what_is_open_is_asked(read: tuple[dict[str, Any], PlanDocument]) -> None:
    plan, document = read
    assert [one.where for one in document.questions] == plan["asks"]
