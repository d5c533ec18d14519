"""Where our own tokens come from, and to whom they are shown."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.channels import Undeliverable
from bot.channels.teams import TeamsSettings
from bot.channels.teams.clouds import CLOUDS, Cloud
from bot.channels.teams.credentials import OwnToken
from bot.channels.teams.settings import IMDS, ManagedIdentity, teams_settings
from bot.settings import SettingsError, read

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
WHOLE = {"teams_app_id": "app", "teams_tenant_id": "own"}


class Azure:
    """What hands out tokens inside Azure: records how it was asked, and answers `given`."""

    def __init__(self) -> None:
        self.asked: list[tuple[dict[str, str], dict[str, str]]] = []
        self.given: Any = {"access_token": "t", "expires_in": "86400"}
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append((dict(request.query), dict(request.headers)))
        return web.json_response(self.given)


@pytest.fixture
async def azure() -> AsyncIterator[Azure]:
    asked, application = Azure(), web.Application()
    application.router.add_get("/token", asked.answer)
    async with TestServer(application, host="127.0.0.1") as server:
        asked.url = str(server.make_url("/token"))
        yield asked


@pytest.fixture
async def token() -> AsyncIterator[Callable[..., OwnToken]]:
    async with ClientSession() as session:
        yield lambda identity, **more: OwnToken(
            session, TeamsSettings("app", tenant_id="own", identity=identity, **more), lambda: NOW
        )


async def test_a_virtual_machine_asks_its_metadata_service(azure: Azure, token: Callable[..., OwnToken]) -> None:
    own = token(ManagedIdentity(imds=azure.url))
    assert [await own(), await own()] == ["t", "t"]
    ((query, headers),) = azure.asked  # once: the token is kept
    assert query == {"api-version": "2018-02-01", "resource": "https://api.botframework.com", "client_id": "app"}
    assert headers["Metadata"] == "true"


async def test_app_service_asks_its_own_endpoint_with_its_header(azure: Azure, token: Callable[..., OwnToken]) -> None:
    azure.given = {"access_token": "t", "expires_on": str(int((NOW + timedelta(hours=24)).timestamp()))}
    own = token(ManagedIdentity(azure.url, "the-header"), cloud=Cloud.GCCH)
    assert [await own(), await own()] == ["t", "t"]
    ((query, headers),) = azure.asked
    assert query == {"api-version": "2019-08-01", "resource": "https://api.botframework.us", "client_id": "app"}
    assert headers["X-IDENTITY-HEADER"] == "the-header"


@pytest.mark.parametrize("given", [{"error": "invalid_resource"}, ["t"], {"access_token": "t", "expires_in": "soon"}])
async def test_where_no_token_is_given_the_reply_waits(
    azure: Azure, token: Callable[..., OwnToken], given: Any
) -> None:
    azure.given = given
    with pytest.raises(Undeliverable) as failure:
        await token(ManagedIdentity(imds=azure.url))()
    assert not failure.value.permanent


def test_a_metadata_service_is_always_at_the_same_address() -> None:
    assert ManagedIdentity().imds == IMDS == "http://169.254.169.254/metadata/identity/oauth2/token"


@pytest.mark.parametrize("cloud", Cloud)
def test_each_cloud_s_own_hosts_are_answered_and_no_others(cloud: Cloud) -> None:
    settings = TeamsSettings("app", tenant_id="own", cloud=cloud)
    for other in Cloud:
        for host in CLOUDS[other].hosts:
            assert settings.serves(f"https://{host}/emea/") is (CLOUDS[other] == CLOUDS[cloud] or other is cloud)


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.example/smba.trafficmanager.net",
        "https://smba.trafficmanager.net@evil.example/",
        "https://user@smba.trafficmanager.net/",
        "http://127.0.0.1:3978/",
        "https://[::1]/",
        "http://169.254.169.254/",
        "https://smba.trafficmanager.net:port/",
        "",
    ],
)
def test_our_token_is_shown_to_nobody_else(url: str) -> None:
    assert not TeamsSettings("app", tenant_id="own").serves(url)


def test_a_host_of_another_cloud_can_be_added() -> None:
    given = read(**WHOLE, teams_app_password="p", teams_service_hosts="smba.teams.sovcloud-core.fr, other.example")
    assert teams_settings(given, "local").serves("https://smba.teams.sovcloud-core.fr/")


# --- the settings -------------------------------------------------------------------------------------------------


def test_a_managed_identity_needs_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", "http://localhost:42356/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "secret-header")
    made = teams_settings(read(**WHOLE, teams_managed_identity=True), "local")
    assert made.identity == ManagedIdentity("http://localhost:42356/msi/token", "secret-header")
    assert "secret-header" not in repr(made)


def test_without_one_the_password_is_asked_for() -> None:
    with pytest.raises(SettingsError, match="PLANMINDER_TEAMS_APP_PASSWORD"):
        read(**WHOLE)


@pytest.mark.parametrize(
    ("listed", "tenants"),
    [
        ("", {"own": "local"}),
        ("t2", {"own": "local", "t2": "local"}),
        ("t2=stonebeck, OWN=wychford", {"t2": "stonebeck", "OWN": "wychford"}),
        (" own = teams:own ,", {"own": "teams:own"}),
    ],
)
def test_tenants_are_listed_with_their_organisations(listed: str, tenants: dict[str, str]) -> None:
    assert read(**WHOLE, teams_app_password="p", teams_tenants=listed).tenants == tenants


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("teams_tenants", "=wychford"),
        ("teams_tenants", "t2="),
        ("teams_cloud", "moon"),
        ("administrator", "Ian Cresswell"),
        ("administrator", "ian@a.example, anne@a.example"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"PLANMINDER_{name.upper()}"):
        read(**{name: value})
