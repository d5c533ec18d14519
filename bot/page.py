"""Joins the chat page to a bot: whom it offers to be, what it shows at its head, and what its reset does."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from bot.app import App
from bot.channels.web import Persona, WebChannel
from bot.channels.web.channel import NAME
from bot.channels.web.rooms import private
from dialogs.rights import owns
from dialogs.words import day, say, weekday
from storage.people import Directory, Person
from storage.plan import Plan, PlanState
from storage.work import Conversation, Identity, LinkIdentity, Work

PORT = 3980
Examples = dict[str, tuple[str, ...]]  # things to type, by the name of whom they suit, in the order to offer


@dataclass(slots=True)
class PageOf:
    """The chat page over one bot. Whoever opens it is whom they pick: it serves this machine only."""

    app: App
    key: str
    organisation: str
    examples: Examples = field(default_factory=dict)
    start_again: Callable[[], Awaitable[str]] | None = None  # prepares a fresh organisation and says which
    channel: WebChannel = field(init=False)

    def __post_init__(self) -> None:
        self.channel = WebChannel(
            self.app.router,
            self.key,
            self.people,
            self.today_shown,
            now=self.app.now,
            organisation=self.organisation,
            zone=self.app.settings.zone,
            plan_title=self.plan_title,
            on_reset=self.reset if self.start_again else None,
        )
        self.app.sender.join(self.channel)

    async def people(self) -> list[Persona]:
        """Everybody who can speak, those with examples first."""
        directory = await self.app.store.directory(self.organisation)
        plans = await self._live()
        speaking = list(directory.here())
        await self._link(speaking)
        return [_persona(one, directory, plans, self.examples) for one in sorted(speaking, key=self._place)]

    def today_shown(self) -> str:
        """The date at the page's head, and that it is pinned where it is."""
        today = self.app.now().astimezone(self.app.settings.tzinfo).date()
        shown = f"{weekday(today.weekday())} {day(today)}"
        return say("page.pinned" if self.app.settings.today else "page.today", date=shown)

    async def plan_title(self) -> str:
        return " · ".join(plan.title for plan in await self._live() if not plan.restricted)

    async def reset(self) -> None:
        if self.start_again is not None:
            self.organisation = await self.start_again()
            self.channel.organisation = self.organisation

    async def _live(self) -> list[Plan]:
        plans = await self.app.store.plans(self.organisation)
        return [plan for plan in plans.values() if plan.state is PlanState.LIVE]

    async def _link(self, people: Iterable[Person]) -> None:
        """Each has a chat of their own here from the start, so that what nobody asked for can be told there."""
        await asyncio.gather(*(self.app.store.flush(self._at_home(one)) for one in people))

    def _at_home(self, person: Person) -> Work:
        identity = Identity(NAME, str(person.id))
        link = LinkIdentity(identity, person.id, "picked on this machine")
        chat = Conversation(self.organisation, NAME, private(identity.id), zone=self.app.settings.zone)
        return Work(self.organisation, self.app.now(), (link,), conversation=chat, identity=identity)

    def _place(self, person: Person) -> tuple[int, str]:
        offered = list(self.examples)
        return (offered.index(person.name) if person.name in offered else len(offered), person.name)


def _persona(person: Person, directory: Directory, plans: Iterable[Plan], examples: Examples) -> Persona:
    owned = sum(owns(person, plan, action, directory) for plan in plans for action in plan.actions.values())
    role = say(f"page.role.{person.role.value}", n=owned)
    return Persona(str(person.id), person.name, role, examples.get(person.name, ()))
