"""An edit against a plan with steps; everything else of it is tried through the router in `tests/test_edited.py`."""

from dataclasses import replace

from dialogs.edited import edited
from dialogs.message import MessageKind
from dialogs.turn import Outcome
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from tests.dialogs.talk import Talk


async def test_a_step_that_was_not_done_after_all_is_open_again() -> None:
    talk = Talk()
    action = next(one for one in talk.plans[1].actions.values() if len(one.steps) > 1 and not one.steps[0].done)
    officer = next(one.name for one in talk.directory.people.values() if one.role == "officer")
    await talk.say(officer, "update", talk.meant(action.ref, step=1, status="complete"))
    assert talk.action(action.ref).steps[0].done
    turn = talk._turn(officer, Interpretation(text=f"{action.ref} nearly there", intent=Intent.UNKNOWN))
    message = replace(turn.message, kind=MessageKind.EDITED, in_reply_to="1")
    context = Context(tuple(turn.live), turn.directory, turn.speaker, turn.today)
    outcome = await edited(replace(turn, message=message), context, "set 1")
    assert isinstance(outcome, Outcome) and outcome.reply is not None
    assert outcome.reply.text.startswith(f"Corrected as you edited it. {action.ref}: ")
    assert "steps as before" in outcome.reply.text
