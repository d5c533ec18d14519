"""A weekly summary set up in words, once, by those who may."""

import pytest

from dialogs.message import Place
from storage.work import PutSchedule
from tests.dialogs.talk import Talk

MONDAY = {"rule": {"weekday": 0, "hour": 9, "minute": 0}}


async def test_a_summary_is_set_up_and_the_first_day_is_told() -> None:
    talk = Talk(place=Place.CHANNEL)
    text = await talk.text("Tom Reed", "schedule", args=MONDAY)
    assert text == "Every Monday at 9:00, starting Monday 30 November 2026: the summary of OAK25, here."
    (put,) = talk.written
    assert isinstance(put, PutSchedule)
    assert put.schedule.next_at.isoformat() == "2026-11-30T09:00:00+00:00"
    assert (put.schedule.plan, put.schedule.rule.zone) == (1, "Europe/London")


async def test_the_same_is_not_set_up_twice_and_another_time_comes_beside_it() -> None:
    talk = Talk()
    await talk.say("Tom Reed", "schedule", args=MONDAY)
    same = await talk.text("Tom Reed", "schedule", args=MONDAY)
    assert same.startswith("That is already so:")
    await talk.say("Tom Reed", "schedule", args={"rule": {"weekday": 4, "hour": 15, "minute": 30, "every_weeks": 2}})
    assert await talk.text("Tom Reed", "schedule", args={"list": True}) == (
        "Posted here:\n1. the summary of OAK25, every Monday at 9:00; next on Monday 30 November 2026\n"
        "2. the summary of OAK25, every 2 weeks on Friday at 15:30; next on Friday 27 November 2026"
    )


@pytest.mark.parametrize("rule", [{"weekday": 0, "hour": 25}, {"weekday": 7, "hour": 9}, {"hour": 9}])
async def test_a_time_that_no_clock_has_is_refused(rule: dict[str, int]) -> None:
    talk = Talk()
    text = await talk.text("Tom Reed", "schedule", text="every Monday at 25", args={"rule": rule})
    assert text.startswith("I cannot read a day of the week and a time in “every Monday at 25”.")
    assert talk.written == []


async def test_a_reader_sets_nothing_up_and_stops_nothing() -> None:
    talk = Talk()
    await talk.say("Nora Quill", "schedule", args=MONDAY)
    assert talk.written == []
    await talk.say("Tom Reed", "schedule", args=MONDAY)
    await talk.say("Nora Quill", "unschedule")
    assert len(talk.schedules) == 1


async def test_it_is_stopped_and_then_there_is_nothing_to_stop() -> None:
    talk = Talk()
    await talk.say("Tom Reed", "schedule", args=MONDAY)
    assert await talk.text("Tom Reed", "unschedule") == (
        "Stopped: the summary of OAK25, every Monday at 9:00. "
        "To have it back, say “post the summary of OAK25 here every Monday at 9:00”."
    )
    assert await talk.text("Tom Reed", "unschedule") == "Nothing is posted here by a schedule."
