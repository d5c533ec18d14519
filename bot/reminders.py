"""Gives each person their one message of the day: at nine of their own time, on working days, if there is any."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.courier import Courier
from bot.now import Now
from dialogs.reply import Reply
from dialogs.rhythm.asks import Ask, Today, asks
from dialogs.rhythm.day import message
from dialogs.rhythm.escalation import escalated
from dialogs.rhythm.wishes import to_decide
from storage.people import today_in
from storage.plan import Plan
from storage.rhythm import asked_of
from storage.schedule import working_day
from storage.store import Store

FROM, UNTIL = time(9), time(17)  # later than five it waits for the next working day
QUARTER = 15 * 60  # seconds; every zone's hours and days begin with a quarter of an hour


class Reminders:
    """Told through the outbox, once a day for each person, however many replicas wake."""

    def __init__(self, store: Store, courier: Courier, now: Now, zone: ZoneInfo) -> None:
        self._store = store
        self._courier = courier
        self._now = now
        self._zone = zone
        self._decided: dict[str, tuple[object, ...]] = {}  # of each organisation, what the last decision was made from

    async def tick(self) -> None:
        """Tell whoever is to be told and has their morning. Raises Away."""
        for organisation in await self._store.organisations():
            await self._within(organisation)

    async def _within(self, organisation: str) -> None:
        now = self._now()
        zones = await self._zones(organisation)
        local = {person: now.astimezone(zone) for person, zone in zones.items()}
        default = now.astimezone(self._zone)
        if not any(_may_tell(one) for one in (default, *local.values())):
            return
        plans = await self._store.plans(organisation)
        directory = today_in(await self._store.directory(organisation), default.date())
        mark = await self._store.rhythm_mark(organisation, default.date())
        numbers = tuple((plan.id, plan.number) for plan in plans.values())
        decided = (mark, numbers, directory.number, tuple(sorted(_names(zones))), now.timestamp() // QUARTER)
        if self._decided.get(organisation) == decided:
            return
        rhythm = await self._store.rhythm(organisation, default.date())
        returns = await self._store.returns(organisation)
        today: Today = lambda person: local.get(person, default).date()  # noqa: E731 - typed
        unanswered = escalated(plans, directory, rhythm, today, await self._unreached(organisation, plans))
        more = [*unanswered, *to_decide(plans.values(), directory, rhythm, today)]
        found = asks(plans, directory, rhythm, today, returns, more)
        told = {(one.person, one.day) for one in rhythm.asked}
        for person, some in found.items():
            there = local.get(person, default)
            if _may_tell(there) and (person, there.date()) not in told:
                said = message(some, plans, directory, there.date(), returns)
                await self._tell(organisation, person, there, some, said)
        self._decided[organisation] = decided

    async def _unreached(self, organisation: str, plans: Mapping[int, Plan]) -> frozenset[int]:
        """Whom no message of ours reaches; nobody asks where no plan escalates."""
        if not any(plan.escalation for plan in plans.values()):
            return frozenset()
        found = await self._store.could_not_reach(organisation)
        return frozenset(one.person for one in found if one.person is not None)

    async def _tell(self, organisation: str, person: int, local: datetime, some: tuple[Ask, ...], said: Reply) -> None:
        await self._courier.ask(
            organisation,
            person,
            said,
            cause=f"ask:{person}:{local.date().isoformat()}",
            said=asked_of(person, local.date(), ((one.plan, one.action, one.why) for one in some), self._now()),
            told=[prompt for one in some for prompt in one.prompts],
        )

    async def _zones(self, organisation: str) -> dict[int, ZoneInfo]:
        """Where people are, as their channel last said."""
        accounts = await self._store.accounts(organisation)
        known = sorted(
            (one for one in accounts if one.person and one.zone),
            key=lambda one: one.seen.timestamp() if one.seen else 0.0,
        )
        return {one.person: zone for one in known if one.person and (zone := _zone(one.zone))}


def _names(zones: Mapping[int, ZoneInfo]) -> Iterator[tuple[int, str]]:
    return ((person, zone.key) for person, zone in zones.items())


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def _may_tell(local: datetime) -> bool:
    return working_day(local.date()) and FROM <= local.time() < UNTIL
