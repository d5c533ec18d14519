"""What `planminder doctor` asks of Teams: our own token, the service's keys, and its hosts."""

from dataclasses import replace

from aiohttp import ClientError, ClientSession

from bot import reaching
from bot.channels import Undeliverable
from bot.channels.teams.credentials import OwnToken
from bot.channels.teams.settings import TeamsSettings
from bot.checkup import Finding, State, fault, ok
from bot.now import Now
from bot.outgoing import session
from bot.reaching import AWAY
from storage.failures import Failure

DOES = {
    Failure.SERVICE_AWAY: "Let this machine out to the sign-in service, port 443.",
    Failure.BAD_CREDENTIALS: "Look at the app id, the tenant and the secret (secrets end: Entra, App registrations, "
    "Certificates & secrets), or at the managed identity.",
}


async def teams(settings: TeamsSettings, now: Now) -> list[Finding]:
    """All that Teams needs, asked with what is set."""
    async with session(settings.allowed) as asking:
        found = [*await _token(asking, settings, now), *await _keys(asking, settings)]
        hosts = [await reaching.host(asking, f"https://{name}/", now) for name in sorted(settings.endpoints.hosts)]
    return found + _any(hosts)


def _any(hosts: list[list[Finding]]) -> list[Finding]:
    """A tenant is served by one of the hosts: where one answers, another that does not is worth a look and no more."""
    answering = any(one.state is State.OK for found in hosts for one in found[:1])
    found = [one for each in hosts for one in each]
    return [replace(one, state=State.WARNING) if answering and AWAY in one.found else one for one in found]


async def _token(asking: ClientSession, settings: TeamsSettings, now: Now) -> list[Finding]:
    part = "teams credentials"
    try:
        await OwnToken(asking, settings, now)()
    except Undeliverable as refused:
        do = DOES.get(refused.kind, DOES[Failure.BAD_CREDENTIALS])
        return [fault(part, f"No token of our own: {refused.reason}.", do)]
    return [ok(part, "The sign-in service gives us our token.")]


async def _keys(asking: ClientSession, settings: TeamsSettings) -> list[Finding]:
    part, url = "teams keys", settings.endpoints.openid_url
    try:
        async with asking.get(url, timeout=reaching.TIMEOUT) as answer:
            named = (await answer.json(content_type=None))["jwks_uri"]
        async with asking.get(named, timeout=reaching.TIMEOUT) as answer:
            keys = (await answer.json(content_type=None))["keys"]
    except (ClientError, TimeoutError, ValueError, KeyError, TypeError) as away:
        found = f"The keys that messages are signed with cannot be had ({type(away).__name__})."
        return [fault(part, found, "Until they can, nobody is heard: let this machine out to that host, port 443.")]
    return [ok(part, f"{len(keys)} keys that messages are signed with can be had.")]
