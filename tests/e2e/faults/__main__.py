"""Do every fault to a bot, and print what came of it.

    python -m tests.e2e.faults                       all of it, at every point of a turn: some minutes
    python -m tests.e2e.faults --tries 12            a part of the points, as the tests do
    python -m tests.e2e.faults --only full-disk      one fault

Exit code 1 where anything was lost, half-written, recorded twice or wrongly said. Needs PostgreSQL and, for the full
disk, the right to mount one.
"""

import argparse
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import structlog

from tests.e2e.faults.figures import HEAD, Figures
from tests.e2e.faults.kinds import POSTGRES, SQLITE
from tests.e2e.faults.scene import Scene, postgres_scene, small_disk, sqlite_scene


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--tries", type=int)
    asked.add_argument("--only", action="append", choices=sorted({*SQLITE, *POSTGRES}))
    asked.add_argument("--database", choices=["sqlite", "postgresql"])
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    clean = True
    if not given.json:
        print("\n".join(HEAD), flush=True)  # noqa: T201
    for figures in _all(given.only, given.database, given.tries):
        print(json.dumps(figures.as_json()) if given.json else figures.row(), flush=True)  # noqa: T201
        clean = clean and figures.clean
        for told in (*figures.lost, *figures.half, *figures.twice, *figures.wrong) if not given.json else ():
            print("   ", told, file=sys.stderr)  # noqa: T201
    sys.exit(0 if clean else 1)


def _all(only: list[str] | None, database: str | None, tries: int | None) -> Iterator[Figures]:
    if database in (None, "sqlite"):
        for name in (one for one in SQLITE if not only or one in only):
            with ExitStack() as kept:
                folder = kept.enter_context(small_disk() if name == "full-disk" else tempfile.TemporaryDirectory())
                scene = kept.enter_context(sqlite_scene(Path(folder)))
                yield _run(SQLITE[name], scene, tries)
    if database in (None, "postgresql"):
        for name in (one for one in POSTGRES if not only or one in only):
            with postgres_scene() as scene:
                yield _run(POSTGRES[name], scene, tries)


def _run(fault: Callable[[Scene, int | None], Figures], scene: Scene, tries: int | None) -> Figures:
    return fault(scene, tries)


if __name__ == "__main__":
    main()
