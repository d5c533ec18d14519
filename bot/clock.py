"""Wakes, and does what is due: the weekly summaries, what officers should know, and what the outbox still holds."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.notices import Notices
from bot.now import Now
from bot.sender import Sender
from dialogs.reply import Reply
from dialogs.weekly import weekly
from storage.schedule import Schedule
from storage.store import Store
from storage.work import Conversation, Outgoing, StorageError

log = structlog.get_logger(__name__)

SINCE = timedelta(days=7)  # a weekly summary compares with the plan as it stood a week before


class Clock:
    """Posts each scheduled summary once, whichever replica wakes first."""

    def __init__(
        self,
        store: Store,
        sender: Sender,
        notices: Notices,
        resume: Callable[[], Awaitable[int]],
        now: Now,
        zone: ZoneInfo,
    ) -> None:
        self._resume = resume  # the router's: what was kept until it was certain who wrote it
        self._store = store
        self._sender = sender
        self._notices = notices
        self._now = now
        self._zone = zone

    async def run(self, seconds: Callable[[], float]) -> None:
        """Tick for ever. A tick that fails is logged, and the next one tries again."""
        while True:
            try:
                await self.tick()
            except StorageError as away:
                log.warning("tick missed", reason=str(away))
            except Exception:
                log.exception("tick failed")
            await asyncio.sleep(seconds())

    async def tick(self) -> int:
        """Fire every schedule that is due, send what is unsent, drop old files; how many summaries were posted."""
        fired = 0
        for organisation, schedule, conversation in await self._store.due_schedules(self._now()):
            fired += await self._fire(organisation, schedule, conversation)
        await self._resume()
        await self._notices.tick()
        await self._sender.sweep()
        await self._store.forget_old_files(self._now())
        return fired

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
