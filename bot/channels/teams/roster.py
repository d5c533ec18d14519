"""A member of a conversation, as the Bot Connector service gives them, read as the sender of a message.

Fields: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context#fetch-the-roster-or-user-profile
Guests: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/shared-channels
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialogs.message import Sender

OWN = "user"  # the role of the tenant's own people; others are "guest" and "anonymous"
EXTERNAL = "#ext#"  # stands in the sign-in name of whoever was invited from elsewhere


def sender_of(member: Mapping[str, Any], sender: Sender, tenant: str) -> Sender:
    """The sender with what the directory says of them. An address of somebody else's directory proves nothing here."""
    if is_guest(member, tenant):
        return replace(sender, name=_text(member, "name") or sender.name, guest=True)
    return replace(
        sender,
        name=_text(member, "name") or sender.name,
        email=_text(member, "email") or None,
        login=_text(member, "userPrincipalName") or None,
    )


def is_guest(member: Mapping[str, Any], tenant: str) -> bool:
    """Whether somebody belongs to another organisation: by role, by sign-in name, or by a tenant of their own."""
    role, home = _text(member, "userRole").casefold(), _text(member, "tenantId").casefold()
    invited = EXTERNAL in _text(member, "userPrincipalName").casefold()
    return invited or role not in ("", OWN) or bool(home and tenant and home != tenant.casefold())


def _text(member: Mapping[str, Any], key: str) -> str:
    value = member.get(key)
    return value.strip() if isinstance(value, str) else ""
