"""Report → bytes, one pure function for each format."""

from collections.abc import Callable

from dialogs.reports.csv import to_csv
from dialogs.reports.html import to_html
from dialogs.reports.json import report_json
from dialogs.reports.markdown import to_markdown
from dialogs.reports.report import Report
from dialogs.reports.text import to_text

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"  # the media type

# Word and Excel are imported when one is asked for: their libraries would double the time that the bot takes to start.


def to_docx(report: Report) -> bytes:
    from dialogs.reports import word

    return word.to_docx(report)


def to_cover(report: Report) -> bytes:
    """The covering report, in Word, with the plan as its appendix."""
    from dialogs.reports import word_cover

    return word_cover.to_docx(report)


def to_xlsx(report: Report) -> bytes:
    from dialogs.reports import excel

    return excel.to_xlsx(report)


RENDERERS: dict[str, Callable[[Report], bytes]] = {
    "text": to_text,
    "markdown": to_markdown,
    "html": to_html,
    "docx": to_docx,
    "xlsx": to_xlsx,
    "csv": to_csv,
    "json": report_json,
}
