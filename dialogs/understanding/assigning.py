"""Handing over: "give 5 to Anne", "MG leads on it now", "everything of JTs to SN from 1 Oct"."""

from dataclasses import replace
from datetime import date, timedelta

from dialogs.understanding.clauses import clauses_of
from dialogs.understanding.context import Context
from dialogs.understanding.dates import When
from dialogs.understanding.handovers import Handover, behind_reason, handovers, nothing_else
from dialogs.understanding.index import index_of
from dialogs.understanding.interpretation import Asks, Intent, Interpretation, Meant
from dialogs.understanding.items import Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.ordered_numbers import with_numbers
from dialogs.understanding.pointers import topics_in
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
from storage.people import Kind

HELD = "asked first: it may be no hand-over"  # what the words became that stand in the way of a hand-over
JUST_PAST = timedelta(days=31)  # a hand-over "from" a day that lies so little behind is told afterwards


def read_assignment(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """Who is to answer for what; what is not certain is asked. For how long it is meant is kept as its note."""
    lasting, bound = _without_bound(sentence)
    meant = _read(lasting, context, settled)
    for one in meant.changes if meant is not None and bound else ():
        one.note = bound
    held = LEXICON.search("hand_held", sentence.tagged) if meant is not None else None
    if meant is None or held is None or meant.asks or settled.confirmed:
        return meant
    return _read_back(meant, sentence.words(*sentence.line.span(held)))


def _read_back(meant: Interpretation, held: str) -> Interpretation:
    """A hand-over beside which words stand that take certainty from it is asked, as the gate asks of news."""
    if len({tuple(one.owner_ids or ()) for one in meant.changes}) != 1:
        return meant
    to, names = meant.changes[0].owner_ids or [], meant.changes[0].owners or []
    args = {"to": names[0] if len(names) == 1 else names, **_since(meant.changes)}
    targets = [(one.plan_id or 0, one.action_id or 0) for one in meant.changes]
    asking = {"changes": [], "asks": Asks.CONFIRM, "candidates": [one.action for one in meant.changes]}
    more = {"args": args, "targets": targets, "people": {"to": list(to)}, "why": [(held, HELD)]}
    return meant.model_copy(update=asking | more)


def _without_bound(sentence: Sentence) -> tuple[Sentence, str]:
    """ "3.1 to Samira until Rhys is back": the hand-over, and the words that bound it."""
    found = LEXICON.search("assign_bound", sentence.tagged)
    if found is None or LEXICON.has("assign_away", sentence.tagged):
        return sentence, ""
    first, last = sentence.line.span(found)
    words = sentence.words(first, last).strip(" ,.;:!-–—\n")
    if not sentence.part(0, first).refs() or sentence.part(first, last).statuses():
        return sentence, ""
    return sentence.only([place for place in range(len(sentence.units)) if not first <= place < last]), words


def _read(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    numbered = with_numbers(sentence, context)
    sentence = numbered if nothing_else(numbered) else sentence
    if LEXICON.has("assign_asked", sentence.tagged):
        return _asked(sentence, context, settled)
    away = LEXICON.has("assign_away", sentence.tagged) or (
        bool(context.card) and LEXICON.has("assign_away_it", sentence.tagged)
    )
    told = away or LEXICON.has("assign", sentence.tagged) or nothing_else(sentence)
    if not told and (behind := behind_reason(sentence)) is not None:
        if LEXICON.has("assign_asked", behind.tagged):
            return _asked(behind, context, settled)
        told, sentence = True, behind
    if not told and settled.people and _to_stranger(sentence, context):
        told = True
    if not told and _to_stranger(sentence, context):
        return _asking_person((), context, Interpretation(text=sentence.text, intent=Intent.ASSIGN))
    kept = not away and LEXICON.has("assign_not", sentence.tagged)
    if not told or kept or _before_a_board(sentence, context):
        return None
    disowned = list(_what(sentence, context, settled).targets) if away else []
    meant = Interpretation(text=sentence.text, intent=Intent.ASSIGN, disowned=disowned)
    if LEXICON.has("assign_leaver", sentence.tagged) and LEXICON.has("away", sentence.tagged):
        return None  # "I'm off next week, Ken will pick up my actions" is cover
    if away and not settled.people:
        return _which_person(sentence, context, meant)
    if LEXICON.has("assign_all", sentence.tagged) and not sentence.refs() and _giver(sentence, context):
        return _everything(sentence, context, settled, meant)
    several = handovers(sentence)
    shared = any(one.me and one.to for one in several)  # "Helen and I will share 8"
    if (len(several) > 1 or shared) and nothing_else(sentence):
        return _several(several, sentence, context, settled, meant)
    return _one(sentence, context, settled, meant)


def _to_stranger(sentence: Sentence, context: Context) -> bool:
    """ "9 to Zebedee Brown": a name as it is written, which neither the directory, a plan nor the language has."""
    found = LEXICON.search("assign_name", sentence.tagged)
    if found is None:
        return False
    named = sentence.part(*sentence.line.span(found, "name"))
    tokens = named.tokens[named.units[0].first : named.units[-1].last]
    known = [index_of(plan).vocabulary for plan in context.plans]
    strange = [one for one in tokens if one.key not in LEXICON.english and not any(one.key in words for words in known)]
    return all(one.capital for one in tokens) and bool(strange)


def _asked(sentence: Sentence, context: Context, settled: Settled) -> Interpretation:
    """ "Could Dewi take 7.3?" asks for a hand-over, which is read back first."""
    meant = _one(sentence, context, settled, Interpretation(text=sentence.text, intent=Intent.ASSIGN))
    if meant.asks or settled.confirmed or not meant.changes:
        return meant
    return _read_back(meant, sentence.words())


def _before_a_board(sentence: Sentence, context: Context) -> bool:
    """ "5 to go to the Digital Board on 3 December" tells where it is heard, and hands nothing over."""
    groups = [
        who
        for who in sentence.people()
        if all(context.directory[one].kind is Kind.GROUP for one in who.ids)
        and not LEXICON.words("boards").isdisjoint(who.words.casefold().split())
    ]
    heard = LEXICON.has("goes_on_day", sentence.tagged)
    return heard or (bool(groups) and LEXICON.has("goes_before", sentence.tagged))


def _one(sentence: Sentence, context: Context, settled: Settled, meant: Interpretation) -> Interpretation:
    to = _to(sentence, context, settled)
    if not to:
        return _which_person(sentence, context, meant)
    found = _what(sentence, context, settled)
    if found.asks:
        return _asking(meant, found, context)
    if LEXICON.has("assign_swap", sentence.tagged):
        return _swapped(found.targets, sentence, context, meant)
    changes = [_handed(one, to, sentence, context) for one in found.targets]
    return meant.model_copy(update={"changes": [one for one in changes if one]})


def _several(
    several: list[Handover], sentence: Sentence, context: Context, settled: Settled, meant: Interpretation
) -> Interpretation:
    """Each action to those who are named with it; the first that is not certain is asked."""
    plan = next(iter(sentence.plans()), None)
    changes: list[Meant] = []
    for one in several:
        to = [_ids(who, settled) for who in one.to]
        if unclear := next((ids for ids in to if len(ids) != 1), None):
            return _asking_person(unclear, context, meant)
        ids = [each[0] for each in to] + ([context.speaker.id] if one.me and context.speaker else [])
        for ref in one.refs:
            found = resolve(ref, context, plan, settled)
            if found.asks:
                return _asking(meant, found, context)
            changes += [_owned(target, tuple(dict.fromkeys(ids)), sentence, context) for target in found.targets]
    return meant.model_copy(update={"changes": changes})


def _ids(who: Who, settled: Settled) -> tuple[int, ...]:
    """Whom a name means; of several the one that an answer has settled."""
    chosen = tuple(one for one in who.ids if one in settled.people)
    return chosen if len(who.ids) > 1 and chosen else who.ids


def _asking(meant: Interpretation, found: Found, context: Context) -> Interpretation:
    return meant.model_copy(
        update={"asks": found.asks, "candidates": names_of(found, context), "targets": list(found.fits)}
    )


def _to(sentence: Sentence, context: Context, settled: Settled) -> tuple[int, ...]:
    """The new owners; empty where the name is unknown or fits several."""
    if settled.people and not any(len(who.ids) == 1 for who in _receivers(sentence)):
        return settled.people
    if LEXICON.has("to_me", sentence.tagged) and context.speaker is not None:
        return (context.speaker.id,)
    named = [_ids(_known(who, sentence, context), settled) for who in _receivers(sentence)]
    if not named or any(len(ids) != 1 for ids in named):
        return ()
    return tuple(dict.fromkeys(ids[0] for ids in named))


def _known(who: Who, sentence: Sentence, context: Context) -> Who:
    """Who is taken off an action is one of its owners, whoever else is called so."""
    if len(who.ids) == 1 or not LEXICON.has("assign_remove", sentence.tagged):
        return who
    owners = {
        owner
        for ref in sentence.refs()
        for one in ref.fits
        if (held := action_at(one, context))
        for owner in held.owners
    }
    fits = tuple(one for one in who.ids if one in owners)
    return replace(who, ids=fits) if len(fits) == 1 else who


def _receivers(sentence: Sentence) -> list[Who]:
    """The people named after "to"; else everybody named."""
    if LEXICON.has("assign_named_first", sentence.tagged):  # "add Nia to 7.1 with Wyn"
        place = next((at for at, unit in enumerate(sentence.units) if unit.tag == "REF"), len(sentence.units))
        if before := sentence.part(0, place).people():
            return before
    sentence = _with_number(sentence)
    found = LEXICON.every("to_whom", sentence.tagged)
    if not found:
        return _at_first(sentence)
    behind = sentence.part(sentence.line.span(found[-1])[1], len(sentence.units))
    return _at_first(behind) or sentence.people()


def _at_first(sentence: Sentence) -> list[Who]:
    """Everybody named but who gives up, and those of a clause that tells when: "from Wyn", "when Darren goes"."""
    named = _before_aside(sentence).people() or sentence.people()
    gives = [who for place, who in _placed(sentence) if LEXICON.has("gives_up", _before(sentence, place))]
    return [who for who in named if who not in gives] or named


def _with_number(sentence: Sentence) -> Sentence:
    """The clause that says both which action and who; what stands behind it ("agreed with Jonah") names nobody new."""
    clauses = [
        one for one in clauses_of(sentence) if one.refs() and one.people() and LEXICON.has("to_whom", one.tagged)
    ]
    return clauses[0] if len(clauses) == 1 else sentence


def _before_aside(sentence: Sentence) -> Sentence:
    """The words before those that tell when or why: "until Dafydd is back"."""
    aside = LEXICON.search("told_aside", sentence.tagged)
    return sentence.part(0, sentence.line.span(aside)[0]) if aside else sentence


def _which_person(sentence: Sentence, context: Context, meant: Interpretation) -> Interpretation:
    several = next((who for who in _receivers(sentence) if len(who.ids) > 1), None)
    return _asking_person(several.ids if several else (), context, meant)


def _asking_person(ids: tuple[int, ...], context: Context, meant: Interpretation) -> Interpretation:
    candidates = context.directory.names(ids)
    return meant.model_copy(
        update={"asks": Asks.WHICH_PERSON, "candidates": candidates, "targets": [(0, one) for one in ids]}
    )


def _what(sentence: Sentence, context: Context, settled: Settled) -> Found:
    refs = sentence.refs()
    if not refs:
        if settled.targets:
            return Found(settled.targets)
        topic = None if context.card else find_topic(sentence, context)
        named = [] if context.card or topic else topics_in(sentence, context, lone=True)
        if len(named) == 1 and len(named[0].fits) == 1:
            return Found(named[0].fits)
        return topic.found if topic else at_hand(context)
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
    elif LEXICON.has("assign_lead", sentence.tagged) and len(action.owners) > 1:
        owners = (*to, *(one for one in action.owners if one not in to))
    return _owned(target, owners, sentence, context)


def _swapped(
    targets: tuple[Target, ...], sentence: Sentence, context: Context, meant: Interpretation
) -> Interpretation:
    """One of two people takes the other's place: who owns the action goes out. Where both or neither own it, ask."""
    pair = [who.ids[0] for who in sentence.people() if len(who.ids) == 1]
    changes = []
    for target in targets:
        action = action_at(target, context)
        held = action.owners if action else ()
        out = [one for one in pair if not set(held).isdisjoint(context.directory.stands_for(one))]
        if len(pair) != 2 or len(out) != 1:
            return _which_person(sentence, context, meant)
        to = next(one for one in pair if one != out[0])
        gone = context.directory.stands_for(out[0])
        owners = tuple(dict.fromkeys(to if one in gone else one for one in held))
        changes.append(_owned(target, owners, sentence, context))
    return meant.model_copy(update={"changes": changes})


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
        meant.effective = _from(sentence.dates()[0], context.today)
    return meant


def _from(when: When, today: date) -> date:
    """The day a hand-over begins: "from 1 Oct" said on 2 October is yesterday, not next year."""
    behind = when.back.start or when.back.end
    return behind if behind is not None and today - JUST_PAST <= behind <= today else when.start


def _since(changes: list[Meant]) -> dict[str, date]:
    """The day from which all is handed over, where one was said."""
    return {"from": changes[0].effective} if changes and changes[0].effective else {}


def _placed(sentence: Sentence) -> list[tuple[int, Who]]:
    return [(place, unit.item) for place, unit in enumerate(sentence.units) if isinstance(unit.item, Who)]


def _before(sentence: Sentence, place: int) -> str:
    return " ".join(unit.tag for unit in sentence.units[max(place - 3, 0) : place]) + " "


def _giver(sentence: Sentence, context: Context) -> Who | None:
    """Whose actions all go: "everything of Ian's", "all Dewi has", "everything I own"."""
    people = sentence.people()
    if LEXICON.has("all_mine", sentence.tagged) and context.speaker is not None and people:
        return Who(-1, -1, "my", (context.speaker.id,))
    if len(people) < 2:
        return None
    given = [who for place, who in _placed(sentence) if LEXICON.has("gives_up", _before(sentence, place))]
    if len(given) == 1:
        return given[0]
    owned = [who for who in people if who.possessive]
    return owned[0] if len(owned) == 1 and people[0] is not owned[0] else people[0]


def _everything(sentence: Sentence, context: Context, settled: Settled, meant: Interpretation) -> Interpretation:
    """All of one person's open actions; many at once are confirmed first."""
    giver = _giver(sentence, context)
    assert giver is not None  # noqa: S101 - the caller has seen one
    receivers = [who for who in _receivers(sentence) if who is not giver] or [
        who for who in sentence.people() if who is not giver
    ]
    if unclear := next((ids for who in (giver, *receivers) if len(ids := _ids(who, settled)) != 1), None):
        return _asking_person(unclear, context, meant)
    gives = _ids(giver, settled)[0]
    to = tuple(dict.fromkeys(_ids(who, settled)[0] for who in receivers))
    targets = own_actions(context, (gives,))
    changes = []
    for target in targets:
        action = action_at(target, context)
        kept = [one for one in action.owners if one not in context.directory.stands_for(gives)] if action else []
        changes.append(_owned(target, (*to, *(one for one in kept if one not in to)), sentence, context))
    if settled.confirmed or len(changes) == 1:
        return meant.model_copy(update={"changes": changes})
    return _all_confirmed(gives, to, changes, targets, context, meant)


def _all_confirmed(
    gives: int,
    to: tuple[int, ...],
    changes: list[Meant],
    targets: tuple[Target, ...],
    context: Context,
    meant: Interpretation,
) -> Interpretation:
    names = context.directory.names(to)
    return meant.model_copy(
        update={
            "asks": Asks.CONFIRM,
            "filter": {"owner": context.directory.name(gives)},
            "args": {"to": names[0] if len(names) == 1 else names, **_since(changes)},
            "candidates": names_of(Found(fits=targets), context),
            "targets": list(targets),
            "people": {"owner": [gives], "to": list(to)},
        }
    )
