"""What a dialog may ask for beyond what its turn starts from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from storage.audit import Entry
from storage.failures import Left, Unreached
from storage.handed import MadeReport, TemplateEvent
from storage.plan import Change, Plan
from storage.returns import Return, ReturnRow
from storage.rhythm import Rhythm
from storage.rights import RightsEvent
from storage.schedule import Schedule
from storage.status import Status
from storage.store import Store
from storage.work import Account, Claim, Conversation, Heard


@dataclass(frozen=True, slots=True)
class StoredPast:
    """The history of one organisation and of one conversation, for the dialogs that ask for it."""

    store: Store
    organisation: str
    conversation: str
    plans: frozenset[int] | None = None  # of these alone; of all where it is None

    async def changes(self, plan: int, action: int | None = None) -> Sequence[Change]:
        return await self.store.changes(self.organisation, plan, action)

    async def as_at(self, plan: int, day: date) -> Plan:
        return await self.store.as_at(self.organisation, plan, day)

    async def as_returned(self, plan: Plan, made: Return) -> Plan:
        return await self.store.as_returned(plan, made)

    async def as_known(self, plan: int, moment: datetime) -> Plan:
        return await self.store.as_known(self.organisation, plan, moment)

    async def heard(self, message: str, *, anywhere: bool = False) -> Heard | None:
        return await self.store.heard(self.organisation, None if anywhere else self.conversation, message)

    async def unreached(self) -> Sequence[Unreached]:
        return await self.store.could_not_reach(self.organisation)

    async def left(self) -> Sequence[Left]:
        return await self.store.left(organisation=self.organisation)

    async def upload(self, upload: str) -> Mapping[str, Any] | None:
        return await self.store.upload(self.organisation, upload)

    async def claims(self) -> Sequence[Claim]:
        return await self.store.claims(self.organisation)

    async def accounts(self, person: int) -> Sequence[Account]:
        return await self.store.accounts(self.organisation, person)

    async def returns(self) -> Sequence[Return]:
        every = await self.store.returns(self.organisation)
        return [one for one in every if self.plans is None or one.plan in self.plans]

    async def entries(self, plan: int) -> Sequence[Entry]:
        return await self.store.entries(self.organisation, plan)

    async def registered(self) -> Sequence[Entry]:
        return await self.store.registered(self.organisation)

    async def return_rows(self, plan: int, label: str, version: int) -> Sequence[ReturnRow]:
        return await self.store.return_rows(self.organisation, plan, label, version)

    async def return_numbers(self, plan: int, made: Return) -> Mapping[Status | None, int]:
        return await self.store.return_numbers(self.organisation, plan, made)

    async def reports(self, plan: int) -> Sequence[MadeReport]:
        return await self.store.reports(self.organisation, plan)

    async def rights(self) -> Sequence[RightsEvent]:
        return await self.store.rights(self.organisation)

    async def schedules_of(self, person: int) -> Sequence[Schedule]:
        found = await self.store.schedules_of(self.organisation, person)
        return [one for one in found if self.plans is None or one.plan is None or one.plan in self.plans]

    async def templates(self) -> Sequence[TemplateEvent]:
        return await self.store.templates(self.organisation)

    async def template(self, id_: str) -> bytes | None:
        return await self.store.template(self.organisation, id_)

    async def chat(self, person: int) -> Conversation | None:
        """Their own chat, of several the one that was used last."""
        known = await self.store.addresses(self.organisation, person)
        return next((one.conversation for one in known if one.conversation is not None), None)

    async def rhythm(self, today: date) -> Rhythm:
        rhythm = await self.store.rhythm(self.organisation, today)
        return rhythm if self.plans is None else rhythm.of_plans(self.plans)
