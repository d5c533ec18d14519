"""A town with one person for each part that somebody can play, and what each of them can bring about there.

Every attempt is decided by the real bot against the same state and never written, so that attempts do not meet.
"""

import io
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import yaml
from docx import Document

from bot.app import App, bot
from bot.deciding import Deciding
from bot.settings import read
from dialogs.message import Attachment, Message, MessageKind, Place, Sender
from dialogs.reply import Reply
from dialogs.turn import Outcome
from dialogs.understanding.interpretation import Asks
from storage.plan import Plan
from storage.store import prepare
from storage.work import Hold, Identity, KnowAccount, LinkIdentity, Loaded, PutClaim, PutPerson, Recorded, Work, Write
from tests.support.conversations import MADE, HandClock
from tests.support.plans import changes_of, directory_of
from tests.support.recorder import Recorder
from tests.support.workbooks import filled

PARTS = {
    "guest": None,
    "stranger": None,
    "reader": "Lorna Reid",
    "colleague": "Colin Case",
    "owner": "Olive Ward",
    "holder": "Hetty Lund",
    "delegate": "Della Gates",
    "sponsor": "Sonia Price",
    "manager": "Max Arnott",
    "officer": "Otis Field",
    "system": "Finance Feed",
}
INSIDE = "Vera Inman"  # of the restricted plan
CLAIMED = "Petra Vance"  # whom the stranger says to be
PLAN = b"No,Recommendation,Action,Lead officer,Timescale,RAG\n1,Plant trees,Order them,JT,March 2027,Delayed\n"
TEMPLATE = (Path(__file__).parents[2] / "examples" / "cabinet-template.docx").read_bytes()
NAMES = {"plan": "new.csv", "evidence": "minutes.pdf", "working sheet": "rows.xlsx", "questions": "questions.xlsx"}


@dataclass
class Town:
    app: App
    deciding: Deciding
    clock: HandClock
    plan: Plan
    people: dict[int, str] = field(default_factory=dict)
    claim: str = ""  # that is open
    number: int = 0
    kept: dict[str, bytes] = field(
        default_factory=lambda: {"plan": PLAN, "evidence": b"%PDF-1.4", "template": TEMPLATE}
    )

    async def say(self, part: str, row: Mapping[str, Any]) -> str:
        """For good; the file of the answer is kept under the row's name for it."""
        taken = await self.app.router.take(self.message(part, row))
        if "keep" in row:
            self.kept[row["keep"]] = next(file.content for reply in taken.replies for file in reply.files)
        return "\n".join(one.text for one in taken.replies)

    async def attempt(self, part: str, row: Mapping[str, Any]) -> set[str]:
        """The signs of what would come of it; "nothing" where nothing is written, asked or handed out."""
        message = self.message(part, row)
        identity = Identity(message.sender.channel, message.sender.id)
        loaded, outcome = await self._decided(message)
        return set(_signs(outcome, identity, str(row["sign"]), loaded.memory or {}))

    async def _decided(self, message: Message) -> tuple[Loaded, Outcome]:
        identity = Identity(message.sender.channel, message.sender.id)
        about = message.id, message.in_reply_to
        loaded = await self.app.store.load(message.organisation, message.conversation, identity, *about)
        return loaded, (await self.deciding.decide(message, loaded))[1]

    async def answer(self, part: str, row: Mapping[str, Any]) -> str:
        """Everything that would be said, whole."""
        message = replace(self.message(part, row), id="m", sent=self.clock(), received=self.clock())
        _, outcome = await self._decided(message)
        return "\n".join(_told(reply) for reply in outcome.replies)

    def message(self, part: str, row: Mapping[str, Any]) -> Message:
        self.number += 1
        place = Place(row.get("place", "personal"))
        name = CLAIMED if part == "stranger" else PARTS.get(part) or part
        return Message(
            id=f"m{self.number}",
            kind=_kind(row),
            organisation="local",
            conversation=f"{part}'s chat" if place is Place.PERSONAL else f"the {place}",
            place=place,
            sender=Sender("teams", part, name, guest=part == "guest"),
            text=row.get("say", ""),
            sent=self.clock(),
            received=self.clock(),
            payload={"act": row["act"], **self._payload(row["press"])} if "press" in row else {},
            inputs={key: value for key, value in self._inputs(row.get("inputs", {}))},
            attachments=(self.attachment(row),) if "file" in row else (),
        )

    def attachment(self, row: Mapping[str, Any]) -> Attachment:
        kind = row["file"]
        content = self.kept[kind]
        if "fill" in row:
            (first, words) = next(iter(row["fill"].items()))
            content = filled(content, words, first) if kind in NAMES else _filled_in(content, row["fill"])
        return Attachment(NAMES.get(kind, "table.docx"), content)

    def _payload(self, pressed: Mapping[str, Any]) -> dict[str, Any]:
        given = dict(pressed)
        if "ref" in given:
            given |= {"plan": self.plan.id, "action": self._id(given.pop("ref"))}
        if given.get("change_set") in PARTS:
            given["change_set"] = self._last_of(PARTS[given["change_set"]])
        if "claim" in given:
            given["claim"] = self.claim
        if "person" in given:
            given["person"] = self.person(CLAIMED if given["person"] == "claimed" else PARTS[given["person"]])
        return given

    def _inputs(self, given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for key, value in given.items():
            field_, _, ref = key.partition(".")
            yield (f"{field_}.{self._id(ref)}" if ref else key), self._of_form(key, value)

    def _of_form(self, key: str, value: str) -> str:
        return f"{self.plan.id}/{self._id(value)}" if key == "action" else value

    def _id(self, ref: str) -> int:
        return self.plan.find(ref)[0].id

    def _last_of(self, name: str | None) -> str:
        person = self.person(name)
        return next(one.change_set for one in reversed(self.plan.recent) if one.recorder == person)

    def person(self, name: str | None) -> int:
        return next(place for place, one in self.people.items() if one == name)


def _told(reply: Reply) -> str:
    """A reply with what is in its files, but for when they were made."""
    inside = [(file.name, _inside(file.content)) for file in reply.files]
    return f"{reply.model_copy(update={'files': ()}).dump()} {inside}"


def _inside(content: bytes) -> object:
    if not content.startswith(b"PK"):
        return content
    with ZipFile(io.BytesIO(content)) as packed:
        return {one.filename: one.CRC for one in packed.infolist() if one.filename != "docProps/core.xml"}


def _kind(row: Mapping[str, Any]) -> MessageKind:
    if "press" in row:
        return MessageKind.FORM if "inputs" in row else MessageKind.BUTTON
    return MessageKind.FILE if "file" in row else MessageKind(row.get("kind", "new"))


def _filled_in(content: bytes, words: Mapping[str, Mapping[int, str]]) -> bytes:
    """A Word document with words in some cells of its last table, by the first cell of a row and the column."""
    document: Any = Document(io.BytesIO(content))
    for row in document.tables[-1].rows[1:]:
        for column, typed in words.get(row.cells[0].text, {}).items():
            row.cells[column].text = typed
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _of_meeting(write: Write, identity: Identity) -> bool:
    """What is written of somebody who is met, and not of what they want."""
    about = write.claim.identity if isinstance(write, PutClaim) else getattr(write, "identity", None)
    return isinstance(write, Hold | KnowAccount) or about == identity


def _signs(outcome: Outcome, identity: Identity, sign: str, before: Mapping[str, Any]) -> Iterator[str]:
    question = outcome.memory.question if outcome.memory else None
    new = question is not None and question.id != (before.get("question") or {}).get("id")
    cards = [reply.card for reply in outcome.replies if reply.card is not None]
    found = {
        "writes": not all(_of_meeting(one, identity) for one in outcome.writes),
        "asks": new and question is not None and question.pending.asks is Asks.CONFIRM,
        "asks who": new and question is not None and question.pending.asks is Asks.WHICH_PERSON,
        "files": any(reply.files for reply in outcome.replies),
        "form": any(card.inputs for card in cards),
    }
    yield from (name for name, there in found.items() if there)
    if not any(found[name] for name in ("writes", "asks", "files", "form")):
        yield "nothing"
    said = "\n".join(str(reply.dump()) for reply in outcome.replies)
    if sign.startswith("shows ") and sign.removeprefix("shows ") in said:
        yield sign


@asynccontextmanager
async def town_over(
    world: Path, before: Iterable[Mapping[str, Any]], database: Path, *more: Path, people: Path | None = None
) -> AsyncIterator[Town]:
    """On a real tenant: who somebody is is not picked. `more` plans stand beside it; of `people` only the people, and
    no post or group."""
    settings = read(
        database_url=f"sqlite+aiosqlite:///{database}",
        teams_app_id="11111111-1111-1111-1111-111111111111",
        teams_app_password="p",
        teams_tenant_id="tenant",
    )
    await prepare(settings.database_url)
    described = [yaml.safe_load(path.read_text("utf-8")) for path in (world, *more)]
    named = [yaml.safe_load(people.read_text("utf-8"))] if people else []
    directory, clock = directory_of(*described, *named), HandClock()
    async with bot(settings, clock) as app:
        app.sender.join(Recorder("teams"))
        links = [
            LinkIdentity(Identity("teams", part), person.id, "directory")
            for part, name in (*PARTS.items(), ("inside", INSIDE))
            if name and (person := directory.named(name))
        ]
        known = {one["name"] for row in described for one in row["people"]}
        own = (one for one in directory.people.values() if one.speaks or one.name in known)
        puts = [PutPerson(person, 0) for person in own]
        await app.store.flush(Work("local", MADE, (*puts, *links)))
        for place, row in enumerate(described, start=1):
            made = Recorded(place, 0, changes_of(row, directory, place, MADE.date()))
            await app.store.flush(Work("local", MADE, (made,)))
        deciding = Deciding(app.store, clock, settings.tzinfo, local=settings.local, administrator="")
        town = Town(app, deciding, clock, Plan("local", 1))
        for one in before:
            await town.say(one["as"], one)
        town.plan = (await app.store.plans("local"))[1]
        town.people = {one.id: one.name for one in directory.people.values()}
        town.claim = next(one.id for one in await app.store.claims("local"))
        yield town
