"""Replies as Adaptive Cards: golden files beside this one, the published schema, and the limits of Teams."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.rendering.adaptive import LARGEST, render, size
from dialogs.reply import Button, Card, Choice, Count, Fact, Input, Line, Payload, Reply
from storage.status import Status

HERE = Path(__file__).parent
SCHEMA = HERE.parent.parent.parent / "shared" / "schemas" / "adaptive-card-1.5.0.json"


def line(ref: str, text: str, status: Status | None, label: str, **more: Any) -> Line:
    return Line(ref=ref, text=text, status=status, status_label=label, **more)


REPLIES = {
    "list": Reply(
        text="Overdue: 3 and 7.",
        card=Card(
            heading="2 overdue",
            intro="Longest overdue first",
            picture=(
                Count(status=Status.RED, label="Red", number=1),
                Count(status=Status.AMBER, label="Delayed", number=1),
                Count(status=Status.GREEN, label="Green", number=0),
                Count(status=None, label="Not rated", number=2),
            ),
            lines=(
                line(
                    "3",
                    "1. Review the *whole* constitution_and_schemes [annex]",
                    Status.RED,
                    "Red",
                    lead="Anne Pritchard",
                    due="Summer 2026",
                    due_date=date(2026, 8, 31),
                    flag="overdue by 12 days",
                    buttons=(
                        Button(label="Update", payload=Payload(act="form", plan=1, action=3, seen=9)),
                        Button(
                            label="Done",
                            payload=Payload(act="update", plan=1, action=3, seen=9, status=Status.COMPLETE),
                            style="positive",
                        ),
                    ),
                ),
                line("7", "Adopt a land strategy", Status.AMBER, "Delayed", plan="WBC26", due="Q2 2026/27"),
            ),
            more="2 of 12",
            buttons=(Button(label="Next page", payload=Payload(act="list", filter={"overdue": True}, page=2)),),
        ),
    ),
    "action": Reply(
        text="5 Cyber plan.",
        card=Card(
            heading="5 [Cyber] *plan*",
            facts=(Fact(label="Lead", value="Tom Ashworth"), Fact(label="Due", value="July 2027")),
            paragraphs=("12 June 2026, Tom Ashworth: 10% done_ish",),
            footnote="Plan WBC26 · version 31",
            buttons=(Button(label="Undo", payload=Payload(act="undo", change_set="abc"), style="destructive"),),
        ),
    ),
    "form": Reply(
        text="Update 5.",
        card=Card(
            heading="Update 5",
            inputs=(
                Input(
                    id="status",
                    kind="choice",
                    label="Status",
                    value="amber",
                    choices=(Choice(value="amber", label="Amber"), Choice(value="red", label="Red")),
                ),
                Input(id="note", kind="text", label="What has happened?", placeholder="slipping to July because …"),
                Input(id="due", kind="date", label="New date", value="2027-07-31"),
            ),
            buttons=(
                Button(label="Save", payload=Payload(act="update", plan=1, action=5), style="positive"),
                Button(label="Cancel", payload=Payload(act="cancel")),
            ),
        ),
    ),
    "words": Reply(text="Nothing overdue.\nTwo due this month: 3, 7."),
}


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_drawn_as_its_golden_card(name: str) -> None:
    """To accept a wanted change, write `drawn` to the file and read the difference."""
    drawn = json.dumps(render(REPLIES[name]), indent=2, ensure_ascii=False) + "\n"
    assert drawn == (HERE / f"{name}.json").read_text(encoding="utf-8")


@cache
def validator() -> Any:
    if not SCHEMA.exists():
        pytest.skip("the Adaptive Cards schema is not beside the repository (../shared/schemas)")
    from jsonschema import Draft7Validator

    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def assert_valid(card: dict[str, Any]) -> None:
    faults = [f"{list(one.path)}: {one.message[:200]}" for one in validator().iter_errors(card)]
    assert faults == []


@pytest.mark.parametrize("name", REPLIES)
def test_a_card_is_valid_by_the_published_schema(name: str) -> None:
    assert_valid(render(REPLIES[name]))


def elements(part: Any) -> Iterator[dict[str, Any]]:
    """Every object of a card, the fallbacks included."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from elements(one)


def texts(card: dict[str, Any]) -> str:
    return "\n".join(str(one["text"]) for one in elements(card) if one.get("type") in ("TextRun", "TextBlock"))


def test_colour_is_never_alone() -> None:
    """What is coloured is a word, or a sign with a word after it."""
    rows = [one["inlines"] for one in elements(render(REPLIES["list"])) if one.get("type") == "RichTextBlock"]
    coloured = [
        (run, after) for row in rows for run, after in zip(row, [*row[1:], {"text": ""}], strict=True) if "color" in run
    ]
    assert coloured
    assert all(any(letter.isalpha() for letter in run["text"] + after["text"]) for run, after in coloured)


def test_the_plan_s_own_words_are_shown_letter_by_letter() -> None:
    runs = [one["text"] for one in elements(render(REPLIES["list"])) if one.get("type") == "TextRun"]
    assert "1. Review the *whole* constitution_and_schemes [annex]" in runs


def test_every_button_works_where_only_submit_is_known() -> None:
    buttons = [
        one for name in REPLIES for one in elements(render(REPLIES[name])) if one.get("type") == "Action.Execute"
    ]
    assert buttons
    assert all(one["fallback"]["type"] == "Action.Submit" for one in buttons)
    assert all(one["fallback"]["data"] == one["data"] for one in buttons)


def test_no_more_than_six_buttons_are_in_the_first_row() -> None:
    buttons = tuple(Button(label=f"Choice {n}", payload=Payload(act="answer", choice=n)) for n in range(1, 10))
    card = render(Reply(text="Which?", card=Card(heading="Which?", buttons=buttons)))
    assert [one.get("mode", "primary") for one in card["actions"]] == ["primary"] * 6 + ["secondary"] * 3
    assert_valid(card)


def test_a_long_list_keeps_its_beginning_and_says_what_is_left_out() -> None:
    lines = tuple(line(str(n), "word " * 900, Status.RED, "Red", lead="Anne " * 30) for n in range(1, 201))
    card = render(Reply(text="x", card=Card(heading="200 actions", lines=lines, more="200 of 200")))
    assert size(card) <= LARGEST
    shown = [one for one in card["body"] if one["type"] == "Container"]
    assert 5 < len(shown) < 200
    assert f"and {200 - len(shown)} more" in texts(card)
    assert "…" in texts(card)
    assert_valid(card)


anything = st.text(max_size=40).flatmap(lambda words: st.sampled_from([1, 1, 1, 30, 1500]).map(lambda n: words * n))
payloads = st.builds(Payload, act=st.sampled_from(["list", "update", "cancel"]), note=st.none() | anything)
buttons = st.lists(st.builds(Button, label=anything, payload=payloads), max_size=8).map(tuple)
lines = st.builds(
    Line,
    ref=anything,
    text=anything,
    lead=st.none() | anything,
    status=st.none() | st.sampled_from(Status),
    status_label=anything,
    buttons=buttons,
)
cards = st.builds(
    Card,
    heading=anything,
    intro=st.none() | anything,
    facts=st.lists(st.builds(Fact, label=anything, value=anything), max_size=5).map(tuple),
    lines=st.lists(lines, max_size=12).map(tuple),
    paragraphs=st.lists(anything, max_size=5).map(tuple),
    inputs=st.lists(
        st.builds(Input, id=st.just("note"), kind=st.just("text"), label=anything, value=anything), max_size=2
    ).map(tuple),
    buttons=buttons,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(cards)
def test_whatever_a_card_holds_teams_takes_it(card: Card) -> None:
    drawn = render(Reply(text="x", card=card))
    assert size(drawn) <= LARGEST
    assert json.loads(json.dumps(drawn)) == drawn
    assert_valid(drawn)
