"""More than a server can take, in a process of its own: messages come at their pace, whether or not any is answered.

    python -m benchmarks.peers.pressing JSON

JSON is that of `load.py` with `rate`, messages a second over all conversations, and `flood`, messages a second in one
more conversation. Prints JSON: how many of the others were answered and with what latencies, from when each was due
until its request was answered, which is once its reply has arrived; how many were turned away, and with what they
were told when to come again; the same of the flood.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from benchmarks.peers.http import Asking
from benchmarks.peers.load import PATIENCE, SETTLING, connected, request_of


@dataclass
class Stream:
    """What is said in some conversations, and what became of it."""

    given: dict[str, Any]
    rate: float
    first: int  # conversation
    many: int  # of them
    latencies: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    free: dict[int, list[Asking]] = field(default_factory=dict)
    took: float = 0.0

    async def run(self, begun: float, until: float) -> None:
        tasks, said = [], 0
        while (due := begun - SETTLING + said / self.rate) < until:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(self._said(said, due, counts=due >= begun)))
            said += 1
        await asyncio.gather(*tasks)
        self.took = time.perf_counter() - begun

    async def _said(self, number: int, due: float, *, counts: bool) -> None:
        conversation, turn = self.first + number % self.many, number // self.many + 1
        kept = self.free.setdefault(conversation % len(self.given["ports"]), [])
        asking = kept.pop() if kept else await connected(self.given, conversation)
        try:
            async with asyncio.timeout(PATIENCE):
                status = await asking.ask(request_of(self.given, conversation, turn))
        except (TimeoutError, ConnectionError):
            self.answers[0] += counts
            return
        kept.append(asking)
        if counts:
            self.answers[status] += 1
            if status < 300:
                self.latencies.append(time.perf_counter() - due)

    def told(self) -> dict[str, Any]:
        away = self.answers[429]
        some = {"latencies": self.latencies, "turned_away": away, "lost": self.answers[0]}
        return {**some, "said": self.answers.total(), "seconds": self.took}


async def run(given: dict[str, Any]) -> dict[str, Any]:
    begun = time.perf_counter() + SETTLING
    until = begun + given["seconds"]
    many = given["conversations"]
    streams = [Stream(given, given["rate"], 0, many)]
    streams += [Stream(given, given["flood"], many, 1)] if given.get("flood") else []
    await asyncio.gather(*(one.run(begun, until) for one in streams))
    others, *flood = (one.told() for one in streams)
    return {**others, "flood": flood[0] if flood else None}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(json.loads(sys.argv[1])))))  # noqa: T201 - its answer
