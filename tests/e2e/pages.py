"""Plans as an officer would report them after two returns, as pages to be looked at. `make pages`.

    python -m tests.e2e.pages FOLDER

Each plan is imported with the command, updated in conversation for two returns, which are frozen, and reported in Word:
the table and the covering report, converted by LibreOffice. The plans are those beside the checkout where there are
any, else the example.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from dialogs.reports.pdf import to_pdf

ROOT = Path(__file__).parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
PLANMINDER = str(Path(sys.executable).with_name("planminder"))
OFFICER = "Petra Officer"
DOTS = "60"  # an inch
RETURNS = (("2026-09-30", "2026-10-12", "2026-10-05"), ("2026-12-31", "2027-01-15", "2027-01-08"))  # as at, by, today
SAID = (
    (
        "{ref} green, the first draft has been agreed with the steering group",
        "{ref} amber, slipping to July 2027 because the consultant left",
        "{ref} done, adopted by full council on 3 September",
        "no change on {ref}",
        "{ref} red, we cannot appoint anybody at this salary, need a decision from Cabinet on the grade",
        "{ref} has not started yet",
        "",
    ),
    (
        "{ref} done, published on the website in December",
        "{ref} slipping to September 2027, the new consultant starts in March",
        "no change on {ref}",
        "{ref} amber, two of the five workshops were held and the rest are booked",
        "{ref} green, the post is filled from 1 February",
        "",
    ),
)


@dataclass(frozen=True)
class Desk:
    """A database of its own, and the command as an officer runs it on a day."""

    database: Path

    def run(self, *words: str, today: str, typed: str = "") -> str:
        env = {
            **os.environ,
            "PLANMINDER_TODAY": today,
            "PLANMINDER_DATABASE_URL": f"sqlite+aiosqlite:///{self.database}",
        }
        done = subprocess.run([PLANMINDER, *words], input=typed, capture_output=True, text=True, env=env, check=False)
        if done.returncode:
            raise SystemExit(f"planminder {' '.join(words)}: {done.stderr}")
        return done.stdout

    def say(self, lines: Iterable[str], today: str) -> list[dict[str, Any]]:
        typed = "\n".join(json.dumps({"as": OFFICER, "text": line}) for line in lines)
        return [json.loads(one) for one in self.run("chat", "--json", today=today, typed=typed).splitlines()]


def documents() -> list[Path]:
    """The plans beside the checkout, as their README says which they are; else the example."""
    found = [SEEDS / name for name in ("000", "001", "002", "004")]
    real = [next(SEEDS.glob(f"{one.name}_*.txt"), None) for one in found]
    return [one for one in real if one] or [ROOT / "examples" / "action-plan.docx"]


def reported(document: Path, folder: Path) -> list[Path]:
    """The Word documents of one plan, after two returns."""
    desk = Desk(folder / f"{document.stem[:3]}.db")
    desk.database.unlink(missing_ok=True)
    desk.run("import", str(document), "--yes", today="2026-08-03")
    desk.run("people", "add", OFFICER, "--role", "officer", today="2026-08-03")
    labels = [_returned(desk, said, dates) for said, dates in zip(SAID, RETURNS, strict=True)]
    made = {"table": (), "cover": ("--cover",)}
    return [_written(desk, folder / f"{document.stem[:3]}-{name}.docx", labels[-1], how) for name, how in made.items()]


def _returned(desk: Desk, said: Iterable[str], dates: tuple[str, str, str]) -> str:
    """A return that is opened, answered in conversation, accepted and frozen; its label."""
    as_at, by, today = dates
    desk.run("return", "open", "--as-at", as_at, "--by", by, "--as", OFFICER, "--yes", today=today)
    refs = [one["ref"] for one in json.loads(desk.run("summary", "--json", today=today))["actions"]]
    lines = [line.format(ref=ref) for ref, line in zip(refs, cycle(said), strict=False) if line]
    for line, answer in zip(lines, desk.say(lines, today), strict=True):
        _tell(f"> {line}\n{answer['reply'].splitlines()[0]}")
    desk.say(["accept all in the return", "yes"], today)
    label = re.findall(r"Q\d \d{4}/\d\d", desk.run("return", "list", today=today))[-1]
    desk.run("return", "freeze", "--label", label, "--as", OFFICER, "--yes", today=by)
    return label


def _written(desk: Desk, path: Path, label: str, how: Iterable[str]) -> Path:
    words = ("summary", "--return", label, "--format", "docx", "--output", str(path), *how)
    desk.run(*words, today="2027-01-20")
    return path


def pages(document: Path) -> int:
    """The pages of a Word document, beside it; how many."""
    made = document.with_suffix(".pdf")
    made.write_bytes(to_pdf(document.read_bytes()))
    subprocess.run(["pdftoppm", "-png", "-r", DOTS, str(made), str(made.with_suffix(""))], check=True)
    return len(list(made.parent.glob(f"{made.stem}-*.png")))


def _tell(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents():
        for one in reported(document, folder):
            _tell(f"{one.name}: {pages(one)} pages")


if __name__ == "__main__":
    main()
