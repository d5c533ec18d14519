"""What is uploaded to Teams."""

import json
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from bot.packaging import PackagingError, teams_manifest, teams_package

APP_ID = "11111111-2222-3333-4444-555555555555"
HOST = "planminder.example.gov.uk"
SCHEMAS = Path(__file__).parent.parent / "node_modules/@microsoft/app-manifest/build/json-schemas/teams"


def test_the_package_holds_the_manifest_and_both_icons() -> None:
    with zipfile.ZipFile(BytesIO(teams_package(APP_ID, HOST))) as package:
        assert package.namelist() == ["manifest.json", "color.png", "outline.png"]
        manifest = json.loads(package.read("manifest.json"))
        sizes = {name: struct.unpack(">II", package.read(name)[16:24]) for name in ("color.png", "outline.png")}
    assert (manifest["id"], manifest["bots"][0]["botId"], manifest["validDomains"]) == (APP_ID, APP_ID, [HOST])
    assert sizes == {"color.png": (192, 192), "outline.png": (32, 32)}


def test_no_placeholder_is_left() -> None:
    assert "{{" not in teams_manifest(APP_ID, HOST)


@pytest.mark.parametrize("app_id", ["", "planminder", '11111111-2222-3333-4444-55555555555"'])
def test_an_app_id_that_is_none_is_refused(app_id: str) -> None:
    with pytest.raises(PackagingError, match="no app id"):
        teams_manifest(app_id, HOST)


@pytest.mark.parametrize(
    "host", ["", "https://bot.gov.uk", "bot.gov.uk/", "localhost", 'x"y.gov.uk', "127.0.0.1", "a..uk"]
)
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(PackagingError, match="no public host"):
        teams_manifest(APP_ID, host)


def test_the_manifest_keeps_within_the_lengths_that_teams_allows() -> None:
    manifest = json.loads(teams_manifest(APP_ID, HOST))
    assert len(manifest["name"]["short"]) <= 30
    assert len(manifest["description"]["short"]) <= 80
    for commands in manifest["bots"][0]["commandLists"]:
        assert len(commands["commands"]) <= 10
        assert all(len(one["title"]) <= 128 and len(one["description"]) <= 4000 for one in commands["commands"])


def test_the_manifest_is_valid_by_its_published_schema() -> None:
    manifest = json.loads(teams_manifest(APP_ID, HOST))
    schema = SCHEMAS / f"v{manifest['manifestVersion']}" / "MicrosoftTeams.schema.json"
    if not schema.exists():
        pytest.skip("the manifest schemas (npm @microsoft/app-manifest) are not in node_modules")
    from jsonschema import validate

    validate(manifest, json.loads(schema.read_text(encoding="utf-8")))
