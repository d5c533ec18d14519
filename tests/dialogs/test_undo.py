"""Undo and correct: a further change takes the last one back, unless somebody has built on it."""

from dataclasses import replace
from datetime import timedelta

from dialogs.reply import Payload
from tests.dialogs.talk import JULY, TODAY, Talk

NO_MORE = "Nothing more of yours from the last week is left to undo. To change something, say what it should be now."
NOTHING = (
    "You have recorded nothing in the last week that can be undone. To change something, say what it should be now."
)


async def test_undo_restores_status_date_and_note_and_says_so() -> None:
    talk = Talk()
    before = talk.action("1.1")
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="red", due=JULY.end, timescale=JULY, note="why"))
    text = await talk.text("Priya Shah", "undo")
    assert text == "Taken back. 1.1: back to On track, due September 2026 again and note taken back."
    assert talk.action("1.1") == before


async def test_undo_takes_back_the_newest_first_and_then_the_one_before() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"))
    await talk.say("Priya Shah", "update", talk.meant("1.2", status="red"))
    assert await talk.text("Priya Shah", "undo") == "Taken back. 1.2: back to Not started."
    assert await talk.text("Priya Shah", "undo") == "Taken back. 1.1: back to On track."
    assert await talk.text("Priya Shah", "undo") == NO_MORE


async def test_that_and_the_one_before_are_taken_back_together() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"))
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="red"))
    assert await talk.text("Priya Shah", "undo", args={"count": 2}) == "Taken back. 1.1: back to On track."
    assert len(talk.plans[1].recent[-1].change_set) and talk.plans[1].recent[-1].change_set == "set 3"


async def test_several_actions_of_one_message_are_taken_back_together() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"), talk.meant("1.2", status="red"))
    text = await talk.text("Priya Shah", "undo")
    assert text == "Taken back. 1.1: back to On track. 1.2: back to Not started."


async def test_what_somebody_else_has_changed_since_is_left_and_they_are_named() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.2", status="amber"))
    await talk.say("Rhys Bevan", "update", talk.meant("1.2", note="no change"))
    text = await talk.text("Priya Shah", "undo")
    assert text == (
        "I left it as it is: Rhys Bevan has changed 1.2 since (23 November 2026). "
        "Say what it should be now, and I will record that."
    )
    assert talk.action("1.2").status == "amber"


async def test_it_can_be_taken_back_once_the_other_has_taken_theirs_back() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.2", status="amber"))
    await talk.say("Rhys Bevan", "update", talk.meant("1.2", status="red"))
    await talk.say("Rhys Bevan", "undo")
    assert await talk.text("Priya Shah", "undo") == "Taken back. 1.2: back to Not started."


async def test_an_undo_button_takes_back_its_own_change_set_once() -> None:
    talk = Talk()
    outcome = await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"))
    assert outcome.reply.card is not None
    press = outcome.reply.card.buttons[0].payload
    assert await talk.text("Priya Shah", "undo", press=press) == "Taken back. 1.1: back to On track."
    assert await talk.text("Priya Shah", "undo", press=press) == "That has been taken back already."


async def test_an_old_undo_button_does_not_undo_what_came_later() -> None:
    talk = Talk()
    first = await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"))
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="red"))
    assert first.reply.card is not None
    text = await talk.text("Priya Shah", "undo", press=first.reply.card.buttons[0].payload)
    assert text == "You have changed 1.1 again since. Undo that first, or say what it should be now."
    assert talk.action("1.1").status == "red"


async def test_a_forged_button_does_not_undo_another_s_change() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.2", status="amber"))
    text = await talk.text("Rhys Bevan", "undo", press=Payload(act="undo", plan=1, change_set="set 1"))
    assert text.startswith("That was recorded by Priya Shah.")
    assert talk.action("1.2").status == "amber"
    managed = await talk.text("Tom Reed", "undo", press=Payload(act="undo", plan=1, change_set="set 1"))
    assert managed == "Taken back. 1.2: back to Not started."


async def test_an_import_is_not_undone_in_passing() -> None:
    talk = Talk()
    text = await talk.text("Leila Okoro", "undo", press=Payload(act="undo", plan=1, change_set="import"))
    assert text == "That cannot be undone with one word. Say what the action should be now."
    assert len(talk.plans[1].actions) == 7


async def test_a_correction_changes_only_what_was_said_and_keeps_the_rest() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="red", due=JULY.end, timescale=JULY, note="why"))
    text = await talk.text("Priya Shah", "correct", talk.meant("1.1", status="amber"))
    assert text == "Corrected. 1.1: Delayed → Some concern."
    now = talk.action("1.1")
    assert (now.status, now.due, now.moves) == ("amber", JULY.end, 1)
    assert [one.note for one in now.updates] == ["why"]


async def test_an_update_for_the_wrong_action_is_moved_and_the_wrong_one_restored() -> None:
    talk = Talk()
    before = talk.action("1.1")
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber", note="why"))
    text = await talk.text("Priya Shah", "correct", talk.meant("1.2"))
    assert text == (
        "Corrected. 1.2: Not started → Some concern · note added.\n1.1: back to On track and note taken back."
    )
    assert talk.action("1.1") == before
    assert talk.action("1.2").updates[-1].note == "why"


async def test_a_correction_onto_somebody_else_s_action_is_refused_and_nothing_moves() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"))
    text = await talk.text("Priya Shah", "correct", talk.meant("2"))
    assert text.startswith("Nothing was changed. Only the owner of 2")
    assert talk.action("1.1").status == "amber"


async def test_a_part_can_be_dropped_from_the_last_change() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=JULY.end, timescale=JULY, note="why"))
    text = await talk.text("Priya Shah", "correct", args={"drop": ["due"]})
    assert text == "Corrected. 1.1: due September 2026 again."
    assert talk.action("1.1").moves == 0
    assert talk.action("1.1").updates[-1].note == "why"


async def test_a_correction_is_undone_as_one_and_the_first_version_stands_again() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="red", note="why"))
    await talk.say("Priya Shah", "correct", talk.meant("1.1", status="amber"))
    assert await talk.text("Priya Shah", "undo") == "Taken back. 1.1: back to Delayed."
    assert talk.action("1.1").updates[-1].note == "why"


async def test_a_correction_on_a_later_day_counts_from_the_day_of_what_it_corrects() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"))
    talk.today += timedelta(days=1)
    text = await talk.text("Priya Shah", "correct", talk.meant("1.1", status="red"))
    # before: "1.1: Some concern → On track.", since news of the day before lost against the undo of today
    assert text == "Corrected. 1.1: Some concern → Delayed."
    assert talk.action("1.1").updates[-1].effective == TODAY


async def test_nothing_to_correct_is_said() -> None:
    text = await Talk().text("Priya Shah", "correct", Talk().meant("1.1", status="amber"))
    assert text.startswith("There is nothing of yours from the last week to correct.")


async def test_of_two_updates_only_the_one_that_was_named_is_moved() -> None:
    talk = Talk()
    await talk.say("Tom Reed", "update", talk.meant("1.1", status="amber"), talk.meant("1.2", status="red"))
    text = await talk.text("Tom Reed", "correct", talk.meant("2"), args={"instead_of": "1.2"})
    assert text == "Corrected. 2: Some concern → Delayed.\n1.2: back to Not started."
    assert talk.action("1.1").status == "amber"


async def test_an_old_change_is_not_undone_by_one_word() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"))
    old = [replace(one, recorded=one.recorded - timedelta(days=8)) for one in talk.plans[1].recent]
    talk.plans[1] = replace(talk.plans[1], recent=tuple(old))
    assert await talk.text("Priya Shah", "undo") == NOTHING


async def test_today_s_change_is_undone_from_another_conversation() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"))
    talk.memories.clear()
    assert await talk.text("Priya Shah", "undo") == "Taken back. 1.1: back to On track."


async def test_a_part_that_the_last_change_did_not_have_is_not_taken_from_it() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="red", note="why"))
    outcome = await talk.say("Priya Shah", "correct", args={"drop": ["due"]})
    assert outcome.writes == ()  # before: the same update again, and "1.1: update taken back."
    assert talk.action("1.1").status == "red"


async def test_a_correction_that_is_taken_back_gives_its_note_again() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", note="the printer is late"))
    said = {"args": {"instead_of": "1.1"}}
    await talk.say("Priya Shah", "correct", talk.meant("1.2", note="the printer is late"), **said)
    text = await talk.text("Priya Shah", "undo")
    assert text == "Taken back. 1.1: its note again. 1.2: note taken back."  # before: "1.1: update taken back."


async def test_a_mended_note_is_read_back() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", note="Kier is late"))
    mended = talk.meant("1.1", note="Keir is late")
    text = await talk.text("Priya Shah", "correct", mended, args={"replace": "Kier", "with": "Keir"})
    assert text == "Corrected. 1.1: the note now says “Keir is late”."


async def test_undo_after_an_undone_correction_goes_on_to_what_it_had_corrected() -> None:
    talk = Talk()
    await talk.say("Tom Reed", "update", talk.meant("2", status="red"))
    await talk.say("Tom Reed", "update", talk.meant("1.1", status="red", note="why"))
    await talk.say("Tom Reed", "correct", talk.meant("1.1", status="amber"))
    assert await talk.text("Tom Reed", "undo") == "Taken back. 1.1: back to Delayed."
    # before: "2: …", an older change, while the one that had just been given back stood
    assert await talk.text("Tom Reed", "undo") == "Taken back. 1.1: back to On track and note taken back."
    assert await talk.text("Tom Reed", "undo") == "Taken back. 2: back to Some concern."
    assert talk.action("1.1").updates == talk.action("1.2").updates == ()


async def test_an_undone_correction_does_not_come_back_in_another_conversation() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="red"))
    await talk.say("Priya Shah", "correct", talk.meant("1.1", status="amber"))
    await talk.say("Priya Shah", "undo")
    talk.memories.clear()
    assert await talk.text("Priya Shah", "undo") == "Taken back. 1.1: back to On track."
