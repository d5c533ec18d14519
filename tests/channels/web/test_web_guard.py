"""The page answers this machine alone, with the key of the printed address."""

from typing import Any

import pytest
from aiohttp import FormData

from bot.channels.web.guard import HEADERS

EVERY_REQUEST = [
    ("GET", "/"),
    ("GET", "/static/page.js"),
    ("GET", "/state"),
    ("GET", "/events?as=7"),
    ("GET", "/file/web-1/0"),
    ("POST", "/say"),
    ("POST", "/press"),
    ("POST", "/upload"),
    ("POST", "/reset"),
    ("GET", "/nowhere"),
]


@pytest.mark.parametrize(("method", "path"), EVERY_REQUEST)
@pytest.mark.parametrize(
    "headers",
    [
        {"X-Planminder-Key": "another key"},
        {"X-Planminder-Key": ""},
        {"X-Planminder-Key": "clé"},
        {"X-Forwarded-For": "203.0.113.9"},
        {"Host": "planminder.example"},
        {"Origin": "https://elsewhere.example"},
    ],
    ids=["wrong key", "no key", "key that is not ASCII", "forwarded", "foreign host", "another site"],
)
async def test_nothing_is_answered_to_anybody_else(
    served: Any, method: str, path: str, headers: dict[str, str]
) -> None:
    given = {"X-Planminder-Key": served.browser.key} | headers
    async with served.browser.session.request(method, served.address + path, headers=given) as response:
        assert response.status == 403
    assert served.router.taken == []


async def test_the_page_and_its_files_open_with_the_key_in_the_address(served: Any) -> None:
    for path in ("/", "/static/page.css", "/static/page.js", "/static/log.js", "/static/wire.js", "/static/icon.svg"):
        async with served.browser.session.get(served.address + path, params={"key": served.browser.key}) as response:
            assert response.status == 200, path


async def test_the_key_in_the_address_opens_nothing_but_the_page(served: Any) -> None:
    async with served.browser.session.get(served.address + "/state", params={"key": served.browser.key}) as response:
        assert response.status == 403


@pytest.mark.parametrize("path", ["/", "/state", "/nowhere"])
async def test_every_answer_forbids_scripts_from_elsewhere(served: Any, path: str) -> None:
    headers = {"X-Planminder-Key": served.browser.key}
    async with served.browser.session.get(served.address + path, headers=headers) as response:
        assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


async def test_the_page_holds_no_inline_script_style_or_outside_address(served: Any) -> None:
    _, page = await served.browser.get("/")
    text = page.decode()
    assert "http://" not in text and "https://" not in text
    assert "<style" not in text and " style=" not in text and " onclick=" not in text
    assert text.count("<script") == text.count("<script defer src=")


async def test_a_file_of_the_folder_that_is_not_the_pages_is_not_served(served: Any) -> None:
    for name in ("index.html", "..%2f..%2fchannel.py", "channel.py"):
        status, _ = await served.browser.get(f"/static/{name}")
        assert status == 404, name


async def test_a_form_of_another_site_cannot_speak(served: Any) -> None:
    """What a form can send without the script's header and without asking first."""
    data = FormData({"as": "7", "room": "private", "text": "5 red"})
    async with served.browser.session.post(served.address + "/say", data=data) as response:
        assert response.status == 403
