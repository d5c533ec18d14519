"""What the page may send, read with its limits. What is refused is said in words that the page shows as they are."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import BodyPartReader, web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dialogs.message import Attachment
from dialogs.reply import Payload

SAY_LIMIT = 256 * 1024  # bytes of /say and /press
UPLOAD_LIMIT = 25 * 1024 * 1024  # bytes of one file
ENVELOPE = 16 * 1024  # what a multipart request may hold around its file
FIELD_LIMIT = 1024  # bytes of a short field beside the file
NAME_LIMIT = 200  # characters of a file's name
TOO_LARGE = (
    "That file is larger than 25 MB, which is more than I can take. A plan without its pictures is usually far smaller."
)


class _Sent(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    who: str = Field(alias="as")
    room: str


SentT = TypeVar("SentT", bound=_Sent)


class Said(_Sent):
    text: str


class Pressed(_Sent):
    payload: Payload
    inputs: dict[str, str] = {}
    label: str = ""  # what stood on the button
    message: str | None = None  # the message of ours that it stood under


@dataclass(frozen=True, slots=True)
class Uploaded:
    who: str
    room: str
    file: Attachment


def refused(kind: type[web.HTTPException], words: str) -> web.HTTPException:
    """A refusal whose words the page shows."""
    return kind(text=json.dumps({"error": words}), content_type="application/json")


async def read_said(request: web.Request) -> Said:
    return _checked(Said, await _json(request))


async def read_pressed(request: web.Request) -> Pressed:
    return _checked(Pressed, await _json(request))


def _checked(shape: type[SentT], body: Mapping[str, Any]) -> SentT:
    try:
        return shape.model_validate(body)
    except ValidationError as wrong:
        places = ", ".join(".".join(map(str, one["loc"])) for one in wrong.errors())
        raise refused(web.HTTPBadRequest, f"That could not be read: {places}.") from None


async def _json(request: web.Request) -> Mapping[str, Any]:
    if request.content_type != "application/json":
        raise refused(web.HTTPUnsupportedMediaType, "This takes application/json.")
    try:
        body = json.loads(await _bytes(request))
    except (ValueError, RecursionError):  # RecursionError: brackets nested thousands deep
        raise refused(web.HTTPBadRequest, "That is not JSON.") from None
    if not isinstance(body, dict):
        raise refused(web.HTTPBadRequest, "That is not a JSON object.")
    return body


async def _bytes(request: web.Request) -> bytes:
    if (request.content_length or 0) > SAY_LIMIT:
        raise _too_long(request, SAY_LIMIT)
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > SAY_LIMIT:
            raise _too_long(request, SAY_LIMIT)
    return bytes(body)


def _too_long(request: web.Request, limit: int) -> web.HTTPException:
    words = "That message is longer than 256 KB. Drop it here as a file instead." if limit == SAY_LIMIT else TOO_LARGE
    text = json.dumps({"error": words})
    return web.HTTPRequestEntityTooLarge(limit, request.content_length or 0, text=text, content_type="application/json")


async def read_upload(request: web.Request) -> Uploaded:
    """The parts `as`, `room` and then `file`, counted while they come: one byte too many ends it."""
    if request.content_type != "multipart/form-data":
        raise refused(web.HTTPUnsupportedMediaType, "This takes a file as multipart/form-data.")
    if (request.content_length or 0) > UPLOAD_LIMIT + ENVELOPE:
        raise _too_long(request, UPLOAD_LIMIT)
    try:
        return await _parts(request)
    except ValueError:  # what aiohttp raises for a boundary that is missing or never comes
        raise refused(web.HTTPBadRequest, "That upload could not be read. Please try again.") from None


async def _parts(request: web.Request) -> Uploaded:
    fields: dict[str, str] = {}
    parts = await request.multipart()
    while (part := await parts.next()) is not None:
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == "file":
            file = Attachment(_file_name(part.filename), await _counted(request, part, UPLOAD_LIMIT), _type_of(part))
            return Uploaded(who=fields.get("as", ""), room=fields.get("room", ""), file=file)
        if part.name in ("as", "room"):
            fields[part.name] = (await _counted(request, part, FIELD_LIMIT)).decode("utf-8", "replace")
    raise refused(web.HTTPBadRequest, "There was no file in that.")


async def _counted(request: web.Request, part: BodyPartReader, limit: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        content += chunk
        if len(content) > limit:
            raise _too_long(request, UPLOAD_LIMIT)
    return bytes(content)


def _file_name(given: str | None) -> str:
    """The last part of the name, whichever way its slashes lean."""
    last = (given or "").replace("\\", "/").rsplit("/", 1)[-1].strip()
    return last[-NAME_LIMIT:] or "plan"


def _type_of(part: BodyPartReader) -> str:
    return part.headers.get("Content-Type", "application/octet-stream")
