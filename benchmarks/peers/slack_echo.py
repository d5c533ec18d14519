"""The peer on Slack: a bare echo on slack-bolt over HTTP, with its check of signatures on.

`python -m benchmarks.peers.slack_echo PORT SERVICE SECRET`
"""

import sys
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def application(service: int, secret: str) -> web.Application:
    client = AsyncWebClient(token="xoxb-bench", base_url=f"http://127.0.0.1:{service}/api/")  # noqa: S106 - nobody's
    app = AsyncApp(signing_secret=secret, client=client)

    @app.event("message")
    async def echo(event: dict[str, Any], say: Any) -> None:
        await say(event["text"])

    return app.web_app("/slack/events")


if __name__ == "__main__":
    web.run_app(
        application(int(sys.argv[2]), sys.argv[3]), host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None
    )
