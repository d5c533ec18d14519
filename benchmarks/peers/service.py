"""The services at the other end, in a process of their own: Bot Connector, its keys and login, and Slack's Web API.

`python -m benchmarks.peers.service PORT TOLD KEYS`: answers on PORT, and tells whoever connects to TOLD each
conversation in which a reply has arrived, a line each. KEYS is a file with the JSON of its signing keys.
"""

import asyncio
import json
import re
import sys
from pathlib import Path
from urllib.parse import unquote

from benchmarks.peers.http import Serving

REPLIED = re.compile(r"/v3/conversations/([^/]+)/activities")
MEMBER = re.compile(r"/v3/conversations/[^/]+/members/([^/?]+)")
IN_CHANNEL = re.compile(rb"D0+(\d+)")
TENANT = "99999999-8888-7777-6666-555555555555"
DAY = 24 * 3600


class Service:
    """Counts nothing and keeps the last reply of each conversation, to be looked at afterwards."""

    def __init__(self, port: int, keys: str) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._keys = keys.encode()
        self._told: set[asyncio.StreamWriter] = set()
        self._last: dict[str, bytes] = {}
        self._sent = 0

    def answer(self, method: str, path: str, body: bytes) -> bytes:
        if found := REPLIED.search(path):
            return self._replied(unquote(found.group(1)), body)
        if found := MEMBER.search(path):
            return _member(unquote(found.group(1)))
        if path.startswith("/api/"):
            method, _, asked = path.removeprefix("/api/").partition("?")
            return self._slack(method, body or asked.encode())
        return self._else(path)

    def _replied(self, conversation: str, body: bytes) -> bytes:
        if b'"typing"' not in body[:200]:
            self._arrived(conversation, body)
        return b'{"id":"%d"}' % self._sent

    def _slack(self, method: str, body: bytes) -> bytes:
        if method == "chat.postMessage":
            found = IN_CHANNEL.search(body)
            self._arrived(found.group(1).decode() if found else "", body)
            return b'{"ok":true,"channel":"D0%s","ts":"179.%06d"}' % (found.group(1) if found else b"0", self._sent)
        if method == "users.info":
            return _user(body)
        known = {"url": f"{self._url}/", "team": "Bench", "user": "plan", "team_id": "T0BENCH", "user_id": "U0BOT"}
        return json.dumps({"ok": True, **known, "bot_id": "B0BOT"}).encode()

    def _else(self, path: str) -> bytes:
        if path.startswith("/keys"):
            return self._keys
        if path.startswith("/last"):
            return json.dumps({name: body.decode("utf-8", "replace") for name, body in self._last.items()}).encode()
        if path.endswith("/token"):
            return json.dumps({"access_token": "ours", "expires_in": DAY, "token_type": "Bearer"}).encode()
        metadata = {"issuer": "https://api.botframework.com", "jwks_uri": f"{self._url}/keys"}
        return json.dumps({**metadata, "id_token_signing_alg_values_supported": ["RS256"]}).encode()

    def _arrived(self, conversation: str, body: bytes) -> None:
        self._sent += 1
        self._last[conversation] = body
        for one in self._told:
            one.write(f"{conversation}\n".encode())

    async def listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Somebody who wants to be told, until they go."""
        self._told.add(writer)
        await reader.read()
        self._told.discard(writer)
        writer.close()


def _member(name: str) -> bytes:
    """Officers of the bench are members by their number."""
    number = name.rpartition(":")[2]
    said = {"id": name, "name": f"Officer Number{number}", "userRole": "user", "tenantId": TENANT}
    address = f"officer{number}@bench.example"
    return json.dumps({**said, "email": address, "userPrincipalName": address}).encode()


def _user(body: bytes) -> bytes:
    """Who is asked for, in the body or in the address."""
    found = re.search(rb"U0+(\d+)", body)
    number = found.group(1).decode() if found else "0"
    profile = {"email": f"officer{number}@bench.example", "real_name": f"Officer Number{number}"}
    user = {"id": f"U0{number}", "team_id": "T0BENCH", "name": f"officer{number}", "profile": profile}
    more = {
        "deleted": False,
        "is_bot": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "tz": "Europe/London",
    }
    return json.dumps({"ok": True, "user": {**user, **more}}).encode()


async def serve(port: int, told: int, keys: str) -> None:
    service, loop = Service(port, keys), asyncio.get_running_loop()
    await loop.create_server(lambda: Serving(service.answer), "127.0.0.1", port)
    await asyncio.start_server(service.listen, "127.0.0.1", told)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]).read_text(encoding="utf-8")))
