"""`planminder manifest teams|slack`: what is uploaded there, with this installation's ids and host filled in."""

from pathlib import Path
from typing import Annotated

import typer

from bot.command.common import DatabaseOption, fail, settings_of, talk
from bot.packaging import PackagingError, Pages, slack_manifest, teams_package

app = typer.Typer(help="What Teams and Slack are told of the bot: teams, slack.", no_args_is_help=True)

HostOption = Annotated[str, typer.Option(help="The public host name of the bot, without https://.")]


@app.command()
def teams(
    host: HostOption = "",
    app_id: Annotated[str, typer.Option(help="The app id; else PLANMINDER_TEAMS_APP_ID.")] = "",
    website: Annotated[str, typer.Option(help="A page about it; else the host's /.")] = "",
    privacy: Annotated[str, typer.Option(help="Your privacy notice; else the host's /privacy.")] = "",
    terms: Annotated[str, typer.Option(help="Your terms of use; else the host's /terms.")] = "",
    output: Annotated[Path, typer.Option("--output", help="Where the package goes.")] = Path("planminder-teams.zip"),
    database: DatabaseOption = None,
) -> None:
    """Write the app package (a zip of the manifest and the icons) that is uploaded to Teams."""
    wanted = app_id or settings_of(database).teams_app_id
    missing = [name for name, value in (("--app-id", wanted), ("--host", host)) if not value]
    if missing:
        fail(f"The package needs {' and '.join(missing)}.")
    try:
        package = teams_package(wanted, host, Pages(website, privacy, terms))
    except PackagingError as wrong:
        fail(str(wrong))
    _write(output, package)
    talk(f"Written to {output}. Upload it in the Teams admin center, under Teams apps, Manage apps.")


@app.command()
def slack(
    host: HostOption = "",
    socket: Annotated[bool, typer.Option("--socket", help="For Socket Mode, which needs no public host.")] = False,
    output: Annotated[Path, typer.Option("--output", help="Where the manifest goes.")] = Path("planminder-slack.yaml"),
) -> None:
    """Write the manifest from which a Slack app is made."""
    if not host and not socket:
        fail("The manifest needs --host, or --socket for Socket Mode.")
    try:
        manifest = slack_manifest(host, socket=socket)
    except PackagingError as wrong:
        fail(str(wrong))
    _write(output, manifest.encode())
    talk(f"Written to {output}. Paste it at https://api.slack.com/apps under Create New App, From a manifest.")


def _write(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as wrong:
        fail(f"{output} cannot be written: {wrong.strerror}.")
