"""A reply as Slack shows it: within every documented limit, and nothing that somebody wrote mentions or formats."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from bot.rendering import blocks
from dialogs.reply import Button, Card, Choice, Count, Input, Payload, Reply
from dialogs.words import symbol
from storage.status import Status
from tests.support.block_kit import faults, texts
from tests.support.extremes import EXTREMES, MARKS, action, button, everywhere, replies

NOTE = Input(id="note", kind="text", label="What has happened")


def shown(card: Card) -> list[dict]:  # type: ignore[type-arg]  # blocks as JSON
    return blocks.render(Reply(text="x", card=card))["blocks"]  # type: ignore[no-any-return]  # JSON


@pytest.mark.parametrize("name", EXTREMES)
def test_an_extreme_reply_is_taken_by_slack(name: str) -> None:
    reply = EXTREMES[name]
    for drawn in (blocks.render(reply), blocks.modal(reply), blocks.home(reply)):
        assert faults(drawn) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(replies())
def test_whatever_a_reply_holds_slack_takes_it(reply: Reply) -> None:
    for drawn in (blocks.render(reply), blocks.modal(reply), blocks.home(reply)):
        assert faults(drawn) == []
        assert json.loads(json.dumps(drawn)) == drawn


def test_nothing_that_is_written_is_read_as_markup() -> None:
    """Slack reads mrkdwn in `text` and in mrkdwn objects: the first is escaped, the second does not occur."""
    drawn = blocks.render(everywhere(MARKS))
    assert "<" not in drawn["text"] and "&lt;!channel&gt;" in drawn["text"] and "&amp;lt;!here" in drawn["text"]
    assert "mrkdwn" not in json.dumps(drawn)
    assert MARKS in texts(drawn["blocks"])


def test_a_long_list_keeps_its_beginning_and_says_what_is_left_out() -> None:
    drawn = shown(Card(heading="1000 actions", lines=tuple(map(action, range(1, 1001))), more="1 to 1000 of 1000"))
    refs = [text for text in texts(drawn) if text.startswith("CPC26 ")]
    assert 10 < len(refs) < 30
    assert refs == [f"CPC26 {n}  " for n in range(1, len(refs) + 1)]
    assert list(texts(drawn))[-2:] == ["1 to 1000 of 1000", f"{1000 - len(refs)} more do not fit here."]


def test_a_button_that_slack_would_refuse_is_left_out_and_said() -> None:
    drawn = shown(Card(heading="5", buttons=(button("Save", note="word " * 500), button("Cancel", act="cancel"))))
    assert [one["text"]["text"] for block in drawn if block["type"] == "actions" for one in block["elements"]] == [
        "Cancel"
    ]
    assert "1 button does not fit here; type what you want instead." in texts(drawn)


def test_a_button_brings_its_payload_back() -> None:
    payload = Payload(act="update", plan=1, action=5, seen=9, status=Status.AMBER, note="late “because”")
    (row,) = [block for block in shown(Card(heading="5", buttons=(Button(label="Save", payload=payload),)))][1:]
    assert Payload.model_validate(blocks.payload_of(row["elements"][0]["value"])) == payload


def test_a_button_of_a_line_says_which_action_it_is_for() -> None:
    (row,) = [block for block in shown(Card(heading="5", lines=(action(5),))) if block["type"] == "actions"]
    assert [one["accessibility_label"] for one in row["elements"]] == [
        "Update CPC26 5",
        "Done CPC26 5",
        "No change CPC26 5",
    ]


@pytest.mark.parametrize("status", [None, *Status])
def test_a_status_is_said_in_a_sign_and_in_words(status: Status | None) -> None:
    line = action(5).model_copy(update={"status": status, "status_label": "Delayed"})
    counted = Count(status=status, label="Delayed", number=3)
    words = list(texts(shown(Card(heading="5", lines=(line,), picture=(counted,)))))
    assert f"{symbol(status)} Delayed" in words and f"{symbol(status)} 3 Delayed" in words


def test_a_form_is_prefilled_and_its_answers_are_found_under_its_ids() -> None:
    status = Input(
        id="status",
        kind="choice",
        label="Status",
        value="amber",
        choices=(Choice(value="green", label="On track"), Choice(value="amber", label="Slipping")),
    )
    due = Input(id="due", kind="date", label="Due", value="2027-07-31")
    fields = shown(Card(heading="", inputs=(status, NOTE.model_copy(update={"value": "so far"}), due)))
    assert [(one["block_id"], one["element"]["action_id"]) for one in fields] == [
        ("status", "status"),
        ("note", "note"),
        ("due", "due"),
    ]
    assert fields[0]["element"]["initial_option"]["text"]["text"] == "Slipping"
    assert fields[1]["element"]["initial_value"] == "so far"
    assert fields[2]["element"]["initial_date"] == "2027-07-31"


def test_a_note_that_slack_cannot_hold_is_not_cut_in_the_field() -> None:
    """Cut, it would be sent back and take the place of the whole."""
    (field,) = shown(Card(heading="", inputs=(NOTE.model_copy(update={"value": "x" * 3001}),)))
    assert "initial_value" not in field["element"]
    assert field["hint"]["text"].startswith("What stands there is too long to be edited here (3001 characters).")


def test_more_than_a_hundred_choices_are_offered_in_groups() -> None:
    choices = tuple(Choice(value=str(n), label=f"{n} Publish") for n in range(1, 251))
    (field,) = shown(Card(heading="", inputs=(Input(id="a", kind="choice", label="Which", choices=choices),)))
    groups = field["element"]["option_groups"]
    assert [len(group["options"]) for group in groups] == [100, 100, 50]
    assert groups[2]["label"]["text"] == "201 Publish – 250 Publish"


def test_a_modal_submits_its_first_button_and_closes_with_its_cancel() -> None:
    card = Card(
        heading="Update 5",
        inputs=(NOTE,),
        buttons=(button("Save"), button("No change"), button("Not now", act="cancel")),
    )
    view = blocks.modal(Reply(text="x", card=card), private_metadata="{}")
    assert [view[key]["text"] for key in ("title", "submit", "close")] == ["Update 5", "Save", "Not now"]
    assert [block["type"] for block in view["blocks"]] == ["input", "actions"]
    assert [one["text"]["text"] for one in view["blocks"][1]["elements"]] == ["No change"]


def test_a_modal_whose_title_is_cut_says_the_whole_heading_inside() -> None:
    view = blocks.modal(Reply(text="x", card=Card(heading="Update 5.2 of the improvement plan", inputs=(NOTE,))))
    assert view["title"]["text"] == "Update 5.2 of the impro…"
    assert view["blocks"][0]["text"]["text"] == "Update 5.2 of the improvement plan"


def test_what_a_modal_carries_is_never_cut() -> None:
    with pytest.raises(ValueError, match="private_metadata has 3001 characters"):
        blocks.modal(EXTREMES["marks"], private_metadata="x" * 3001)
