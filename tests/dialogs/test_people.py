"""Who somebody is, and who says so."""

from dataclasses import replace

from storage.rights import PutRights
from storage.work import LinkIdentity, PutPerson
from tests.dialogs.talk import Talk


async def test_who_somebody_is() -> None:
    talk = Talk()
    assert await talk.text("Tom Reed", "people", args={"who": "Priya Shah"}) == (
        "Priya Shah: owner, PS for short, 2 open actions (1.1, 1.2)."
    )
    assert await talk.text("Tom Reed", "people", args={"who": "Housing Board"}) == (
        "Housing Board: a group, answered for by Ian Marsh, 1 open action (3.1)."
    )
    assert await talk.text("Tom Reed", "people", args={"who": "XX"}) == "I know nobody called XX here."


async def test_an_officer_says_whose_initials_they_are_and_the_actions_follow() -> None:
    talk = Talk()
    args = {"alias": "WJ", "name": "Rhys Bevan"}
    assert await talk.text("Priya Shah", "people", args=args) == "Only a performance officer can say who somebody is."
    assert await talk.text("Leila Okoro", "people", args=args) == "WJ is Rhys Bevan from now on; that is 1 action."
    put, told = talk.written
    assert isinstance(put, PutPerson) and isinstance(told, PutRights)
    assert put.person.holders == (talk.id("Rhys Bevan"),)
    assert "3.3" in await talk.text("Rhys Bevan", "list", filter={"owner": "Rhys Bevan"})


async def test_being_somebody_else_is_for_one_s_own_machine() -> None:
    away, here = Talk(), Talk(local=True)
    said = {"text": "I am Tom Reed", "args": {"i_am": "Tom Reed"}}
    assert (await away.text("Priya Shah", "people", **said)).startswith("Who you are is settled by your account here.")
    assert away.written == []
    assert (await here.text("Priya Shah", "people", **said)).startswith("You are Tom Reed now.")
    (link,) = here.written
    assert isinstance(link, LinkIdentity) and link.person == here.id("Tom Reed")


async def test_a_name_is_said_once() -> None:
    talk = Talk()
    text = await talk.text("Tom Reed", "people", args={"who": "WJ"})
    assert text == "WJ: initials in this plan, nobody answers for it yet, 1 open action (3.3)."
    ian = replace(talk.directory[talk.id("Ian Marsh")], aliases=("Head of Housing", "Marshy"))
    talk.directory = replace(talk.directory, people={**talk.directory.people, ian.id: ian})
    text = await talk.text("Tom Reed", "people", args={"who": "Ian Marsh"})
    assert text == "Ian Marsh: owner, Head of Housing, also called Marshy, 1 open action (3.1)."
