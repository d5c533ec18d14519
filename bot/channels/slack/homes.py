"""The Home tabs that people have open, so that whoever changes something sees it there at once.

Slack tells of every opening and of no closing, so a tab counts as open for a while after it was opened. After changes
of other people's, and of this person's elsewhere, a tab is drawn anew by the clock, as every card is.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from bot.channels.slack.origin import Means, Origin, origin_of
from dialogs.message import Message, MessageKind

OPEN = 600.0  # seconds after its opening


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

    def after(self, change: Message) -> Message | None:
        """What is to be heard once more because of a change, as if whoever made it opened their tab now."""
        at, opening = self._opened.get((change.organisation, change.sender.id), (-OPEN, None))
        return _again(opening, change) if opening is not None and self._clock() - at <= OPEN else None


def _again(opening: Message, change: Message) -> Message:
    """The opening with an id of this change's own."""
    first, cause = origin_of(opening.id), origin_of(change.id)
    own = f"{cause.own if cause else change.id}:{change.conversation}"
    origin = Origin(own, first.user if first else "", None, Means.HOME)
    return replace(opening, id=str(origin), sent=change.sent, received=change.received)
