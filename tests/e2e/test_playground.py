"""Microsoft's own local Teams client and the real bot: buttons in the personal chat, a channel's weekly summary."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Locator, Page, expect, sync_playwright  # noqa: E402  # after the skip above

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PLAYGROUND = ROOT / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
PICTURES = os.environ.get("PLANMINDER_TEST_PICTURES")  # a folder, where the README's pictures are wanted
START_SECONDS = 60.0
ANSWER = 15_000.0  # milliseconds that a person would wait on a busy machine
MONDAY = "2026-11-23"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed (.ci/setup does it)"),
    pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed (.ci/setup does it)"),
    pytest.mark.skipif(not PLAYGROUND.exists(), reason="the Agents Playground is not in node_modules (npm ci)"),
]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, log: Path, **environment: str) -> Iterator[None]:
    """A process of its own, from when it listens on its port."""
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=out)
        try:
            until = time.monotonic() + START_SECONDS
            while not listens(port):
                assert process.poll() is None and time.monotonic() < until, log.read_text()
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            process.wait(15)


def listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def database(example_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bot's database: a copy of the example."""
    copy = tmp_path_factory.mktemp("playground") / "playground.db"
    shutil.copy(example_database, copy)
    return copy


@pytest.fixture(scope="module")
def client(database: Path) -> Iterator[str]:
    """The address of a Playground that is joined to a bot over the example plan."""
    folder = database.parent
    port, client_port = free_port(), free_port()
    url = f"sqlite+aiosqlite:///{database}"
    bot = [sys.executable, "-m", "bot", "serve", "--port", str(port), "--database", url]
    here = {"PLANMINDER_TODAY": MONDAY, "PLANMINDER_ZONE": "UTC", "PLANMINDER_CLOCK_SECONDS": "0.5"}
    endpoint = f"http://127.0.0.1:{port}/api/messages"
    node = ["node", str(PLAYGROUND), "-e", endpoint, "-c", "msteams", "--dt", "--port", str(client_port)]
    with (
        running(bot, port, folder / "bot.log", **here),
        running(node, client_port, folder / "client.log", TZ="UTC", TEAMSAPPTESTER_BROWSER="none"),
    ):
        yield f"http://127.0.0.1:{client_port}/"


@pytest.fixture(scope="module")
def page(client: str) -> Iterator[Page]:
    """One person's window, kept from test to test, as a person keeps it."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        window = browser.new_page(viewport={"width": 1280, "height": 960}, timezone_id="UTC")
        window.set_default_timeout(ANSWER)
        window.goto(client)
        window.get_by_role("button", name="Hide log panel").click()
        yield window
        browser.close()


def say(page: Page, words: str) -> None:
    """Type into the personal chat."""
    editor = page.locator("[data-lexical-editor]").last
    editor.click()
    page.keyboard.type(words)
    editor.press("Enter")


def card(page: Page, heading: str) -> Locator:
    """The newest card with a heading."""
    return page.locator(".ac-adaptiveCard", has_text=heading).last


def fill(page: Page, words: str) -> None:
    """Type into the newest form until it stays: it is drawn twice, as the answer to the press and, so that it is there
    when the chat is opened again, as the update of its message. What is typed between may be lost."""
    for _ in range(20):
        field = page.locator(".ac-adaptiveCard textarea").last
        kept = field.input_value() == words
        field.fill(words)
        page.wait_for_timeout(700)
        if kept and field.input_value() == words:
            return
    raise AssertionError("nothing that is typed stays in the form")


def picture(page: Page, name: str) -> None:
    """For the README, once the client has scrolled to the newest message."""
    if PICTURES:
        page.mouse.move(5, 500)
        page.wait_for_timeout(1500)
        page.screenshot(path=Path(PICTURES) / name)


def test_a_newcomer_says_who_to_be_and_updates_by_button(page: Page) -> None:
    expect(card(page, "Who are you?")).to_be_visible(timeout=ANSWER)
    say(page, "I am Priya Nair")
    expect(page.get_by_text("You are Priya Nair now.", exact=False).last).to_be_visible(timeout=ANSWER)
    say(page, "what's on my list")
    listed = card(page, "Your actions")
    expect(listed).to_contain_text("Train everybody who manages a project", timeout=ANSWER)
    expect(listed).to_contain_text("On track")
    listed.get_by_role("button", name="Done").first.click()
    answered = page.locator(".ac-adaptiveCard", has_text="2.3").filter(has=page.get_by_role("button", name="Undo")).last
    expect(answered).to_contain_text("On track → Complete", timeout=ANSWER)
    picture(page, "playground-personal.png")
    answered.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.", exact=False).last).to_be_visible(timeout=ANSWER)


def test_a_form_is_filled_in_and_read_back(page: Page) -> None:
    say(page, "what's on my list")
    expect(card(page, "Your actions").get_by_role("button", name="Update").first).to_be_visible(timeout=ANSWER)
    page.wait_for_timeout(1000)  # until the newest list is the last one
    card(page, "Your actions").get_by_role("button", name="Update").first.click()
    form = page.locator(".ac-adaptiveCard").filter(has=page.locator("textarea")).last
    form.wait_for()
    fill(page, "the trainer is back")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("2.3: note added", exact=False).last).to_be_visible(timeout=ANSWER)
    expect(page.locator(".ac-adaptiveCard textarea")).to_have_count(0, timeout=ANSWER)


def test_a_channel_gets_its_weekly_summary_at_the_time_that_was_said(page: Page) -> None:
    say(page, "I am Leila Okafor")
    expect(page.get_by_text("You are Leila Okafor now.", exact=False).last).to_be_visible(timeout=ANSWER)
    page.get_by_text("Peer challenge").first.click()
    at = datetime.now(UTC) + timedelta(seconds=75)
    post(page, f"post a summary here every Monday at {at:%H:%M}")
    expect(page.get_by_text(f"Every Monday at {at.hour}:{at:%M}", exact=False).first).to_be_visible(timeout=ANSWER)
    posted = page.locator(".ac-adaptiveCard", has_text="Decisions needed").first
    expect(posted).to_be_visible(timeout=100_000)
    expect(posted).to_contain_text("overdue")
    picture(page, "playground-channel.png")
    expect(page.locator(".ac-adaptiveCard", has_text="Decisions needed")).to_have_count(1)


def test_the_bot_is_welcomed_back_once_and_a_channel_is_told_how_to_ask(page: Page, client: str) -> None:
    page.get_by_text("Personal Chat").first.click()
    tell(client, template(client, "botRemoved"))
    page.wait_for_timeout(500)
    for kind in ("install", "botAdded"):  # Teams sends both, and so does its test client
        tell(client, template(client, kind))
    expect(card(page, "Hello Leila. I keep")).to_contain_text("may have to be disclosed", timeout=ANSWER)
    expect(page.locator(".ac-adaptiveCard", has_text="Hello Leila. I keep")).to_have_count(1)
    page.get_by_text("General").first.click()
    for kind in ("botAdded", "install"):
        tell(client, template(client, kind, "team-id"))
    expect(card(page, "Everybody here can ask me")).to_contain_text("Begin with a mention of me", timeout=ANSWER)
    expect(page.locator(".ac-adaptiveCard", has_text="Everybody here can ask me")).to_have_count(1)


def test_in_a_channel_the_answer_stands_in_the_thread(page: Page) -> None:
    page.get_by_text("Peer challenge").first.click()
    post(page, "what is 7.2")
    thread = page.locator(".ac-adaptiveCard", has_text="Publish a delivery plan").first
    expect(thread).to_be_visible(timeout=ANSWER)


def test_a_message_that_is_edited_is_put_right_and_a_deleted_one_is_asked_about(
    page: Page, client: str, database: Path
) -> None:
    page.get_by_text("Personal Chat").first.click()
    say(page, "2.3 red, no trainer")
    expect(page.get_by_text("→ Off track", exact=False).last).to_be_visible(timeout=ANSWER)
    about = newest(database, "2.3 red, no trainer")
    like = template(client, "botAdded")
    tell(client, later(like, about, "messageUpdate", "2.3 amber, no trainer"))
    expect(card(page, "Corrected as you edited it. 2.3: Off track → At risk.")).to_be_visible(timeout=ANSWER)
    tell(client, later(like, about, "messageDelete"))
    asked = card(page, "Shall I take it back?")
    expect(asked).to_contain_text("2.3 (At risk and a note)", timeout=ANSWER)
    asked.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back. 2.3: back to On track", exact=False).last).to_be_visible(timeout=ANSWER)


def template(client: str, kind: str, conversation: str = "personal-chat-id") -> dict[str, Any]:
    """An activity of the client's own making, as its menu "Mock an Activity" offers it."""
    address = f"{client}_internal/v1/customActivities/template?conversationId={conversation}&type={kind}"
    with urlopen(address) as answer:  # noqa: S310  # the client's own address on this machine
        made: dict[str, Any] = json.load(answer)
        return made


def tell(client: str, activity: dict[str, Any]) -> None:
    """Have the client send an activity to the bot. It has no edits and no deletions of its own."""
    headers = {"Content-Type": "application/json"}
    request = Request(f"{client}_internal/v1/customActivities", json.dumps(activity).encode(), headers)  # noqa: S310  # as above
    with urlopen(request) as answer:  # noqa: S310  # as above
        assert answer.status == 200


def later(like: dict[str, Any], about: str, kind: str, text: str = "") -> dict[str, Any]:
    """What happens to a message later, from the same person in the same place as another activity."""
    kept = {key: value for key, value in like.items() if key not in ("membersAdded", "channelData")}
    return {**kept, "type": kind, "id": about, "text": text, "timestamp": datetime.now(UTC).isoformat()}


def newest(database: Path, text: str) -> str:
    """The id of a message as the bot heard it."""
    with sqlite3.connect(database) as connection:
        found = connection.execute("SELECT id FROM messages WHERE text = ? ORDER BY received DESC", (text,)).fetchone()
    connection.close()
    return str(found[0])


def post(page: Page, words: str) -> None:
    """Begin a thread in the channel that is open, addressed to the bot by its mention."""
    page.get_by_role("button", name="Post", exact=True).wait_for()
    page.locator("[data-lexical-editor]").first.click()
    page.keyboard.type("@")
    page.get_by_role("menuitem", name="Planminder").click()
    page.keyboard.type(f" {words}")
    page.get_by_role("button", name="Post", exact=True).click()
