"""How long a report takes in each format, and that its cost grows with the plan and not faster.

    python benchmarks/reports.py

A plan of seven columns, four actions a recommendation, a note, a status and a moved date in every action. Medians of
three; the time of openpyxl's own write-only workbook of the same cells stands beside that of Excel.
"""

import io
import json
import resource
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from dialogs.reports import RENDERERS, to_cover
from dialogs.reports.report import Report, report
from dialogs.reports.table import table
from storage.people import Directory, Person
from storage.plan import Action, Column, Plan, Recommendation, Update
from storage.status import Status
from storage.timescale import Kind, Timescale

TODAY = date(2026, 11, 26)
SIZES = (100, 1_000, 10_000)
RESULTS = Path(__file__).parent / "results"
ROLES = ("number", "recommendation", "response", "action", "owner", "timescale", "status")
WORDS = "the board has agreed what is to be done about it and by whom and the first part has been begun in the summer"


def made(actions: int) -> Report:
    """A plan with so many actions, and its report."""
    people = {n: Person(n, f"Person Number{n}") for n in range(1, 101)}
    recommendations, of = {}, {}
    for n in range(actions):
        place = n // 4
        key = 1_000_000 + place
        of[n + 1] = _action(n, key)
        kept = recommendations.get(key)
        mine = (*(kept.actions if kept else ()), n + 1)
        recommendations[key] = Recommendation(key, str(place + 1), f"Matter {place} {WORDS}", actions=mine)
    columns = tuple(Column(role.title(), role) for role in ROLES)
    plan = Plan("x", 1, code="BIG26", title="Big", columns=columns, recommendations=recommendations, actions=of)
    return report(plan, None, Directory(1, people), TODAY)


def _action(n: int, recommendation: int) -> Action:
    when = Timescale(text="March 2027", kind=Kind.PERIOD, start=date(2027, 3, 1), end=date(2027, 3, 31))
    news = Update(n, date(2026, 11, 1), None, 1, f"{n}: {WORDS}", changed=frozenset(("status", "timescale")))  # type: ignore[arg-type]  # no hour is read
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
        updates=(news,),
    )


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


def seconds(render: Callable[[Report], bytes], one: Report) -> float:
    taken = []
    for _ in range(3):
        began = time.process_time()
        render(one)
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def main() -> None:
    renderers = {**RENDERERS, "cover": to_cover, "openpyxl alone": plain_excel}
    found: dict[str, dict[int, float]] = {name: {} for name in renderers}
    for size in SIZES:
        one = made(size)
        for name, render in renderers.items():
            found[name][size] = seconds(render, one)
    told = [
        f"| format | {' | '.join(f'{size:,} actions' for size in SIZES)} | per action, 10,000 ÷ 1,000 |",
        "| --- |" + " ---: |" * (len(SIZES) + 1),
    ]
    for name, by_size in found.items():
        growth = by_size[SIZES[-1]] / SIZES[-1] / (by_size[SIZES[1]] / SIZES[1])
        told.append(f"| {name} | {' | '.join(f'{by_size[size]:.2f} s' for size in SIZES)} | {growth:.2f} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("\n".join((*told, f"\nPeak memory of the whole run: {peak:.0f} MB.")))  # noqa: T201 - its report
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "reports.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
