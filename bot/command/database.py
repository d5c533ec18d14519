"""`planminder database`: bring the schema up, check the record, make a copy."""

from pathlib import Path

import typer

from bot.command.common import DatabaseOption, JsonOption, run, settings_of, talk, tell, tell_json
from storage import store

app = typer.Typer(help="The database: upgrade, check, backup.", no_args_is_help=True)


@app.command()
def upgrade(database: DatabaseOption = None) -> None:
    """Bring the schema to this version. Safe to repeat."""
    settings = settings_of(database)
    run(store.upgrade(settings.database_url))
    talk("The database is up to date.")


@app.command()
def check(database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """Verify the record of changes: order, digests and hash chain. Exit 1 where something is wrong."""
    findings = run(store.check(settings_of(database).database_url))
    if as_json:
        tell_json({"ok": not findings, "findings": findings})
    else:
        for finding in findings:
            tell(finding)
        talk("The record is whole." if not findings else f"{len(findings)} findings.")
    raise typer.Exit(1 if findings else 0)


@app.command()
def backup(to: Path, database: DatabaseOption = None) -> None:
    """Copy the database to a file while the bot goes on working."""
    run(store.backup(settings_of(database).database_url, to))
    talk(f"Copied to {to}.")
