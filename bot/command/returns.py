"""`planminder return`: the quarterly return from its opening to the freeze, sheets out and back."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.command.common import (
    DatabaseOption,
    JsonOption,
    day,
    fail,
    opened,
    run,
    settings_of,
    talk,
    tell,
    tell_json,
    write_private,
)
from bot.command.officer import Officer, officer
from bot.settings import Settings
from dialogs.applied import applied
from dialogs.return_progress import progress_of
from dialogs.return_sheet import sheet_came
from dialogs.return_sheets import each_file, made_for
from dialogs.returns import a_return
from dialogs.returns_which import by_person, heading_of, sight, state_of, who, without_chat
from dialogs.rhythm.returning import Answered, Standing, standing
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Intent, Interpretation
from storage.documents.aside import read_file_aside
from storage.documents.errors import Unreadable
from storage.documents.returned import ReturnedSheet
from storage.documents.table import MAX_PACKED
from storage.plan import Plan
from storage.returns import PutReturn, Return
from storage.work import Recorded

app = typer.Typer(
    help="The quarterly return: list, open, see how it goes, freeze, and sheets for people without a chat.",
    no_args_is_help=True,
)

PlanOption = Annotated[str | None, typer.Option("--plan", metavar="CODE", help="The plan's short code.")]
LabelOption = Annotated[str | None, typer.Option("--label", metavar="LABEL", help='The return, as "Q3 2026/27".')]
AsOption = Annotated[str | None, typer.Option("--as", metavar="NAME", help="The performance officer who does it.")]
QUARTER = re.compile(r"Q[1-4] \d{4}/\d{2}")
YesOption = Annotated[bool, typer.Option("--yes", help="Agree to what would be asked.")]


@app.command("list")
def list_(plan: PlanOption = None, database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """Every return: its dates, whether it is open, closed or frozen, and how many rows are answered."""
    found = run(_returns(settings_of(database), plan))
    if not found:
        talk("There is no return yet. Open one with: planminder return open --as-at DATE --by DATE")
    for one, made in found:
        if as_json:
            tell_json(_row(one, made))
        else:
            done = "" if state_of(made) == "frozen" else f" · {progress_of(standing(one, made)).label}"
            tell(f"{heading_of(one, made)}{done}")


@app.command("open")
def open_(
    plan: PlanOption = None,
    label: LabelOption = None,
    as_at: Annotated[str | None, typer.Option("--as-at", metavar="DATE", help="The day that it tells of.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="DATE", help="The day by which updates are due.")] = None,
    speaker: AsOption = None,
    yes: YesOption = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open a return: who would be asked is shown first. Without a label, that of the quarter of --as-at."""
    dates = {"as_at": day(as_at), "deadline": day(by)}
    run(_changed(settings_of(database), "open", plan, label, speaker, yes=yes, as_json=as_json, dates=dates))


@app.command()
def progress(
    plan: PlanOption = None,
    label: LabelOption = None,
    speaker: AsOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """How many rows are answered, and by whom what is outstanding."""
    run(_progress(settings_of(database), plan, label, speaker, as_json=as_json))


@app.command()
def freeze(
    plan: PlanOption = None,
    label: LabelOption = None,
    speaker: AsOption = None,
    yes: YesOption = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep a return as it stands, as version 1; what is missing is shown first."""
    run(_changed(settings_of(database), "freeze", plan, label, speaker, yes=yes, as_json=as_json))


@app.command()
def sheets(
    names: Annotated[list[str] | None, typer.Argument(help="For whom; else everybody who has no chat.")] = None,
    plan: PlanOption = None,
    label: LabelOption = None,
    output: Annotated[Path, typer.Option("--output", metavar="DIR", help="Where the files go.")] = Path(),
    speaker: AsOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a sheet (.docx) and an e-mail text (.txt) for each person who is asked and has no chat."""
    run(_sheets(settings_of(database), names or [], plan, label, output, speaker, as_json=as_json))


@app.command()
def sheet(
    file: Annotated[Path, typer.Argument(help="A sheet that came back, filled in.")],
    speaker: AsOption = None,
    yes: YesOption = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a sheet that came back as the words of who filled it in; what is in it is shown first."""
    run(_sheet(settings_of(database), file, speaker, yes=yes, as_json=as_json))


# --- what is read -------------------------------------------------------------------------------------------------


async def _returns(settings: Settings, code: str | None) -> list[tuple[Plan, Return]]:
    async with opened(settings) as store:
        plans = await store.plans(settings.organisation)
        returns = await store.returns(settings.organisation)
    if code is not None and code.casefold() not in (one.code.casefold() for one in plans.values()):
        fail(f"There is no plan {code!r}; there are: {', '.join(one.code for one in plans.values()) or 'none yet'}.")
    found = [(plans[one.plan], one) for one in returns if one.plan in plans]
    return [one for one in found if code is None or one[0].code.casefold() == code.casefold()]


def _row(plan: Plan, made: Return) -> dict[str, Any]:
    stands = standing(plan, made)
    return {
        "plan": plan.code,
        "label": made.label,
        "as_at": made.as_at.isoformat(),
        "deadline": made.deadline.isoformat() if made.deadline else None,
        "state": state_of(made),
        "version": made.version or None,
        "asked": len(stands),
        "answered": sum(one.done for one in stands),
    }


async def _progress(
    settings: Settings, plan: str | None, label: str | None, name: str | None, *, as_json: bool
) -> None:
    async with _officer(settings, name) as by:
        turn = await by.turn(_meaning("status", plan, label))
        found = await sight(turn)
        if isinstance(found, Outcome):
            fail(_words(found), 1)
        if not as_json:
            tell(_words(await a_return(turn)))
            return
        stands = standing(found.plan, found.made)
        tell_json(_row(found.plan, found.made) | await _standing(turn, stands))


async def _standing(turn: Turn, stands: list[Standing]) -> dict[str, Any]:
    """What is outstanding by person, and what else an officer asks about."""
    left = [one.item for one in stands if one.answered is Answered.NO]
    theirs = by_person(turn, left)
    silent = await without_chat(turn, list(theirs))
    return {
        "outstanding": [
            {
                "person": turn.directory.name(one),
                "actions": [item.action.ref for item in few],
                "chat": one not in silent,
            }
            for one, few in theirs.items()
        ],
        "nobody": [one.action.ref for one in left if not who(turn, one)],
        "needs_words": [one.item.action.ref for one in stands if one.answered is Answered.NEEDS_WORDS],
        "late": [one.item.action.ref for one in stands if one.answered is Answered.LATE],
    }


# --- what is done -------------------------------------------------------------------------------------------------


async def _changed(
    settings: Settings,
    do: str,
    plan: str | None,
    label: str | None,
    name: str | None,
    *,
    yes: bool,
    as_json: bool,
    dates: dict[str, date | None] | None = None,
) -> None:
    async with _officer(settings, name) as by:
        outcome = await by.settle(await by.turn(_meaning(do, plan, label, dates)), a_return, yes=yes)
        if as_json:
            tell_json(await _written(by, outcome))
    talk(_words(outcome))


async def _written(by: Officer, outcome: Outcome) -> dict[str, Any]:
    """The return that something was done with, as it stands now."""
    event = next(one for one in outcome.writes if isinstance(one, PutReturn)).events[-1]
    organisation = by.settings.organisation
    plan = (await by.store.plans(organisation))[event.plan]
    return next(
        _row(plan, one)
        for one in await by.store.returns(organisation)
        if (one.plan, one.label) == (event.plan, event.label)
    )


async def _sheets(
    settings: Settings,
    names: list[str],
    plan: str | None,
    label: str | None,
    output: Path,
    name: str | None,
    *,
    as_json: bool,
) -> None:
    async with _officer(settings, name) as by:
        turn = await by.turn(_meaning("sheets", plan, label))
        people = [_person(turn, one) for one in names]
        meant = turn.meant.model_copy(update={"people": {"sheet": people}} if people else {})
        made = await made_for(await by.turn(meant))
    if isinstance(made, Outcome):
        fail(_words(made), 1)
    files = {output / one.name: one.content for one in each_file(made)}
    _write(output, files)
    for one in made:
        written = [str(path) for path in files if path.stem == one.stem]
        if as_json:
            tell_json({"person": one.name, "actions": [row.ref for row in one.rows], "files": written})
        else:
            tell(f"{one.name}: {', '.join(row.ref for row in one.rows)}: {', '.join(written)}")


def _person(turn: Turn, name: str) -> int:
    person = turn.directory.named(name)
    if person is None:
        fail(f"There is nobody called {name!r} here. Nothing was written.")
    return person.id


def _write(output: Path, files: dict[Path, bytes]) -> None:
    """Write all of them or none; a file that is there may be one that has come back, filled in."""
    there = [str(path) for path in files if path.exists()]
    if there:
        what = f"{there[0]} is there already, and may have been filled in."
        fail(f"{what} Choose another --output; nothing was written.", 1)
    try:
        output.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            write_private(path, content, mode="xb")
    except OSError as wrong:
        fail(f"{output}: cannot be written to: {wrong.strerror}.", 1)


async def _sheet(settings: Settings, file: Path, name: str | None, *, yes: bool, as_json: bool) -> None:
    content = _content(file)
    async with _officer(settings, name) as by:
        turn = await by.turn(_meaning("sheet", None, None))
        try:
            came = await read_file_aside(file.name, content, turn.today)
        except Unreadable as wrong:
            fail(str(wrong))
        if not isinstance(came, ReturnedSheet):
            fail(f"{file} is no sheet of a return. Nothing was recorded; a plan is loaded with: planminder import FILE")
        shown = await sheet_came(turn, file.name, came)
        outcome = await by.settle(turn, a_return, yes=yes, first=shown)
        if as_json:
            written = [one for one in outcome.writes if isinstance(one, Recorded)]
            person = turn.directory.name(came.person)
            told = applied(turn.plans, written, turn.directory)
            tell_json({"plan": came.plan, "label": came.label, "person": person, "applied": told})
    talk(_words(outcome))


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as handed_in:
            return handed_in.read(MAX_PACKED + 1)  # one more than is read shows that it is too large
    except OSError as wrong:
        fail(f"{file}: cannot be opened: {wrong.strerror}. Nothing was recorded.")


# --- shared -------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _officer(settings: Settings, name: str | None) -> AsyncIterator[Officer]:
    async with opened(settings) as store:
        yield officer(store, settings, await store.directory(settings.organisation), name)


def _meaning(
    do: str, plan: str | None, label: str | None, dates: dict[str, date | None] | None = None
) -> Interpretation:
    """What the same words mean in the chat. A day of the command line says its year."""
    given = {"return": _label(label), **(dates or {})}
    args = {"do": do} | {key: value for key, value in given.items() if value is not None}
    text = " ".join(str(one) for one in given.values() if one is not None)
    return Interpretation(text=text, intent=Intent.RETURN, args=args, filter={"plan": plan} if plan else {})


def _label(said: str | None) -> str | None:
    """A return as it is called: a quarter of a council's year."""
    if said is None:
        return None
    label = " ".join(said.upper().split())
    if not QUARTER.fullmatch(label):
        fail(f"{said!r} is no quarter; write it as 'Q3 2026/27'.")
    return label


def _words(outcome: Outcome) -> str:
    return outcome.reply.text if outcome.reply else ""
