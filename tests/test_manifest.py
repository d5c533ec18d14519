"""What is uploaded to Teams and pasted into Slack: valid, within the services' lengths, and understood by the bot."""

import json
import struct
import zipfile
import zlib
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.channels.slack.pressing import RECORD
from bot.packaging import PackagingError, Pages, page, slack_manifest, teams_manifest, teams_package
from dialogs import DIALOGS
from dialogs.later import not_here_yet
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent
from dialogs.understanding.reading import interpret
from tests.support.command import invoked
from tests.support.plans import load_plans

APP_ID = "11111111-2222-3333-4444-555555555555"
HOST = "planminder.example.gov.uk"
SCHEMAS = Path(__file__).parent.parent / "node_modules/@microsoft/app-manifest/build/json-schemas/teams"
OAKVALE = Path(__file__).parent / "understanding" / "plans" / "oakvale.yaml"
TEAMS: dict[str, Any] = json.loads(teams_manifest(APP_ID, HOST))
SLACK: dict[str, Any] = yaml.safe_load(slack_manifest(HOST))
SOCKET: dict[str, Any] = yaml.safe_load(slack_manifest(socket=True))
COMMANDS = {
    *(one["title"] for commands in TEAMS["bots"][0]["commandLists"] for one in commands["commands"]),
    *(one["usage_hint"] for one in SLACK["features"]["slash_commands"]),
}


# --- Teams ---------------------------------------------------------------------------------------------------------


def test_the_package_holds_the_manifest_and_both_icons() -> None:
    with zipfile.ZipFile(BytesIO(teams_package(APP_ID, HOST))) as package:
        assert package.namelist() == ["manifest.json", "color.png", "outline.png"]
        manifest = json.loads(package.read("manifest.json"))
        sizes = {name: struct.unpack(">II", package.read(name)[16:24]) for name in ("color.png", "outline.png")}
    assert (manifest["id"], manifest["bots"][0]["botId"], manifest["validDomains"]) == (APP_ID, APP_ID, [HOST])
    assert sizes == {"color.png": (192, 192), "outline.png": (32, 32)}


def test_the_outline_is_white_on_nothing() -> None:
    with zipfile.ZipFile(BytesIO(teams_package(APP_ID, HOST))) as package:
        png = package.read("outline.png")
    length = struct.unpack(">I", png[33:37])[0]  # behind the signature and the header: the only data chunk
    assert png[37:41] == b"IDAT"
    raw = zlib.decompress(png[41 : 41 + length])
    rows = [raw[1 + at * (1 + 32 * 4) : (at + 1) * (1 + 32 * 4)] for at in range(32)]
    pixels = {row[at : at + 4] for row in rows for at in range(0, len(row), 4)}
    assert {pixel[:3] for pixel in pixels} == {b"\xff\xff\xff"}
    assert {0, 255} <= {pixel[3] for pixel in pixels}


def test_no_placeholder_is_left() -> None:
    assert "{{" not in teams_manifest(APP_ID, HOST)
    assert "{{" not in slack_manifest(HOST)
    assert "{{" not in slack_manifest(socket=True)


@pytest.mark.parametrize("app_id", ["", "planminder", '11111111-2222-3333-4444-55555555555"'])
def test_an_app_id_that_is_none_is_refused(app_id: str) -> None:
    with pytest.raises(PackagingError, match="no app id"):
        teams_manifest(app_id, HOST)


@pytest.mark.parametrize(
    "host", ["", "https://bot.gov.uk", "bot.gov.uk/", "localhost", 'x"y.gov.uk', "127.0.0.1", "a..uk"]
)
def test_a_host_that_is_none_is_refused(host: str) -> None:
    for make in (lambda: teams_manifest(APP_ID, host), lambda: slack_manifest(host)):
        with pytest.raises(PackagingError, match="no public host"):
            make()


def test_an_installation_names_its_own_pages() -> None:
    pages = Pages("https://www.example.gov.uk/planminder", "https://www.example.gov.uk/privacy?app=1", "")
    developer = json.loads(teams_manifest(APP_ID, HOST, pages))["developer"]
    assert developer["websiteUrl"] == "https://www.example.gov.uk/planminder"
    assert developer["privacyUrl"] == "https://www.example.gov.uk/privacy?app=1"
    assert developer["termsOfUseUrl"] == f"https://{HOST}/terms"


@pytest.mark.parametrize(
    "address",
    [
        "http://example.gov.uk",
        "example.gov.uk",
        'https://example.gov.uk/"',
        "https://a@example.gov.uk",
        "https://[x",
        "x",
    ],
)
def test_a_page_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(PackagingError, match="no address of a page"):
        page(address)


def test_the_manifest_keeps_within_the_lengths_that_teams_allows() -> None:
    assert len(TEAMS["name"]["short"]) <= 30
    assert len(TEAMS["description"]["short"]) <= 80
    assert [commands["scopes"] for commands in TEAMS["bots"][0]["commandLists"]] == [
        ["personal"],
        ["team"],
        ["groupChat"],
    ]
    for commands in TEAMS["bots"][0]["commandLists"]:
        assert len(commands["commands"]) <= 10
        assert all(len(one["title"]) <= 128 and len(one["description"]) <= 4000 for one in commands["commands"])


def test_the_manifest_is_valid_by_its_published_schema() -> None:
    schema = SCHEMAS / f"v{TEAMS['manifestVersion']}" / "MicrosoftTeams.schema.json"
    if not schema.exists():
        pytest.skip("the manifest schemas (npm @microsoft/app-manifest) are not in node_modules")
    from jsonschema import Draft7Validator

    # Not `validate`, which first checks the schema: some of its patterns are JavaScript's, of parts that we have not.
    Draft7Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(TEAMS)


def test_the_manifest_is_of_the_newest_version_that_is_published() -> None:
    """1.30 is general: https://github.com/microsoft/json-schemas/pull/620. What is to come is in `vDevPreview`."""
    published = [one.name.removeprefix("v") for one in SCHEMAS.glob("v[0-9]*")]
    if not published:
        pytest.skip("the manifest schemas (npm @microsoft/app-manifest) are not in node_modules")
    newest = max(published, key=lambda one: [int(part) for part in one.split(".")])
    assert TEAMS["manifestVersion"] == newest
    assert f"/v{newest}/" in TEAMS["$schema"]


# --- Slack ---------------------------------------------------------------------------------------------------------


def test_slack_is_told_of_everything_that_the_channel_hears() -> None:
    events = f"https://{HOST}/slack/events"
    assert SLACK["settings"]["event_subscriptions"]["request_url"] == events
    assert SLACK["settings"]["interactivity"] == {"is_enabled": True, "request_url": events}
    assert SLACK["features"]["slash_commands"][0]["url"] == events
    assert SLACK["oauth_config"]["redirect_urls"] == [f"https://{HOST}/slack/oauth_redirect"]
    assert [one["callback_id"] for one in SLACK["features"]["shortcuts"]] == [RECORD]
    assert SLACK["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_socket_mode_names_no_host_and_is_otherwise_the_same() -> None:
    assert HOST not in slack_manifest(socket=True)
    assert SOCKET["settings"]["socket_mode_enabled"] is True
    assert SOCKET["settings"]["interactivity"] == {"is_enabled": True}
    assert SOCKET["oauth_config"]["scopes"] == SLACK["oauth_config"]["scopes"]
    events = [one["settings"]["event_subscriptions"]["bot_events"] for one in (SOCKET, SLACK)]
    assert events[0] == events[1]
    assert SOCKET["features"]["slash_commands"][0]["command"] == "/plan"


def test_the_manifest_keeps_within_the_lengths_that_slack_allows() -> None:
    shown = SLACK["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4_000
    assert len(SLACK["features"]["bot_user"]["display_name"]) <= 80
    for one in SLACK["features"]["shortcuts"]:
        assert len(one["name"]) <= 24
        assert len(one["description"]) <= 150


# --- both ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", sorted(COMMANDS))
def test_every_command_that_is_offered_is_understood_and_done(said: str) -> None:
    plans, directory = load_plans(OAKVALE)
    speaker = next(one for one in directory.people.values() if one.speaks)
    meant = interpret(said, Context(plans=plans, directory=directory, speaker=speaker, today=date(2026, 11, 26)))
    assert meant.intent is not Intent.UNKNOWN
    assert meant.asks is None
    assert DIALOGS[meant.intent].run is not not_here_yet


def manifest_made(*arguments: object) -> tuple[int, str]:
    result = invoked(["manifest", *map(str, arguments)])
    return result.exit_code, result.output


def test_the_command_writes_both(tmp_path: Path) -> None:
    package, manifest = tmp_path / "teams.zip", tmp_path / "slack.yaml"
    assert manifest_made("teams", "--app-id", APP_ID, "--host", HOST, "--output", package)[0] == 0
    assert manifest_made("slack", "--host", HOST, "--output", manifest)[0] == 0
    assert zipfile.is_zipfile(package)
    assert yaml.safe_load(manifest.read_text(encoding="utf-8")) == SLACK
    assert manifest_made("slack", "--socket", "--output", manifest)[0] == 0
    assert yaml.safe_load(manifest.read_text(encoding="utf-8")) == SOCKET


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("teams",), "The package needs --app-id and --host."),
        (("teams", "--host", HOST, "--app-id", "x"), "no app id"),
        (("teams", "--host", HOST, "--app-id", APP_ID, "--terms", "nowhere"), "no address of a page"),
        (("teams", "--host", HOST, "--app-id", APP_ID, "--output", "/nowhere/x.zip"), "cannot be written"),
        (("slack",), "--socket for Socket Mode"),
        (("slack", "--host", "https://bot"), "no public host name"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_written(arguments: tuple[str, ...], words: str) -> None:
    code, said = manifest_made(*arguments)
    assert code != 0
    assert words in said
