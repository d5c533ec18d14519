"""What performance officers are told without asking: on working days, whom messages of ours newly did not reach."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.courier import Courier
from bot.now import Now
from dialogs.unreached import notice
from storage.failures import Unreached
from storage.people import Role
from storage.store import Store

HOUR = time(9)
CAUSE = "unreached:"  # what the causes of these notices begin with
SATURDAY = 5


class Notices:
    """Told through the outbox, so once a day however many processes wake."""

    def __init__(self, store: Store, courier: Courier, now: Now, zone: ZoneInfo) -> None:
        self._store = store
        self._courier = courier
        self._now = now
        self._zone = zone
        self._looked: date | None = None  # the day whose notices this process has seen to

    async def tick(self) -> None:
        """Tell every organisation's officers what is new, from nine on. Raises Away."""
        told = span(self._now().astimezone(self._zone))
        if told is None or told[1].date() == self._looked:
            return
        for organisation in await self._store.organisations():
            new = news(await self._store.could_not_reach(organisation), *told)
            if new:
                await self._tell(organisation, new, told[1].date())
        self._looked = told[1].date()

    async def _tell(self, organisation: str, new: list[Unreached], day: date) -> None:
        directory = await self._store.directory(organisation)
        officers = [one.id for one in directory.people.values() if one.speaks and one.role is Role.OFFICER]
        for officer in officers:
            if await self._courier.reachable(organisation, officer):
                cause = f"{CAUSE}{day.isoformat()}:{officer}"
                await self._courier.tell(organisation, officer, notice(new, directory), cause=cause)


def span(local: datetime) -> tuple[datetime, datetime] | None:
    """From nine of the last working day until nine of this one; None before nine, and on Saturdays and Sundays."""
    if local.weekday() >= SATURDAY or local.time() < HOUR:
        return None
    before = local.date() - timedelta(days=3 if local.weekday() == 0 else 1)
    return (
        datetime.combine(before, HOUR, tzinfo=local.tzinfo),
        datetime.combine(local.date(), HOUR, tzinfo=local.tzinfo),
    )


def news(found: Iterable[Unreached], start: datetime, end: datetime) -> list[Unreached]:
    """Those who went out of reach in a span of time; a notice of ours that did not arrive makes no news."""
    return [one for one in found if start <= one.since < end and not one.cause.startswith(CAUSE)]
