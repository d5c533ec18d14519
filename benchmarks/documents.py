"""How long long documents take to read, and how much memory: against the library that only opens them and walks them.

`python benchmarks/documents.py` prints a table of medians and keeps the figures in benchmarks/results/documents.json.
"""

import argparse
import gc
import io
import json
import platform
import re
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from docx import Document
from docx.oxml.ns import qn
from openpyxl import Workbook, load_workbook

from storage.documents.aside import Reader
from storage.documents.read import read_document

RESULTS = Path(__file__).parent / "results" / "documents.json"
SIZES = (1_000, 5_000, 10_000, 20_000)  # rows
RUNS = {1_000: 9, 5_000: 5, 10_000: 3, 20_000: 3}
TIMES_THE_LIBRARY = 3.0
TIMES_THE_SIZE = {"docx": 15.0, "xlsx": 5.0}  # peak memory above rest against what the file unpacks to
FROM_UNPACKED = 10 * 1024 * 1024  # bytes from which that holds

HEADER = ("No", "Recommendation", "Action", "Lead officer", "Timescale", "RAG", "Update (September 2026)")
FIRST = ("Jo", "Ann", "Siân", "Tariq", "Grace", "Owen", "Priya", "Colm", "Ewa", "Mary")
FAMILY = ("Smith", "Lee", "Rhys", "Aziz", "Okafor", "Price", "Nair", "Byrne", "Nowak", "Hill")
POSTS = ("Head of Finance", "JT/MG", "Director of Place", "Leadership Team")
MONTHS = ("January", "March", "May", "June", "September", "November")
RAG = ("Green", "Amber", "Red", "Complete", "Not started", "On hold")


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """A plan of this many rows: words of their own in every row, a hundred people, a hundred or so dates."""
    yield HEADER
    for n in range(1, count + 1):
        person = f"{FIRST[n % 10]} {FAMILY[n // 10 % 10]}"
        yield (
            str(n),
            f"Recommendation {n}: give the town centre one plan that all partners of ward {n % 97} work to.",
            f"Write brief {n} with the partners, and take it to board {n % 89} for agreement before it is published.",
            POSTS[n // 5 % 4] if n % 5 == 0 else person,
            f"{n % 28 + 1} {MONTHS[n % 6]} 2027" if n % 3 else f"Q{n % 4 + 1} 2027/{28 + n % 2}",
            RAG[n % 6],
            f"Brief {n} is with board {n % 89}; comments are due this month, and {person} will report on them.",
        )


def docx(count: int) -> bytes:
    """As Word writes it, with a style, a width and run properties in each cell."""
    document = Document()
    grid = document.add_table(rows=1, cols=len(HEADER))
    body = "".join(f"<w:tr>{''.join(_word_cell(text) for text in row)}</w:tr>" for row in rows(count))
    mark = "<w:p><w:r><w:t>HERE</w:t></w:r></w:p>"
    grid.rows[0].cells[0].text = "HERE"
    held, made = io.BytesIO(), io.BytesIO()
    document.save(held)
    with zipfile.ZipFile(held) as whole, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "word/document.xml":
                text = content.decode()
                assert mark in text
                content = re.sub(r"<w:tr>.*</w:tr>", lambda _: body, text, flags=re.DOTALL).encode()
            package.writestr(name, content)
    return made.getvalue()


def _word_cell(text: str) -> str:
    return (
        '<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="1234"/></w:tcPr><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
        f'<w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:t>{text}</w:t></w:r></w:p></w:tc>'
    )


def xlsx(count: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Plan")
    for row in rows(count):
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


MAKERS: dict[str, Callable[[int], bytes]] = {"docx": docx, "xlsx": xlsx}


# --- the library alone --------------------------------------------------------------------------------------------


def walk_docx(content: bytes) -> int:
    """Open the document and take every cell's text, `w:tc` by `w:tc`."""
    body = Document(io.BytesIO(content)).element.body
    cells = ("".join(one.text or "" for one in cell.iter(qn("w:t"))) for cell in body.iter(qn("w:tc")))
    return sum(map(len, cells))


def walk_xlsx(content: bytes) -> int:
    """Open the workbook and take every cell's value."""
    book = load_workbook(io.BytesIO(content), data_only=True)
    return sum(len(str(value)) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row)


WALKERS: dict[str, Callable[[bytes], int]] = {"docx": walk_docx, "xlsx": walk_xlsx}


# --- measuring ----------------------------------------------------------------------------------------------------


def seconds(runs: int, *works: Callable[[], Any], clock: Callable[[], float] = time.process_time) -> list[float]:
    """The medians of several runs, in turn, of the processor's time: other work on the machine is none of it."""
    measured: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, held in zip(works, measured, strict=True):
            gc.collect()
            began = clock()
            work()
            held.append(clock() - began)
    return [statistics.median(held) for held in measured]


def unpacked(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return sum(one.file_size for one in package.infolist())


def memory(kind: str, count: int) -> dict[str, float]:
    """Peak memory above rest, in a process of its own that has read a small plan before."""
    command = [sys.executable, __file__, "--peak", kind, str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def peak(kind: str, count: int) -> dict[str, float]:
    """What `memory` asks its own process for. Bytes."""
    read_document(f"small.{kind}", MAKERS[kind](3))
    command = [sys.executable, __file__, "--make", kind, str(count)]
    content = subprocess.run(command, capture_output=True, check=True).stdout
    gc.collect()
    rest = _status("VmRSS")
    document = read_document(f"long.{kind}", content)
    assert len(document.actions) == count
    return {"unpacked": unpacked(content), "above_rest": _status("VmHWM") - rest, "rest": rest}


def _status(line: str) -> int:
    found = re.search(rf"{line}:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    assert found
    return int(found.group(1)) * 1024


def measure() -> list[dict[str, Any]]:
    measured: list[dict[str, Any]] = []
    for kind in MAKERS:
        for count in SIZES:
            content, runs = MAKERS[kind](count), RUNS[count]
            read_document(f"warm.{kind}", content)
            alone, ours = seconds(
                runs, partial(WALKERS[kind], content), partial(read_document, f"plan.{kind}", content)
            )
            times = {"kind": kind, "rows": count, "library": alone, "read": ours, "ratio": ours / alone}
            measured.append(times | memory(kind, count))
            sys.stdout.write(line(told(measured[-1])))
            sys.stdout.flush()
    return measured


def aside() -> dict[str, float]:
    """What the process of its own costs: its start, and a small plan once it runs."""
    content, reader = docx(20), Reader()
    (first,) = seconds(3, lambda: (reader.stop(), reader.read("plan.docx", content)), clock=time.perf_counter)
    (more,) = seconds(9, lambda: reader.read("plan.docx", content), clock=time.perf_counter)
    reader.stop()
    return {"start_and_first": first, "next": more}


# --- telling ------------------------------------------------------------------------------------------------------

COLUMNS = ("kind", "rows", "library", "read", "read/library", "per row", "unpacked", "above rest", "above/unpacked")


def line(values: Sequence[str]) -> str:
    return "  ".join(value.rjust(max(8, len(name))) for value, name in zip(values, COLUMNS, strict=True)) + "\n"


def told(one: dict[str, Any]) -> list[str]:
    return [
        one["kind"],
        f"{one['rows']:,}",
        f"{one['library'] * 1000:.0f} ms",
        f"{one['read'] * 1000:.0f} ms",
        f"{one['ratio']:.2f}",
        f"{one['read'] / one['rows'] * 1e6:.0f} µs",
        f"{one['unpacked'] / 1e6:.1f} MB",
        f"{one['above_rest'] / 1e6:.1f} MB",
        f"{one['above_rest'] / one['unpacked']:.1f}",
    ]


def missed(measured: list[dict[str, Any]]) -> list[str]:
    """Which targets were not met."""
    said: list[str] = []
    for kind in MAKERS:
        own = [one for one in measured if one["kind"] == kind]
        if own[0]["ratio"] > TIMES_THE_LIBRARY:
            said.append(f"{kind}: {own[0]['ratio']:.1f} times the library at {own[0]['rows']:,} rows")
        if own[-1]["read"] / own[-1]["rows"] > 1.5 * own[0]["read"] / own[0]["rows"]:
            said.append(f"{kind}: a row of {own[-1]['rows']:,} costs more than one of {own[0]['rows']:,}")
        large = [one for one in own if one["unpacked"] >= FROM_UNPACKED]
        said += [
            f"{kind}: {one['above_rest'] / one['unpacked']:.1f} times the unpacked size at {one['rows']:,} rows"
            for one in large
            if one["above_rest"] > TIMES_THE_SIZE[kind] * one["unpacked"]
        ]
    return said


def main() -> None:
    """Measure everything, or do a part of it in a process of its own."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--peak", nargs=2, metavar=("KIND", "ROWS"))
    asked.add_argument("--make", nargs=2, metavar=("KIND", "ROWS"))
    given = asked.parse_args()
    if given.peak:
        sys.stdout.write(json.dumps(peak(given.peak[0], int(given.peak[1]))))
    elif given.make:
        sys.stdout.buffer.write(MAKERS[given.make[0]](int(given.make[1])))
    else:
        sys.stdout.write(line(COLUMNS))
        measured, process = measure(), aside()
        sys.stdout.write(f"a process of its own: {process['start_and_first']:.2f} s with the first small plan, ")
        sys.stdout.write(f"{process['next'] * 1000:.0f} ms for the next\n")
        machine = f"{platform.machine()}, Python {platform.python_version()}"
        RESULTS.parent.mkdir(exist_ok=True)
        kept = {"machine": machine, "documents": measured, "process": process, "missed": missed(measured)}
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        for one in missed(measured):
            sys.stdout.write(f"MISSED {one}\n")


if __name__ == "__main__":
    main()
