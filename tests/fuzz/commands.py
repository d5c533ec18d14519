"""The command line, called with what is nearly right: options, lines on standard input, spoiled files.

Whatever is typed: an exit code of 0, 1 or 2 and words, never a traceback. `python tests/fuzz/commands.py --seconds 60`.
"""

import argparse
import asyncio
import io
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

import documents
import structlog
import typer

from bot import demo
from bot.__main__ import app
from bot.settings import read
from storage.store import prepare
from tests.support import spoiling

CODES = (0, 1, 2)
DAYS = ("2026-11-23", "2026-02-30", "yesterday", "", "0001-01-01", "9999-12-31", "23/11/2026")
NAMES = ("Priya Nair", "Leila Okafor", "Nobody Atall", "", "'", "P\x00")
CODED = ("CPC26", "XX", "", "CPC26'--", "C" * 300)
FORMATS = ("text", "markdown", "html", "docx", "xlsx", "csv", "json", "svg", "gif", "")


@dataclass(frozen=True)
class Call:
    """A command, what is typed into it, and a file that it is given."""

    words: tuple[str, ...]
    typed: str = ""


def call(chance: random.Random, folder: Path, database: str) -> Call:
    """One call of one of the commands that take something from people."""
    lines = "\n".join(spoiling.words(chance).replace("\ud83d", "?") for _ in range(chance.randint(1, 4)))
    at = ("--database", database)
    today = ("--today", chance.choice(DAYS))
    calls = (
        Call(("understand", "--json", "--as", chance.choice(NAMES), *at, *_some(chance, today)), lines),
        Call(("chat", "--json", "--as", chance.choice(NAMES), *at), lines),
        Call(("read", chance.choice(("timescale", "status", "owners", "nothing")), *_some(chance, today)), lines),
        Call(("summary", "--plan", chance.choice(CODED), "--format", chance.choice(FORMATS), *_dates(chance), *at)),
        Call(("people", "add", chance.choice(NAMES), "--role", chance.choice(("owner", "king", "")), *at)),
        Call(("people", "list", "--json", *at)),
        Call(("import", str(_file(chance, folder)), "--dry-run", "--json", "--plan", chance.choice(CODED), *at)),
        Call(("return", chance.choice(("list", "show", "open", "")), *_some(chance, ("--plan", "CPC26")), *at)),
        Call((chance.choice(("outbox", "doctor", "database", "manifest", "nothing", "--help", "")), *at)),
    )
    return chance.choice(calls)


def _some(chance: random.Random, words: Sequence[str]) -> Sequence[str]:
    return words if chance.random() < 0.5 else ()


def _dates(chance: random.Random) -> list[str]:
    asked = (("--as-at", chance.choice(DAYS)), ("--since", chance.choice(DAYS)), ("--output", "/nowhere/x"))
    return [word for words in asked for word in _some(chance, words)]


def _file(chance: random.Random, folder: Path) -> Path:
    if chance.random() < 0.2:
        return folder / chance.choice(("nowhere.docx", ".", "x" * 200))
    spoiled = documents.spoiled(chance.randrange(1_000), chance.randrange(1_000))
    file = folder / spoiled.name
    file.write_bytes(spoiled.content)
    return file


class Typed(io.TextIOWrapper):
    """Standard input or output as a pipe is: a text over bytes."""

    def __init__(self, text: str) -> None:
        super().__init__(io.BytesIO(text.encode("utf-8", "replace")), encoding="utf-8")


def outcome(one: Call) -> int:
    """The exit code; raises AssertionError for any other, and whatever the command lets through."""
    said, told = Typed(""), io.StringIO()
    before, sys.stdin = sys.stdin, Typed(one.typed)
    try:
        with redirect_stdout(said), redirect_stderr(told):
            code = typer.main.get_command(app).main(list(one.words), "planminder", standalone_mode=False) or 0
    except typer.Exit as ended:
        code = ended.exit_code
    except typer.Abort:
        code = 1
    except Exception as refused:
        if not hasattr(refused, "exit_code"):  # what Click says of wrong use, with a code of its own
            raise
        code = refused.exit_code
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.stdin = before
    assert code in CODES, code
    said.flush()
    printed = said.buffer.getvalue().decode("utf-8", "replace")  # type: ignore[attr-defined]  # a BytesIO
    assert "Traceback" not in printed + told.getvalue()
    return int(code)


def go_on(seconds: float, seed: int, database: str, first: int = 0) -> Counter[str]:
    """Call until the time is over; how often each command ended with what."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        until, place = time.monotonic() + seconds, first
        while time.monotonic() < until:
            chance = random.Random(f"{seed}/{place}")  # noqa: S311
            one = call(chance, Path(folder), database)
            try:
                counts[f"{one.words[0]} {outcome(one)}"] += 1
            except BaseException as wrong:
                raise AssertionError(f"call {place} of seed {seed}: {one}") from wrong
            place += 1
    return counts


async def example(database: str) -> None:
    """The example plan and its people."""
    settings = read(database_url=database)
    await prepare(database)
    await demo.prepare(settings, settings.organisation, demo.example())


def main() -> None:
    """Call until the time is over; a failure ends with the number of its call."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--first", type=int, default=0, help="the number of the first call")
    given = asked.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    os.environ["COLUMNS"] = "120"
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/fuzz.db"
        asyncio.run(example(database))
        counts = go_on(given.seconds, given.seed, database, given.first)
    told = ", ".join(f"{name}: {count}" for name, count in sorted(counts.items()))
    sys.stdout.write(f"commands: {sum(counts.values())} calls, each ended as it should ({told})\n")


if __name__ == "__main__":
    main()
