"""The app package that is uploaded to Teams: manifest with this installation's ids, and the icons."""

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from uuid import UUID

TEAMS = Path(__file__).parent.parent / "manifest" / "teams"
ICONS = ("color.png", "outline.png")
HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)


class PackagingError(Exception):
    """The package cannot be made; the text says what is wrong with what was given."""


def teams_package(app_id: str, host: str) -> bytes:
    """A zip of manifest.json, color.png and outline.png. Raises PackagingError for an id or a host that is none."""
    manifest = teams_manifest(app_id, host)
    package = BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", manifest)
        for name in ICONS:
            archive.write(TEAMS / name, name)
    return package.getvalue()


def teams_manifest(app_id: str, host: str) -> str:
    """The manifest's JSON with its placeholders filled in."""
    try:
        own = str(UUID(app_id))
    except ValueError:
        raise PackagingError(f"{app_id!r} is no app id; one looks like 00000000-0000-0000-0000-000000000000.") from None
    if not HOST.fullmatch(host):
        raise PackagingError(f"{host!r} is no public host name; give it without https:// and without a path.")
    template = (TEAMS / "manifest.json").read_text(encoding="utf-8")
    filled = template.replace("{{APP_ID}}", own).replace("{{HOST}}", host.casefold())
    return json.dumps(json.loads(filled), indent=2)
