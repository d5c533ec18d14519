"""A way to a PostgreSQL server that can be cut right behind a COMMIT: the server has done it, and nobody is told."""

import asyncio
import socket
import threading
import time
from contextlib import suppress
from types import TracebackType

from sqlalchemy import make_url

COMMIT = b"COMMIT;"


class Cutting:
    """Runs in a thread with a loop of its own. Bots in other processes come through `url`, and ask for a cut by
    `cut_next`, which works in them too."""

    def __init__(self, url: str) -> None:
        self._target = make_url(url)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._open: set[asyncio.StreamWriter] = set()
        self._wanted: float | None = None  # how long the server is to be away after the next cut
        self._away_until = 0.0
        self._control = 0
        self.url = ""
        self.cuts = 0

    def __enter__(self) -> "Cutting":
        self._thread.start()
        port, self._control = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        through = self._target.set(host="127.0.0.1", port=port)
        self.url = through.render_as_string(hide_password=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def cut_next(self, away: float) -> None:
        """Cut the next connection that commits, and let nobody in for so many seconds."""
        with socket.create_connection(("127.0.0.1", self._control)) as asking:
            asking.sendall(f"{away}\n".encode())
            asking.recv(1)

    async def _start(self) -> tuple[int, int]:
        servers = [await asyncio.start_server(one, "127.0.0.1", 0) for one in (self._through, self._asked)]
        through, control = (one.sockets[0].getsockname()[1] for one in servers)
        return through, control

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._wanted = float(await reader.readline())
        writer.write(b"!")
        writer.close()

    async def _through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if time.monotonic() < self._away_until:
            writer.close()
            return
        to = self._target.host or "127.0.0.1", self._target.port or 5432
        server_reader, server_writer = await asyncio.open_connection(*to)
        both = {writer, server_writer}
        self._open |= both
        cut = asyncio.Event()
        with suppress(OSError):
            await asyncio.gather(self._up(reader, server_writer, cut), self._down(server_reader, writer, cut))
        for one in both:
            one.close()
        self._open -= both

    async def _up(self, reader: asyncio.StreamReader, server: asyncio.StreamWriter, cut: asyncio.Event) -> None:
        while data := await reader.read(65_536):
            if self._wanted is not None and COMMIT in data:
                cut.set()
            server.write(data)
            await server.drain()
        server.close()

    async def _down(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter, cut: asyncio.Event) -> None:
        while data := await reader.read(65_536):
            if cut.is_set() and self._wanted is not None:  # this is the answer that nobody is to hear
                self._away_until, self._wanted = time.monotonic() + self._wanted, None
                self.cuts += 1
                if self._away_until > time.monotonic():
                    for one in list(self._open):
                        one.close()
                break
            client.write(data)
            await client.drain()
        client.close()
