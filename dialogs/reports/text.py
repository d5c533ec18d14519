"""A report as plain text: figures first, then what is late, what needs a decision, what has moved."""

from dialogs.reports import words
from dialogs.reports.report import Report
from dialogs.words import say


def lines(one: Report) -> list[str]:
    """The summary line by line; a part of which there is nothing is left out."""
    if not one.rows:
        return [words.head(one), say("summary.nothing", code=one.code)]
    told = [words.head(one), words.counts(one), words.lateness(one), words.gaps(one), words.due_next(one)]
    told += _block(say("summary.decisions"), words.decisions(one))
    if one.compared:
        told.append(words.completed(one))
        changed = words.moved(one)
        heading = "summary.moved" if changed else "summary.nothing_moved"
        told += [say(heading, date=words.since(one)), *(f"- {row}" for row in changed)]
    return [line for line in told if line]


def _block(heading: str, rows: list[str]) -> list[str]:
    return [heading, *(f"- {row}" for row in rows)] if rows else []


def to_text(one: Report) -> bytes:
    return ("\n".join(lines(one)) + "\n").encode()
