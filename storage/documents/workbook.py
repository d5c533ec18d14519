"""`.xlsx`: every sheet as a table, with real dates written out, merged cells and fills. Nothing is evaluated.

openpyxl reads what a workbook says of itself (sheets, styles, theme); the cells are read as a stream.
"""

import io
import warnings
import zipfile
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS

from storage.documents.packed import elements, unpacked
from storage.documents.palette import Palette
from storage.documents.sheet import Look, Sheet, plain_text, read_sheet, remarks
from storage.documents.sheet import written as written  # the older format's reader shows dates alike
from storage.documents.table import Table, table

REPORTED = "Planminder report"  # who made a workbook that has the plan on its first sheet and figures of it behind
_SI = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}si"


def read_workbook(name: str, content: bytes) -> list[Table]:
    """The tables of a workbook's sheets, the hidden ones last. Formulas give their last computed values."""
    with unpacked(name, content, "xl/workbook.xml") as package:
        reader, sheets = _opened(content)
        looks = Looks(reader.wb, Palette.of(reader.wb))
        strings = _strings(package, reader)
        return [_table(name, package, one, part, strings, looks) for one, part in sheets]


def _opened(content: bytes) -> tuple[Any, list[tuple[Any, str]]]:
    """All of a workbook but its cells; and its sheets with their parts, the hidden ones last."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what openpyxl would not write again
        reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True)
        reader.read_manifest()
        reader.read_workbook()
        reader.read_properties()
        reader.read_theme()
        apply_stylesheet(reader.archive, reader.wb)
        sheets = [(one, rel.target) for one, rel in reader.parser.find_sheets() if rel.Type.endswith("/worksheet")]
    there = sorted((one for one in sheets if one[1] in reader.valid_files), key=lambda one: _hidden(one[0]))
    return reader, there[:1] if reader.wb.properties.creator == REPORTED else there


def _hidden(sheet: Any) -> bool:
    return bool(sheet.state != "visible")


def _table(name: str, package: zipfile.ZipFile, about: Any, part: str, strings: list[str], looks: "Looks") -> Table:
    sheet = read_sheet(name, Sheet(about.name, _hidden(about)), package, part, strings, looks.of)
    return table(sheet.rows, name=about.name, remarks=remarks(sheet))


def _strings(package: zipfile.ZipFile, reader: Any) -> list[str]:
    """The texts that cells share, in their order."""
    found = reader.package.find(SHARED_STRINGS)
    strings: list[str] = []
    for one in elements(package, found.PartName[1:], _SI) if found is not None else ():
        strings.append(plain_text(one))
        one.clear()
        while one.getprevious() is not None:
            del one.getparent()[0]
    return strings


@dataclass(slots=True)
class Looks:
    """What the styles of a workbook say of cells, by their number."""

    book: Any
    palette: Palette
    known: dict[int, Look] = field(default_factory=dict)

    def of(self, style: int) -> Look:
        if style not in self.known:
            self.known[style] = self._look(style) if 0 <= style < len(self.book._cell_styles) else Look()
        return self.known[style]

    def _look(self, style: int) -> Look:
        holder: Any = SimpleNamespace(parent=self.book)  # a sheet, as far as a cell asks for one
        cell: Any = ReadOnlyCell(holder, 1, 1, None, "n", style)
        fill = self.palette.figures(cell.fill.fgColor) if cell.fill.fill_type == "solid" else None
        span, day = style in self.book._timedelta_formats, style in self.book._date_formats
        kind = "span" if day and span else "day" if day else None
        return Look(str(cell.number_format or ""), fill, self.palette.figures(cell.font.color), kind, self.book.epoch)
