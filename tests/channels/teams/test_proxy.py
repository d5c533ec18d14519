"""The road without a token, tried through a real reverse proxy on this machine."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from yarl import URL

pytestmark = pytest.mark.proxy

NGINX = shutil.which("nginx", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")))

CONFIGURATION = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr warn;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass {upstream}; {more} }} }}
}}
"""

VARIANTS = {
    "as it comes": "",
    "host": "proxy_set_header Host $host;",
    "host with port": "proxy_set_header Host $http_host;",
    "forwarded for": "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    "real ip": "proxy_set_header X-Real-IP $remote_addr; proxy_http_version 1.1;",
    "1.1": "proxy_http_version 1.1;",
    "1.1 and host": "proxy_http_version 1.1; proxy_set_header Host $host;",
    "1.1, kept alive": 'proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;',
    "1.1, forwarded": "proxy_http_version 1.1; proxy_set_header X-Forwarded-Proto $scheme;",
    "headers kept back": "proxy_pass_request_headers off; proxy_set_header Content-Type application/json;",
}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@asynccontextmanager
async def nginx(folder: Path, upstream: str, more: str) -> AsyncIterator[URL]:
    """A real nginx before an address, with `more` in its location."""
    if NGINX is None:
        pytest.skip("nginx is not installed (on Debian: apt install nginx-light)")
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, upstream=upstream, more=more))
    process = await asyncio.create_subprocess_exec(NGINX, "-p", str(folder), "-c", str(configuration))
    try:
        await answering(port)
        yield URL(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        await process.wait()


async def answering(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            await writer.wait_closed()
            return
    raise TimeoutError(f"nothing answers on port {port}")


@pytest.mark.parametrize("more", VARIANTS.values(), ids=VARIANTS.keys())
@pytest.mark.parametrize("host", [None, "bot.example.gov.uk", "localhost"])
async def test_a_reverse_proxy_is_no_road_in(
    local: Any, said: Callable[..., dict[str, Any]], tmp_path: Path, more: str, host: str | None
) -> None:
    upstream = str(URL(local.url).origin())
    headers = {"Host": host} if host else {}
    async with (
        nginx(tmp_path, upstream, more) as front,
        ClientSession() as session,
        session.post(front / "api/messages", json=said(), headers=headers) as response,
    ):
        assert response.status == 403
        assert "this machine only" in await response.text()
    assert local.router.taken == []


async def test_with_an_app_id_the_token_decides_behind_a_proxy_too(
    connected: Any, keys: Any, service: Any, said: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    upstream = str(URL(connected.url).origin())
    header = {"Authorization": f"Bearer {keys.token(service.url)}"}
    async with nginx(tmp_path, upstream, "") as front, ClientSession() as session:
        for headers, status in (({}, 401), (header, 200)):
            async with session.post(front / "api/messages", json=said(), headers=headers) as response:
                assert response.status == status
    assert len(connected.router.taken) == 1
