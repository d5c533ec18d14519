"""A report as one self-contained HTML file: no script, no address outside itself."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from dialogs.reports import words
from dialogs.reports.fit import fit
from dialogs.reports.pictures import NARROW, WIDE, beside_counts, renamed, svg
from dialogs.reports.report import Report
from dialogs.reports.shades import shade
from dialogs.reports.table import Table, table
from dialogs.reports.widths import widths
from dialogs.words import day, say, symbol

if TYPE_CHECKING:
    from jinja2 import Template

PAGE = 190.0  # characters that a broad page has room for
LONG = 1_500  # characters of a cell from which a printed row may be torn by a page's end: it would not fit on one


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined  # here: it is needed for a page alone

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = files("dialogs.reports").joinpath("report.html").read_text(encoding="utf-8")
    return environment.from_string(source)


def to_html(one: Report) -> bytes:
    made = table(one)
    given = {"one": one, "words": words, "table": made, "reach": reach(made), "long": LONG, "drawn": _drawn(one)}
    given["shares"] = shares(made)
    return fit(_template().render(**given, say=say, day=day, symbol=symbol, shade=shade)).encode()


def _drawn(one: Report) -> dict[str, list[str]]:
    """The pictures as elements, every word in them escaped: for a page and for a telephone, of which one is shown."""
    wide = [svg(each) for each in beside_counts(one, WIDE)]
    narrow = [svg(renamed(each, f"narrow-{each.name}")) for each in beside_counts(one, NARROW)]
    return {"broad": wide, "narrow": narrow}


def shares(made: Table) -> list[int]:
    """How much of a broad page's width each column takes, in per cent, as in Word."""
    rows = [row.cells for row in made.rows if not row.across]
    columns = [[heading, *(cells[at] for cells in rows)] for at, heading in enumerate(made.headings)]
    wide = widths(columns, PAGE, 1.0, made.roles.index("news"))
    return [round(100 * one / sum(wide)) for one in wide]


def reach(made: Table) -> list[dict[int, int]]:
    """For each row, by column, over how many rows its cell reaches; a column that is missing has its cell above."""
    found: list[dict[int, int]] = []
    top: dict[int, dict[int, int]] = {}  # column → the row in which its present cell began
    for row in made.rows:
        own = {at: 1 for at in range(len(row.cells)) if at not in row.above}
        for at in row.above:
            top[at][at] += 1
        top |= {at: own for at in own}
        found.append(own)
    return found
