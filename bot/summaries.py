"""Posts the summaries that people have asked for by a rule of time: once each, whichever replica wakes first."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.now import Now
from dialogs.reply import Reply
from dialogs.weekly import weekly
from storage.schedule import Schedule
from storage.store import Store
from storage.work import Conversation, Outgoing

SINCE = timedelta(days=7)  # a weekly summary compares with the plan as it stood a week before


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
        after = schedule.rule.next_after(now, schedule.next_at)
        if conversation.gone:  # it rests while the bot is not there, and goes on where it is added again
            await self._store.skip(organisation, schedule, after)
            return False
        outgoing = Outgoing(
            cause=f"schedule:{schedule.id}:{schedule.next_at.isoformat()}",
            conversation=conversation.id,
            channel=conversation.channel,
            reply=(await self._summary(organisation, schedule)).dump(),
        )
        return await self._store.fire(organisation, schedule, after, outgoing, now)

    async def _summary(self, organisation: str, schedule: Schedule) -> Reply:
        plans = await self._store.plans(organisation)
        directory = await self._store.directory(organisation)
        today = self._now().astimezone(self._zone).date()
        chosen = [plan for plan in plans.values() if plan.state == "live" and schedule.plan in (None, plan.id)]
        before = {plan.id: await self._store.as_at(organisation, plan.id, today - SINCE) for plan in chosen}
        return weekly(chosen, before, directory, today)
