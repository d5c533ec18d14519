"""Every kind of card as a picture: wide and phone-narrow, light and dark. `make pictures`, and then look at them.

    python -m tests.e2e.pictures FOLDER

The replies are the real bot's over the example plan, drawn by Microsoft's own renderer (the npm package
`adaptivecards`) in Chromium, with the colours of the Teams client as near as a page can have them.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bot import demo
from bot.app import bot
from bot.rendering import adaptive
from bot.settings import Settings, read
from dialogs.reply import Reply
from storage.store import prepare
from tests.support.screen import Desk, Screen, button, filled

ROOT = Path(__file__).parents[2]
RENDERER = ROOT / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.min.js"
CHROMIUM = "/usr/bin/chromium"
WIDE, NARROW = 600, 320  # pixels: a card in the desktop client, and on a small telephone
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
APP_ID = "11111111-1111-1111-1111-111111111111"
PRIYA, CLAIRE, LEILA, TOM = "Priya Nair", "Claire Fenwick", "Leila Okafor", "Tom Ashworth"


async def replies() -> dict[str, Reply]:
    """One reply of each kind, by the name of its picture."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read(database_url=f"sqlite+aiosqlite:///{folder}/pictures.db", reminders=True)
        await prepare(settings.database_url)
        await demo.prepare(settings, settings.organisation, demo.example())
        async with bot(settings, lambda: NOW) as app:
            screen = Screen()
            app.sender.join(screen)
            desk = Desk(app, screen)
            made = await _conversation(desk) | await _returned(desk)
        return made | await _claimed(settings)


async def _conversation(desk: Desk) -> dict[str, Reply]:
    made = {"greeting": await desk.say(PRIYA, "hello"), "help": await desk.say(PRIYA, "help")}
    made["list"] = await desk.say(TOM, "what's overdue")
    made["paged"] = await desk.say(TOM, "all open actions")
    made["action"] = await desk.say(PRIYA, "show 1")
    made["summary"] = await desk.say(LEILA, "summary")
    made["weekly"] = await desk.say(LEILA, "preview the weekly summary")
    made["rag"] = await desk.say(TOM, "RAG picture")
    made["due"] = await desk.say(TOM, "timeline of what is due as a picture")
    made["status"] = await desk.say(PRIYA, "2.3 amber or red, hard to say")
    made["date"] = await desk.say(PRIYA, "2.3 moved to March or April 2027")
    made["which"] = await desk.say(TOM, "the training one is amber")
    await desk.say(TOM, "cancel")
    made["confirm"] = await desk.say(LEILA, "all of rec 5 no change, and all of rec 6 and rec 8 red")
    made["rows"] = await _rows(desk)
    mine = await desk.say(PRIYA, "my actions")
    await desk.press(PRIYA, button(mine, "Update", "2.3"))
    made["form"] = desk.screen.last
    await desk.say(CLAIRE, "2.3 red, no room to be had before the summer")
    place = next(key for key, reply in desk.screen.shown.items() if reply == made["form"])
    typed = filled(made["form"], note="the trainer is back from 7 December")
    await desk.press(PRIYA, button(made["form"], "Save"), typed, on=place)
    made["stale"] = desk.screen.shown[place]
    await desk.press(PRIYA, button(made["stale"], "Save"), filled(made["stale"]), on=place)
    made["done"] = desk.screen.shown[place]
    made["undone"] = await _undone(desk, place)
    made["review"] = await _review(desk)
    made |= await _over(desk)
    return made


async def _undone(desk: Desk, place: str) -> Reply:
    await desk.press(PRIYA, button(desk.screen.shown[place], "Undo"), on=place)
    return desk.screen.shown[place]


async def _over(desk: Desk) -> dict[str, Reply]:
    """Questions that are over: answered by typing, dropped by a press, and pressed when it was too late."""
    made = {}
    for name, then, press in (("closed", "red", None), ("dropped", None, "Cancel"), ("lapsed", "help", "At risk")):
        asked = await desk.say(PRIYA, "2.3 amber or red, hard to say")
        place = list(desk.screen.shown)[-1]
        if then is not None:
            await desk.say(PRIYA, then)
        if press is not None:
            await desk.press(PRIYA, button(asked, press), on=place)
        made[name] = desk.screen.shown[place]
    return made


async def _returned(desk: Desk) -> dict[str, Reply]:
    """A return from its preview on, and what its owners are asked of a morning."""
    made = {"return-opened": await desk.say(LEILA, "open the Q2 return as at 30 September, updates by 27 November")}
    await desk.say(LEILA, "yes")
    made["return-going"] = await desk.say(LEILA, "how is the return going")
    made["return-rows"] = await desk.say(PRIYA, "my return")
    made["chase"] = await desk.say(LEILA, "chase everyone overdue")
    await desk.say(LEILA, "no")
    made["plan-settings"] = await desk.say(LEILA, "settings")
    before = len(desk.screen.shown)
    await desk.app.clock.tick()
    made["asked"] = next(one for one in list(desk.screen.shown.values())[before:] if "Claire" in one.text)
    return made


async def _claimed(settings: Settings) -> dict[str, Reply]:
    """Whom an officer is asked to confirm, which happens where a channel's people do not pick who to be."""
    tenant = read(
        database_url=settings.database_url,
        teams_app_id=APP_ID,
        teams_app_password="p",
        teams_tenant_id="t",
    )
    async with bot(tenant, lambda: NOW) as app:
        app.sender.join(Screen("teams"))
        app.sender.join(screen := Screen())
        desk = Desk(app, screen)
        made = {"welcome": await desk.stranger("Alex Morgan", "hello"), "waiting": await desk.stranger(PRIYA, "hello")}
        await desk.stranger("Gareth Pritchard", "7.1 amber")
        return made | {"claims": await desk.say(LEILA, "who is waiting")}


async def _rows(desk: Desk) -> Reply:
    """The card that asks after several actions at once."""
    plan, listed = await desk.plan(), await desk.say(CLAIRE, "my actions")
    payload = {"act": "return", "plan": plan.id, "seen": plan.number}
    inputs = {f"{field}.{one}": "" for one in listed.actions for field in ("status", "note")}
    await desk.press(CLAIRE, payload, inputs)
    return desk.screen.last


async def _review(desk: Desk) -> Reply:
    await desk.give(LEILA, ROOT / "examples" / "action-plan.docx")
    return desk.screen.last


def draw(cards: dict[str, Any], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 700, "height": 900}, device_scale_factor=1.5)
        page.set_content(PAGE)
        page.add_script_tag(path=str(RENDERER))
        for name, card in cards.items():
            for width, look in ((WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")):
                page.evaluate(SHOW, [json.dumps(card), width, HOSTS[look], look])
                kind = "wide" if width == WIDE else "narrow"
                page.locator("#card").screenshot(path=folder / f"{name}-{kind}-{look}.png")
        browser.close()


# --- the look of Teams ------------------------------------------------------------------------------------------

Colours = dict[str, str]
LIGHT: Colours = {"text": "#242424", "subtle": "#616161", "card": "#ffffff", "emphasis": "#f0f0f0", "line": "#e0e0e0"}
LIGHT |= {"good": "#237b4b", "warning": "#835c00", "attention": "#c4314b", "accent": "#5b5fc7"}
LIGHT |= {"on good": "#e7f2da", "on warning": "#fbf6d9", "on attention": "#fcf4f6", "on accent": "#e8ebfa"}
DARK: Colours = {"text": "#ffffff", "subtle": "#adadad", "card": "#292929", "emphasis": "#1f1f1f", "line": "#525252"}
DARK |= {"good": "#92c353", "warning": "#f8d22a", "attention": "#e37d80", "accent": "#9299f7"}
DARK |= {"on good": "#0d2e0d", "on warning": "#463100", "on attention": "#3e1f25", "on accent": "#2f2f4a"}


def _host(colours: Colours) -> dict[str, Any]:
    def shade(key: str) -> dict[str, str]:
        return {"default": colours[key], "subtle": colours.get("subtle", colours[key])}

    names = ("good", "warning", "attention", "accent")
    text = {"default": shade("text"), "dark": shade("text"), "light": shade("text")} | {
        one: shade(one) for one in names
    }
    styles = {"default": "card", "emphasis": "emphasis"} | {one: f"on {one}" for one in names}
    return {
        "spacing": {"small": 8, "default": 12, "medium": 16, "large": 20, "extraLarge": 24, "padding": 16},
        "separator": {"lineThickness": 1, "lineColor": colours["line"]},
        "fontFamily": "'Segoe UI', 'DejaVu Sans', sans-serif",
        "fontSizes": {"small": 12, "default": 14, "medium": 16, "large": 18, "extraLarge": 24},
        "fontWeights": {"lighter": 200, "default": 400, "bolder": 600},
        "containerStyles": {
            style: {"backgroundColor": colours[back], "foregroundColors": text} for style, back in styles.items()
        },
        "actions": {"maxActions": 6, "buttonSpacing": 8, "actionsOrientation": "horizontal", "actionAlignment": "left"},
        "inputs": {"label": {"inputSpacing": 4, "requiredInputs": {"suffix": " *"}}},
    }


HOSTS = {"light": _host(LIGHT), "dark": _host(DARK)}
PAGE = """<!doctype html><style>
body { margin: 0; }
#card { padding: 8px; box-sizing: border-box; }
#card.light { background: #f5f5f5; color-scheme: light; } #card.dark { background: #141414; color-scheme: dark; }
.ac-adaptiveCard { border-radius: 6px; border: 1px solid #8884; }
.ac-pushButton { font: 600 14px 'Segoe UI', 'DejaVu Sans', sans-serif; padding: 5px 12px; border-radius: 4px;
  border: 1px solid #888; background: transparent; color: inherit; margin-bottom: 4px; }
.dark .ac-pushButton { color: #fff; } .ac-pushButton.style-positive { background: #5b5fc7; color: #fff; }
.ac-actionSet { flex-wrap: wrap; }
.ac-input { font: 14px 'Segoe UI', 'DejaVu Sans', sans-serif; padding: 6px; border: 1px solid #8888; border-radius: 4px;
  width: 100%; box-sizing: border-box; }
</style><div id="card"></div>"""
SHOW = """([card, width, host, look]) => {
  const place = document.getElementById("card");
  place.className = look;
  place.style.width = width + "px";
  const drawn = new AdaptiveCards.AdaptiveCard();
  drawn.hostConfig = new AdaptiveCards.HostConfig(host);
  drawn.parse(JSON.parse(card));
  place.replaceChildren(drawn.render());
}"""


def main(folder: Path, render: Callable[[Reply], dict[str, Any]] = adaptive.render) -> None:
    made = asyncio.run(replies())
    draw({name: render(reply) for name, reply in made.items()}, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
