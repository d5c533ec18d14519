"""How many messages a second are answered, beside Microsoft's and Slack's own SDKs and beside bare aiohttp.

    python -m benchmarks.turns [--seconds 5] [--rounds 3] [--conversations 1,16,64] [--actions 1000] [--postgresql URL]

Everything is started once and takes turns, round after round, on one machine: absolute figures say little on a machine
that others use too, ratios of one run hold. The load is a process, the service that takes the replies another. A turn
ends when its reply has arrived at the service. The database of writes is counted afterwards: as many updates as turns.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.request import urlopen

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from benchmarks.peers.plan import TODAY, filled
from benchmarks.peers.service import TENANT

HERE = Path(__file__).parent
ROOT = HERE.parent
RESULTS = HERE / "results" / "turns.json"
APP = "11111111-2222-3333-4444-555555555555"
SECRET = "5" * 32
UNHELD = {"RATE_PERSON": "1000000", "RATE_CONVERSATION": "1000000"}  # kept count of, and never reached
TEAMS, SLACK = "/api/messages", "/slack/events"


@dataclass(frozen=True)
class Runner:
    """One server, and what is said to it."""

    name: str
    port: int
    kind: str  # of the load: teams or slack
    says: str  # read or write


@dataclass
class House:
    """The service and the servers, each a process."""

    folder: Path
    stack: ExitStack
    actions: int

    def __post_init__(self) -> None:
        self.service, self.told, self.runs = free_port(), free_port(), 0
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
        keys = self.folder / "keys.json"
        keys.write_text(json.dumps({"keys": [{**public, "kid": "bench", "endorsements": ["msteams"]}]}))
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        self.token = _token(private.private_bytes(*form), f"http://127.0.0.1:{self.service}")
        self.start("service", "service", self.service, self.told, keys, port=self.service)

    def start(self, name: str, module: str, *given: Any, port: int, **environment: str) -> subprocess.Popen[bytes]:
        log = self.stack.enter_context((self.folder / f"{name}.log").open("wb"))
        command = [sys.executable, "-m", f"benchmarks.peers.{module}", *map(str, given)]
        process = subprocess.Popen(command, cwd=ROOT, env=_environment(environment), stdout=log, stderr=log)
        self.stack.callback(_end, process)
        waited(port, process, self.folder / f"{name}.log")
        return process

    def planminder(self, name: str, url: str, **environment: str) -> tuple[int, subprocess.Popen[bytes]]:
        port = free_port()
        given = {"TODAY": TODAY.isoformat(), "REMINDERS": "false", "CLOCK_SECONDS": "3600", **UNHELD, **environment}
        settings = {f"PLANMINDER_{key}": value for key, value in given.items()}
        return port, self.start(name, "planminder", port, url, port=port, **settings)

    def on_teams(self, name: str, url: str) -> tuple[int, subprocess.Popen[bytes]]:
        service = f"http://127.0.0.1:{self.service}"
        teams = {"TEAMS_APP_ID": APP, "TEAMS_APP_PASSWORD": "p", "TEAMS_TENANT_ID": TENANT}
        return self.planminder(name, url, **teams, TEAMS_OPENID_URL=f"{service}/openid", TEAMS_LOGIN_URL=service)

    def on_slack(self, name: str, url: str) -> tuple[int, subprocess.Popen[bytes]]:
        api = f"http://127.0.0.1:{self.service}/api/"
        slack = {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": "xoxb-bench", "SLACK_API_URL": api}
        return self.planminder(name, url, **slack)

    def load(self, runner: Runner, conversations: int, seconds: float) -> dict[str, Any]:
        self.runs += 1  # in the ids of its messages: none is taken for another sent again
        given = {
            **{"port": runner.port, "path": TEAMS if runner.kind == "teams" else SLACK, "told": self.told},
            **{"service": self.service, "kind": runner.kind, "says": runner.says, "conversations": conversations},
            **{"seconds": seconds, "token": self.token, "secret": SECRET, "actions": self.actions},
            **{"app": APP, "run": self.runs},
        }
        command = [sys.executable, "-m", "benchmarks.peers.load", json.dumps(given)]
        done = subprocess.run(command, cwd=ROOT, env=_environment({}), stdout=subprocess.PIPE, check=True)
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def last(self) -> dict[str, str]:
        """The last reply of each conversation, as the service got it."""
        with urlopen(f"http://127.0.0.1:{self.service}/last") as answer:
            told: dict[str, str] = json.loads(answer.read())
            return told


def _token(private: bytes, service: str) -> str:
    now = int(time.time())  # noqa: TID251 - what is signed bears the machine's time
    claims = {"iss": "https://api.botframework.com", "aud": APP, "nbf": now, "exp": now + 24 * 3600}
    return jwt.encode({**claims, "serviceurl": service}, private, algorithm="RS256", headers={"kid": "bench"})


def _environment(more: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLANMINDER_")}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def waited(port: int, process: subprocess.Popen[bytes], log: Path) -> float:
    """Seconds until a port is listened to."""
    began = time.perf_counter()
    while time.perf_counter() - began < 60:
        if process.poll() is not None:
            raise SystemExit(f"{log.name}: it ended\n{log.read_text()[-3000:]}")
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return time.perf_counter() - began
        time.sleep(0.02)
    raise SystemExit(f"{log.name}: nothing listens\n{log.read_text()[-3000:]}")


# --- one run -----------------------------------------------------------------------------------------------------


@contextmanager
def house(actions: int) -> Iterator[House]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        yield House(Path(folder), stack, actions)


def runners(made: House, postgresql: str | None) -> list[Runner]:
    """Peers and floors first, then Planminder on each channel and engine, each over a database of its own."""
    echo, kept, bolt, builder = free_port(), free_port(), free_port(), free_port()
    made.start("aiohttp", "aiohttp_echo", echo, made.service, port=echo)
    made.start("sqlite", "aiohttp_echo", kept, made.service, made.folder / "said.db", port=kept)
    made.start("bolt", "slack_echo", bolt, made.service, SECRET, port=bolt)
    made.start("botbuilder", "botbuilder_echo", builder, made.service, APP, port=builder)
    url = f"sqlite:///{made.folder / 'planminder.db'}"
    asyncio.run(filled(url, made.actions))
    teams, _ = made.on_teams("planminder", url)
    slack, _ = made.on_slack("planminder-slack", url)
    found = [
        Runner("bare aiohttp echo", echo, "teams", "read"),
        Runner("bare aiohttp echo, one commit", kept, "teams", "read"),
        Runner("slack-bolt echo", bolt, "slack", "read"),
        Runner("botbuilder echo", builder, "teams", "read"),
        Runner("Planminder, read", teams, "teams", "read"),
        Runner("Planminder, write", teams, "teams", "write"),
        Runner("Planminder on Slack, read", slack, "slack", "read"),
        Runner("Planminder on Slack, write", slack, "slack", "write"),
    ]
    if postgresql:
        asyncio.run(filled(postgresql, made.actions))
        port, _ = made.on_teams("planminder-postgresql", postgresql)
        found.append(Runner("Planminder on PostgreSQL, read", port, "teams", "read"))
        found.append(Runner("Planminder on PostgreSQL, write", port, "teams", "write"))
    return found


def measured(given: argparse.Namespace) -> list[dict[str, Any]]:
    rows = []
    with house(given.actions) as made:
        those = [one for one in runners(made, given.postgresql) if not given.only or given.only in one.name]
        for conversations in given.conversations:
            taken: dict[str, list[dict[str, Any]]] = {one.name: [] for one in those}
            for _ in range(given.rounds):
                for one in those:
                    told = made.load(one, conversations, given.seconds)
                    if told["faults"]:
                        raise SystemExit(f"{one.name}: {told['faults'][:3]}")
                    taken[one.name].append(told)
                    if given.show:
                        print(one.name, made.last().get("0", "")[: given.show], file=sys.stderr)  # noqa: T201 - asked for
            rows += [_row(name, conversations, given.actions, some) for name, some in taken.items()]
    return rows


def _row(name: str, conversations: int, actions: int, runs: list[dict[str, Any]]) -> dict[str, Any]:
    rates = [one["turns"] / one["seconds"] for one in runs]
    latencies = sorted(latency for one in runs for latency in one["latencies"])
    cuts = quantiles(latencies, n=100) if len(latencies) > 1 else latencies * 99
    return {
        **{"name": name, "conversations": conversations, "actions": actions},
        **{"rate": median(rates), "least": min(rates), "most": max(rates), "turns": len(latencies)},
        **{"p50": cuts[49] * 1000, "p99": cuts[98] * 1000},
    }


def told(rows: list[dict[str, Any]]) -> str:
    """A table, with each rate held against the floors of the same number of conversations."""
    lines = [
        "| at once | who | turns/s (least – most) | p50 | p99 | ÷ botbuilder | ÷ aiohttp | ÷ with commit | ÷ bolt |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    floors = ("botbuilder echo", "bare aiohttp echo", "bare aiohttp echo, one commit", "slack-bolt echo")
    for one in rows:
        beside = {two["name"]: two["rate"] for two in rows if two["conversations"] == one["conversations"]}
        ratios = [f"{one['rate'] / beside[floor]:.2f}" if floor in beside else "" for floor in floors]
        rate = f"{one['rate']:.0f} ({one['least']:.0f} – {one['most']:.0f})"
        cells = [str(one["conversations"]), one["name"], rate, f"{one['p50']:.1f} ms", f"{one['p99']:.1f} ms", *ratios]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--actions", type=int, default=1_000)
    parser.add_argument("--conversations", type=lambda text: [int(one) for one in text.split(",")], default=[1, 16, 64])
    parser.add_argument("--postgresql", help="the address of an empty database")
    parser.add_argument("--only", help="part of a name: whom to measure")
    parser.add_argument("--show", type=int, default=0, help="so many characters of a reply")
    given = parser.parse_args()
    rows = measured(given)
    print(told(rows))  # noqa: T201 - its report
    if not given.only:
        kept = {"made": datetime.now(UTC).isoformat(timespec="seconds"), "rows": rows}  # noqa: TID251 - its own date
        RESULTS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
