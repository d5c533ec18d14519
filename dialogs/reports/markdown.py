"""A report as Markdown: the summary, and the plan's table."""

from dialogs.reports import text
from dialogs.reports.fit import fit
from dialogs.reports.report import Report
from dialogs.reports.table import table
from dialogs.reports.text import marked
from dialogs.words import say


def to_markdown(one: Report) -> bytes:
    head, *rest = text.lines(one)
    parts = (f"# {_flat(head)}", _paragraphs(rest), f"## {say('report.actions')}", _table(one))
    return ("\n\n".join(marked(one, parts, "**{}**")) + "\n").encode()


def _paragraphs(lines: list[str]) -> str:
    """Sentences apart by blank lines, items of a list together."""
    out: list[str] = []
    for line in lines:
        item = line.startswith("- ")
        close = item and bool(out) and out[-1].startswith("- ")
        out += ["\n" if close else "\n\n"] if out else []
        out.append(f"- {_flat(line[2:])}" if item else _flat(line))
    return "".join(out)


def _table(one: Report) -> str:
    made = table(one, repeated=True)
    rule = "|" + " --- |" * len(made.headings)
    return "\n".join((_row(made.headings), rule, *(_row(row.cells) for row in made.rows)))


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(_plain(cell).replace("\n", "<br>") for cell in cells) + " |"


def _flat(words: str) -> str:
    """On one line: what a line of its own begins with would be markup."""
    return _plain(fit(words)).replace("\n", " ")


def _plain(words: str) -> str:
    """The plan's words are no markup: what Markdown or a browser would act on is escaped."""
    for sign in "\\`*_~[]|#":
        words = words.replace(sign, f"\\{sign}")
    return words.replace("&", "&amp;").replace("<", "&lt;")
