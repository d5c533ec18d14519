"""What a reply must know of the message that it answers: who spoke, in which thread, and by what means.

It stands in `Message.id`, so it comes back with the reply (`Outgoing.in_reply_to`) after a restart and on another
replica, where nothing else of the message is at hand. Pure.
"""

from dataclasses import dataclass
from enum import StrEnum

_PART = "~"  # in none of Slack's ids and timestamps


class Means(StrEnum):
    """How somebody turned to the bot, where the answer goes another way than back into the conversation."""

    MESSAGE = "message"
    ALONE = "alone"  # by a command, a shortcut or from an answer that they alone saw: they alone see the answer
    HOME = "home"  # by opening the Home tab, which is then drawn anew


@dataclass(frozen=True, slots=True)
class Origin:
    """`own` is Slack's own id of it, the same for a redelivery and for nothing else in its conversation."""

    own: str
    user: str
    thread: str | None = None  # where an answer goes; None: into the conversation itself
    means: Means = Means.MESSAGE

    def __str__(self) -> str:
        means = "" if self.means is Means.MESSAGE else self.means.value
        return _PART.join((self.own, self.user, self.thread or "", means)).rstrip(_PART)


def origin_of(message_id: str | None) -> Origin | None:
    """The origin that a message id of ours names; None for none."""
    own, user, thread, means, *rest = [*(message_id or "").split(_PART), "", "", "", ""]
    if not own or not user or any(rest) or means not in ("", *Means):
        return None
    return Origin(own, user, thread or None, Means(means) if means else Means.MESSAGE)
