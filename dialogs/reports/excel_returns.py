"""How the plan stood at each return, as a sheet of numbers and a chart of Excel's own that is made from them.

The fills are those of the pictures: told apart by lightness or pattern and not by hue alone, and named in the legend.
Charts: https://openpyxl.readthedocs.io/en/stable/charts/bar.html
"""

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.series_factory import SeriesFactory as Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.utils import get_column_letter

from dialogs.reports import words
from dialogs.reports.model import Report, Standing
from dialogs.reports.pictures.canvas import sign
from dialogs.reports.pictures.palette import EDGE, FILLS, STROKE
from dialogs.reports.sheet_rows import Value
from dialogs.words import cut, say
from storage.status import Status

NAME, DAY, COUNT = 16.0, 12.0, 14.0  # characters: the width of a column
LONGEST = 60  # characters of a status in a heading: the legend has a line for each
SHOWN = 12  # returns in the chart, the last ones: of more the numbers would lie on one another
HIGH, NARROWEST, EACH = 11.0, 14.0, 2.2  # centimetres of the chart, and for each return
PATTERNS: dict[
    Status | None, Any
] = {  # of the fills that are told apart by one: https://learn.microsoft.com/dotnet/api/documentformat.openxml.drawing.presetpatternvalues
    Status.IN_PROGRESS: "wdUpDiag",
    Status.NOT_STARTED: "pct10",
    Status.ON_HOLD: "dkVert",
    Status.CLOSED: "diagCross",
}


def there(one: Report) -> bool:
    """Whether there are two points of it at least: a return, and how the plan stands now."""
    return bool(one.rows) and len(one.history) > 1


def headings(one: Report) -> list[str]:
    said = _said(one)
    return [say("report.return"), say("report.as_at"), *(said[status] for status in said), say("report.total")]


def widths(one: Report) -> list[float]:
    return [NAME, DAY, *[COUNT] * (len(_said(one)) + 1)]


def rows(one: Report) -> list[Sequence[Value]]:
    """A row for each return, oldest first, and one as reported.

    What no action had then is left blank: the chart would write a 0 on every slice that is none.
    """
    return [_row(each, list(_said(one))) for each in one.history]


def _row(one: Standing, order: Sequence[Status | None]) -> Sequence[Value]:
    numbers = {each.status: each.number for each in one.counts}
    counted = (numbers.get(status) or None for status in order)
    return (one.label or say("picture.now"), one.as_at, *counted, sum(numbers.values()))


def _said(one: Report) -> dict[Status | None, str]:
    """The heading of every status that occurs, in the order of the columns: its sign, and its newest word."""
    found = {
        each.status: f"{sign(each.status)} {cut(each.label, LONGEST)}"
        for standing in one.history
        for each in standing.counts
        if each.number
    }
    return {status: found[status] for status in FILLS if status in found}


def told(one: Report) -> str:
    """The chart in words."""
    return " ".join(map(words.stood, one.history))


def chart(sheet: Any, one: Report) -> Any:
    """A column for each return, in slices with their numbers."""
    drawn: Any = BarChart()
    statuses, every = list(_said(one)), len(one.history)
    top, foot = 2 + max(every - SHOWN, 0), 1 + every
    drawn.type, drawn.grouping, drawn.overlap, drawn.gapWidth = "col", "stacked", 100, 60
    last = say("picture.returns_last", n=SHOWN, all=every)
    drawn.title = last if every > SHOWN else say("picture.returns")
    for column, status in enumerate(statuses, start=3):
        series = Series(Reference(sheet, min_col=column, min_row=top, max_row=foot))
        series.tx = SeriesLabel(strRef=StrRef(f"'{sheet.title}'!${get_column_letter(column)}$1"))
        drawn.append(series)
        series.graphicalProperties = _fill(status)
        series.dLbls = _numbers(status)
    drawn.set_categories(Reference(sheet, min_col=1, min_row=top, max_row=foot))
    drawn.legend.position = "b"
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.majorGridlines = None
    drawn.y_axis.number_format = "0"
    drawn.height, drawn.width = HIGH, max(NARROWEST, EACH * min(every, SHOWN))
    return drawn


def place(one: Report) -> str:
    """The cell below the rows at which the chart begins."""
    return f"A{len(one.history) + 3}"


def _fill(status: Status | None) -> Any:
    fill, properties = FILLS[status], GraphicalProperties()
    if status in PATTERNS:
        pattern = PatternFillProperties(prst=PATTERNS[status])
        pattern.fgClr, pattern.bgClr = _colour(STROKE), _colour(fill.colour)
        properties.pattFill = pattern
    else:
        properties.solidFill = fill.colour[1:]
    properties.line.solidFill = EDGE[1:]
    return properties


def _colour(named: str) -> ColorChoice:
    code: Any = named.removeprefix("#")
    return ColorChoice(srgbClr=code)


def _numbers(status: Status | None) -> Any:
    """The numbers on the slices."""
    labels = DataLabelList(showVal=True)
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    tone = CharacterProperties(solidFill=FILLS[status].words[1:])
    labels.txPr = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=tone), endParaRPr=tone)])
    if status in PATTERNS:  # words need a plain ground
        labels.spPr = GraphicalProperties(solidFill="FFFFFF")
    return labels
