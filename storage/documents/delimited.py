"""`.csv` and `.tsv`, in whatever encoding and with whatever delimiter they come; and the bytes of any text."""

import codecs
import csv
import io
from collections.abc import Sequence

from charset_normalizer import from_bytes

from storage.documents.errors import Unreadable
from storage.documents.table import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Cell, Table, table

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # how what a spreadsheet would run can begin
_DELIMITERS = "\t;,|"


def decoded(name: str, content: bytes) -> str:
    """The text of a file: by its byte-order mark, else UTF-8, else what its bytes look like, Windows' Western last."""
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    try:
        text = content.decode(marked or _without_mark(content))
    except UnicodeDecodeError:
        raise Unreadable(name, "its characters could not be read.") from None
    if text.count("\x00") or _binary(text):
        raise Unreadable(name, "it is not text.")
    if len(text) > MAX_TEXT:
        raise Unreadable(name, "it holds too much text for a plan.")
    return text


def spoken(cell: str) -> str:
    """A cell without the apostrophes that keep a spreadsheet from running a line of it."""
    whole = cell[1:] if cell.startswith("'") and cell[1:].startswith(RUN) else cell
    first, *further = whole.split("\n")
    return "\n".join(
        [first, *(line[1:] if line.startswith("'") and line[1:].startswith(RUN) else line for line in further)]
    )


def _without_mark(content: bytes) -> str:
    zeros = content[:2000].count(0)
    if zeros > len(content[:2000]) // 4:
        return "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(content)
    return "utf-8"


def _guessed(content: bytes) -> str:
    """Western European files are the rule here, so another guess must explain the bytes without any control figures."""
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        best = from_bytes(content[:100_000]).best()
        return best.encoding if best else "latin-1"
    return "cp1252"


def _binary(text: str) -> bool:
    odd = sum(1 for sign in text[:4000] if ord(sign) < 32 and sign not in "\t\n\r\f\v")
    return odd > len(text[:4000]) // 50


def delimiter_of(text: str) -> str:
    """The sign that divides the first lines into the same number (more than one) of fields most often."""
    sample = text[:65_536]
    return max(_DELIMITERS, key=lambda sign: _evenness(sample, sign))


def _evenness(sample: str, sign: str) -> tuple[int, int]:
    rows = [row for row in _parsed(sample, sign)[:60] if any(row)]
    widths = [len(row) for row in rows if len(row) > 1]
    common = max(widths, key=widths.count, default=0)
    return widths.count(common), common


def _parsed(text: str, sign: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MAX_ROWS:
                break
    except csv.Error:  # a field of more than 128 KB, or a stray NUL: the rows so far show the shape
        return rows
    return rows


def read_delimited(name: str, content: bytes) -> list[Table]:
    """The one table of a delimited file."""
    text = decoded(name, content)
    first, _, rest = text.partition("\n")
    if first.casefold().startswith("sep=") and len(first.strip()) == 5:
        rows = _parsed(rest, first.strip()[-1])
    else:
        rows = _parsed(text, "\t" if name.casefold().endswith(".tsv") and "\t" in text else delimiter_of(text))
    return [table(_cells(name, rows))]


def _cells(name: str, rows: Sequence[Sequence[str]]) -> list[list[Cell]]:
    if len(rows) > MAX_ROWS or max(map(len, rows), default=0) > MAX_COLUMNS:
        raise Unreadable(name, f"it has more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns.")
    return [[Cell(spoken(value)) for value in row] for row in rows]
