"""Keeps, once a day, how long plans stand and stood at the end of the week and of the month: it is then told soon."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.now import Now
from storage.store import Store


class Snapshots:
    """Of several replicas the first one makes them; the others find them made."""

    def __init__(self, store: Store, now: Now, zone: ZoneInfo) -> None:
        self._store = store
        self._now = now
        self._zone = zone
        self._seen_to: date | None = None

    async def tick(self) -> int:
        """See to today's, if that has not been done; how many were made. Raises Away, and is then tried again."""
        today = self._now().astimezone(self._zone).date()
        if today == self._seen_to:
            return 0
        made = await self._store.keep_as_they_are() + await self._store.keep_snapshots(today)
        self._seen_to = today
        return made
