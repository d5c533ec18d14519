"""`.pdf`: the ruled tables of each page, cell by cell, with the lines of text before them."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from storage.documents.errors import Unreadable
from storage.documents.pdf_cells import Box, Rule, cell_of, lines_of
from storage.documents.pdf_unruled import REMARK, Grid, Unruled
from storage.documents.table import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Cell, Table, table
from storage.markup import one_line

_MAX_PAGES = 300
_THIN = 3.0  # points: a filled rectangle up to this thick is a ruled line, a thicker one a background
_RULED = {"vertical_strategy": "lines", "horizontal_strategy": "lines", "snap_tolerance": 3, "join_tolerance": 3}


def read_pdf(name: str, content: bytes) -> list[Table]:
    """The tables of all pages in order, each with the text between it and the one before.

    Raises `Unreadable` for a damaged or locked file, for one too long, and for pages that are pictures without text.
    """
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if len(document.pages) > _MAX_PAGES:
                raise Unreadable(name, f"it has more than {_MAX_PAGES} pages.")
            return _tables(name, document.pages)
    except Unreadable:
        raise
    except Exception as error:  # what pdfminer raises for damaged parts is as various as the damage
        raise Unreadable(name, _reason(error)) from None


def _reason(error: Exception) -> str:
    inner = error.args[0] if isinstance(error, PdfminerException) and error.args else error
    if isinstance(inner, PDFPasswordIncorrect):
        return "it is protected with a password: save it without one."
    return "it is damaged: its pages could not be read."


def _tables(name: str, pages: Sequence[Any]) -> list[Table]:
    found: list[Table] = []
    lead: list[str] = []
    letters = pictures = size = 0
    unruled = Unruled()
    for page in pages:
        letters, pictures = letters + len(page.chars), pictures + len(page.images)
        for kind, value in _blocks(page, unruled):
            if kind == "line":
                lead.append(value)
            else:
                found.append(table(value, lead, remarks=[REMARK] if kind == "unruled" else ()))
                lead = []
                size += sum(len(cell.text) for row in value for cell in row)
        page.close()
        if sum(len(one.rows) for one in found) > MAX_ROWS or size > MAX_TEXT:
            raise Unreadable(name, f"it has more than {MAX_ROWS:,} rows, or too much text for a plan.")
    if not letters:
        raise Unreadable(name, _wordless(pictures))
    return found


def _wordless(pictures: int) -> str:
    if pictures:
        return "its pages are pictures (a scan), so there is no text to read: send the Word or Excel file it came from."
    return "its pages hold no text."


# --- one page -----------------------------------------------------------------------------------------------------


def _blocks(page: Any, unruled: Unruled) -> Iterator[tuple[str, Any]]:
    """Lines of text and tables (rows of cells) from top to bottom."""
    ruled = page.filter(_is_ink_or_rule)
    found = ruled.find_tables({**_RULED, "explicit_vertical_lines": _column_edges(page)})
    grids = [grid for grid in found if len(grid.rows) > 1 or len(grid.rows[0].cells) > 1]
    grids = [grid for grid in grids if not any(_inside(grid.bbox, other.bbox) for other in grids if other is not grid)]
    fills = [rule for one in page.rects if (rule := Rule.of_rectangle(one))]
    loose = _loose(page, grids, fills, unruled)
    if loose is not None:
        grids = [grid for grid in grids if grid.bbox[3] < loose.top or grid.bbox[1] > loose.bottom]
    blocks: list[tuple[float, str, Any]] = [(loose.top, "unruled", loose.rows)] if loose else []
    blocks += [(float(grid.bbox[1]), "table", _rows(page, grid, fills)) for grid in grids]
    outside = [one for one in _outside(page, grids) if loose is None or not loose.top <= one["top"] <= loose.bottom]
    blocks += [(top, "line", one_line(text)) for top, text in lines_of(outside) if text.strip()]
    for _, kind, value in sorted(blocks, key=lambda one: one[0]):
        yield kind, value


def _loose(page: Any, grids: Sequence[Any], fills: Sequence[Rule], unruled: Unruled) -> Grid | None:
    """A table without lines between its columns, on a page that has no better one."""
    if any(len(grid.rows[0].cells) > 2 for grid in grids):
        return None
    boxes = [grid for grid in grids if len(grid.rows[0].cells) > 1]
    return unruled.find(_outside(page, boxes), fills, _heights(page), float(page.width))


def _outside(page: Any, grids: Sequence[Any]) -> list[dict[str, Any]]:
    return [one for one in page.chars if not any(_holds(grid.bbox, one) for grid in grids)]


def _heights(page: Any) -> list[float]:
    """Where something wide begins or ends: a ruled line, the background of a row."""
    wide = [one for one in [*page.rects, *page.lines] if one["width"] > page.width / 3]
    return sorted({round(float(one[side]), 1) for one in wide for side in ("top", "bottom")})


def _is_ink_or_rule(one: dict[str, Any]) -> bool:
    """Everything but backgrounds: a table's lines are strokes, or filled rectangles that are thin."""
    if one["object_type"] != "rect":
        return True
    return bool(one.get("stroke")) or min(float(one["width"]), float(one["height"])) <= _THIN


def _column_edges(page: Any) -> list[dict[str, Any]]:
    """Where columns meet on a page that draws only the lines between rows: at the joints of those lines' pieces."""
    thin = [one for one in page.rects if min(float(one["width"]), float(one["height"])) <= _THIN]
    rules = [one for one in [*thin, *page.lines] if one["width"] > one["height"]]
    if any(one["height"] > 4 * _THIN and one["height"] > one["width"] for one in [*thin, *page.lines]):
        return []
    joints: dict[int, list[dict[str, Any]]] = {}
    for rule in rules:
        for side in (rule["x0"], rule["x1"]):
            joints.setdefault(round(side / _THIN), []).append(rule)
    return [_upright(place * _THIN, held) for place, held in sorted(joints.items()) if len(held) > 1]


def _upright(left: float, rules: Sequence[dict[str, Any]]) -> dict[str, Any]:
    top, bottom = min(one["top"] for one in rules), max(one["bottom"] for one in rules)
    sides = {"x0": left, "x1": left, "top": top, "bottom": bottom, "width": 0, "height": bottom - top}
    return {**sides, "orientation": "v", "object_type": "line"}


def _inside(box: Box, other: Box) -> bool:
    return box[0] >= other[0] - 1 and box[1] >= other[1] - 1 and box[2] <= other[2] + 1 and box[3] <= other[3] + 1


def _holds(box: Box, char: dict[str, Any]) -> bool:
    across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def _rows(page: Any, grid: Any, fills: Sequence[Rule]) -> list[list[Cell]]:
    boxes: list[Box] = list(grid.cells)
    chars = _by_box(page.chars, boxes)
    rows = [_row(row, boxes, chars, fills) for row in grid.rows]
    return [row[:MAX_COLUMNS] for row in rows]


def _by_box(chars: Sequence[dict[str, Any]], boxes: Sequence[Box]) -> dict[Box, list[dict[str, Any]]]:
    held: dict[Box, list[dict[str, Any]]] = {box: [] for box in boxes}
    for char in chars:
        box = next((box for box in boxes if _holds(box, char)), None)
        if box is not None:
            held[box].append(char)
    return held


def _row(row: Any, boxes: Sequence[Box], chars: dict[Box, list[dict[str, Any]]], fills: Sequence[Rule]) -> list[Cell]:
    """One cell for each column: what is merged downwards is above, what a wide cell covers stays empty."""
    cells: list[Cell] = []
    edges = sorted({box[0] for box in boxes})
    for place, box in enumerate(row.cells):
        if box is not None:
            span = sum(1 for edge in edges if box[0] <= edge < box[2] - 1)
            cells.append(cell_of(box, chars[box], fills, span))
        else:
            cells.append(Cell(above=_covered(edges[place], float(row.bbox[1]), boxes)))
    return cells


def _covered(left: float, top: float, boxes: Sequence[Box]) -> bool:
    """Whether a cell that began in a row above reaches down to here."""
    return any(box[0] <= left + 1 < box[2] and box[1] < top - 1 and box[3] > top + 1 for box in boxes)
