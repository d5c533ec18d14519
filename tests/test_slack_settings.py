"""Slack's settings: what belongs together, every fault at once, and no secret in any of them."""

from typing import Any

import pytest

from bot.channels.slack import slack_settings
from bot.settings import Settings, SettingsError, read

ONE = {"slack_bot_token": "xoxb-secret", "slack_signing_secret": "secret"}
SEVERAL = {"slack_client_id": "1.2", "slack_client_secret": "secret", "slack_signing_secret": "secret"}


def faults(**given: Any) -> str:
    with pytest.raises(SettingsError) as wrong:
        read(**given)
    return str(wrong.value)


@pytest.mark.parametrize("given", [ONE, SEVERAL, {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}])
def test_whole_settings_are_taken_and_end_the_picking_of_who_to_be(given: dict[str, Any]) -> None:
    made = read(**given)
    assert made.slack
    assert not made.local
    assert slack_settings(made).single is ("slack_bot_token" in given)


def test_without_slack_there_is_none() -> None:
    assert (read().slack, read().local) == (False, True)


def test_every_fault_is_named_at_once_and_no_value_is_repeated() -> None:
    said = faults(slack_bot_token="xapp-secret", slack_client_id="1.2", teams_app_id="app")
    for part in (
        "PLANMINDER_TEAMS_TENANT_ID",
        "does not begin with xoxb-",
        "PLANMINDER_SLACK_SIGNING_SECRET",
        "both set",
        "PLANMINDER_SLACK_CLIENT_SECRET belong together",
    ):
        assert part in said
    assert "xapp-secret" not in said


def test_a_wrong_setting_does_not_hide_what_does_not_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANMINDER_RATE_PERSON", "many")
    said = faults(slack_bot_token="xapp-secret", zone="Mars")
    for part in ("PLANMINDER_ZONE: 'Mars'", "PLANMINDER_RATE_PERSON: ", "does not begin with xoxb-"):
        assert part in said


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/api/",
        "http://slack.com/api/",
        "https://slack.com.evil.example/api/",
        "https://slack.com@evil.example/api/",
        "",
    ],
)
def test_tokens_go_to_slack_or_to_this_machine(url: str) -> None:
    assert "PLANMINDER_SLACK_API_URL" in faults(**ONE, slack_api_url=url)


@pytest.mark.parametrize("url", ["https://slack.com/api", "https://slack.com/api/", "http://127.0.0.1:8080/api"])
def test_an_address_of_the_api_ends_in_a_slash(url: str) -> None:
    assert read(**ONE, slack_api_url=url).slack_api_url == url.rstrip("/") + "/"


def test_workspaces_are_mapped_to_organisations() -> None:
    made = slack_settings(read(**SEVERAL, slack_workspaces="T0123=oldbridge, E0456 = wychford"))
    assert made.organisation_of("T0123") == "oldbridge"
    assert made.organisation_of("E0456") == "wychford"
    assert made.organisation_of("T0789") == "slack:T0789"
    assert slack_settings(read(**ONE, organisation="council")).organisation_of("T0789") == "council"


@pytest.mark.parametrize("listed", ["T0123", "T0123=", "oldbridge=T0123", "t0123=oldbridge"])
def test_a_workspace_that_is_none_is_named(listed: str) -> None:
    assert "PLANMINDER_SLACK_WORKSPACES" in faults(**SEVERAL, slack_workspaces=listed)


def test_the_demo_leaves_slack_and_teams_out() -> None:
    assert read(**ONE).on_this_machine() == Settings()


def test_secrets_do_not_show_themselves() -> None:
    assert "secret" not in repr(slack_settings(read(**SEVERAL, slack_app_token="xapp-secret"))).replace("signing_", "")
