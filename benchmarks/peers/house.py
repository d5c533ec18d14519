"""The servers of a run, the service that they answer to, and the load: each a process of its own on this machine."""

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
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from benchmarks.peers.plan import TODAY
from benchmarks.peers.service import TENANT

ROOT = Path(__file__).parents[2]
APP = "11111111-2222-3333-4444-555555555555"
SECRET = "5" * 32
UNHELD = {"RATE_PERSON": "1000000", "RATE_CONVERSATION": "1000000"}  # kept count of, and never reached
TEAMS, SLACK = "/api/messages", "/slack/events"


@dataclass(frozen=True)
class Runner:
    """A server, or several replicas of one, and what is said to it."""

    name: str
    ports: tuple[int, ...]
    kind: str  # of the load: teams or slack
    says: str  # read, or write, or various: questions of which no two that follow each other are alike


@dataclass
class House:
    """The service and the servers, each a process."""

    folder: Path
    stack: ExitStack

    def __post_init__(self) -> None:
        self.service, self.told, self.runs = free_port(), free_port(), 0
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
        keys = self.folder / "keys.json"
        keys.write_text(json.dumps({"keys": [{**public, "kid": "bench", "endorsements": ["msteams"]}]}))
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        self.token = _token(private.private_bytes(*form), f"http://127.0.0.1:{self.service}")
        self.start("service", "service", self.service, self.told, keys, port=self.service)

    def start(self, name: str, module: str, *given: Any, port: int, **settings: str) -> subprocess.Popen[bytes]:
        log = self.stack.enter_context((self.folder / f"{name}.log").open("wb"))
        command = [sys.executable, "-m", f"benchmarks.peers.{module}", *map(str, given)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment(settings), stdout=log, stderr=log)
        self.stack.callback(self.end, process)
        waited(port, process, self.folder / f"{name}.log")
        return process

    def end(self, process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()

    def on_teams(self, name: str, url: str, **settings: str) -> tuple[int, subprocess.Popen[bytes]]:
        service = f"http://127.0.0.1:{self.service}"
        teams = {"TEAMS_APP_ID": APP, "TEAMS_APP_PASSWORD": "p", "TEAMS_TENANT_ID": TENANT}
        teams |= {"TEAMS_OPENID_URL": f"{service}/openid", "TEAMS_LOGIN_URL": service}
        return self._planminder(name, url, {**teams, **settings})

    def on_slack(self, name: str, url: str) -> tuple[int, subprocess.Popen[bytes]]:
        api = f"http://127.0.0.1:{self.service}/api/"
        return self._planminder(
            name, url, {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": "xoxb-bench", "SLACK_API_URL": api}
        )

    def _planminder(self, name: str, url: str, more: dict[str, str]) -> tuple[int, subprocess.Popen[bytes]]:
        port = free_port()
        given = {"TODAY": TODAY.isoformat(), "REMINDERS": "false", "CLOCK_SECONDS": "3600", **UNHELD, **more}
        settings = {f"PLANMINDER_{key}": value for key, value in given.items()}
        return port, self.start(name, "planminder", port, url, port=port, **settings)

    def load(self, runner: Runner, actions: int, conversations: int, seconds: float, **more: Any) -> dict[str, Any]:
        self.runs += 1  # in the ids of its messages: none is taken for another sent again
        given = {
            **self.given(actions),
            **{"ports": runner.ports, "path": TEAMS if runner.kind == "teams" else SLACK, "kind": runner.kind},
            **{"says": runner.says, "conversations": conversations, "seconds": seconds, "run": self.runs, **more},
        }
        module = "benchmarks.peers.pressing" if more else "benchmarks.peers.load"
        command = [sys.executable, "-m", module, json.dumps(given)]
        done = subprocess.run(command, cwd=ROOT, env=environment({}), stdout=subprocess.PIPE, check=True)
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def given(self, actions: int) -> dict[str, Any]:
        """What a message is made of."""
        at = {"told": self.told, "service": self.service, "app": APP}
        return {**at, "token": self.token, "secret": SECRET, "actions": actions}

    def last(self) -> dict[str, str]:
        """The last reply of each conversation, as the service got it."""
        with urlopen(f"http://127.0.0.1:{self.service}/last") as answer:
            told: dict[str, str] = json.loads(answer.read())
            return told


def _token(private: bytes, service: str) -> str:
    now = int(time.time())  # noqa: TID251 - what is signed bears the machine's time
    claims = {"iss": "https://api.botframework.com", "aud": APP, "nbf": now, "exp": now + 24 * 3600}
    return jwt.encode({**claims, "serviceurl": service}, private, algorithm="RS256", headers={"kid": "bench"})


def environment(more: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLANMINDER_")}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


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


@contextmanager
def house() -> Iterator[House]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        yield House(Path(folder), stack)
