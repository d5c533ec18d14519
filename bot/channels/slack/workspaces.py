"""Where the bot is installed, and with which token it speaks there: one workspace by settings, or many by OAuth."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.failures import asked
from bot.channels.slack.people import NAME, Workspace
from bot.channels.slack.settings import SlackSettings
from storage.installations import Installation
from storage.work import Away


@dataclass(frozen=True, slots=True)
class Installed:
    """A workspace with the token that the bot has there."""

    workspace: Workspace
    token: str = field(repr=False)
    bot_id: str = ""


class Installations(Protocol):
    """The store, as far as installations go."""

    async def installation(self, channel: str, workspace: str) -> Installation | None: ...

    async def put_installation(self, installation: Installation) -> None: ...

    async def drop_installation(self, channel: str, workspace: str, before: datetime) -> bool: ...

    async def begin_installing(self, organisation: str, state: str, until: datetime) -> None: ...

    async def finish_installing(self, organisation: str, state: str, now: datetime) -> bool: ...


class Workspaces(Protocol):
    """Who may be listened to, and how to speak there."""

    async def of(self, team: str | None, enterprise: str | None = None) -> Installed | None:
        """The installation that a team is in; None where there is none. Raises Undeliverable and StorageError."""
        ...

    async def ended(self, team: str, when: datetime) -> bool:
        """The workspace has put the bot out, or taken its token back; whether that is true of what is installed now."""
        ...


class OneWorkspace:
    """The workspace of the bot token in the settings. Which one that is, Slack is asked once."""

    def __init__(self, settings: SlackSettings, client: Callable[[str], AsyncWebClient]) -> None:
        self._settings = settings
        self._client = client
        self._told: dict[str, Any] | None = None
        self._lock = asyncio.Lock()

    async def of(self, team: str | None, enterprise: str | None = None) -> Installed | None:
        told = await self._ask()
        org_wide = told.get("is_enterprise_install") and enterprise and enterprise == told.get("enterprise_id")
        if not team or (team != told.get("team_id") and not org_wide):
            return None
        organisation = self._settings.organisation_of(team)
        workspace = Workspace(team, organisation, str(told.get("user_id") or ""), told.get("enterprise_id"))
        return Installed(workspace, self._settings.bot_token, str(told.get("bot_id") or ""))

    async def ended(self, team: str, when: datetime) -> bool:
        """Nothing is kept here: the token in the settings no longer works, and sending will say so."""
        return self._told is not None and team == self._told.get("team_id")

    async def _ask(self) -> dict[str, Any]:
        async with self._lock:
            if self._told is None:
                answer = await asked(self._client(self._settings.bot_token).auth_test())
                self._told = dict(answer.data) if isinstance(answer.data, dict) else {}
        return self._told


class ManyWorkspaces:
    """Every workspace that has installed the bot, kept in the database."""

    def __init__(self, settings: SlackSettings, store: Installations) -> None:
        self._settings = settings
        self._store = store
        self._last: dict[str, Installation | None] = {}  # so that somebody can be told that the store is away

    async def of(self, team: str | None, enterprise: str | None = None) -> Installed | None:
        found = await self._installation(team) if team else None
        if found is None and enterprise and team:
            found = await self._installation(enterprise)  # installed for all workspaces of an enterprise
        if found is None or not team or not found.details.get("bot_token"):
            return None
        told = {key: str(value or "") for key, value in found.details.items()}
        organisation = self._settings.organisation_of(team)
        workspace = Workspace(team, organisation, told.get("bot_user_id", ""), told.get("enterprise_id") or None)
        return Installed(workspace, told["bot_token"], told.get("bot_id", ""))

    async def ended(self, team: str, when: datetime) -> bool:
        self._last.pop(team, None)
        return await self._store.drop_installation(NAME, team, when.astimezone(UTC))

    async def _installation(self, workspace: str) -> Installation | None:
        """As it is now; while the store is away as it was. Raises Away where it was never known."""
        try:
            self._last[workspace] = await self._store.installation(NAME, workspace)
        except Away:
            if workspace not in self._last:
                raise
        return self._last[workspace]
