"""The pictures: well-formed whatever is in them, with no words on words, and told in words as well."""

import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dialogs.reports.pictures import (
    NARROW,
    WIDE,
    Picture,
    beside_counts,
    fonts,
    pictures,
    png,
    rag,
    returns,
    sheet,
    svg,
    timeline,
)
from dialogs.reports.pictures.canvas import EDGES, Box
from dialogs.reports.words import nothing
from dialogs.weekly import weekly
from storage.status import Status
from tests.dialogs.talk import Talk
from tests.support.standing import TODAY, Made, reported, stood

SVG = "{http://www.w3.org/2000/svg}"
S = Status
PLAN: list[Made] = [
    ("1", S.COMPLETE, date(2026, 9, 30), None),
    ("2.1", S.GREEN, date(2026, 12, 15), None),
    ("2.2", S.GREEN, date(2027, 1, 31), date(2026, 10, 31)),
    ("3", S.AMBER, date(2026, 10, 15), None),
    ("4", S.RED, date(2026, 8, 15), date(2026, 3, 31)),
    ("5", None, date(2027, 6, 30), date(2027, 3, 31)),
    ("6", S.GREEN, None, None),
    ("7", S.AMBER, date(2029, 6, 30), None),
]
HISTORY = [
    stood("Q1 2026/27", date(2026, 6, 30), {S.GREEN: 6, S.AMBER: 1, S.RED: 1}),
    stood("Q2 2026/27", date(2026, 9, 30), {S.COMPLETE: 1, S.GREEN: 4, S.AMBER: 2, S.RED: 1}),
]


def drawn(one: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(svg(one))  # noqa: S314 - our own


def words(one: Picture) -> list[str]:
    return ["".join(each.itertext()) for each in drawn(one).iter(f"{SVG}text")]


def on_one_another(one: Picture) -> list[tuple[Box, Box]]:
    return [(a, b) for a, b in combinations(one.texts, 2) if a.overlaps(b)]


def outside(one: Picture) -> list[Box]:
    left, right = -EDGES, one.width + EDGES
    return [
        box for box in one.texts if box.x < left or box.x + box.width > right or box.y + box.height > one.height + EDGES
    ]


# --- what they say ------------------------------------------------------------------------------------------------


def test_rag_now_has_each_status_with_its_sign_its_word_its_number_and_its_change() -> None:
    before = [(ref, S.AMBER if status is S.GREEN else status, due, first) for ref, status, due, first in PLAN]
    said = words(rag(reported(PLAN, {S.AMBER: "Some concern"}, before), WIDE))
    assert said == [
        "By status, 26 November 2026",
        "8 actions",
        *("✓ Complete", "1"),
        *("● Green", "3 (+3)"),
        *("▲ Some concern", "2 (−3)"),
        *("■ Red", "1"),
        *("– Not rated", "1"),
    ]


def test_the_alternative_text_says_the_figures() -> None:
    root = drawn(rag(reported(PLAN), WIDE))
    title, said = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img" and title is not None and said is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {said.get('id')}"
    assert said.text == "8 actions: 1 Complete, 3 Green, 2 Amber, 1 Red, 1 Not rated."


def test_each_return_is_a_column_in_a_fixed_order_with_its_numbers() -> None:
    one = returns(reported(PLAN, returns=HISTORY).history, WIDE)
    assert one.said.startswith("Q1 2026/27 (30 June 2026): 6 green, 1 amber, 1 red. Q2 2026/27 (30 September 2026): ")
    shown = words(one)
    assert [each for each in shown if each in ("Q1 2026/27", "Q2 2026/27", "Now")] == [
        "Q1 2026/27",
        "Q2 2026/27",
        "Now",
    ]
    assert {"● 6", "▲ 1", "■ 1", "✓ 1", "● 4", "▲ 2", "● 3", "8"} <= set(shown)


def test_of_more_returns_than_fit_the_last_are_shown_and_all_are_told() -> None:
    many = [stood(f"R{n}", TODAY + timedelta(n), {S.GREEN: n + 1}) for n in range(20)]
    one = returns(many, NARROW)
    assert "The last 3 of 20" in words(one) and "R19" in words(one) and "R16" not in words(one)
    assert "R0 (26 November 2026): 1 green." in one.said


def test_what_is_overdue_stands_left_of_today_and_first_dates_are_told_apart() -> None:
    one = timeline(reported(PLAN), WIDE)
    assert one.said == (
        "Overdue: 3, 4. December 2026: 2.1. January 2027: 2.2. June 2027: 5. Later: 7. "
        "First dates, since moved: Before: 2.2, 4; March 2027: 5. 1 has no date that can be missed."
    )
    today = next(box for box, said in zip(one.texts, words(one), strict=True) if said == "26 November 2026")
    late = next(box for box, said in zip(one.texts, words(one), strict=True) if said == "■ 4")
    assert late.x + late.width < today.x


def test_many_actions_are_counted_by_month_and_not_named() -> None:
    crowd: list[Made] = [(str(n), S.GREEN, TODAY + timedelta(n % 300), None) for n in range(1_000)]
    one = timeline(reported(crowd), WIDE)
    assert not any(said.startswith("●") for said in words(one))
    assert "December 2026: 124." in one.said and "124" in words(one)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_plan_without_an_action_or_a_date_says_so(width: float) -> None:
    assert pictures(reported([]), width) == []
    assert rag(reported([]), width).said == nothing(reported([]))
    one = timeline(reported([("1", S.GREEN, None, None)]), width)
    assert "Nothing that is open has a date." in words(one)
    assert len(pictures(reported(PLAN, returns=HISTORY), width)) == 3
    assert len(pictures(reported(PLAN), width)) == 2


def test_beside_a_table_of_the_counts_bars_do_not_say_it_again() -> None:
    assert [one.name for one in beside_counts(reported(PLAN))] == ["rag", "due"]
    assert [one.name for one in beside_counts(reported(PLAN, returns=HISTORY))] == ["returns", "due"]


# --- however odd --------------------------------------------------------------------------------------------------

ODD = st.text(st.characters(codec="utf-8") | st.sampled_from("\x00\x0b\ufffe\u202e<&\"'אب日"), max_size=60)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
ACTIONS = st.tuples(ODD, st.sampled_from([*S, None]), st.none() | DAYS, st.none() | DAYS)
LABELS = st.dictionaries(st.sampled_from(list(S)), ODD.filter(str.strip))
NUMBERS = st.dictionaries(st.sampled_from([*S, None]), st.integers(0, 20_000))


@settings(max_examples=80, deadline=None)
@given(
    made=st.lists(ACTIONS, max_size=60),
    labels=LABELS,
    past=st.lists(st.tuples(ODD, NUMBERS), min_size=1, max_size=12),
    width=st.sampled_from((NARROW, WIDE)),
)
def test_whatever_a_plan_holds_its_pictures_are_well_formed_and_no_words_lie_on_others(
    made: list[Made], labels: dict[Status, str], past: list[tuple[str, dict[Status | None, int]]], width: float
) -> None:
    history = [stood(name, TODAY, numbers) for name, numbers in past]
    for one in pictures(reported(made, labels, returns=history), width):
        drawn(one)
        assert on_one_another(one) == []
        assert outside(one) == []


@pytest.mark.parametrize("number", [1, 40, 1_000])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_words_of_sixty_characters_are_cut_and_told_in_full(number: int, width: float) -> None:
    long = "A status of sixty characters, as some plans have it, written"
    made: list[Made] = [(long[: 10 + n % 50], S.AMBER, TODAY + timedelta(n % 40), None) for n in range(number)]
    one = pictures(reported(made, {S.AMBER: long}, returns=[stood(long, TODAY, {S.AMBER: 1})] * 9), width)
    assert [on_one_another(each) for each in one] == [[], [], []] and [outside(each) for each in one] == [[], [], []]
    assert long in one[0].said and long in one[1].said


@pytest.mark.parametrize("said", ["x" * 100_000, "a word " * 15_000, "\u0301" * 100_000, "語" * 100_000])
def test_words_of_a_hundred_thousand_characters_are_neither_measured_nor_drawn(said: str) -> None:
    """Before: their width came out as -191,664, so that all of them were drawn, which took resvg 16 seconds."""
    assert fonts.width(said, 13) > WIDE
    made: list[Made] = [(said, S.AMBER, TODAY, None), ("2", S.AMBER, TODAY, None)]
    for one in pictures(reported(made, {S.AMBER: said}, returns=[stood(said, TODAY, {S.AMBER: 1})])):
        assert max(map(len, words(one))) <= fonts.LONGEST
        assert on_one_another(one) == [] and outside(one) == []


def test_words_that_turn_text_round_are_told_without_the_marks_that_do_it() -> None:
    said = svg(rag(reported([("1", S.RED, None, None)], {S.RED: "\u202eאיחור\x00"}), WIDE))
    assert "איחור" in said and "\u202e" not in said and "\x00" not in said


# --- as PNG -------------------------------------------------------------------------------------------------------


def image(one: Picture) -> Image.Image:
    return Image.open(io.BytesIO(png(one))).convert("RGB")


def dark(shown: Image.Image, box: Box) -> int:
    """Dots of ink where words should stand."""
    place = tuple(int(2 * (at + EDGES)) for at in (box.x, box.y, box.x + box.width, box.y + box.height))
    return sum(shown.crop(place).convert("L").histogram()[:128])


def test_a_png_shows_every_word_in_the_font_that_comes_along() -> None:
    one = sheet(reported(PLAN, returns=HISTORY))
    shown = image(one)
    assert shown.size == (round(2 * (one.width + 2 * EDGES)), round(2 * (one.height + 2 * EDGES)))
    assert all(dark(shown, box) > 10 for box in one.texts)


def test_words_are_no_wider_than_was_reckoned() -> None:
    """Behind the end of each word there is paper."""
    labels = {S.GREEN: "On time completion expected", S.AMBER: "Ŵyth ýn hwyr – “rhywbeth”"}
    one = rag(reported(PLAN, labels), WIDE)
    shown = image(one)
    titles = [box for box in one.texts if box.x == 0]
    assert all(dark(shown, Box(box.x + box.width, box.y, 3, box.height)) == 0 for box in titles)


def test_all_pictures_on_one_sheet_keep_their_words_apart() -> None:
    for history in (HISTORY, ()):
        one = sheet(reported(PLAN, returns=history))
        drawn(one)
        assert on_one_another(one) == [] and outside(one) == []
    assert nothing(reported([])) in words(sheet(reported([])))


# --- in cards -----------------------------------------------------------------------------------------------------


async def test_the_weekly_summary_draws_how_it_stood_at_the_last_returns_and_now() -> None:
    talk = Talk()
    four = [stood(f"R{n}", TODAY, {S.GREEN: n}) for n in range(1, 5)]
    reply = weekly([talk.plans[1]], {}, talk.directory, TODAY, returns={1: four})
    assert reply.card is not None and reply.card.picture
    assert [(one.label, one.counts[0].number) for one in reply.card.past] == [
        (f"R{n} (26 November 2026)", n) for n in (2, 3, 4)
    ]
    assert "R4 (26 November 2026): 4 green.\n" in reply.text
    assert not any("R4" in line for line in reply.card.paragraphs)


async def test_without_a_return_there_is_no_picture_of_the_past() -> None:
    talk = Talk()
    reply = weekly([talk.plans[1]], {}, talk.directory, TODAY)
    assert reply.card is not None and reply.card.past == ()


async def test_the_weekly_summary_comes_with_a_picture_of_the_returns_and_of_what_is_due() -> None:
    talk = Talk()
    reply = weekly([talk.plans[1]], {}, talk.directory, TODAY, returns={1: [stood("R1", TODAY, {S.GREEN: 1})]})
    (file,) = reply.files
    assert file.name == "OAK25-2026-11-26-week.png" and file.content_type == "image/png"
    assert "R1 (26 November 2026): 1 green." in file.alt and "What is due, as at 26 November 2026." in file.alt
    assert len(file.content) < 15_000 and max(Image.open(io.BytesIO(file.content)).size) <= 1_024


async def test_the_weekly_summary_of_several_plans_has_no_picture_of_one() -> None:
    talk = Talk()
    plan = talk.plans[1]
    assert weekly([plan, replace(plan, id=2, code="ELM26")], {}, talk.directory, TODAY).files == ()
