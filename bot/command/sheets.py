"""`planminder sheet`: rows to fill in as a workbook, and what comes back of it."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.command.common import (
    DatabaseOption,
    JsonOption,
    fail,
    opened,
    run,
    settings_of,
    talk,
    tell,
    tell_json,
    write_private,
)
from bot.command.officer import officer
from bot.settings import Settings
from dialogs.applied import applied
from dialogs.import_plan import import_plan
from dialogs.sheets.came import sheet_handed_in
from dialogs.sheets.made import working_sheets
from dialogs.turn import Outcome
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.working_sheets import SHEET
from storage.documents.aside import read_file_aside
from storage.documents.errors import Unreadable
from storage.documents.handed import Handed
from storage.documents.table import MAX_PACKED
from storage.status import Status
from storage.work import Recorded

app = typer.Typer(
    help="Rows to fill in as an Excel workbook, and back: what would change is shown before anything is recorded.",
    invoke_without_command=True,
)

AsOption = Annotated[str | None, typer.Option("--as", metavar="NAME", help="Who it is for, or who hands it in.")]


@app.callback()
def sheet(
    context: typer.Context,
    plan: Annotated[str | None, typer.Option("--plan", metavar="CODE", help="The plan's short code.")] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="NAME", help="Only this person's rows.")] = None,
    status: Annotated[list[Status] | None, typer.Option(help="Only rows of this status; repeatable.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    output: Annotated[Path, typer.Option("--output", metavar="PATH", help="A folder, or the file to write.")] = Path(),
    speaker: AsOption = None,
    database: DatabaseOption = None,
) -> None:
    """Write the open rows of a plan as a workbook with columns to fill in."""
    if context.invoked_subcommand is not None:
        return
    wanted: dict[str, Any] = {"plan": plan, "owner": owner, "status": [one.value for one in status or ()]}
    wanted |= {"overdue": overdue}
    run(_made(settings_of(database), {key: value for key, value in wanted.items() if value}, output, speaker))


@app.command()
def take(
    file: Annotated[Path, typer.Argument(help="A sheet that came back, filled in.")],
    speaker: AsOption = None,
    mine: Annotated[bool, typer.Option("--mine", help="Where both have changed, the sheet is right.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to what would be asked.")] = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a working sheet that came back, as the words of whoever hands it in; it is shown first."""
    run(_taken(settings_of(database), file, speaker, mine=mine, yes=yes, as_json=as_json))


async def _made(settings: Settings, wanted: dict[str, Any], output: Path, name: str | None) -> None:
    async with opened(settings) as store:
        by = officer(store, settings, await store.directory(settings.organisation), name)
        meant = Interpretation(text="", intent=Intent.LIST, args={"do": SHEET}, filter=wanted)
        turn = await by.turn(meant)
        if "owner" in wanted and turn.directory.named(wanted["owner"]) is None:
            fail(f"There is nobody called {wanted['owner']!r} here. Nothing was written.")
        outcome = await working_sheets(turn)
    files = outcome.reply.files if outcome.reply else ()
    if not files:
        fail(_words(outcome), 1)
    for one in files:
        path = output if output.suffix and len(files) == 1 else output / one.name
        _write(path, one.content)
        tell(str(path))
    talk(_words(outcome))


def _write(path: Path, content: bytes) -> None:
    """A file that is there may be one that has come back, filled in."""
    if path.exists():
        fail(f"{path} is there already, and may have been filled in. Choose another --output; it was not written.", 1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, content, mode="xb")
    except OSError as wrong:
        fail(f"{path}: cannot be written: {wrong.strerror}.", 1)


async def _taken(settings: Settings, file: Path, name: str | None, *, mine: bool, yes: bool, as_json: bool) -> None:
    content = _content(file)
    async with opened(settings) as store:
        by = officer(store, settings, await store.directory(settings.organisation), name)
        turn = await by.turn(Interpretation(text="", intent=Intent.IMPORT))
        came = await _read(file, content, turn.today)
        shown = await sheet_handed_in(turn, file.name, came, mine=mine)
        outcome = await by.settle(turn, import_plan, yes=yes, first=shown)
    if as_json:
        tell_json(applied(turn.plans, [one for one in outcome.writes if isinstance(one, Recorded)], turn.directory))
    talk(_words(outcome))


async def _read(file: Path, content: bytes, today: date) -> Handed:
    try:
        came = await read_file_aside(file.name, content, today)
    except Unreadable as wrong:
        fail(str(wrong))
    if not isinstance(came, Handed):
        fail(f"{file} is no working sheet. Nothing was recorded; a plan is loaded with: planminder import FILE")
    return came


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as handed_in:
            return handed_in.read(MAX_PACKED + 1)  # one more than is read shows that it is too large
    except OSError as wrong:
        fail(f"{file}: cannot be opened: {wrong.strerror}. Nothing was recorded.")


def _words(outcome: Outcome) -> str:
    return outcome.reply.text if outcome.reply else ""
