"""Who may do what: everything that can be said, pressed, filled in, or sent, against every part that somebody plays.

The rows are data (`tests/rights/matrix.yaml`), and the registries say which there must be: a dialog, an act of a button
or form, or a kind of file without a row fails here. `python -m tests.test_rights_matrix` prints how much is tried.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import pytest_asyncio
import yaml

from dialogs import DIALOGS
from dialogs.reply import Payload
from storage.documents.handed import QUESTIONS, REPORT, WORKING
from tests.support.parts import PARTS, Town, town_over

HERE = Path(__file__).parent / "rights"
MATRIX: dict[str, Any] = yaml.safe_load((HERE / "matrix.yaml").read_text("utf-8"))
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> Any:
    database = tmp_path_factory.mktemp("town") / "town.db"
    async with town_over(HERE / "world.yaml", MATRIX["before"], database) as town:
        yield town


def rows() -> Iterator[dict[str, Any]]:
    for section in ("dialogs", "presses", "files", "home"):
        for name, some in MATRIX[section].items():
            yield from ({"section": section, "act": name, **row} for row in some)


def named(row: dict[str, Any]) -> str:
    return f"{row['act']}: {row.get('say') or row.get('press') or row.get('file') or ''}"


def allowed(may: list[str] | str) -> set[str]:
    return set(MATRIX["groups"].get(may, [may]) if isinstance(may, str) else may)


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['section']}: {named(row)}") for row in rows()])
async def test_it_is_done_for_whoever_may_and_for_nobody_else(town: Town, row: dict[str, Any]) -> None:
    did = {part: await town.attempt(part, row) for part in PARTS}
    may = set(PARTS) if row["sign"] == "nothing" else allowed(row["may"])
    assert {part for part, signs in did.items() if row["sign"] in signs} == may, did
    assert {part: signs for part, signs in did.items() if part not in may and "nothing" not in signs} == {}


async def test_every_dialog_act_and_kind_of_file_has_its_rows() -> None:
    assert set(MATRIX["dialogs"]) == {intent.value for intent in DIALOGS}
    assert set(MATRIX["presses"]) == set(get_args(Payload.model_fields["act"].annotation))
    assert set(MATRIX["files"]) == {"plan", "evidence", "template", "return sheet", WORKING, QUESTIONS, REPORT}


DOC = Path(__file__).parents[1] / "docs" / "rights.md"
BEGIN, END = "<!-- from the matrix -->\n", "<!-- end -->"
SHOWN = [part for part in PARTS if part not in ("guest", "stranger", "system")]


def count() -> str:
    """How much is tried: each row for each part, and each command that speaks for somebody for each who has a name."""
    parts, people = len(PARTS), sum(name is not None for name in PARTS.values())
    said, commands = len(list(rows())), MATRIX["commands"].values()
    run = sum(one["for"] != "operator" for one in commands)
    return (
        f"{said} rows × {parts} parts = {said * parts:,} attempts to say, press, fill in or send something; "
        f"{len(commands)} commands, of which {run} speak for somebody × {people} parts = {run * people}"
    )


def table() -> str:
    """What is said, for whom it is done: the matrix as the documentation shows it, with its count."""
    head = f"| said | {' | '.join(SHOWN)} |\n|---|{'---|' * len(SHOWN)}\n"
    told = [
        f"| {row['say']} | {' | '.join('yes' if part in allowed(row['may']) else '' for part in SHOWN)} |"
        for row in rows()
        if row["section"] == "dialogs" and row["sign"] != "nothing"
    ]
    return f"{count()}.\n\n{head}" + "\n".join(told) + "\n"


async def test_the_documentation_shows_the_matrix() -> None:
    """PLANMINDER_TEST_WRITE=1 writes it."""
    before, _, rest = DOC.read_text("utf-8").partition(BEGIN)
    shown, _, after = rest.partition(END)
    if os.environ.get("PLANMINDER_TEST_WRITE"):
        DOC.write_text(f"{before}{BEGIN}{table()}{END}{after}", "utf-8")
    assert shown == table()


async def test_the_matrix_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f" rights: {count()} ", end="")  # noqa: T201 - the count is evidence, wherever the suite runs
    assert list(rows())


if __name__ == "__main__":
    print(count())  # noqa: T201 - what the command is for
