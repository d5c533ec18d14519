"""A newcomer at the chat page: the real demo in a process of its own, in a real browser."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Browser, Locator, Page, Request, expect, sync_playwright  # noqa: E402  # after the skip above

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0  # a fresh database and half a year of history on a busy machine

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed (.ci/setup does it)"),
]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Demo:
    """`planminder demo` as a person starts it."""

    database: Path
    log: IO[str]
    ports: tuple[int, int]
    process: "subprocess.Popen[str] | None" = None

    def start(self) -> str:
        """Its printed address."""
        (port, page_port), url = map(str, self.ports), f"sqlite+aiosqlite:///{self.database}"
        self.log.truncate(0)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--port", port, "--page-port", page_port, "--database", url],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=self.log,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return self._address()

    def _address(self) -> str:
        assert self.process is not None
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            found = re.search(r"http://127\.0\.0\.1:\d+/\?key=\S+", self.said())
            if found:
                return found[0]
            time.sleep(0.2)
        raise AssertionError(f"the demo did not start:\n{self.said()}")

    def said(self) -> str:
        return Path(self.log.name).read_text(encoding="utf-8")

    def stop(self) -> float:
        """How many seconds it took to end."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        return time.monotonic() - began


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Demo, str]]:
    folder = tmp_path_factory.mktemp("demo")
    with (folder / "said").open("w", encoding="utf-8") as log:
        one = Demo(folder / "demo.db", log, (free_port(), free_port()))
        address = one.start()
        yield one, address
        one.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    page: Page
    asked: list[str]
    faults: list[str]


@pytest.fixture
def visit(browser: Browser, demo: tuple[Demo, str]) -> Iterator[Visit]:
    """A first look at the page; at the end the browser must have had nothing to complain of."""
    with browser.new_context(viewport={"width": 1280, "height": 860}) as context:
        page = context.new_page()
        one = Visit(page, [], [])
        page.on("request", lambda request: _asked(one, request))
        page.on("console", lambda message: one.faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: one.faults.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(demo[1])
        settle(page)
        yield one
        assert one.faults == []


def _asked(visit: Visit, request: Request) -> None:
    visit.asked.append(request.url)


def settle(page: Page) -> None:
    """Until what was said before is shown."""
    expect(page.locator("#log")).to_have_attribute("aria-busy", "false")


def be(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).check()
    settle(page)


def say(page: Page, words: str) -> Locator:
    """Type something and wait for the answer."""
    with answered(page) as reply:
        page.get_by_label("Your message").fill(words)
        page.keyboard.press("Enter")
    return reply


def replies(page: Page) -> Locator:
    return page.locator(".entry:not([hidden]):has(.bubble):not(.person)")


@contextmanager
def answered(page: Page) -> Iterator[Locator]:
    """The reply to what is done inside."""
    reply = replies(page).nth(replies(page).count())
    yield reply
    expect(reply).to_be_visible()


def test_a_newcomer_sees_who_to_be_what_to_type_and_what_day_it_is(visit: Visit) -> None:
    page = visit.page
    expect(page.get_by_text("Today is Monday 23 November 2026")).to_be_visible()
    expect(page.get_by_text("Nothing leaves this machine")).to_be_visible()
    expect(page.get_by_text("Drop your own plan here")).to_be_visible()
    assert page.get_by_role("radio").count() == 3
    for name in ("Priya Nair", "Tom Ashworth", "Leila Okafor"):
        be(page, name)
        expect(page.locator(".try")).to_have_count(3)


def test_nothing_leaves_this_machine(visit: Visit, demo: tuple[Demo, str]) -> None:
    say(visit.page, "help")
    here = demo[1].split("/?")[0] + "/"
    assert [url for url in visit.asked if not url.startswith(here)] == []


def test_a_manager_asks_what_is_overdue_and_sees_a_card(visit: Visit) -> None:
    page = visit.page
    be(page, "Tom Ashworth")
    with answered(page) as reply:
        page.get_by_role("button", name="what's overdue", exact=True).click()
    card = reply.locator(".card")
    expect(card.locator(".card-heading")).to_have_text("Overdue")
    expect(card.locator(".line .pill").first).to_be_visible()


def test_an_owner_updates_in_words_and_takes_it_back_with_the_button(visit: Visit) -> None:
    page = visit.page
    be(page, "Priya Nair")
    read_back = say(page, "2.3 amber, slipping to January because the trainer is ill")
    expect(read_back).to_contain_text("2.3")
    there = replies(page).count()
    read_back.get_by_role("button", name="Undo").click()
    expect(read_back).to_contain_text("Taken back. 2.3: back to On track")
    expect(read_back.get_by_role("button")).to_have_count(0)
    assert replies(page).count() == there


def test_a_button_of_a_line_opens_a_form_and_the_form_is_saved(visit: Visit) -> None:
    page = visit.page
    be(page, "Priya Nair")
    mine = say(page, "what's on my list")
    mine.locator(".line").first.get_by_role("button", name="Update").click()
    mine.get_by_label("What has happened").fill("The first cohort has met")
    mine.get_by_role("button", name="Save").click()
    expect(mine).to_contain_text("2.3: note added.")
    expect(mine.locator(".line")).to_have_count(2)
    mine.get_by_role("button", name="Undo").click()
    expect(mine).to_contain_text("Taken back. 2.3: note taken back.")


def test_a_form_in_the_channel_is_its_opener_s_and_what_it_saves_is_everybody_s(visit: Visit) -> None:
    page = visit.page
    be(page, "Priya Nair")
    page.get_by_role("button", name="#action-plan").click()
    mine = say(page, "what's on my list")
    with page.context.new_page() as other:
        other.goto(page.url)
        settle(other)
        be(other, "Leila Okafor")
        other.get_by_role("button", name="#action-plan").click()
        expect(replies(other).last).to_contain_text("2.3")
        with answered(page) as form:
            mine.locator(".line").first.get_by_role("button", name="Update").click()
        expect(form).to_contain_text("Only you can see this")
        expect(other.locator("form[data-inputs]")).to_have_count(0)
        form.get_by_label("What has happened").fill("The second cohort has met")
        form.get_by_role("button", name="Save").click()
        expect(form).to_contain_text("Priya Nair: 2.3: note added.")
        expect(replies(other).last).to_contain_text("Priya Nair: 2.3: note added.")


def test_a_dropped_plan_is_read_back_before_anything_is_kept(visit: Visit) -> None:
    page = visit.page
    be(page, "Leila Okafor")
    content = (ROOT / "examples" / "action-plan.csv").read_text(encoding="utf-8")
    transfer = page.evaluate_handle(
        "content => { const t = new DataTransfer(); t.items.add(new File([content], 'Our plan.csv')); return t }",
        content,
    )
    page.dispatch_event("#log", "dragover", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop your plan here")).to_be_visible()
    with answered(page) as reply:
        page.dispatch_event("#log", "drop", {"dataTransfer": transfer})
    expect(page.locator(".entry.person").last).to_contain_text("Our plan.csv")
    expect(reply).to_contain_text("recommendation")


def test_a_file_over_25_mb_is_refused_in_words(visit: Visit) -> None:
    visit.page.evaluate(
        "() => { const t = new DataTransfer(); t.items.add(new File([new Uint8Array(26 * 1024 * 1024)], 'huge.pdf'));"
        " window.dispatchEvent(new DragEvent('drop', { dataTransfer: t, cancelable: true })) }"
    )
    expect(visit.page.get_by_role("alert")).to_contain_text("huge.pdf is larger than 25 MB")


def test_everything_is_reached_by_keyboard(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("radio", name="Priya Nair").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Tom Ashworth")).to_be_checked()
    settle(page)
    page.locator(".try").first.focus()
    with answered(page):
        page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [360, 768])
def test_it_fits_a_narrow_window(visit: Visit, width: int) -> None:
    page = visit.page
    page.set_viewport_size({"width": width, "height": 740})
    be(page, "Tom Ashworth")
    expect(say(page, "what's overdue").locator(".card")).to_be_visible()
    parts = "[document.documentElement, ...document.querySelectorAll('#log, .card')]"
    assert max(page.evaluate(f"() => {parts}.map(part => part.scrollWidth - part.clientWidth)")) <= 0
    expect(page.get_by_role("button", name="Send")).to_be_in_viewport()


def test_what_a_colleague_says_in_the_channel_is_marked_as_new(visit: Visit) -> None:
    page = visit.page
    with page.context.new_page() as other:
        other.goto(page.url)
        settle(other)
        be(other, "Leila Okafor")
        other.get_by_role("button", name="#action-plan").click()
        say(other, "summary")
        expect(page.locator(".room .news")).to_be_visible()
        page.get_by_role("button", name="#action-plan").click()
        expect(replies(page).last).to_be_visible()


def test_reset_begins_the_demo_again(visit: Visit) -> None:
    page = visit.page
    be(page, "Priya Nair")
    say(page, "2.3 complete")
    page.get_by_role("button", name="Start the demo again").click()
    expect(page.get_by_text("The demo begins again")).to_be_visible(timeout=30_000)
    expect(replies(page)).to_have_count(0)
    shown = say(page, "show 2.3")
    expect(shown).to_contain_text("2.3")
    expect(shown).not_to_contain_text("Complete")


def test_a_stopped_demo_is_said_and_ends_without_waiting_for_the_page(browser: Browser, tmp_path: Path) -> None:
    with (tmp_path / "said").open("w", encoding="utf-8") as log, browser.new_context() as context:
        one = Demo(tmp_path / "demo.db", log, (free_port(), free_port()))
        page = context.new_page()
        page.goto(one.start())
        settle(page)
        assert one.stop() < 10
        expect(page.get_by_text("Planminder is not answering. Trying again")).to_be_visible()
        page.get_by_label("Your message").fill("2.3 amber")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("not answering")
        expect(page.get_by_label("Your message")).to_have_value("2.3 amber")
        one.start()
        expect(page.get_by_text("started anew under another address")).to_be_visible()
        one.stop()
