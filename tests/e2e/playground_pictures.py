"""Every kind of card as Microsoft's Agents Playground shows it, as pictures: `make pictures`, and then look at them.

    python -m tests.e2e.playground_pictures FOLDER

A real bot over the example plan, the Playground joined to it, and Chromium in the widths of a desk and of a telephone.
The Playground has no dark look; that one is in the pictures of `tests.e2e.pictures`.
"""

import asyncio
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from bot import demo
from bot.app import bot
from bot.settings import read
from storage.store import prepare
from tests.e2e.test_playground import (
    ARGUMENTS,
    CHROMIUM,
    PLAYGROUND,
    ROOT,
    fill,
    free_port,
    post,
    running,
    say,
    tell,
    template,
)
from tests.support.screen import Desk, Screen

MONDAY = "2026-11-23"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
APP_ID = "11111111-1111-1111-1111-111111111111"
DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"
ANSWER = 20_000.0  # milliseconds
WIDTHS = {"wide": 0, "narrow": 334}  # pixels that a card has: as the client likes, and in a telephone 390 wide
DESK = {"width": 1280, "height": 1500}
NARROWED = """width => {  // the client itself scrolls sideways where its window is narrow, so its cards are narrowed
  document.getElementById("narrowed")?.remove();
  if (!width) return;
  const rule = document.createElement("style");
  rule.id = "narrowed";
  rule.textContent = `.ac-adaptiveCard { width: ${width}px !important; max-width: ${width}px !important; }`;
  document.head.append(rule);
}"""


@contextmanager
def client(folder: Path) -> Iterator[str]:
    """The address of a Playground, joined to a bot of its own."""
    settings = read(database_url=f"sqlite+aiosqlite:///{folder}/playground.db")
    asyncio.run(_made(settings.database_url))
    port, client_port = free_port(), free_port()
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port), "--database", settings.database_url]
    here = {"PLANMINDER_TODAY": MONDAY, "PLANMINDER_ZONE": "UTC", "PLANMINDER_CLOCK_SECONDS": "1"}
    endpoint = f"http://127.0.0.1:{port}/api/messages"
    node = ["node", str(PLAYGROUND), "-e", endpoint, "-c", "msteams", "--dt", "--port", str(client_port)]
    with (
        running(command, port, folder / "bot.log", **here),
        running(node, client_port, folder / "client.log", TZ="UTC", TEAMSAPPTESTER_BROWSER="none"),
    ):
        yield f"http://127.0.0.1:{client_port}/"


async def _made(url: str) -> None:
    """The example, and two people of whom only the names are known yet, from a bot that is on a tenant."""
    settings = read(database_url=url)
    await prepare(url)
    await demo.prepare(settings, settings.organisation, demo.example())
    tenant = read(database_url=url, teams_app_id=APP_ID, teams_app_password="p", teams_tenant_id="t")
    async with bot(tenant, lambda: NOW) as app:
        app.sender.join(Screen("teams"))
        desk = Desk(app, Screen())
        await desk.stranger("Priya Nair", "hello")
        await desk.stranger("Gareth Pritchard", "7.1 amber, the consultant left")


class Camera:
    """One window; each picture is of the newest card, and of the whole window where that is asked for."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder

    def card(self, heading: str) -> Locator:
        found = self.page.locator(".ac-adaptiveCard", has_text=heading).last
        found.wait_for(timeout=ANSWER)
        self.page.wait_for_timeout(700)  # until the client has scrolled to it
        return self.page.locator(".ac-adaptiveCard", has_text=heading).last

    def take(self, name: str, heading: str) -> Locator:
        """A card in every width, by its heading."""
        found = self.card(heading)
        self.page.screenshot(path=self.folder / f"{name}-window.png")
        for look, width in WIDTHS.items():
            self.page.evaluate(NARROWED, width)
            self.page.wait_for_timeout(300)
            found.screenshot(path=self.folder / f"{name}-{look}.png")
        self.page.evaluate(NARROWED, 0)
        return found

    def say(self, words: str) -> None:
        say(self.page, words)


def photographed(browser: Browser, address: str, files: str, folder: Path) -> None:
    page = browser.new_page(viewport=DESK, timezone_id="UTC")
    page.set_default_timeout(ANSWER)
    page.goto(address)
    page.get_by_role("button", name="Hide log panel").click()
    camera = Camera(page, folder)
    camera.take("who", "Who are you?")
    _owner(camera)
    _officer(camera, address, files)
    _channel(camera, address)
    page.close()


def _owner(camera: Camera) -> None:
    camera.say("I am Priya Nair")
    camera.page.get_by_text("You are Priya Nair now.", exact=False).last.wait_for()
    camera.say("help")
    camera.take("help", "What you can say")
    camera.say("show 2.3")
    camera.take("action", "2.3 ·")
    camera.say("2.3 amber or red, hard to say")
    camera.take("question", "Which status is it now?")
    camera.say("2.3 moved to March or April 2027")
    camera.take("date", "Which date do you mean?")
    camera.take("closed", "This question is closed")
    camera.say("no")
    camera.say("my actions")
    camera.take("list", "Your actions").get_by_role("button", name="Update").first.click()
    form = camera.take("form", "Update 2.3")
    fill(camera.page, "the trainer is back")
    form.get_by_role("button", name="Save").click()
    camera.take("saved", "2.3: note added")


def _officer(camera: Camera, address: str, files: str) -> None:
    camera.say("I am Leila Okafor")
    camera.page.get_by_text("You are Leila Okafor now.", exact=False).last.wait_for()
    camera.say("all open actions")
    camera.take("paged", "1 to 5 of")
    camera.say("summary")
    camera.take("summary", "Corporate Peer Challenge")
    camera.say("the training one is amber")
    camera.take("which", "Which action do you mean?")
    camera.say("cancel")
    camera.say("who is waiting")
    camera.take("claims", "2 people wait")
    _return(camera)
    tell(address, attached(template(address, "botAdded"), f"{files}/action-plan.docx"))
    camera.take("review", "action-plan.docx beside CPC26")
    camera.say("no")
    at = datetime.now(UTC) + timedelta(seconds=70)
    camera.say(f"post a summary here every Monday at {at:%H:%M}")
    weekly = camera.page.locator(".ac-adaptiveCard", has_text="Decisions needed")
    expect(weekly).to_have_count(2, timeout=100_000)  # nobody has asked for the second
    camera.take("proactive", "Decisions needed")


def _return(camera: Camera) -> None:
    camera.say("open the Q2 return as at 30 September, updates by 27 November")
    camera.take("return-opened", "Open the Q2 2026/27 return").get_by_role("button", name="Yes").click()
    camera.page.get_by_text("return of CPC26 is open", exact=False).last.wait_for()
    camera.say("how is the return going")
    camera.take("return-going", "Outstanding:")
    camera.say("I am Priya Nair")
    camera.page.get_by_text("You are Priya Nair now.", exact=False).last.wait_for()
    camera.say("my return")
    camera.take("return-rows", "Your rows in the Q2 2026/27 return")
    camera.say("I am Leila Okafor")
    camera.page.get_by_text("You are Leila Okafor now.", exact=False).last.wait_for()


def attached(like: dict[str, Any], url: str) -> dict[str, Any]:
    """A file in the personal chat, as Teams tells of it."""
    content = {"downloadUrl": url, "fileType": "docx"}
    file = {"contentType": DOWNLOAD, "name": url.rpartition("/")[2], "content": content}
    kept = {key: value for key, value in like.items() if key not in ("membersAdded", "channelData")}
    return {**kept, "type": "message", "id": f"file-{datetime.now(UTC):%H%M%S}", "text": "", "attachments": [file]}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on this machine."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _channel(camera: Camera, address: str) -> None:
    camera.page.get_by_text("Peer challenge").first.click()
    post(camera.page, "what's overdue")
    camera.take("channel-list", "4 overdue; 3 more")
    camera.page.get_by_text("Personal Chat").first.click()
    tell(address, template(address, "botRemoved"))
    camera.page.wait_for_timeout(500)
    tell(address, template(address, "install"))
    camera.take("welcome", "Hello Leila. I keep")
    camera.page.get_by_text("General").first.click()
    tell(address, template(address, "botAdded", "team-id"))
    camera.take("welcome-channel", "Everybody here can ask me")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as made,
        client(Path(made)) as address,
        served(ROOT / "examples") as files,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        photographed(browser, address, files, folder)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
