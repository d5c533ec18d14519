"""The Home tabs that people have open, so that they can be drawn anew after a change.

Slack tells of every opening and of no closing, so a tab counts as open for a while after it was opened.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from bot.channels.slack.origin import Means, Origin, origin_of
from dialogs.message import Message, MessageKind

OPEN = 600.0  # seconds after its opening
MOST = 20  # tabs that one change draws anew


class Homes:
    """The last opening of each person's Home tab."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._opened: OrderedDict[tuple[str, str], tuple[float, Message]] = OrderedDict()

    def note(self, heard: Message) -> None:
        """Remember an opening."""
        if heard.kind is MessageKind.HOME:
            key = (heard.organisation, heard.sender.id)
            self._opened[key] = (self._clock(), heard)
            self._opened.move_to_end(key)
        while self._opened and self._clock() - next(iter(self._opened.values()))[0] > OPEN:
            self._opened.popitem(last=False)

    def after(self, change: Message) -> list[Message]:
        """What is to be heard once more because of a change, as if the tabs of the organisation were opened now."""
        openings = [one for at, one in self._opened.values() if self._clock() - at <= OPEN]
        concerned = [one for one in openings if one.organisation == change.organisation]
        return [_again(one, change) for one in concerned[-MOST:]]


def _again(opening: Message, change: Message) -> Message:
    """The opening with an id of this change's own."""
    first, cause = origin_of(opening.id), origin_of(change.id)
    own = f"{cause.own if cause else change.id}:{change.conversation}"
    origin = Origin(own, first.user if first else "", None, Means.HOME)
    return replace(opening, id=str(origin), sent=change.sent, received=change.received)
