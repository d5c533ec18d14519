"""Replies as Adaptive Cards: what the golden files do not say, the published schema, and the limits of Teams."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings

from bot.rendering.adaptive import LARGEST, render, size
from dialogs.reply import Button, Card, Payload, Reply
from tests.support.adaptive_cards import schema_faults
from tests.support.extremes import action, replies
from tests.support.replies import KINDS, LIST, SUMMARY, TRAIN


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
    rows = [one["inlines"] for one in elements(render(SUMMARY)) if one.get("type") == "RichTextBlock"]
    coloured = [
        (run, after) for row in rows for run, after in zip(row, [*row[1:], {"text": ""}], strict=True) if "color" in run
    ]
    assert coloured
    assert all(any(letter.isalpha() for letter in run["text"] + after["text"]) for run, after in coloured)


def test_the_plan_s_own_words_are_shown_letter_by_letter() -> None:
    runs = [one["text"] for one in elements(render(LIST)) if one.get("type") == "TextRun"]
    assert TRAIN.text in runs


def test_every_button_works_where_only_submit_is_known() -> None:
    buttons = [
        one for reply in KINDS.values() for one in elements(render(reply)) if one.get("type") == "Action.Execute"
    ]
    assert buttons
    assert all(one["fallback"]["type"] == "Action.Submit" for one in buttons)
    assert all(one["fallback"]["data"] == one["data"] for one in buttons)


def test_a_button_that_is_longer_than_a_telephone_is_said_in_full_above_it() -> None:
    """Before: it ended at the card's edge, in Microsoft's client without a sign of it."""
    label = "6.2  Run refresher training on the code of conduct"
    buttons = tuple(Button(label=one, payload=Payload(act="help")) for one in (label, "Cancel"))
    drawn = render(Reply(text="Which?", card=Card(heading="Which?", buttons=buttons)))
    assert [one["title"] for one in drawn["actions"]] == ["6.2  Run refresher training on…", "Cancel"]
    assert f"• {label}" in json.dumps(drawn["body"], ensure_ascii=False)


def test_no_more_than_six_buttons_are_in_the_first_row() -> None:
    buttons = tuple(Button(label=f"Choice {n}", payload=Payload(act="answer", choice=n)) for n in range(1, 10))
    card = render(Reply(text="Which?", card=Card(heading="Which?", buttons=buttons)))
    assert [one.get("mode", "primary") for one in card["actions"]] == ["primary"] * 6 + ["secondary"] * 3
    assert schema_faults(card) == []


def test_a_long_list_keeps_its_beginning_and_says_what_is_left_out() -> None:
    lines = tuple(action(n, "word " * 900).model_copy(update={"buttons": ()}) for n in range(1, 201))
    card = render(Reply(text="x", card=Card(heading="200 actions", lines=lines, more="200 of 200")))
    assert size(card) <= LARGEST
    shown = [one for one in card["body"] if one["type"] == "Container"]
    assert 5 < len(shown) < 200
    assert f"and {200 - len(shown)} more" in texts(card)
    assert "…" in texts(card)
    assert schema_faults(card) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(replies())
def test_whatever_a_reply_holds_teams_takes_it(reply: Reply) -> None:
    drawn = render(reply)
    assert size(drawn) <= LARGEST
    assert json.loads(json.dumps(drawn)) == drawn
    assert schema_faults(drawn) == []
