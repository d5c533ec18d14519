"""A reply as the page shows it: golden fragments, and nothing that somebody wrote ever becomes markup."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering import html
from bot.rendering.text import clean
from dialogs.reply import Button, Card, Choice, Count, Fact, File, Input, Line, Payload, Reply
from dialogs.words import symbol
from storage.status import Status

GOLDEN = Path(__file__).parent / "golden"

LINE = Line(
    ref="5.2",
    text="Publish the findings of the staff survey",
    plan="CPC26",
    lead="Priya Nair",
    due="October 2026",
    status=Status.RED,
    status_label="Delayed",
    flag="overdue by 23 days",
    buttons=(Button(label="Done", payload=Payload(act="update", action=12, seen=4, status=Status.COMPLETE)),),
)
REPLIES = {
    "prose": Reply(text="Nothing overdue.\n\nTwo due this month:\n3, 7."),
    "list": Reply(
        text="1 overdue",
        card=Card(
            heading="1 overdue",
            intro="Your 4 of 31.",
            lines=(LINE, Line(ref="7", text="Agree the growth strategy")),
            more="1 to 2 of 31",
            buttons=(Button(label="Next page", payload=Payload(act="list", filter={"overdue": True}, page=2)),),
            footnote="Dates are the plan's own words.",
        ),
    ),
    "picture": Reply(
        text="1 red, 3 green",
        card=Card(
            heading="CPC26",
            picture=(
                Count(status=Status.RED, label="Red", number=1),
                Count(status=Status.AMBER, label="Amber", number=0),
                Count(status=Status.GREEN, label="On time completion expected", number=3),
                Count(status=None, label="Not rated", number=4),
            ),
            facts=(Fact(label="Due", value="July 2026"),),
            paragraphs=("A decision is needed on 5.2.",),
        ),
    ),
    "form": Reply(
        text="Update 5.2",
        card=Card(
            heading="Update 5.2",
            inputs=(
                Input(
                    id="status",
                    kind="choice",
                    label="Status",
                    value="amber",
                    choices=(Choice(value="green", label="On track"), Choice(value="amber", label="Slipping")),
                ),
                Input(id="plan", kind="choice", label="Plan", choices=(Choice(value="1", label="CPC26"),)),
                Input(id="note", kind="text", label="What has happened", placeholder="In your own words"),
                Input(id="due", kind="date", label="New date", value="2027-01-31"),
            ),
            buttons=(
                Button(label="Save", payload=Payload(act="update", action=12), style="positive"),
                Button(label="Cancel", payload=Payload(act="cancel"), style="destructive"),
            ),
        ),
    ),
    "files": Reply(text="Here it is.", files=(File(name="Plan & return.docx", content_type="x", content=b"PK"),)),
}


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_drawn_as_agreed(name: str) -> None:
    golden = (GOLDEN / f"{name}.html").read_text(encoding="utf-8")
    assert html.render(REPLIES[name]).replace("><", ">\n<") == golden.rstrip("\n")


class Read(HTMLParser):
    """What a browser would see: the elements, their attributes, the words."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("br", "input", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def reply_of(words: str) -> Reply:
    """Every place of a reply that holds words, holding these."""
    button = Button(label=words, payload=Payload(act="update", note=words, filter={"text": words}))
    choice = Choice(value=words, label=words)
    inputs = tuple(
        Input(id=words, kind=kind, label=words, value=words, choices=(choice,), placeholder=words)  # type: ignore[arg-type]
        for kind in ("choice", "text", "date")
    )
    line = Line(
        ref=words, text=words, plan=words, lead=words, due=words, status_label=words, flag=words, buttons=(button,)
    )
    return Reply(
        text=words,
        files=(File(name=words, content_type="x", content=b""),),
        card=Card(
            heading=words,
            intro=words,
            facts=(Fact(label=words, value=words),),
            picture=(Count(status=None, label=words, number=1),),
            lines=(line,),
            more=words,
            paragraphs=(words,),
            inputs=inputs,
            buttons=(button,),
            footnote=words,
        ),
    )


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
    harmless, drawn = Read(html.render(reply_of("harmless"))), Read(html.render(reply_of(f"a{words}")))
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


@pytest.mark.parametrize("reply", REPLIES.values(), ids=list(REPLIES))
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
