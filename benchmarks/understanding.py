"""How long one message takes to read, by the size of what it is read against.

`python benchmarks/understanding.py` reads every message of the tests' corpus against plans of 100, 1,000 and 10,000
actions with 500 people, prints a table and keeps the figures in benchmarks/results/understanding.json. What the index
costs after a change is measured beside it, since the first message after a change pays for it. Times are the
processor's: reading waits for nothing, and other work on the machine is none of its cost.
"""

import gc
import json
import platform
import statistics
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from dialogs.understanding.context import Context
from dialogs.understanding.index import index_of
from dialogs.understanding.reading import interpret
from storage.people import Directory
from storage.plan import Plan
from tests.support.plans import directory_of, plan_of

HERE = Path(__file__).parent
CORPUS = HERE.parent / "tests" / "understanding"
RESULTS = HERE / "results" / "understanding.json"
SIZES = (100, 1_000, 10_000)  # actions
PEOPLE = 500
ROUNDS = 3
TODAY = date(2026, 11, 23)
P99 = 5.0  # ms, at the largest plan
GROWTH = 2.0  # times, from the smallest plan to the largest

FIRST = (
    "Jo",
    "Ann",
    "Siân",
    "Tariq",
    "Grace",
    "Owen",
    "Priya",
    "Colm",
    "Ewa",
    "Mary",
    "Anne",
    "Ian",
    "Ruth",
    "Sue",
    "Dev",
)
FAMILY = (
    "Smith",
    "Lee",
    "Rhys",
    "Aziz",
    "Okafor",
    "Price",
    "Nair",
    "Byrne",
    "Nowak",
    "Hill",
    "Shah",
    "Forde",
    "Kessler",
)
SUBJECTS = (
    *("housing", "repairs", "flood", "highways", "libraries", "museums", "adoption", "fostering", "homelessness"),
    *("planning", "enforcement", "parking", "licensing", "markets", "payroll", "pensions", "procurement", "archives"),
    *("cemeteries", "allotments", "playgrounds", "lighting", "cycling", "buses", "rail", "freight", "broadband"),
    *("apprentices", "nurseries", "schools", "transport", "safeguarding", "elections", "scrutiny", "audit", "treasury"),
    *("insurance", "cyber", "records", "complaints", "translation", "volunteering", "sport", "tourism", "heritage"),
    *("trees", "rivers", "coast", "energy", "retrofit", "waste"),
)
THINGS = (
    "strategy",
    "review",
    "policy",
    "plan",
    "register",
    "framework",
    "training",
    "contract",
    "survey",
    "programme",
)
VERBS = ("Publish", "Agree", "Review", "Replace", "Update", "Adopt", "Write", "Pilot")


def plan_rows(count: int) -> dict[str, Any]:
    """A plan of this many actions, four to a recommendation, with words that differ as those of real plans do."""
    names = [
        f"{FIRST[n % len(FIRST)]} {FAMILY[n // len(FIRST) % len(FAMILY)]}{'' if n < 195 else f'son{n}'}"
        for n in range(PEOPLE)
    ]
    recommendations = []
    for rec in range(count // 4):
        about = f"{SUBJECTS[rec % len(SUBJECTS)]} {THINGS[rec // 7 % len(THINGS)]}"
        actions = [
            {
                "ref": f"{rec + 1}.{part + 1}",
                "text": f"{VERBS[(rec + part) % len(VERBS)]} the {SUBJECTS[(rec * 3 + part) % len(SUBJECTS)]} "
                f"{THINGS[(rec + part) % len(THINGS)]} of area{rec % 211}",
                "owners": [names[(rec + part) % PEOPLE]],
                "due": "March 2027",
                "end": date(2027, 3, 31),
                "status": ("green", "amber", "red", "complete")[part],
            }
            for part in range(4)
        ]
        recommendations.append({"ref": str(rec + 1), "text": f"Improve the {about}", "actions": actions})
    people = [{"name": name} for name in names]
    return {"code": "BIG26", "title": "A large plan", "people": people, "recommendations": recommendations}


def messages() -> list[str]:
    """Every message of the corpus, as typed."""
    files = sorted(CORPUS.glob("*.yaml"))
    told = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]
    return [one["text"] for data in told for one in data.get("messages", ())]


def milliseconds(texts: list[str], context: Context) -> list[float]:
    taken = []
    for text in texts:
        begin = time.process_time()
        interpret(text, context)
        taken.append((time.process_time() - begin) * 1000)
    return taken


def after_a_change(plan: Plan) -> dict[str, float]:
    """What the index costs after a change of status, and after a change of an action's words."""
    index_of(plan)
    one = next(iter(plan.actions.values()))
    costs = {}
    for name, changed in (
        ("status", replace(one, status=None)),
        ("words", replace(one, text="Something else entirely")),
    ):
        after = replace(plan, number=plan.number + 1, actions={**plan.actions, one.id: changed})
        begin = time.process_time()
        index_of(after)
        costs[name] = (time.process_time() - begin) * 1000
        index_of(plan)
    return costs


def measured(count: int, texts: list[str]) -> dict[str, Any]:
    row = plan_rows(count)
    directory: Directory = directory_of(row)
    plan = plan_of(row, directory)
    speaker = next(iter(directory.people.values()))
    context = Context((plan,), directory, speaker, TODAY)
    begin = time.process_time()
    index_of(plan)
    made = (time.process_time() - begin) * 1000
    milliseconds(texts, context)
    gc.collect()
    taken = sorted(one for _ in range(ROUNDS) for one in milliseconds(texts, context))
    return {
        "actions": count,
        "people": len(directory.people),
        "messages": len(taken),
        "median": statistics.median(taken),
        "mean": statistics.fmean(taken),
        "p99": taken[int(len(taken) * 0.99)],
        "most": taken[-1],
        "index": made,
        "after": after_a_change(plan),
    }


def missed(rows: list[dict[str, Any]]) -> list[str]:
    said = []
    if rows[-1]["p99"] > P99:
        said.append(f"p99 of {rows[-1]['p99']:.1f} ms at {rows[-1]['actions']:,} actions")
    grown = rows[-1]["mean"] / rows[0]["mean"]
    if grown > GROWTH:
        said.append(f"{grown:.1f} times the time from {rows[0]['actions']} to {rows[-1]['actions']:,} actions")
    return said


def main() -> None:
    """Measure, print and keep."""
    texts = messages()
    rows = [measured(count, texts) for count in SIZES]
    names = ("actions", "messages", "median", "mean", "p99", "most", "index made", "status set", "reworded")
    sys.stdout.write("".join(f"{name:>12}" for name in names) + "  (ms)\n")
    for one in rows:
        times = (*(one[key] for key in ("median", "mean", "p99", "most", "index")), *one["after"].values())
        counts = f"{one['actions']:>12,}{one['messages']:>12,}"
        sys.stdout.write(counts + "".join(f"{taken:>12.2f}" for taken in times) + "\n")
    RESULTS.parent.mkdir(exist_ok=True)
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    RESULTS.write_text(
        json.dumps({"machine": machine, "rows": rows, "missed": missed(rows)}, indent=1) + "\n", encoding="utf-8"
    )
    for line in missed(rows):
        sys.stdout.write(f"MISSED {line}\n")


if __name__ == "__main__":
    main()
