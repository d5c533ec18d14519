"""The covering report: every figure that stands in it is the report's own, and what a person has to write is marked."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX

from dialogs.reports import RENDERERS, to_cover, to_one_page, words
from dialogs.reports.cover import Paragraph, cover
from dialogs.reports.cover_words import in_full, in_words
from dialogs.reports.report import Report, report
from dialogs.reports.word_points import points
from storage.plan import Action, Plan, Recommendation
from storage.status import Status
from storage.timescale import Kind, Timescale
from tests.dialogs.talk import JULY, TODAY, Talk
from tests.reports.test_figures_agree import unpacked

MONTH_AGO = TODAY - timedelta(days=30)


@pytest.fixture
async def told() -> Report:
    """A plan of which something was said since a month ago."""
    talk = Talk()
    before = dict(talk.plans)
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=JULY.end, timescale=JULY, note="The consultant left"))
    await talk.say("Priya Shah", "update", talk.meant("1.1", note="SECRET of a person", internal=True))
    return report(talk.plans[1], before[1], talk.directory, TODAY, MONTH_AGO)


def paragraphs(one: Report) -> list[Paragraph]:
    return [each for section in cover(one).sections for each in section.paragraphs]


async def test_the_figures_are_those_of_the_report(told: Report) -> None:
    said = [each.text for each in paragraphs(told)]
    size = "The plan holds 7 actions under 4 recommendations; in brackets the change since 24 October 2026"
    assert f"{size}: {words.each_count(told)}." in said
    late = next(each for each in paragraphs(told) if each.text == "One action is overdue:")
    assert late.points == ("3.1, Find land: due March 2026",)  # before: "1 overdue: 3.1"
    assert "One more is past the date that was first set for it: 1.1." in said


async def test_a_date_that_was_put_off_is_told_with_its_first_one_and_its_reason(told: Report) -> None:
    points = [point for each in paragraphs(told) for point in each.points]
    assert "1.1, Write a plan for ten years: from 30 September 2026 to July 2027 (“The consultant left”)" in points
    assert not [point for point in points if "the date is now" in point]  # before: told twice


async def test_what_only_a_person_can_write_is_a_gap_and_the_rest_is_none(told: Report) -> None:
    gaps = [each.text for each in paragraphs(told) if each.gap]
    assert "Who carried out the review and when, and when its findings were received" in gaps
    assert len(gaps) == 11
    assert all(each.text for each in paragraphs(told))


async def test_in_word_gaps_are_marked_and_sections_are_headings(told: Report) -> None:
    document = Document(io.BytesIO(to_cover(told)))
    marked = [
        run.text
        for line in (*document.paragraphs, *(row.cells[1].paragraphs[0] for row in document.tables[0].rows))
        for run in line.runs
        if run.font.highlight_color == WD_COLOR_INDEX.YELLOW
    ]
    assert len(marked) == 17 and all(text.startswith("[") and text.endswith("]") for text in marked)
    headings = [line.text for line in document.paragraphs if line.style.name == "Heading 2"]
    assert headings[:3] == ["1.0 Purpose of report", "2.0 Recommendations", "3.0 Background and key issues"]
    assert headings[-1] == "Appendix 1: Oakvale peer challenge, as at 23 November 2026"
    first, last = document.sections
    assert first.page_width < first.page_height and last.page_width > last.page_height
    assert "SECRET" not in document.element.xml


async def test_a_plan_with_nothing_in_it_makes_a_report_all_the_same() -> None:
    empty = report(Plan("oakvale", 2, code="NEW", title="New"), None, Talk().directory, date(2026, 1, 1))
    assert Document(io.BytesIO(to_cover(empty))).paragraphs[0].text == "New: progress as at 1 January 2026"


def test_what_xml_has_no_way_to_say_is_left_out_of_a_list_and_the_rest_stands() -> None:
    document = Document()
    points(document, ["one & <two>\x07", "three\nfour"], indent=500)
    assert [line.text for line in document.paragraphs] == ["one & <two>", "three\nfour"]
    assert {line.style.name for line in document.paragraphs} == {"List Bullet"}


async def test_what_is_to_be_decided_is_told_with_the_words_of_its_action() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", decision="which of the two sites to buy"))
    one = report(talk.plans[1], None, talk.directory, TODAY)
    (resolve,) = (each for each in paragraphs(one) if each.text == "Cabinet is asked to RESOLVE that:")
    assert [point for point in resolve.points if "decision" in point] == [
        "a decision be taken on 1.1, Write a plan for ten years: "
        "“which of the two sites to buy” (waiting since 23 November 2026);"
    ]


def resolved(one: Report) -> list[str]:
    (resolve,) = (each for each in paragraphs(one) if each.text == "Cabinet is asked to RESOLVE that:")
    return [point for point in resolve.points if "decision" in point]


@pytest.mark.parametrize("whom", ["Cabinet", "the Cabinet", "full council", "members"])
async def test_cabinet_is_asked_for_its_own_decisions_alone(whom: str) -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", decision=f"need a decision from {whom} on the land"))
    await talk.say("Priya Shah", "update", talk.meant("1.2", decision="waiting for the Chief Executive to approve it"))
    one = report(talk.plans[1], None, talk.directory, TODAY)
    assert [point.partition(", ")[0] for point in resolved(one)] == ["a decision be taken on 1.1"]
    others = next(each for each in paragraphs(one) if each.text == "One decision is waited for from others:")
    assert others.points == (
        "1.2, Tell everybody about it, from the Chief Executive: "
        "“waiting for the Chief Executive to approve it” (waiting since 23 November 2026)",
    )  # before: among what Cabinet was asked to decide


async def test_from_whom_a_decision_is_needed_is_left_to_a_person_where_nobody_said_it() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", decision="which of the two sites to buy"))
    one = report(talk.plans[1], None, talk.directory, TODAY)
    assert next(each.text for each in paragraphs(one) if each.gap) == (
        "Whether it is for Cabinet to decide on 1.1: the words here do not say from whom the decision is needed"
    )


async def test_what_moved_is_told_in_words_and_once() -> None:
    talk = Talk()
    before = talk.plans[1]
    await talk.say("Rhys Bevan", "update", talk.meant("2", status="red", note="no money"))
    await talk.say("Priya Shah", "update", talk.meant("1.2", status="complete", note="all told"))
    one = report(talk.plans[1], before, talk.directory, TODAY, MONTH_AGO)
    told = {each.text: each.points for each in paragraphs(one)}
    (named,) = told["What else has moved since 24 October 2026:"]
    assert named.startswith("2, ") and named.endswith(": now Delayed, before Some concern (“no money”)")
    (done,) = told["One action has been completed since 24 October 2026:"]
    assert done.startswith("1.2, ") and done.endswith(" (“all told”)")
    assert not [text for text in told if "→" in text] and not [
        each for some in told.values() for each in some if "→" in each
    ]


async def test_what_the_report_says_for_whoever_finishes_it_is_marked(told: Report) -> None:
    one = replace(
        told, notes=("Section Housing.", "Nothing was accepted."), drafting=frozenset({"Nothing was accepted."})
    )
    document = Document(io.BytesIO(to_cover(one)))
    marked = {
        line.text: line.runs[0].font.highlight_color
        for line in document.paragraphs
        if line.text in ("Section Housing.", "[Nothing was accepted.]")
    }
    assert marked == {"Section Housing.": None, "[Nothing was accepted.]": WD_COLOR_INDEX.YELLOW}


@pytest.mark.parametrize(("number", "said"), [(0, "0"), (1, "one"), (12, "twelve"), (13, "13")])
def test_small_numbers_are_words(number: int, said: str) -> None:
    assert in_words(number) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "one"),
        (13, "thirteen"),
        (20, "twenty"),
        (21, "twenty-one"),
        (99, "ninety-nine"),
        (100, "one hundred"),
        (114, "one hundred and fourteen"),
        (1_000, "one thousand"),
        (2_030, "two thousand and thirty"),
        (9_999, "nine thousand, nine hundred and ninety-nine"),
        (10_000, "10000"),
    ],
)
def test_a_number_in_full(number: int, said: str) -> None:
    assert in_full(number) == said


def many(number: int) -> Report:
    late = Timescale(text="June 2026", kind=Kind.PERIOD, start=date(2026, 6, 1), end=date(2026, 6, 30))
    actions = {at: Action(at, 1, f"1.{at - 1}", "Find land", timescale=late) for at in range(2, number + 2)}
    house = Recommendation(1, "1", "House", actions=tuple(actions))
    plan = Plan("o", 1, code="O", title="A plan of a name so long", recommendations={1: house}, actions=actions)
    return report(plan, None, Talk().directory, TODAY)


@pytest.mark.parametrize("number", [1, 12, 13, 40, 114])
def test_no_sentence_begins_with_a_figure(number: int) -> None:
    """Before: "13 actions are overdue", in paragraph 3.3, and so where something has no owner or no update."""
    assert not [each.text for each in paragraphs(many(number)) if each.text[0].isdigit()]


def test_the_title_is_said_above_the_report_and_above_its_appendix_and_not_again() -> None:
    """Before: in six places, all of it."""
    one, made = many(3), cover(many(3))
    told = [*(words_.text for _, words_ in made.header), *(each.text for each in paragraphs(one))]
    assert one.title in made.title and one.title in made.appendix
    assert not [said for said in told if one.title in said]


def test_a_smaller_number_has_the_same_sign_everywhere() -> None:
    """Before: "-1" in tables, "−1" in sentences."""
    one = many(3)
    fewer = replace(one, compared=True, since=MONTH_AGO, counts=(replace(one.counts[0], number=2, change=-1),))
    for name, made in {**RENDERERS, "cover": to_cover, "one page": to_one_page}.items():
        if name in ("text", "markdown", "html", "docx", "cover", "one page"):
            told = unpacked(made(fewer)).decode("utf-8", "replace")
            assert "−1" in told, name
            assert ">-1<" not in told and "(-1)" not in told, name


def test_sentences_fit_none_one_and_many() -> None:
    directory = Talk().directory
    late = Timescale(text="June 2026", kind=Kind.PERIOD, start=date(2026, 6, 1), end=date(2026, 6, 30))

    def told(many: int) -> str:
        actions = {
            at: Action(at, 1, str(at), "Build it", timescale=late, status=Status.RED) for at in range(2, 2 + many)
        }
        recommendations = {1: Recommendation(1, "1", "Build", actions=tuple(actions))}
        plan = Plan("oakvale", 1, code="N", title="New", recommendations=recommendations, actions=actions)
        return "\n".join(each.text for each in paragraphs(report(plan, None, directory, TODAY)))

    assert "The plan holds no actions." in told(0) and "overdue" not in told(0)
    assert "One action is overdue:\nNo other is past its first date." in told(1)
    assert "Two actions are overdue, the longest first:" in told(2)
    assert "Two actions are past their dates and not complete; section 3 names them." in told(2)
    assert "Two actions are rated Red by their owners:" in told(2)
