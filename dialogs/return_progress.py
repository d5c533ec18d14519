"""How a return is going, whose rows are left, and "no change for the rest"."""

from collections.abc import Sequence
from dataclasses import replace

from dialogs.ask import CONFIRMED, confirm
from dialogs.items import Item
from dialogs.reply import Button, Card, Fact, Payload, Progress, Reply
from dialogs.returns_which import Sight, by_person, said, sight, who
from dialogs.rhythm.returning import Answered, Standing, needs_words, outstanding, previous, recent, standing
from dialogs.rights import OVER_ALL, owns
from dialogs.rows import rows
from dialogs.shown import NO_CHANGE, refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Intent, Interpretation, Meant
from dialogs.update_action import update_action
from dialogs.words import cut, day, joined, say
from storage.failures import Unreached
from storage.plan import Update

QUOTED = 200  # characters of an earlier update that is offered as the answer
ON_BUTTON = 700  # characters of a note that a button can carry


async def progress(turn: Turn) -> Outcome:
    """Answered, outstanding by person, late, could not reach; in company the counts alone."""
    found = await sight(turn)
    if isinstance(found, Outcome):
        return found
    stands = standing(found.plan, found.made)
    done = progress_of(stands)
    facts = _facts(found, stands, await turn.past.unreached()) if _sees_all(turn) else _own(turn, stands)
    heading = say(f"return.heading_{_state(found)}", **_slots(found))
    card = Card(heading=heading, progress=done, facts=facts, buttons=_buttons(turn, found))
    lines = [heading, done.label, *(say("return.fact", label=one.label, value=one.value) for one in facts)]
    return Outcome(Reply(text="\n".join(lines), card=card, plan=found.plan.id, seen=found.plan.number))


def progress_of(stands: Sequence[Standing]) -> Progress:
    done = sum(one.done for one in stands)
    return Progress(done=done, total=len(stands), label=say("return.progress", done=done, n=len(stands)))


def _state(found: Sight) -> str:
    if found.made.frozen is not None:
        return "frozen"
    return "closed" if found.made.closed is not None else "open"


def _slots(found: Sight) -> dict[str, object]:
    made = found.made
    by = say("return.by", date=day(made.deadline)) if made.deadline else ""
    return {"label": made.label, "plan": found.plan.code, "date": day(made.as_at), "by": by, "version": made.version}


def _sees_all(turn: Turn) -> bool:
    """Names are for officers and managers, and for nobody in company."""
    return turn.private and turn.speaker.role in OVER_ALL


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


def _own(turn: Turn, stands: Sequence[Standing]) -> tuple[Fact, ...]:
    own = [one.item for one in stands if not one.done and _asked_of(turn, one.item)] if turn.private else []
    return (Fact(label=say("return.yours"), value=_refs(own)),) if own else ()


def _refs(items: list[Item]) -> str:
    return refs_shown(items, many=False)


def _asked_of(turn: Turn, one: Item) -> bool:
    return one.action.open and owns(turn.speaker, one.plan, one.action, turn.directory)


def _buttons(turn: Turn, found: Sight) -> tuple[Button, ...]:
    """The way to one's own rows."""
    own = [one for one in outstanding(found.plan, found.made) if _asked_of(turn, one)]
    if not own or not turn.private:
        return ()
    return (Button(label=say("button.my_rows"), payload=Payload(act="rows", plan=found.plan.id), style="positive"),)


# --- one's own rows -------------------------------------------------------------------------------------------------


async def mine(turn: Turn) -> Outcome:
    """Five of one's own rows to fill in, with what was said of them since the last return; the rest follow."""
    found = await sight(turn)
    if isinstance(found, Outcome):
        return found
    if not found.made.open:
        return said(say("return.not_open", **_slots(found)))
    left = [one for one in outstanding(found.plan, found.made) if _asked_of(turn, one)]
    if not left:
        return said(say("return.all_answered", **_slots(found)))
    own = [
        one
        for one in standing(found.plan, found.made)
        if owns(turn.speaker, found.plan, one.item.action, turn.directory)
    ]
    outcome = rows(turn, left, heading=say("return.rows", **_slots(found)), progress=progress_of(own))
    return _with_earlier(found, outcome)


def _with_earlier(found: Sight, outcome: Outcome) -> Outcome:
    """What was said of a row since the last return is offered as its answer."""
    before = previous(found.made, found.returns)
    reply = outcome.reply
    if reply is None or reply.card is None:
        return outcome
    lines, told = [], []
    for line in reply.card.lines:
        one = Item(found.plan, found.plan.find(line.ref)[0])
        if earlier := recent(one, found.made, before):
            note = cut(earlier.note or "", QUOTED)
            told.append(say("return.earlier", ref=line.ref, date=day(earlier.effective), note=note))
            line = line.model_copy(update={"buttons": _use(one, earlier)})
        lines.append(line)
    card = reply.card.model_copy(update={"lines": tuple(lines), "paragraphs": tuple(told)})
    text = "\n".join([reply.text, *told, say("return.rows_typed")])
    card = card.model_copy(update={"footnote": say("return.rows_typed")})
    return Outcome(reply.model_copy(update={"text": text, "card": card}), memory=outcome.memory)


def _use(one: Item, earlier: Update) -> tuple[Button, ...]:
    """A press that says again what was said, where a button can carry it."""
    if not earlier.note or len(earlier.note) > ON_BUTTON:
        return ()
    again = Payload(act="update", plan=one.plan.id, action=one.action.id, seen=one.plan.number, note=earlier.note)
    return (Button(label=say("button.use_earlier"), payload=again),)


async def rest(turn: Turn) -> Outcome:
    """ "No change for the rest": one's own rows that are left, read back before they are recorded; red and overdue ones
    need a sentence."""
    found = await sight(turn)
    if isinstance(found, Outcome):
        return found
    left = [one for one in outstanding(found.plan, found.made) if _asked_of(turn, one)]
    plain = [one for one in left if not needs_words(one, found.made)]
    words = [one for one in left if needs_words(one, found.made)]
    more = say("return.rest_words", n=len(words), refs=_refs(words)) if words else ""
    if not plain:
        return said(more or say("return.all_answered", **_slots(found)))
    if not turn.meant.args.get(CONFIRMED):
        return confirm(turn, " ".join(filter(None, [say("return.rest", n=len(plain), refs=_refs(plain)), more])))
    return await update_action(_no_change(turn, plain))


def _no_change(turn: Turn, items: list[Item]) -> Turn:
    """The turn as if "no change" had been said of each."""
    changes = [
        Meant(action=one.action.ref, plan_id=one.plan.id, action_id=one.action.id, note=NO_CHANGE) for one in items
    ]
    meant = Interpretation(text=turn.meant.text, intent=Intent.UPDATE, changes=changes, args={CONFIRMED: True})
    return replace(turn, meant=meant)
