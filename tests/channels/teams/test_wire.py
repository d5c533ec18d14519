"""What is sent is what the SDK's own types say they are in JSON."""

import pytest
from botbuilder.schema import Activity, Attachment, ChannelAccount, ConversationAccount, ConversationParameters

from bot.channels.teams.connector import _wire

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "3 overdue", "wrap": True}]}
SOMEBODY = ChannelAccount(id="29:anne", name="Anne Mwangi", aad_object_id="a-1")
PLACE = ConversationAccount(id="a:1", conversation_type="personal", tenant_id="t-1", is_group=False)
CARRIED = Activity(
    type="message",
    service_url="https://smba.trafficmanager.net/uk",
    channel_id="msteams",
    from_property=SOMEBODY,
    recipient=SOMEBODY,
    conversation=PLACE,
    summary="3 overdue",
    input_hint="acceptingInput",
    reply_to_id="1",
    attachments=[Attachment(content_type="application/vnd.microsoft.card.adaptive", content=CARD)],
    channel_data={"notification": {"alert": True}},
)


@pytest.mark.parametrize(
    "told",
    [
        CARRIED,
        Activity(type="typing", conversation=PLACE),
        Activity(type="message", text="Done.", text_format="plain", attachments=[]),
        ConversationParameters(
            is_group=False, bot=SOMEBODY, members=[SOMEBODY], tenant_id="t-1", channel_data={"a": 1}
        ),
    ],
    ids=("a card", "typing", "words", "a chat to open"),
)
def test_an_answer_is_what_the_sdk_makes_of_it(told: Activity | ConversationParameters) -> None:
    assert _wire(told) == told.serialize()
