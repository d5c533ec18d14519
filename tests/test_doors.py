"""Every door of the bot, taken from its own routers: who may come in, what is changed, what every answer carries."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from yarl import URL

from bot.app import App, bot
from bot.channels.web.guard import KEY_HEADER
from bot.command.serve import doors
from bot.front import HEADERS
from bot.health import Health
from bot.metrics import Metrics
from bot.page import PageOf
from bot.settings import read
from tests.support.conversations import HandClock

SECRET = "a secret of the tests with more than thirty-two characters"
FILLED = {"token": "x.y", "name": "page.js", "message": "web-1", "number": "0"}
OAUTH = {"/slack/install", "/slack/oauth_redirect"}  # where OAuth itself has GET: kept in its own test below
STRICT = ("Cache-Control", "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options")


@dataclass
class Doors:
    app: App
    database: Path
    session: ClientSession
    servers: dict[str, tuple[TestServer, web.Application]]

    def routes(self) -> list[tuple[str, str, str]]:
        """(which listener, method, path) of all that there is."""
        return [
            (name, route.method, route.resource.canonical.format(**FILLED))
            for name, (_, application) in self.servers.items()
            for route in application.router.routes()
            if route.resource
        ]

    async def ask(self, name: str, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        url = URL(f"{self.servers[name][0].make_url('')}".rstrip("/") + path, encoded=True)
        given = {key.replace("_", "-"): one for key, one in headers.items()}
        async with self.session.request(method, url, headers=given, allow_redirects=False) as response:
            return response.status, dict(response.headers), await response.text(errors="replace")

    def everything(self) -> list[str]:
        """All that the database holds."""
        with sqlite3.connect(self.database) as connection:
            dumped = list(connection.iterdump())
        connection.close()
        return dumped


@pytest.fixture
async def there(example_database: Path, tmp_path: Path) -> AsyncIterator[Doors]:
    """A bot with everything switched on, and the chat page of one with nothing."""
    copy = tmp_path / "doors.db"
    shutil.copy(example_database, copy)
    url = f"sqlite+aiosqlite:///{copy}"
    settings = read(
        database_url=url,
        teams_app_id="app",
        teams_app_password=SECRET,
        teams_tenant_id="tenant",
        slack_signing_secret=SECRET,
        slack_client_id="1.2",
        slack_client_secret=SECRET,
        links=5,
        links_url="https://bot.example.org",
        links_key=SECRET,
    )
    metrics = Metrics()
    async with bot(settings, HandClock(), metrics) as app, bot(read(database_url=url), HandClock()) as local:
        services = await doors(app, "local", Health(app, metrics).routes())
        page = PageOf(local, SECRET, "local").channel.application()
        async with (
            TestServer(services, host="127.0.0.1") as first,
            TestServer(page, host="127.0.0.1") as second,
            ClientSession(headers={KEY_HEADER: SECRET}) as session,
        ):
            await app.clock.tick()
            await PageOf(local, SECRET, "local").people()  # as serving does, before anybody asks
            yield Doors(app, copy, session, {"services": (first, services), "page": (second, page)})


async def test_there_are_the_doors_that_were_thought_of(there: Doors) -> None:
    assert {path for name, _, path in there.routes() if name == "services"} == {
        "/api/messages",
        "/files/x.y",
        "/healthz",
        "/metrics",
        "/readyz",
        "/slack/events",
        "/slack/install",
        "/slack/oauth_redirect",
    }
    assert len([one for one in there.routes() if one[0] == "page"]) >= 9


async def test_no_get_changes_anything(there: Doors) -> None:
    safe = [one for one in there.routes() if one[1] in ("GET", "HEAD") and one[2] not in OAUTH]
    assert len(safe) >= 12
    before = there.everything()
    for name, method, path in safe:
        query = "?wait=no" if path == "/events" else ""
        status, _, _ = await there.ask(name, method, path + query)
        assert status < 500, path
    assert there.everything() == before


async def test_what_oauth_asks_for_by_get_installs_nothing_without_its_own_state(there: Doors) -> None:
    before = there.everything()
    status, _, _ = await there.ask("services", "GET", "/slack/oauth_redirect?code=x&state=forged")
    assert status in (400, 401)
    assert there.everything() == before


async def test_nothing_is_taken_in_from_whoever_cannot_show_who_they_are(there: Doors) -> None:
    before = there.everything()
    for path in ("/api/messages", "/slack/events"):
        assert (await there.ask("services", "POST", path))[0] == 401
    for name, method, path in there.routes():
        if name == "page":
            assert (await there.ask(name, method, path, **{KEY_HEADER: "another key"}))[0] == 403
    assert there.everything() == before


async def test_every_answer_carries_strict_headers(there: Doors) -> None:
    ways = [
        *there.routes(),
        ("services", "GET", "/nowhere"),
        ("services", "DELETE", "/api/messages"),
        ("page", "GET", "/no"),
    ]
    for name, method, path in ways:
        query = "?wait=no" if path == "/events" else ""
        _, headers, _ = await there.ask(name, method, path + query)
        assert [one for one in STRICT if one not in headers] == [], path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert (
            "frame-ancestors 'none'" in headers["Content-Security-Policy"]
            or "sandbox" in headers["Content-Security-Policy"]
        )
        if name == "services":
            assert headers.keys() >= HEADERS.keys(), path
            assert headers["Server"] == "Planminder"


async def test_every_answer_names_what_it_is(there: Doors) -> None:
    for name, method, path in there.routes():
        query = "?wait=no" if path == "/events" else ""
        _, headers, text = await there.ask(name, method, path + query)
        kind = headers.get("Content-Type", "")
        assert not text or kind, path
        assert "charset=utf-8" in kind or not kind.startswith(("text/", "application/json")) or not text, path


async def test_no_door_tells_other_sites_to_come_in(there: Doors) -> None:
    for name, method, path in there.routes():
        _, headers, _ = await there.ask(name, method, path, Origin="https://elsewhere.example")
        assert "Access-Control-Allow-Origin" not in headers, path


async def test_no_door_sets_a_cookie_that_a_plain_connection_carries(there: Doors) -> None:
    for name, method, path in there.routes():
        if path != "/events":
            _, headers, _ = await there.ask(name, method, path)
            assert "secure" in headers.get("Set-Cookie", "secure").casefold(), path


async def test_no_answer_shows_the_inside(there: Doors) -> None:
    for name, method, path in there.routes():
        query = "?wait=no" if path == "/events" else ""
        for spoilt in ("", "%00", "/../../etc/passwd", "%ff", "'"):
            status, _, text = await there.ask(name, method, path + spoilt + query)
            assert status < 500, path
            assert not [one for one in ("Traceback", "site-packages", SECRET, str(there.database)) if one in text], path
