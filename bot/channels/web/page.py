"""The page's requests: its files, what it shows, what it sends. Rules of the plan live elsewhere; here is only HTTP."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Protocol
from urllib.parse import quote

import structlog
from aiohttp import web

from bot.channels.web.persona import Persona
from bot.channels.web.reading import Pressed, Said, Uploaded, read_pressed, read_said, read_upload, refused
from bot.channels.web.rooms import CHANNEL_ROOM, ROOMS, private, room_of
from bot.channels.web.transcript import Transcript

log = structlog.get_logger(__name__)

WAIT_SECONDS = (
    25.0  # how long a page waits for news before it asks again; shorter than a browser's or a proxy's patience
)
STATIC = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "log.js": "text/javascript",
    "wire.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
KEY_PLACE = "{{key}}"  # in index.html: a stylesheet and a script can send no header, so their address carries the key
NOT_DONE = (
    "Something went wrong here, and that was probably not recorded. Please look at the action before you try again."
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands around the conversation."""

    people: Callable[[], Awaitable[list[Persona]]]
    today_shown: Callable[[], str]
    plan_title: Callable[[], Awaitable[str]]
    can_reset: bool


class Hears(Protocol):
    """What the requests need of the channel."""

    @property
    def transcript(self) -> Transcript: ...

    async def said(self, who: Persona, said: Said) -> None: ...

    async def pressed(self, who: Persona, pressed: Pressed) -> None: ...

    async def uploaded(self, who: Persona, uploaded: Uploaded) -> None: ...

    async def reset(self) -> None: ...


class Page:
    """The handlers. Whoever comes this far is on this machine and has the key."""

    def __init__(self, channel: Hears, scene: Scene) -> None:
        self._channel = channel
        self._scene = scene
        self._people: dict[str, Persona] = {}  # as last seen; asked for again when somebody is not among them

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._index),
            web.get("/static/{name}", self._static),
            web.get("/state", self._state),
            web.get("/events", self._events),
            web.get("/file/{message}/{number}", self._file),
            web.post("/say", self._say),
            web.post("/press", self._press),
            web.post("/upload", self._upload),
            web.post("/reset", self._reset),
        ]

    # what it is made of ----------------------------------------------------------------------------------------

    async def _index(self, request: web.Request) -> web.Response:
        key = escape(quote(request.query.get("key", ""), safe=""), quote=True)
        return web.Response(text=_content("index.html").replace(KEY_PLACE, key), content_type="text/html")

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in STATIC:
            raise refused(web.HTTPNotFound, "There is no such file.")
        return web.Response(text=_content(name), content_type=STATIC[name])

    # what it shows ---------------------------------------------------------------------------------------------

    async def _state(self, _: web.Request) -> web.Response:
        people = await self._look_round()
        return web.json_response(
            {
                "today": self._scene.today_shown(),
                "plan": await self._scene.plan_title(),
                "people": [one.dump() for one in people],
                "rooms": list(ROOMS),
                "reset": self._scene.can_reset,
                "epoch": self._channel.transcript.epoch,
            }
        )

    async def _events(self, request: web.Request) -> web.Response:
        """What somebody has not seen yet, after `after`; where there is nothing, it is waited for, unless `wait=no`."""
        who, after = request.query.get("as", ""), _whole(request.query.get("after", "0"))
        rooms, transcript = (private(who), CHANNEL_ROOM), self._channel.transcript
        known = request.query.get("epoch", transcript.epoch)
        waits = known == transcript.epoch and request.query.get("wait") != "no"
        if waits and not transcript.after(after, rooms, who):
            await transcript.wait(WAIT_SECONDS)
        if known != transcript.epoch:
            after = 0
        entries = transcript.after(after, rooms, who)
        return web.json_response(
            {
                "epoch": transcript.epoch,
                "after": max((entry.number for entry in entries), default=after),
                "entries": [entry.dump() | {"room": room_of(entry.conversation)} for entry in entries],
            }
        )

    async def _file(self, request: web.Request) -> web.Response:
        entry = self._channel.transcript.find(request.match_info["message"])
        number = _whole(request.match_info["number"])
        if entry is None or number >= len(entry.files):
            raise refused(web.HTTPNotFound, "That file is no longer kept here. Ask for it again.")
        file = entry.files[number]
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
        return web.Response(body=file.content, headers=headers | {"Content-Type": "application/octet-stream"})

    # what it sends ---------------------------------------------------------------------------------------------

    async def _say(self, request: web.Request) -> web.Response:
        said = await read_said(request)
        who = await self._who(said.who, said.room)
        if not said.text.strip():
            raise refused(web.HTTPBadRequest, "There was nothing in that message.")
        return await self._done(self._channel.said(who, said))

    async def _press(self, request: web.Request) -> web.Response:
        pressed = await read_pressed(request)
        return await self._done(self._channel.pressed(await self._who(pressed.who, pressed.room), pressed))

    async def _upload(self, request: web.Request) -> web.Response:
        uploaded = await read_upload(request)
        return await self._done(self._channel.uploaded(await self._who(uploaded.who, uploaded.room), uploaded))

    async def _reset(self, _: web.Request) -> web.Response:
        if not self._scene.can_reset:
            raise refused(web.HTTPNotFound, "There is no reset here.")
        self._people = {}
        return await self._done(self._channel.reset())

    async def _who(self, identity: str, room: str) -> Persona:
        """Who speaks, and in a room that there is."""
        if identity not in self._people:
            await self._look_round()
        if identity not in self._people:
            raise refused(web.HTTPBadRequest, "Nobody of that name is here now. Reload the page and pick who to be.")
        if room not in {one["id"] for one in ROOMS}:
            raise refused(web.HTTPBadRequest, "There is no such room.")
        return self._people[identity]

    async def _look_round(self) -> list[Persona]:
        people = await self._scene.people()
        self._people = {one.id: one for one in people}
        return people

    async def _done(self, work: Awaitable[None]) -> web.Response:
        """Answered when the replies are there, so that the page knows until when the bot is at work."""
        try:
            await work
        except Exception:
            log.exception("page request failed")
            raise refused(web.HTTPInternalServerError, NOT_DONE) from None
        return web.json_response({"done": True})


def _content(name: str) -> str:
    return files("bot.channels.web").joinpath("static", name).read_text(encoding="utf-8")


def _whole(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else 0
