"""A document in the conversation: reviewed, answered, agreed to; or the evidence of an update. The whole bot."""

import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, bot
from bot.settings import Settings, read
from dialogs.message import Attachment, Message, MessageKind, Place, Sender
from storage.people import Kind, Role
from storage.plan import Action, Plan
from storage.status import Status
from storage.work import Identity, LinkIdentity, PutPerson, Work
from tests.support.conversations import HandClock
from tests.support.recorder import Recorder

HEADER = "No,Recommendation,Action,Lead officer,Timescale,RAG,Update (May 2026)"
ROWS = (
    "1,Give the town centre one plan,Write the brief for it,Jo Smith,March 2027,Delayed,Begun.",
    "2,Make the budget easy to read,Publish a short summary,JT,31/01/27,On track,Drafted.",
    "3,Ask what residents think of us,Run a yearly survey,,Summer 2027,On track,",
    "4,Know what the buildings cost,Survey the buildings,Ola Berg,May 2028,On track,Let.",
)
LATER = HEADER.replace("May", "September")


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *rows)).encode()


@dataclass
class Talk:
    """A performance officer in a private chat with the bot."""

    app: App
    channel: Recorder
    clock: HandClock
    database: Path
    said: int = field(default=0)

    async def say(
        self, text: str, content: bytes | None = None, name: str = "plan.csv", more: tuple[Attachment, ...] = ()
    ) -> str:
        """What the bot answers to some words, or to a file with them."""
        self.said += 1
        message = Message(
            id=f"m{self.said}",
            kind=MessageKind.NEW if content is None else MessageKind.FILE,
            organisation="local",
            conversation="officer",
            place=Place.PERSONAL,
            sender=Sender("console", "officer", "Officer"),
            text=text,
            sent=self.clock(),
            received=self.clock(),
            attachments=() if content is None else (Attachment(name, content), *more),
        )
        taken = await self.app.router.take(message)
        return "\n".join(reply.text for reply in taken.replies)

    async def plans(self) -> Mapping[int, Plan]:
        return await self.app.store.plans("local")

    async def plan(self, code: str) -> Plan:
        return next(one for one in (await self.plans()).values() if one.code == code)

    async def action(self, ref: str, code: str = "NEW26") -> Action:
        (action,) = (await self.plan(code)).find(ref)
        return action

    def uploads(self) -> int:
        """How many documents wait."""
        return len(self._rows("SELECT id FROM uploads"))

    def memories(self) -> list[str]:
        return [row[0] for row in self._rows("SELECT memory FROM memories")]

    def _rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.database)) as database:
            return database.execute(query).fetchall()


@pytest.fixture
def settings(example_database: Path, tmp_path: Path) -> Settings:
    copy = tmp_path / "turns.db"
    shutil.copy(example_database, copy)
    return read(database_url=f"sqlite+aiosqlite:///{copy}")


@pytest.fixture
async def talk(settings: Settings, tmp_path: Path) -> AsyncIterator[Talk]:
    clock, channel = HandClock(), Recorder()
    async with bot(settings, clock) as app:
        app.sender.join(channel)
        directory = await app.store.directory("local")
        officer = next(one for one in directory.people.values() if one.role is Role.OFFICER)
        link = LinkIdentity(Identity("console", "officer"), officer.id, "test")
        await app.store.flush(Work("local", clock(), (link,)))
        yield Talk(app, channel, clock, tmp_path / "turns.db")


async def loaded(talk: Talk) -> None:
    """The plan in its May version."""
    await talk.say("load this", table(*ROWS))
    await talk.say("call it NEW26")
    assert "NEW26" in await talk.say("yes")


async def test_nothing_is_saved_before_a_yes(talk: Talk) -> None:
    before = await talk.plans()
    shown = await talk.say("", table(*ROWS))
    assert "plan.csv: 4 recommendations with 4 actions." in shown
    assert '"Delayed" has no colour: red (assumed) or amber?' in shown
    assert "Nothing is saved yet" in shown
    assert await talk.plans() == before
    await talk.say("no")
    assert "nothing" in (await talk.say("yes")).casefold()
    assert await talk.plans() == before


async def test_a_list_of_people_is_no_plan_and_it_is_said_what_reads_it(talk: Talk) -> None:
    people = b"First name,Surname,E-mail\nJo,Smith,jo.smith@borsetshire.example\n"
    said = await talk.say("", people, name="staff.csv")
    assert said.startswith("staff.csv: it is a list of people, not a plan.")
    assert "planminder people import FILE" in said
    things = b"Name,Size\nTown hall,3\n"
    assert "list of people" not in await talk.say("", things, name="buildings.csv")


async def test_the_document_waits_outside_of_the_conversations_memory(talk: Talk) -> None:
    long = table(
        *(f"{place},Recommendation {place},{'Words ' * 200},Jo Smith,May 2028,Green," for place in range(1, 80))
    )
    await talk.say("", long)
    assert talk.uploads() == 1
    assert max(map(len, talk.memories())) < 20_000
    await talk.say("yes")
    assert talk.uploads() == 0


async def test_what_is_open_is_answered_in_words_and_shown_again(talk: Talk) -> None:
    await talk.say("", table(*ROWS))
    assert "Delayed is amber" in await talk.say("Delayed is amber")
    assert "no owner given" not in await talk.say("rec 3 has no owner: leave it")
    again = await talk.say("JT is Jane Tate")
    assert "Known by initials only" not in again
    await talk.say("call it NEW26")
    await talk.say("yes")
    assert (await talk.action("1")).status is Status.AMBER
    assert (await talk.action("3")).owners == ()
    directory = await talk.app.store.directory("local")
    jane, label = directory.named("Jane Tate"), directory.named("JT")
    assert jane is not None and jane.speaks and jane.plan is None
    assert label is not None and label.kind is Kind.INITIALS and label.holders == (jane.id,)


async def test_a_title_and_a_code_are_told_in_one_breath(talk: Talk) -> None:
    await talk.say("", table(*ROWS))
    shown = await talk.say("no, title it Peer review of 2026, code PR26")
    assert "Peer review of 2026" in shown and "PR26" in shown  # before: not understood, and the document waited no more
    await talk.say("yes")
    assert (await talk.plan("PR26")).title == "Peer review of 2026"


async def test_a_document_waits_on_through_words_that_are_not_understood(talk: Talk) -> None:
    await talk.say("", table(*ROWS))
    said = await talk.say("wibble the flange")
    assert said.startswith("I did not understand that, and nothing was saved. plan.csv still waits.")
    assert (await talk.say("yes")).startswith("Loaded ")  # before: "There is nothing waiting for a yes."


async def test_a_command_in_between_is_no_answer(talk: Talk) -> None:
    await talk.say("", table(*ROWS))
    assert "2.3" in await talk.say("2.3")
    assert len(await talk.plans()) == 1


async def test_a_document_that_something_came_between_is_gone_on_with(talk: Talk) -> None:
    await talk.say("", table(*ROWS))
    await talk.say("call it NEW26")
    between = await talk.say("what's overdue")
    assert between.endswith("plan.csv waits: say “go on with the document” to come back to it.")
    assert "waits" not in await talk.say("summary")
    assert await talk.say("yes") == "All right. Nothing is waiting for a yes."  # a yes is to what stands above it
    assert "Short code: NEW26" in await talk.say("ok, back to the document please")
    assert "NEW26" in await talk.say("yes")
    assert (talk.uploads(), len(await talk.plans())) == (0, 2)
    assert "waits" not in await talk.say("what's overdue")


@pytest.mark.parametrize(("days", "there"), [(1, True), (4, True), (6, False)])
async def test_a_document_waits_for_five_days_and_no_longer(talk: Talk, days: int, there: bool) -> None:
    await talk.say("", table(*ROWS))
    talk.clock.moment += timedelta(days=days)
    await talk.say("go on with the document")
    assert ((await talk.say("yes")).startswith("Loaded ")) is there


async def test_a_document_that_is_refused_is_not_come_back_to(talk: Talk) -> None:
    await talk.say("", table(*ROWS))
    await talk.say("what's overdue")
    await talk.say("go on with the document")
    await talk.say("no")
    await talk.say("go on with the document")
    assert not (await talk.say("yes")).startswith("Loaded ")


async def test_the_columns_and_words_of_the_document_are_the_plans(talk: Talk) -> None:
    await loaded(talk)
    plan = await talk.plan("NEW26")
    assert [column.heading for column in plan.columns] == HEADER.split(",")
    assert plan.scheme.status_of("On track") is Status.GREEN


async def test_the_september_version_brings_its_updates_across(talk: Talk) -> None:
    await loaded(talk)
    newer = (ROWS[0].replace("Begun.", "With the board."), ROWS[1].replace("On track", "Complete"), *ROWS[2:])
    shown = await talk.say(
        "its the sept version, may version is already in, just bring the updates across", table(*newer, header=LATER)
    )
    assert "plan.csv beside NEW26" in shown
    assert "as at 30 September 2026" in shown
    assert "2: status “On track” → “Complete”" in shown
    assert (await talk.action("2")).status is Status.GREEN
    assert "NEW26 is up to plan.csv" in await talk.say("yes")
    action = await talk.action("1")
    assert [one.note for one in action.updates] == ["Begun.", "With the board."]
    assert (await talk.action("2")).status is Status.COMPLETE


async def test_what_was_said_since_is_a_conflict_and_stands_unless_the_officer_says_otherwise(talk: Talk) -> None:
    await loaded(talk)
    await talk.say("NEW26 1 red, no money")
    await talk.say("NEW26 2 red, no money")
    rows = [row.replace("Delayed", "On track").replace("JT,31/01/27,On track", "JT,31/01/27,Complete") for row in ROWS]
    shown = await talk.say("new version", table(*rows, header=LATER))
    assert "1: status is “Delayed” here since" in shown
    assert "“On track” in the document" in shown
    assert "2: status is" not in await talk.say("take the document for 2")
    await talk.say("yes")
    assert (await talk.action("1")).status is Status.RED
    assert (await talk.action("2")).status is Status.COMPLETE


async def test_a_document_of_a_plan_that_is_here_can_be_another_plan_all_the_same(talk: Talk) -> None:
    await loaded(talk)
    assert "beside NEW26" in await talk.say("", table(*ROWS[:3]))
    assert "Short code" in await talk.say("it's a new plan")
    await talk.say("yes")
    assert len(await talk.plans()) == 3


async def test_the_same_document_again_says_nothing_new(talk: Talk) -> None:
    await loaded(talk)
    assert "does not have already" in await talk.say("load this", table(*ROWS))


@pytest.mark.parametrize("words", ["2.3 done, see attached", "here is the report for 2.3", "2.3"])
async def test_a_file_beside_an_update_is_its_evidence_and_never_an_import(talk: Talk, words: str) -> None:
    await talk.say(words, table(*ROWS), "report.csv")
    changes = await talk.app.store.changes("local", 1)
    assert changes[-1].words["evidence"] == "report.csv"
    assert len(await talk.plans()) == 1
    assert talk.uploads() == 0


async def test_evidence_waits_for_the_answer_which_action(talk: Talk) -> None:
    assert "?" in await talk.say("done, see attached", b"a picture", "board.jpg")
    await talk.say("2.3")
    changes = await talk.app.store.changes("local", 1)
    assert (changes[-1].facts["status"], changes[-1].words["evidence"]) == ("complete", "board.jpg")


async def test_a_file_that_is_no_plan_says_how_it_can_be_evidence(talk: Talk) -> None:
    answer = await talk.say("", b"\x89PNG\r\n\x1a\n", "fence.png")
    assert "fence.png" in answer and "evidence" in answer


async def test_only_an_officer_loads_a_plan_where_accounts_say_who_is_who(talk: Talk) -> None:
    directory = await talk.app.store.directory("local")
    officer = next(one for one in directory.people.values() if one.role is Role.OFFICER)
    reader = PutPerson(replace(officer, role=Role.READER), directory.number)
    await talk.app.store.flush(Work("local", talk.clock(), (reader,)))
    assert "Only a performance officer" in await talk.say("load this", table(*ROWS))
    assert talk.uploads() == 0


async def test_the_memory_is_json_that_any_replica_reads(talk: Talk) -> None:
    await talk.say("", table(*ROWS))
    (memory,) = (json.loads(one) for one in talk.memories() if "upload" in one)
    assert memory["question"]["pending"]["args"]["open"]["refs"] == ["3"]


async def test_of_several_documents_the_first_is_read_and_it_is_said_that_the_others_were_not(talk: Talk) -> None:
    """Before: not a word of the others."""
    said = await talk.say("", table(*ROWS), more=(Attachment("annex.csv", table(*ROWS)),))
    assert "I have read plan.csv alone; give me the other files one at a time." in said
    assert "I have read" not in await talk.say("", table(*ROWS))
