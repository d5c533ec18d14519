"""Officers are shown whom messages did not reach; once on a working day they are told what is new."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import App, bot
from bot.channels import Undeliverable
from bot.notices import news, span
from bot.settings import read
from dialogs.message import Message, MessageKind, Place, Sender
from dialogs.reply import Recipient, Reply
from storage.failures import Failure, Unreached
from storage.work import Conversation, Identity, LinkIdentity, Outgoing, Work
from tests.support.command import invoked
from tests.support.conversations import HandClock
from tests.support.recorder import Recorder

WHERE = "local"
LONDON = ZoneInfo("Europe/London")
THURSDAY = datetime(2026, 11, 26, 10, tzinfo=UTC)
Says = Callable[..., Awaitable[tuple[Reply, ...]]]


class Line(Recorder):
    """Does not get through to some conversations."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: dict[str, Failure] = {}

    async def deliver(self, outgoing: Outgoing, conversation: Conversation) -> str | None:
        if conversation.id in self.refused:
            raise Undeliverable("Teams answered 403", kind=self.refused[conversation.id], permanent=True)
        return await super().deliver(outgoing, conversation)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(THURSDAY)


@pytest.fixture
def database(example_database: Path, tmp_path: Path) -> str:
    shutil.copy(example_database, tmp_path / "unreached.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'unreached.db'}"


@pytest.fixture
async def app(database: str, clock: HandClock) -> AsyncIterator[App]:
    async with bot(read(database_url=database), clock) as app:
        for name in ("Leila Okafor", "Tom Ashworth"):
            await meet(app, name)
        yield app


@pytest.fixture
def line(app: App) -> Line:
    line = Line()
    app.sender.join(line)
    return line


async def meet(app: App, name: str) -> None:
    """Somebody has talked to the bot in their own chat."""
    person = (await app.store.directory(WHERE)).named(name)
    assert person is not None, name
    key = name.split()[0].casefold()
    identity, where = Identity("console", key), Conversation(WHERE, "console", f"chat-{key}")
    await app.store.flush(Work(WHERE, app.now(), (LinkIdentity(identity, person.id, "test"),), where, identity))


async def remind(app: App, name: str, cause: str = "reminder:1") -> None:
    person = (await app.store.directory(WHERE)).named(name)
    assert person is not None
    await app.courier.tell(WHERE, person.id, Reply(text="Two of yours are due."), cause=cause)
    await app.sender.sweep()


@pytest.fixture
def says(app: App) -> Says:
    async def say(who: str, text: str, place: Place = Place.PERSONAL) -> tuple[Reply, ...]:
        where = f"chat-{who}" if place is Place.PERSONAL else "#plan"
        message = Message(
            f"{text} {app.now()}",
            MessageKind.NEW,
            WHERE,
            where,
            place,
            Sender("console", who),
            text,
            app.now(),
            app.now(),
        )
        return (await app.router.take(message)).replies

    return say


async def test_an_officer_is_shown_whom_why_since_when_and_what_to_do(app: App, line: Line, says: Says) -> None:
    line.refused = {"chat-tom": Failure.BLOCKED}
    await remind(app, "Tom Ashworth")
    await remind(app, "Tom Ashworth", "reminder:2")
    (reply,) = await says("leila", "who couldn't you reach?")
    assert reply.text == (
        "I could not reach 1:\n"
        "- Tom Ashworth: has blocked me, since 26 November 2026 (2 messages). "
        "Ask them to unblock the app, or send what is due by e-mail.\n"
        "Nothing is sent again by itself; what people recorded is safe."
    )


async def test_nobody_to_show_is_a_good_answer(line: Line, says: Says) -> None:
    (reply,) = await says("leila", "who couldn't you reach")
    assert reply.text == "Everybody whom I wrote to got what I sent."


async def test_in_a_channel_it_is_answered_alone(app: App, line: Line, says: Says) -> None:
    line.refused = {"chat-tom": Failure.BLOCKED}
    await remind(app, "Tom Ashworth")
    (reply,) = await says("leila", "who couldn't you reach", Place.CHANNEL)
    assert reply.recipient is Recipient.PRIVATELY


async def test_nobody_but_an_officer_is_shown_it(app: App, line: Line, says: Says) -> None:
    line.refused = {"chat-tom": Failure.BLOCKED}
    await remind(app, "Tom Ashworth")
    (reply,) = await says("tom", "who couldn't you reach")
    assert reply.text == "Only a performance officer is shown whom I could not reach."


async def test_on_the_next_working_day_officers_are_told_once(app: App, line: Line, clock: HandClock) -> None:
    line.refused = {"chat-tom": Failure.NOT_INSTALLED}
    await remind(app, "Tom Ashworth")
    line.delivered.clear()
    clock.moment = datetime(2026, 11, 27, 8, 59, tzinfo=UTC)
    await app.clock.tick()
    assert line.delivered == []
    for minutes in (1, 2, 400):
        clock.moment = datetime(2026, 11, 27, 8, 59, tzinfo=UTC) + timedelta(minutes=minutes)
        await app.clock.tick()
    assert line.delivered == [
        ("chat-leila", "I could not reach Tom Ashworth. Say “who couldn't you reach” to see why and what to do.")
    ]
    line.delivered.clear()
    clock.moment = datetime(2026, 11, 30, 9, 1, tzinfo=UTC)
    await app.clock.tick()
    assert line.delivered == []  # it is no news any more


async def test_the_command_lists_them(app: App, line: Line, database: str) -> None:
    line.refused = {"chat-tom": Failure.GONE}
    await remind(app, "Tom Ashworth")
    arguments = ["people", "unreached", "--json", "--database", database]
    shown = await asyncio.to_thread(invoked, arguments)  # it has a loop of its own
    assert shown.exit_code == 0, shown.output
    row = json.loads(shown.stdout)
    assert (row["who"], row["why"], row["said"], row["messages"]) == ("Tom Ashworth", "gone", "Teams answered 403", 1)


# --- when it is told ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "start"),
    [
        ("2026-11-27T09:00", "2026-11-26T09:00"),
        ("2026-11-27T23:59", "2026-11-26T09:00"),
        ("2026-11-30T09:00", "2026-11-27T09:00"),  # a Monday looks back to Friday
        ("2026-11-27T08:59", None),
        ("2026-11-28T12:00", None),
        ("2026-11-29T12:00", None),
        ("2027-03-29T09:00", "2027-03-26T09:00"),  # the clocks have gone forward in between
    ],
)
def test_a_working_day_looks_back_to_nine_of_the_last_one(moment: str, start: str | None) -> None:
    told = span(datetime.fromisoformat(moment).replace(tzinfo=LONDON))
    assert (told[0].isoformat()[:16] if told else None) == start


def test_every_failure_is_news_on_one_day_only() -> None:
    failed = [THURSDAY + timedelta(hours=hours) for hours in range(0, 24 * 14, 3)]
    for one in failed:
        lost = Unreached(Conversation(WHERE, "teams", "a"), 1, Failure.BLOCKED, "", one, one)
        days = [datetime(2026, 11, 26, 12, tzinfo=LONDON) + timedelta(days=day) for day in range(21)]
        assert sum(bool(told and news([lost], *told)) for told in map(span, days)) == 1


def test_a_notice_that_did_not_arrive_is_no_news() -> None:
    lost = Unreached(Conversation(WHERE, "teams", "a"), 1, Failure.BLOCKED, "", THURSDAY, THURSDAY, cause="unreached:x")
    assert news([lost], THURSDAY - timedelta(days=1), THURSDAY + timedelta(days=1)) == []
