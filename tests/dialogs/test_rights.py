"""Who may change what, role by role; the same for typed words and for buttons."""

from dataclasses import replace

import pytest

from dialogs.reply import Payload
from dialogs.rights import Act, changes_what_is_theirs, may, may_stand_in
from storage.people import Role
from tests.dialogs.talk import Talk

#             person        act       1.1    2      3.1
ALLOWED = [
    ("Priya Shah", "update", (True, False, False)),  # owner of 1.1
    ("Rhys Bevan", "update", (False, True, False)),
    ("Ian Marsh", "update", (True, False, True)),  # sponsor of 1, and holder of the board that owns 3.1
    ("Nora Quill", "update", (False, False, False)),  # reader
    ("Tom Reed", "update", (True, True, True)),  # manager
    ("Leila Okoro", "update", (True, True, True)),  # performance officer
    ("Priya Shah", "assign", (False, False, False)),
    ("Ian Marsh", "assign", (False, False, False)),
    ("Tom Reed", "assign", (True, True, True)),
    ("Leila Okoro", "assign", (True, True, True)),
    ("Priya Shah", "internal", (True, False, False)),
    ("Nora Quill", "internal", (False, False, False)),
]


@pytest.mark.parametrize(("who", "act", "expected"), ALLOWED)
def test_who_may_do_what_to_which_action(who: str, act: Act, expected: tuple[bool, ...]) -> None:
    talk = Talk()
    person, plan = talk.directory[talk.id(who)], talk.plans[1]
    allowed = tuple(may(person, act, plan, talk.action(ref), talk.directory) for ref in ("1.1", "2", "3.1"))
    assert allowed == expected


@pytest.mark.parametrize(
    ("who", "schedules", "people"),
    [
        ("Priya Shah", True, False),
        ("Nora Quill", False, False),
        ("Tom Reed", True, False),
        ("Leila Okoro", True, True),
    ],
)
def test_who_may_set_up_a_summary_and_say_who_somebody_is(who: str, schedules: bool, people: bool) -> None:
    talk = Talk()
    person = talk.directory[talk.id(who)]
    assert may(person, "schedule", None, None, talk.directory) is schedules
    assert may(person, "people", None, None, talk.directory) is people


async def test_a_reader_who_is_named_as_an_owner_still_only_reads() -> None:
    talk = Talk()
    handed = talk.meant("2", owners=["Nora Quill"], owner_ids=[talk.id("Nora Quill")])
    assert (await talk.text("Tom Reed", "assign", handed)).startswith("2: Rhys Bevan → Nora Quill.")
    text = await talk.text("Nora Quill", "update", talk.meant("2", status="green"))
    assert text.startswith("Nothing was changed.")


async def test_a_pressed_button_is_refused_as_typed_words_are() -> None:
    talk = Talk()
    forged = Payload(act="update", plan=1, action=talk.action("2").id)
    text = await talk.text("Priya Shah", "update", talk.meant("2", status="complete"), press=forged)
    assert text == (
        "Nothing was changed. Only the owner of 2 (Rhys Bevan), a manager or a performance officer can change it."
    )
    assert talk.written == []


async def test_a_form_is_not_even_shown_to_who_may_not_send_it() -> None:
    talk = Talk()
    outcome = await talk.say("Nora Quill", "show", press=Payload(act="form", plan=1, action=talk.action("2").id))
    assert outcome.reply.card is None


async def test_an_owner_who_hands_over_is_told_who_can() -> None:
    talk = Talk()
    handed = talk.meant("1.1", owners=["Rhys Bevan"], owner_ids=[talk.id("Rhys Bevan")])
    assert await talk.text("Priya Shah", "assign", handed) == (
        "Nothing was changed. Only a manager or a performance officer can hand 1.1 to somebody else. "
        "Leila Okoro and Tom Reed can."
    )


async def test_a_hand_over_to_nobody_known_changes_nothing() -> None:
    talk = Talk()
    text = await talk.text("Tom Reed", "assign", talk.meant("1.1", owners=["Who Else"], owner_ids=[]))
    assert text == "I do not know who that is. Nothing was changed."
    assert talk.written == []


@pytest.mark.parametrize(
    ("who", "ref", "text"),
    [
        ("Rhys Bevan", "1.1", "Only the owner of 1.1 (Priya Shah), its sponsor (Ian Marsh), a manager or"),
        ("Rhys Bevan", "3.1", "Only the owner of 3.1 (Ian Marsh for Housing Board), a manager or"),
        ("Ian Marsh", "3.2", "Nobody is named for 3.2; only a manager or a performance officer can change it."),
    ],
)
async def test_a_refusal_says_whom_to_ask(who: str, ref: str, text: str) -> None:
    talk = Talk()
    said = await talk.text(who, "update", talk.meant(ref, status="complete"))
    assert said.startswith(f"Nothing was changed. {text}")


async def test_a_refusal_names_the_plan_where_two_are_live() -> None:
    talk = Talk("oak.yaml", "elm.yaml")
    text = await talk.text("Rhys Bevan", "update", talk.meant("1.1", status="amber"))
    assert text.startswith("Nothing was changed. Only the owner of OAK25 1.1 (")  # before: "of 1.1", of either plan


@pytest.mark.parametrize(("role", "able"), [(Role.READER, False), (Role.OWNER, True), (Role.SERVICE, False)])
@pytest.mark.parametrize("act", ["update", "assign", "decide"])
def test_whoever_only_reads_changes_and_decides_nothing_of_those_who_report_to_them(
    role: Role, able: bool, act: Act
) -> None:
    talk = Talk()
    nora = replace(talk.directory[talk.id("Nora Quill")], role=role)
    rhys = replace(talk.directory[talk.id("Rhys Bevan")], manager=nora.id)
    directory = replace(talk.directory, people={**talk.directory.people, nora.id: nora, rhys.id: rhys})
    plan = talk.plans[1]
    plan = replace(plan, members={str(nora.id): role.value}) if role is Role.SERVICE else plan
    assert may(nora, act, plan, talk.action("2"), directory) is able
    assert changes_what_is_theirs(nora, [plan], directory) is able


def test_a_reader_stands_in_for_nobody_but_where_a_plan_makes_them_more() -> None:
    talk = Talk("oak.yaml", "elm.yaml")
    nora, priya, rhys = (talk.directory[talk.id(one)] for one in ("Nora Quill", "Priya Shah", "Rhys Bevan"))
    oak = talk.plans[1]
    assert not may_stand_in(nora, priya, talk.plans.values(), talk.directory)
    assert may_stand_in(rhys, priya, talk.plans.values(), talk.directory)
    there = replace(oak, members={str(nora.id): "owner"})
    assert may_stand_in(nora, priya, [there], talk.directory)


async def test_who_is_handed_something_and_only_reads_is_named_as_such() -> None:
    talk = Talk()
    handed = talk.meant("1.1", owners=["Nora Quill"], owner_ids=[talk.id("Nora Quill")])
    assert await talk.text("Tom Reed", "assign", handed) == (
        "1.1: Priya Shah → Nora Quill.\n"
        "Nora Quill is a reader and may not change it: a performance officer can say “make Nora Quill an owner”."
    )
