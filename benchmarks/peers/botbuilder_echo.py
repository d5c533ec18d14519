"""The peer: a bare echo bot on Microsoft's SDK, `CloudAdapter` over aiohttp, with its check of tokens on.

`python -m benchmarks.peers.botbuilder_echo PORT SERVICE APP_ID`. Requests are checked by the SDK against the service's
keys; our own token is a constant: the SDK's MSAL would ask Microsoft's login over the internet for one, and keep it.
"""

import sys
from typing import Any

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botframework.connector.auth import BotFrameworkAuthenticationFactory, PasswordServiceClientCredentialFactory
from msrest.authentication import BasicTokenAuthentication

ISSUER = "https://api.botframework.com"


class Credentials(PasswordServiceClientCredentialFactory):
    """The SDK's, but for where its own token comes from."""

    async def create_credentials(self, *_: Any, **__: Any) -> BasicTokenAuthentication:
        return BasicTokenAuthentication({"access_token": "ours"})


class Echo(ActivityHandler):
    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(turn_context.activity.text)


def application(service: int, app_id: str) -> web.Application:
    url = f"http://127.0.0.1:{service}"
    authentication = BotFrameworkAuthenticationFactory.create(
        channel_service="",
        validate_authority=True,
        to_channel_from_bot_login_url=f"{url}/login",
        to_channel_from_bot_oauth_scope="https://api.botframework.com",
        to_bot_from_channel_token_issuer=ISSUER,
        oauth_url=url,
        to_bot_from_channel_open_id_metadata_url=f"{url}/openid",
        to_bot_from_emulator_open_id_metadata_url=f"{url}/openid",
        credential_factory=Credentials(app_id=app_id, password="p"),  # noqa: S106 - nobody's
    )
    adapter, bot = CloudAdapter(authentication), Echo()

    async def messages(request: web.Request) -> web.Response:
        return await adapter.process(request, bot) or web.Response()

    made = web.Application()
    made.router.add_post("/api/messages", messages)
    return made


if __name__ == "__main__":
    web.run_app(
        application(int(sys.argv[2]), sys.argv[3]), host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None
    )
