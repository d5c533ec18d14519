"""Files that a stranger, a broken disk or an unlucky export could hand in, made byte by byte."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from files import HEADER, ROWS, delimited, excel, word
from openpyxl import Workbook

TABLE = (HEADER, *ROWS)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MEGABYTE = 1024 * 1024


def zip_of(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return held.getvalue()


def altered(
    package: bytes, part: str, change: Callable[[bytes], bytes], extra: dict[str, bytes] | None = None
) -> bytes:
    """A package with one part rewritten, and others added."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as whole, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name in whole.namelist():
            made.writestr(name, change(whole.read(name)) if name == part else whole.read(name))
        for name, content in (extra or {}).items():
            made.writestr(name, content)
    return held.getvalue()


def bloated(package: bytes, part: str, before: bytes, piece: bytes, after: bytes, size: int) -> bytes:
    """A package of which one part is `piece` again and again, up to a size in bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as whole, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name in whole.namelist():
            if name != part:
                made.writestr(name, whole.read(name))
        with made.open(part, "w", force_zip64=True) as stream:
            stream.write(before)
            block = piece * (MEGABYTE // len(piece))
            for _ in range(size // len(block)):
                stream.write(block)
            stream.write(after)
    return held.getvalue()


# --- Word ---------------------------------------------------------------------------------------------------------


def document(body: str, opening: str = "") -> bytes:
    """A Word document with this body."""
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>{opening}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    )
    return altered(word(TABLE), "word/document.xml", lambda _: text.encode())


def rows_of(cells: Sequence[Sequence[str]]) -> str:
    return "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{one}</w:t></w:r></w:p></w:tc>" for one in row) + "</w:tr>"
        for row in cells
    )


def laughing(target: str = "") -> bytes:
    """Entities that make a billion words of ten, or one that names a file or an address."""
    if target:
        entities = f'<!ENTITY it SYSTEM "{target}">'
    else:
        entities = (
            '<!ENTITY a0 "ha">'
            + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
            + '<!ENTITY it "&a9;">'
        )
    table = rows_of([HEADER, ("1", "&it;", "Write", "Jo Smith", "May 2027", "Green", "")])
    return document(f"<w:tbl>{table}</w:tbl>", f"<!DOCTYPE w [{entities}]>")


def nested(depth: int, inside: str = "sdt") -> bytes:
    opening, closing = {
        "sdt": ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        "tables": ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        "runs": ("<w:ins>", "</w:ins>"),
    }[inside]
    return document(opening * depth + "<w:p/>" + closing * depth)


def wide_grid() -> bytes:
    """A cell that says that it takes two thousand million columns."""
    spanning = '<w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p/></w:tc>'
    return document(f"<w:tbl>{rows_of(TABLE)}<w:tr>{spanning}</w:tr></w:tbl>")


# --- Excel --------------------------------------------------------------------------------------------------------


def saved(change: Callable[[Workbook], None]) -> bytes:
    book = Workbook()
    for row in TABLE:
        book.active.append(row)  # type: ignore[union-attr]
    change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def hidden_parts() -> bytes:
    def hide(book: Workbook) -> None:
        sheet: Any = book.active
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["G"].hidden = True
        other = book.create_sheet("Lists")
        other.append(["Green", "Amber"])
        other.sheet_state = "hidden"

    return saved(hide)


def hidden_plan() -> bytes:
    def hide(book: Workbook) -> None:
        book.create_sheet("Cover").append(["Improvement plan"])
        sheet: Any = book["Sheet"]
        sheet.sheet_state = "veryHidden"
        book.active = 1

    return saved(hide)


def formulas() -> bytes:
    """A formula that was computed, one that never was, and ones that would reach outside."""
    values = {"C2": "=1+1", "C3": '=HYPERLINK("http://127.0.0.1/","Choose")', "E3": "=cmd|' /C calc'!A0"}

    def fill(book: Workbook) -> None:
        for place, value in values.items():
            book.active[place] = value  # type: ignore[index]

    def computed(sheet: bytes) -> bytes:
        return sheet.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>"
        )

    return altered(saved(fill), "xl/worksheets/sheet1.xml", computed)


def merged_all_over() -> bytes:
    """Merged cells that together cover the whole sheet again and again."""
    merges = b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 5000 + b"</mergeCells>"
    return altered(
        excel(TABLE), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + merges)
    )


def far_away() -> bytes:
    """One value in the last cell of the sheet."""
    return saved(lambda book: book.active.__setitem__("XFD1048576", "here"))  # type: ignore[union-attr]


def shared(sheet: bytes) -> bytes:
    """A sheet whose texts are to be found in a list that is not there."""
    return re.sub(rb't="inlineStr"><is><t>[^<]*</t></is>', b't="s"><v>99</v>', sheet)


def sheet_of(before: bytes, piece: bytes, after: bytes) -> bytes:
    opening = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    closing = b"</sheetData></worksheet>"
    return bloated(excel(TABLE), "xl/worksheets/sheet1.xml", opening + before, piece, after + closing, 150 * MEGABYTE)


# --- all of them --------------------------------------------------------------------------------------------------


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)  # noqa: S311


def wide(columns: int) -> list[list[str]]:
    return [
        [*HEADER, *(f"Extra {n}" for n in range(columns - len(HEADER)))],
        *[[*row, *[""] * (columns - len(row))] for row in ROWS],
    ]


def marked(name: str) -> bytes:
    """Bytes that ought to be harmless to have in a chat: control figures, and a text that runs from right to left."""
    text = {
        "control": "Write\x07 the\x1b[31m brief\x9f",
        "rtl": "\u202eכתוב את התקציר\u202c",
        "surrogate": "Write \U0001f4a3 it",
    }
    rows = (HEADER, ("1", "Plan", text[name], "Jo Smith", "March 2027", "Green", ""))
    return delimited(rows)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.docx": (lambda: b"", "empty"),
    "empty.xlsx": (lambda: b"", "empty"),
    "empty.pdf": (lambda: b"", "empty"),
    "blank.csv": (lambda: b"\xef\xbb\xbf \r\n\t\r\n", "no table|empty"),
    "no_package.docx": (lambda: noise(5000), "not that of a .docx"),
    "noise.xlsx": (lambda: b"PK\x03\x04" + noise(5000), "damaged"),
    "noise.csv": (lambda: noise(50_000), "not text|no table|could not be read"),
    "noise.pdf": (lambda: b"%PDF-1.7\n" + noise(5000), "damaged|no text"),
    "noise.xls": (lambda: OLE + noise(5000), "damaged"),
    "half.docx": (lambda: word(TABLE)[: len(word(TABLE)) // 2], "damaged"),
    "half.xlsx": (lambda: excel(TABLE)[: len(excel(TABLE)) // 2], "damaged"),
    "cut_part.docx": (lambda: altered(word(TABLE), "word/document.xml", lambda xml: xml[:-30]), "damaged"),
    "cut_sheet.xlsx": (lambda: altered(excel(TABLE), "xl/worksheets/sheet1.xml", lambda xml: xml[:-30]), "damaged"),
    "no_strings.xlsx": (lambda: altered(excel(TABLE), "xl/worksheets/sheet1.xml", shared), "damaged"),
    "locked.docx": (lambda: OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(4000), "password"),
    "locked.xlsx": (lambda: OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(4000), "password"),
    "a_pdf.docx": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "not that of a .docx"),
    "a_workbook.csv": (lambda: excel(TABLE), "not that of a .csv"),
    "a_workbook.docx": (lambda: excel(TABLE), "does not fit its extension"),
    "a_letter.xlsx": (lambda: word(TABLE), "does not fit its extension"),
    "a_table.xlsx": (lambda: delimited(TABLE), "not that of a .xlsx"),
    "a_letter.pdf": (lambda: word(TABLE), "not that of a .pdf"),
    "a_picture.docx": (lambda: b"\x89PNG\r\n\x1a\n" + noise(500), "not that of a .docx"),
    "a_program.exe": (lambda: b"MZ" + noise(500), "files are not read"),
    "no_extension": (lambda: excel(TABLE), "files are not read"),
    "any_archive.docx": (lambda: zip_of({"letter.txt": b"hello"}), "does not fit"),
    "hundred_megabytes.csv": (
        lambda: b"No,Action,Owner\n" + b"1,Write,Jo\n" * (100 * MEGABYTE // 11),
        "larger than 25 MB",
    ),
    "hundred_megabytes.docx": (lambda: word(TABLE) + bytes(100 * MEGABYTE), "larger than 25 MB"),
    "bomb.xlsx": (
        lambda: bloated(excel(TABLE), "xl/media/one.xml", b"", bytes(1024), b"", 300 * MEGABYTE),
        "unpacks to more",
    ),
    "bomb.docx": (
        lambda: bloated(word(TABLE), "word/document.xml", b"<a>", b" " * 1024, b"</a>", 190 * MEGABYTE),
        "damaged",
    ),
    "bomb_of_rows.xlsx": (lambda: sheet_of(b"", b"<row/>", b""), "more rows|too long"),
    "bomb_of_cells.xlsx": (lambda: sheet_of(b"<row>", b"<c/>", b"</row>"), "memory|too long"),
    "bomb_of_texts.xlsx": (
        lambda: sheet_of(b"", b'<row><c t="inlineStr"><is><t>Write a brief for it</t></is></c></row>', b""),
        "more than",
    ),
    "bomb_of_paragraphs.docx": (
        lambda: bloated(
            word(TABLE),
            "word/document.xml",
            f'<w:document xmlns:w="{W}"><w:body>'.encode(),
            b"<w:p/>",
            b"</w:body></w:document>",
            150 * MEGABYTE,
        ),
        "memory|too long",
    ),
    "deep.docx": (lambda: nested(100_000), "damaged"),
    "deep_tables.docx": (lambda: nested(5_000, "tables"), "damaged|no table"),
    "deep_runs.docx": (lambda: document("<w:p>" + "<w:ins>" * 20_000 + "</w:ins>" * 20_000 + "</w:p>"), "damaged"),
    "rather_deep.docx": (lambda: nested(80, "tables"), "no table"),
    "deep.xlsx": (
        lambda: altered(excel(TABLE), "xl/worksheets/sheet1.xml", lambda _: b"<a>" * 100_000 + b"</a>" * 100_000),
        "damaged",
    ),
    "deep_styles.xlsx": (
        lambda: altered(excel(TABLE), "xl/styles.xml", lambda _: b"<a>" * 100_000 + b"</a>" * 100_000),
        "damaged",
    ),
    "laughs.docx": (laughing, "entities"),
    "a_file.docx": (lambda: laughing("file:///etc/passwd"), "entities"),
    "an_address.docx": (lambda: laughing("http://127.0.0.1:9/it"), "entities"),
    "laughs.xlsx": (
        lambda: altered(excel(TABLE), "xl/worksheets/sheet1.xml", lambda xml: b'<!DOCTYPE a [<!ENTITY a "b">]>' + xml),
        "entities",
    ),
    "laughs_in_utf16.docx": (
        lambda: altered(
            word(TABLE),
            "word/document.xml",
            lambda _: '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY a "b">]><a>&a;</a>'.encode(
                "utf-16"
            ),
        ),
        "entities",
    ),
    "wide_grid.docx": (wide_grid, "200 columns"),
    "columns_300.csv": (lambda: delimited(wide(300)), "200 columns"),
    "columns_300.xlsx": (lambda: excel(wide(300)), "200 columns"),
    "columns_300.docx": (lambda: document(f"<w:tbl>{rows_of(wide(300))}</w:tbl>"), "200 columns"),
    "far_away.xlsx": (far_away, "rows or"),
    "merged_all_over.xlsx": (merged_all_over, "merged|no table|no actions"),
    "one_column.csv": (lambda: b"Action\nWrite\nChoose\nPublish\n", "no table"),
    "one_column.xlsx": (lambda: excel([[row[2]] for row in TABLE]), "no table"),
    "no_table.docx": (lambda: document("<w:p><w:r><w:t>Dear all, thank you.</w:t></w:r></w:p>"), "no table"),
    "no_table.txt": (lambda: b"Dear all,\nthank you for your updates.\n", "no table"),
    "zeros.csv": (lambda: bytes(10_000), "empty|not text|no table"),
    "long_line.csv": (lambda: b"a" * (20 * MEGABYTE), "too much text|no table|more than"),
    "many_quotes.csv": (lambda: b'"' * 5_000_000, "no table|too much|more than"),
    "many_commas.csv": (lambda: b"," * 10_000_000, "200 columns|no table"),
    "many_lines.csv": (lambda: b"1,a\n" * 5_000_000, "rows or"),
    "many_tags.csv": (lambda: b"No,Action,Owner\n1," + b"<p" * 200_000 + b",Jo\n", "no actions"),
}
READ: dict[str, tuple[Callable[[], bytes], str]] = {
    "macros.docm": (lambda: altered(word(TABLE), "", lambda one: one, {"word/vbaProject.bin": OLE + noise(3000)}), ""),
    "macros.xlsm": (lambda: altered(excel(TABLE), "", lambda one: one, {"xl/vbaProject.bin": OLE + noise(3000)}), ""),
    "hidden_parts.xlsx": (hidden_parts, "hidden rows were read as well: 3"),
    "hidden_plan.xlsx": (hidden_plan, "the sheet is hidden"),
    "formulas.xlsx": (formulas, "formulas without a stored value were read as blank: C3, E3"),
    "control.csv": (lambda: marked("control"), ""),
    "right_to_left.csv": (lambda: marked("rtl"), ""),
    "outside_the_plane.csv": (lambda: marked("surrogate"), ""),
    "columns_200.csv": (lambda: delimited(wide(200)), ""),
    "latin.txt": (lambda: delimited(TABLE, "\t", "cp1252"), ""),
}
