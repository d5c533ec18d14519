"""A file behind a signed address: for some minutes, for one file, and never for one that is for signed-in eyes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.links import Links, Named, links_of, routes
from bot.settings import SettingsError, read
from dialogs.reply import File, Reply
from storage.store import Store, prepare
from storage.work import Conversation, Outgoing, Work
from tests.support.conversations import HandClock

KEY = b"k" * 32
FILE = File(name="CPC26 – 2026-11-23.docx", content_type="application/octet-stream", content=b"PK\x03\x04")
SECRET = FILE.model_copy(update={"signed_in_only": True})
MESSAGE = Outgoing("reply:teams:a:1:0", "a", "teams", Reply(text="Here.", files=(FILE, SECRET)).dump(), to="29:leila")


@dataclass
class Door:
    """The route over a real store, and the links that lead there."""

    links: Links
    clock: HandClock
    store: Store
    url: str
    session: ClientSession

    async def get(self, path: str, method: str = "GET") -> tuple[int, bytes, dict[str, str]]:
        async with self.session.request(method, f"{self.url}{path}") as answer:
            return answer.status, await answer.read(), dict(answer.headers)

    def path(self, number: int = 0, file: File = FILE) -> str:
        address = self.links.to("oldbridge", MESSAGE, number, file)
        assert address is not None
        return address.removeprefix("https://bot.oldbridge.example")


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'links.db'}"
    await prepare(url)
    store, clock = await Store.open(url), HandClock()
    place = Conversation("oldbridge", "teams", "a")
    await store.flush(Work("oldbridge", clock(), conversation=place, outgoing=(MESSAGE,)))
    links, application = Links("https://bot.oldbridge.example/", KEY, timedelta(minutes=15), clock), web.Application()
    application.add_routes(routes(links, store, local=False))
    async with TestServer(application, host="127.0.0.1") as server, ClientSession() as session:
        yield Door(links, clock, store, str(server.make_url("")).rstrip("/"), session)
    await store.close()


async def test_a_link_gives_its_file_and_nothing_that_a_browser_could_run(door: Door) -> None:
    status, body, headers = await door.get(door.path())
    assert (status, body) == (200, b"PK\x03\x04")
    assert headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''CPC26%20%E2%80%93")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"].startswith("sandbox")


async def test_looking_at_a_link_uses_nothing_up(door: Door) -> None:
    path = door.path()
    for method in ("HEAD", "GET", "GET"):
        assert (await door.get(path, method))[0] == 200
    for method in ("POST", "PUT", "DELETE"):
        assert (await door.get(path, method))[0] == 405


async def test_a_link_ends(door: Door) -> None:
    path = door.path()
    door.clock.moment += timedelta(minutes=14, seconds=59)
    assert (await door.get(path))[0] == 200
    door.clock.moment += timedelta(seconds=1)
    status, body, _ = await door.get(path)
    assert (status, b"This link has ended" in body) == (404, True)


async def test_a_link_to_a_file_that_is_kept_no_more_leads_nowhere(door: Door) -> None:
    path = door.path()
    await door.store.forget_file("oldbridge", MESSAGE.cause, 0)
    assert (await door.get(path))[0] == 404


async def test_no_link_is_made_to_a_file_for_signed_in_eyes_and_none_leads_there(door: Door) -> None:
    assert door.links.to("oldbridge", MESSAGE, 1, SECRET) is None
    assert (await door.get(door.path(number=1, file=FILE)))[0] == 404


async def test_a_link_that_was_tampered_with_leads_nowhere(door: Door) -> None:
    body, _, signature = door.path().removeprefix("/files/").partition(".")
    other = Links("https://x.example", b"o" * 32, timedelta(minutes=15), door.clock)
    forged = str(other.to("oldbridge", MESSAGE, 0, FILE)).rpartition("/")[2]
    for token in (
        f"{body}.",
        body,
        f"{body[:-2]}AA.{signature}",
        f".{signature}",
        "x",
        "%00",
        "é.é",
        forged,
        "a" * 5_000,
    ):
        assert (await door.get(f"/files/{token}"))[0] == 404, token
        assert door.links.named(token) is None


def test_a_token_names_one_file_of_one_message_of_one_organisation() -> None:
    links = Links("https://x.example", KEY, timedelta(minutes=15), HandClock())
    token = str(links.to("oldbridge", MESSAGE, 0, FILE)).rpartition("/")[2]
    assert links.named(token) == Named("oldbridge", MESSAGE.cause, 0)


def test_links_are_off_unless_asked_for_and_then_want_an_address_and_a_key() -> None:
    assert links_of(read(), HandClock()) is None
    with pytest.raises(SettingsError) as wrong:
        read(links=15, links_url="http://bot.oldbridge.example", links_key="short")
    assert "PLANMINDER_LINKS_URL" in str(wrong.value) and "PLANMINDER_LINKS_KEY" in str(wrong.value)
    made = links_of(read(links=15, links_url="https://bot.oldbridge.example", links_key="k" * 32), HandClock())
    assert made is not None and made.lasts == timedelta(minutes=15)
