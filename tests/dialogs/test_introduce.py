"""On one's own machine: who to be is picked, in words or by a button."""

from dataclasses import replace

import pytest

from dialogs.introduce import introduce
from dialogs.message import Message, Sender
from dialogs.reply import Payload
from dialogs.understanding.interpretation import Intent, Interpretation
from storage.work import LinkIdentity
from tests.dialogs.talk import Talk


def _stranger(talk: Talk, text: str, **payload: object) -> Message:
    message = talk._turn("Tom Reed", Interpretation(text=text, intent=Intent.UNKNOWN)).message
    return replace(message, text=text, payload=payload, sender=Sender("console", "x", "Alex"))


@pytest.mark.parametrize("text", ["I am Priya Shah", "i'm priya shah", "Priya Shah", "PS", "I am Priya."])
def test_on_one_s_own_machine_one_says_who_to_be(text: str) -> None:
    talk = Talk()
    meant = Interpretation(text=text, intent=Intent.UNKNOWN)
    outcome = introduce(_stranger(talk, text), meant, talk.directory, talk.plans)
    (link,) = outcome.writes
    assert isinstance(link, LinkIdentity) and link.person == talk.id("Priya Shah")


@pytest.mark.parametrize("text", ["hello", "who is Priya Shah", "I am the Housing Board", "I am WJ", ""])
def test_nobody_is_picked_by_accident_and_the_names_are_offered(text: str) -> None:
    talk = Talk()
    meant = Interpretation(text=text, intent=Intent.UNKNOWN)
    outcome = introduce(_stranger(talk, text), meant, talk.directory, talk.plans)
    assert outcome.writes == ()
    assert outcome.reply.card is not None
    assert {one.payload.act for one in outcome.reply.card.buttons} == {"be"}


def test_a_pressed_name_is_that_person_and_a_forged_group_is_nobody() -> None:
    talk = Talk()
    meant = Interpretation(text="", intent=Intent.UNKNOWN)
    for name, links in (("Tom Reed", 1), ("Housing Board", 0)):
        press = Payload(act="be", person=talk.id(name)).model_dump(mode="json", exclude_defaults=True)
        outcome = introduce(_stranger(talk, "", **press), meant, talk.directory, talk.plans)
        assert len(outcome.writes) == links
