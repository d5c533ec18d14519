"""What is handed to Teams and to Slack so that they know the bot: their manifests, with ids and hosts filled in.

Teams: https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema
Slack: https://docs.slack.dev/reference/app-manifest
"""

import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

MANIFESTS = Path(__file__).parent.parent / "manifest"
TEAMS, SLACK = MANIFESTS / "teams", MANIFESTS / "slack" / "manifest.yaml"
ICONS = ("color.png", "outline.png")
HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
LONGEST_ADDRESS = 2_048  # characters, of a page in the Teams manifest


class PackagingError(Exception):
    """The package cannot be made; the text says what is wrong with what was given."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages that Teams shows beside the app: about it, its privacy notice, its terms. Empty: on the bot's host."""

    website: str = ""
    privacy: str = ""
    terms: str = ""

    def at(self, host: str) -> Mapping[str, str]:
        """Placeholder → address. Raises PackagingError for one that is no https address."""
        given = {"WEBSITE": (self.website, ""), "PRIVACY": (self.privacy, "privacy"), "TERMS": (self.terms, "terms")}
        return {key: page(told) if told else f"https://{host}/{path}" for key, (told, path) in given.items()}


def teams_package(app_id: str, host: str, pages: Pages | None = None) -> bytes:
    """A zip of manifest.json, color.png and outline.png. Raises PackagingError for an id or an address that is none."""
    manifest = teams_manifest(app_id, host, pages)
    package = BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", manifest)
        for name in ICONS:
            archive.write(TEAMS / name, name)
    return package.getvalue()


def teams_manifest(app_id: str, host: str, pages: Pages | None = None) -> str:
    """The manifest's JSON with its placeholders filled in."""
    try:
        own = str(UUID(app_id))
    except ValueError:
        raise PackagingError(f"{app_id!r} is no app id; one looks like 00000000-0000-0000-0000-000000000000.") from None
    ours = _host(host)
    template = (TEAMS / "manifest.json").read_text(encoding="utf-8")
    filled = _filled(template, {"APP_ID": own, "HOST": ours, **(pages or Pages()).at(ours)})
    return json.dumps(json.loads(filled), indent=2, ensure_ascii=False)


def slack_manifest(host: str = "", *, socket: bool = False) -> str:
    """The manifest's YAML for events over HTTP at a host, or for Socket Mode, which needs no host."""
    template = SLACK.read_text(encoding="utf-8")
    if not socket:
        return _filled(template, {"HOST": _host(host)})
    lines = [line for line in template.splitlines(keepends=True) if "{{HOST}}" not in line]
    return "".join(lines).replace("socket_mode_enabled: false", "socket_mode_enabled: true")


def page(address: str) -> str:
    """An https address as it may stand in a manifest. Raises PackagingError."""
    try:
        parts = urlsplit(address)
        good = parts.scheme == "https" and HOST.fullmatch(parts.hostname or "") and parts.username is None
    except ValueError:
        good = False
    if not good or len(address) > LONGEST_ADDRESS or re.search(r'[\s"\\{}<>]', address):
        raise PackagingError(f"{address!r} is no address of a page; one begins with https:// and a public host name.")
    return address


def _host(host: str) -> str:
    if not HOST.fullmatch(host):
        raise PackagingError(f"{host!r} is no public host name; give it without https:// and without a path.")
    return host.casefold()


def _filled(template: str, values: Mapping[str, str]) -> str:
    for key, value in values.items():
        template = template.replace(f"{{{{{key}}}}}", value)
    return template
