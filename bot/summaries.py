"""Posts the summaries that people have asked for by a rule of time: once each, whichever replica wakes first."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.now import Now
from bot.past import StoredPast
from dialogs.message import Place
from dialogs.reply import Reply
from dialogs.reports.gathered import standings
from dialogs.rights import in_sight
from dialogs.schedule_words import posted_late
from dialogs.weekly import weekly
from storage.people import Directory, today_in
from storage.plan import Plan
from storage.schedule import Firing, Schedule, firing
from storage.store import Store
from storage.work import Conversation, Outgoing

BEFORE_THE_FIRST = timedelta(days=7)  # the first summary tells of the week before it


@dataclass(frozen=True, slots=True)
class _Sight:
    """The plans that there are for whoever reads it, and everybody."""

    plans: Mapping[int, Plan]
    directory: Directory


class Summaries:
    """Puts what is due into the outbox, and sets when it is next due, in one transaction."""

    def __init__(self, store: Store, now: Now, zone: ZoneInfo) -> None:
        self._store = store
        self._now = now
        self._zone = zone

    async def tick(self) -> int:
        """Fire every schedule that is due; how many were fired by this process. Raises Away."""
        due = await self._store.due_schedules(self._now())
        return sum([await self._fire(*one) for one in due])

    async def _fire(self, organisation: str, schedule: Schedule, conversation: Conversation) -> bool:
        now = self._now()
        found = firing(schedule, now)
        if conversation.gone:  # it rests while the bot is not there, and goes on when it is back
            await self._store.skip(organisation, schedule, found.next_at)
        if conversation.gone or not found.posts:  # too late to be of use: the next one says that this never came
            return False
        sight = await self._sight(organisation, schedule, conversation, now)
        if schedule.plan is not None and schedule.plan not in sight.plans:  # restricted by now
            await self._store.skip(organisation, schedule, found.next_at)
            return False
        outgoing = Outgoing(
            cause=f"schedule:{schedule.id}:{found.due.isoformat()}",
            conversation=conversation.id,
            channel=conversation.channel,
            reply=(await self._summary(organisation, schedule, found, now, sight)).dump(),
        )
        return await self._store.fire(organisation, schedule, found.next_at, outgoing, now)

    async def _sight(self, organisation: str, schedule: Schedule, conversation: Conversation, now: datetime) -> _Sight:
        """What whoever set it up sees in that conversation."""
        directory = today_in(await self._store.directory(organisation), now.astimezone(self._zone).date())
        private, by = conversation.place == Place.PERSONAL, directory.people.get(schedule.by)
        return _Sight(in_sight(await self._store.plans(organisation), by, directory, private=private), directory)

    async def _summary(
        self, organisation: str, schedule: Schedule, found: Firing, now: datetime, sight: _Sight
    ) -> Reply:
        plans, directory, today = sight.plans, sight.directory, now.astimezone(self._zone).date()
        since = schedule.posted or now - BEFORE_THE_FIRST
        chosen = [plan for plan in plans.values() if plan.state == "live" and schedule.plan in (None, plan.id)]
        before = {plan.id: await self._store.as_known(organisation, plan.id, since) for plan in chosen}
        start = since.astimezone(self._zone).date()
        kept = StoredPast(self._store, organisation, schedule.conversation, frozenset(plans))
        returns = {plan.id: await standings(kept, plan, today) for plan in chosen}
        made = await asyncio.to_thread(weekly, chosen, before, directory, today, start, returns)
        return posted_late(made, schedule, found)
