"""`planminder database`: bring the schema up, check the record, make a copy, put one back."""

from pathlib import Path
from typing import Annotated

import typer

from bot.command.common import DatabaseOption, JsonOption, fail, run, settings_of, talk, tell, tell_json
from bot.command.exported import links_of
from bot.now import machine
from storage import store

app = typer.Typer(help="The database: upgrade, check, backup, restore.", no_args_is_help=True)


@app.command()
def upgrade(database: DatabaseOption = None) -> None:
    """Bring the schema to this version. Safe to repeat."""
    settings = settings_of(database)
    run(store.upgrade(settings.database_url))
    talk("The database is up to date.")


@app.command()
def check(
    known: Annotated[
        list[Path] | None,
        typer.Option(
            help="An earlier `planminder audit export`, as JSON or JSON lines: its links must still be there."
        ),
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Verify the record: order, digests, hash chains, triggers. Exit 1 where something is wrong."""
    try:
        links = {key: link for file in known or () for key, link in links_of(file).items()}
    except (OSError, ValueError) as error:
        fail(f"That export cannot be read: {error}. Nothing was checked.")
    findings = run(store.check(settings_of(database).database_url, links))
    if as_json:
        tell_json({"ok": not findings, "findings": findings})
    else:
        for finding in findings:
            tell(finding)
        talk(_verdict(findings, len(links)))
    raise typer.Exit(1 if findings else 0)


def _verdict(findings: list[str], known: int) -> str:
    if findings:
        return f"{len(findings)} findings."
    return "The record is whole." + (f" All {known} entries that were exported earlier are in it." if known else "")


@app.command()
def backup(to: Path, database: DatabaseOption = None) -> None:
    """Copy the database to a file while the bot goes on working: a SQLite file, or pg_dump's archive of PostgreSQL."""
    run(store.backup(settings_of(database).database_url, to))
    talk(f"Copied to {to}. It holds everything that people said: keep it as you keep the database.")


@app.command()
def restore(
    copy: Path,
    replace: Annotated[
        bool, typer.Option("--replace", help="Keep the database that is there aside, and put the copy in its place.")
    ] = False,
    damaged: Annotated[
        bool, typer.Option("--damaged", help="Take the copy although its record is not whole: it is all there is.")
    ] = False,
    database: DatabaseOption = None,
) -> None:
    """Put a copy back, with the bot stopped, and check its record. Overwrites nothing. Exit 1 where it is not whole."""
    url = settings_of(database).database_url
    stamp = machine().strftime("%Y%m%d-%H%M%S")
    restored = run(store.restore(url, copy, stamp, replace=replace, damaged=damaged))
    for finding in restored.findings:
        tell(finding)
    if restored.findings and not damaged:
        fail(f"{copy} is not whole: {len(restored.findings)} findings. Nothing was replaced.", 1)
    kept = f" What was there is kept as {restored.kept}." if restored.kept else ""
    whole = "Its record is not whole." if restored.findings else "Its record is whole."
    talk(f"Restored. {whole}{kept}")
