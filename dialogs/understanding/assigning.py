"""Handing over: "give 5 to Anne", "MG leads on it now", "everything of JTs to SN from 1 Oct"."""

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Asks, Intent, Interpretation, Meant
from dialogs.understanding.items import Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import (
    Found,
    Settled,
    Target,
    action_at,
    at_hand,
    names_of,
    own_actions,
    resolve,
)
from dialogs.understanding.topics import find_topic


def read_assignment(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """Who is to answer for what; what is not certain is asked."""
    if not LEXICON.has("assign", sentence.tagged) or LEXICON.has("assign_not", sentence.tagged):
        return None
    meant = Interpretation(text=sentence.text, intent=Intent.ASSIGN)
    if LEXICON.has("assign_all", sentence.tagged) and len(sentence.people()) > 1 and not sentence.refs():
        return _everything(sentence, context, settled, meant)
    to = _to(sentence, context, settled)
    if not to:
        return _which_person(sentence, context, meant)
    found = _what(sentence, context, settled)
    if found.asks:
        return _asking(meant, found, context)
    changes = [_handed(one, to, sentence, context) for one in found.targets]
    return meant.model_copy(update={"changes": [one for one in changes if one]})


def _asking(meant: Interpretation, found: Found, context: Context) -> Interpretation:
    return meant.model_copy(
        update={"asks": found.asks, "candidates": names_of(found, context), "targets": list(found.fits)}
    )


def _to(sentence: Sentence, context: Context, settled: Settled) -> tuple[int, ...]:
    """The new owners; empty where the name is unknown or fits several."""
    if settled.people:
        return settled.people
    if LEXICON.has("to_me", sentence.tagged) and context.speaker is not None:
        return (context.speaker.id,)
    named = _receivers(sentence)
    if not named or any(len(who.ids) != 1 for who in named):
        return ()
    return tuple(dict.fromkeys(who.ids[0] for who in named))


def _receivers(sentence: Sentence) -> list[Who]:
    """The people named after "to"; else everybody named."""
    found = LEXICON.every("to_whom", sentence.tagged)
    if not found:
        return sentence.people()
    begin = sentence.line.span(found[-1])[1]
    return sentence.part(begin, len(sentence.units)).people() or sentence.people()


def _which_person(sentence: Sentence, context: Context, meant: Interpretation) -> Interpretation:
    several = next((who for who in _receivers(sentence) if len(who.ids) > 1), None)
    ids = several.ids if several else ()
    candidates = context.directory.names(ids)
    return meant.model_copy(
        update={"asks": Asks.WHICH_PERSON, "candidates": candidates, "targets": [(0, one) for one in ids]}
    )


def _what(sentence: Sentence, context: Context, settled: Settled) -> Found:
    refs = sentence.refs()
    if not refs:
        if settled.targets:
            return Found(settled.targets)
        topic = find_topic(sentence, context)
        return topic.found if topic and not context.card else at_hand(context)
    plan = next(iter(sentence.plans()), None)
    targets: list[Target] = []
    for ref in refs:
        found = resolve(ref, context, plan, settled)
        if found.asks:
            return found
        targets += found.targets
    return Found(tuple(targets))


def _handed(target: Target, to: tuple[int, ...], sentence: Sentence, context: Context) -> Meant | None:
    action = action_at(target, context)
    if action is None:
        return None
    owners = to
    if LEXICON.has("assign_remove", sentence.tagged):
        owners = tuple(one for one in action.owners if one not in to)
    elif LEXICON.has("assign_add", sentence.tagged):
        owners = (*action.owners, *(one for one in to if one not in action.owners))
    return _owned(target, owners, sentence, context)


def _owned(target: Target, owners: tuple[int, ...], sentence: Sentence, context: Context) -> Meant:
    action = action_at(target, context)
    meant = Meant(
        action=action.ref if action else "",
        owners=context.directory.names(owners),
        plan_id=target[0],
        action_id=target[1],
        owner_ids=list(owners),
    )
    if sentence.dates():
        meant.effective = sentence.dates()[0].start
    return meant


def _everything(sentence: Sentence, context: Context, settled: Settled, meant: Interpretation) -> Interpretation:
    """All of one person's open actions; many at once are confirmed first."""
    people = sentence.people()
    giver, receivers = people[0], _receivers(sentence)
    unclear = next((who for who in (giver, *receivers) if len(who.ids) != 1), None)
    if unclear is not None:
        return _which_person(sentence, context, meant)
    to = tuple(dict.fromkeys(who.ids[0] for who in receivers if who is not giver))
    targets = own_actions(context, giver.ids)
    changes = []
    for target in targets:
        action = action_at(target, context)
        kept = [one for one in action.owners if one not in context.directory.stands_for(giver.ids[0])] if action else []
        changes.append(_owned(target, (*to, *(one for one in kept if one not in to)), sentence, context))
    if settled.confirmed or len(changes) == 1:
        return meant.model_copy(update={"changes": changes})
    name, names = context.directory.name(giver.ids[0]), context.directory.names(to)
    return meant.model_copy(
        update={
            "asks": Asks.CONFIRM,
            "filter": {"owner": name},
            "args": {"to": names[0] if len(names) == 1 else names},
            "candidates": names_of(Found(fits=targets), context),
            "targets": list(targets),
            "people": {"owner": list(giver.ids), "to": list(to)},
        }
    )
