"""How long a report takes in each format, in how much memory, and that its cost grows with the plan and not faster.

    python benchmarks/reports.py [FORMAT ...]

A plan of seven columns, four actions a recommendation, and in every action a year of updates: as many as an action
carries in memory, with statuses, notes and moved dates. Each figure is the median of three in a process of its own,
beside the least and the most; "openpyxl alone" is its own write-only workbook of the same table's cells.
"""

import io
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from dialogs.reports import RENDERERS, text, to_cover
from dialogs.reports.pictures import small, week
from dialogs.reports.report import Report, report
from dialogs.reports.table import table
from storage.people import Directory, Person
from storage.plan import RECENT_UPDATES, Action, Column, Plan, Recommendation, Update
from storage.status import Status
from storage.timescale import Kind, Timescale

TODAY = date(2026, 11, 26)
SIZES = (100, 1_000, 10_000)
TIMES = 3
RESULTS = Path(__file__).parent / "results"
ROLES = ("number", "recommendation", "response", "action", "owner", "timescale", "status")
WORDS = "the board has agreed what is to be done about it and by whom and the first part has been begun in the summer"


def made(actions: int) -> Report:
    """The report of a plan with so many actions."""
    return report(*arguments(actions))


def arguments(actions: int) -> tuple[Plan, None, Directory, date]:
    """What such a report is made from."""
    people = {n: Person(n, f"Person Number{n}") for n in range(1, 101)}
    recommendations: dict[int, Recommendation] = {}
    of: dict[int, Action] = {}
    for n in range(actions):
        place = n // 4
        key = 1_000_000 + place
        of[n + 1] = _action(n, key)
        kept = recommendations.get(key)
        mine = (*(kept.actions if kept else ()), n + 1)
        recommendations[key] = Recommendation(key, str(place + 1), f"Matter {place} {WORDS}", actions=mine)
    columns = tuple(Column(role.title(), role) for role in ROLES)
    plan = Plan("x", 1, code="BIG26", title="Big", columns=columns, recommendations=recommendations, actions=of)
    return plan, None, Directory(1, people), TODAY


def _action(n: int, recommendation: int) -> Action:
    when = Timescale(text="March 2027", kind=Kind.PERIOD, start=date(2027, 3, 1), end=date(2027, 3, 31))
    news = tuple(_update(n, one) for one in range(RECENT_UPDATES))
    status = list(Status)[n % len(Status)]
    ref = f"{n // 4 + 1}.{n % 4 + 1}"
    return Action(
        n + 1,
        recommendation,
        ref,
        f"Do {n} {WORDS}",
        (n % 100 + 1,),
        when,
        date(2026, 12, 31),
        1,
        status,
        updates=news,
    )


def _update(n: int, one: int) -> Update:
    day = date(2025, 12, 1) + timedelta(days=45 * one)
    changed = frozenset(("status", "timescale"))
    return Update(n, day, None, 1, f"{n}, {one}: {WORDS}", changed=changed)  # type: ignore[arg-type]  # no hour is read


def plain_excel(one: Report) -> bytes:
    """What openpyxl itself needs for the same cells, without a layout."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    rows = table(one, repeated=True)
    sheet.append(rows.headings)
    for row in rows.rows:
        sheet.append(row.cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def in_a_message(one: Report) -> bytes:
    """The picture that comes with a weekly summary."""
    drawn = week(one)
    return small(drawn) if drawn else b""


RENDERING: dict[str, Callable[[Report], bytes]] = {
    **RENDERERS,
    "picture in a message": in_a_message,
    "cover": to_cover,
    "openpyxl alone": plain_excel,
}


def figures(one: Report) -> bytes:
    """The report itself: what an answer in the chat needs."""
    return "\n".join(text.lines(one)).encode()


def measured(name: str, size: int) -> dict[str, Any]:
    """Seconds of processor time, and the process's peak memory in MB, of which `rest` was there before."""
    rest = peak()
    taken = []
    for _ in range(TIMES):
        made_from = arguments(size)
        began = time.process_time()
        one = report(*made_from)  # nothing is left over from the time before
        if name == "figures":
            figures(one)
        else:
            RENDERING[name](one)
        taken.append(time.process_time() - began)
    return {"seconds": sorted(taken), "median": statistics.median(taken), "peak": peak(), "rest": rest}


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(names: Sequence[str]) -> None:
    """Measure these formats, or all; only all of them are kept."""
    found: dict[str, dict[int, dict[str, Any]]] = {}
    spawn = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, max_tasks_per_child=1) as alone:
        for name in names or ("figures", *RENDERING):
            found[name] = {size: alone.submit(measured, name, size).result() for size in SIZES}
    print(told(found))  # noqa: T201 - its report
    if names:
        return
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "reports.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def told(found: dict[str, dict[int, dict[str, Any]]]) -> str:
    head = [f"{size:,}" for size in SIZES]
    rows = [
        f"| format | {' | '.join(head)} | least to most | per action, 10,000 ÷ 1,000 | peak, 1,000 | peak, 10,000 |",
        "| --- |" + " ---: |" * (len(SIZES) + 4),
    ]
    for name, by_size in found.items():
        few, most = by_size[SIZES[-2]], by_size[SIZES[-1]]
        growth = most["median"] / SIZES[-1] / (few["median"] / SIZES[-2])
        spread = f"{most['seconds'][0]:.2f} to {most['seconds'][-1]:.2f} s"
        medians = " | ".join(f"{by_size[size]['median']:.2f} s" for size in SIZES)
        rows.append(f"| {name} | {medians} | {spread} | {growth:.2f} | {few['peak']:.0f} MB | {most['peak']:.0f} MB |")
    if "openpyxl alone" not in found or "xlsx" not in found:
        return "\n".join(rows)
    ratio = found["xlsx"][SIZES[-1]]["median"] / found["openpyxl alone"][SIZES[-1]]["median"]
    return "\n".join((*rows, f"\nExcel takes {ratio:.2f} times what openpyxl alone takes, at {SIZES[-1]:,} actions."))


if __name__ == "__main__":
    main(sys.argv[1:])
