"""`planminder summary`: the plan in figures, or as a paper, by the same rules as in the chat."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from bot.command.common import DatabaseOption, JsonOption, day, fail, opened, run, settings_of, talk, write_private
from bot.command.progress import progress
from bot.now import clock
from bot.past import StoredPast
from bot.settings import Settings
from dialogs.reports import RENDERERS, second_look
from dialogs.reports.gathered import gathered, with_log
from dialogs.reports.making import made, refused
from dialogs.reports.model import Report
from dialogs.reports.through import THROUGH, Template, in_use, renderer
from dialogs.reports.wish import Audience, NoReport, Paper, Wish
from dialogs.words import say
from storage.documents.errors import DocumentError
from storage.handed import MadeReport, PutReport
from storage.people import Directory
from storage.plan import Plan, PlanState
from storage.work import Work

PlanOption = Annotated[str | None, typer.Option("--plan", metavar="CODE", help="The plan's short code, such as CPC26.")]

PACKED = ("docx", "pdf", "xlsx", "png")  # formats that are no text
FORMATS = (*RENDERERS, "pdf")
FIGURES = ("text", "json")  # formats that tell also of a plan without actions, and of a day before it
FOR_OTHERS = ("docx", "pdf", "xlsx", "html")  # formats that are handed on to people


@dataclass(frozen=True, slots=True)
class _Made:
    """A report, the same with every publishable note, and the template through which it is made, if any."""

    plan: int
    report: Report
    full: Report
    template: Template | None = None
    restricted: bool = False  # not everybody of the council may see the plan


def summary(
    plan: PlanOption = None,
    as_at: Annotated[str | None, typer.Option("--as-at", metavar="DATE", help="As the plan stood on this day.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="What changed since this day.")] = None,
    format_: Annotated[str, typer.Option("--format", help="|".join(FORMATS))] = "text",
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file.")] = None,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FILE", help="The Cabinet report through this Word template."),
    ] = None,
    cover: Annotated[bool, typer.Option("--cover", help="Below a covering report for Cabinet (docx).")] = False,
    returned: Annotated[
        str | None, typer.Option("--return", metavar="LABEL", help='A frozen return, as "Q3 2026/27".')
    ] = None,
    exceptions: Annotated[
        bool, typer.Option("--exceptions", help="Only what is late, red or amber, undecided, undated or unowned.")
    ] = False,
    one_page: Annotated[bool, typer.Option("--one-page", help="One page for a busy reader (docx).")] = False,
    section: Annotated[str | None, typer.Option("--section", metavar="HEADING", help="One section alone.")] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="NAME", help="One person's actions alone.")] = None,
    internal: Annotated[bool, typer.Option("--internal", help="With the internal notes, marked INTERNAL.")] = False,
    publication: Annotated[bool, typer.Option("--publication", help="Only wording that was accepted.")] = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """The plan in figures and exceptions, now or as at a date, as text or as a document."""
    chosen = "json" if as_json else "docx" if (cover or template or one_page) and format_ == "text" else format_
    if chosen not in FORMATS:
        fail(f"There is no format {chosen!r}; choose {', '.join(FORMATS)}.")
    _fit(chosen, cover=cover, one_page=one_page, template=template, both=internal and publication)
    if returned and (as_at or since):
        fail("A return has its own date, and the return before it to be compared with: leave out --as-at and --since.")
    settings = settings_of(database)
    part = {key: said for key, said in (("section", section), ("owner", owner)) if said}
    paper: Paper = "cover" if cover or template else "one_page" if one_page else "table"
    audience: Audience | None = "internal" if internal else "publication" if publication else None
    wish = Wish(paper, audience, exceptions, day(as_at), day(since), part=part, returned=returned)
    own = _read(template) if template else None
    found = run(_made(settings, plan, wish, own, chosen))
    _hand_out(found, _rendered(found, wish, chosen), chosen, output)
    if paper == THROUGH:
        run(_recorded(settings, found, wish))


def _fit(chosen: str, *, cover: bool, one_page: bool, template: Path | None, both: bool) -> None:
    """Ends with what is wrong where the options do not go together."""
    if both:
        fail("A report is for publication or internal: leave out one of --internal and --publication.")
    if one_page and (cover or template):
        fail("One page is a paper of its own: leave out --cover and --template.")
    if (cover or template or one_page) and chosen not in ("docx", "pdf"):
        fail(
            "A covering report, one page or a template makes a Word document or a PDF: "
            "leave out --format, or say docx or pdf."
        )
    if template and cover:
        fail("A template says itself what is in the report: leave out --cover.")


def _rendered(found: _Made, wish: Wish, chosen: str) -> bytes:
    try:
        with progress(say("report.making", code=found.report.code)):
            return renderer(wish.paper, chosen, found.template)(found.report)
    except DocumentError as wrong:
        fail(str(wrong))


def _hand_out(found: _Made, content: bytes, chosen: str, output: Path | None) -> None:
    """To the file or to standard output; what is worth a second look goes to standard error.

    So of what is handed on to people, and of everything that is for publication: its Markdown or JSON goes on a page.
    """
    handed_on = chosen in FOR_OTHERS or found.report.audience == "publication"
    if handed_on and (looks := second_look.told(found.report, found.full)):
        talk("\n".join((say("look.head"), *(f"- {row}" for row in looks))))
    if output:
        try:
            write_private(output, content, narrow=found.restricted)
        except OSError as wrong:
            fail(f"{output} cannot be written: {wrong.strerror}.", 1)
        talk(f"Written to {output}.")
    elif chosen in PACKED and sys.stdout.isatty():
        fail(f"A {chosen} file is no text for a terminal; say where it goes with --output.")
    else:
        sys.stdout.buffer.write(content if content.endswith(b"\n") or chosen in PACKED else content + b"\n")


def _read(template: Path) -> Template:
    try:
        return Template(template.name, template.read_bytes())
    except OSError as wrong:
        fail(f"{template} cannot be read: {wrong.strerror}.")


async def _made(settings: Settings, code: str | None, wish: Wish, own: Template | None, chosen: str) -> _Made:
    """What is wished for of a plan. Whoever has the database may read what is internal."""
    organisation = settings.organisation
    today = clock(settings.today, settings.tzinfo)().astimezone(settings.tzinfo).date()
    async with opened(settings) as store:
        plan = _plan(await store.plans(organisation), code)
        directory = await store.directory(organisation)
        past = StoredPast(store, organisation, "")
        if chosen in FIGURES and wish == Wish(as_at=wish.as_at, since=wish.since):
            one = await _figures(past, plan, directory, today, wish)
            full = one
        else:
            try:
                found = await made(past, plan, directory, today, _known(wish, directory), lambda _: True)
            except NoReport as none:
                fail(str(none))
            one, full = found.report, found.in_full()
        if chosen == "xlsx" and not (wish.published or wish.part or wish.exceptions):
            one = await with_log(past, plan, directory, one)
        in_its_look = own or await in_use(past, plan.id, wish.paper)
        return _Made(plan.id, one, full, in_its_look, plan.restricted or wish.audience == "internal")


async def _figures(past: StoredPast, plan: Plan, directory: Directory, today: date, wish: Wish) -> Report:
    """The whole plan on a day in figures, as one that had no actions then has them too."""
    if no := refused(wish.as_at or today, wish.since, today):
        fail(no)
    return await gathered(past, plan, directory, today, wish.as_at, wish.since)


async def _recorded(settings: Settings, found: _Made, wish: Wish) -> None:
    """That Cabinet was told: "since the last Cabinet" counts from it."""
    now = clock(settings.today, settings.tzinfo)()
    one = found.report
    put = PutReport(MadeReport(uuid4().hex, found.plan, None, now, one.as_at, wish.paper, one.audience))
    async with opened(settings) as store:
        await store.flush(Work(settings.organisation, now, (put,)))


def _known(wish: Wish, directory: Directory) -> Wish:
    name = wish.part.get("owner")
    if name is None:
        return wish
    person = directory.named(str(name))
    if person is None:
        fail(f"There is nobody called {name!r}; see: planminder people list")
    return replace(wish, part={**wish.part, "owner": person.name}, people={"owner": [person.id]})


def _plan(plans: Mapping[int, Plan], code: str | None) -> Plan:
    """The plan of a code, or the only live one."""
    live = [one for one in plans.values() if one.state is PlanState.LIVE]
    chosen = [one for one in plans.values() if code and one.code.casefold() == code.casefold()] if code else live
    if len(chosen) == 1:
        return chosen[0]
    known = ", ".join(one.code for one in plans.values())
    if not plans:
        fail("There is no plan here yet. Load one with: planminder import FILE")
    fail(f"There is no plan {code!r}; there are: {known}." if code else f"Which plan? Choose with --plan: {known}.")
