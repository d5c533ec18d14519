"""The other side of Teams, for tests: a connector service that records, and a key server with real RSA keys."""

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.channels.teams import TeamsChannel, TeamsSettings
from bot.channels.teams.channel import DEFAULT_WAITS
from bot.channels.teams.patience import Waits
from dialogs.message import Message
from dialogs.reply import Reply

APP_ID = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-8888-7777-6666-555555555555"


@dataclass
class Taken:
    replies: tuple[Reply, ...] = ()


@dataclass
class RecordingRouter:
    """Stands where the router stands, and keeps what it is given."""

    taken: list[Message] = field(default_factory=list)
    replies: tuple[Reply, ...] = ()

    async def take(self, message: Message) -> Taken:
        self.taken.append(message)
        return Taken(self.replies)


@dataclass
class Service:
    """A connector service: records what it is sent and answers as documented, or as `answers` says."""

    asked: list[tuple[str, str, Any, str | None]] = field(default_factory=list)  # method, path, JSON, Authorization
    answers: list[web.Response] = field(default_factory=list)  # served first, in order
    url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        body = json.loads(await request.read() or b"null")
        self.asked.append((request.method, request.path, body, request.headers.get("Authorization")))
        if self.answers:
            return self.answers.pop(0)
        return web.json_response({"id": f"sent-{len(self.asked)}"}, status=201 if request.method == "POST" else 200)


@dataclass
class Keys:
    """The service's OpenID metadata and keys, and a login service; `rotate` puts a new signing key in place."""

    key_id: str = ""
    private: Any = None
    published: list[dict[str, Any]] = field(default_factory=list)
    fetches: int = 0
    logins: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def rotate(self, endorsements: tuple[str, ...] = ("msteams",)) -> None:
        self.key_id = f"key-{len(self.published) + 1}"
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        self.published.append({**public, "kid": self.key_id, "endorsements": list(endorsements)})

    def token(self, service_url: str, *, key: Any = None, headers: dict[str, str] | None = None, **claims: Any) -> str:
        """A token as the service signs them; a claim given as None is left out."""
        now = int(time.time())
        whole = {
            "iss": "https://api.botframework.com",
            "aud": APP_ID,
            "nbf": now,
            "exp": now + 3600,
            "serviceurl": service_url,
            **claims,
        }
        kept = {name: value for name, value in whole.items() if value is not None}
        return jwt.encode(kept, key or self.private, algorithm="RS256", headers={"kid": self.key_id, **(headers or {})})

    async def metadata(self, request: web.Request) -> web.Response:
        return web.json_response({"issuer": "https://api.botframework.com", "jwks_uri": f"{self.url}/keys"})

    async def keys(self, request: web.Request) -> web.Response:
        self.fetches += 1
        return web.json_response({"keys": self.published})

    async def login(self, request: web.Request) -> web.Response:
        self.logins.append({name: str(value) for name, value in (await request.post()).items()})
        token = f"own-token-{len(self.logins)}"
        return web.json_response({"access_token": token, "expires_in": 3600, "token_type": "Bearer"})


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    recording, application = Service(), web.Application()
    application.router.add_route("*", "/{path:.*}", recording.answer)
    async with TestServer(application, host="127.0.0.1") as server:
        recording.url = str(server.make_url("")).rstrip("/")
        yield recording


@pytest.fixture
async def keys() -> AsyncIterator[Keys]:
    published, application = Keys(), web.Application()
    published.rotate()
    application.router.add_get("/openid", published.metadata)
    application.router.add_get("/keys", published.keys)
    application.router.add_post(f"/{TENANT}/oauth2/v2.0/token", published.login)
    async with TestServer(application, host="127.0.0.1") as server:
        published.url = str(server.make_url("")).rstrip("/")
        yield published


@dataclass
class Bot:
    """The bot's end: the channel over a real HTTP server, and what its router took."""

    channel: TeamsChannel
    router: RecordingRouter
    url: str
    session: ClientSession

    async def post(self, activity: Any, **headers: str) -> tuple[int, str]:
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        given = {
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        async with self.session.post(self.url, data=body, headers=given) as response:
            return response.status, await response.text()


Opener = Callable[..., Awaitable[Bot]]


@pytest.fixture
async def opened() -> AsyncIterator[Opener]:
    """Opens bots on real ports, and closes them at the end."""
    servers: list[TestServer] = []
    bots: list[Bot] = []

    async def make(settings: TeamsSettings, router: Any = None, waits: Waits = DEFAULT_WAITS, **more: Any) -> Bot:
        router, application = router or RecordingRouter(), web.Application()
        channel = TeamsChannel(router, settings, waits=waits, **more)
        application.add_routes(channel.routes())
        server = TestServer(application, host="127.0.0.1")
        await server.start_server()
        servers.append(server)
        bots.append(Bot(channel, router, str(server.make_url("/api/messages")), ClientSession()))
        return bots[-1]

    yield make
    for bot in bots:
        await bot.session.close()
        await bot.channel.close()
    for server in servers:
        await server.close()


@pytest.fixture
async def local(opened: Opener) -> Bot:
    """A bot without an app id."""
    return await opened(TeamsSettings(organisation="wychford"))


@pytest.fixture
async def connected(opened: Opener, keys: Keys) -> Bot:
    """A bot with an app id, which trusts the test's own key server."""
    return await opened(TeamsSettings(APP_ID, "secret", TENANT, "wychford", f"{keys.url}/openid", keys.url))


@pytest.fixture
def said(service: Service) -> Callable[..., dict[str, Any]]:
    """A message activity as Teams sends one in the personal chat; keywords replace parts of it."""

    def activity(text: str = "what's overdue", **parts: Any) -> dict[str, Any]:
        return {
            "type": "message",
            "id": "1700000000001",
            "timestamp": "2026-11-22T09:30:00.1234567Z",
            "localTimestamp": "2026-11-22T09:30:00.1234567+00:00",
            "localTimezone": "Europe/London",
            "channelId": "msteams",
            "serviceUrl": service.url,
            "from": {"id": "29:anne", "name": "Anne Pritchard", "aadObjectId": "anne-object-id"},
            "recipient": {"id": "28:bot", "name": "Planminder"},
            "conversation": {"id": "a:personal", "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "en-GB",
            "text": text,
            "textFormat": "plain",
            **parts,
        }

    return activity


@pytest.fixture
def received() -> datetime:
    return datetime(2026, 11, 22, 9, 30, 1, tzinfo=UTC)
