"""What was said on the page since this process began: in memory, bounded, one count over all conversations.

The plan's history is in the database; this is only what a browser shows again when it is reloaded.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import uuid4

from dialogs.reply import File

ENTRIES_KEPT = 200  # in each conversation


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as the page shows it. `number` counts up over everything; a replaced message gets a new one."""

    id: str
    number: int
    conversation: str
    kind: Literal["said", "pressed", "file", "reply"]
    author: str | None  # the identity that spoke; None for the bot
    name: str  # whose name stands beside it
    text: str = ""
    html: str = ""
    at: str = ""  # UTC, ISO
    only: str | None = None  # the identity that alone may see it
    files: tuple[File, ...] = ()

    def dump(self) -> dict[str, Any]:
        shown = {name: getattr(self, name) for name in ("id", "number", "kind", "author", "name", "text", "html", "at")}
        return shown | {"only": self.only is not None, "sizes": [len(file.content) for file in self.files]}


class Transcript:
    """Every conversation of the page, and the listeners that wait for more."""

    def __init__(self) -> None:
        self._conversations: dict[str, deque[Entry]] = {}
        self._number = 0
        self._more = asyncio.Event()
        self.closed = False
        self.epoch = uuid4().hex  # a page that sees another one knows that the server began anew

    @property
    def number(self) -> int:
        return self._number

    def add(self, entry: Entry, replaces: str | None = None) -> Entry:
        """Keep an entry at its number; in the place of an older one of ours where that is still kept.

        What only one person may see takes the place of nothing that others see.
        """
        self._number += 1
        entries = self._conversations.setdefault(entry.conversation, deque(maxlen=ENTRIES_KEPT))
        hidden = entry.only is not None
        place = next((n for n, one in enumerate(entries) if one.id == replaces and (one.only or not hidden)), None)
        if place is None:
            kept = replace(entry, number=self._number)
            entries.append(kept)
        else:
            kept = replace(entry, id=entries[place].id, number=self._number)
            entries[place] = kept
        self._wake()
        return kept

    def find(self, message: str | None) -> Entry | None:
        """The entry of a message's id, in whichever conversation; None where it is no longer kept."""
        every = (entry for entries in self._conversations.values() for entry in entries)
        return next((entry for entry in every if entry.id == message), None)

    def after(self, number: int, conversations: Iterable[str], reader: str) -> list[Entry]:
        """What somebody may see of some conversations and has not seen yet, in the order in which it came."""
        entries = (entry for one in conversations for entry in self._conversations.get(one, ()))
        unseen = [entry for entry in entries if entry.number > number and entry.only in (None, reader)]
        return sorted(unseen, key=lambda entry: entry.number)

    async def wait(self, seconds: float) -> None:
        """Until something is added, the page is closed, or the time is over."""
        if not self.closed:
            more = self._more
            try:
                await asyncio.wait_for(more.wait(), seconds)
            except TimeoutError:
                return

    def clear(self) -> None:
        """Forget everything, and let the pages see that they begin anew."""
        self._conversations.clear()
        self.epoch = uuid4().hex
        self._wake()

    def close(self) -> None:
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        """Everybody who waits now is woken; whoever comes later waits for the next."""
        self._more.set()
        self._more = asyncio.Event()
