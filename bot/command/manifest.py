"""`planminder manifest teams`: the app package to upload, with this installation's ids filled in."""

from pathlib import Path
from typing import Annotated

import typer

from bot.command.common import DatabaseOption, fail, settings_of, talk
from bot.packaging import PackagingError, teams_package


def manifest(
    channel: Annotated[str, typer.Argument(help="teams")],
    host: Annotated[str, typer.Option(help="The public host name of the bot, without https://.")] = "",
    app_id: Annotated[str, typer.Option(help="The app id; else PLANMINDER_TEAMS_APP_ID.")] = "",
    output: Annotated[Path, typer.Option("--output", help="Where the package goes.")] = Path("planminder-teams.zip"),
    database: DatabaseOption = None,
) -> None:
    """Write the package that is uploaded to Teams."""
    if channel != "teams":
        fail(f"There is no package for {channel!r} yet; there is one for teams.")
    settings = settings_of(database)
    wanted = app_id or settings.teams_app_id
    missing = [name for name, value in (("--app-id", wanted), ("--host", host)) if not value]
    if missing:
        fail(f"The package needs {' and '.join(missing)}.")
    try:
        package = teams_package(wanted, host)
    except PackagingError as wrong:
        fail(str(wrong))
    output.write_bytes(package)
    talk(f"Written to {output}. Upload it in Teams under Apps, Manage your apps.")
