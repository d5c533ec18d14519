"""Several workspaces: installed by OAuth, each with a token and an organisation of its own."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from structlog.testing import capture_logs

from bot.channels.slack import SlackSettings
from bot.channels.slack.channel import INSTALLS
from bot.channels.slack.settings import SCOPES
from dialogs.message import MessageKind
from dialogs.reply import Reply
from storage.installations import Installation
from tests.channels.slack.bodies import BOT, DIRECT, TEAM, button, event, home, said
from tests.channels.slack.conftest import NOW, SECRET, Bot, serving
from tests.support.slack_api import SlackApi

# slack_sdk builds its Authorization header with an aiohttp class that aiohttp 4 will not have
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

OTHER, SECOND = "T0WYCHFORD", "xoxb-second-workspace"
CLIENT_SECRET = "client-secret-of-the-tests"


def settings(api: SlackApi, **more: Any) -> SlackSettings:
    given = {"signing_secret": SECRET, "client_id": "1.2", "client_secret": CLIENT_SECRET}
    return SlackSettings(**{**given, "api_url": f"{api.url}/api/", "workspaces": {TEAM: "oldbridge"}, **more})


@pytest.fixture
async def several(api: SlackApi) -> AsyncIterator[Bot]:
    """A bot that workspaces install by themselves."""
    api.tokens[SECOND] = {"team_id": OTHER, "user_id": "U0BOT2", "bot_id": "B0TWO"}
    async with serving(api, settings(api)) as made:
        yield made


def path(bot: Bot, name: str) -> str:
    return bot.url.replace("/slack/events", f"/slack/{name}")


async def set_out(bot: Bot) -> tuple[str, str]:
    """The state that somebody sets out with, and the cookie of their browser."""
    async with bot.session.get(path(bot, "install")) as response:
        page, cookie = await response.text(), response.headers["Set-Cookie"].partition(";")[0]
    address = page[page.index("https://slack.com/oauth") :].partition('"')[0].replace("&amp;", "&")
    asked = parse_qs(urlsplit(address).query)
    assert (asked["client_id"], set(asked["scope"][0].split(","))) == (["1.2"], set(SCOPES))
    return asked["state"][0], cookie


async def come_back(bot: Bot, cookie: str, **given: str) -> tuple[int, str]:
    headers = {"Cookie": cookie}
    async with bot.session.get(path(bot, "oauth_redirect"), params=given, headers=headers) as response:
        return response.status, await response.text()


def code(api: SlackApi, team: str = OTHER, token: str = SECOND) -> str:
    """A code that Slack gives to who agreed."""
    answer = {"access_token": token, "app_id": "A0PLAN", "team": {"id": team, "name": team}, "bot_user_id": "U0BOT2"}
    api.codes["code-1"] = {**answer, "scope": ",".join(SCOPES), "authed_user": {"id": "U0ADMIN"}, "token_type": "bot"}
    return "code-1"


async def test_a_workspace_installs_the_bot_and_is_heard(several: Bot, api: SlackApi) -> None:
    state, cookie = await set_out(several)
    with capture_logs() as logged:
        status, _ = await come_back(several, cookie, code=code(api), state=state)
    assert status == 200
    kept = several.installations.kept[OTHER]
    assert (kept.organisation, kept.details["bot_token"], kept.details["bot_user_id"]) == (
        f"slack:{OTHER}",
        SECOND,
        "U0BOT2",
    )
    assert SECOND not in str(logged) + repr(kept)
    api.users["U0ANNE"] = {**api.users["U0ANNE"], "team_id": OTHER}
    await several.event(said_in_team(OTHER))
    (heard,) = await several.heard()
    assert (heard.organisation, heard.sender.id) == (f"slack:{OTHER}", f"{OTHER}:U0ANNE")


def said_in_team(team: str) -> dict[str, Any]:
    body = said("5 amber")
    body["team_id"] = body["authorizations"][0]["team_id"] = team
    return body


async def test_a_mapped_workspace_belongs_to_its_organisation(several: Bot, api: SlackApi) -> None:
    state, cookie = await set_out(several)
    await come_back(several, cookie, code=code(api, team=TEAM), state=state)
    assert several.installations.kept[TEAM].organisation == "oldbridge"


async def test_each_workspace_is_answered_with_its_own_token(several: Bot, api: SlackApi) -> None:
    for team, token in ((TEAM, "xoxb-token-of-the-tests"), (OTHER, SECOND)):
        details = {"bot_token": token, "team_id": team, "bot_user_id": BOT}
        await several.installations.put_installation(Installation("o", "slack", team, NOW, details))
    several.router.replies = (Reply(text="hello"),)
    await several.event(said_in_team(TEAM))
    await several.event(said_in_team(OTHER))
    await several.heard()
    tokens = [one.token for one in api.asked if one.method == "chat.postMessage"]
    assert tokens == ["xoxb-token-of-the-tests", SECOND]
    assert len(api.posted(DIRECT)) == 2


FALSE_STATES = ["", "made-up"]


@pytest.mark.parametrize("state", FALSE_STATES)
async def test_who_did_not_set_out_here_installs_nothing(several: Bot, api: SlackApi, state: str) -> None:
    _, cookie = await set_out(several)
    status, _ = await come_back(several, f"slack-app-oauth-state={state}", code=code(api), state=state)
    assert status in (400, 401)
    status, _ = await come_back(several, cookie, code=code(api), state=state)
    assert status in (400, 401)
    assert several.installations.kept == {}


async def test_a_state_holds_once_and_not_for_ever(several: Bot, api: SlackApi) -> None:
    state, cookie = await set_out(several)
    await come_back(several, cookie, code=code(api), state=state)
    assert (await come_back(several, cookie, code=code(api), state=state))[0] == 401
    state, cookie = await set_out(several)
    several.installations.states[state] -= timedelta(minutes=11)
    assert (await come_back(several, cookie, code=code(api), state=state))[0] == 401


async def test_a_code_that_slack_does_not_know_installs_nothing(several: Bot) -> None:
    state, cookie = await set_out(several)
    assert (await come_back(several, cookie, code="made-up", state=state))[0] == 401
    assert several.installations.kept == {}


async def test_a_workspace_that_put_the_bot_out_is_no_longer_heard(several: Bot, api: SlackApi) -> None:
    details = {"bot_token": SECOND, "team_id": OTHER, "bot_user_id": BOT}
    made = datetime(2025, 11, 22, tzinfo=UTC)
    await several.installations.put_installation(Installation("o", "slack", OTHER, made, details))
    gone = event({"type": "app_uninstalled"}, team_id=OTHER, authorizations=[], event_time=int(NOW.timestamp()))
    assert (await several.event(gone))[0] == 200
    assert several.installations.kept == {}
    await several.event(said_in_team(OTHER))
    (heard,) = await several.heard()
    assert (heard.kind, heard.conversation, heard.organisation) == (MessageKind.REMOVED, OTHER, f"slack:{OTHER}")


async def test_a_revoked_bot_token_ends_the_installation_and_a_persons_does_not(several: Bot) -> None:
    details = {"bot_token": SECOND, "team_id": OTHER, "bot_user_id": BOT}
    await several.installations.put_installation(Installation("o", "slack", OTHER, NOW, details))
    later = int(NOW.timestamp()) + 1
    for tokens, left in (({"oauth": ["U1"]}, [OTHER]), ({"bot": ["U0BOT2"]}, [])):
        inner = {"type": "tokens_revoked", "tokens": tokens}
        await several.event(event(inner, team_id=OTHER, authorizations=[], event_time=later))
        assert list(several.installations.kept) == left


async def test_late_news_of_an_earlier_end_leaves_a_newer_installation(several: Bot) -> None:
    details = {"bot_token": SECOND, "team_id": OTHER, "bot_user_id": BOT}
    await several.installations.put_installation(Installation("o", "slack", OTHER, NOW, details))
    before = int(NOW.timestamp()) - 60
    await several.event(event({"type": "app_uninstalled"}, team_id=OTHER, authorizations=[], event_time=before))
    assert list(several.installations.kept) == [OTHER]


async def test_an_enterprise_installs_for_all_its_workspaces(several: Bot) -> None:
    details = {"bot_token": SECOND, "enterprise_id": "E0ALL", "bot_user_id": BOT, "is_enterprise_install": True}
    await several.installations.put_installation(Installation("o", "slack", "E0ALL", NOW, details))
    body = said_in_team(OTHER)
    body["enterprise_id"] = body["authorizations"][0]["enterprise_id"] = "E0ALL"
    await several.event(body)
    assert [one.organisation for one in await several.heard()] == [f"slack:{OTHER}"]


async def test_where_slack_is_away_nothing_is_installed_and_it_is_said(several: Bot, api: SlackApi) -> None:
    state, cookie = await set_out(several)
    several.channel._parts().app.client.base_url = "http://127.0.0.1:9/api/"
    assert several.channel._parts().app.oauth_flow is not None
    status, words = await come_back(several, cookie, code=code(api), state=state)
    assert (status, "/slack/install" in words) == (502, True)
    assert several.installations.kept == {}


def test_no_setting_that_is_a_secret_shows_itself(api: SlackApi) -> None:
    shown = repr(settings(api, bot_token="xoxb-x", app_token="xapp-x"))
    assert not any(secret in shown for secret in (SECRET, CLIENT_SECRET, "xoxb-x", "xapp-x"))


async def test_while_the_database_is_away_a_workspace_is_spoken_to_as_it_was_last_known(
    several: Bot, api: SlackApi
) -> None:
    """Before: the tokens were away too, so that nobody could be told."""
    several.installations.kept[TEAM] = Installation("oldbridge", "slack", TEAM, NOW, {"bot_token": SECOND})
    several.router.replies = (Reply(text="hello"),)
    await several.event(said())
    several.installations.gone = True
    await several.event(said(ts="1795426201.000100"))
    assert [one["text"] for one in api.posted(DIRECT)] == ["hello", "hello"]


async def test_a_view_belongs_to_the_workspace_that_it_was_drawn_for(several: Bot, api: SlackApi) -> None:
    """Before: where Slack named another workspace of the same enterprise, its plan was changed."""
    for team in (TEAM, OTHER):
        several.installations.kept[team] = Installation(f"slack:{team}", "slack", team, NOW, {"bot_token": SECOND})
    several.router.replies = (Reply(text="my actions"),)
    await several.event(home())
    (view,) = api.homes.values()
    pressed = button({"act": "show"}, container={"type": "view", "view_id": "V0HOME"}, channel={}, message={})
    await several.interact({**pressed, "view": {**view, "app_installed_team_id": OTHER}})
    assert [one.organisation for one in await several.heard()] == ["oldbridge", "oldbridge"]


async def test_only_so_many_a_minute_may_set_out_to_install_it(several: Bot) -> None:
    statuses = []
    for _ in range(INSTALLS + 2):
        async with several.session.get(path(several, "install")) as response:
            statuses.append(response.status)
    assert statuses == [200] * INSTALLS + [429] * 2
    assert len(several.installations.states) == INSTALLS
