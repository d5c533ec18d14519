"""Tampered presses through the page, over the real router and a real database."""

import shutil
from pathlib import Path

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.app import bot
from bot.page import PageOf
from bot.settings import read
from tests.channels.web.conftest import KEY, Browser
from tests.support.conversations import HandClock
from tests.support.tampered import PRESSES


async def test_a_tampered_press_is_answered_in_words_and_changes_nothing(
    example_database: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "presses.db"
    shutil.copy(example_database, copy)
    async with bot(read(database_url=f"sqlite+aiosqlite:///{copy}"), HandClock()) as app:
        page = PageOf(app, KEY, "local")
        priya = next(one.id for one in await page.people() if one.name == "Priya Nair")
        before = await app.store.plans("local")
        async with TestServer(page.channel.application(), host="127.0.0.1") as server, ClientSession() as session:
            browser = Browser(session, str(server.make_url("")).rstrip("/"))
            for what, payload, inputs in PRESSES:
                press = {"as": priya, "room": "private", "payload": payload, "inputs": inputs, "label": "Save"}
                seen = len(await browser.events(priya, wait="no"))
                status, body = await browser.post("/press", json=press)
                news = (await browser.events(priya, wait="no"))[seen:]
                said = body["error"] if status == 400 else news[-1]["text"]
                assert len(said) > 10, what
                assert "went wrong" not in said, what
                assert await app.store.plans("local") == before, what
