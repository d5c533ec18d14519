"""Who somebody is, asked of the connector service as it documents it; guests are known by role, name or tenant."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from aiohttp import web

from bot.channels import Undeliverable
from bot.channels.teams import TeamsSettings
from bot.channels.teams.reading import message
from bot.channels.teams.roster import sender_of
from dialogs.message import Message, Sender

Said = Callable[..., dict[str, Any]]
TENANT = "99999999-8888-7777-6666-555555555555"
ANNE = Sender("teams", "anne-object-id", "Anne")
MEMBER = {
    "id": "29:anne",
    "objectId": "anne-object-id",
    "aadObjectId": "anne-object-id",
    "name": "Anne Pritchard",
    "givenName": "Anne",
    "surname": "Pritchard",
    "email": "anne.pritchard@wychford.example",
    "userPrincipalName": "apritchard@wychford.example",
    "tenantId": TENANT,
    "userRole": "user",
}
KNOWN = Sender(
    "teams",
    "anne-object-id",
    "Anne Pritchard",
    email="anne.pritchard@wychford.example",
    login="apritchard@wychford.example",
)


def heard(activity: dict[str, Any], received: datetime) -> Message:
    read = message(activity, TeamsSettings(organisation="wychford"), received)
    assert read is not None
    return read


@pytest.mark.parametrize("conversation", ["a:personal", "19:plan@thread.tacv2"])
async def test_one_member_is_asked_for_in_the_conversation_where_they_spoke(
    local: Any, service: Any, said: Said, received: datetime, conversation: str
) -> None:
    kind = "personal" if conversation.startswith("a:") else "channel"
    where = {"id": conversation, "conversationType": kind, "tenantId": TENANT}
    service.answers.append(web.json_response(MEMBER))
    assert await local.channel.who(heard(said(conversation=where), received)) == KNOWN
    assert service.asked[0][:2] == ("GET", f"/v3/conversations/{conversation}/members/29:anne")


@pytest.mark.parametrize(("status", "code"), [(404, "MemberNotFoundInConversation"), (403, "Forbidden"), (503, "")])
async def test_a_roster_that_does_not_answer_proves_nothing(
    local: Any, service: Any, said: Said, received: datetime, status: int, code: str
) -> None:
    service.answers.append(web.json_response({"error": {"code": code}}, status=status))
    with pytest.raises(Undeliverable):
        await local.channel.who(heard(said(), received))


@pytest.mark.parametrize(
    "told",
    [
        {"userRole": "guest"},
        {"userRole": "anonymous"},
        {"tenantId": "another"},
        {"userPrincipalName": "anne_elsewhere.example#EXT#@wychford.example"},
    ],
)
def test_somebody_of_another_organisation_is_a_guest_and_proves_no_address(told: dict[str, str]) -> None:
    guest = sender_of({**MEMBER, **told}, ANNE, TENANT)
    assert guest == Sender("teams", "anne-object-id", "Anne Pritchard", guest=True)


def test_a_tenant_s_case_makes_nobody_a_guest() -> None:
    assert sender_of({**MEMBER, "tenantId": TENANT.upper(), "userRole": "User"}, ANNE, TENANT) == KNOWN


@pytest.mark.parametrize("member", [{}, {"email": None, "name": 7}, {"email": " ", "userPrincipalName": ""}])
def test_a_member_without_an_address_is_known_by_name_alone(member: dict[str, Any]) -> None:
    assert sender_of(member, ANNE, TENANT) == ANNE
