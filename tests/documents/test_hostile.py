"""Files that would harm, lie or burst: a one-line reason or a correct reading, within 5 s and 500 MB, and life goes on.

Each is read by the process that the bot reads with, under its real limits.
"""

import asyncio
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from files import delimited, excel, word
from hostile import READ, REFUSED, TABLE, altered

from storage.documents.aside import MEMORY, Reader, read_bounded, read_document_aside
from storage.documents.document import PlanDocument
from storage.documents.errors import Unreadable
from storage.documents.read import read_document

SECONDS = 5
PLAIN = delimited(TABLE)
WORDS = ["Write the brief", "Choose a partner", "Publish a summary"]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.stop()


def peak(process: int | None) -> int:
    """Bytes that a process held at its highest; 0 where it has ended (its limit has held)."""
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii")
    except OSError:
        return 0
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


def outcome(reader: Reader, name: str, content: bytes) -> PlanDocument | str:
    """What reading gives, in time and in memory; afterwards the reader reads on."""
    reader.read("before.csv", PLAIN)
    process, began = reader.process, time.monotonic()
    try:
        found: PlanDocument | str = reader.read(name, content)
    except Unreadable as refused:
        assert (refused.name, "\n" in str(refused)) == (name, False)
        assert str(refused).endswith("Nothing was saved.")
        found = refused.reason
    assert time.monotonic() - began < SECONDS
    assert peak(process) < MEMORY
    assert len(reader.read("after.csv", PLAIN).actions) == 3
    return found


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_gets_one_line_and_costs_little(reader: Reader, name: str) -> None:
    make, reason = REFUSED[name]
    found = outcome(reader, name, make())
    assert isinstance(found, str)
    assert re.search(reason, found)


@pytest.mark.parametrize("name", READ)
def test_an_odd_file_is_read_and_what_is_odd_is_said(reader: Reader, name: str) -> None:
    make, said = READ[name]
    found = outcome(reader, name, make())
    assert isinstance(found, PlanDocument)
    assert any(said in one.text for one in found.questions) or not said


# --- what is read of an odd file ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["macros.docm", "macros.xlsm", "hidden_parts.xlsx", "hidden_plan.xlsx", "columns_200.csv"]
)
def test_macros_hidden_parts_and_many_columns_change_nothing_in_the_plan(name: str) -> None:
    document = read_document(name, READ[name][0]())
    assert [action.text for action in document.actions] == WORDS
    assert document.actions[0].updates[0].text == "The brief is with the board."


def test_a_formula_gives_its_stored_value_and_is_never_computed() -> None:
    document = read_document("plan.xlsx", READ["formulas.xlsx"][0]())
    assert document.actions[0].text == "2"
    assert "calc" not in document.model_dump_json()


def test_letters_of_every_direction_are_kept() -> None:
    (action,) = read_document("plan.csv", READ["right_to_left.csv"][0]()).actions
    assert "כתוב את התקציר" in action.text


def test_a_package_says_which_part_is_the_document() -> None:
    moved = altered(word(TABLE), "_rels/.rels", lambda xml: xml.replace(b"word/document.xml", b"word/document2.xml"))
    body = altered(moved, "word/document.xml", lambda _: b"<gone/>", {"word/document2.xml": part(word(TABLE))})
    assert [action.text for action in read_document("plan.docx", body).actions] == WORDS


def part(package: bytes) -> bytes:
    held: list[bytes] = []
    altered(package, "word/document.xml", lambda xml: held.append(xml) or xml)  # type: ignore[func-returns-value]
    return held[0]


# --- the process that reads ---------------------------------------------------------------------------------------


def test_a_plan_comes_back_whole_from_the_process_that_reads_it() -> None:
    rows = (
        TABLE[0],
        *((str(n), f"Plan {n}", f"Write {n}", "Jo Smith", "May 2027", "Green", "") for n in range(1, 1300)),
    )
    content = excel(rows)
    assert read_bounded("plan.xlsx", content) == read_document("plan.xlsx", content)


async def test_the_loop_goes_on_while_a_document_is_read() -> None:
    rows = (TABLE[0], *((str(n), "Plan", f"Write {n}", "Jo Smith", "May 2027", "", "") for n in range(1, 2001)))
    ticks = 0
    reading = asyncio.create_task(read_document_aside("plan.csv", delimited(rows)))
    while not reading.done():
        await asyncio.sleep(0.001)
        ticks += 1
    assert len((await reading).actions) == 2000
    assert ticks > 20


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    reader = Reader(seconds=-1.0)
    try:
        with pytest.raises(Unreadable, match="takes too long"):
            reader.read("plan.docx", word(TABLE))
        assert reader.process is None
        reader.seconds = 5.0
        assert len(reader.read("plan.docx", word(TABLE)).actions) == 3
    finally:
        reader.stop()


def test_a_document_that_takes_too_much_memory_is_given_up_and_the_next_is_read() -> None:
    rows = (TABLE[0], *((str(n), "Plan " * 100, f"Write {n}", "Jo Smith", "May 2027", "", "") for n in range(20_000)))
    content, reader = delimited(rows), Reader(memory=100_000_000, seconds=30.0)
    try:
        with pytest.raises(Unreadable, match=r"more memory|needs more"):
            reader.read("plan.csv", content)
        assert len(reader.read("plan.csv", PLAIN).actions) == 3
    finally:
        reader.stop()


def test_a_killed_reader_is_one_unreadable_document() -> None:
    reader = Reader(seconds=30.0)
    rows = (TABLE[0], *((str(n), "Plan", f"Write {n}", "Jo Smith", "May 2027", "", "") for n in range(20_000)))
    try:
        reader.read("before.csv", PLAIN)
        threading.Timer(0.3, reader._process.kill).start()  # type: ignore[union-attr]
        with pytest.raises(Unreadable, match="could not be read"):
            reader.read("plan.csv", delimited(rows))
        assert len(reader.read("after.csv", PLAIN).actions) == 3
    finally:
        reader.stop()


def test_the_process_that_reads_knows_no_setting_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANMINDER_TEST_SECRET", "open sesame")
    reader = Reader()
    try:
        reader.read("plan.csv", PLAIN)
        assert b"sesame" not in Path(f"/proc/{reader.process}/environ").read_bytes()
    finally:
        reader.stop()


@pytest.mark.parametrize("name", ["half.docx", "bomb.xlsx", "locked.xlsx", "laughs.docx", "hundred_megabytes.csv"])
def test_the_command_says_one_line_and_saves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(REFUSED[name][0]())
    database = f"sqlite+aiosqlite:///{tmp_path / 'plan.db'}"
    command = [sys.executable, "-m", "bot", "import", str(tmp_path / name), "--yes", "--database", database]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert done.stdout == ""
    line = done.stderr.strip().splitlines()[-1]  # before it only how long it takes, where the machine is slow
    assert line.startswith(f"{name}: ") or name in line
    assert "Nothing was saved." in line
    assert not (tmp_path / "plan.db").exists() or b"Write" not in (tmp_path / "plan.db").read_bytes()
