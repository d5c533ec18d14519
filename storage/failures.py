"""Why a message of ours did not arrive, in words that hold for every channel, and whom messages do not reach."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.schedule import Schedule
from storage.work import Conversation


class Failure(StrEnum):
    """What stood in the way. Each has its words in `dialogs/words`: why, and what can be done about it."""

    BLOCKED = "blocked"  # the person has blocked the app, or the channel's moderation has
    DISABLED = "disabled"  # an administrator has switched the app off for them
    NOT_INSTALLED = "not_installed"  # the app is not in the person's chats
    NOT_IN_CONVERSATION = "not_in_conversation"  # the app was taken out of the channel or the group
    GONE = "gone"  # the conversation or the account is there no more
    FORBIDDEN = "forbidden"  # the app lacks a permission that this needs
    NO_ADDRESS = "no_address"  # they have never met the bot, so there is nowhere to write to
    TOO_LARGE = "too_large"  # more than the service takes in one message
    REFUSED = "refused"  # the service cannot read the message: a fault of ours
    THROTTLED = "throttled"  # too many messages at once
    BAD_CREDENTIALS = "bad_credentials"  # the service does not accept who we say we are
    WRONG_ADDRESS = "wrong_address"  # the conversation is held at another address of the service
    SERVICE_AWAY = "service_away"  # the service is out of reach, or says that it is broken
    UNHEARD = "unheard"  # the other way round: something that they sent could not be taken in
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Unreached:
    """A person, or a place, that does not get our messages. `failure` and `reason` are the latest one's."""

    conversation: Conversation
    person: int | None  # None: a channel or a group, or an identity that is linked to nobody
    failure: Failure
    reason: str
    since: datetime
    latest: datetime
    messages: int = 1
    cause: str = ""  # of the latest message


@dataclass(frozen=True, slots=True)
class Left:
    """A conversation that the bot was removed from and is not back in. `person` is whose chat it was, if one's own."""

    conversation: Conversation
    removed: datetime
    person: int | None = None
    schedules: tuple[Schedule, ...] = ()  # what rests there
