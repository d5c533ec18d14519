"""`planminder import`: a document becomes a plan, or brings one up to it; nothing is saved before a yes."""

import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.command.common import DatabaseOption, JsonOption, day, fail, opened, run, settings_of, talk, tell, tell_json
from bot.command.progress import progress
from bot.now import clock
from bot.past import StoredPast
from bot.settings import Settings
from dialogs.comes_back import Told, told_by
from dialogs.import_plan import counts, next_plan_id
from dialogs.proposal import Proposal, accepted, left_open, proposed, target
from dialogs.review import parts, review
from dialogs.reviewing import read_answers
from dialogs.words import say
from storage.documents.aside import read_bounded
from storage.documents.document import PlanDocument
from storage.documents.errors import Unreadable
from storage.documents.settle import Answer
from storage.documents.table import MAX_PACKED
from storage.numbering import Stamp
from storage.people import Directory, fold
from storage.plan import Change, Plan
from storage.schema import is_there
from storage.store import Store
from storage.work import COMMAND_LINE, Work


@dataclass(slots=True)
class _Import:
    """One document on its way in: what was read, what was said about it, and what stands in the database."""

    settings: Settings
    file: Path
    document: PlanDocument
    now: datetime
    answers: list[Answer]
    plans: Mapping[int, Plan] = field(default_factory=dict)
    directory: Directory = field(default_factory=Directory)
    past: list[Change] = field(default_factory=list)
    told: Told | None = None  # by the report of ours that it is

    @property
    def today(self) -> date:
        return self.now.astimezone(self.settings.tzinfo).date()

    async def look(self, store: Store | None, code: str | None) -> None:
        """What the database holds, and whether the code is of a plan that is there."""
        if store is not None:
            self.plans = await store.plans(self.settings.organisation)
            self.directory = await store.directory(self.settings.organisation)
        known = next((one for one in self.plans.values() if code and fold(one.code) == fold(code)), None)
        self.answers.append(Answer(what="plan", value=known.code if known else ""))
        if code and not known:
            self.answers.append(Answer(what="code", value=code))
        if store is not None and known is not None:
            self.past = await store.changes(self.settings.organisation, known.id)
            self.told = await told_by(self.document, known, StoredPast(store, self.settings.organisation, ""))

    def proposal(self) -> Proposal:
        plan = target(self.document, self.answers, self.plans.values())
        taken = [one.code for one in self.plans.values()]
        name, past = self.file.name, self.past if plan else None
        return proposed(name, self.document, self.answers, plan, self.directory, taken, self.today, past, self.told)

    def answer(self, text: str) -> bool:
        """Take in what somebody says; False where it answers nothing that is open."""
        found = read_answers(text, left_open(self.proposal(), self.directory, self.plans.values()), self.today)
        self.answers += found or ()
        return bool(found)

    def show(self, *, as_json: bool) -> None:
        one = self.proposal()
        if not as_json:
            tell(review(one, self.directory).text)
            return
        told = one.difference.contract() if one.difference else one.document.contract()
        tell(json.dumps(told, ensure_ascii=False, indent=2))


def import_(
    file: Annotated[Path, typer.Argument(help="The plan: .docx, .xlsx, .pdf, .csv, .tsv or text with its table.")],
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="CODE", help="Its short code, such as CPC26; of a plan that is here: a diff."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="The plan's title, where the document's will not do.")] = None,
    as_at: Annotated[str | None, typer.Option("--as-at", metavar="DATE", help="The day that it tells of.")] = None,
    answer: Annotated[
        list[str] | None, typer.Option(help='An answer to what it leaves open, such as "Delayed is red"; repeatable.')
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what is read; save nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Accept the reading; its questions stay open.")] = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Load an action plan as it is, or bring a plan up to a newer version of it. Nothing is saved before you agree."""
    settings = settings_of(database)
    now = clock(settings.today, settings.tzinfo)()
    on = day(as_at)
    coming = _Import(settings, file, _read(file, now.astimezone(settings.tzinfo).date()), now, _said(title, on))
    run(_import(coming, plan, answer or [], dry_run=dry_run, yes=yes, as_json=as_json))


def _said(title: str | None, as_at: date | None) -> list[Answer]:
    said = [Answer(what="title", value=title)] if title else []
    return [*said, *([Answer(what="as_at", value=as_at.isoformat())] if as_at else [])]


def _read(file: Path, today: date) -> PlanDocument:
    try:
        with file.open("rb") as handed_in:
            content = handed_in.read(MAX_PACKED + 1)  # one more than is read shows that it is too large
    except OSError as wrong:
        fail(f"{file}: cannot be opened: {wrong.strerror}. Nothing was saved.")
    try:
        with progress(say("import.reading", name=file.name, size=f"{len(content) / 1024 / 1024:.1f}")):
            return read_bounded(file.name, content, today)
    except Unreadable as wrong:
        fail(str(wrong))


async def _import(
    coming: _Import, code: str | None, answers: list[str], *, dry_run: bool, yes: bool, as_json: bool
) -> None:
    async with _store(coming.settings, dry_run=dry_run) as store:
        await coming.look(store, code)
        if code is None and (alike := target(coming.document, [], coming.plans.values())):
            talk(say("import.looks_like", code=alike.code))
        for text in answers:
            if not coming.answer(text):
                fail(f"{text!r} answers nothing that the document leaves open. Nothing was saved.")
        if dry_run or store is None:
            coming.show(as_json=as_json)
            return
        if not yes:
            _agree(coming)
        await _save(coming, store, as_json=as_json)


@asynccontextmanager
async def _store(settings: Settings, *, dry_run: bool) -> AsyncIterator[Store | None]:
    """The database; a look alone makes none where there is none."""
    if dry_run and not await is_there(settings.database_url):
        yield None
        return
    async with opened(settings) as store:
        yield store


def _agree(coming: _Import) -> None:
    """Show what would be saved until somebody says yes; what they say before that is put in its place."""
    coming.show(as_json=False)
    if not sys.stdin.isatty():
        fail("Nothing was saved. Say yes with --yes, or look only with --dry-run.")
    while True:
        said = typer.prompt(say("import.prompt"), err=True, default="no", show_default=False).strip()
        if said.casefold() in ("y", "yes"):
            return
        if said.casefold() in ("n", "no"):
            fail("Nothing was saved.", 1)
        if coming.answer(said):
            coming.show(as_json=False)
        else:
            talk(say("import.no_answer"))


async def _save(coming: _Import, store: Store, *, as_json: bool) -> None:
    one = coming.proposal()
    name = f"import-{coming.now:%Y%m%d%H%M%S%f}"
    stamp = Stamp(coming.now, coming.today, None, f"import: {one.name}", name, COMMAND_LINE)
    reason = say("import.closed_reason", name=one.name)
    made = accepted(one, coming.settings.organisation, next_plan_id(coming.plans), coming.directory, stamp, reason)
    if made.writes:
        with progress(say("import.saving", n=len(one.document.actions))):
            await store.flush(Work(coming.settings.organisation, coming.now, made.writes))
    if one.difference is not None:
        if as_json:
            tell_json(one.difference.contract())
        talk(_brought(one))
    else:
        if as_json:
            tell_json({"code": made.plan.code, "title": made.plan.title, **counts(made.plan)})
        talk(say("import.done", code=made.plan.code, title=made.plan.title, **counts(made.plan)))
    for question in one.difference.questions if one.difference else one.document.questions:
        talk(f"- {question.where}: {question.text}")


def _brought(one: Proposal) -> str:
    if one.difference is None or one.difference.empty:
        return review(one, Directory()).text
    return say("import.done_newer", code=one.code, name=one.name, parts=parts(one.difference))
