"""`planminder doctor` finds what is at fault and says what to do about it."""

import json
import os
import shutil
import sqlite3
import ssl
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot import checkup, reaching
from bot.channels.slack import SlackSettings, slack
from bot.channels.teams import TeamsSettings, clouds, teams
from bot.checkup import Finding, State
from bot.outgoing import Allowed, session
from bot.settings import Settings, read
from storage import schema
from storage.store import Store, prepare
from storage.work import Away
from tests.support.command import planminder
from tests.support.slack_api import SlackApi

NOW = datetime.now(UTC)


@pytest.fixture
def settings(example_database: Path, tmp_path: Path) -> Settings:
    copy = tmp_path / "doctor.db"
    shutil.copy(example_database, copy)
    copy.chmod(0o600)
    return read(database_url=f"sqlite+aiosqlite:///{copy}")


def doctor(*words: str, **environment: str) -> tuple[int, list[dict[str, str]], str]:
    done = planminder("doctor", "--json", *words, env=environment)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


# --- this machine -------------------------------------------------------------------------------------------------


def test_where_all_is_well_it_says_so_and_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    before = (tmp_path / "doctor.db").read_bytes()
    code, found, _ = doctor("--database", settings.database_url)
    assert {one["part"]: one["state"] for one in found if one["part"] != "disk"} == {
        "settings": "ok",
        "permissions": "ok",
        "database": "ok",
        "officers": "ok",
    }
    assert code == 0
    assert (tmp_path / "doctor.db").read_bytes() == before


def test_settings_that_cannot_be_used_are_named_without_what_they_hold() -> None:
    code, found, _ = doctor(PLANMINDER_TEAMS_APP_ID="app", PLANMINDER_SLACK_BOT_TOKEN="hidden-token")
    (one,) = found
    assert (code, one["part"], one["state"]) == (1, "settings", "fault")
    assert "PLANMINDER_TEAMS_APP_PASSWORD" in one["found"]
    assert "PLANMINDER_SLACK_BOT_TOKEN does not begin with xoxb-" in one["found"]
    assert "hidden-token" not in str(found)


async def test_a_council_in_which_nobody_can_set_anything_up_is_told_what_to_do(settings: Settings) -> None:
    database = sqlite3.connect(settings.database_url.partition(":///")[2])
    with closing(database), database:
        database.execute("UPDATE people SET role = 'manager' WHERE role = 'officer'")
    found = {one.part: one for one in await checkup.database(settings, lambda: NOW)}
    assert found["officers"].state is State.WARNING
    assert "planminder people add NAME --email ADDRESS --role officer" in found["officers"].do
    coming = settings.model_copy(update={"administrator": "leila@wychford.example"})
    found = {one.part: one for one in await checkup.database(coming, lambda: NOW)}
    assert found["officers"].state is State.OK and "leila@wychford.example" in found["officers"].found


async def test_a_database_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    (one,) = await checkup.database(read(database_url=f"sqlite:///{tmp_path / 'none.db'}"), lambda: NOW)
    assert one.state is State.FAULT
    assert "There is no database none.db" in one.found
    assert "server" not in one.do  # a file is served by nobody


async def test_a_database_of_another_version_is_to_be_upgraded(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_head", lambda: "9999")
    (one,) = await checkup.database(settings, lambda: NOW)
    assert (one.state, one.do) == (State.FAULT, checkup.UPGRADE)


async def test_a_database_that_cannot_be_written_to_is_a_fault(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuses(_: Store) -> None:
        raise Away("The database cannot be written to. Nothing was recorded.")

    monkeypatch.setattr(Store, "try_writing", refuses)
    (one,) = await checkup.database(settings, lambda: NOW)
    assert one.found.startswith("The database cannot be written to.")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
async def test_a_new_database_is_for_nobody_else_on_the_machine(tmp_path: Path) -> None:
    made = read(database_url=f"sqlite:///{tmp_path / 'new.db'}")
    await prepare(made.database_url)
    store = await Store.open(made.database_url)
    await store.try_writing()
    assert {one.stat().st_mode & 0o077 for one in tmp_path.iterdir()} == {0}  # before: 0o044, and its log's the same
    await store.close()
    assert [one.state for one in checkup.permissions(made, [])] == [State.OK]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_files_that_others_may_read_are_named_with_what_to_do(settings: Settings, tmp_path: Path) -> None:
    secret = tmp_path / "slack-token"
    secret.write_text("x")
    secret.chmod(0o644)
    (one,) = checkup.permissions(settings, [("PLANMINDER_SLACK_BOT_TOKEN_FILE", str(secret))])
    assert (one.state, one.do) == (State.WARNING, f"chmod 600 {secret}")


@pytest.mark.parametrize(("free", "state"), [(10, State.FAULT), (500, State.WARNING), (5_000, State.OK)])
def test_a_disk_that_runs_full_is_said_before_it_is(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, free: int, state: State
) -> None:
    usage = type("Usage", (), {"free": free * checkup.MEGABYTE})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert [one.state for one in checkup.disk(settings)] == [state]


@pytest.mark.parametrize(
    ("apart", "state"), [(3, State.OK), (-45, State.WARNING), (301, State.FAULT), (-4000, State.FAULT)]
)
def test_clocks_that_differ_are_said(apart: int, state: State) -> None:
    assert checkup.drift("clock", timedelta(seconds=apart), "the server's").state is state


# --- beyond it ----------------------------------------------------------------------------------------------------


def states(found: list[Finding]) -> dict[str, State]:
    return {one.part: one.state for one in found}


@pytest.fixture
async def api() -> Any:
    told = {"team_id": "T1", "team": "Oldbridge", "user_id": "U1", "bot_id": "B1", "user": "planminder"}
    made = SlackApi(tokens={"xoxb-good": told, "xapp-good": {}}, users={}, channels={}, direct={})
    async with TestServer(made.application(), host="127.0.0.1") as server:
        made.url = str(server.make_url("")).rstrip("/")
        yield made


async def test_slacks_tokens_are_tried(api: SlackApi) -> None:
    given = SlackSettings(bot_token="xoxb-good", app_token="xapp-good", api_url=f"{api.url}/api/")
    found = await slack(given, lambda: NOW)
    assert states(found) | {"slack bot token": State.OK, "slack app token": State.OK} == states(found)
    assert "It is that of Oldbridge." in [one.found for one in found]


async def test_a_token_that_slack_refuses_is_a_fault_with_where_to_get_one(api: SlackApi) -> None:
    given = SlackSettings(bot_token="xoxb-revoked", api_url=f"{api.url}/api/")
    one = next(one for one in await slack(given, lambda: NOW) if one.part == "slack bot token")
    assert one.state is State.FAULT
    assert "https://api.slack.com/apps" in one.do
    assert "revoked" not in one.found


@pytest.fixture
async def microsoft(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Microsoft's sign-in and keys on this machine; no other host of theirs is asked."""
    application = web.Application()

    async def token(request: web.Request) -> web.Response:
        good = (await request.post()).get("client_secret") == "good"
        return web.json_response({"access_token": "t", "expires_in": 3600} if good else {"error": "invalid_client"})

    async def keys(request: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": f"http://{request.host}/openid", "keys": [{}, {}]})

    application.add_routes([web.post("/tenant/oauth2/v2.0/token", token), web.get("/openid", keys)])
    public = clouds.Cloud.PUBLIC
    nowhere = {**clouds.CLOUDS, public: type(clouds.CLOUDS[public])("", "", "", "", frozenset(), frozenset())}
    monkeypatch.setattr("bot.channels.teams.settings.CLOUDS", nowhere)
    async with TestServer(application, host="127.0.0.1") as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.mark.parametrize(("secret", "state"), [("good", State.OK), ("ended", State.FAULT)])
async def test_the_secret_of_teams_is_tried(microsoft: str, secret: str, state: State) -> None:
    given = TeamsSettings("app", secret, "tenant", openid_url=f"{microsoft}/openid", login_url=microsoft)
    assert states(await teams(given, lambda: NOW)) == {"teams credentials": state, "teams keys": State.OK}


async def test_a_host_that_does_not_answer_is_a_fault_and_one_with_another_time_too() -> None:
    application = web.Application()
    async with TestServer(application, host="127.0.0.1") as server, session(Allowed(this_machine=True)) as asking:
        url = str(server.make_url("/"))
        found = await reaching.host(asking, url, lambda: NOW + timedelta(hours=2))
        assert states(found) == {"127.0.0.1": State.OK, "clock by 127.0.0.1": State.FAULT}
    async with session(Allowed(this_machine=True)) as asking:
        assert [one.state for one in await reaching.host(asking, url, lambda: NOW)] == [State.FAULT]


# --- the certificate ----------------------------------------------------------------------------------------------


def shown_for(days: int, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's certificate that ends in so many days, and a client that trusts whoever made it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=400))
        .not_valid_after(NOW + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (folder / "key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "cert").write_bytes(made.public_bytes(pem))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert", folder / "key")
    return server, ssl.create_default_context(cafile=str(folder / "cert"))


@pytest.mark.parametrize(("days", "state"), [(60, State.OK), (10, State.WARNING), (-3, State.FAULT)])
async def test_a_certificate_is_told_before_it_ends(tmp_path: Path, days: int, state: State) -> None:
    server_side, client_side = shown_for(days, tmp_path)
    served = TestServer(web.Application(), scheme="https", host="127.0.0.1")
    await served.start_server(ssl=server_side)
    try:
        url = f"https://localhost:{served.port}/"
        (one,) = await reaching.certificate(url, lambda: NOW, client_side)
        assert one.state is state, one
    finally:
        await served.close()


async def test_an_address_that_is_not_https_is_a_fault() -> None:
    (one,) = await reaching.certificate("http://bot.example.org", lambda: NOW)
    assert one.state is State.FAULT
