"""How a return is going, and whose rows are left."""

from collections.abc import Sequence

from dialogs.items import Item
from dialogs.reply import Button, Card, Fact, Payload, Progress, Reply
from dialogs.returns_which import (
    Sight,
    by_person,
    heading_of,
    left_of,
    offer_sheets,
    own_rows,
    sight,
    who,
    without_chat,
)
from dialogs.rhythm.returning import Answered, Standing, standing
from dialogs.rights import may, oversees
from dialogs.shown import refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.words import joined, say
from storage.failures import Unreached


async def progress(turn: Turn) -> Outcome:
    """Answered, outstanding by person, late, could not reach; in company the counts alone."""
    found = await sight(turn)
    if isinstance(found, Outcome):
        return found
    stands = standing(found.plan, found.made)
    done = progress_of(stands)
    facts = _facts(found, stands, await turn.past.unreached()) if _sees_all(found) else _own(found)
    heading = heading_of(found.plan, found.made)
    sheets = await _sheets(found, stands)
    how = (say("return.sheets_too"),) if sheets else ()
    card = Card(
        heading=heading, progress=done, facts=facts, buttons=(*_buttons(found), *sheets), footnote="".join(how) or None
    )
    lines = [heading, done.label, *(say("return.fact", label=one.label, value=one.value) for one in facts), *how]
    return Outcome(Reply(text="\n".join(lines), card=card, plan=found.plan.id, seen=found.plan.number))


async def _sheets(found: Sight, stands: Sequence[Standing]) -> tuple[Button, ...]:
    """For an officer the way to the sheets of those who are asked and have no chat."""
    turn = found.turn
    if not found.made.open or not turn.private or not may(turn.speaker, "return", found.plan, None, turn.directory):
        return ()
    left = by_person(turn, [one.item for one in stands if not one.done])
    return (offer_sheets(found.plan.id),) if await without_chat(turn, list(left)) else ()


def progress_of(stands: Sequence[Standing]) -> Progress:
    done = sum(one.done for one in stands)
    return Progress(done=done, total=len(stands), label=say("return.progress", done=done, n=len(stands)))


def _sees_all(found: Sight) -> bool:
    """Names are for officers and managers, and for nobody in company."""
    return found.turn.private and oversees(found.turn.speaker, [found.plan])


def _facts(found: Sight, stands: Sequence[Standing], lost: Sequence[Unreached]) -> tuple[Fact, ...]:
    """By person what is outstanding, then what else an officer asks about."""
    turn, left = found.turn, [one.item for one in stands if one.answered is Answered.NO]
    people = by_person(turn, left)
    names = [say("return.person", name=turn.directory.name(one), refs=_refs(few)) for one, few in people.items()]
    unreached = {one.person for one in lost} & people.keys()
    pairs = [
        ("outstanding", "; ".join(names)),
        ("nobody", _refs([one for one in left if not who(turn, one)])),
        ("needs_words", _refs([one.item for one in stands if one.answered is Answered.NEEDS_WORDS])),
        ("late", _refs([one.item for one in stands if one.answered is Answered.LATE])),
        ("unreached", joined(turn.directory.names(sorted(one for one in unreached if one is not None)))),
    ]
    return tuple(Fact(label=say(f"return.{key}"), value=value) for key, value in pairs if value)


def _own(found: Sight) -> tuple[Fact, ...]:
    own = left_of(own_rows(found.turn, found.plan, found.made)) if found.turn.private and found.made.open else []
    return (Fact(label=say("return.yours"), value=_refs(own)),) if own else ()


def _refs(items: list[Item]) -> str:
    return refs_shown(items, many=False)


def _buttons(found: Sight) -> tuple[Button, ...]:
    """The way to one's own rows."""
    if not _own(found):
        return ()
    return (Button(label=say("button.my_rows"), payload=Payload(act="rows", plan=found.plan.id), style="positive"),)
