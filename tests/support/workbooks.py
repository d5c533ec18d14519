"""Workbooks as people fill them in: by heading and row, with openpyxl; and as LibreOffice saves them again."""

import io
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

Cells = Mapping[str, Any]  # the heading of a column to fill in, without its pencil → what is typed
PENCIL = "✎ "
OFFICE = shutil.which("soffice")


def book_of(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def columns(page: Any, row: int = 1) -> dict[str, int]:
    """Heading → column; of two with one name the one to fill in is "✎ Status"."""
    return {str(cell.value): cell.column for cell in page[row] if cell.value}


def lines(page: Any, column: str = "No") -> dict[str, int]:
    """What stands in a column → row."""
    at = columns(page)[column]
    return {str(page.cell(row, at).value): row for row in range(2, page.max_row + 1) if page.cell(row, at).value}


def filled(content: bytes, words: Mapping[str, Cells], column: str = "No") -> bytes:
    """The workbook with some cells typed into, row by row."""
    book = book_of(content)
    fill(book.worksheets[0], words, column)
    return saved(book)


def fill(page: Any, words: Mapping[str, Cells], column: str = "No") -> None:
    at, rows = columns(page), lines(page, column)
    for ref, cells in words.items():
        for heading, value in cells.items():
            page.cell(rows[ref], at[PENCIL + heading]).value = value


def copied(content: bytes, *, without: Sequence[str] = ()) -> bytes:
    """The cells pasted into a workbook of somebody's own, which knows nothing of ours."""
    page = book_of(content).worksheets[0]
    left = [cell.column for cell in page[1] if cell.value not in without]
    book = Workbook()
    for row in page.iter_rows():
        book.active.append([row[at - 1].value for at in left])
    return saved(book)


def resaved(content: bytes, folder: Path, kind: str = "xlsx", made: str = "xlsx") -> bytes:
    """The file as LibreOffice opens it and saves it again, in another kind where one is given."""
    return all_resaved({"sheet": content}, folder, kind, made)["sheet"]


def all_resaved(contents: Mapping[str, bytes], folder: Path, kind: str, made: str) -> dict[str, bytes]:
    """Several files by name, opened one after the other by one LibreOffice; one that it cannot open is not there."""
    assert OFFICE, "LibreOffice is not installed"
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.{made}" for name in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    out = folder / "out"
    command = [OFFICE, "--headless", profile, "--convert-to", kind, "--outdir", str(out), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)  # our own files
    found = {name: out / f"{name}.{kind.partition(':')[0]}" for name in contents}
    return {name: path.read_bytes() for name, path in found.items() if path.exists()}
