"""`planminder read`, `import` and `summary`: documents in, reports out."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.command.common import (
    DatabaseOption,
    JsonOption,
    day,
    fail,
    lines,
    opened,
    run,
    settings_of,
    talk,
    tell_json,
)
from bot.now import clock
from bot.past import StoredPast
from bot.settings import Settings
from dialogs.reports import RENDERERS, second_look, to_cover, to_docx, to_one_page
from dialogs.reports.gathered import gathered, gathered_return, with_log
from dialogs.reports.making import made, refused
from dialogs.reports.model import Report
from dialogs.reports.pdf import to_pdf
from dialogs.reports.template import filled
from dialogs.reports.wish import Audience, NoReport, Paper, Wish
from dialogs.words import say
from storage.documents.errors import DocumentError
from storage.owners import read_owners
from storage.people import Directory
from storage.plan import Plan, PlanState
from storage.status import read_status
from storage.timescale import read_timescale

read_app = typer.Typer(
    help="Read timescales, statuses or owners as the importer does, one a line.", no_args_is_help=True
)

ReadJsonOption = Annotated[bool, typer.Option("--json", help="JSON lines, as always here.")]
PlanOption = Annotated[str | None, typer.Option("--plan", metavar="CODE", help="The plan's short code, such as CPC26.")]
TodayOption = Annotated[str | None, typer.Option("--today", metavar="DATE", help="For words without a year.")]

PACKED = ("docx", "pdf", "xlsx", "png")  # formats that are no text
FORMATS = (*RENDERERS, "pdf")
FOR_OTHERS = ("docx", "pdf", "xlsx", "html")  # formats that are handed on to people


# --- read ---------------------------------------------------------------------------------------------------------


@read_app.command()
def timescale(today: TodayOption = None, as_json: ReadJsonOption = True) -> None:
    """{"text", "kind", "start", "end", "original_end", "parts"} for each line."""
    on = day(today)
    _each(lambda text: read_timescale(text, on).model_dump(mode="json"))


@read_app.command()
def status(today: TodayOption = None, as_json: ReadJsonOption = True) -> None:
    """{"text", "status"} for each line; status is null where it is not certain."""
    day(today)
    _each(lambda text: {"text": text, "status": read_status(text)})


@read_app.command()
def owners(today: TodayOption = None, as_json: ReadJsonOption = True) -> None:
    """{"text", "owners"} for each line."""
    day(today)
    _each(lambda text: {"text": text, "owners": read_owners(text)})


def _each(reading: Callable[[str], dict[str, Any]]) -> None:
    for raw in lines():
        tell_json(reading(_cell(raw)))


def _cell(raw: str) -> str:
    """A line as it stands, or a JSON string where a cell has line breaks of its own."""
    if raw.startswith('"') and raw.endswith('"') and len(raw) > 1:
        try:
            return str(json.loads(raw))
        except ValueError:
            return raw
    return raw


# --- summary ------------------------------------------------------------------------------------------------------


def summary(
    plan: PlanOption = None,
    as_at: Annotated[str | None, typer.Option("--as-at", metavar="DATE", help="As the plan stood on this day.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="What changed since this day.")] = None,
    format_: Annotated[str, typer.Option("--format", help="|".join(FORMATS))] = "text",
    output: Annotated[Path | None, typer.Option("--output", help="Write to this file.")] = None,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FILE", help="Through your own Word template (docs/templates.md)."),
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
    render = _through(template) if template else to_cover if cover else to_one_page if one_page else None
    render = render or RENDERERS.get(chosen, to_docx)
    if returned and (as_at or since):
        fail("A return has its own date, and the return before it to be compared with: leave out --as-at and --since.")
    settings = settings_of(database)
    part = {key: said for key, said in (("section", section), ("owner", owner)) if said}
    paper: Paper = "cover" if cover else "one_page" if one_page else "table"
    audience: Audience | None = "internal" if internal else "publication" if publication else None
    wish = Wish(paper, audience, exceptions, day(as_at), day(since), part=part, returned=returned)
    one, full = run(_made(settings, plan, wish, logs=chosen == "xlsx"))
    _hand_out(one, full, render, chosen, output)


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


def _hand_out(one: Report, full: Report, render: Callable[[Report], bytes], chosen: str, output: Path | None) -> None:
    """To the file or to standard output; what is worth a second look goes to standard error."""
    try:
        content = to_pdf(render(one)) if chosen == "pdf" else render(one)
    except DocumentError as wrong:
        fail(str(wrong))
    if chosen in FOR_OTHERS and (looks := second_look.told(one, full)):
        talk("\n".join((say("look.head"), *(f"- {row}" for row in looks))))
    if output:
        try:
            output.write_bytes(content)
        except OSError as wrong:
            fail(f"{output} cannot be written: {wrong.strerror}.", 1)
        talk(f"Written to {output}.")
    elif chosen in PACKED and sys.stdout.isatty():
        fail(f"A {chosen} file is no text for a terminal; say where it goes with --output.")
    else:
        sys.stdout.buffer.write(content if content.endswith(b"\n") or chosen in PACKED else content + b"\n")


def _through(template: Path) -> Callable[[Report], bytes]:
    """What makes the report of a council's own template."""
    try:
        content = template.read_bytes()
    except OSError as wrong:
        fail(f"{template} cannot be read: {wrong.strerror}.")
    return lambda one: filled(one, content)


async def _summary(
    settings: Settings, code: str | None, as_at: date | None, since: date | None, *, logs: bool
) -> Report:
    today = clock(settings.today, settings.tzinfo)().astimezone(settings.tzinfo).date()
    if no := refused(as_at or today, since, today):
        fail(no)
    async with opened(settings) as store:
        plan = _plan(await store.plans(settings.organisation), code)
        directory: Directory = await store.directory(settings.organisation)
        past = StoredPast(store, settings.organisation, "")
        one = await gathered(past, plan, directory, today, as_at, since)
        return await with_log(past, plan, directory, one) if logs else one


async def _of_return(settings: Settings, code: str | None, label: str, *, logs: bool) -> Report:
    organisation = settings.organisation
    async with opened(settings) as store:
        plan = _plan(await store.plans(organisation), code)
        returns = await store.returns(organisation)
        frozen = next((one for one in returns if (one.plan, one.label) == (plan.id, label)), None)
        if frozen is None or frozen.frozen is None:
            known = ", ".join(one.label for one in returns if one.plan == plan.id and one.frozen) or "none yet"
            fail(f"There is no frozen return {label!r} of {plan.code}; there are: {known}.")
        directory = await store.directory(organisation)
        past = StoredPast(store, organisation, "")
        one = await gathered_return(past, plan, directory, frozen)
        return await with_log(past, plan, directory, one) if logs else one


async def _made(settings: Settings, plan: str | None, wish: Wish, *, logs: bool) -> tuple[Report, Report]:
    """The report, and the same with every publishable note."""
    if wish.paper != "table" or wish.audience or wish.exceptions or wish.part:
        return await _wished(settings, plan, wish)
    if wish.returned:
        one = await _of_return(settings, plan, wish.returned, logs=logs)
    else:
        one = await _summary(settings, plan, wish.as_at, wish.since, logs=logs)
    return one, one


async def _wished(settings: Settings, code: str | None, wish: Wish) -> tuple[Report, Report]:
    """The report, and the same with every publishable note. Whoever has the database may read what is internal."""
    today = clock(settings.today, settings.tzinfo)().astimezone(settings.tzinfo).date()
    async with opened(settings) as store:
        plan = _plan(await store.plans(settings.organisation), code)
        directory = await store.directory(settings.organisation)
        past = StoredPast(store, settings.organisation, "")
        try:
            found = await made(past, plan, directory, today, _known(wish, directory), lambda _: True)
        except NoReport as none:
            fail(str(none))
        return found.report, found.in_full()


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
