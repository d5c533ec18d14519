"""A reply as the page shows it: nothing that somebody wrote ever becomes markup, and everything can be read out."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering import html
from bot.rendering.text import clean
from dialogs.reply import Card, Count, File, Line, Reply, Stood
from dialogs.words import symbol
from storage.status import Status
from tests.support.extremes import everywhere
from tests.support.replies import KINDS


class Read(HTMLParser):
    """What a browser would see: the elements, their attributes, the words."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.fields: list[tuple[list[str], dict[str, str | None]]] = []  # what each stands in, and its own attributes
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag in ("select", "textarea", "input"):
            self.fields.append((list(self.open), dict(attrs)))
        if tag not in ("br", "img", "input", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


WORDS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "' onclick='x",
            "</textarea><b>",
            "<!--",
            "&lt;",
        ]
    ),
    st.text(alphabet="<>&'\"/=abc -!", max_size=40),
)


@given(WORDS)
def test_no_tag_or_attribute_of_a_persons_words_survives(words: str) -> None:
    """The same elements and attribute names as with harmless words, and every element closed."""
    harmless, drawn = Read(html.render(everywhere("harmless"))), Read(html.render(everywhere(f"a{words}")))
    assert drawn.tags == harmless.tags
    assert [name for name, _ in drawn.attributes] == [name for name, _ in harmless.attributes]
    assert drawn.open == []


@given(WORDS)
def test_a_persons_words_are_shown_as_they_were_written(words: str) -> None:
    drawn = Read(html.render(Reply(text="", card=Card(heading=f"a{words}"))))
    assert "".join(drawn.words) == clean(f"a{words}")


@given(WORDS)
def test_prose_holds_nothing_but_paragraphs_and_line_breaks(words: str) -> None:
    assert set(Read(html.render(Reply(text=words))).tags) <= {"p", "br"}


@pytest.mark.parametrize("reply", KINDS.values(), ids=list(KINDS))
def test_nothing_inline_that_the_page_forbids(reply: Reply) -> None:
    names = {name for name, _ in Read(html.render(reply)).attributes}
    assert "style" not in names and not {name for name in names if name.startswith("on")}


@pytest.mark.parametrize("status", [None, *Status])
def test_a_status_is_said_in_a_sign_and_in_words_not_in_colour_alone(status: Status | None) -> None:
    line = Line(ref="5", text="Do it", status=status, status_label="The plan's own word")
    words = "".join(Read(html.render(Reply(text="5", card=Card(heading="5", lines=(line,))))).words)
    assert f"{symbol(status)} The plan's own word" in words


def test_every_status_has_a_colour_of_its_own_in_the_stylesheet() -> None:
    css = (Path(html.__file__).parents[1] / "channels/web/static/page.css").read_text(encoding="utf-8")
    for status in [None, *Status]:
        assert f".status-{(status.value if status else 'none').replace('_', '-')}" in css, status


def test_the_picture_fills_its_width() -> None:
    counts = tuple(Count(status=Status.RED, label="Red", number=number) for number in (1, 5, 7))
    drawn = Read(html.render(Reply(text="", card=Card(heading="", picture=counts))))
    widths = [float(value or 0) for name, value in drawn.attributes if name == "width"]
    assert sum(widths) == pytest.approx(100, abs=0.05)
    assert widths[1] == pytest.approx(5 * widths[0], abs=0.05)


def test_every_field_stands_in_its_label_and_in_the_form_that_sends_it() -> None:
    for reply in KINDS.values():
        for around, own in Read(html.render(reply)).fields:
            assert "label" in around and "form" in around, own


def test_a_field_says_what_it_must_and_may_hold() -> None:
    named = {own["name"]: own for _, own in Read(html.render(KINDS["form"])).fields}
    assert named["note"]["data-error"] == "Please say why." and "required" in named["note"]
    assert named["note"]["maxlength"] == "2000"
    assert (named["due"]["min"], named["due"]["max"]) == ("2020-01-01", "2099-12-31")


def test_fields_and_buttons_of_a_line_say_whose_they_are() -> None:
    drawn = html.render(KINDS["return"])
    assert 'role="group" aria-label="IAT26 7"' in drawn
    assert 'aria-label="No change IAT26 7">No change</button>' in drawn


def test_what_was_done_or_held_is_told_by_a_sign_too() -> None:
    done, held = html.render(KINDS["updated"]), html.render(KINDS["held"])
    assert f'aria-hidden="true">{symbol(Status.COMPLETE)}</span> 2.3:' in done
    assert f'aria-hidden="true">{symbol(Status.AMBER)}</span> 2.3 has changed' in held


def test_how_far_something_has_come_is_said_in_words_beside_the_bar() -> None:
    drawn = html.render(KINDS["return"])
    assert '<progress value="7" max="12" aria-hidden="true"></progress>' in drawn and ">7 of 12 answered</p>" in drawn


def test_a_picture_is_shown_in_its_bubble_told_in_words_and_can_be_fetched() -> None:
    picture = File(name="rag.png", content_type="image/png", content=b"\x89PNG", alt='2 green, 1 "red"')
    report = File(name="plan.docx", content_type="application/msword", content=b"PK")
    read = Read(html.render(Reply(text="2 green.", files=(picture, report))))
    assert read.tags.count("img") == 1
    assert ("alt", '2 green, 1 "red"') in read.attributes
    assert ("src", "data:image/png;base64,iVBORw==") in read.attributes
    assert "rag.png" in read.words and "plan.docx" in read.words


def test_a_picture_that_is_kept_no_more_is_not_shown_broken() -> None:
    gone = File(name="rag.png", content_type="image/png", content=b"", alt="2 green.")
    assert "img" not in Read(html.render(Reply(text="2 green.", files=(gone,)))).tags


def test_a_picture_draws_the_past_in_the_card_s_stead() -> None:
    past = (Stood(label="Q1 2026/27", counts=(Count(status=Status.GREEN, label="Green", number=3),)),)
    card = Card(heading="The week", past=past)
    picture = File(name="week.png", content_type="image/png", content=b"\x89PNG", alt="Q1: 3 green.")
    assert "Q1 2026/27" in html.render(Reply(text="-", card=card))
    assert "Q1 2026/27" not in html.render(Reply(text="-", card=card, files=(picture,)))
