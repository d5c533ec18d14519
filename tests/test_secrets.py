"""Secrets come from the environment or from files, and are never shown."""

from pathlib import Path

import pytest

from bot.channels.slack import slack_settings
from bot.channels.teams import teams_settings
from bot.settings import Settings, SettingsError, read, secrets
from storage.database import Database

HIDDEN = "hidden-from-everybody-who-looks-here"
VALUES = {
    "slack_bot_token": f"xoxb-{HIDDEN}",
    "slack_app_token": f"xapp-{HIDDEN}",
    "database_url": f"postgresql+asyncpg://planminder:{HIDDEN}@db.example.org/planminder",
}
ONE = {"slack_signing_secret": HIDDEN, "slack_bot_token": VALUES["slack_bot_token"]}  # what has to be set beside it
MANY = {"slack_signing_secret": HIDDEN, "slack_client_id": "1.2", "slack_client_secret": HIDDEN}
WRONG = ("both set", "is empty", "larger than any secret", "is no text", "does not begin with xoxb-", "No such file")


@pytest.mark.parametrize("name", secrets())
def test_each_secret_may_lie_in_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    value = VALUES.get(name, HIDDEN)
    (tmp_path / "secret").write_text(value + "\n", encoding="utf-8")
    monkeypatch.setenv(f"PLANMINDER_{name.upper()}_FILE", str(tmp_path / "secret"))
    whole = {"slack_signing_secret": HIDDEN, "slack_bot_token": VALUES["slack_bot_token"]} if "slack" in name else {}
    whole |= (
        {"slack_client_id": "1.2", "slack_bot_token": "", "slack_client_secret": HIDDEN} if "client" in name else {}
    )
    given = read(**{key: one for key, one in whole.items() if key != name})
    held = getattr(given, name)
    assert (held if isinstance(held, str) else held.get_secret_value()) == value


def test_there_are_as_many_secrets_as_were_thought_of() -> None:
    assert set(secrets()) == {
        "database_url",
        "links_key",
        "metrics_token",
        "slack_app_token",
        "slack_bot_token",
        "slack_client_secret",
        "slack_signing_secret",
        "teams_app_password",
    }


def test_all_that_is_wrong_with_files_is_said_at_once_and_nothing_that_they_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "both").write_text(HIDDEN)
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "large").write_bytes(b"x" * 20_000)
    (tmp_path / "binary").write_bytes(b"\xff\xfe" + HIDDEN.encode())
    (tmp_path / "wrong").write_text(HIDDEN)
    files = {
        "TEAMS_APP_PASSWORD": "both",
        "LINKS_KEY": "empty",
        "METRICS_TOKEN": "large",
        "SLACK_SIGNING_SECRET": "binary",
        "SLACK_BOT_TOKEN": "wrong",
        "SLACK_CLIENT_SECRET": "nowhere",
    }
    for name, file in files.items():
        monkeypatch.setenv(f"PLANMINDER_{name}_FILE", str(tmp_path / file))
    monkeypatch.setenv("PLANMINDER_TEAMS_APP_PASSWORD", HIDDEN)
    with pytest.raises(SettingsError) as wrong:
        read()
    told = str(wrong.value)
    for part in (
        "both set",
        "is empty",
        "larger than any secret",
        "is no text",
        "does not begin with xoxb-",
        "No such file",
    ):
        assert part in told, part
    assert HIDDEN not in told


def everything() -> Settings:
    return read(
        teams_app_id="app",
        teams_app_password=HIDDEN,
        teams_tenant_id="tenant",
        slack_signing_secret=HIDDEN,
        slack_client_id="1.2",
        slack_client_secret=HIDDEN,
        slack_app_token=VALUES["slack_app_token"],
        links=5,
        links_url="https://bot.example.org",
        links_key=HIDDEN,
        metrics_token=HIDDEN,
        database_url=VALUES["database_url"],
    )


def test_no_secret_is_shown_by_whatever_holds_the_settings() -> None:
    given = everything()
    shown = [repr(given), str(given), given.model_dump_json(exclude={"database_url"})]
    shown += [repr(teams_settings(given, "local")), repr(slack_settings(given))]
    assert [one for one in shown if HIDDEN in one] == []


async def test_a_database_that_is_away_is_named_without_its_password() -> None:
    assert HIDDEN not in Database(VALUES["database_url"]).shown
