"""Who somebody is: whole conversations with a bot that is on a real tenant, over the example plan and a real database.

The channel is recorded, and answers who its people are as Teams' roster does; everything else is real.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, bot
from bot.channels import Undeliverable
from bot.settings import Settings, read
from dialogs.message import Message, MessageKind, Place, Sender
from dialogs.reply import Payload, Reply
from dialogs.waiting import MOST
from dialogs.words import say
from storage.addresses import Address
from storage.people import Person, Role
from storage.plan import Action
from storage.status import Status
from storage.work import Account, Away, Identity, LinkIdentity, PutPerson, Work
from tests.support import command
from tests.support.conversations import HandClock
from tests.support.recorder import Recorder

LEILA = "leila.okafor@wychford.example"


class Tenant(Recorder):
    """A channel whose directory knows its people. `asked`: about whom, in order; `away`: it does not answer."""

    def __init__(self) -> None:
        super().__init__("teams")
        self.members: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.away = False

    async def who(self, message: Message) -> Sender:
        self.asked.append(message.sender.id)
        if self.away:
            raise Undeliverable("Teams answered 503")
        return replace(message.sender, **self.members.get(message.sender.id, {}))


@dataclass
class Council:
    app: App
    tenant: Tenant
    clock: HandClock
    said: int = 0
    cards: dict[str, Reply] = field(default_factory=dict)

    async def say(self, who: str, text: str, **given: Any) -> list[str]:
        """One message, and everything that the bot then says, wherever: `where: words`."""
        self.said += 1
        before = len(self.tenant.delivered)
        message = Message(
            id=f"m{self.said}",
            kind=MessageKind.NEW,
            organisation="local",
            conversation=f"{who}'s chat",
            place=Place.PERSONAL,
            sender=Sender("teams", who, given.pop("name", who)),
            text=text,
            sent=self.clock(),
            received=self.clock(),
        )
        taken = await self.app.router.take(replace(message, **given))
        for reply in taken.replies:
            self.cards[who] = reply
        return [f"{where}: {words}" for where, words in self.tenant.delivered[before:]]

    async def press(self, who: str, label: str) -> list[str]:
        """A button of the last card that somebody was shown."""
        card = self.cards[who].card
        assert card is not None
        buttons = [*card.buttons, *(button for line in card.lines for button in line.buttons)]
        payload = next(one.payload for one in buttons if one.label == label)
        return await self.forge(who, payload)

    async def forge(self, who: str, payload: Payload) -> list[str]:
        given = payload.model_dump(mode="json", exclude_defaults=True)
        return await self.say(who, "", kind=MessageKind.BUTTON, payload=given)

    async def action(self, ref: str) -> Action:
        (action,) = (await self.app.store.plans("local"))[1].find(ref)
        return action

    async def person(self, name: str) -> Person:
        found = (await self.app.store.directory("local")).named(name)
        assert found is not None
        return found

    async def account(self, who: str) -> Account:
        account = await self.app.store.account("local", Identity("teams", who))
        assert account is not None
        return account

    async def waiting(self) -> list[str]:
        return [claim.account.name if claim.account else "" for claim in await self.app.store.claims("local")]


@pytest.fixture
def settings(example_database: Path, tmp_path: Path) -> Settings:
    copy = tmp_path / "identity.db"
    shutil.copy(example_database, copy)
    return read(
        database_url=f"sqlite+aiosqlite:///{copy}",
        teams_app_id="11111111-1111-1111-1111-111111111111",
        teams_app_password="p",
        teams_tenant_id="tenant",
        administrator="Head.Of.IT@wychford.example",
    )


@pytest.fixture
async def council(settings: Settings) -> AsyncIterator[Council]:
    clock, tenant = HandClock(), Tenant()
    tenant.members = {
        "leila": {"name": "Leila Okafor", "email": LEILA},
        "priya": {"name": "Priya Nair", "email": "Priya.Nair@Wychford.example"},
        "anon": {"name": "Priya Nair", "email": "p.nair@wychford.example"},
    }
    async with bot(settings, clock) as app:
        app.sender.join(tenant)
        yield Council(app, tenant, clock)


# --- for certain --------------------------------------------------------------------------------------------------


async def test_whoever_has_a_person_s_address_is_that_person_from_the_first_word_on(council: Council) -> None:
    await council.say("priya", "2.3 amber")
    assert (await council.action("2.3")).status is Status.AMBER
    account = await council.account("priya")
    assert (account.person, account.verified_by) == ((await council.person("Priya Nair")).id, "directory")
    assert (account.email, account.seen) == ("Priya.Nair@Wychford.example", council.clock())


async def test_the_sign_in_name_is_an_address_too(council: Council) -> None:
    council.tenant.members["priya"] = {"email": "pn@elsewhere.example", "login": "priya.nair@wychford.example"}
    await council.say("priya", "2.3 amber")
    assert (await council.action("2.3")).status is Status.AMBER


async def test_the_directory_is_asked_once_and_never_about_somebody_who_is_known(council: Council) -> None:
    for text in ("my actions", "2.3 amber", "thanks"):
        await council.say("priya", text)
    assert council.tenant.asked == ["priya"]
    for text in ("hello", "hello?"):
        await council.say("anon", text)
    assert council.tenant.asked == ["priya", "anon"]
    council.clock.moment += timedelta(hours=2)  # somebody may have given them an address by then
    await council.say("anon", "hello!")
    assert council.tenant.asked == ["priya", "anon", "anon"]


async def test_the_directory_is_asked_daily_about_somebody_who_is_known_and_not_waited_for_where_it_is_away(
    council: Council,
) -> None:
    await council.say("priya", "my actions")
    council.clock.moment += timedelta(days=1)
    council.tenant.away = True
    await council.say("priya", "2.3 amber")
    assert (await council.action("2.3")).status is Status.AMBER
    council.tenant.away = False
    for hours in (0, 2, 2):  # soon again, and then not for a day
        council.clock.moment += timedelta(hours=hours)
        await council.say("priya", "my actions")
    assert council.tenant.asked == ["priya"] * 3
    assert (await council.account("priya")).seen == council.clock() - timedelta(hours=2)


async def addresses(council: Council, person: int) -> list[Address]:
    return [one for one in await council.app.store.addresses("local", person) if one.identity.channel == "teams"]


async def test_somebody_who_left_and_is_a_guest_now_gets_nothing_and_is_told_nothing(council: Council) -> None:
    """Before: a link held for ever."""
    await council.say("priya", "my actions")
    priya = (await council.person("Priya Nair")).id
    assert await addresses(council, priya)
    council.tenant.members["priya"] = {"name": "Priya Nair", "guest": True}
    council.clock.moment += timedelta(days=1)
    (words,) = await council.say("priya", "2.3 amber")
    assert "I answer its own people only" in words
    assert (await council.action("2.3")).status is Status.GREEN
    assert await addresses(council, priya) == [], "no reminder goes there"
    council.tenant.members["priya"] = {"name": "Priya Nair", "email": "Priya.Nair@Wychford.example"}
    council.clock.moment += timedelta(days=1)
    await council.say("priya", "2.3 amber")  # back again
    assert (await council.action("2.3")).status is Status.AMBER


async def test_somebody_who_was_linked_by_hand_is_not_looked_up(council: Council) -> None:
    priya = await council.person("Priya Nair")
    link = LinkIdentity(Identity("teams", "linked"), priya.id, "command line")
    await council.app.store.flush(Work("local", council.clock(), (link,)))
    council.tenant.away = True
    await council.say("linked", "2.3 amber")
    assert (await council.action("2.3")).status is Status.AMBER
    council.clock.moment += timedelta(days=2)
    await council.say("linked", "2.3 red")
    assert council.tenant.asked == []


async def test_what_slack_has_verified_needs_no_asking(council: Council) -> None:
    sender = Sender("slack", "U1", "priya", email="priya.nair@wychford.example")
    await council.say("priya", "2.3 amber", sender=sender)
    assert (await council.action("2.3")).status is Status.AMBER
    assert council.tenant.asked == []


async def test_the_administrator_of_the_settings_is_an_officer_at_first_contact(council: Council) -> None:
    council.tenant.members["it"] = {"name": "Sam Wood", "email": "head.of.it@wychford.example"}
    (words,) = await council.say("it", "who is waiting")
    assert words == "it's chat: Nobody is waiting to be confirmed."
    sam = await council.person("Sam Wood")
    assert (sam.role, sam.emails) == (Role.OFFICER, ("Head.Of.IT@wychford.example",))


async def test_an_administrator_whom_the_plan_names_is_made_an_officer(council: Council) -> None:
    council.tenant.members["it"] = {"name": "Jo", "email": "head.of.it@wychford.example"}
    priya, directory = await council.person("Priya Nair"), await council.app.store.directory("local")
    emails = ("head.of.it@wychford.example",)
    put = PutPerson(replace(priya, emails=emails), directory.number)
    await council.app.store.flush(Work("local", council.clock(), (put,)))
    await council.say("it", "7.2 amber")  # not hers
    assert (await council.person("Priya Nair")) == replace(priya, emails=emails, role=Role.OFFICER)
    assert (await council.action("7.2")).status is Status.AMBER


async def test_an_address_that_only_the_message_claims_is_nobody_s(council: Council) -> None:
    """A display name that looks like the administrator's address is a name."""
    await council.say("mallory", "who is waiting", name="head.of.it@wychford.example")
    assert not [one for one in (await council.app.store.directory("local")).people.values() if "head.of" in one.name]
    assert (await council.account("mallory")).person is None


# --- guests -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["what's overdue", "2.3 amber", "I am Priya Nair", "who is waiting", "help"])
async def test_a_guest_gets_nothing_and_is_told_so_kindly(council: Council, text: str) -> None:
    council.tenant.members["guest"] = {"name": "Priya Nair", "email": "priya.nair@wychford.example", "guest": True}
    before = await council.action("2.3")
    (words,) = await council.say("guest", text)
    assert words == (
        "guest's chat: Hello Priya Nair. I keep this organisation's action plans, and I answer its own people only. "
        "Please ask the person who invited you."
    )
    assert (await council.action("2.3")) == before
    assert await council.waiting() == []
    assert (await council.account("guest")).guest


# --- claims -------------------------------------------------------------------------------------------------------


async def test_a_name_alone_is_a_claim_that_the_officer_confirms(council: Council) -> None:
    """The whole road: asked, held, confirmed in words, applied as of its day, read back."""
    (asked,) = await council.say("anon", "what's overdue")
    assert asked == (
        "anon's chat: Hello Priya Nair. Are you Priya Nair of the plan? I have asked Leila Okafor. Until that is "
        "confirmed I can show you nothing of it, but updates that you tell me are kept for it. If you are somebody "
        "else, say “I am” and your name."
    )
    (kept,) = await council.say("anon", "2.3 amber because the supplier is late")
    assert kept == (
        "anon's chat: I've kept this: it goes into the plan as soon as Leila Okafor has confirmed that you are "
        "Priya Nair."
    )
    assert (await council.action("2.3")).status is Status.GREEN
    council.clock.moment += timedelta(days=2)
    (listed,) = await council.say("leila", "who is waiting")
    assert listed.splitlines() == [
        "leila's chat: 1 person waits for you to say who they are",
        "• Priya Nair: has the name of Priya Nair; no address in the plan says so. "
        "Signed in as p.nair@wychford.example. 1 message is kept.",
        "Say “confirm Priya Nair” or “refuse Priya Nair”.",
    ]
    done, told, applied = await council.say("leila", "confirm Priya")
    assert done == "leila's chat: Priya Nair is Priya Nair from now on. The message that was kept goes in now."
    assert told == ("anon's chat: Leila Okafor has confirmed that you are Priya Nair. Say “my actions” or “help”.")
    assert applied.startswith(
        "anon's chat: From 23 November 2026, now that it is certain who you are: “2.3 amber because the supplier is "
        "late”\n2.3: "
    )
    assert (await council.action("2.3")).status is Status.AMBER
    change = (await council.app.store.changes("local", 1, (await council.action("2.3")).id))[-1]
    assert (change.effective.isoformat(), change.recorded) == ("2026-11-23", council.clock())
    assert change.recorder == (await council.person("Priya Nair")).id
    assert "p.nair@wychford.example" in (await council.person("Priya Nair")).emails
    assert (await council.account("anon")).verified_by == str((await council.person("Leila Okafor")).id)
    assert await council.waiting() == []


@pytest.mark.parametrize(
    "text",
    ["what's overdue", "show 2.3", "summary", "who is on 2.3", "help", "history of 2.3", "who is Leila Okafor", "2.3"],
)
async def test_nothing_of_the_plan_is_shown_to_somebody_who_is_not_confirmed(council: Council, text: str) -> None:
    await council.say("anon", "hello")
    (words,) = await council.say("anon", text)
    assert words == (
        "anon's chat: I have asked Leila Okafor whether you are Priya Nair, and have no answer yet. Until then I can "
        "show you nothing of the plan; updates that you tell me are kept."
    )


async def test_buttons_of_a_card_do_nothing_for_somebody_who_is_not_confirmed(council: Council) -> None:
    action = await council.action("2.3")
    await council.say("anon", "hello")
    await council.forge("anon", Payload(act="update", plan=1, action=action.id, status=Status.RED))
    assert (await council.action("2.3")) == action


async def test_a_refused_claim_is_dropped_with_what_was_kept_for_it(council: Council) -> None:
    await council.say("anon", "2.3 amber")
    await council.say("anon", "2.3 red")
    await council.say("leila", "who is waiting")
    done, told = await council.press("leila", "Refuse")
    assert (
        done
        == "leila's chat: Priya Nair is not Priya Nair, and has been told. The 2 messages that were kept are dropped."
    )
    assert told == (
        "anon's chat: Leila Okafor says that you are not Priya Nair. The 2 messages that I had kept were not put into "
        "the plan. If that is wrong, please speak to them."
    )
    (again,) = await council.say("anon", "2.3 amber")
    assert again.startswith("anon's chat: Leila Okafor says that you are not Priya Nair, so I can show and change noth")
    assert (await council.action("2.3")).status is Status.GREEN
    assert await council.waiting() == []
    await council.say("leila", "confirm Priya Nair")
    assert (await council.account("anon")).person is None


async def test_who_says_to_be_somebody_else_is_asked_about_again(council: Council) -> None:
    await council.say("anon", "hello")
    await council.say("leila", "refuse Priya Nair")
    (asked,) = await council.say("anon", "I am Rhys Bevan")
    assert "Are you Rhys Bevan of the plan? I have asked Leila Okafor." in asked
    (still,) = await council.say("anon", "hello")
    assert "whether you are Rhys Bevan" in still
    await council.say("leila", "confirm Rhys Bevan")
    assert (await council.account("anon")).person == (await council.person("Rhys Bevan")).id


async def test_somebody_whom_the_plan_does_not_name_is_asked_for_their_name(council: Council) -> None:
    (words,) = await council.say("new", "2.3 amber", name="Alex")
    assert words == (
        "new's chat: Hello Alex. I keep this organisation's action plans, but I do not know yet who you are in them. "
        "Say “I am” and your name as the plan has it, and I will ask Leila Okafor to confirm it."
    )
    assert await council.waiting() == []


async def test_what_was_kept_is_left_where_somebody_else_has_changed_the_action_since(council: Council) -> None:
    await council.say("anon", "2.3 amber")
    council.clock.moment += timedelta(hours=1)
    await council.say("leila", "2.3 red")
    *_, left = await council.say("leila", "confirm Priya Nair")
    assert left == (
        "anon's chat: On 23 November 2026 you wrote “2.3 amber”, and I kept it until it was certain who you are. 2.3 "
        "has been changed since, so I left everything as it is. If yours still holds, say it again."
    )
    assert (await council.action("2.3")).status is Status.RED


async def test_several_messages_are_applied_in_their_order(council: Council) -> None:
    for text in ("2.3 amber", "2.3 red because the supplier is late", "undo"):
        await council.say("anon", text)
    await council.say("leila", "confirm Priya Nair")
    assert (await council.action("2.3")).status is Status.AMBER


async def test_a_question_that_a_kept_message_leads_to_is_answered_before_the_next_has_its_turn(
    council: Council,
) -> None:
    await council.say("anon", "2.3 slipping")
    await council.say("anon", "2.3 amber")
    await council.say("leila", "confirm Priya Nair")
    assert (await council.action("2.3")).status is Status.GREEN
    await council.say("anon", "31 March 2027")
    await council.app.clock.tick()
    assert (await council.action("2.3")).status is Status.AMBER


@pytest.mark.parametrize("where", ["anon's chat", "another chat"])
async def test_what_was_kept_does_not_go_over_what_its_writer_has_said_later(council: Council, where: str) -> None:
    """Before: the older message was taken for the newer, since both are theirs."""
    await council.say("anon", "2.3 slipping")
    council.clock.moment += timedelta(minutes=1)
    await council.say("anon", "2.3 amber")
    await council.say("leila", "confirm Priya Nair")
    council.clock.moment += timedelta(hours=1)
    await council.say("anon", "2.3 red", conversation=where)
    assert (await council.action("2.3")).status is Status.RED
    await council.say("anon", "31 March 2027")
    await council.say("anon", "cancel")
    *_, words = await told_by(council)
    assert "2.3 has been changed since" in words
    assert (await council.action("2.3")).status is Status.RED


async def test_a_date_that_was_asked_for_does_not_keep_a_later_status_out(council: Council) -> None:
    await council.say("anon", "2.3 slipping")
    await council.say("anon", "2.3 amber")
    await council.say("leila", "confirm Priya Nair")
    council.clock.moment += timedelta(hours=1)
    await council.say("anon", "31 March 2027")
    await council.app.clock.tick()
    assert (await council.action("2.3")).status is Status.AMBER


async def told_by(council: Council) -> list[str]:
    """What is said when the clock ticks."""
    before = len(council.tenant.delivered)
    await council.app.clock.tick()
    return [words for _, words in council.tenant.delivered[before:]]


async def test_what_is_kept_survives_a_restart_and_a_crash_before_its_turn(
    council: Council, settings: Settings
) -> None:
    await council.say("anon", "2.3 amber")
    claim = (await council.app.store.claims("local"))[0]
    link = LinkIdentity(claim.identity, claim.candidates[0], "an officer of another replica, which died then")
    await council.app.store.flush(Work("local", council.clock(), (link,)))
    async with bot(settings, council.clock) as another:
        another.sender.join(tenant := Tenant())
        await another.clock.tick()
        await another.clock.tick()
    assert len([words for where, words in tenant.delivered if where == "anon's chat"]) == 1
    assert (await council.action("2.3")).status is Status.AMBER


async def test_a_message_that_is_deleted_while_it_is_kept_never_has_its_turn(council: Council) -> None:
    await council.say("anon", "2.3 amber", id="a")
    await council.say("anon", "2.3 red", id="b")
    await council.say("anon", "2.3 complete", id="c", kind=MessageKind.EDITED, in_reply_to="b")
    await council.say("anon", "", kind=MessageKind.DELETED, in_reply_to="b")
    (claim,) = await council.app.store.claims("local")
    assert claim.held == 1
    await council.say("leila", "confirm Priya Nair")
    assert (await council.action("2.3")).status is Status.AMBER


async def test_nobody_else_s_deletion_drops_what_is_kept(council: Council) -> None:
    await council.say("anon", "2.3 amber", id="first")
    forged = {"kind": MessageKind.DELETED, "in_reply_to": "first", "conversation": "anon's chat"}
    await council.say("leila", "", **forged)
    await council.say("leila", "confirm Priya Nair")
    assert (await council.action("2.3")).status is Status.AMBER


async def test_a_message_that_waits_for_an_answer_is_dropped_when_its_known_writer_deletes_it(council: Council) -> None:
    await council.say("anon", "2.3 slipping")
    await council.say("anon", "2.3 amber", id="second")
    await council.say("leila", "confirm Priya Nair")
    await council.say("anon", "", kind=MessageKind.DELETED, in_reply_to="second")
    await council.say("anon", "31 March 2027")
    await council.app.clock.tick()
    assert (await council.action("2.3")).status is Status.GREEN


async def test_an_edit_of_a_kept_message_is_kept_too_and_is_what_stands(council: Council) -> None:
    await council.say("anon", "2.3 amber", id="first")
    (kept,) = await council.say("anon", "2.3 red", kind=MessageKind.EDITED, in_reply_to="first")
    assert "I've kept this" in kept
    assert (await council.action("2.3")).status is Status.GREEN
    await council.say("leila", "confirm Priya Nair")
    assert (await council.action("2.3")).status is Status.RED


async def test_an_edit_of_a_kept_message_counts_from_the_day_on_which_it_was_first_said(council: Council) -> None:
    """Before: from the day on which the officer had said yes."""
    await council.say("anon", "2.3 amber", id="first")
    await council.say("anon", "2.3 red", kind=MessageKind.EDITED, in_reply_to="first")
    council.clock.moment += timedelta(days=2)
    *_, edited = await council.say("leila", "confirm Priya Nair")
    assert edited.startswith(
        "anon's chat: From 23 November 2026, now that it is certain who you are: “2.3 red”\nCorrected"
    )
    changes = await council.app.store.changes("local", 1, (await council.action("2.3")).id)
    assert {one.effective.isoformat() for one in changes[-3:]} == {"2026-11-23"}


async def test_neither_a_kept_message_nor_its_edit_goes_over_what_somebody_else_has_said_since(
    council: Council,
) -> None:
    """Before: the message was left, and its edit taken for a new one."""
    await council.say("anon", "2.3 amber", id="first")
    await council.say("anon", "2.3 red", kind=MessageKind.EDITED, in_reply_to="first")
    council.clock.moment += timedelta(hours=1)
    await council.say("leila", "2.3 complete")
    *_, first, edited = await council.say("leila", "confirm Priya Nair")
    assert "2.3 has been changed since" in first
    assert "2.3 has been changed since" in edited
    assert (await council.action("2.3")).status is Status.COMPLETE


async def test_a_kept_message_that_is_edited_into_no_update_does_not_go_into_the_plan(council: Council) -> None:
    """Before: it went in as it had first been said."""
    await council.say("anon", "2.3 amber", id="first")
    await council.say("anon", "2.3 red", kind=MessageKind.EDITED, in_reply_to="first")
    (words,) = await council.say("anon", "never mind", kind=MessageKind.EDITED, in_reply_to="first")
    assert words == (
        "anon's chat: You edited a message that I had kept, and I see no update in it any more, so it does not go into "
        "the plan. If there is one, say it again."
    )
    assert [one.held for one in await council.app.store.claims("local")] == [0]
    await council.say("leila", "confirm Priya Nair")
    assert (await council.action("2.3")).status is Status.GREEN


async def test_an_edit_of_what_was_never_kept_drops_nothing(council: Council) -> None:
    await council.say("anon", "2.3 amber", id="first")
    await council.say("anon", "hello", id="second")
    (words,) = await council.say("anon", "hello there", kind=MessageKind.EDITED, in_reply_to="second")
    assert "have no answer yet" in words
    await council.say("leila", "confirm Priya Nair")
    assert (await council.action("2.3")).status is Status.AMBER


async def test_an_edit_of_a_message_that_waits_still_has_its_turn_behind_it(council: Council) -> None:
    """Before: the edit was taken at once, and then the message went over it."""
    await council.say("anon", "2.3 slipping")
    await council.say("anon", "2.3 amber", id="second")
    await council.say("leila", "confirm Priya Nair")
    council.clock.moment += timedelta(minutes=1)
    (words,) = await council.say("anon", "2.3 red", kind=MessageKind.EDITED, in_reply_to="second")
    assert words == (
        "anon's chat: I've kept your edit: it has its turn right after the message that it corrects, which waits still."
    )
    await council.say("anon", "31 March 2027")
    assert (await council.action("2.3")).due == date(2027, 3, 31), "the question was still open"
    await council.app.clock.tick()
    assert (await council.action("2.3")).status is Status.RED


async def test_a_message_that_waits_still_is_dropped_when_its_known_writer_edits_the_update_away(
    council: Council,
) -> None:
    await council.say("anon", "2.3 slipping")
    await council.say("anon", "2.3 amber", id="second")
    await council.say("leila", "confirm Priya Nair")
    await council.say("anon", "thanks", kind=MessageKind.EDITED, in_reply_to="second")
    await council.say("anon", "31 March 2027")
    await council.app.clock.tick()
    assert (await council.action("2.3")).status is Status.GREEN


async def test_so_many_messages_are_kept_and_no_more_and_that_is_said(council: Council) -> None:
    for _ in range(MOST):
        await council.say("anon", "2.3 amber")
    (words,) = await council.say("anon", "2.3 red")
    assert words == (
        "anon's chat: I have kept 50 messages of yours already, and keep no more until Leila Okafor has said who you "
        "are. This one is not kept: please say it again then."
    )
    assert [one.held for one in await council.app.store.claims("local")] == [MOST]


async def test_a_directory_that_is_away_leaves_a_claim_that_settles_itself_when_it_answers(council: Council) -> None:
    council.tenant.away = True
    await council.say("priya", "2.3 amber", name="Priya Nair")
    assert (await council.action("2.3")).status is Status.GREEN
    council.tenant.away = False
    council.clock.moment += timedelta(hours=2)
    await council.say("priya", "my actions")
    assert (await council.action("2.3")).status is Status.AMBER
    assert await council.waiting() == []


async def test_a_database_that_is_away_before_it_is_known_who_speaks_is_said(council: Council, tmp_path: Path) -> None:
    """Before: the error left the turn, and whoever spoke heard nothing."""
    file, elsewhere = tmp_path / "identity.db", tmp_path / "elsewhere.db"
    file.rename(elsewhere)
    (words,) = await council.say("priya", "2.3 amber")
    assert "Your message did not get through." in words and str(tmp_path) not in words
    elsewhere.rename(file)
    assert (await council.action("2.3")).status is Status.GREEN


async def test_a_message_that_comes_again_waits_where_the_database_is_away_before_it_is_known_who_speaks(
    council: Council, tmp_path: Path
) -> None:
    (tmp_path / "identity.db").rename(tmp_path / "elsewhere.db")
    now, sender = council.clock(), Sender("teams", "priya")
    message = Message("m", MessageKind.NEW, "local", "chat", Place.PERSONAL, sender, "2.3 amber", now, now)
    with pytest.raises(Away):
        await council.app.router.take(message, tried=0)
    assert council.tenant.delivered == [("chat", say("held_up"))]


# --- conflicts ----------------------------------------------------------------------------------------------------


async def test_a_second_account_of_one_person_is_asked_about(council: Council) -> None:
    await council.say("priya", "hello")
    council.tenant.members["second"] = {"name": "Priya (admin)", "email": "priya.nair@wychford.example"}
    (words,) = await council.say("second", "2.3 amber")
    assert words == (
        "second's chat: I've kept this: it goes into the plan as soon as Leila Okafor has said who you are. "
        "I have asked."
    )
    (listed,) = await council.say("leila", "who is waiting")
    assert "has the address of Priya Nair, who has another account here already." in listed
    await council.press("leila", "Confirm")
    assert (await council.action("2.3")).status is Status.AMBER


async def test_an_address_of_one_and_the_name_of_another_are_put_to_the_officer(council: Council) -> None:
    council.tenant.members["odd"] = {"name": "Rhys Bevan", "email": "priya.nair@wychford.example"}
    await council.say("odd", "hello")
    (listed,) = await council.say("leila", "who is waiting")
    assert "may be Priya Nair and Rhys Bevan: the address is one person's and the name another's." in listed
    await council.press("leila", "It is Rhys Bevan")
    assert (await council.account("odd")).person == (await council.person("Rhys Bevan")).id


async def test_one_address_of_two_people_is_put_to_the_officer(council: Council) -> None:
    directory = await council.app.store.directory("local")
    shared = [
        replace(directory[one.id], emails=("team@wychford.example",)) for one in list(directory.people.values())[:2]
    ]
    puts = tuple(PutPerson(one, directory.number) for one in shared)
    await council.app.store.flush(Work("local", council.clock(), puts))
    council.tenant.members["team"] = {"name": "The team", "email": "team@wychford.example"}
    await council.say("team", "hello")
    (claim,) = await council.app.store.claims("local")
    assert (claim.why, set(claim.candidates)) == ("several", {one.id for one in shared})
    (words,) = await council.say("leila", "confirm The team")
    assert "It is" not in words and (await council.account("team")).person is None  # which one has to be said


# --- who may settle it --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["who is waiting", "confirm Priya Nair", "refuse Priya Nair"])
async def test_only_an_officer_settles_who_somebody_is(council: Council, text: str) -> None:
    council.tenant.members["tom"] = {"email": "tom.ashworth@wychford.example"}  # a manager
    await council.say("anon", "2.3 amber")
    (claim,) = await council.app.store.claims("local")
    (words,) = await council.say("tom", text)
    assert words == "tom's chat: Only a performance officer can confirm who somebody is."
    await council.forge("tom", Payload(act="accept", claim=claim.id, person=claim.candidates[0]))
    await council.forge("anon", Payload(act="accept", claim=claim.id, person=claim.candidates[0]))
    assert (await council.account("anon")).person is None


async def test_a_button_can_only_confirm_whom_the_claim_names(council: Council) -> None:
    await council.say("anon", "hello")
    (claim,) = await council.app.store.claims("local")
    await council.forge(
        "leila", Payload(act="accept", claim=claim.id, person=(await council.person("Tom Ashworth")).id)
    )
    assert (await council.account("anon")).person in (None, claim.candidates[0])


async def test_a_claim_that_another_officer_has_settled_is_settled(council: Council) -> None:
    await council.say("anon", "hello")
    await council.say("leila", "who is waiting")
    await council.press("leila", "Confirm")
    (words,) = (
        await council.press("leila", "Refuse")
        if council.cards["leila"].card
        else await council.say("leila", "refuse Priya Nair")
    )
    assert words == "leila's chat: Nobody is waiting to be confirmed."
    assert (await council.account("anon")).person is not None


async def test_the_officer_s_list_is_not_read_out_in_a_channel(council: Council) -> None:
    await council.say("leila", "hello")
    await council.say("anon", "hello")
    await council.say("leila", "who is waiting", place=Place.CHANNEL, conversation="19:plan")
    assert council.cards["leila"].recipient == "privately"


async def test_the_command_lists_who_waits(council: Council, settings: Settings) -> None:
    await council.say("anon", "2.3 amber")
    listed = await planminder(settings, "people", "list")
    assert listed.endswith(
        "\n\n1 person waits for you to say who they are\n"
        "• Priya Nair: has the name of Priya Nair; no address in the plan says so. "
        "Signed in as p.nair@wychford.example. 1 message is kept.\n"
    )
    rows = {
        row["name"]: row
        for row in map(json.loads, (await planminder(settings, "people", "list", "--json")).split("\n")[:-1])
    }
    (claim,) = rows["Priya Nair"]["claims"]
    assert (claim["identity"], claim["email"], claim["why"]) == ("anon", "p.nair@wychford.example", "name")
    assert (claim["channel"], claim["kept"]) == ("teams", 1)
    assert rows["Leila Okafor"]["claims"] == []


async def planminder(settings: Settings, *words: str) -> str:
    return (await asyncio.to_thread(command.planminder, *words, "--database", settings.database_url)).stdout


# --- what officers are told without asking -----------------------------------------------------------------------


async def test_officers_are_asked_once_a_day_about_everybody_who_waits(council: Council) -> None:
    council.tenant.members["rhys"] = {"name": "Rhys Bevan", "email": "rb@elsewhere.example"}
    await council.say("leila", "hello")
    await council.say("anon", "hello")
    council.clock.moment += timedelta(minutes=1)
    await council.say("rhys", "hello")
    before = len(council.tenant.delivered)
    for _ in range(3):
        await council.app.clock.tick()
    ((where, words),) = council.tenant.delivered[before:]
    assert where == "leila's chat"
    assert words.startswith("2 people wait for you to say who they are\n• Priya Nair: ")
    council.clock.moment += timedelta(days=1)
    await council.app.clock.tick()
    assert [where for where, _ in council.tenant.delivered[before:]] == ["leila's chat", "leila's chat"]


async def test_nobody_is_asked_at_night_or_at_the_weekend(council: Council) -> None:
    await council.say("leila", "hello")
    await council.say("anon", "hello")
    before = len(council.tenant.delivered)
    for hours in (9, 5 * 24):  # seven in the evening of the Monday, ten in the morning of the Saturday
        council.clock.moment += timedelta(hours=hours)
        await council.app.clock.tick()
        council.clock.moment -= timedelta(hours=hours)
    assert council.tenant.delivered[before:] == []


async def test_an_officer_who_is_met_later_that_day_is_asked_then(council: Council) -> None:
    await council.say("anon", "hello")
    await council.app.clock.tick()
    await council.say("leila", "hello")
    before = len(council.tenant.delivered)
    await council.app.clock.tick()
    assert [where for where, _ in council.tenant.delivered[before:]] == ["leila's chat"]


async def test_what_is_settled_on_the_card_leaves_the_others_on_it(council: Council) -> None:
    council.tenant.members["rhys"] = {"name": "Rhys Bevan", "email": "rb@elsewhere.example"}
    await council.say("anon", "hello")
    council.clock.moment += timedelta(minutes=1)
    await council.say("rhys", "hello")
    await council.say("leila", "who is waiting")
    await council.press("leila", "Confirm")
    card = council.cards["leila"].card
    assert card is not None and card.notice is not None
    assert card.notice.text == "Priya Nair is Priya Nair from now on."
    assert [line.ref for line in card.lines] == ["Rhys Bevan"]


# --- zone and locale ----------------------------------------------------------------------------------------------


async def test_the_speaker_s_zone_and_language_are_kept_and_written_only_when_they_change(council: Council) -> None:
    await council.say("priya", "hello", zone="Europe/London", locale="en-GB")
    await council.say("priya", "hello")
    account = await council.account("priya")
    assert (account.zone, account.locale) == ("Europe/London", "en-GB")
    await council.say("priya", "hello", zone="Europe/Madrid")
    assert (await council.account("priya")).zone == "Europe/Madrid"
