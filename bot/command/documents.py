"""`planminder read`: timescales, statuses and owners as the importer reads them."""

import json
from collections.abc import Callable
from typing import Annotated, Any

import typer

from bot.command.common import day, lines, tell_json
from storage.owners import read_owners
from storage.status import read_status
from storage.timescale import read_timescale

read_app = typer.Typer(
    help="Read timescales, statuses or owners as the importer does, one a line.", no_args_is_help=True
)

ReadJsonOption = Annotated[bool, typer.Option("--json", help="JSON lines, as always here.")]
TodayOption = Annotated[str | None, typer.Option("--today", metavar="DATE", help="For words without a year.")]


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
