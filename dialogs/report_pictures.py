"""Pictures in the chat: "RAG picture", "the RAG over the returns as a picture", "timeline of what's due".

The answer says the figures, and the pictures come with it: a channel that can shows them beside the words. They hold
refs, dates and status words, and no note, so that they are for everybody who reads there, as a summary is.
"""

import asyncio
from collections.abc import Callable, Sequence

from dialogs.focus import remembered
from dialogs.picture_file import drawing, shown, words_of
from dialogs.reply import File, Reply
from dialogs.report_files import refused, wish_of
from dialogs.reports import words
from dialogs.reports.making import made
from dialogs.reports.model import Report
from dialogs.reports.pictures import CHAT, WIDE, Picture, pictures
from dialogs.reports.wish import NoReport
from dialogs.rights import may
from dialogs.turn import Outcome, Turn
from dialogs.words import say
from storage.plan import Action, Plan

FORMATS = ("png", "svg")
ALL = "all"


def is_picture(turn: Turn) -> bool:
    """Whether a report is to come as a picture."""
    return bool(turn.meant.args.get("picture")) or turn.meant.filter.get("format") in FORMATS


async def drawn(turn: Turn, plans: Sequence[Plan]) -> Outcome:
    """The pictures of each plan that are wished for, each with its figures in words."""
    if no := refused(turn, wish_of(turn)):
        return Outcome(Reply(text=no))
    each = [await _of_plan(turn, plan) for plan in plans]
    text = "\n\n".join("\n".join(lines) for lines, _ in each)
    return Outcome(
        Reply(text=text, files=tuple(file for _, files in each for file in files)),
        memory=remembered(turn, "summary", ()),
    )


async def _of_plan(turn: Turn, plan: Plan) -> tuple[list[str], list[File]]:
    readable: Callable[[Action], bool] = lambda one: may(turn.speaker, "internal", plan, one, turn.directory)  # noqa: E731
    try:
        one = (await made(turn.past, plan, turn.directory, turn.today, wish_of(turn), readable)).report
    except NoReport as none:
        return [str(none)], []
    as_svg = turn.meant.filter.get("format") == "svg"
    missing, chosen = _chosen(one, str(turn.meant.args.get("picture") or ALL), WIDE if as_svg else CHAT)
    told = [words.head(one), *one.notes, *missing, *map(words_of, chosen)]
    files = await asyncio.to_thread(lambda: [(drawing if as_svg else shown)(one, each) for each in chosen])
    return told, files


def _chosen(one: Report, wished: str, width: float) -> tuple[list[str], list[Picture]]:
    """The pictures that are wished for; what is said where one cannot be, and how it stands now in its place."""
    every = pictures(one, width)
    found = [each for each in every if wished in (ALL, each.name)]
    if found:
        return [], found
    return [say("picture.no_returns", code=one.code)], every[:1]
