"""Reports as files: the covering report, one page, the table; for publication or internal; all of a plan or a part.

The answer is short and the file comes with it. Making it takes a thread of its own, so that the channel can show that
it is under way.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from dialogs.focus import remembered
from dialogs.handed import to_whoever_asked
from dialogs.looked_at import looks
from dialogs.reply import File, Reply
from dialogs.reports import PAPERS, TYPES
from dialogs.reports.gathered import with_log
from dialogs.reports.making import Made, made
from dialogs.reports.model import Report
from dialogs.reports.through import Template, in_use, renderer
from dialogs.reports.wish import Audience, NoReport, Paper, Wish
from dialogs.rights import may
from dialogs.select import as_date
from dialogs.since_return import FROM, SAID
from dialogs.turn import Outcome, Turn
from dialogs.words import joined, say
from storage.documents.errors import DocumentError
from storage.handed import MadeReport, PutReport
from storage.people import Role
from storage.plan import Action, Plan

SLOTS = ("report", "only", "audience", "hide", "picture", "return")  # of `args`: what makes of a summary a file
ITS_DAY = "return"  # of these, what is a day: the same report next time is of another
PART = ("section", "owner", "sponsor", "status", "overdue")  # of `filter`: how much of the plan
FORMATS = {  # other names of the same
    "word": "docx",
    "excel": "xlsx",
    "spreadsheet": "xlsx",
    "txt": "text",
    "md": "markdown",
}


@dataclass(frozen=True, slots=True)
class _Handed:
    """What came of one plan: a file with its words, or only words."""

    lines: tuple[str, ...]
    file: File | None = None
    write: PutReport | None = None
    missing: bool = False  # there is no such part of this plan


def is_file(turn: Turn) -> bool:
    """Whether a report is to come as a file: in a format, for an audience, as a paper, or its exceptions alone."""
    args = turn.meant.args
    return any(args.get(key) for key in SLOTS) or bool(turn.meant.filter.get("format") or args.get("format"))


async def files(turn: Turn, plans: Sequence[Plan]) -> Outcome:
    """The report of each plan as it is wished for, to whoever asked alone."""
    wish = wish_of(turn)
    if no := refused(turn, wish):
        return Outcome(Reply(text=no))
    format_ = format_of(wish.paper, turn.meant.filter.get("format") or turn.meant.args.get("format"))
    if format_ is None:
        return Outcome(Reply(text=_no_format(wish.paper)))
    each = _without_missing([await _of_plan(turn, plan, wish, format_) for plan in plans])
    text = "\n".join(line for one in each for line in one.lines)
    made_ = tuple(one.file for one in each if one.file)
    if not made_:
        return Outcome(Reply(text=text))
    handed = to_whoever_asked(turn, Reply(text=text, files=made_), "summary.file_aside")
    memory = remembered(turn, "summary", (), report=_kept(turn))
    return Outcome(handed.reply, tuple(one.write for one in each if one.write), memory, handed.also)


def _without_missing(each: Sequence[_Handed]) -> Sequence[_Handed]:
    """Where one of several plans has what was asked for, nothing is said of those that have not."""
    return [one for one in each if not one.missing] or each


def wish_of(turn: Turn) -> Wish:
    """What a message wishes for, its days looked up."""
    args, wanted = turn.meant.args, turn.meant.filter
    return Wish(
        paper=_one_of(get_args(Paper), args.get("report")) or "table",
        audience=_one_of(get_args(Audience), args.get("audience")),
        exceptions=args.get("only") == "exceptions",
        as_at=as_date(wanted["as_at"]) if wanted.get("as_at") else None,
        since=as_date(wanted["since"]) if wanted.get("since") else None,
        why_since=str(args.get(FROM, "")),
        part={key: wanted[key] for key in PART if wanted.get(key)},
        people=turn.meant.people,
        returned=args.get("return"),
    )


def _one_of(known: tuple[Any, ...], said: Any) -> Any:
    return said if said in known else None


def format_of(paper: Paper, said: Any) -> str | None:
    """The format in which a paper comes; None where it comes in no such one."""
    offered = list(PAPERS[paper])
    name = FORMATS.get(str(said).casefold(), str(said).casefold()) if said else offered[0]
    return name if name in offered else None


def _no_format(paper: Paper) -> str:
    return say(f"report.formats_{paper}", formats=joined(say(f"format.{one}") for one in PAPERS[paper]))


def refused(turn: Turn, wish: Wish) -> str | None:
    """Internal notes are for private chats, and for whoever may read them there."""
    if not wish.internal:
        return None
    if not turn.private:
        return say("report.internal_in_private")
    return say("report.internal_not_readers") if turn.speaker.role is Role.READER else None


# --- one plan ------------------------------------------------------------------------------------------------------


async def _of_plan(turn: Turn, plan: Plan, wish: Wish, format_: str) -> _Handed:
    readable: Callable[[Action], bool] = lambda one: may(turn.speaker, "internal", plan, one, turn.directory)  # noqa: E731
    template = await in_use(turn.past, plan.id, wish.paper)
    try:
        found = await made(turn.past, plan, turn.directory, turn.today, wish, readable)
        one = await _logged(turn, plan, wish, found.report) if format_ == "xlsx" else found.report
        content = await asyncio.to_thread(renderer(wish.paper, format_, template), one)
    except NoReport as none:
        return _Handed((str(none),), missing=True)
    except DocumentError as failed:
        way = "report.failed_template" if template else "report.failed"
        return _Handed((say(way, code=plan.code, why=str(failed), name=template and template.name),))
    ending, content_type = TYPES[format_]
    file = File(name=f"{stem(one, wish)}.{ending}", content_type=content_type, content=content)
    return _Handed(_said(turn, one, wish, file, found, template), file, _put(turn, plan, one, wish))


async def _logged(turn: Turn, plan: Plan, wish: Wish, one: Report) -> Report:
    """With the log of the changes, where the whole plan is told and not for publication; no log has internal words."""
    if wish.published or wish.part or wish.exceptions or turn.meant.args.get("hide"):
        return one
    return await with_log(turn.past, plan, turn.directory, one)


def stem(one: Report, wish: Wish) -> str:
    """A file's name without its ending: an internal one says so."""
    kind = {"cover": "-report", "one_page": "-one-page"}.get(wish.paper, "")
    only = "-exceptions" if wish.exceptions else ""
    return f"{one.code}-{one.as_at}{kind}{only}{'-INTERNAL' if wish.internal else ''}"


def _said(turn: Turn, one: Report, wish: Wish, file: File, found: Made, template: Template | None) -> tuple[str, ...]:
    key = {"cover": "summary.cover", "one_page": "summary.one_page"}.get(wish.paper, "summary.file")
    if template is not None:
        head = say("summary.through", code=one.code, name=file.name, template=template.name)
    else:
        head = say(key, code=one.code, name=file.name)
    return (head, *one.notes, *looks(turn, one, found.in_full))


# --- what is kept of it --------------------------------------------------------------------------------------------


def _put(turn: Turn, plan: Plan, one: Report, wish: Wish) -> PutReport:
    filter_ = {key: value for key, value in _kept_filter(turn).items() if key not in ("owner", "sponsor", "plan")}
    args = {key: value for key, value in _kept(turn).items() if key != ITS_DAY}
    wishes = {"args": args, "filter": filter_, "people": dict(turn.meant.people)}
    return PutReport(
        MadeReport(
            id=turn.change_set,
            plan=plan.id,
            person=turn.speaker.id,
            made=turn.now,
            as_at=one.as_at,
            paper=wish.paper,
            audience=one.audience,
            wish=wishes,
        )
    )


def _kept(turn: Turn) -> dict[str, Any]:
    """The slots that say which report it was."""
    return {"report": turn.meant.args.get("report") or "table"} | {
        key: turn.meant.args[key] for key in SLOTS if turn.meant.args.get(key)
    }


def _kept_filter(turn: Turn) -> Mapping[str, Any]:
    """The filter as it was said: a day that has a name keeps its name; the day of the report is its own."""
    said: dict[str, Any] = turn.meant.plain_filter()
    named = turn.meant.args.get(SAID)
    kept = {**said, **({"since": named} if named else {})}
    return {key: value for key, value in kept.items() if key != "as_at"}
