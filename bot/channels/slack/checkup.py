"""What `planminder doctor` asks of Slack: whose the bot token is, whether the app token opens a socket."""

from collections.abc import Awaitable
from typing import Any

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot import reaching
from bot.channels import Undeliverable
from bot.channels.slack.failures import asked
from bot.channels.slack.log import sdk_logger
from bot.channels.slack.settings import SlackSettings
from bot.checkup import Finding, fault, ok
from bot.now import Now
from bot.outgoing import session
from storage.failures import Failure

AWAY = "Let this machine out to slack.com, port 443."
ANEW = (
    "Copy it anew from https://api.slack.com/apps: OAuth & Permissions has the bot token, Basic Information the app's."
)


async def slack(settings: SlackSettings, now: Now) -> list[Finding]:
    """All that Slack needs, asked with what is set."""
    async with session(settings.allowed) as asking:
        client = _client(asking, settings)
        found = await reaching.host(asking, f"{settings.api_url}api.test", now)
        if settings.bot_token:
            found += await _asked("slack bot token", client.auth_test(), "It is that of {team}.")
        if settings.app_token:
            opened = client.apps_connections_open(app_token=settings.app_token)
            found += await _asked("slack app token", opened, "It opens a socket.")
    return found


def _client(asking: ClientSession, settings: SlackSettings) -> AsyncWebClient:
    return AsyncWebClient(
        settings.bot_token or None, base_url=settings.api_url, session=asking, logger=sdk_logger(), retry_handlers=[]
    )


async def _asked(part: str, call: Awaitable[Any], well: str) -> list[Finding]:
    try:
        answer = await asked(call)
    except Undeliverable as refused:
        away = refused.kind is Failure.SERVICE_AWAY
        return [fault(part, f"{refused.reason}.", AWAY if away else ANEW)]
    return [ok(part, well.format(team=answer.get("team") or "a workspace"))]
