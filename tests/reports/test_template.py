"""A council's own Word template: its fields filled in, our tables where it names them, mistakes said by their place."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from dialogs.reports import template as aside
from dialogs.reports.fields import PUT, fields
from dialogs.reports.pictures import WIDE, rag, timeline
from dialogs.reports.report import Report, report
from dialogs.reports.template import BadTemplate, filled, given
from dialogs.reports.template_word import render as render_given
from storage.plan import Plan
from tests.dialogs.talk import JULY, TODAY, Talk

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "cabinet-template.docx"
Build = Callable[[Any], None]


@pytest.fixture
async def told() -> Report:
    """A plan of which something was said since a month ago."""
    talk = Talk()
    before = dict(talk.plans)
    note = "R&D <b>moved</b> & {{ code }}"
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=JULY.end, timescale=JULY, note=note))
    await talk.say("Priya Shah", "update", talk.meant("1.1", note="SECRET of a person", internal=True))
    return report(talk.plans[1], before[1], talk.directory, TODAY, TODAY - timedelta(days=30))


def render(one: Report, content: bytes) -> bytes:
    return render_given(given(one), content)


def template(*paragraphs: str, build: Build | None = None) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if build:
        build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def lines(content: bytes) -> list[str]:
    return [one.text for one in Document(io.BytesIO(content)).paragraphs if one.text]


def refused(one: Report, *paragraphs: str, build: Build | None = None) -> str:
    with pytest.raises(BadTemplate) as wrong:
        render(one, template(*paragraphs, build=build))
    return str(wrong.value)


# --- fields -------------------------------------------------------------------------------------------------------


def documented() -> dict[str, set[str]]:
    """The fields of each table of the page, by the heading above it."""
    page = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
    parts = re.split(r"^### ", page, flags=re.MULTILINE)[1:]
    return {part.split("\n")[0]: set(re.findall(r"^\| `([a-z_]+)`", part, re.MULTILINE)) for part in parts}


def test_every_field_is_documented_and_every_documented_field_is_there(told: Report) -> None:
    found, page = fields(told), documented()
    assert page.pop("The report") == set(found)
    assert page.pop("An action") == set(found["actions"][0])
    assert page.pop("A date that was put off") == set(found["slips"][0])
    assert page.pop("A status") == set(found["statuses"][0])
    assert page.pop("A section") == set(found["sections"][0])
    assert page.pop("A paragraph of a section") == set(found["sections"][0]["paragraphs"][0])
    assert page == {}


def everything(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A template's paragraph for each field, with what it is to become."""
    for name, value in found.items():
        if isinstance(value, list):
            for inner, said in (value[0] if value and isinstance(value[0], dict) else {}).items():
                if not isinstance(said, list):
                    yield f"{{{{ {name}[0].{inner} }}}}", str(said)
        elif name not in PUT:
            yield f"{{{{ {name} }}}}", str(value)


def test_every_field_comes_out_as_its_own_words(told: Report) -> None:
    asked = [(f"{at}: {said}", f"{at}: {wanted}") for at, (said, wanted) in enumerate(everything(fields(told)))]
    made = render(told, template(*(said for said, _ in asked)))
    assert len(asked) > 60
    assert [one.strip() for one in lines(made)] == [wanted.strip() for _, wanted in asked]


def test_words_of_the_plan_are_words_and_neither_markup_nor_fields(told: Report) -> None:
    made = render(told, template("{{ actions[0].update }}"))
    assert lines(made) == ["Past its first date, 30 September 2026.\nR&D <b>moved</b> & {{ code }}"]
    assert b"SECRET" not in zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml")


def test_a_field_that_word_cut_into_runs_is_found(told: Report) -> None:
    def cut(document: Any) -> None:
        line = document.add_paragraph()
        for piece in ("{", "{ ti", "tle", " }", "} as at {{ as", "_at }}"):
            line.add_run(piece).bold = piece == "tle"

    assert lines(render(told, template(build=cut))) == ["Oakvale peer challenge as at 23 November 2026"]


def test_heads_feet_and_the_title_are_filled_in(told: Report) -> None:
    def ends(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ code }}"
        document.sections[0].footer.paragraphs[0].text = "{% if compared %}since {{ since }}{% endif %}"
        document.core_properties.title = "{{ title }}"

    made = Document(io.BytesIO(render(told, template(build=ends))))
    section = made.sections[0]
    assert (section.header.paragraphs[0].text, section.footer.paragraphs[0].text) == ("OAK25", "since 24 October 2026")
    assert made.core_properties.title == "Oakvale peer challenge"


# --- tables -------------------------------------------------------------------------------------------------------


def width(table: Any) -> int:
    return int(table._tbl.tblPr.find(qn("w:tblW")).get(qn("w:w")))


def test_the_plan_s_table_stands_where_it_is_named_and_is_as_wide_as_its_place(told: Report) -> None:
    def narrow(document: Any) -> None:
        page = document.sections[0]
        page.page_width, page.left_margin, page.right_margin = Cm(20), Cm(2), Cm(3)

    made = Document(io.BytesIO(render(told, template("Before", "{{ plan_table }}", "After", build=narrow))))
    kinds = [one.tag.rpartition("}")[2] for one in made.element.body]
    assert kinds == ["p", "tbl", "p", "sectPr"]
    (plan,) = made.tables
    assert abs(width(plan) - Cm(15).twips) < 30
    assert plan.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(plan.rows) == 1 + len(told.rows)


def test_a_table_may_stand_behind_words_and_in_a_cell(told: Report) -> None:
    def cell(document: Any) -> None:
        document.add_table(rows=1, cols=1).cell(0, 0).text = "{{ status_table }}"

    made = Document(io.BytesIO(render(told, template("As at {{ as_at }}: {{ status_table }}", build=cell))))
    assert made.paragraphs[0].text == "As at 23 November 2026: "
    assert len(made.tables) == 2
    inner = made.tables[1].cell(0, 0)._tc
    assert [one.tag.rpartition("}")[2] for one in inner][-2:] == ["tbl", "p"]


def test_a_template_without_our_styles_gets_lines_round_the_cells(told: Report) -> None:
    def bare(document: Any) -> None:
        document.styles["Table Grid"].element.getparent().remove(document.styles["Table Grid"].element)

    made = Document(io.BytesIO(render(told, template("{{ status_table }}", build=bare))))
    order = [one.tag.rpartition("}")[2] for one in made.tables[0]._tbl.tblPr]
    assert order[:4] == ["tblStyle", "tblW", "tblBorders", "tblLayout"]


def test_rows_are_repeated_and_a_loop_over_nothing_leaves_a_whole_file(told: Report) -> None:
    def rows(document: Any) -> None:
        table = document.add_table(rows=3, cols=2)
        for row, text in zip(
            table.rows, ("{%tr for one in overdue %}", "{{ one.ref }}", "{%tr endfor %}"), strict=True
        ):
            row.cells[0].text = text
        cell = document.add_table(rows=1, cols=1).cell(0, 0)
        cell.text = "{%p if not actions %}"
        cell.add_paragraph("Nothing")
        cell.add_paragraph("{%p endif %}")

    made = Document(io.BytesIO(render(told, template(build=rows))))
    assert [row.cells[0].text for row in made.tables[0].rows] == [row.ref for row in told.overdue]
    assert made.tables[1].cell(0, 0)._tc[-1].tag == qn("w:p")
    empty = report(Plan("oakvale", 2, code="NEW", title="New"), None, Talk().directory, TODAY)
    assert len(Document(io.BytesIO(render(empty, template(build=rows)))).tables) == 1  # before: a table without rows


def test_the_example_is_filled_in_whole(told: Report) -> None:
    made = Document(io.BytesIO(filled(told, EXAMPLE.read_bytes())))
    said = "\n".join(one.text for one in made.paragraphs)
    assert "{%" not in said and "as_at" not in said
    assert len(made.tables) == 3
    assert made.core_properties.title == "Oakvale peer challenge"


# --- pictures -----------------------------------------------------------------------------------------------------


def alternatives(content: bytes) -> list[str]:
    """The alternative text of each picture, in their order."""
    return [one.get("descr") for one in Document(io.BytesIO(content)).element.body.iter(qn("wp:docPr"))]


def test_a_picture_stands_where_it_is_named_with_its_figures_in_words(told: Report) -> None:
    made = render(told, template("As it stands: {{ status_picture }}", "{{ due_picture }}"))
    now, due = alternatives(made)
    assert now == rag(told, WIDE).said and due == timeline(told, WIDE).said
    assert lines(made) == ["As it stands: "]


def test_a_picture_is_no_wider_than_its_cell(told: Report) -> None:
    def narrow(document: Any) -> None:
        cell = document.add_table(rows=1, cols=2).cell(0, 1)
        cell.width = Cm(5)
        cell.text = "{{ status_picture }}"

    (shape,) = Document(io.BytesIO(render(told, template(build=narrow)))).inline_shapes
    assert shape.width <= Cm(5)


def test_what_cannot_be_drawn_leaves_its_paragraph_empty(told: Report) -> None:
    assert alternatives(render(told, template("{{ returns_picture }}"))) == []
    empty = report(Plan("oakvale", 2, code="NEW", title="New"), None, Talk().directory, TODAY)
    assert alternatives(render(empty, template("{{ status_picture }}", "{{ due_picture }}"))) == []


def test_an_internal_report_says_so_at_the_head_of_every_page(told: Report) -> None:
    def heads(document: Any) -> None:
        first = document.sections[0]
        first.different_first_page_header_footer = True
        first.header.paragraphs[0].text = "Oakvale Council"
        document.add_section().header.is_linked_to_previous = False

    made = Document(io.BytesIO(render(replace(told, audience="internal"), template("{{ title }}", build=heads))))
    first, second = made.sections
    assert [one.text for one in first.header.paragraphs] == ["INTERNAL", "Oakvale Council"]
    assert first.first_page_header.paragraphs[0].text == second.header.paragraphs[0].text == "INTERNAL"
    plain = Document(io.BytesIO(render(told, template("{{ title }}", build=heads))))
    assert [one.text for one in plain.sections[0].header.paragraphs] == ["Oakvale Council"]


# --- broken templates ---------------------------------------------------------------------------------------------

BROKEN = {
    "Dear {{ titel }}": "at “Dear {{ titel }}”: there is no field “titel”; did you mean “title”?",
    "{% if compared %}x{{ xyzzy }}{% endif %}": "there is no field “xyzzy”. docs/templates.md lists all of them.",
    "{% for a in actions %}{{ a.owner }}{% endfor %}": "there is no field “owner”; did you mean “owners”?",
    "As at {{ as_at }": "at “As at {{ as_at }”: “{{” and “}}” do not come in pairs there.",
    "{% if compared %}since": "at “{% if compared %}since”: ",
    "{{ title | shout }}": "No filter named 'shout'",
    "Dear {{ title :: upper }}": "“{{ title :: upper }}” cannot be read. A field is its name alone, like {{ title }}",
    "{{ title::upper }}": "“{{ title::upper }}” cannot be read.",
    "{{ title: }}": "“{{ title: }}” cannot be read.",
    "{% for a :: actions %}{{ a.ref }}{% endfor %}": "“{% for a :: actions %}” cannot be read. Write {% if overdue %}",
    "{% if :: %}x{% endif %}": "“{% if :: %}” cannot be read.",
    "{% shout %}": "unknown tag 'shout'",
    "{{ title + 1 }}": "at “{{ title + 1 }}”: ",
    "{{ 1 / 0 }}": "division by zero",
    "{{ title.__class__ }}": "there is no field “__class__”",
    "{{ ''['__class__'] }}": "there is no field “__class__”",
    "{{ actions.append }}": "there is no field “append”",
    "{{ actions[0].update() }}": "nothing can be called here",
    "{{ actions[99].ref }}": "that list has 7 entries today",
    "{{ self.__init__.__globals__ }}": "there is no field",
    "{{ cycler.__init__ }}": "there is no field “cycler”",
    "{% include 'x' %}": "this kind of tag is not for templates",
    "{% macro a() %}{% endmacro %}": "this kind of tag is not for templates",
    "{% autoescape false %}{{ title }}{% endautoescape %}": "this kind of tag is not for templates",
    "{{ title | safe }}": "No filter named 'safe'",
    "{{ title | attr('__class__') }}": "there is no field",
    "{{p title }}": "Write {{ … }} without a “p” or an “r”",
}


@pytest.mark.parametrize("paragraph", BROKEN)
def test_a_mistake_is_told_with_the_words_around_it(paragraph: str, told: Report) -> None:
    assert BROKEN[paragraph] in refused(told, "Before", paragraph, "After")


def test_a_mistake_in_a_branch_that_is_not_taken_today_is_told_today(told: Report) -> None:
    assert "“decision”; did you mean “decisions”" in refused(told, "{% if not actions %}{{ decision }}{% endif %}")


def test_a_block_that_begins_in_a_cell_and_ends_behind_its_table_is_told(told: Report) -> None:
    def crossed(document: Any) -> None:
        document.add_table(rows=1, cols=2).rows[0].cells[0].text = "{% for one in actions %}x"
        document.add_paragraph("{% endfor %}")

    assert "begins in one paragraph, cell or row and ends in another" in refused(told, build=crossed)


def test_a_table_in_a_header_is_told(told: Report) -> None:
    def header(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ plan_table }}"

    assert "“plan_table” can stand in a paragraph of the text alone" in refused(told, build=header)


def with_part(name: str, body: bytes, old: bytes = b"", new: bytes = b"") -> bytes:
    """The plain template with a part more, and something in its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template("{{ title }}"))) as plain, zipfile.ZipFile(out, "w", 8) as made:
        for part in plain.namelist():
            made.writestr(part, plain.read(part).replace(old, new) if old else plain.read(part))
        made.writestr(name, body)
    return out.getvalue()


_RELATION = (
    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="%s" TargetMode="External"/></Relationships>'
)
MAIN = b"wordprocessingml.document.main+xml"
HOSTILE = {
    "no document": (b"Dear Sir", "cannot be used: it is damaged"),
    "a workbook": ((ROOT / "examples" / "action-plan.xlsx").read_bytes(), "its content does not fit its extension"),
    "macros": (with_part("word/vbaProject.bin", b"x"), "holds macros or other programs"),
    "a macro document": (with_part("x.xml", b"<x/>", MAIN, b"macroEnabled.main+xml"), "holds macros or other programs"),
    "entities": (with_part("word/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "declares entities"),
    "a bomb": (with_part("word/media/x.png", bytes(210 * 1024 * 1024)), "unpacks to more than 200 MB"),
    "a linked picture": (
        with_part("x.xml", b"<x/>", b"</Relationships>", _RELATION % (b"image", b"http://elsewhere/x.png")),
        "would fetch something from elsewhere",
    ),
    "a field that runs": (
        with_part("word/x.xml", b'<a xmlns:w="b"><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></a>'),
        "a field that fetches something when somebody opens the report (DDEAUTO)",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_plain_word_document_is_refused_with_what_to_do(name: str, told: Report) -> None:
    content, expected = HOSTILE[name]
    with pytest.raises(BadTemplate, match=re.escape(expected)):
        render(told, content)


def test_a_word_template_file_is_taken_and_forgets_the_drive_it_came_from(told: Report) -> None:
    made = render(told, with_part("x.xml", b"<x/>", MAIN, b"wordprocessingml.template.main+xml"))
    assert lines(made) == ["Oakvale peer challenge"]
    drive = with_part("x.xml", b"<x/>", b"</Relationships>", _RELATION % (b"attachedTemplate", b"file:///H:/a.dotx"))
    assert b"H:/a.dotx" not in zipfile.ZipFile(io.BytesIO(render(told, drive))).read("word/_rels/document.xml.rels")


ENDLESS = "{% for a in big %}{% for b in big %}{% for c in big %}{% endfor %}{% endfor %}{% endfor %}"
BIG = "{% set big = ('x' * 99999)|list %}"


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [(BIG + ENDLESS, "takes longer than 3 seconds"), ("{{ 'x' * 9999999999 }}", "needs more memory")],
)
def test_a_template_without_end_costs_nothing_but_its_answer(
    paragraph: str, expected: str, told: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "SECONDS", 3)
    with pytest.raises(BadTemplate, match=expected):
        filled(told, template(paragraph))
