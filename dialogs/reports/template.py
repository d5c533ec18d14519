"""A report through a council's own Word template, filled in by a process of its own, bounded in time and memory.

A template is a program that somebody hands in: whatever it does, it costs its sender an answer and nobody else
anything.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from pickle import dumps
from typing import Any

from dialogs.reports import words
from dialogs.reports.fields import PICTURES, fields
from dialogs.reports.pictures import WIDE, Picture, rag, returns, timeline
from dialogs.reports.report import Report
from dialogs.reports.table import table
from dialogs.reports.word import counts_laid, plan_laid
from dialogs.reports.word_table import Laid
from dialogs.words import say
from storage.documents.errors import DocumentError

MOST = 10 * 1024 * 1024  # bytes of a template as handed in
MEMORY = 700 * 1000 * 1000  # bytes of address space
SECONDS = 20  # of processor time, the start of the process included; about half a second is usual
WAIT = 60.0  # seconds by the clock, on a machine that is busy with others
DONE, REFUSED = 0, 3  # how the process ends: with a document, or with a reason, on its output

_ROOT = Path(__file__).parents[2]


class BadTemplate(DocumentError):
    """A template that cannot be filled in. The text says where and why, and is fit to be shown."""


@dataclass(frozen=True, slots=True)
class Given:
    """What of a report a template is filled in with, as plain values."""

    title: str
    values: Mapping[str, Any]
    tables: Mapping[str, Laid]
    pictures: Mapping[str, Picture | None] = field(default_factory=dict)  # None: there is nothing to draw
    head: str = ""  # what is to stand at the head of every page


def given(one: Report) -> Given:
    tables = {"plan_table": plan_laid(one, table(one)), "status_table": counts_laid(one)}
    mark = say("report.mark_internal") if one.internal else ""
    return Given(words.head(one), fields(one), tables, _drawn(one), mark)


def _drawn(one: Report) -> dict[str, Picture | None]:
    over = returns(one.history, WIDE) if one.rows and len(one.history) > 1 else None
    drawn = (rag(one, WIDE), over, timeline(one, WIDE)) if one.rows else (None, None, None)
    return dict(zip(PICTURES, drawn, strict=True))


def filled(one: Report, template: bytes) -> bytes:
    """The report as the template lays it out, a Word document; `BadTemplate` where that cannot be."""
    if len(template) > MOST:
        raise BadTemplate(say("template.large", most=MOST // 1024 // 1024))
    try:
        done = _process(dumps((given(one), template)))
    except subprocess.TimeoutExpired:
        raise BadTemplate(say("template.slow", seconds=SECONDS)) from None
    if done.returncode == DONE:
        return done.stdout
    if done.returncode == REFUSED:
        raise BadTemplate(done.stdout.decode("utf-8"))
    if done.returncode == -signal.SIGXCPU:
        raise BadTemplate(say("template.slow", seconds=SECONDS))
    raise BadTemplate(say("template.ended" if done.returncode < 0 else "template.failed"))


def _process(given: bytes) -> "subprocess.CompletedProcess[bytes]":
    """It is given the report and the template, and no word of our settings; it is ended when its time is over."""
    return subprocess.run(  # noqa: S603  # our own module, by our own interpreter
        [sys.executable, "-m", "dialogs.reports.template_worker", str(MEMORY), str(SECONDS)],
        input=given,
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        env={"PATH": os.defpath, "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=WAIT,
        check=False,
    )
