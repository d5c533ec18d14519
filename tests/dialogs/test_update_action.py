"""Updates: one message, one change set, and only what changed is read back."""

from dataclasses import replace
from datetime import date

from dialogs.message import Place
from dialogs.reply import Payload
from dialogs.understanding.interpretation import Asks
from storage.people import Role
from storage.plan import PlanState
from storage.status import Status
from storage.timescale import Kind, Timescale
from storage.work import Recorded
from tests.dialogs.talk import JULY, TODAY, Talk

SLIPPING = {"status": "amber", "due": JULY.end, "timescale": JULY, "note": "slipping because the consultant left"}


async def test_status_date_and_note_of_one_message_are_read_back_in_the_plan_s_words() -> None:
    talk = Talk()
    outcome = await talk.say("Priya Shah", "update", talk.meant("1.1", **SLIPPING))
    assert outcome.reply.text == (
        "1.1: On track → Some concern · due September 2026 → July 2027 (first move) · note added."
    )
    now = talk.action("1.1")
    assert (now.status, now.due, now.original_end, now.moves) == ("amber", JULY.end, date(2026, 9, 30), 1)
    assert now.updates[-1].note == SLIPPING["note"]
    assert outcome.reply.card is not None
    (undo,) = outcome.reply.card.buttons
    assert (undo.label, undo.payload.act, undo.payload.change_set) == ("Undo", "undo", "set 1")


async def test_a_second_move_is_counted() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", **SLIPPING))
    later = Timescale(text="2 August 2027", kind=Kind.DATE, start=date(2027, 8, 2), end=date(2027, 8, 2))
    text = await talk.text("Priya Shah", "update", talk.meant("1.1", due=later.end, timescale=later))
    assert text == "1.1: due July 2027 → 2 August 2027 (moved twice)."


async def test_an_earlier_date_is_no_move() -> None:
    talk = Talk()
    text = await talk.text("Rhys Bevan", "update", talk.meant("2", due=date(2027, 1, 31)))
    assert text == "2: due Spring 2027 → 31 January 2027."


async def test_ongoing_takes_the_deadline_away_and_keeps_the_words() -> None:
    talk = Talk()
    ongoing = Timescale(text="ongoing", kind=Kind.CONTINUOUS)
    assert await talk.text("Rhys Bevan", "update", talk.meant("2", due=None, timescale=ongoing)) == (
        "2: due Spring 2027 → ongoing."
    )
    assert talk.action("2").due is None


async def test_no_change_is_an_update() -> None:
    talk = Talk()
    assert await talk.text("Priya Shah", "update", talk.meant("1.2", note="no change")) == "1.2: no change noted."
    assert talk.action("1.2").updated == TODAY


async def test_a_status_said_again_is_said_to_stay() -> None:
    talk = Talk()
    assert await talk.text("Priya Shah", "update", talk.meant("1.1", status="green", note="fine")) == (
        "1.1: stays On track · note added."
    )


async def test_several_actions_of_one_message_are_one_change_set_and_one_reply() -> None:
    talk = Talk()
    outcome = await talk.say(
        "Priya Shah", "update", talk.meant("1.1", status="complete"), talk.meant("1.2", status="amber")
    )
    assert outcome.reply.text.splitlines() == [
        "1.1: On track → Complete.",
        "1.2: Not started → Some concern.",
        "1.1 is measured by: “The plan is agreed by Cabinet”",
    ]
    (recorded,) = outcome.writes
    assert isinstance(recorded, Recorded)
    assert {one.change_set for one in recorded.changes} == {"set 1"}


async def test_actions_of_two_plans_are_recorded_in_each_and_named_with_their_plan() -> None:
    talk = Talk("oak.yaml", "elm.yaml")
    changes = talk.meant("1.1", note="no change"), talk.meant("1", plan=2, status="amber")
    outcome = await talk.say("Priya Shah", "update", *changes)
    assert outcome.reply.text == "OAK25 1.1: no change noted.\nELM24 1: Red → Amber."
    assert [write.plan for write in outcome.writes if isinstance(write, Recorded)] == [1, 2]


async def test_who_completes_an_action_is_shown_how_many_steps_are_open() -> None:
    talk = Talk()
    await talk.say("Rhys Bevan", "update", talk.meant("2", step=1, status="complete"))
    text = await talk.text("Rhys Bevan", "update", talk.meant("2", status="complete"))
    assert text == "2: Some concern → Complete.\n2 still has 1 step open."


async def test_a_step_that_is_not_there_is_said_to_be_missing() -> None:
    talk = Talk()
    text = await talk.text("Rhys Bevan", "update", talk.meant("2", step=3, status="complete"))
    assert text == "Nothing was changed. 2 has only 2 steps."
    assert talk.written == []


async def test_what_is_passed_on_keeps_speaker_and_recorder_apart() -> None:
    talk = Talk()
    said = talk.meant("1.1", status="amber", speaker="Priya Shah", effective=date(2026, 11, 16))
    assert await talk.text("Leila Okoro", "update", said) == (
        "1.1: On track → Some concern · said by Priya Shah · as at 16 November 2026."
    )
    change = talk.plans[1].recent[-1]
    assert (change.speaker, change.recorder) == (talk.id("Priya Shah"), talk.id("Leila Okoro"))
    assert change.effective == date(2026, 11, 16)


async def test_words_of_somebody_unknown_are_not_recorded_as_anybody_s() -> None:
    talk = Talk()
    said = talk.meant("1.1", status="amber", speaker="Nobody Known")
    assert (await talk.text("Leila Okoro", "update", said)).startswith("Nothing was changed. I do not know Nobody")
    assert talk.written == []


async def test_an_update_cannot_count_from_tomorrow() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", note="x", effective=date(2026, 11, 24)))
    assert talk.written == []


async def test_what_may_be_changed_is_changed_and_the_rest_is_refused_by_name() -> None:
    talk = Talk()
    text = await talk.text("Priya Shah", "update", talk.meant("1.1", status="amber"), talk.meant("2", status="amber"))
    assert text == (
        "1.1: On track → Some concern.\n"
        "Only the owner of 2 (Rhys Bevan), a manager or a performance officer can change it."
    )
    assert talk.action("2").updates == ()


async def test_news_is_kept_where_handing_over_is_refused() -> None:
    talk = Talk()
    said = talk.meant("1.1", note="Rhys does it now", owners=["Rhys Bevan"], owner_ids=[talk.id("Rhys Bevan")])
    text = await talk.text("Priya Shah", "update", said)
    assert text.startswith("1.1: note added.\nOnly a manager or a performance officer can hand 1.1")
    assert talk.action("1.1").owners == (talk.id("Priya Shah"),)


async def test_a_change_of_many_actions_is_asked_about_first() -> None:
    talk = Talk()
    changes = [talk.meant(ref, status="complete") for ref in ("1.1", "1.2", "2", "3.1", "3.2", "3.3")]
    outcome = await talk.say("Tom Reed", "update", *changes)
    assert outcome.reply.text == "This changes 6 actions: 1.1, 1.2, 2, 3.1, 3.2, 3.3. Go ahead?"
    assert outcome.writes == ()
    assert outcome.memory is not None and outcome.memory.question is not None
    pending = outcome.memory.question.pending.model_copy(update={"asks": None})
    agreed = await talk.say("Tom Reed", "update", *pending.changes, args=pending.args)
    assert len(agreed.reply.text.splitlines()) == 8  # six actions, a measure, and two open steps


async def test_a_note_on_many_actions_needs_no_question() -> None:
    talk = Talk()
    changes = [talk.meant(ref, note="no change") for ref in ("1.1", "1.2", "2", "3.1", "3.2", "3.3")]
    assert len((await talk.text("Tom Reed", "update", *changes)).splitlines()) == 6


async def test_two_candidates_are_asked_about_with_a_button_each_and_nothing_is_changed() -> None:
    talk = Talk()
    meant = {"asks": Asks.WHICH_ACTION, "candidates": ["1.1", "1.2"]}
    meant["targets"] = [(1, talk.action("1.1").id), (1, talk.action("1.2").id)]
    outcome = await talk.say("Priya Shah", "update", **meant)
    assert outcome.reply.text == (
        "Which action do you mean?\n• 1.1  Write a plan for ten years\n• 1.2  Tell everybody about it"
    )
    assert outcome.reply.card is not None
    assert [one.payload.choice for one in outcome.reply.card.buttons] == [1, 2, None]
    assert outcome.memory is not None and outcome.memory.question is not None
    assert outcome.memory.question.dialog == "update"
    assert outcome.writes == ()


async def test_the_form_holds_what_stands_now_in_the_plan_s_words() -> None:
    talk = Talk()
    press = Payload(act="form", plan=1, action=talk.action("1.1").id)
    outcome = await talk.say("Priya Shah", "update", press=press)
    assert outcome.reply.card is not None
    status, note, due = outcome.reply.card.inputs
    assert (status.value, note.value, due.value) == ("green", None, "2026-09-30")
    assert [one.label for one in status.choices][:3] == ["Complete", "On track", "Some concern"]
    assert len({one.value for one in status.choices}) == len(Status)


async def test_an_internal_note_is_not_shown_in_a_channel_nor_to_a_reader() -> None:
    for place, who, shown in (
        (Place.PERSONAL, "Priya Shah", True),
        (Place.PERSONAL, "Nora Quill", False),
        (Place.PERSONAL, "Rhys Bevan", False),
        (Place.CHANNEL, "Priya Shah", False),
        (Place.GROUP, "Leila Okoro", False),
    ):
        talk = Talk(place=place)
        said = await talk.text("Priya Shah", "update", talk.meant("1.1", note="secret reason", internal=True))
        assert said == "1.1: internal note added."
        card = await talk.text(who, "show", filter={"action": "1.1"})
        record = await talk.text(who, "history", filter={"action": "1.1"})
        assert ("secret reason" in card) is shown
        assert ("secret reason" in record) is shown
        assert talk.directory[talk.id("Nora Quill")].role is Role.READER


async def test_what_was_read_as_to_be_confirmed_is_asked_about_with_its_actions() -> None:
    talk = Talk()
    changes = [talk.meant(ref, status="complete") for ref in ("1.1", "1.2")]
    outcome = await talk.say("Priya Shah", "update", *changes, asks=Asks.CONFIRM)
    assert outcome.reply.text == "This changes 2 actions: 1.1, 1.2. Go ahead?"
    assert outcome.writes == ()


async def test_who_may_change_nothing_is_not_asked_to_confirm_it() -> None:
    talk = Talk()
    text = await talk.text("Nora Quill", "update", talk.meant("1.1", status="complete"), asks=Asks.CONFIRM)
    assert text.startswith("Nothing was changed.")


async def test_a_plan_that_is_no_longer_live_is_kept_as_it_stands() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"))
    talk.plans[1] = replace(talk.plans[1], state=PlanState.SUPERSEDED)
    for intent, changes in (("update", [talk.meant("1.1", status="red")]), ("undo", [])):
        text = await talk.text("Priya Shah", intent, *changes)
        assert "OAK25 is not a live plan any more; it is kept as it stands." in text
    assert talk.action("1.1").status == "amber"


async def test_a_yes_is_asked_for_with_what_it_is_to() -> None:
    meant = {"asks": Asks.CONFIRM, "candidates": ["1.1", "1.2"]}
    for intent in ("update", "assign"):
        outcome = await Talk().say("Tom Reed", intent, **meant)
        assert outcome.reply.text == "This changes 2 actions: 1.1, 1.2. Go ahead?"
        assert outcome.reply.card is not None
        assert [one.label for one in outcome.reply.card.buttons] == ["Yes", "No"]


async def test_a_question_without_choices_says_how_to_answer() -> None:
    text = await Talk().text("Priya Shah", "update", asks="which_action")
    assert text == "Which action do you mean?\nSay its number, like “1.1”."


async def test_a_date_to_choose_is_written_as_people_write_it() -> None:
    text = await Talk().text("Priya Shah", "update", asks="which_date", candidates=["2027-07-27", "2027-07-31"])
    assert text == "Which date do you mean?\n1. 27 July 2027\n2. 31 July 2027"


async def test_what_was_refused_is_what_is_talked_about() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="amber"))
    refused = await talk.say("Priya Shah", "update", talk.meant("2", status="red"))
    assert refused.writes == ()
    focus = talk.memories["Priya Shah"].focus
    assert focus is not None and focus.actions == ((1, talk.action("2").id),)  # before: still 1.1, and "done" closed it


async def test_a_refusal_says_once_that_nothing_was_changed() -> None:
    talk = Talk()
    text = await talk.text("Priya Shah", "update", talk.meant("1.1", status="red", effective=date(2026, 12, 1)))
    assert text == "Nothing was changed. An update cannot count from a day to come (1 December 2026)."


async def test_a_date_said_again_in_other_words_leaves_the_plan_its_own() -> None:
    talk = Talk()
    said = Timescale(text="30/9/26", kind=Kind.DATE, start=date(2026, 9, 30), end=date(2026, 9, 30))
    text = await talk.text("Priya Shah", "update", talk.meant("1.1", due=said.end, timescale=said))
    assert text == "1.1: still due September 2026."
    standing = talk.action("1.1").timescale
    assert standing is not None
    assert standing.text == "September 2026"


async def test_an_action_is_closed_undone_only_with_a_reason() -> None:
    talk = Talk()
    refused = await talk.text("Priya Shah", "update", talk.meant("1.1", status=Status.CLOSED))
    assert "needs its reason" in refused
    assert talk.action("1.1").status is Status.GREEN
    await talk.say("Priya Shah", "update", talk.meant("1.1", status=Status.CLOSED, note="agreed by Cabinet"))
    assert talk.action("1.1").status is Status.CLOSED


async def test_completing_an_action_with_open_steps_is_asked_about_once() -> None:
    talk = Talk()
    open_steps = {"asks": Asks.CONFIRM, "candidates": ["2"], "targets": [(1, talk.action("2").id)], "steps": [1, 2]}
    outcome = await talk.say("Rhys Bevan", "update", **open_steps)
    assert outcome.reply.text == (
        "2 has 2 steps open. Is all of 2 complete, or only one of them? Say “all”, or the step’s number.\n"
        "1. Count it\n2. Bank it"
    )
    assert [button.label for button in outcome.reply.card.buttons] == ["All of 2", "Step 1", "Step 2", "Cancel"]


async def test_a_step_has_no_status_of_its_own() -> None:
    talk = Talk()
    text = await talk.text("Rhys Bevan", "update", talk.meant("2", step=1, status="red"))
    assert text.startswith("Nothing was changed. A step has no status of its own")


async def test_a_step_that_is_done_leaves_the_action_as_it_was() -> None:
    talk = Talk()
    text = await talk.text("Rhys Bevan", "update", talk.meant("2", step=1, status="complete"))
    assert text == "2: step 1 done."


async def test_a_yes_to_one_action_is_asked_for_in_the_plan_s_words() -> None:
    talk = Talk()
    change = talk.meant("1.1", status="red")
    text = await talk.text("Priya Shah", "update", change, asks=Asks.CONFIRM)
    assert text == "Shall I record that for 1.1, “Write a plan for ten years”?"  # before: "This changes 1 action: 1.1."


async def test_what_is_left_alone_is_said_before_the_yes_and_not_again_after_it() -> None:
    talk = Talk()
    changes = [talk.meant(ref, status="red") for ref in ("1.1", "1.2", "2", "3.1", "3.2")]
    text = await talk.text("Priya Shah", "update", *changes, asks=Asks.CONFIRM)
    assert text.startswith("Left alone: 2, 3.1, 3.2.")
    assert text.endswith("This changes 2 actions: 1.1, 1.2. Go ahead?")
    agreed = await talk.text("Priya Shah", "update", *changes, args={"confirmed": True})
    assert agreed == "1.1: On track → Delayed.\n1.2: Not started → Delayed."


async def test_many_that_are_left_alone_are_counted() -> None:
    talk = Talk()
    changes = [talk.meant(ref, note="news") for ref in ("1.1", "1.2", "2", "3.1", "3.2", "3.3", "4")]
    text = await talk.text("Nora Quill", "update", *changes)
    assert text.startswith("Nothing was changed. 7 are not yours: only their owners")


async def test_who_does_the_last_step_is_told_that_the_action_is_open() -> None:
    talk = Talk()
    await talk.say("Rhys Bevan", "update", talk.meant("2", step=1, status="complete"))
    text = await talk.text("Rhys Bevan", "update", talk.meant("2", step=2, status="complete"))
    assert text == "2: step 2 done.\nAll steps of 2 are done. Say “2 complete” when the whole is."
