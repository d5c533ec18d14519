"""Our own tokens for the Bot Connector service: by a secret of the app, or by a managed identity without any.

Secret: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
Virtual machines: https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
App Service, Container Apps: https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels import Undeliverable
from bot.channels.teams.settings import ManagedIdentity, TeamsSettings
from bot.now import Now
from storage.failures import Failure

EARLY = 300.0  # seconds before a token of ours ends that the next one is fetched
TIMEOUT = ClientTimeout(total=15)

Fetch = Callable[[], Awaitable[Mapping[str, Any]]]


class OwnToken:
    """Our token for the service, kept until shortly before it ends."""

    def __init__(self, session: ClientSession, settings: TeamsSettings, now: Now) -> None:
        self._now = now
        self._fetch = None if settings.local else _fetching(session, settings)
        self._token = ""
        self._until = 0.0  # monotonic seconds
        self._lock = asyncio.Lock()

    async def __call__(self) -> str | None:
        """The token; None where no app id is set. Raises Undeliverable where none is given to us."""
        if self._fetch is None:
            return None
        async with self._lock:
            if time.monotonic() >= self._until:
                await self._renew(self._fetch)
        return self._token

    def forget(self) -> None:
        """The service refused it: fetch another."""
        self._until = 0.0

    async def _renew(self, fetch: Fetch) -> None:
        try:
            given = await fetch()
            self._token = str(given["access_token"])
            self._until = time.monotonic() + max(_lasts(given, self._now) - EARLY, 30.0)
        except (ClientError, TimeoutError) as away:
            reason = f"the login service is out of reach ({type(away).__name__})"
            raise Undeliverable(reason, kind=Failure.SERVICE_AWAY) from None
        except (ValueError, KeyError, TypeError) as wrong:
            reason = f"no token from the login service ({type(wrong).__name__})"
            raise Undeliverable(reason, kind=Failure.BAD_CREDENTIALS) from None


def _fetching(session: ClientSession, settings: TeamsSettings) -> Fetch:
    if settings.identity is not None:
        return _by_identity(session, settings, settings.identity)
    return _by_secret(session, settings)


def _by_secret(session: ClientSession, settings: TeamsSettings) -> Fetch:
    url = f"{settings.endpoints.login_url}/{settings.tenant_id}/oauth2/v2.0/token"
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.app_id,
        "client_secret": settings.app_password,
        "scope": f"{settings.endpoints.resource}/.default",
    }

    async def fetch() -> Mapping[str, Any]:
        async with session.post(url, data=form, timeout=TIMEOUT, allow_redirects=False) as response:
            return _object(await response.json(content_type=None))

    return fetch


def _by_identity(session: ClientSession, settings: TeamsSettings, identity: ManagedIdentity) -> Fetch:
    """A user-assigned identity is named by its client id, which is the app id of the bot."""
    ask = {"resource": settings.endpoints.resource, "client_id": settings.app_id}
    if identity.endpoint:
        url, headers, version = identity.endpoint, {"X-IDENTITY-HEADER": identity.header}, "2019-08-01"
    else:
        url, headers, version = identity.imds, {"Metadata": "true"}, "2018-02-01"

    async def fetch() -> Mapping[str, Any]:
        query = {"api-version": version, **ask}
        async with session.get(url, params=query, headers=headers, timeout=TIMEOUT, allow_redirects=False) as response:
            return _object(await response.json(content_type=None))

    return fetch


def _lasts(given: Mapping[str, Any], now: Now) -> float:
    """Seconds until a token ends. App Service names only the second of the epoch at which it does."""
    if "expires_in" in given:
        return float(given["expires_in"])
    return float(given["expires_on"]) - now().timestamp()


def _object(answer: Any) -> Mapping[str, Any]:
    if not isinstance(answer, dict):
        raise ValueError("no JSON object")
    return answer
