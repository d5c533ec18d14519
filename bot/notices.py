"""What performance officers are told without asking: where the bot was removed, at once; on working days, whom messages
of ours newly did not reach."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.courier import Courier
from bot.now import Now
from dialogs.claims import listed
from dialogs.farewell import farewell
from dialogs.message import Place
from dialogs.reply import Reply
from dialogs.unreached import notice
from storage.failures import Left, Unreached
from storage.people import Directory, Role, today_in
from storage.store import Store

HOUR = time(9)
OPEN, SHUT = time(8), time(18)  # somebody is waiting, so that it is told whenever an officer may be at work
CAUSE = "unreached:"  # what the causes of these notices begin with
REMOVED = "removed:"
CLAIMS = "claims:"
REMEMBERED = timedelta(days=3)  # a removal that could not be told for longer is in "who couldn't you reach"
SATURDAY = 5


class Notices:
    """Told through the outbox, so once a day however many processes wake."""

    def __init__(self, store: Store, courier: Courier, now: Now, zone: ZoneInfo) -> None:
        self._store = store
        self._courier = courier
        self._now = now
        self._zone = zone
        self._looked: date | None = None  # the day whose notices this process has seen to
        self._asked: dict[str, date] = {}  # organisation → the day on which its officers were asked who somebody is
        self._left: set[tuple[str, datetime]] = set()  # organisations and moments of removals that have been told

    async def tick(self) -> None:
        """Tell every organisation's officers what is new. Raises Away."""
        await self._removals()
        await self._waiting()
        await self._newly_unreached()

    async def _removals(self) -> None:
        """What went at one moment, as the channels of a team do, is one message."""
        for left in _together(await self._store.left(self._now() - REMEMBERED)):
            organisation, removed = left[0].conversation.organisation, left[0].removed
            if (organisation, removed) in self._left:
                continue
            directory = await self._store.directory(organisation)
            reply = farewell(left, await self._store.plans(organisation), directory)
            await self._to_officers(organisation, directory, reply, f"{REMOVED}{removed.isoformat()}")
            self._left.add((organisation, removed))

    async def _waiting(self) -> None:
        """Who waits for an officer to say who they are: all of them on one card, once on a working day at most."""
        local = self._now().astimezone(self._zone)
        if not office_hours(local):
            return
        for organisation in await self._store.organisations():
            if self._asked.get(organisation) == local.date():
                continue
            waiting = await self._store.claims(organisation)
            if waiting:
                directory = await self._store.directory(organisation)
                reply = listed(waiting, directory)
                if await self._to_officers(organisation, directory, reply, f"{CLAIMS}{local.date().isoformat()}"):
                    self._asked[organisation] = local.date()

    async def _newly_unreached(self) -> None:
        """From nine on, once a day."""
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
        await self._to_officers(organisation, directory, notice(new, directory), f"{CAUSE}{day.isoformat()}")

    async def _to_officers(self, organisation: str, directory: Directory, reply: Reply, cause: str) -> int:
        """Each officer who can be reached, once for each cause; how many there are of them."""
        reached = 0
        officers = [one.id for one in today_in(directory, self._now().date()).here() if one.role is Role.OFFICER]
        for officer in officers:
            if await self._courier.reachable(organisation, officer):
                await self._courier.tell(organisation, officer, reply, cause=f"{cause}:{officer}")
                reached += 1
        return reached


def _together(found: Iterable[Left]) -> list[list[Left]]:
    """By organisation and moment; the chats of people whom nobody knows are nobody's news."""
    news = [one for one in found if one.person is not None or one.conversation.place != Place.PERSONAL]
    groups: dict[tuple[str, datetime], list[Left]] = {}
    for one in news:
        groups.setdefault((one.conversation.organisation, one.removed), []).append(one)
    return list(groups.values())


def span(local: datetime) -> tuple[datetime, datetime] | None:
    """From nine of the last working day until nine of this one; None before nine, and on Saturdays and Sundays."""
    if local.weekday() >= SATURDAY or local.time() < HOUR:
        return None
    before = local.date() - timedelta(days=3 if local.weekday() == 0 else 1)
    return (
        datetime.combine(before, HOUR, tzinfo=local.tzinfo),
        datetime.combine(local.date(), HOUR, tzinfo=local.tzinfo),
    )


def office_hours(local: datetime) -> bool:
    return local.weekday() < SATURDAY and OPEN <= local.time() < SHUT


def news(found: Iterable[Unreached], start: datetime, end: datetime) -> list[Unreached]:
    """Those who went out of reach in a span of time; a notice of ours that did not arrive makes no news."""
    return [one for one in found if start <= one.since < end and not one.cause.startswith(CAUSE)]
