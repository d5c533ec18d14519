"""A long plan costs what its rows cost: nothing is searched again for every row. (`make bench` gives the figures.)"""

import time

import pytest
from files import HEADER, delimited

from storage.documents.read import read_document

FAMILY = ("Smith", "Lee", "Rhys", "Aziz", "Price", "Nair", "Byrne", "Nowak", "Hill", "Evans")


def row(kind: str, n: int, run: int) -> tuple[str, ...]:
    """The words of a run are its own, so that nothing is known from the one before."""
    plain = (str(n), f"Plan n{n} of {run}", f"Write n{n} of {run}", "Jo Smith", "May 2027", "Green", "")
    person = f"{'ABCDEFGHIJ'[run]}o{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]} {FAMILY[n // 100 % 10]}"
    return {
        "plain": plain,
        "people": (*plain[:3], person, *plain[4:]),
        "unread": (*plain[:4], f"when {n} of {run} allows", f"so so {n} of {run}", ""),
        "unnumbered": ("", *plain[1:]),
        "doubled": (str(n // 2), *plain[1:]),
        "blank": (*plain[:3], "", "", "", ""),
    }[kind]


def cost(kind: str, count: int, *runs: int) -> float:
    measured: list[float] = []
    for run in runs:
        content = delimited((HEADER, *(row(kind, n, run) for n in range(1, count + 1))))
        began = time.process_time()
        read_document("plan.csv", content)
        measured.append(time.process_time() - began)
    return min(measured)


@pytest.mark.parametrize("kind", ["plain", "people", "unread", "unnumbered", "doubled", "blank"])
def test_eight_times_the_rows_cost_about_eight_times_as_much(kind: str) -> None:
    cost(kind, 50, 0)
    few, many = cost(kind, 300, 1, 2, 3), cost(kind, 2400, 4, 5, 6)
    assert many < 20 * few  # 64 times where every row looks at every other
