"""Where a reply goes: the conversation, a thread in it, or the reader's own chat, opened where there is none yet."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from botbuilder.schema import ChannelAccount, ConversationAccount, ConversationParameters, ConversationReference

from bot.channels import Undeliverable
from bot.channels.teams.reading import THREAD, answered
from dialogs.message import Place
from dialogs.reply import Recipient, Reply
from storage.failures import Failure
from storage.work import Conversation, Outgoing

Open = Callable[[str, ConversationParameters], Awaitable[str]]  # service url, who → the conversation's id


class Places:
    """Finds the SDK's reference for a reply. Remembers the chats that it opened; the service opens each only once."""

    def __init__(self, open_: Open) -> None:
        self._open = open_
        self._opened: dict[tuple[str, str], str] = {}  # (service url, user id) → the personal conversation

    async def of(self, outgoing: Outgoing, conversation: Conversation, reply: Reply) -> ConversationReference:
        """Raises Undeliverable where it is not known how to reach the conversation, or the reader."""
        kept = conversation.reference
        if reply.recipient is not Recipient.HERE and conversation.place != Place.PERSONAL:
            return await self._alone(outgoing.address)
        if "conversation" not in kept:
            return await self._alone(kept)
        activity_id, thread = answered(outgoing.in_reply_to) if outgoing.in_reply_to else (None, None)
        thread = outgoing.thread or thread
        where = f"{conversation.id}{THREAD}{thread}" if thread else conversation.id
        return referring({**kept, "conversation": {**kept["conversation"], "id": where}}, activity_id)

    async def _alone(self, address: Mapping[str, Any]) -> ConversationReference:
        """The reader's own chat."""
        if not address.get("serviceUrl") or "user" not in address:
            raise Undeliverable("it is not known how to reach them alone", kind=Failure.NO_ADDRESS, permanent=True)
        where = {"id": await self._opened_with(address), "tenantId": address.get("tenantId")}
        return referring({**address, "conversation": where})

    async def _opened_with(self, address: Mapping[str, Any]) -> str:
        key = (str(address["serviceUrl"]), str(address["user"]["id"]))
        if key not in self._opened:
            tenant = address.get("tenantId")
            parameters = ConversationParameters(
                is_group=False,
                bot=ChannelAccount(**address["bot"]),
                members=[ChannelAccount(**address["user"])],
                tenant_id=tenant,
                channel_data={"tenant": {"id": tenant}},
            )
            self._opened[key] = await self._open(key[0], parameters)
        return self._opened[key]


def referring(kept: Mapping[str, Any], activity_id: str | None = None) -> ConversationReference:
    """The SDK's reference of a kept one; what is not known stays out of it. `activity_id` is what is replied to."""
    where = kept["conversation"]
    place = {"conversation_type": where.get("conversationType"), "tenant_id": where.get("tenantId")}
    known = {"activity_id": activity_id, "channel_id": kept.get("channelId")}
    user = ChannelAccount(**kept["user"]) if "user" in kept else None
    return ConversationReference(
        bot=ChannelAccount(**kept["bot"]),
        conversation=ConversationAccount(id=where["id"], **_given(place)),
        service_url=kept["serviceUrl"],
        **_given({"user": user, **known}),
    )


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
