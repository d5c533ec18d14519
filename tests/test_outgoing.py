"""The bot asks the hosts on its list, and nobody else, however an address is written and wherever it leads."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from yarl import URL

from bot import outgoing
from bot.channels.slack.settings import SlackSettings
from bot.channels.teams.settings import ManagedIdentity, TeamsSettings
from bot.outgoing import Allowed, NotListed, session

TEAMS = TeamsSettings(app_id="app", tenant_id="tenant").allowed
IDENTITY = TeamsSettings(app_id="app", tenant_id="tenant", identity=ManagedIdentity()).allowed
LOCAL = TeamsSettings().allowed
SLACK = SlackSettings(bot_token="xoxb-1").allowed


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/uk/v3/conversations",
        "https://SMBA.trafficmanager.net/uk/",
        "https://login.botframework.com/v1/.well-known/keys",
        "https://login.microsoftonline.com/tenant/oauth2/v2.0/token",
        "https://oldbridge.sharepoint.com/personal/anne/plan.docx",
        "https://oldbridge-my.sharepoint.com:443/x",
    ],
)
def test_teams_own_hosts_are_asked(url: str) -> None:
    assert TEAMS(URL(url))


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/uk/",  # no https
        "https://smba.trafficmanager.net:8443/uk/",  # another port
        "https://smba.trafficmanager.net.elsewhere.example/",
        "https://elsewhere.example/smba.trafficmanager.net",
        "https://smba.trafficmanager.net@elsewhere.example/",  # a user, whose host is another
        "https://elsewhere.example@smba.trafficmanager.net/",
        "https://notsharepoint.com/",
        "https://sharepoint.com.elsewhere.example/",
        "https://smba.trafficmanager.net./uk/",  # a dot at the end is another name to whoever compares
        "https://smba。trafficmanager。net.elsewhere.example/",
        "https://ѕmba.trafficmanager.net/",  # a Cyrillic letter
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://0.0.0.0/",
        "http://169.254.169.254/metadata/identity/oauth2/token",
        "https://10.0.0.1/",
        "ftp://smba.trafficmanager.net/",
        "https://slack.com/api/",
    ],
)
def test_nobody_else_is_asked_for_teams(url: str) -> None:
    assert not TEAMS(URL(url))


def test_azures_own_address_is_asked_only_where_it_hands_out_our_tokens() -> None:
    imds = "http://169.254.169.254/metadata/identity/oauth2/token?resource=x"
    assert IDENTITY(URL(imds))
    assert not IDENTITY(URL("http://169.254.169.254:8080/metadata"))
    assert not IDENTITY(URL("https://169.254.169.254/metadata"))
    service = replace(TeamsSettings(app_id="app"), identity=ManagedIdentity("http://127.0.0.1:41741/msi/token", "key"))
    assert service.allowed(URL("http://127.0.0.1:41741/msi/token?x=1"))
    assert not service.allowed(URL("http://127.0.0.1:41742/msi/token"))


def test_without_an_app_id_nothing_leaves_this_machine() -> None:
    assert LOCAL(URL("http://127.0.0.1:56150/v3/conversations"))
    assert [one for one in ("https://smba.trafficmanager.net/", "https://slack.com/") if LOCAL(URL(one))] == []


def test_slack_is_asked_below_its_own_domain() -> None:
    for url in (
        "https://slack.com/api/chat.postMessage",
        "https://files.slack.com/x",
        "wss://wss-primary.slack.com/link",
    ):
        assert SLACK(URL(url)), url
    for url in (
        "https://slack.com.elsewhere.example/",
        "ws://wss-primary.slack.com/",
        "https://notslack.com/",
        "https://127.0.0.1/",
    ):
        assert not SLACK(URL(url)), url


# --- over the wire ------------------------------------------------------------------------------------------------


@pytest.fixture
async def there() -> AsyncIterator[TestServer]:
    """Another machine's server (by another port of this one), which leads whoever asks it elsewhere."""

    async def away(request: web.Request) -> web.Response:
        raise web.HTTPFound(request.query["to"])

    async def here(_: web.Request) -> web.Response:
        return web.Response(text="here")

    application = web.Application()
    application.add_routes([web.get("/away", away), web.get("/here", here)])
    async with TestServer(application, host="127.0.0.1") as server:
        yield server


async def asked(session_: ClientSession, url: URL) -> str:
    async with session_, session_.get(url) as response:
        return await response.text()


async def test_a_redirect_is_followed_to_the_list_and_no_further(there: TestServer) -> None:
    only = Allowed(origins=frozenset({outgoing.origin(there.make_url("/"))}))
    inside = there.make_url("/away").with_query(to=str(there.make_url("/here")))
    assert await asked(session(only), inside) == "here"
    outside = there.make_url("/away").with_query(to="http://127.0.0.1:9/secret")
    with pytest.raises(NotListed) as refused:
        await asked(session(only), outside)
    assert "secret" not in str(refused.value)


async def test_an_unlisted_address_is_never_connected_to(there: TestServer) -> None:
    with pytest.raises(NotListed):
        await asked(session(Allowed()), there.make_url("/here"))


async def test_a_web_socket_is_held_to_the_list_too(there: TestServer) -> None:
    async with session(Allowed()) as closed:
        with pytest.raises(NotListed):
            await closed.ws_connect(there.make_url("/here"))


async def test_a_listed_name_that_resolves_to_this_machine_is_not_followed(
    there: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in ("127.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:127.0.0.1", "0.0.0.0"):  # noqa: S104

        async def lies(*_: object, address: str = address) -> list[dict[str, object]]:
            return [{"hostname": "x", "host": address, "port": 443, "family": 2, "proto": 0, "flags": 0}]

        monkeypatch.setattr(outgoing.DefaultResolver, "resolve", lies)
        with pytest.raises(OSError, match="resolves to an address of this machine"):
            await asked(session(Allowed(hosts=frozenset({"rebound.example"}))), URL("https://rebound.example/"))


async def test_a_proxy_of_the_environment_is_not_asked_instead(
    there: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    only = Allowed(origins=frozenset({outgoing.origin(there.make_url("/"))}))
    assert await asked(session(only), there.make_url("/here")) == "here"


def test_every_session_of_the_bot_is_made_in_that_one_place() -> None:
    bot = Path(outgoing.__file__).parent
    makes: Callable[[Path], bool] = lambda one: "ClientSession(" in one.read_text(encoding="utf-8")  # noqa: E731
    assert [one.name for one in sorted(bot.rglob("*.py")) if makes(one)] == ["outgoing.py"]
