"""The figures of a report, read back out of a file as a person or a program reads them."""

import csv
import html
import io
import json
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

from docx import Document
from openpyxl import load_workbook

from tests.reports.histories import LABELS

NAMES = {words: status.value if status else None for status, words in LABELS.items()}
Figures = dict[str, Any]
LATE = re.compile(
    r"(?:Nothing overdue|\d+ overdue: (?P<overdue>[\d., ]+))"
    r"; (?:no others past their first date|\d+ (?:more )?past (?:its|their) first dates?: (?P<past>[\d., ]+))\.$"
)
LISTS = {
    "newly_overdue": re.compile(r"Newly overdue: (.+)\.$"),
    "completed": re.compile(r"Newly complete since [^:]+: (.+)\.$"),
}
NUMBERS = {
    "no_date": re.compile(r"(\d+) ha(?:s|ve) no date that can be missed"),
    "no_owner": re.compile(r"(\d+) ha(?:s|ve) nobody named"),
    "silent": re.compile(r"(\d+) ha(?:s|ve) had no update for over"),
}
SPOKEN = re.compile(
    r"(\d+) (?:person|people) who (?:is|are) asked ha(?:s|ve) said|[Nn]obody is known to answer for (\d+) owner"
)
DATES = re.compile(r"(none|\d+) (asked for|granted|refused|waiting|waits?)(?:: ([\d., ]+))?(?:;|\.$)")
TRAVEL = re.compile(r"(?:none|\d+) (better|worse|with another status that is neither)(?:: ([\d., ]+))?(?:;|\.$)")


def _refs(said: str | None) -> list[str]:
    return sorted(said.split(", ")) if said else []


def from_sentences(lines: list[str]) -> Figures:
    """What the sentences say; of what is not told there is none. An action may have asked for several dates."""
    told: Figures = {key: [] for key in ("overdue", "past_first", *LISTS, "better", "worse", "other")}
    told |= {key: 0 for key in NUMBERS} | {"silent_owners": 0}
    told |= {key: (0, []) for key in ("asked", "granted", "refused", "waiting")}
    for line in lines:
        _line(line, told)
    return told


def _line(line: str, told: Figures) -> None:
    if found := LATE.match(line):
        told["overdue"], told["past_first"] = _refs(found["overdue"]), _refs(found["past"])
    for key, pattern in LISTS.items():
        if found := pattern.match(line):
            told[key] = _refs(found[1])
    for key, pattern in NUMBERS.items():
        if found := pattern.search(line):
            told[key] = int(found[1])
    told["silent_owners"] += sum(int(one or other) for one, other in SPOKEN.findall(line))
    if line.startswith("Later dates since"):
        found = DATES.findall(line.partition(": ")[2])
        told |= {_key(key): (0 if n == "none" else int(n), _refs(refs)) for n, key, refs in found}
    elif line.startswith("Since "):
        told |= {_key(key): _refs(refs) for key, refs in TRAVEL.findall(line.partition(": ")[2])}


def _key(said: str) -> str:
    known = {
        "asked for": "asked",
        "waits": "waiting",
        "wait": "waiting",
        "with another status that is neither": "other",
    }
    return known.get(said, said)


COUNTS = re.compile(
    r"(?:The plan holds )?(one|\d+) actions?(?: under \d+ recommendations)?"
    r"(?:; in brackets the change since [^:]+)?: (.+)\.$"
)
ONE = re.compile(r"(\d+) ([^,(]+?)(?: \(([+−]\d+)\))?(?:, |$)")


def counts_in(lines: list[str]) -> dict[str | None, tuple[int, int]]:
    """The sentence of the counts: "6 actions: 2 On track (+1), 4 Off track (−1)."."""
    (said,) = (found[2] for line in lines if (found := COUNTS.match(line)))
    return {NAMES[label]: (int(n), int((change or "0").replace("−", "-"))) for n, label, change in ONE.findall(said)}


def counts_of(rows: list[list[str]]) -> dict[str | None, tuple[int, int]]:
    """A table of counts: the status behind its sign, the number, the change."""
    return {NAMES[_label(row[0])]: (int(row[1]), int(row[2].replace("−", "-"))) for row in rows if row[0] != "Total"}


def _label(said: str) -> str:
    return next(words for words in NAMES if said.endswith(words))


def status_column(headings: list[str], rows: list[list[str]]) -> Counter[str | None]:
    """How many rows of the plan's own table say each status; a blank is not rated."""
    at = next(at for at, heading in enumerate(headings) if heading.startswith("Status as at"))
    return Counter(NAMES[row[at].lstrip("'") or "Not rated"] for row in rows)


# --- the covering report -------------------------------------------------------------------------------------------

WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
NUMBER = rf"(?:{'|'.join(WORDS)}|none|\d+)"
POINTS = {  # a sentence of the covering report → what stands below it, a point for each
    "overdue": re.compile(r"\w+ actions? (?:is|are) overdue(?:, the longest first)?:$"),
    "completed": re.compile(r"\w+ actions? ha(?:s|ve) been completed since [^:]+:$"),
}
NAMED = {  # and those that name them themselves
    "past_first": re.compile(r"\w+ more (?:is|are) past [a-z ]+: ([\d., ]+)\.$"),
    "newly_overdue": re.compile(r"Of these, \w+ ha(?:s|ve) become overdue since [^:]+: ([\d., ]+)\.$"),
    "better": re.compile(rf"{NUMBER} (?:action is|actions are) rated better \(([^)]*)\)"),
    "worse": re.compile(rf"{NUMBER} (?:is|are) rated worse \(([^)]*)\)"),
    "other": re.compile(rf"{NUMBER} ha(?:s|ve) another status that is neither better nor worse \(([^)]*)\)"),
}
COUNTED = {
    "no_date": re.compile(rf"({NUMBER}) actions? ha(?:s|ve) no date that can be missed", re.IGNORECASE),
    "no_owner": re.compile(rf"({NUMBER}) ha(?:s|ve) nobody named", re.IGNORECASE),
    "silent": re.compile(rf"for ({NUMBER}) there has been no update for over", re.IGNORECASE),
}
UNHEARD = re.compile(
    rf"({NUMBER}) (?:person|people) who (?:is|are) asked|({NUMBER}) who (?:is|are) away"
    rf"|answers for ({NUMBER}) of the posts",
    re.IGNORECASE,
)
LATER = {
    key: re.compile(rf"({NUMBER}) {said}(?: \(([^)]*)\))?")
    for key, said in (
        ("asked", "(?:was|were) asked for"),
        ("granted", "(?:was|were) granted"),
        ("refused", "(?:was|were) refused"),
        ("waiting", "waits? for an answer"),
    )
}


def from_cover(paragraphs: list[tuple[str, list[str]]]) -> Figures:
    """What the covering report says: its sentences, each with the points below it."""
    told: Figures = {key: [] for key in (*POINTS, *NAMED)}
    told |= {key: 0 for key in COUNTED} | {"silent_owners": 0} | {key: (0, []) for key in LATER}
    for said, points in paragraphs:
        told |= {key: sorted(map(_ref, points)) for key, pattern in POINTS.items() if pattern.match(said)}
        told |= {key: _refs(found[1]) for key, pattern in NAMED.items() if (found := pattern.search(said))}
        told |= {key: _number(found[1]) for key, pattern in COUNTED.items() if (found := pattern.search(said))}
        told["silent_owners"] += sum(_number(next(filter(None, one))) for one in UNHEARD.findall(said))
        if said.startswith("Later dates"):
            found = {key: pattern.search(said) for key, pattern in LATER.items()}
            told |= {key: (_number(one[1]), _refs(one[2])) for key, one in found.items() if one}
    return told


def _ref(point: str) -> str:
    return re.split(r"[,:] ", point)[0]


def _number(said: str) -> int:
    small = said.casefold()
    return 0 if small == "none" else WORDS.index(small) + 1 if small in WORDS else int(small)


def cover_parts(content: bytes) -> list[tuple[str, list[str]]]:
    """Each numbered paragraph without its number, with the points below it."""
    parts: list[tuple[str, list[str]]] = []
    for one in Document(io.BytesIO(content)).paragraphs:
        if one.style.name == "List Bullet" and parts:
            parts[-1][1].append(one.text)
        else:
            parts.append((one.text.partition("\t")[2] or one.text, []))
    return parts


# --- each format ---------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """The paragraphs and tables of a page."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.reach: dict[tuple[int, int, int], str] = {}
        self._in = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "td", "th"):
            self._in = tag
            target = self.lines if tag == "p" else self.tables[-1][-1]
            target.append("")
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("style", "svg"):
            self._in = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == self._in:
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in:
            target = self.lines if self._in == "p" else self.tables[-1][-1]
            target[-1] += data


def from_json(content: bytes) -> Figures:
    told = json.loads(content)
    lists = ("overdue", "past_first", "newly_overdue", "completed")
    ways = {key: sorted(one["action"] for one in told["travel"] if one["direction"] == key) for key in WAYS}
    dates = {key: (len(some), sorted({one["action"] for one in some})) for key, some in told["extensions"].items()}
    numbers = {key: len(told[key]) for key in (*NUMBERS, "silent_owners")}
    return {key: sorted(told[key]) for key in lists} | ways | dates | numbers


WAYS = ("better", "worse", "other")


def counts_in_json(content: bytes) -> dict[str | None, tuple[int, int]]:
    return {one["status"]: (one["number"], one["change"]) for one in json.loads(content)["counts"]}


def markdown_lines(content: bytes) -> list[str]:
    return [html.unescape(re.sub(r"\\(.)", r"\1", line)) for line in content.decode().splitlines()]


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def docx_parts(content: bytes) -> tuple[list[str], list[list[list[str]]]]:
    """The paragraphs, and the tables cell by cell."""
    document = Document(io.BytesIO(content))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return [one.text for one in document.paragraphs], tables


def xlsx_parts(content: bytes) -> dict[str, list[list[Any]]]:
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}
