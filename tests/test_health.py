"""How the bot is: for whoever asks whether it lives, for a load balancer, and for whoever collects figures."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
import structlog
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot import logs
from bot.app import bot
from bot.clock import Clock
from bot.front import front
from bot.health import Health
from bot.metrics import Metrics
from bot.settings import SettingsError, read
from bot.tracing import tracing
from storage import schema
from storage.database import Database
from tests.support.conversations import HandClock
from tests.support.house import House
from tests.support.recorder import Recorder

TOKEN = "a token of the tests, of more than thirty-two characters"


@dataclass
class Asked:
    """The bot's own door, and what is behind it."""

    house: House
    health: Health
    session: ClientSession
    url: str

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.get(self.url + path, headers=given) as response:
            return response.status, await response.text()

    async def ready(self) -> tuple[int, dict[str, Any]]:
        async with self.session.get(self.url + "/readyz") as response:
            return response.status, await response.json()

    async def figures(self) -> dict[str, float]:
        status, text = await self.get("/metrics")
        assert status == 200
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@asynccontextmanager
async def asking(database: Path, copy: Path, span: Any = None, **settings: object) -> AsyncIterator[Asked]:
    shutil.copy(database, copy)
    clock, channel, metrics = HandClock(), Recorder(), Metrics(span) if span else Metrics()
    given = read(database_url=f"sqlite+aiosqlite:///{copy}", **settings)
    async with bot(given, clock, metrics) as app:
        app.sender.join(channel)
        seconds = iter(range(0, 1000, 2))
        health = Health(app, metrics, seconds=lambda: next(seconds))
        metrics.count_refusals(app.store.database_errors)
        application = front(given.turns_at_once, lambda: app.router.under_way, metrics)
        application.add_routes(health.routes())
        async with TestServer(application, host="127.0.0.1") as server, ClientSession() as session:
            yield Asked(House(app, channel, clock), health, session, str(server.make_url("")).rstrip("/"))


@pytest.fixture
async def asked(example_database: Path, tmp_path: Path) -> AsyncIterator[Asked]:
    async with asking(example_database, tmp_path / "health.db") as made:
        yield made


# --- ready or not -------------------------------------------------------------------------------------------------


async def test_it_is_ready_once_the_clock_has_gone_round(asked: Asked) -> None:
    assert (await asked.ready())[1]["clock"] == "stuck"
    await asked.house.app.clock.tick()
    assert await asked.ready() == (
        200,
        {"ready": True, "database": "ok", "clock": "ok", "stopping": "no", "officers": "ok"},
    )


async def test_it_lives_without_a_database_but_is_not_ready(asked: Asked, tmp_path: Path) -> None:
    await asked.house.app.clock.tick()
    (tmp_path / "health.db").rename(tmp_path / "elsewhere.db")
    assert await asked.get("/healthz") == (200, "alive\n")
    status, told = await asked.ready()
    assert (status, told["database"]) == (503, "away")
    (tmp_path / "elsewhere.db").rename(tmp_path / "health.db")
    assert (await asked.ready())[0] == 200


async def test_it_is_not_ready_over_another_versions_schema(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    await asked.house.app.clock.tick()
    monkeypatch.setattr(schema, "_head", lambda: "9999")
    assert (await asked.ready())[1]["database"] == "another version"


async def test_a_council_without_an_officer_is_said_and_is_answered_all_the_same(asked: Asked, tmp_path: Path) -> None:
    await asked.house.app.clock.tick()
    with closing(sqlite3.connect(tmp_path / "health.db")) as connection, connection:
        connection.execute("UPDATE people SET role = 'manager' WHERE role = 'officer'")
    status, told = await asked.ready()
    assert (status, told["officers"]) == (200, "none")
    assert (await asked.figures())["planminder_organisations_without_officer"] == 1


async def test_it_is_not_ready_while_it_is_stopping(asked: Asked) -> None:
    await asked.house.app.clock.tick()
    asked.health.draining = True
    assert (await asked.ready())[0] == 503


async def test_asking_often_does_not_keep_the_database_busy(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []

    async def look(database: Database) -> None:
        looked.append(database)

    monkeypatch.setattr("storage.pulse.demand_current", look)
    asked.health.seconds = lambda: 100.5
    for _ in range(20):
        await asked.ready()
    assert len(looked) == 1


# --- figures ------------------------------------------------------------------------------------------------------


async def test_turns_are_counted_by_what_became_of_them(asked: Asked) -> None:
    await asked.house.say("Priya Nair", "hello")
    figures = await asked.figures()
    assert figures['planminder_turns_total{channel="console",intent="greeting",outcome="answered"}'] == 1
    assert figures['planminder_turn_duration_seconds_count{channel="console"}'] == 1
    assert figures['planminder_deliveries_total{channel="console",outcome="sent"}'] == 1


async def test_what_waits_to_be_sent_is_shown_with_its_age(asked: Asked) -> None:
    asked.house.channel.failing = 1
    await asked.house.say("Priya Nair", "hello")
    asked.house.clock.moment = asked.house.clock.moment.replace(minute=59)
    figures = await asked.figures()
    assert figures["planminder_outbox_waiting"] == 1
    assert figures["planminder_outbox_oldest_seconds"] > 60
    assert figures['planminder_deliveries_total{channel="console",outcome="unknown"}'] == 1


async def test_what_the_database_refuses_is_counted(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "health.db").rename(tmp_path / "elsewhere.db")
    await asked.house.say("Priya Nair", "hello")
    figures = await asked.figures()
    assert figures['planminder_database_errors_total{kind="away"}'] >= 1
    assert figures['planminder_turns_total{channel="console",intent="none",outcome="away"}'] == 1


async def test_the_figures_name_nobody(asked: Asked) -> None:
    await asked.house.say("Priya Nair", "what is on my list")
    _, text = await asked.get("/metrics")
    assert [name for name in ("Priya", "priya", "local", "Wychford") if name in text] == []


async def test_the_figures_are_for_this_machine_asked_directly(asked: Asked) -> None:
    status, told = await asked.get("/metrics", X_Forwarded_For="203.0.113.9")
    assert (status, told) == (403, "The figures are for this machine alone, unless a token is set.\n")


async def test_with_a_token_the_figures_are_for_whoever_has_it(example_database: Path, tmp_path: Path) -> None:
    async with asking(example_database, tmp_path / "token.db", metrics_token=TOKEN) as asked:
        assert (await asked.get("/metrics"))[0] == 401
        assert (await asked.get("/metrics", Authorization="Bearer " + TOKEN[:-1]))[0] == 401
        status, _ = await asked.get("/metrics", Authorization="Bearer " + TOKEN, X_Forwarded_For="203.0.113.9")
        assert status == 200


def test_a_short_token_and_a_strangers_trace_address_are_refused_at_the_start() -> None:
    with pytest.raises(SettingsError) as wrong:
        read(metrics_token="short", traces_url="http://traces.example.org/v1/traces")
    assert "PLANMINDER_METRICS_TOKEN has fewer than 32 characters" in str(wrong.value)
    assert "PLANMINDER_TRACES_URL is neither" in str(wrong.value)


# --- too much to do -----------------------------------------------------------------------------------------------


async def test_beyond_what_it_can_do_at_once_a_request_is_told_when_to_come_again(asked: Asked) -> None:
    application = front(2, lambda: 2, asked.health.metrics)
    async with TestServer(application, host="127.0.0.1") as server, asked.session.post(server.make_url("/x")) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "2")
    assert (await asked.figures())['planminder_turned_away_total{reason="overload"}'] == 1


async def test_requests_that_are_still_being_read_count_as_well(asked: Asked) -> None:
    held = asyncio.Event()

    async def wait(_: web.Request) -> web.Response:
        await held.wait()
        return web.Response()

    application = front(3, lambda: 0, asked.health.metrics)
    application.add_routes([web.post("/x", wait)])
    async with TestServer(application, host="127.0.0.1") as server:

        async def post() -> int:
            async with asked.session.post(server.make_url("/x")) as answer:
                return answer.status

        posts = [asyncio.create_task(post()) for _ in range(5)]
        done, _ = await asyncio.wait(posts, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(0.05)
        held.set()
        assert sorted(await asyncio.gather(*posts)) == [200, 200, 200, 429, 429]
        assert {one.result() for one in done} == {429}


# --- traces and logs ----------------------------------------------------------------------------------------------


async def test_a_turn_is_traced_with_its_name_and_without_its_words(example_database: Path, tmp_path: Path) -> None:
    exporter = InMemorySpanExporter()
    with tracing("http://127.0.0.1:9/v1/traces", SimpleSpanProcessor(exporter)) as span:
        async with asking(example_database, tmp_path / "traced.db", span) as asked:
            await asked.house.say("Priya Nair", "hello there my name is Priya")
        spans = {one.name: one for one in exporter.get_finished_spans()}
    turn, delivery = spans["turn"], spans["deliver"]
    assert delivery.parent is not None
    assert delivery.parent.span_id == turn.context.span_id
    assert set(turn.attributes or {}) == {"planminder.channel", "planminder.turn"}


class Collector(BaseHTTPRequestHandler):
    """What an OpenTelemetry collector is asked, of OTLP over HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp"""

    got: ClassVar[list[tuple[str, bytes]]] = []

    def do_POST(self) -> None:
        self.got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_traces_are_sent_where_the_setting_says_and_the_last_of_them_at_the_end() -> None:
    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with tracing(f"http://127.0.0.1:{server.server_port}/v1/traces") as span, span("turn", channel="teams"):
        pass
    server.shutdown()
    server.server_close()
    thread.join()
    ((path, body),) = Collector.got
    assert path == "/v1/traces"
    assert b"turn" in body and b"planminder.channel" in body


async def test_the_name_that_a_person_quotes_is_the_one_in_the_log(
    asked: Asked, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "health.db").rename(tmp_path / "elsewhere.db")
    logs.aside(whole=True, as_json=True)
    try:
        said = await asked.house.say("Priya Nair", "my mother's maiden name")
    finally:
        structlog.reset_defaults()
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    quoted = said.rpartition("quote ")[2].rstrip(".")
    ended = next(line for line in lines if line["event"] == "turn")
    assert (ended["turn"], ended["outcome"]) == (quoted, "away")
    assert {line["turn"] for line in lines} == {quoted}
    assert "maiden" not in str(lines)


# --- stopping -----------------------------------------------------------------------------------------------------


async def test_a_duty_under_way_is_finished_when_the_clock_is_stopped(asked: Asked) -> None:
    began, finish, done = asyncio.Event(), asyncio.Event(), []

    async def long() -> None:
        began.set()
        await finish.wait()
        done.append("long")

    async def never() -> None:
        done.append("never")

    clock = Clock({"long": long, "never": never})
    running = asyncio.create_task(clock.run(lambda: 60.0))
    await began.wait()
    clock.stop()
    finish.set()
    await asyncio.wait_for(running, 5)
    assert done == ["long"]
