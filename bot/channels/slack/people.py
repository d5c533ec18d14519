"""Who somebody is, as their workspace knows them. Pure: what `users.info` answers, read.

https://docs.slack.dev/reference/objects/user-object
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NAME = "slack"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where the bot is installed, as far as reading a message needs it."""

    team: str
    organisation: str
    bot_user: str = ""
    enterprise: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody in a workspace. Of a user that could not be looked up only the id is known."""

    id: str
    name: str = ""
    email: str | None = None  # only where the workspace has confirmed it
    zone: str | None = None
    locale: str | None = None
    guest: bool = False  # not a full member of the workspace, or of another one
    bot: bool = False


def profile_of(user: Mapping[str, Any], workspace: Workspace) -> Profile:
    """The profile of a user object."""
    told = _object(user, "profile")
    name = told.get("real_name") or user.get("real_name") or told.get("display_name") or user.get("name")
    return Profile(
        id=_text(user.get("id")),
        name=_text(name),
        email=_text(told.get("email")) or None if user.get("is_email_confirmed") is not False else None,
        zone=_text(user.get("tz")) or None,
        locale=_text(user.get("locale")) or None,
        guest=_guest(user, workspace),
        bot=bool(user.get("is_bot")) or user.get("id") == "USLACKBOT",
    )


def _guest(user: Mapping[str, Any], workspace: Workspace) -> bool:
    """Guests by Slack's own marks, people of another workspace, and those who have left."""
    if any(user.get(mark) for mark in ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted")):
        return True
    team = _text(user.get("team_id")) or workspace.team
    colleague = workspace.enterprise and _object(user, "enterprise_user").get("enterprise_id") == workspace.enterprise
    return team != workspace.team and not colleague


def _object(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
