"""Report → bytes, one pure function for each format."""

from collections.abc import Callable

from dialogs.reports.csv import to_csv
from dialogs.reports.html import to_html
from dialogs.reports.json import report_json
from dialogs.reports.markdown import to_markdown
from dialogs.reports.pictures import SVG_TYPE, TYPE, png, sheet, svg
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


def to_one_page(report: Report) -> bytes:
    """One page for somebody who has a minute, in Word."""
    from dialogs.reports import one_page

    return one_page.to_one_page(report)


def to_xlsx(report: Report) -> bytes:
    from dialogs.reports import excel

    return excel.to_xlsx(report)


def to_svg(report: Report) -> bytes:
    """All the pictures below one another, as a drawing that stays sharp at any size."""
    return svg(sheet(report)).encode()


def to_png(report: Report) -> bytes:
    """The same in dots, for what takes no SVG."""
    return png(sheet(report))


RENDERERS: dict[str, Callable[[Report], bytes]] = {
    "text": to_text,
    "markdown": to_markdown,
    "html": to_html,
    "docx": to_docx,
    "xlsx": to_xlsx,
    "csv": to_csv,
    "json": report_json,
    "svg": to_svg,
    "png": to_png,
}


def as_pdf(word: Callable[[Report], bytes]) -> Callable[[Report], bytes]:
    """A Word document of ours as PDF; raises `pdf.NoPdf` where LibreOffice is not there, or does not manage."""

    def made(report: Report) -> bytes:
        from dialogs.reports import pdf

        return pdf.to_pdf(word(report))

    return made


PAPERS: dict[str, dict[str, Callable[[Report], bytes]]] = {  # paper → its formats, the usual one first
    "cover": {"docx": to_cover, "pdf": as_pdf(to_cover)},
    "one_page": {"docx": to_one_page, "pdf": as_pdf(to_one_page)},
    "table": {"docx": to_docx, "pdf": as_pdf(to_docx), **RENDERERS},
}
TYPES = {  # format → the ending of a file, and its media type
    "text": ("txt", "text/plain"),
    "markdown": ("md", "text/markdown"),
    "html": ("html", "text/html"),
    "docx": ("docx", WORD),
    "pdf": ("pdf", "application/pdf"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("csv", "text/csv"),
    "json": ("json", "application/json"),
    "svg": ("svg", SVG_TYPE),
    "png": ("png", TYPE),
}
