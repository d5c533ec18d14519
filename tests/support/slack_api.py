"""Slack's Web API for tests: answers as its pages say, errors included, and keeps what it was asked.

It knows its tokens, people and channels; refuses blocks over the documented limits; takes a trigger once; serves files
to who has the token, and takes uploads in Slack's three steps. https://docs.slack.dev/reference/methods
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.support.block_kit import faults

Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One call: which method, with what, by which token."""

    method: str
    arguments: Json
    token: str


@dataclass
class Refusal:
    """What a method answers instead, once: an error, or an HTTP status with its headers."""

    error: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None


@dataclass
class SlackApi:
    """A workspace (or several) and the API in front of it."""

    url: str = ""
    tokens: dict[str, Json] = field(default_factory=dict)  # token → what auth.test says
    users: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)  # id → {"member": bool, "archived": bool}
    direct: dict[str, str] = field(default_factory=dict)  # user → their chat with the bot
    triggers: set[str] = field(default_factory=set)
    codes: dict[str, Json] = field(default_factory=dict)  # OAuth code → what oauth.v2.access answers
    files: dict[str, web.Response] = field(default_factory=dict)
    refusals: dict[str, list[Refusal]] = field(default_factory=dict)  # method → served first, in order
    stalled: dict[str, asyncio.Event] = field(default_factory=dict)  # method → when it answers
    asked: list[Asked] = field(default_factory=list)
    messages: dict[tuple[str, str], Json] = field(default_factory=dict)  # (channel, ts) → as it stands
    whispers: list[Json] = field(default_factory=list)  # ephemeral ones, posted or by response_url
    views: list[Json] = field(default_factory=list)  # opened modals
    homes: dict[str, Json] = field(default_factory=dict)  # user → published view
    uploads: list[Json] = field(default_factory=list)
    ticket: str = ""
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acknowledged: list[Json] = field(default_factory=list)  # over sockets
    looks: int = 0  # how often one has to ask until an uploaded file is known
    clock: int = 1_795_426_300

    def application(self) -> web.Application:
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._call)
        application.router.add_post("/respond/{id}", self._respond)
        application.router.add_get("/files/{id}", self._file)
        application.router.add_post("/upload/{id}", self._upload)
        application.router.add_get("/socket", self._socket)
        return application

    # what tests say and see ----------------------------------------------------------------------------------

    def refuse(self, method: str, error: str = "", **more: Any) -> None:
        self.refusals.setdefault(method, []).append(Refusal(error, **more))

    def trigger(self) -> str:
        made = f"trigger.{len(self.triggers) + len(self.views)}.{self._tick()}"
        self.triggers.add(made)
        return made

    def calls(self, method: str) -> list[Json]:
        return [one.arguments for one in self.asked if one.method == method]

    def posted(self, channel: str) -> list[Json]:
        """The messages that stand in a channel, in order."""
        return [one for (where, _), one in self.messages.items() if where == channel]

    # methods -------------------------------------------------------------------------------------------------

    async def _call(self, request: web.Request) -> web.Response:
        method, arguments = request.match_info["method"], await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.asked.append(Asked(method, arguments, token))
        if method in self.stalled:
            await self.stalled[method].wait()
        if self.refusals.get(method):
            return _refusing(self.refusals[method].pop(0))
        answer = getattr(self, "_" + method.replace(".", "_"), None)
        if answer is None:
            return _error("unknown_method")
        if method not in ("oauth.v2.access", "apps.connections.open") and token not in self.tokens:
            return _error("invalid_auth" if token else "not_authed")
        told = answer(arguments, token)
        return _error(told) if isinstance(told, str) else web.json_response({"ok": True, **told})

    def _auth_test(self, _: Json, token: str) -> Json:
        return self.tokens[token]

    def _users_info(self, given: Json, _: str) -> Json | str:
        user = self.users.get(given.get("user", ""))
        return {"user": user} if user else "user_not_found"

    def _conversations_open(self, given: Json, _: str) -> Json | str:
        user = given.get("users", "")
        if user not in self.users:
            return "user_not_found"
        if self.users[user].get("is_bot"):
            return "cannot_dm_bot"
        channel = self.direct.setdefault(user, f"D{user[1:]}")
        self.channels.setdefault(channel, {"member": True})
        return {"channel": {"id": channel}}

    def _chat_postMessage(self, given: Json, _: str) -> Json | str:
        if problem := self._unpostable(given):
            return problem
        ts = self._tick()
        self.messages[given["channel"], ts] = {**given, "ts": ts}
        return {"channel": given["channel"], "ts": ts, "message": given}

    def _chat_update(self, given: Json, _: str) -> Json | str:
        key = (given.get("channel", ""), given.get("ts", ""))
        if key not in self.messages:
            return "message_not_found"
        if problem := self._unpostable(given):
            return problem
        self.messages[key] = {**self.messages[key], **given}
        return {"channel": key[0], "ts": key[1]}

    def _chat_delete(self, given: Json, _: str) -> Json | str:
        key = (given.get("channel", ""), given.get("ts", ""))
        return {"channel": key[0], "ts": key[1]} if self.messages.pop(key, None) else "message_not_found"

    def _chat_postEphemeral(self, given: Json, _: str) -> Json | str:
        if problem := self._unpostable(given):
            return problem
        self.whispers.append(given)
        return {"message_ts": self._tick()}

    def _unpostable(self, given: Json) -> str | None:
        channel = self.channels.get(given.get("channel", ""))
        if channel is None:
            return "channel_not_found"
        if channel.get("archived"):
            return "is_archived"
        if not channel.get("member"):
            return "not_in_channel"
        if not given.get("text") and not given.get("blocks"):
            return "no_text"
        if len(given.get("text", "")) > 40_000:
            return "msg_too_long"
        unknown = self.looks > 0 and any(one["type"] == "image" for one in _drawn(given)["blocks"])
        return "invalid_blocks" if given.get("blocks") and (unknown or faults(_drawn(given))) else None

    def _views_open(self, given: Json, _: str) -> Json | str:
        if given.get("trigger_id") not in self.triggers:
            return "expired_trigger_id"
        self.triggers.discard(given["trigger_id"])
        view = _view(given)
        if faults(view):
            return "invalid_arguments"
        self.views.append({**view, "id": f"V{len(self.views)}", "hash": self._tick()})
        return {"view": self.views[-1]}

    def _views_publish(self, given: Json, _: str) -> Json | str:
        view = _view(given)
        if given.get("user_id") not in self.users:
            return "user_not_found"
        if faults(view):
            return "invalid_arguments"
        self.homes[given["user_id"]] = view
        return {"view": view}

    def _files_getUploadURLExternal(self, given: Json, _: str) -> Json:
        number = len(self.uploads)
        self.uploads.append({**given, "length": int(given["length"])})
        return {"upload_url": f"{self.url}/upload/{number}", "file_id": f"F{number}"}

    def _files_completeUploadExternal(self, given: Json, _: str) -> Json | str:
        named = given["files"] if isinstance(given["files"], list) else json.loads(given["files"])
        if given.get("channel_id") and given["channel_id"] not in self.channels:
            return "channel_not_found"
        for one in named:
            self.uploads[int(one["id"][1:])] |= {**given, "title": one["title"]}
        return {"files": named}

    def _files_info(self, given: Json, _: str) -> Json:
        """A file has no type until Slack has looked at it."""
        self.looks -= 1
        return {"file": {"id": given["file"], "mimetype": "" if self.looks > 0 else "image/png"}}

    def _apps_connections_open(self, _: Json, __: str) -> Json:
        self.ticket = f"secret-ticket-{self._tick()}"
        return {"url": f"{self.url.replace('http', 'ws', 1)}/socket?ticket={self.ticket}"}

    def _oauth_v2_access(self, given: Json, _: str) -> Json | str:
        return self.codes.pop(given.get("code", ""), "invalid_code")

    # beside the methods --------------------------------------------------------------------------------------

    async def _respond(self, request: web.Request) -> web.Response:
        given = await request.json()
        if given.get("blocks") and faults(_drawn(given)):
            return web.Response(status=400, text="invalid_blocks")
        self.whispers.append({**given, "response": request.match_info["id"]})
        return web.Response(text="ok")

    async def _file(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.asked.append(Asked("file", {"id": request.match_info["id"]}, token))
        if token not in self.tokens:
            return web.Response(status=302, headers={"Location": f"{self.url}/files/signin"})
        return self.files.get(request.match_info["id"]) or web.Response(status=404)

    async def _upload(self, request: web.Request) -> web.Response:
        content = await request.read()
        one = self.uploads[int(request.match_info["id"])]
        if one["length"] != len(content):
            return web.Response(status=400, text="wrong length")
        one["content"] = content
        return web.Response(text=f"OK - {len(content)}")

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        """Socket Mode: greets, and keeps what is acknowledged. https://docs.slack.dev/apis/events-api/using-socket-mode"""
        if request.query.get("ticket") != self.ticket:
            return web.Response(status=408)  # each opens one socket, for a short while
        self.ticket = ""
        if self.refusals.get("socket"):
            return _refusing(self.refusals["socket"].pop(0))
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self.acknowledged.append(json.loads(message.data))
        return socket

    def _tick(self) -> str:
        self.clock += 1
        return f"{self.clock}.000000"


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        given = await request.json()
    else:
        given = {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    return {**request.query, **given}


def _drawn(given: Json) -> Json:
    """Text and blocks of a message. Blocks come as JSON, or as JSON in a form's field."""
    blocks = given["blocks"]
    return {"text": given["text"], "blocks": json.loads(blocks) if isinstance(blocks, str) else blocks}


def _view(given: Json) -> Json:
    view = given["view"]
    read: Json = json.loads(view) if isinstance(view, str) else view
    return read


def _error(error: str) -> web.Response:
    return web.json_response({"ok": False, "error": error})


def _refusing(refusal: Refusal) -> web.Response:
    if refusal.body is not None:
        return web.Response(status=refusal.status, text=refusal.body, headers=refusal.headers)
    body = {"ok": False, "error": refusal.error or "internal_error"}
    return web.json_response(body, status=refusal.status, headers=refusal.headers)


def said_in(drawn: Any) -> Iterator[str]:
    """Every text in blocks or a view."""
    if isinstance(drawn, dict):
        if isinstance(drawn.get("text"), str):
            yield drawn["text"]
        for value in drawn.values():
            yield from said_in(value)
    elif isinstance(drawn, list):
        for one in drawn:
            yield from said_in(one)
