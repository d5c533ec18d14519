"""The documentation names the settings that there are, and no others."""

import re
from pathlib import Path

import yaml

from bot.channels.slack.settings import SCOPES
from bot.packaging import slack_manifest
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
ELSEWHERE = re.compile(r"PLANMINDER_TEST_[A-Z]+")  # what only the tests read
NAMES = {f"PLANMINDER_{name.upper()}" for name, one in Settings.model_fields.items() if one.validation_alias is None}


def named(page: Path) -> set[str]:
    return {
        one
        for one in re.findall(r"PLANMINDER_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8"))
        if not ELSEWHERE.match(one)
    }


def test_every_setting_that_the_documentation_names_is_there() -> None:
    assert {(page.name, one) for page in PAGES for one in named(page) - NAMES} == set()


def test_every_setting_is_explained() -> None:
    assert named(ROOT / "docs" / "settings.md") == NAMES


def test_every_event_that_slack_is_asked_for_is_explained() -> None:
    page = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    asked = yaml.safe_load(slack_manifest(socket=True))["settings"]["event_subscriptions"]["bot_events"]
    assert [one for one in asked if f"`{one}`" not in page] == []


def test_every_scope_that_slack_is_asked_for_is_explained() -> None:
    page = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    assert {scope for scope in SCOPES if f"`{scope}`" not in page} == set()
