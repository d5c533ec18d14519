"""A report as plain text: what has moved where that was asked, the figures, what is late, what needs a decision."""

from collections.abc import Sequence

from dialogs.reports import words
from dialogs.reports.fit import fit
from dialogs.reports.report import Report
from dialogs.words import say


def lines(one: Report, most: int | None = None) -> list[str]:
    """The summary line by line; a part of which there is nothing is left out.

    Of the actions that have moved the first `most` have a line, and the others are counted.
    """
    if not one.rows:
        return [words.head(one), *one.notes, *words.figures(one)]
    told = [words.head(one), *one.notes, *_moves(one, most), words.counts(one), *words.past(one), *words.figures(one)]
    told += _block(say("summary.decisions"), words.decisions(one))
    return [line for line in told if line]


def _moves(one: Report, most: int | None) -> list[str]:
    if not one.compared:
        return []
    changed = words.moved(one, most)
    heading = "summary.moved" if changed else "summary.nothing_moved"
    return [say(heading, date=words.since(one)), *(f"- {row}" for row in changed)]


def _block(heading: str, rows: list[str]) -> list[str]:
    return [heading, *(f"- {row}" for row in rows)] if rows else []


def marked(one: Report, parts: Sequence[str], form: str = "{}") -> list[str]:
    """The parts of a text with a line before and after them that says that they are internal, where they are."""
    mark = [form.format(say("report.mark_internal"))] if one.internal else []
    return [*mark, *parts, *mark]


def to_text(one: Report) -> bytes:
    return (fit("\n".join(marked(one, lines(one)))) + "\n").encode()
