"""What was said and changed, by whom, and what was taken back."""

from datetime import date

from dialogs.shown import due_words
from storage.timescale import Kind, Timescale
from tests.dialogs.talk import TODAY, Talk


async def test_what_i_said_last_time_is_mine_alone() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.2", note="leaflet printed"))
    await talk.say("Rhys Bevan", "update", talk.meant("1.2", status="amber"))
    text = await talk.text("Priya Shah", "history", filter={"action": "1.2", "owner": "Priya Shah"})
    assert text == "1.2, the one update by you:\n23 November 2026, Priya Shah: “leaflet printed”"


async def test_who_gave_a_status_is_told_with_the_day_and_the_source() -> None:
    talk = Talk()
    await talk.say("Leila Okoro", "update", talk.meant("1.2", status="green", speaker="Rhys Bevan", note="begun"))
    text = await talk.text("Tom Reed", "history", filter={"action": "1.2", "status": ["green"]})
    assert text == (
        "Rhys Bevan (typed by Leila Okoro) changed 1.2 from Not started to On track on 23 November 2026 at 09:01, "
        "recorded as performance officer. "
        "With the note “begun”. It came from a message in the terminal."
    )


async def test_what_was_taken_back_is_not_forgotten() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="red"))
    await talk.say("Priya Shah", "undo")
    text = await talk.text("Priya Shah", "history", filter={"action": "1.1"})
    assert text.splitlines()[1:] == ["23 November 2026, Priya Shah: On track → Delayed (taken back)"]


async def test_nothing_said_is_said() -> None:
    talk = Talk()
    assert await talk.text("Tom Reed", "history", filter={"action": "2"}) == "Nothing has been said about 2 yet."


async def test_without_an_action_nobody_s_history_is_guessed() -> None:
    assert await Talk().text("Priya Shah", "history") == "Which action's history do you want?"


async def test_what_changed_since_a_day_is_answered_for_the_plan() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"))
    text = await talk.text("Tom Reed", "history", filter={"since": "2026-11-01"})
    assert "Moved since 1 November 2026:\n- 1.1: On track → Some concern" in text


async def test_a_plan_s_own_words_for_a_financial_quarter_are_kept() -> None:
    when = Timescale(text="Q4 2026/27", kind=Kind.PERIOD, start=date(2027, 1, 1), end=date(2027, 3, 31))
    assert due_words(when) == "Q4 2026/27"
    assert due_words(when.model_copy(update={"text": "Q4"})) == "January to March 2027"


async def test_nothing_said_by_the_person_who_asks_is_said_to_them() -> None:
    text = await Talk().text("Priya Shah", "history", filter={"action": "1.2", "owner": "Priya Shah"})
    assert text == "You have said nothing about 1.2 yet."  # before: "You has said nothing about 1.2 yet."


async def test_an_internal_note_is_marked_where_it_may_be_read() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", note="she is ill", internal=True))
    text = await talk.text("Priya Shah", "history", filter={"action": "1.1"})
    assert text.endswith("Priya Shah: “she is ill” (internal)")


async def test_what_somebody_said_today_is_told_of_every_action() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber", note="why"))
    await talk.say("Rhys Bevan", "update", talk.meant("1.2", note="not hers"))
    await talk.say("Priya Shah", "update", talk.meant("1.2", status="red"))
    await talk.say("Priya Shah", "undo")
    said = await talk.text("Priya Shah", "history", filter={"owner": "Priya Shah", "since": TODAY})
    assert said == (
        "2 changes by you today:\n1.2: Not started → Delayed (taken back)\n1.1: On track → Some concern · “why”"
    )
    said = await talk.text("Tom Reed", "history", filter={"owner": "Rhys Bevan", "since": TODAY})
    assert said == "1 change by Rhys Bevan today:\n1.2: “not hers”"


async def test_of_what_was_corrected_today_only_the_last_word_is_told() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="red"))
    await talk.say("Priya Shah", "correct", talk.meant("1.1", status="amber"))
    said = await talk.text("Priya Shah", "history", filter={"owner": "Priya Shah", "since": TODAY})
    assert said == "1 change by you today:\n1.1: On track → Some concern"
