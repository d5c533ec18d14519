""" "4 isn't mine": whose is it, then? Whoever is named is asked in their next message, and nothing moves until they
take it. The officers hear of it where nobody is named, where whoever was named says no, and where nobody takes it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from dialogs.ask import asked
from dialogs.drafting import record_drafts
from dialogs.focus import did, remembered
from dialogs.items import Item, item, several
from dialogs.parties import who_answers
from dialogs.read_back import reply as read_back
from dialogs.reply import Button, Payload, Reply
from dialogs.rights import changes_what_is_theirs, may, owns, why_not
from dialogs.shown import refs_shown, shown_ref
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Meant
from dialogs.words import joined, say
from storage.people import Person, Role
from storage.plan import ChangeKind, Draft, Plan
from storage.rhythm import DropPrompt, Prompt, PutPrompt, PutSnooze, Rhythm, Snooze, Why
from storage.schedule import next_working_day
from storage.work import Write

DAY = timedelta(days=1)
A_MONTH = timedelta(days=30)  # for which nobody is asked of what they say is not theirs


async def not_mine(turn: Turn) -> Outcome | None:
    """What becomes of "not mine"; None where it is no more than a hand-over by somebody who may make it."""
    found = next((one for pair in turn.meant.disowned if (one := item(turn.plans, *pair))), None)
    if found is None or len(turn.meant.disowned) > 1:
        return None
    rhythm = await turn.past.rhythm(turn.today)
    if _handed(turn, found, rhythm):
        return _declined(turn, found, rhythm)
    may_hand = may(turn.speaker, "assign", found.plan, found.action, turn.directory)
    if not may_hand and not owns(turn.speaker, found.plan, found.action, turn.directory):
        owners = joined(who_answers(turn.directory, one) for one in found.action.owners) or say("assign.nobody")
        return _told(say("not_mine.is_not", ref=shown_ref(found, several(turn)), owners=owners))
    if turn.meant.asks:
        return _whose(turn, found)
    named = [one for change in turn.meant.changes for one in change.owner_ids or ()]
    if not named:
        return _nobody_named(turn, found)
    return None if may_hand else _offered(turn, found, named)


def _told(words: str, *writes: Write) -> Outcome:
    return Outcome(Reply(text=words), writes)


def _whose(turn: Turn, found: Item) -> Outcome:
    """The question, with a way out for whoever does not know."""
    outcome = asked(turn, words=say("not_mine.whose", ref=shown_ref(found, several(turn))))
    reply, question = outcome.reply, outcome.memory.question if outcome.memory else None
    if reply is None or reply.card is None or question is None:
        return outcome
    said = say("not_mine.do_not_know")
    press = Payload(act="answer", question=question.id, person=turn.speaker.id, note=said)
    card = reply.card.model_copy(update={"buttons": (Button(label=said, payload=press), *reply.card.buttons)})
    return replace(outcome, reply=reply.model_copy(update={"card": card}))


def _nobody_named(turn: Turn, found: Item) -> Outcome:
    """The officers hear of it in their next message."""
    told = list(_to_officers(turn, found, turn.speaker.id, turn.today))
    names = joined(turn.directory.names(one.prompt.person for one in told))
    key = "not_mine.officers" if told else "not_mine.nobody_else"
    return _told(say(key, ref=refs_shown([found], several(turn)), names=names), _rests(turn, found), *told)


def _offered(turn: Turn, found: Item, named: list[int]) -> Outcome:
    """Whoever answers for what was named is asked; the officers hear of it two working days later."""
    asked_of = [one for owner in named for one in turn.directory.answers_for(owner) if one != turn.speaker.id]
    if not asked_of:
        return _told(say("not_mine.nobody_behind", name=joined(turn.directory.names(named))))
    if not any(_may_take(turn, one, found) for one in asked_of):
        return _told(say("not_mine.reader", n=len(asked_of), name=joined(turn.directory.names(asked_of))))
    asked_of = [one for one in asked_of if _may_take(turn, one, found)]
    handed = [PutPrompt(_prompt(turn, Why.HANDED, one, found, turn.speaker.id, turn.today)) for one in asked_of]
    late = next_working_day(next_working_day(turn.today + DAY) + DAY)
    told = [one for one in _to_officers(turn, found, turn.speaker.id, late) if one.prompt.person not in asked_of]
    slots = {"ref": refs_shown([found], several(turn)), "name": joined(turn.directory.names(asked_of))}
    return _told(say("not_mine.offered", n=len(asked_of), **slots), _rests(turn, found), *handed, *told)


def _may_take(turn: Turn, person: int, found: Item) -> bool:
    return changes_what_is_theirs(turn.directory[person], [found.plan], turn.directory)


def _handed(turn: Turn, found: Item, rhythm: Rhythm) -> Prompt | None:
    """Who said last that it is the speaker's, and owns it still."""
    fits = (
        one
        for one in reversed(rhythm.handed)
        if one.person == turn.speaker.id
        and (one.plan, one.action) == found.pair
        and not turn.directory.stands_for(one.by).isdisjoint(found.action.owners)
    )
    return next(fits, None)


def _declined(turn: Turn, found: Item, rhythm: Rhythm) -> Outcome:
    """Nobody has taken it: the officers hear so in their next message, from both."""
    handed = _handed(turn, found, rhythm)
    by = handed.by if handed else turn.speaker.id
    waiting = [one for one in rhythm.prompts if one.why is Why.DISOWNED and (one.plan, one.action) == found.pair]
    told = [*_to_officers(turn, found, by, turn.today), *_to_officers(turn, found, turn.speaker.id, turn.today)]
    names = joined(turn.directory.names(dict.fromkeys(one.prompt.person for one in told)))
    slots = {"ref": refs_shown([found], several(turn)), "names": names, "name": turn.directory.name(by)}
    key = "not_mine.declined" if told else "not_mine.declined_alone"
    return _told(say(key, **slots), *(DropPrompt(one.id) for one in waiting), *told)


async def taken(turn: Turn) -> Outcome | None:
    """ "4 to me" from somebody who was told that it is theirs; None where nobody has told them so."""
    (said, *more) = turn.meant.changes
    found = item(turn.plans, said.plan_id, said.action_id)
    if more or found is None or said.owner_ids != [turn.speaker.id]:
        return None
    if found.action.owners == (turn.speaker.id,):
        return _told(say("not_mine.yours_already", ref=shown_ref(found, several(turn))))
    handed = _handed(turn, found, await turn.past.rhythm(turn.today))
    if handed is None or may(turn.speaker, "assign", found.plan, found.action, turn.directory):
        return None
    if not _may_take(turn, turn.speaker.id, found):
        return _told(why_not(turn.speaker, "update", None, None, turn.directory))
    theirs = turn.directory.stands_for(handed.by)
    owners = list(dict.fromkeys(turn.speaker.id if one in theirs else one for one in found.action.owners))
    note = say("not_mine.note", giver=turn.directory.name(handed.by), taker=turn.speaker.name)
    draft = Draft(ChangeKind.UPDATE, found.action.id, {"owners": owners}, {"note": note})
    after, writes = record_drafts(turn, [(found.plan, draft)])
    meant = Meant(action=said.action, owners=turn.directory.names(owners), owner_ids=owners, note=note)
    reply = read_back(turn, [(found, meant)], after, [])
    return Outcome(reply, writes, remembered(turn, "update", [found], done=(*turn.memory.done, *did(turn, writes))))


# --- what is written ----------------------------------------------------------------------------------------------


def _rests(turn: Turn, found: Item) -> PutSnooze:
    return PutSnooze(Snooze(turn.speaker.id, *found.pair, turn.today + A_MONTH))


def _to_officers(turn: Turn, found: Item, by: int, day: date) -> Iterator[PutPrompt]:
    for one in _officers(turn, found.plan):
        if one.id not in (turn.speaker.id, by):
            yield PutPrompt(_prompt(turn, Why.DISOWNED, one.id, found, by, day))


def _officers(turn: Turn, plan: Plan) -> list[Person]:
    return [one for one in turn.directory.here() if plan.role_of(one) is Role.OFFICER]


def _prompt(turn: Turn, why: Why, person: int, found: Item, by: int, day: date) -> Prompt:
    plan, action = found.pair
    key = f"{why.value}:{turn.change_set}:{by}:{person}:{plan}:{action}"
    return Prompt(key, why, person, plan, action, day, by, turn.now)
