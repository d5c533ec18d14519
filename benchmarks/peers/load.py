"""The load, in a process of its own: several conversations at once, each waiting for its reply before it goes on.

    python -m benchmarks.peers.load JSON

JSON holds ports, path, told, service, kind, says, conversations, seconds, token, secret, actions, app and run. Prints
JSON: turns, seconds, their latencies from the request to the arrival of the reply, faults, and how many were answered
in all, with those that do not count.
"""

import asyncio
import hashlib
import hmac
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.peers.http import Asking
from benchmarks.peers.service import TENANT

PATIENCE = 30.0  # seconds to wait for a reply
SETTLING = 1.0  # seconds at the beginning that do not count
VARIOUS = (
    *("what's overdue", "show me {ref}", "which are red", "what's due next month", "the amber ones"),
    *(
        "history of {ref}",
        "who is on {ref}",
        "what is due by March 2027",
        "how are we doing",
        "what has changed this month",
        "{ref}",
    ),
    *("what does Owner Name{n} have to do", "overdue and not red", "what's late and who has it"),
)


@dataclass
class Load:
    """`says(conversation, turn)` is what is said."""

    given: dict[str, Any]
    latencies: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    arrived: dict[str, asyncio.Event] = field(default_factory=dict)
    answered: int = 0

    async def run(self) -> dict[str, Any]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.given["told"])
        told = asyncio.create_task(self._told(reader))
        many = self.given["conversations"]
        self.arrived = {str(one): asyncio.Event() for one in range(many)}
        await asyncio.gather(*(self._greeted(one) for one in range(many)))  # so that all are known
        self.latencies.clear()
        begun = time.perf_counter() + SETTLING
        until = begun + self.given["seconds"]
        await asyncio.gather(*(self._talk(one, begun, until) for one in range(many)))
        took = time.perf_counter() - begun
        told.cancel()
        writer.close()
        counted = {"turns": len(self.latencies), "answered": self.answered, "faults": self.faults}
        return {**counted, "seconds": took, "latencies": self.latencies}

    async def _greeted(self, conversation: int) -> None:
        await self._turn(await connected(self.given, conversation), conversation, 0)

    async def _talk(self, conversation: int, begun: float, until: float) -> None:
        asking, turn = await connected(self.given, conversation), 0
        while (now := time.perf_counter()) < until and len(self.faults) < 20:
            turn += 1
            took = await self._turn(asking, conversation, turn)
            if now >= begun:
                self.latencies.append(took)

    async def _turn(self, asking: Asking, conversation: int, turn: int) -> float:
        arrived = self.arrived[str(conversation)]
        arrived.clear()
        request, began = request_of(self.given, conversation, turn), time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                status = await asking.ask(request)
                if status >= 300:
                    self.faults.append(f"{conversation}: {status}")
                else:
                    await arrived.wait()
                    self.answered += 1
        except (TimeoutError, ConnectionError) as wrong:
            self.faults.append(f"{conversation}: {wrong!r}")
        return time.perf_counter() - began

    async def _told(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if (event := self.arrived.get(line.decode().strip())) is not None:
                event.set()


async def connected(given: dict[str, Any], conversation: int) -> Asking:
    """A connection to the replica that takes a conversation."""
    ports = given["ports"]
    port = ports[conversation % len(ports)]
    _, asking = await asyncio.get_running_loop().create_connection(Asking, "127.0.0.1", port)
    return asking


def request_of(given: dict[str, Any], conversation: int, turn: int) -> bytes:
    words = said(given, conversation, turn)
    number = f"{given['run']}-{conversation}-{turn}"
    make: Callable[[dict[str, Any], int, str, str], tuple[bytes, list[str]]]
    make = activity if given["kind"] == "teams" else _event
    body, headers = make(given, conversation, number, words)
    lines = [f"POST {given['path']} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    return "\r\n".join((*lines, *headers, f"Content-Length: {len(body)}", "", "")).encode() + body


def said(given: dict[str, Any], conversation: int, turn: int) -> str:
    """A question, or an update of one of the conversation's own actions with a status, a date and a reason."""
    if given["says"] == "read":
        return "what's overdue"
    if given["says"] == "various":
        return VARIOUS[(conversation * 7 + turn) % len(VARIOUS)].format(ref=f"{turn % 20 + 1}.{turn % 4 + 1}", n=turn)
    own = range(conversation, given["actions"], given["conversations"])
    action, round_ = own[turn % len(own)], turn // len(own)
    ref = f"{action // 4 + 1}.{action % 4 + 1}"
    status, day = ("amber", "red")[(turn + round_) % 2], (turn + round_) % 27 + 1
    return f"{ref} {status}, slipping to {day} March 2027 because contractor {turn} is waiting for the survey"


def activity(given: dict[str, Any], conversation: int, number: str, words: str) -> tuple[bytes, list[str]]:
    body = {
        "type": "message",
        "id": number,
        "timestamp": "2026-11-26T09:30:00.000Z",
        "serviceUrl": f"http://127.0.0.1:{given['service']}",
        "channelId": "msteams",
        "from": {
            "id": f"29:{conversation}",
            "name": f"Officer Number{conversation}",
            "aadObjectId": f"aad-{conversation}",
        },
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": str(conversation)},
        "recipient": {"id": f"28:{given['app']}", "name": "Planminder"},
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "en-GB",
        "text": words,
    }
    return json.dumps(body).encode(), [f"Authorization: Bearer {given['token']}"] if given["token"] else []


def _event(given: dict[str, Any], conversation: int, number: str, words: str) -> tuple[bytes, list[str]]:
    stamp = str(int(time.time()))  # noqa: TID251 - what is signed bears the machine's time
    message = {"type": "message", "channel": f"D0{conversation}", "channel_type": "im", "user": f"U0{conversation}"}
    ts = f"{stamp}.{hash(number) % 1_000_000:06d}"
    body = json.dumps(
        {
            **{"token": "t", "team_id": "T0BENCH", "api_app_id": "A0BENCH", "type": "event_callback"},
            **{"event_id": f"Ev{number}", "event_time": int(stamp)},
            "authorizations": [{"team_id": "T0BENCH", "user_id": "U0BOT", "is_bot": True}],
            "event": {**message, "text": words, "ts": ts, "event_ts": ts, "team": "T0BENCH"},
        }
    ).encode()
    signed = hmac.digest(given["secret"].encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hex()
    return body, [f"X-Slack-Request-Timestamp: {stamp}", f"X-Slack-Signature: v0={signed}"]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(Load(json.loads(sys.argv[1])).run())))  # noqa: T201 - its answer
