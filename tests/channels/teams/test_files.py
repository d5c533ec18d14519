"""Files in and out: a plan that is attached, and a report that is handed over once somebody agrees to have it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from docx import Document
from structlog.testing import capture_logs

from bot.channels.teams import TeamsSettings, files
from bot.channels.teams.clouds import Cloud
from bot.channels.teams.consent import RANGE, NotTaken, put
from dialogs.reply import File
from storage.work import Outgoing
from tests.channels.teams.home import CHANNEL, Home, home

DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"
LEILA = {"from": {"id": "29:leila", "name": "Leila Okafor", "aadObjectId": "leila"}}
AT_LEILAS = {"conversation": {"id": "a:leila", "conversationType": "personal", "tenantId": "t"}, **LEILA}
PLAN = b"No,Action,Lead officer,Timescale\n1,Open a new library,Priya Nair,July 2027\n2,Train,Tom Ashworth,2027\n"


@dataclass
class Drive:
    """Somebody's OneDrive: gives `kept` by its path, and takes ranges as an upload session does."""

    url: str = ""
    kept: dict[str, bytes] = field(default_factory=dict)
    ranges: list[str] = field(default_factory=list)
    taken: bytearray = field(default_factory=bytearray)
    status: int | None = None  # answered instead, where set

    async def give(self, request: web.Request) -> web.Response:
        if request.path == "/away":
            return web.Response(status=302, headers={"Location": f"{self.url}/plan.csv"})
        if request.path not in self.kept:
            return web.Response(status=404)
        return web.Response(body=self.kept[request.path])

    async def take(self, request: web.Request) -> web.Response:
        if self.status is not None:
            return web.Response(status=self.status)
        given = request.headers["Content-Range"]
        bounds, _, whole = given.removeprefix("bytes ").partition("/")
        start, _, end = bounds.partition("-")
        part = await request.read()
        assert len(part) == int(end) - int(start) + 1 and int(start) == len(self.taken)
        self.ranges.append(given)
        self.taken += part
        return web.json_response({}, status=201 if len(self.taken) == int(whole) else 202)


@pytest.fixture
async def drive() -> AsyncIterator[Drive]:
    made, application = Drive(), web.Application(client_max_size=64 * 1024 * 1024)
    application.router.add_get("/{path:.*}", made.give)
    application.router.add_put("/{path:.*}", made.take)
    async with TestServer(application, host="127.0.0.1") as server:
        made.url = str(server.make_url("")).rstrip("/")
        yield made


@pytest.fixture
async def teams(example_database: Path, tmp_path: Path, service: Any) -> AsyncIterator[Home]:
    async with home(example_database, tmp_path / "teams.db", service) as made:
        yield made


def attached(url: str, name: str = "plan.csv") -> dict[str, Any]:
    return {
        "attachments": [{"contentType": DOWNLOAD, "name": name, "content": {"downloadUrl": url, "fileType": "csv"}}]
    }


# --- in -----------------------------------------------------------------------------------------------------------


async def test_a_plan_attached_in_the_personal_chat_is_read_and_reviewed(teams: Home, drive: Drive) -> None:
    drive.kept["/plan.csv"] = PLAN
    await teams.post(**AT_LEILAS, **attached(f"{drive.url}/plan.csv"))
    assert "plan.csv: 2 recommendations with 2 actions" in json.dumps(teams.sent[-1])


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://evil.example/plan.csv", "does not lie where this organisation keeps its files"),
        ("file:///etc/passwd", "does not lie where"),
        ("", "does not lie where"),
        ("{drive}/gone.csv", "I could not fetch plan.csv just now"),
        ("{drive}/away", "I could not fetch plan.csv just now"),
        ("{drive}/large.csv", "larger than the 25 MB"),
    ],
)
async def test_a_file_that_cannot_be_had_is_told_with_its_reason(
    teams: Home, drive: Drive, monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    monkeypatch.setattr(files, "LARGEST", 100)
    drive.kept |= {"/plan.csv": b"x" * 50, "/large.csv": b"x" * 101}
    with capture_logs() as logged:
        await teams.post(**AT_LEILAS, **attached(url.format(drive=drive.url)))
    assert said in teams.words[-1]
    assert [one["event"] for one in logged if one["log_level"] == "warning"] == ["file not fetched"]
    assert url.partition("{drive}")[2] in ("", "/") or drive.url not in str(logged), "the address is a key"


async def test_a_file_in_a_channel_is_asked_for_in_the_personal_chat(teams: Home) -> None:
    html = '<div><at>Planminder</at> <attachment id="4711"></attachment></div>'
    shown = {"attachments": [{"contentType": "text/html", "content": html}]}
    await teams.post("<at>Planminder</at>", conversation=CHANNEL, **LEILA, **shown)
    assert teams.words[-1].startswith("I am shown no files here.")


async def test_news_beside_a_file_in_a_channel_is_recorded_all_the_same(teams: Home) -> None:
    shown = {"attachments": [{"contentType": "text/html", "content": '<attachment id="4711"></attachment>'}]}
    await teams.post("<at>Planminder</at> 2.3 red, see attached", conversation=CHANNEL, **shown)
    assert teams.words[-1].startswith("2.3: On track → Off track")


@pytest.mark.parametrize(
    ("cloud", "url", "kept"),
    [
        (Cloud.PUBLIC, "https://oldbridge-my.sharepoint.com/personal/anne/plan.docx?tempauth=x", True),
        (Cloud.PUBLIC, "https://sharepoint.com.evil.example/plan.docx", False),
        (Cloud.PUBLIC, "https://evilsharepoint.com/plan.docx", False),
        (Cloud.PUBLIC, "http://oldbridge.sharepoint.com/plan.docx", False),
        (Cloud.PUBLIC, "https://oldbridge.sharepoint.com:8443/plan.docx", False),
        (Cloud.PUBLIC, "https://oldbridge.sharepoint.com@evil.example/plan.docx", False),
        (Cloud.PUBLIC, "https://oldbridge.sharepoint.us/plan.docx", False),
        (Cloud.PUBLIC, "http://127.0.0.1:8000/plan.docx", False),
        (Cloud.PUBLIC, "https://files.oldbridge.example/plan.docx", True),
        (Cloud.GCCH, "https://oldbridge.sharepoint.us/plan.docx", True),
        (Cloud.DOD, "https://oldbridge.sharepoint-mil.us/plan.docx", True),
        (Cloud.CHINA, "https://oldbridge.sharepoint.cn/plan.docx", True),
    ],
)
def test_files_are_fetched_from_and_put_to_the_cloud_s_own_hosts_alone(cloud: Cloud, url: str, kept: bool) -> None:
    settings = TeamsSettings("app", "secret", "tenant", cloud=cloud, file_hosts=frozenset({"files.oldbridge.example"}))
    assert settings.keeps_files(url) is kept


# --- out ----------------------------------------------------------------------------------------------------------


def pressed(card: dict[str, Any], drive: Drive, action: str = "accept", **value: Any) -> dict[str, Any]:
    """What comes when a consent card is pressed."""
    content = card["attachments"][0]["content"]
    upload = {
        "contentUrl": "https://oldbridge-my.sharepoint.com/personal/leila/summary.docx",
        "name": "summary.docx",
        "uploadUrl": f"{drive.url}/session",
        "uniqueId": "1150D938",
        "fileType": "docx",
    }
    whole = {"type": "fileUpload", "action": action, "context": content["acceptContext"], "uploadInfo": upload, **value}
    return {"type": "invoke", "name": "fileConsent/invoke", "replyToId": "card-1", "value": whole}


async def asked_for(teams: Home, **where: Any) -> dict[str, Any]:
    """The consent card for a summary."""
    await teams.post("summary as word", **where)
    return next(one for one in teams.sent if "file.consent" in json.dumps(one))


def updates(teams: Home) -> list[tuple[str, Any]]:
    return [(path, body) for method, path, body, _ in teams.service.asked if method == "PUT"]


async def test_a_report_goes_into_the_drive_of_whoever_accepts_it(teams: Home, drive: Drive) -> None:
    card = await asked_for(teams, **AT_LEILAS)
    assert (await teams.post(**AT_LEILAS, **pressed(card, drive)))[0] == 200
    assert Document(BytesIO(bytes(drive.taken))).tables
    assert len(drive.taken) == card["attachments"][0]["content"]["sizeInBytes"]
    ((path, body),) = updates(teams)
    assert path.endswith("/a:leila/activities/card-1"), "the card becomes the file"
    (attachment,) = body["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.teams.card.file.info"
    assert attachment["contentUrl"].endswith("summary.docx")
    assert attachment["content"] == {"uniqueId": "1150D938", "fileType": "docx"}


async def test_a_report_that_is_declined_is_not_put_anywhere_and_that_is_said(teams: Home, drive: Drive) -> None:
    card = await asked_for(teams, **AT_LEILAS)
    await teams.post(**AT_LEILAS, **pressed(card, drive, "decline"))
    ((_, body),) = updates(teams)
    assert body["text"].startswith("I have not saved ")
    await teams.post(**AT_LEILAS, **pressed(card, drive))
    assert drive.taken == b""


async def test_a_card_pressed_twice_at_once_hands_over_once(teams: Home, drive: Drive) -> None:
    card = await asked_for(teams, **AT_LEILAS)
    await asyncio.gather(*(teams.post(**AT_LEILAS, **pressed(card, drive)) for _ in range(2)))
    assert len(drive.ranges) == 1
    assert sum("do not keep that file" in json.dumps(body) for _, body in updates(teams)) == 1


async def test_a_card_pressed_after_a_week_says_that_the_file_is_kept_no_more(teams: Home, drive: Drive) -> None:
    card = await asked_for(teams, **AT_LEILAS)
    teams.clock.moment += timedelta(days=6)
    await teams.app.clock.tick()
    kept = await teams.app.store.handed_out("local", card["attachments"][0]["content"]["acceptContext"]["cause"])
    assert kept is not None and kept.reply["files"][0]["content"]
    teams.clock.moment += timedelta(days=2)
    await teams.app.clock.tick()
    await teams.post(**AT_LEILAS, **pressed(card, drive))
    assert drive.taken == b""
    assert "do not keep that file any more" in json.dumps(updates(teams)[-1][1])


async def test_a_drive_that_takes_nothing_is_told_and_the_card_can_be_pressed_again(teams: Home, drive: Drive) -> None:
    card = await asked_for(teams, **AT_LEILAS)
    drive.status = 503
    await teams.post(**AT_LEILAS, **pressed(card, drive))
    assert "could not be put into your OneDrive" in json.dumps(updates(teams)[-1][1])
    drive.status = None
    await teams.post(**AT_LEILAS, **pressed(card, drive))
    assert drive.taken


@pytest.mark.parametrize("cloud", [Cloud.GCCH, Cloud.DOD, Cloud.CHINA])
async def test_where_a_bot_may_offer_no_files_it_says_so_and_how_they_are_had(
    example_database: Path, tmp_path: Path, service: Any, cloud: Cloud
) -> None:
    async with home(example_database, tmp_path / "teams.db", service, cloud=cloud) as teams:
        await teams.post("summary as word", **AT_LEILAS)
        (said,) = teams.sent
    assert "file.consent" not in json.dumps(said)
    assert said["summary"].startswith(
        "Teams takes no files from me here, so I cannot put CPC26-2026-11-23.docx into your chat."
    )
    assert "on its machine it is made with “planminder summary”." in json.dumps(said, ensure_ascii=False)


async def test_where_a_bot_may_offer_no_files_a_link_is_given_if_links_are_on(
    example_database: Path, tmp_path: Path, service: Any
) -> None:
    def link(organisation: str, outgoing: Outgoing, number: int, file: File) -> str:
        return f"https://bot.example/files/{number}"

    async with home(example_database, tmp_path / "teams.db", service, cloud=Cloud.GCCH, link_to=link) as teams:
        await teams.post("summary as word", **AT_LEILAS)
        words = teams.words
    assert len(words) == 2
    assert words[0].endswith("into your chat.")
    assert words[1].startswith("Open it from here") and words[1].endswith("https://bot.example/files/0")


async def test_asked_for_in_a_channel_it_goes_to_the_asker_s_own_chat(teams: Home) -> None:
    await teams.post("<at>Planminder</at> summary as word", conversation=CHANNEL, **LEILA)
    here, words, aside = teams.sent[-3:]
    assert here["text"] == "I have sent it to you in our own chat, Leila."
    assert here["conversation"]["id"] == CHANNEL["id"]
    assert words["conversation"]["id"] == aside["conversation"]["id"] != CHANNEL["id"]
    assert "Here is the summary of CPC26" in json.dumps(words) and "file.consent" in json.dumps(aside)


async def test_a_frozen_return_is_told_in_words_and_offered_in_full(teams: Home) -> None:
    """Before: of what was said beside a file nothing was seen but the offer of the file."""
    opening = "open the Q2 return as at 30 September, updates by 27 November"
    for words in (opening, "yes", "freeze the Q2 return", "yes", "show the Q2 return"):
        await teams.post(words, **AT_LEILAS)
    told, _, offered = teams.sent[-3:]
    assert told["summary"].startswith("The Q2 2026/27 return of CPC26, as at 30 September 2026, version 1")
    assert offered["attachments"][0]["name"] == "CPC26-Q2-2026-27-1.md"
    await teams.post("<at>Planminder</at> show the Q2 return", conversation=CHANNEL, **LEILA)
    here, _, aside = teams.sent[-3:]
    assert here["conversation"]["id"] == CHANNEL["id"] and "file.consent" not in json.dumps(here)
    assert aside["conversation"]["id"] != CHANNEL["id"] and "file.consent" in json.dumps(aside)


FORGED: dict[str, dict[str, Any]] = {
    "another's file": {"from": {"id": "29:priya", "name": "Priya Nair", "aadObjectId": "priya"}},
    "no context": {"value": {"action": "accept"}},
    "odd context": {"value": {"action": "accept", "context": ["x"], "uploadInfo": {}}},
    "an unknown file": {"value": {"action": "accept", "context": {"cause": "reply:x", "file": 0}, "uploadInfo": {}}},
    "no value": {"value": None},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
async def test_a_forged_consent_is_refused(teams: Home, drive: Drive, forged: dict[str, Any]) -> None:
    card = await asked_for(teams, **AT_LEILAS)
    assert (await teams.post(**AT_LEILAS | pressed(card, drive) | forged))[0] == 403
    assert drive.taken == b""
    assert updates(teams) == []


@pytest.mark.parametrize("missing", ["from", "conversation"])
async def test_a_consent_without_what_every_activity_has_is_refused(teams: Home, drive: Drive, missing: str) -> None:
    card = await asked_for(teams, **AT_LEILAS)
    assert (await teams.post(**AT_LEILAS | pressed(card, drive) | {missing: {}}))[0] == 400
    assert drive.taken == b""


async def test_a_file_is_put_nowhere_but_at_the_service_s_own_hosts(teams: Home, drive: Drive) -> None:
    card = await asked_for(teams, **AT_LEILAS)
    elsewhere = {"uploadUrl": "https://evil.example/session"}
    assert (await teams.post(**AT_LEILAS, **pressed(card, drive, uploadInfo=elsewhere)))[0] == 403


async def test_a_large_file_is_put_in_ranges_as_an_upload_session_asks(teams: Home, drive: Drive) -> None:
    content = bytes(RANGE + 10)
    await put(teams.session, f"{drive.url}/session", content)
    assert bytes(drive.taken) == content
    assert drive.ranges == [f"bytes 0-{RANGE - 1}/{RANGE + 10}", f"bytes {RANGE}-{RANGE + 9}/{RANGE + 10}"]
    assert RANGE % (320 * 1024) == 0
    drive.status = 404
    with pytest.raises(NotTaken, match="404"):
        await put(teams.session, f"{drive.url}/session", content)
