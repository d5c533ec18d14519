"""The rules of axe for WCAG 2.2 A and AA, run over what stands in a browser (https://github.com/dequelabs/axe-core).

The tags are those of axe's own API document, "Axe-core Tags"; `best-practice` is no part of WCAG and is left out.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "async tags => (await axe.run(document, {runOnly: {type: 'tag', values: tags}})).violations"
WIDER = "() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
SMALL = """() => [...document.querySelectorAll('button, a, input, select, textarea, summary')]
    .filter(one => one.checkVisibility() && !one.closest('.unseen, .skip'))
    .map(one => [one.textContent || one.name || one.id, (one.closest('label') || one).getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24).map(([words]) => words)"""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""  # success criterion 1.4.12


def faults(page: Page) -> list[str]:
    """What breaks a rule, one line an element: the rule, where, and what axe says of it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))  # not as a script element, which the page's policy forbids
    return [
        f"{rule['id']}: {' '.join(node['target'])}: {node['failureSummary']}"
        for rule in page.evaluate(RUN, TAGS)
        for node in rule["nodes"]
    ]


def too_wide(page: Page) -> int:
    """By how many pixels the page has to be pushed sideways (success criterion 1.4.10)."""
    return int(page.evaluate(WIDER))


def too_small(page: Page) -> list[str]:
    """What is pressed and has less than 24 pixels in a direction (success criterion 2.5.8)."""
    found: list[str] = page.evaluate(SMALL)
    return found


def spaced(page: Page) -> None:
    """The spacing that a reader may set, and that must lose nothing."""
    page.add_style_tag(content=SPACED)


def opened(browser: Browser, markup: str, width: int = 1280, **more: Any) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}, **more).new_page()
    page.set_content(markup)
    return page
