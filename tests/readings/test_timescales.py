"""Timescales are read as an officer would read them."""

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from storage.timescale import Kind, find_dates, read_timescale

HERE = Path(__file__).parent
FOUND = HERE.parents[2] / "shared" / "timescales.json"
TODAY = date(2026, 11, 22)
LINES = [
    pytest.param(*line, *[""] * (5 - len(line)), id=f"{group['name']}: {line[0]}")
    for group in tomllib.loads((HERE / "timescales.toml").read_text(encoding="utf-8"))["group"]
    for line in group["lines"]
]
OURS = {
    "date": {"date", "period"},
    "period": {"period"},
    "ongoing": {"continuous", "open"},
    "tbc": {"dependent"},
    "relative": {"dependent"},
    "completed": {"done"},
}


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("text", "kind", "start", "end", "original"), LINES)
def test_words_have_one_reading(text: str, kind: str, start: str, end: str, original: str) -> None:
    reading = read_timescale(text, TODAY)
    assert (reading.kind, reading.start, reading.end) == (Kind(kind), day(start), day(end))
    assert reading.original_end == day(original)


@pytest.mark.skipif(not FOUND.exists(), reason="../shared/timescales.json is not beside this checkout")
def test_words_found_in_real_plans_are_read() -> None:
    wrong = []
    for line in json.loads(FOUND.read_text(encoding="utf-8")):
        today = date(2023, 9, 15) if line["start"] and "2023 from" in (line["note"] or "") else None
        today = date(2023, 9, 30) if "from the update date" in (line["note"] or "") else today
        reading = read_timescale(line["raw"], today)
        read = (reading.kind.value in OURS[line["kind"]], reading.start, reading.end)
        if read != (True, day(line["start"] or ""), day(line["end"] or "")):
            wrong.append((line["raw"], reading))
    assert not wrong


def test_a_new_deadline_governs_and_the_first_one_is_kept() -> None:
    reading = read_timescale("<p>December 2025</p> <p><i>New deadline July 2026</i></p>")
    assert (reading.end, reading.original_end) == (date(2026, 7, 31), date(2025, 12, 31))
    assert reading.text == "December 2025 New deadline July 2026"


@pytest.mark.parametrize(
    "text", ["March 2027 (was December 2026)", "December 2026, revised to March 2027", "Dec 2026 → Mar 2027"]
)
def test_a_moved_date_is_read_from_any_way_of_saying_it(text: str) -> None:
    reading = read_timescale(text)
    assert (reading.end, reading.original_end) == (date(2027, 3, 31), date(2026, 12, 31))


def test_several_timescales_of_a_cell_are_all_kept_and_the_last_deadline_governs() -> None:
    reading = read_timescale("End 2026\nOngoing task\nSpring 2026")
    assert [part.text for part in reading.parts] == ["End 2026", "Ongoing task", "Spring 2026"]
    assert (reading.kind, reading.end) == (Kind.PERIOD, date(2026, 12, 31))


def test_timescales_run_together_are_told_apart() -> None:
    reading = read_timescale("On-going On-going April – Sept 2026 April – May\n2026 April 2026")
    ends = [part.end for part in reading.parts]
    assert ends == [None, None, date(2026, 9, 30), date(2026, 5, 31), date(2026, 4, 30)]


def test_without_today_words_without_a_year_keep_their_kind_and_have_no_dates() -> None:
    reading = read_timescale("July")
    assert (reading.kind, reading.start, reading.end) == (Kind.PERIOD, None, None)


def test_a_month_that_we_are_in_is_the_next_one_to_end() -> None:
    assert read_timescale("November", TODAY).end == date(2026, 11, 30)


def test_the_councils_year_may_begin_in_another_month() -> None:
    assert read_timescale("Q1 2026/27", year_starts=9).start == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("sentence", "found", "marker", "end"),
    [
        ("5 amber, slipping to July because the consultant left", "July", "revised", date(2027, 7, 31)),
        ("push 2 to end of next month", "end of next month", "to", date(2026, 12, 31)),
        ("anything of mine due before xmas", "xmas", "before", date(2026, 12, 25)),
        ("updates by the 6th", "6th", "by", date(2026, 12, 6)),
        ("everything of theirs to SN from 1 Oct", "1 Oct", "from", date(2027, 10, 1)),
        ("8 slips to spring", "spring", "to", date(2027, 5, 31)),
    ],
)
def test_dates_are_found_where_they_stand_in_a_sentence(sentence: str, found: str, marker: str, end: date) -> None:
    (one,) = find_dates(sentence, TODAY)
    assert (sentence[one.start : one.stop], one.marker, one.timescale.end) == (found, marker, end)


@pytest.mark.parametrize(
    "sentence", ["I may be late", "we march on with 5", "next steps agreed", "two weeks later than planned", "4.3 done"]
)
def test_everyday_words_are_not_dates(sentence: str) -> None:
    assert find_dates(sentence, TODAY) == []


def test_what_is_over_is_looked_for_in_the_past() -> None:
    (one,) = find_dates("finished in May", TODAY)
    assert (one.behind.start, one.behind.end) == (date(2026, 5, 1), date(2026, 5, 31))


@pytest.mark.parametrize(
    "words", ["end of ", "May ", "- ", "2026/27 ", "a week on ", "completed ", "March 2027 ", "Phase 1 ", "Jan/"]
)
def test_a_cell_of_thousands_of_words_is_no_trouble(words: str) -> None:
    assert read_timescale(words * 2000, TODAY).text
    assert len(find_dates(words * 2000, TODAY)) <= 2000
