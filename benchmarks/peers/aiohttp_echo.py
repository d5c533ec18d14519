"""The floor: a bare aiohttp server that makes the same exchange, with no SDK. With a file, one raw commit a turn.

`python -m benchmarks.peers.aiohttp_echo PORT SERVICE [FILE]`
"""

import json
import sqlite3
import sys
from collections.abc import AsyncIterator

from aiohttp import ClientSession, web

SESSION = web.AppKey("session", ClientSession)


def application(database: str | None) -> web.Application:
    kept = _kept(database) if database else None

    async def answer(request: web.Request) -> web.Response:
        heard = json.loads(await request.read())
        if kept is not None:
            kept.execute("BEGIN IMMEDIATE")
            kept.execute("INSERT INTO said VALUES (?, ?)", (heard["id"], heard["text"]))
            kept.execute("COMMIT")
        url = f"{heard['serviceUrl']}/v3/conversations/{heard['conversation']['id']}/activities/{heard['id']}"
        said = {"type": "message", "text": heard["text"], "from": heard["recipient"], "recipient": heard["from"]}
        async with request.app[SESSION].post(url, json=said) as response:
            await response.read()
        return web.Response()

    made = web.Application()
    made.router.add_post("/api/messages", answer)
    made.cleanup_ctx.append(_session)
    return made


def _kept(database: str) -> sqlite3.Connection:
    """A table of its own, as durable as Planminder's."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS said (id TEXT, text TEXT)")
    return connection


async def _session(made: web.Application) -> AsyncIterator[None]:
    async with ClientSession() as made[SESSION]:
        yield


if __name__ == "__main__":
    web.run_app(
        application(sys.argv[3] if len(sys.argv) > 3 else None),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        access_log=None,
        print=None,
    )
