"""The JSON of a request, and what is known while it is read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.slack.origin import Origin
from bot.channels.slack.people import NAME, Profile, Workspace
from bot.channels.slack.plain import Words, mentioned, words
from dialogs.message import Message, MessageKind, Place, Sender

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """One body, who speaks in it and where."""

    body: Json
    workspace: Workspace
    people: Mapping[str, Profile]
    speaker: Profile
    received: datetime
    chat: str | None = None  # the speaker's own chat with the bot, where that is not plain from the body

    def message(self, origin: Origin, kind: MessageKind, channel: str, **parts: Any) -> Message:
        """A message of the speaker's in a conversation."""
        place = place_of(self.body, channel, self.chat)
        known = {"team": self.workspace.team, "enterprise": self.workspace.enterprise}
        team = {key: value for key, value in known.items() if value}
        every: dict[str, Any] = {
            "text": "",
            "title": title_of(self.body) if place is Place.CHANNEL else None,
            "within": self.workspace.team,
            "sent": self.received,
            "locale": self.speaker.locale,
            "zone": self.speaker.zone,
            "reference": team | {"channel": channel},
            "address": team | {"user": self.speaker.id},
        }
        return Message(
            id=str(origin),
            kind=kind,
            organisation=self.workspace.organisation,
            conversation=channel,
            place=place,
            sender=sender_of(self.speaker, self.workspace),
            received=self.received,
            **(every | parts),
        )

    def words(self, said: Json) -> Words:
        """The words of a message object; a message that was shared with it counts as quoted."""
        names = {one.id: one.name for one in self.people.values()}
        ours = frozenset({self.workspace.bot_user})
        read = words(text(said, "text"), names, ours)
        shared = [one for one in objects(said, "attachments") if one.get("is_share") or one.get("is_msg_unfurl")]
        more = [words(text(one, "text"), names, ours).said for one in shared]
        return Words(read.said, "\n".join(one for one in (read.quoted, *more) if one) or None)

    def mentions(self, said: Json) -> tuple[Sender, ...]:
        """The people whom a message object mentions, without the bot."""
        ids = [one for one in mentioned(text(said, "text")) if one != self.workspace.bot_user]
        return tuple(sender_of(self.people.get(one) or Profile(one), self.workspace) for one in ids)

    def mentions_us(self, *saids: Json) -> bool:
        return any(self.workspace.bot_user in mentioned(text(said, "text")) for said in saids)


def sender_of(profile: Profile, workspace: Workspace) -> Sender:
    """A user's id is unique in a workspace only, and an organisation may have several: the team stands before it.

    https://docs.slack.dev/reference/objects/user-object
    """
    return Sender(NAME, f"{workspace.team}:{profile.id}", profile.name, profile.email, guest=profile.guest)


def place_of(body: Json, channel: str, chat: str | None = None) -> Place:
    """Where it was said. What is not known to be private or a group counts as a channel.

    A command and a shortcut also come from chats of two people, where another reads along: `chat` is the speaker's own.
    """
    if channel.startswith("D"):
        return Place.PERSONAL if chat in (None, channel) else Place.GROUP
    name = text(body, "channel_name") or text(part(body, "channel"), "name")
    group = text(part(body, "event"), "channel_type") == "mpim" or name.startswith("mpdm-")
    return Place.GROUP if group else Place.CHANNEL


def title_of(body: Json) -> str | None:
    """What people call a channel; a private one is not named to who may not see it."""
    name = text(body, "channel_name") or text(part(body, "channel"), "name")
    return f"#{name}" if name and name not in ("privategroup", "directmessage") else None


# --- JSON of strangers --------------------------------------------------------------------------------------------


def part(parent: Json, key: str) -> Json:
    """The object under a key; an empty one where there is none."""
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def objects(parent: Json, key: str) -> list[Json]:
    value = parent.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(parent: Json, key: str) -> str:
    """The string under a key; "" where there is none."""
    value = parent.get(key)
    return value if isinstance(value, str) else ""
