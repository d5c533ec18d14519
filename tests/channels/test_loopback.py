"""Who comes in without a token."""

import pytest
from aiohttp import HttpVersion10, HttpVersion11

from bot.loopback import forwarding, loopback_url, reason

HERE = {"Host": "127.0.0.1:3978"}


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["127.0.0.1:3978", "localhost:3978", "LOCALHOST:3978", "[::1]:3978"])
def test_a_program_of_this_machine_comes_in(peer: str, host: str) -> None:
    assert reason(peer, HttpVersion11, {"Host": host}, 3978) is None


@pytest.mark.parametrize("peer", ["192.168.1.7", "10.0.0.1", "::ffff:10.0.0.1", "fe80::1", "", "localhost"])
def test_another_machine_does_not(peer: str) -> None:
    assert reason(peer, HttpVersion11, HERE, 3978)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "127.0.0.1",
        "localhost:8080",
        "127.0.0.1:port",
        "bot.example.gov.uk",
        "bot.example.gov.uk:3978",
        "localhost.example.com:3978",
        "127.0.0.1.nip.io:3978",
        "10.0.0.1:3978",
        "x@127.0.0.1:3978",
        "[::1",
        "127.0.0.1:3978/x",
        "127.1:3978",
    ],
)
def test_a_request_to_another_host_does_not(host: str) -> None:
    assert reason("127.0.0.1", HttpVersion11, {"Host": host}, 3978)


def test_http_1_0_is_what_a_default_proxy_speaks() -> None:
    assert reason("127.0.0.1", HttpVersion10, HERE, 3978)


@pytest.mark.parametrize(
    "name",
    [
        "Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "x-forwarded-host",
        "X-Real-IP",
        "Via",
        "CF-Connecting-IP",
        "CF-Ray",
        "True-Client-IP",
    ],
)
def test_what_a_proxy_adds_is_refused_and_named(name: str) -> None:
    assert forwarding(name)
    assert name in (reason("127.0.0.1", HttpVersion11, {**HERE, name: "1.2.3.4"}, 3978) or "")


@pytest.mark.parametrize(
    ("origin", "in_"),
    [
        ("http://localhost:56150", True),
        ("http://127.0.0.1:3980", True),
        ("https://evil.example", False),
        ("null", False),
        ("http://localhost:1@evil.example", False),
        ("http://127.0.0.1@127.0.0.1", False),
        ("file://localhost", False),
        ("http://[::1", False),
    ],
)
def test_a_page_of_another_site_does_not(origin: str, in_: bool) -> None:
    assert loopback_url(origin) is in_
    assert (reason("127.0.0.1", HttpVersion11, {**HERE, "Origin": origin}, 3978) is None) is in_


def test_nginx_s_own_connection_header_gives_it_away() -> None:
    sent = {"Content-Type": "application/json"}
    assert reason("127.0.0.1", HttpVersion11, {**HERE, "Connection": "close", **sent}, 3978)
    assert reason("127.0.0.1", HttpVersion11, {**HERE, **sent, "Connection": "close"}, 3978) is None
    assert reason("127.0.0.1", HttpVersion11, {**HERE, "Connection": "keep-alive", **sent}, 3978) is None
