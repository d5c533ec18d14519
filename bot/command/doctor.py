"""`planminder doctor`: what stands in the bot's way, and what to do about it."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated

import typer

from bot import checkup, reaching
from bot.checkup import Finding, State
from bot.command.common import DatabaseOption, JsonOption, run, talk, tell, tell_json
from bot.now import machine
from bot.settings import Settings, SettingsError, read

SIGNS = {State.OK: "✓", State.WARNING: "!", State.FAULT: "✗"}
SETTINGS = "settings"


def doctor(
    url: Annotated[
        str | None, typer.Option("--url", help="Where Teams and Slack call the bot; its certificate is looked at.")
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look at settings, database, clock, disk, permissions, credentials, hosts and certificate. Changes nothing.

    Exit 0 where nothing is at fault, 1 where something is.
    """
    try:
        settings = read(database_url=database)
    except SettingsError as wrong:
        findings = [checkup.fault(SETTINGS, str(wrong), "Put right what is named; docs/settings.md explains each.")]
    else:
        findings = [checkup.ok(SETTINGS, "All can be used."), *run(_examined(settings, url))]
    for one in findings:
        if as_json:
            tell_json(asdict(one))
        else:
            tell(_line(one))
    faults = sum(one.state is State.FAULT for one in findings)
    if not as_json:
        talk("Nothing is at fault." if not faults else f"{faults} at fault.")
    raise typer.Exit(1 if faults else 0)


def _line(one: Finding) -> str:
    do = f"\n    → {one.do}" if one.do else ""
    return f"{SIGNS[one.state]} {one.part}: {one.found}{do}"


async def _examined(settings: Settings, url: str | None) -> list[Finding]:
    found = [*checkup.disk(settings), *checkup.permissions(settings)]
    for part, look in _looks(settings, url).items():
        try:
            found += await look()
        except Exception as wrong:  # a check that breaks is a finding, and keeps no other from being made
            found.append(
                checkup.fault(part, f"It could not be looked at ({type(wrong).__name__}).", "Please report this.")
            )
    return found


def _looks(settings: Settings, url: str | None) -> dict[str, Callable[[], Awaitable[list[Finding]]]]:
    """What is looked at with these settings, in order."""
    looks: dict[str, Callable[[], Awaitable[list[Finding]]]] = {"database": lambda: checkup.database(settings, machine)}
    if settings.teams_app_id:
        from bot.channels.teams import teams, teams_settings  # here: whoever has no Teams needs none of it

        looks["teams"] = lambda: teams(teams_settings(settings, settings.organisation), machine)
    if settings.slack:
        from bot.channels.slack import slack, slack_settings  # here, for the same reason

        looks["slack"] = lambda: slack(slack_settings(settings), machine)
    if address := url or (settings.links_url if settings.links else ""):
        looks["certificate"] = lambda: reaching.certificate(address, machine)
    return looks
