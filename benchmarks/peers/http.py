"""As little HTTP/1.1 as the load and the service need, so that measuring takes as little of the machine as it can."""

import asyncio
import re
from collections.abc import Callable

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)


def whole(buffer: bytearray) -> tuple[bytes, bytes] | None:
    """Head and body of the first message in a buffer, taken out of it; None while some of it is still to come."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head, start = bytes(buffer[:end]), end + 4
    if CHUNKED.search(head):
        return _unchunked(buffer, head, start)
    given = LENGTH.search(head)
    length = int(given.group(1)) if given else 0
    if len(buffer) < start + length:
        return None
    body = bytes(buffer[start : start + length])
    del buffer[: start + length]
    return head, body


def _unchunked(buffer: bytearray, head: bytes, at: int) -> tuple[bytes, bytes] | None:
    body = bytearray()
    while True:
        line = buffer.find(b"\r\n", at)
        if line < 0:
            return None
        size = int(bytes(buffer[at:line]).partition(b";")[0], 16)
        at = line + 2 + size + 2
        if len(buffer) < at:
            return None
        if not size:
            del buffer[:at]
            return head, bytes(body)
        body += buffer[line + 2 : line + 2 + size]


class Serving(asyncio.Protocol):
    """One connection of a server: `answer(method, path, body)` gives the JSON bytes of each answer."""

    def __init__(self, answer: Callable[[str, str, bytes], bytes]) -> None:
        self._answer = answer
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]  # a server's is one

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if b"\r\nexpect: 100-continue" in self._buffer.lower():
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        while (one := whole(self._buffer)) is not None:
            head, body = one
            method, path, _ = head.partition(b"\r\n")[0].decode().split(" ", 2)
            said = self._answer(method, path, body)
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(said) + said
            )


class Asking(asyncio.Protocol):
    """One kept connection of a client: one request at a time, answered with its status."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._answer: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]  # a client's is one

    async def ask(self, request: bytes) -> int:
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        one = whole(self._buffer)
        if one is not None and self._answer is not None and not self._answer.done():
            self._answer.set_result(int(one[0].split(b" ", 2)[1]))

    def connection_lost(self, _: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the server closed the connection"))
