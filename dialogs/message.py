"""What comes in, whichever channel it came through. One of the two types that cross the border from `bot`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter


class MessageKind(StrEnum):
    NEW = "new"
    EDITED = "edited"
    DELETED = "deleted"
    BUTTON = "button"  # `payload` holds what the button carried
    FORM = "form"  # `payload` holds what the button carried, `inputs` what was filled in
    FILE = "file"
    INSTALLED = "installed"
    REMOVED = "removed"
    RENAMED = "renamed"  # the conversation: `title` is what it is called now
    HOME = "home"  # the opening of a place that shows "my actions"


class Place(StrEnum):
    """What kind of conversation it is. Internal text is shown only in private ones."""

    PERSONAL = "personal"
    GROUP = "group"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Sender:
    """A chat identity: who the channel says this is. Which person of the plan it is, storage knows."""

    channel: str  # teams slack web console
    id: str
    name: str = ""
    email: str | None = None  # only where the channel's directory has verified it
    login: str | None = None  # the name that they sign in with, where it is an address; verified in the same way
    guest: bool = False  # of another organisation than the one whose plan it is: sees nothing, may do nothing


class Lost(StrEnum):
    """Why the bytes of a file are not there. Each has its words under `file` in `dialogs/words`."""

    TOO_LARGE = "too_large"
    ELSEWHERE = "elsewhere"  # its address is none that the channel keeps files at
    AWAY = "away"  # the place where it lies does not give it
    NOT_GIVEN = "not_given"  # the channel shows a bot no files in this kind of conversation


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message, already fetched by its channel (size checked there).

    Of one that could not be had there is only the name ("" where not even that is told), and `lost` says why.
    """

    name: str
    content: bytes
    content_type: str = "application/octet-stream"
    lost: Lost | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `id` is the channel's own, so that a redelivery is recognised; times are UTC and aware."""

    id: str
    kind: MessageKind
    organisation: str
    conversation: str
    place: Place
    sender: Sender
    text: str
    sent: datetime
    received: datetime
    title: str | None = None  # what people call the conversation
    within: str | None = None  # the team or workspace that it lies in
    whole: bool = False  # of being added or removed: it is the whole of `within`, not this conversation alone
    thread: str | None = None
    in_reply_to: str | None = None
    quoted: str | None = None  # what the channel quoted above the words; never the speaker's own
    mentions: tuple[Sender, ...] = ()
    payload: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    locale: str | None = None
    zone: str | None = None
    reference: Mapping[str, Any] = field(default_factory=dict)  # how the channel reaches this conversation later
    address: Mapping[str, Any] = field(default_factory=dict)  # how it reaches the sender alone, wherever they spoke

    def dump(self) -> dict[str, Any]:
        """The message as JSON, for when it has to wait; files, which no waiting message needs, are left out."""
        kept: dict[str, Any] = _ADAPTER.dump_python(self, mode="json", exclude={"attachments"})
        return kept

    @classmethod
    def load(cls, kept: Mapping[str, Any]) -> "Message":
        return _ADAPTER.validate_python(kept)


_ADAPTER = TypeAdapter(Message)
