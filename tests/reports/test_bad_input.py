"""What people type and what documents hold, at its worst, in every place of a report: each format is a correct file."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from PIL import Image

from dialogs.reports import RENDERERS, to_cover
from dialogs.reports.one_page import to_one_page
from dialogs.reports.report import Report, report
from storage.documents.delimited import RUN
from storage.people import Directory, Person
from storage.plan import Action, Column, Plan, Recommendation, Update
from storage.status import Scheme, Status
from storage.timescale import Kind, Timescale
from tests.support.standing import stood

TODAY, DUE = date(2026, 11, 23), date(2026, 8, 31)
ROLES = ("number", "recommendation", "action", "owner", "timescale", "status", "other", "section")
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
RUNS = (
    "=1+1",
    "+44",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\x00=1",
    "\ud800=1",
    "\u202e=1",
    "＝1+1",
    "－1",
    "- 1\n=1\n- 2",
)
WORDS = {
    **{f"run {place}": words for place, words in enumerate(RUNS)},
    "nothing": "",
    "blanks": "   ",
    "controls": "".join(map(chr, range(32))) + "\x7f\x85\ufeff",
    "half a character": "a\ud83db\udfe2c",
    "no characters": "a\ufffe\uffffb",
    "long": "word " * 2_000,
    "one word": "x" * 10_000,
    "emoji": "👩🏽‍🚒🟢" * 4_000,
    "right to left": "مراجعة خطة العمل (1)",
    "turned round": "plan\u202excod.exe\u2067",
    "ends of lines": "a\r\nb\rc\u2028d\x0be\x85f\n\n# g",
    "markdown": "| a | `b` *c* [d](javascript:e) # f\n---\n- g ~~h~~ \\",
    "markup": "<script>alert(1)</script>&amp;<w:p/>]]><!--",
    "quotes": "'\"\"'",
    "a formula's quotes": 'a"b' * 70,
    "names of files": '/\\:*?"<>|',
    "a title": "T" * 300,
}


def built(words: str, *, more: int = 0, due: date = DUE, actions: int = 2, note: str | None = None) -> Report:
    """A plan in which every word that is somebody's is this one, compared with how it stood before."""
    when = Timescale(text=words, kind=Kind.DATE, start=due, end=due)
    news = Update(9, date(2026, 11, 1), None, 1, words if note is None else note)  # type: ignore[arg-type]  # the hour is not told
    made = {
        at: Action(
            at, 1, f"1.{at}", words, owners=(1,), timescale=when, original_end=due, moves=2, status=status,
            cells={words: words}, updates=(news,), decision=words,
        )
        for at, status in zip(range(2, 2 + actions), (Status.RED, Status.GREEN), strict=False)
    }  # fmt: skip
    columns = [Column(words, role) for role in ROLES] + [Column(f"{words}{at}", "other") for at in range(more)]
    told = Recommendation(1, "1", words, section=words, response=words, sponsors=(1,), actions=tuple(made))
    scheme = Scheme.of([(words, "red")])
    plan = Plan("o", 1, code="OAK25", title=words, columns=tuple(columns), scheme=scheme, actions=made)
    plan = Plan(
        **{name: getattr(plan, name) for name in plan.__slots__} | {"recommendations": {1: told} if actions else {}}
    )
    past = [stood(words, date(2026, 9, 30), {Status.RED: 1, Status.GREEN: 2}, {Status.GREEN: words})]
    return report(plan, plan, Directory(1, {1: Person(1, words)}), TODAY, date(2026, 9, 30), returns=past)


# --- what a correct file is -------------------------------------------------------------------------------------


def words_of(content: bytes) -> str:
    said = content.decode()  # UTF-8 without half characters
    assert not set(said) & set(map(chr, [*range(9), *range(14, 32), *range(0x202A, 0x202F)]))
    return said


def text(content: bytes, _: Report) -> None:
    assert words_of(content).strip()


def markdown(content: bytes, one: Report) -> None:
    """Every row of the table has its columns, and no line is a heading but ours."""
    lines = words_of(content).split("\n")
    rows = [line.replace("\\\\", "").replace("\\|", "") for line in lines if line.startswith("|")]
    assert {row.count("|") for row in rows} == {len(one.columns) + 2}
    assert len(rows) == 2 + len(one.rows)
    assert sum(line.startswith("#") for line in lines) == 2


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)


def html(content: bytes, _: Report) -> None:
    read = Elements()
    read.feed(words_of(content))
    assert {"h1", "table", "svg"} & set(read.seen) >= {"h1", "table"}
    assert not {"script", "w:p", "a", "iframe", "img", "link"} & set(read.seen)


def docx(content: bytes, one: Report) -> None:
    document = Document(io.BytesIO(content))
    assert len(document.core_properties.title) <= 255
    plan = document.tables[-1]
    assert len(plan.rows) >= 1 + len(one.rows)
    assert max(len(row._tr.tc_lst) for row in plan.rows) <= 63


def page(content: bytes, one: Report) -> None:
    """One page holds no more than the worst five."""
    document = Document(io.BytesIO(content))
    assert len(document.core_properties.title) <= 255
    assert all(len(table.rows) <= 6 for table in document.tables)


def xlsx(content: bytes, one: Report) -> None:
    book: Workbook = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}  # and no "f", a formula
    assert max(len(str(cell.value).encode("utf-16-le")) // 2 for cell in cells) <= 32_767
    assert book.worksheets[0].max_row == 1 + len(one.rows)


def spreadsheet(content: bytes, one: Report) -> None:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    assert not [line for row in rows for cell in row for line in cell.split("\n") if line.startswith(RUN)]
    assert {len(row) for row in rows} == {len(one.columns) + 1}
    assert len(rows) == 1 + len(one.rows)
    assert not [cell for row in rows for cell in row if cell.startswith((*RUN, "\x00"))]


def told(content: bytes, _: Report) -> None:
    jsonschema.validate(json.loads(content), SCHEMA, format_checker=jsonschema.FormatChecker())


def drawing(content: bytes, _: Report) -> None:
    """One drawing, without a script or an address outside itself."""
    words_of(content)
    root = ElementTree.fromstring(content)  # noqa: S314 - our own
    assert not {"script", "a", "image", "foreignObject"} & {one.tag.rpartition("}")[2] for one in root.iter()}


def dots(content: bytes, _: Report) -> None:
    with Image.open(io.BytesIO(content)) as shown:
        shown.load()
        assert shown.format == "PNG" and shown.width > 1_000


FORMATS = {**RENDERERS, "cover": to_cover, "one page": to_one_page}
CORRECT: dict[str, Callable[[bytes, Report], None]] = {
    "text": text, "markdown": markdown, "html": html, "docx": docx, "cover": docx, "xlsx": xlsx, "csv": spreadsheet,
    "json": told, "one page": page, "svg": drawing, "png": dots,
}  # fmt: skip


def test_every_format_is_looked_at() -> None:
    assert CORRECT.keys() == FORMATS.keys()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("case", WORDS)
def test_bad_words_make_a_correct_file(case: str, name: str) -> None:
    one = built(WORDS[case])
    CORRECT[name](FORMATS[name](one), one)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "one",
    [
        built("Find the land", actions=0),
        built("Find the land", actions=1),
        built("Find the land", more=100),
        built("Find the land", due=date(1066, 10, 14)),
        built("Find the land", due=date(1900, 2, 28)),
        built("Find the land", due=date.max),
        built("Find the land", note="Grenzüberschreitung " * 5_000),
    ],
    ids=["empty", "one action", "many columns", "1066", "1900", "9999", "a note of 100,000 characters"],
)
def test_a_plan_of_an_odd_shape_makes_a_correct_file(one: Report, name: str) -> None:
    CORRECT[name](FORMATS[name](one), one)


# --- and what becomes of the words --------------------------------------------------------------------------------


def first_cells(one: Report) -> list[str]:
    (row, *_) = Document(io.BytesIO(RENDERERS["docx"](one))).tables[-1].rows[1:]
    return [cell.text for cell in row.cells]


def test_lines_of_any_kind_stay_lines_in_word_and_in_markdown() -> None:
    assert first_cells(built("a\r\nb\rc\x0bd"))[3] == "a\nb\nc\nd"
    assert "| a<br>b<br>c<br>d |" in RENDERERS["markdown"](built("a\r\nb\rc\x0bd")).decode()


def test_a_cell_that_runs_from_right_to_left_is_marked_so_in_word() -> None:
    table = Document(io.BytesIO(RENDERERS["docx"](built("مراجعة (1)")))).tables[-1]
    assert "<w:bidi/>" in table.rows[1].cells[3]._tc.xml
    assert "<w:bidi/>" not in table.rows[1].cells[0]._tc.xml


def test_columns_that_word_cannot_take_are_told_together_and_none_is_lost() -> None:
    table = Document(io.BytesIO(RENDERERS["docx"](built("Cost", more=100)))).tables[-1]
    assert (len(table.rows[0].cells), table.rows[0].cells[-2].text) == (63, "Further columns")


def test_an_excel_cell_that_holds_not_all_of_a_note_says_so() -> None:
    book = load_workbook(io.BytesIO(RENDERERS["xlsx"](built("Land", note="🟢" * 20_000))))
    said = book.worksheets[0].cell(2, 9).value
    assert said.endswith("🟢…") and len(said.encode("utf-16-le")) // 2 <= 32_767


def test_a_day_that_excel_cannot_count_is_written_in_words() -> None:
    data = load_workbook(io.BytesIO(RENDERERS["xlsx"](built("Land", due=date(1066, 10, 14))))).worksheets[1]
    assert data["D2"].value == "14 October 1066"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=60))
def test_any_words_at_all_make_correct_files(words: str) -> None:
    one = built(words)
    for name, make in FORMATS.items():
        CORRECT[name](make(one), one)


def test_a_plan_s_own_names_in_the_marks_of_a_workbook_make_no_broken_file() -> None:
    """Before: a sign that XML forbids, in a plan's code, ended the making of it."""
    one = replace(built("Seen"), code="A\x00B\ufffe", title="T" * 300 + "\ud800", returned=("Q3\x0b", 1))
    book = load_workbook(io.BytesIO(RENDERERS["xlsx"](one)))
    told = {each.name: each.value for each in book.custom_doc_props.props}
    assert (told["PlanminderPlan"], told["PlanminderReturn"]) == ("AB", "Q3\n")
    assert max(map(len, told.values())) <= 200
