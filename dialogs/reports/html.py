"""A report as one self-contained HTML file: no script, no address outside itself."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from dialogs.reports import words
from dialogs.reports.report import Report
from dialogs.reports.shades import shade
from dialogs.reports.table import table
from dialogs.words import day, say, symbol


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = files("dialogs.reports").joinpath("report.html").read_text(encoding="utf-8")
    return environment.from_string(source)


def to_html(one: Report) -> bytes:
    return (
        _template()
        .render(one=one, words=words, table=table(one), say=say, day=day, symbol=symbol, shade=shade)
        .encode()
    )
