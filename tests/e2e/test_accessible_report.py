"""The HTML report for whoever reads it with a screen reader, on a telephone, at four times the size, or on paper."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Browser, sync_playwright  # noqa: E402  # after the skip above

from dialogs.reports import RENDERERS  # noqa: E402
from dialogs.reports.report import Report, report  # noqa: E402
from storage.people import Directory, Person  # noqa: E402
from storage.plan import Action, Column, Plan, Recommendation, Update  # noqa: E402
from storage.status import Scheme, Status  # noqa: E402
from storage.timescale import Kind, Timescale  # noqa: E402
from tests.e2e.axe import AXE, faults, opened, spaced, too_small, too_wide  # noqa: E402
from tests.e2e.test_page import ARGUMENTS, CHROMIUM  # noqa: E402

TODAY = date(2026, 11, 23)
LONG = "Grenzüberschreitungsvereinbarung " * 300
ARABIC = "مراجعة خطة العمل مع الشركاء"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed (.ci/setup does it)"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (make node_modules/installed)"),
]


def plan(*texts: str, columns: tuple[Column, ...] = ()) -> Plan:
    """An action for each text, under two recommendations, each with another status."""
    statuses = [*Status, None]
    dated = Timescale(text="Summer 2026", kind=Kind.PERIOD, start=date(2026, 6, 1), end=date(2026, 8, 31))
    actions = {
        place: Action(
            place,
            1 + place % 2,
            f"{1 + place % 2}.{place}",
            text,
            owners=(1,),
            timescale=dated if place % 3 else None,
            status=statuses[place % len(statuses)],
            decision="Cabinet to choose a site" if place == 4 else None,
            updates=(Update(place, date(2026, 11, 1), None, 1, f"Seen to: {text[:80]}"),),  # type: ignore[arg-type]  # the hour is not told
        )
        for place, text in enumerate(texts, start=10)
    }
    recommendations = {
        one: Recommendation(
            one,
            str(one),
            "House more people",
            actions=tuple(key for key, each in actions.items() if each.recommendation == one),
        )
        for one in (1, 2)
    }
    return Plan(
        "oakvale", 1, code="OAK25", title="Oakvale", columns=columns, scheme=Scheme.of([("Delayed", "red")]),
        recommendations=recommendations, actions=actions,
    )  # fmt: skip


WIDE = (
    Column("Ref", "number"),
    Column("What we will do", "action"),
    *(Column(f"Heading {place}", "other") for place in range(26)),
    Column("By", "timescale"),
    Column("RAG", "status"),
)
TEXTS = [f"Find land for {place} homes" for place in range(12)]
PLANS = {
    "of a dozen actions": plan(*TEXTS),
    "without actions": plan(),
    "of one": plan("Find the land"),
    "with a note of ten thousand characters": plan(LONG),
    "with words from right to left": plan(ARABIC, ARABIC),
    "with thirty columns": plan(*TEXTS, columns=WIDE),
}


def made(one: Plan, before: Plan | None = None) -> Report:
    return report(one, before, Directory(1, {1: Person(1, "Priya Shah")}), TODAY, date(2026, 9, 30) if before else None)


def earlier(one: Plan) -> Plan:
    return replace(one, actions={key: replace(each, status=Status.RED) for key, each in one.actions.items()})


def page_of(one: Report) -> str:
    return RENDERERS["html"](one).decode()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", PLANS)
def test_a_report_breaks_no_rule_of_axe(
    browser: Browser, name: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    one = PLANS[name]
    page = opened(browser, page_of(made(one, earlier(one))), width, color_scheme=scheme)
    assert faults(page) == []
    page.context.close()


def test_a_planted_fault_is_found(browser: Browser) -> None:
    """A heading that cannot be read, a picture without words, a table's cell of no row."""
    spoiled = page_of(made(PLANS["of one"])).replace("<h1>", '<img src="data:,"><h1 style="color:#ccc">')
    page = opened(browser, spoiled)
    assert {fault.split(":")[0] for fault in faults(page)} == {"color-contrast", "image-alt"}
    page.context.close()


@pytest.mark.parametrize("name", PLANS)
def test_on_a_telephone_nothing_is_pushed_sideways(browser: Browser, name: str) -> None:
    page = opened(browser, page_of(made(PLANS[name])), 320)
    assert too_wide(page) == 0
    spaced(page)
    assert too_wide(page) == 0
    assert too_small(page) == []
    page.context.close()


def test_on_a_telephone_each_cell_says_under_which_heading_it_stands(browser: Browser) -> None:
    page = opened(browser, page_of(made(PLANS["of a dozen actions"])), 320)
    cells = page.locator(".plan td:visible")
    headings = set(cells.evaluate_all("all => all.map(one => getComputedStyle(one, '::before').content)"))
    assert '"Action"' in headings and "none" not in headings
    boxes = cells.evaluate_all("all => all.map(one => one.getBoundingClientRect()).map(box => [box.x, box.width])")
    assert all(x >= 0 and x + width <= 320 for x, width in boxes)
    page.context.close()


def test_a_table_that_is_wider_than_the_window_is_reached_and_moved_by_keyboard(browser: Browser) -> None:
    page = opened(browser, page_of(made(PLANS["with thirty columns"])), 1280)
    assert too_wide(page) == 0
    page.keyboard.press("Tab")
    region = page.get_by_role("region", name="Actions")
    assert region.evaluate("one => one === document.activeElement && getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.wide').scrollLeft > 0")
    page.context.close()


def test_on_paper_the_headings_repeat_and_dark_is_left_to_screens(browser: Browser, tmp_path: Path) -> None:
    import pdfplumber

    page = opened(browser, page_of(made(plan(*[f"Find land for {n} homes" for n in range(80)]))), color_scheme="dark")
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True, print_background=True)
    with pdfplumber.open(tmp_path / "report.pdf") as pdf:
        assert len(pdf.pages) >= 3
        assert {round(one.width) > round(one.height) for one in pdf.pages} == {True}
        headed = ["No Recommendation Action" in (one.extract_text() or "") for one in pdf.pages]
        assert all(headed[headed.index(True) :])
        inks = {tuple(sign["non_stroking_color"]) for sign in pdf.pages[0].chars}
    assert all(max(ink) < 0.5 for ink in inks)  # dark words on white paper
    page.context.close()
