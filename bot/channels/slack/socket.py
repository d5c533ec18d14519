"""Socket Mode: bolt's handler, which asks for a new ticket before each try to connect.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient


class _Tickets:
    """The session that the SDK connects with. A ticket opens one socket, for a short while: used, it is forgotten.

    The SDK asks for one where it has none, and would try again for ever with one that no longer opens anything.
    """

    def __init__(self, client: SocketModeClient, session: ClientSession) -> None:
        self._client = client
        self._session = session
        self._unused = client.aiohttp_client_session

    @property
    def closed(self) -> bool:
        return self._session.closed

    async def ws_connect(self, url: str, **options: Any) -> ClientWebSocketResponse:
        self._client.wss_uri = None
        opened: ClientWebSocketResponse = await self._session.ws_connect(url, **options)
        return opened

    async def close(self) -> None:
        await self._session.close()
        await self._unused.close()


def socket_of(app: AsyncApp, app_token: str, session: ClientSession) -> AsyncSocketModeHandler:
    """A handler that is not connected yet, and connects by a session that knows where it may."""
    handler = AsyncSocketModeHandler(app, app_token)
    handler.client.aiohttp_client_session = _Tickets(handler.client, session)  # type: ignore[assignment]  # all that is used of it
    return handler
