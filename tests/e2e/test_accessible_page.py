"""The chat page for whoever uses a screen reader, a keyboard, large letters or a narrow window: WCAG 2.2 A and AA."""

from collections.abc import Callable
from typing import Literal

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Page, expect

from tests.e2e.axe import AXE, SPACED, faults, too_small, too_wide
from tests.e2e.test_page import CHROMIUM, ROOT, Visit, answered, be, browser, demo, say, visit

__all__ = ["browser", "demo", "visit"]  # the fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed (.ci/setup does it)"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (make node_modules/installed)"),
]


def newcomer(page: Page) -> None:
    """What stands there before anything is said."""


def manager(page: Page) -> None:
    be(page, "Tom Ashworth")
    say(page, "what's overdue")
    say(page, "summary")


def owner(page: Page) -> None:
    be(page, "Priya Nair")
    mine = say(page, "what's on my list")
    mine.locator(".line").first.get_by_role("button", name="Update").click()
    expect(mine.get_by_label("What has happened")).to_be_visible()


def read_back(page: Page) -> None:
    be(page, "Priya Nair")
    say(page, "2.3 amber, slipping to January because the trainer is ill")
    say(page, "show 2.3")
    say(page, "what is this")


def officer(page: Page) -> None:
    """The review of a plan that is handed in, a report as a file, and a return."""
    be(page, "Leila Okafor")
    content = (ROOT / "examples" / "action-plan.csv").read_text(encoding="utf-8")
    transfer = page.evaluate_handle(
        "content => { const t = new DataTransfer(); t.items.add(new File([content], 'Our plan.csv')); return t }",
        content,
    )
    with answered(page):
        page.dispatch_event("#log", "drop", {"dataTransfer": transfer})
    say(page, "never mind")
    say(page, "the Cabinet report please")
    say(page, "who has answered")


ROADS = [newcomer, manager, owner, read_back, officer]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_the_page_breaks_no_rule_of_axe(
    visit: Visit, road: Callable[[Page], None], width: int, scheme: Literal["light", "dark"]
) -> None:
    page = visit.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 860})
    road(page)
    assert faults(page) == []
    assert too_small(page) == []


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_at_four_times_the_size_everything_is_there_and_nothing_is_pushed_sideways(
    visit: Visit, road: Callable[[Page], None]
) -> None:
    """1,280 pixels at 400 % are 320 (success criterion 1.4.10)."""
    page = visit.page
    page.set_viewport_size({"width": 320, "height": 256 * 2})
    road(page)
    assert too_wide(page) == 0
    assert _hidden(page) == []


def _hidden(page: Page) -> list[str]:
    """Of what is pressed or filled in, what cannot be brought into view."""
    parts = page.locator("#composer button, #composer textarea, .rooms button, .persona, .entry button").all()
    for one in parts:
        if one.is_visible():
            one.scroll_into_view_if_needed()
    return [one.inner_text() for one in parts if one.is_visible() and not _in_view(one)]


def _in_view(one: object) -> bool:
    box = one.bounding_box()  # type: ignore[attr-defined]  # a Locator, which has one where it is visible
    return box is not None and box["x"] > -1 and box["x"] + box["width"] < 321


CUT = """() => [...document.querySelectorAll('.button, .pill, .line-text')]
    .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)"""


def test_wider_spacing_of_words_and_lines_loses_nothing(visit: Visit) -> None:
    """Success criterion 1.4.12. Set from outside, as a reader's browser does it: the page forbids foreign styles."""
    page = visit.page
    manager(page)
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }",
        SPACED,
    )
    assert page.locator(".line-text").first.evaluate("one => getComputedStyle(one).letterSpacing") != "normal"
    assert page.evaluate(CUT) == []


def test_answers_are_announced_and_the_focus_stays_where_it_was(visit: Visit) -> None:
    page = visit.page
    be(page, "Priya Nair")
    log = page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    say(page, "what's on my list")
    expect(log).to_contain_text("2.3")
    expect(page.get_by_label("Your message")).to_be_focused()


FOCUSED = """() => {
    const one = document.activeElement, where = one.closest('.persona') || one;
    return [one.id || one.name || one.textContent, getComputedStyle(where).outlineStyle];
}"""


def test_the_whole_page_is_walked_by_keyboard_and_the_focus_is_always_seen(visit: Visit) -> None:
    page = visit.page
    owner(page)
    page.locator(".skip").focus()
    seen: list[tuple[str, str]] = []
    while not seen or "Send" not in dict(seen):
        page.keyboard.press("Tab")
        seen.append(tuple(page.evaluate(FOCUSED)))
        assert len(seen) < 1_000  # what others have said in the room has buttons too
    assert {"box", "log", "due", "Save"} <= {name for name, _ in seen}
    assert [name for name, outline in seen if outline == "none"] == []
