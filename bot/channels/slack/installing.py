"""Installation by OAuth: bolt's own flow, with what it keeps in our database.

https://docs.slack.dev/authentication/installing-with-oauth
"""

import logging
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.channels.slack.people import NAME
from bot.channels.slack.settings import SCOPES, SlackSettings
from bot.channels.slack.workspaces import Installations
from bot.now import Now
from storage.installations import Installation

STATE_HOLDS = timedelta(minutes=10)
INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
KEPT = (  # of what Slack tells; tokens of people are not asked for and not kept
    "app_id",
    "enterprise_id",
    "team_id",
    "team_name",
    "bot_token",
    "bot_id",
    "bot_user_id",
    "user_id",
    "is_enterprise_install",
)


class InstallationStore(AsyncInstallationStore):
    """Installations in our database, one a workspace."""

    def __init__(self, settings: SlackSettings, store: Installations, now: Now, logger: logging.Logger) -> None:
        self._settings = settings
        self._store = store
        self._now = now
        self._logger = logger

    @property
    def logger(self) -> logging.Logger:
        return self._logger

    async def async_save(self, installation: SlackInstallation) -> None:
        """Keep it, in place of the workspace's earlier one."""
        told = installation.to_dict()
        whole_enterprise = installation.is_enterprise_install
        workspace = str((installation.enterprise_id if whole_enterprise else installation.team_id) or "")
        kept = {key: told.get(key) for key in KEPT}
        organisation = self._settings.organisation_of(workspace)
        await self._store.put_installation(Installation(organisation, NAME, workspace, self._now(), kept))

    async def async_save_bot(self, bot: Bot) -> None:
        """Only a rotated token comes this way, and our manifest asks for tokens that stay."""
        raise NotImplementedError

    async def async_find_installation(self, **wanted: Any) -> SlackInstallation | None:
        found = await self._found(wanted)
        return SlackInstallation(**found.details) if found else None

    async def async_find_bot(self, **wanted: Any) -> Bot | None:
        found = await self.async_find_installation(**wanted)
        return found.to_bot() if found else None

    async def async_delete_installation(self, **wanted: Any) -> None:
        await self.async_delete_bot(**wanted)

    async def async_delete_bot(self, **wanted: Any) -> None:
        workspace = str(wanted.get("team_id") or wanted.get("enterprise_id") or "")
        await self._store.drop_installation(NAME, workspace, self._now())

    async def _found(self, wanted: dict[str, Any]) -> Installation | None:
        workspace = wanted.get("enterprise_id") if wanted.get("is_enterprise_install") else wanted.get("team_id")
        return await self._store.installation(NAME, str(workspace or ""))


class StateStore(AsyncOAuthStateStore):
    """Who set out to install: the state that they come back with, once and within ten minutes."""

    def __init__(self, settings: SlackSettings, store: Installations, now: Now, logger: logging.Logger) -> None:
        self._organisation = settings.organisation
        self._store = store
        self._now = now
        self._logger = logger

    @property
    def logger(self) -> logging.Logger:
        return self._logger

    async def async_issue(self, *_: Any, **__: Any) -> str:
        state = token_urlsafe(24)
        await self._store.begin_installing(self._organisation, state, self._now() + STATE_HOLDS)
        return state

    async def async_consume(self, state: str) -> bool:
        return await self._store.finish_installing(self._organisation, state, self._now())


def oauth_settings(
    settings: SlackSettings, store: Installations, now: Now, logger: logging.Logger
) -> AsyncOAuthSettings:
    """The settings of bolt's flow."""
    return AsyncOAuthSettings(
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        scopes=list(SCOPES),
        user_scopes=[],
        install_path=INSTALL,
        redirect_uri_path=REDIRECT,
        installation_store=InstallationStore(settings, store, now, logger),
        state_store=StateStore(settings, store, now, logger),
        logger=logger,
    )
