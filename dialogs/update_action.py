""" "5 amber, slipping to July because the consultant left": one message's news, recorded as one change set."""

from dataclasses import dataclass, field, replace

from dialogs import read_back
from dialogs.ask import CONFIRMED, asked, confirm
from dialogs.drafting import Wanted, record, speaker_id
from dialogs.examples import first_example
from dialogs.extending import asks_why
from dialogs.extensions import settled
from dialogs.focus import did, remembered
from dialogs.form import form
from dialogs.items import Item, item, meant, plans_meant, several
from dialogs.reply import Reply
from dialogs.rights import Act, may, why_not
from dialogs.shown import refs_shown, shown_ref, with_words
from dialogs.turn import Outcome, Turn
from dialogs.understanding.extending import WHY
from dialogs.understanding.interpretation import Asks, Meant
from dialogs.words import asks, cut, day, joined, say
from storage.plan import PlanState
from storage.status import Status

NAMED_ONE_BY_ONE = 2  # refusals; more of them are one sentence,
NUMBERED = 5  # which gives their numbers up to here, and above it says how many
STEP_STATUSES = (Status.COMPLETE, Status.IN_PROGRESS, Status.NOT_STARTED)
STEP = 80  # characters of a step in a question
BULK = 5  # a status, date or owner on more actions than one page shows is asked about first


@dataclass(frozen=True, slots=True)
class Sorted:
    """A message's changes, parted into those that may be made and the reasons why others may not."""

    allowed: list[Wanted] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    not_theirs: list[Item] = field(default_factory=list)


async def update_action(turn: Turn) -> Outcome:
    """Record what was said of one action or of several; refuse in words what this person may not change."""
    if turn.meant.asks and (turn.meant.asks is not Asks.CONFIRM or not turn.meant.changes):
        return _ask(turn)
    if not turn.meant.changes or turn.message.payload.get("act") == "form":
        return _empty(turn)
    parted = _part(turn, _wanted(turn))
    if parted.allowed and _needs_a_yes(turn, parted.allowed):
        question = _go_ahead(turn, [found for found, _ in parted.allowed])
        return confirm(turn, " ".join((*_reasons(turn, parted), question)))
    if not parted.allowed:
        return _refused(turn, parted)
    return await _recorded(turn, parted)


def _refused(turn: Turn, parted: Sorted) -> Outcome:
    """What was refused is what was talked about: a bare "done" after it is not about the action before."""
    reply = Reply(text=say("update.refused", why=" ".join(_reasons(turn, parted))))
    return Outcome(reply, memory=remembered(turn, "update", parted.not_theirs))


def _ask(turn: Turn) -> Outcome:
    """The question that is open; a yes is asked for only where this person could act on it."""
    items = [found for one in turn.meant.targets if (found := item(turn.plans, *one))]
    if turn.meant.asks is not Asks.CONFIRM or not items:
        return asked(turn)
    parted = Sorted(not_theirs=[found for found in items if not _theirs(turn, found)])
    theirs = [found for found in items if found not in parted.not_theirs]
    if not theirs:
        return _refused(turn, parted)
    question = _all_or_part(turn, theirs[0]) if len(items) == 1 else None
    return asked(turn, words=" ".join((*_reasons(turn, parted), question or _go_ahead(turn, theirs))))


def _go_ahead(turn: Turn, items: list[Item]) -> str:
    """What a yes is to: the one action in its plan's words, or how many they are and which."""
    if len(items) > 1:
        return say("update.confirm_many", n=len(items), refs=refs_shown(items, several(turn)))
    return say("update.confirm_one", ref=shown_ref(items[0], several(turn)), text=cut(items[0].action.text, STEP))


def _all_or_part(turn: Turn, found: Item) -> str | None:
    """ "4.1 has 2 steps open: …": what would be passed over if all of it were complete; None where nothing would."""
    ref, action = shown_ref(found, several(turn)), found.action
    if turn.meant.steps:
        steps = [say("update.step_open", n=n, text=cut(action.steps[n - 1].text, STEP)) for n in turn.meant.steps]
        return "\n".join((say("update.all_or_step", ref=ref, n=len(steps)), *steps))
    if turn.meant.later:
        return say("update.all_or_part", ref=ref, dates=joined(turn.meant.later))
    return None


async def _recorded(turn: Turn, parted: Sorted) -> Outcome:
    after, writes = record(_with_source(turn), parted.allowed)
    items = [found for found, _ in parted.allowed]
    done = (*turn.memory.done, *did(turn, writes))
    told = [] if turn.meant.args.get(CONFIRMED) else parted.not_theirs  # a yes comes after the question has said so
    reply = read_back.reply(turn, parted.allowed, after, _reasons(turn, replace(parted, not_theirs=told)))
    said = (one for _, one in parted.allowed)
    intent = WHY if any(asks_why(found, after[found.plan.id]) for found in items) else "update"
    memory = remembered(turn, intent, items, done=done, changes=said)
    heard = await settled(turn, items, after)
    reply = with_words(reply, "\n".join(heard.words)) if heard.words else reply
    return Outcome(reply, (*writes, *heard.writes), memory, elsewhere=heard.elsewhere)


def _with_source(turn: Turn) -> Turn:
    """The turn with what somebody's words came by, where they are passed on and that is said."""
    if turn.source is not None or not any(one.speaker for one in turn.meant.changes):
        return turn
    road = next((one for one in ("email", "phone") if asks(f"relayed.{one}", turn.meant.text)), None)
    return replace(turn, source=say(f"relayed.from_{road}", date=day(turn.today))) if road else turn


def _empty(turn: Turn) -> Outcome:
    """An update without content: the form of the one action that is meant, else how to say it."""
    items = meant(turn)
    if len(items) == 1:
        return form(turn, items[0])
    return Outcome(Reply(text=say("update.nothing", example=first_example(turn))))


def allowed(turn: Turn) -> tuple[list[Wanted], list[str]]:
    """The changes of a message that may be made as they are, and in words why others may not."""
    parted = _part(turn, _wanted(turn))
    return parted.allowed, _reasons(turn, parted)


# --- which may be made --------------------------------------------------------------------------------------------


def _wanted(turn: Turn) -> list[tuple[Item | None, Meant]]:
    return [(_item(turn, one), one) for one in turn.meant.changes]


def _item(turn: Turn, one: Meant) -> Item | None:
    """The action by its permanent ids; by its ref only where they were not given and one live plan has it."""
    if one.action_id is not None:
        return item(turn.plans, one.plan_id, one.action_id)
    found = [Item(plan, action) for plan in plans_meant(turn) for action in plan.find(one.action)]
    return found[0] if len(found) == 1 else None


def _part(turn: Turn, wanted: list[tuple[Item | None, Meant]]) -> Sorted:
    parted = Sorted()
    for found, said in wanted:
        if found is None:
            parted.refused.append(say("update.gone"))
            continue
        if not _handing_over(said) and not _theirs(turn, found):
            parted.not_theirs.append(found)
        elif why := _unfit(turn, found, said):
            parted.refused.append(why)
        else:
            _split_owners(turn, found, said, parted)
    return parted


def _reasons(turn: Turn, parted: Sorted) -> list[str]:
    """Why some of it was not done, each reason once; many actions of other people's are one reason."""
    others = parted.not_theirs
    if len(others) <= NAMED_ONE_BY_ONE:
        whose = [_why_not(turn, "update", found) for found in others]
    elif len(others) > NUMBERED:
        whose = [say("rights.update_most", n=len(others))]
    else:
        whose = [say("rights.update_many", refs=refs_shown(others, several(turn)))]
    return list(dict.fromkeys((*parted.refused, *whose)))


def _why_not(turn: Turn, act: Act, found: Item) -> str:
    plan, action = found
    return why_not(turn.speaker, act, plan, action, turn.directory, ref=shown_ref(found, several(turn)))


def _theirs(turn: Turn, found: Item) -> bool:
    return may(turn.speaker, "update", found.plan, found.action, turn.directory)


def _handing_over(said: Meant) -> bool:
    """Nothing but other owners: that is a right of its own."""
    return said.owner_ids is not None and not _content(said)


def _unfit(turn: Turn, found: Item, said: Meant) -> str | None:
    """Why this change cannot be made at all, in words; None where it can."""
    plan, action = found
    if plan.state is not PlanState.LIVE:
        return say("update.not_live", plan=plan.code)
    if said.step is not None and not 1 <= said.step <= len(action.steps):
        return say("update.no_such_step", ref=action.ref, n=len(action.steps))
    if said.step is not None and said.status not in (None, *STEP_STATUSES):
        return say("update.step_status", ref=action.ref, status=plan.scheme.label(said.status))
    if said.status is Status.CLOSED and action.status is not Status.CLOSED and not said.note:
        return say("update.close_why", ref=action.ref)
    if said.effective and said.effective > turn.today:
        key = "update.future_owner" if _handing_over(said) else "update.future"
        return say(key, date=day(said.effective), ref=action.ref)
    if said.speaker and speaker_id(turn, said) is None:
        return say("update.unknown_speaker", name=said.speaker)
    if not _content(said) and not _handing_over(said):
        return say("update.nothing", example=first_example(turn))
    return None


def _split_owners(turn: Turn, found: Item, said: Meant, parted: Sorted) -> None:
    """News is kept even where handing over is refused: nothing typed is lost."""
    plan, action = found
    if said.owner_ids is None or may(turn.speaker, "assign", plan, action, turn.directory):
        parted.allowed.append((found, said))
        return
    parted.refused.append(_why_not(turn, "assign", found))
    if _content(said):
        kept = said.model_fields_set - {"owners", "owner_ids"}
        parted.allowed.append((found, Meant(**{key: getattr(said, key) for key in kept})))


def _content(said: Meant) -> frozenset[str]:
    content = {"status", "due", "timescale", "note", "step", "decision", "evidence"}
    return frozenset(key for key in content if said.has(key))


def _needs_a_yes(turn: Turn, wanted: list[Wanted]) -> bool:
    """The message was read as one to confirm, or it changes more than a page of actions in more than their notes."""
    if turn.meant.args.get(CONFIRMED):
        return False
    return turn.meant.asks is Asks.CONFIRM or (len(wanted) > BULK and _large(wanted))


def _large(wanted: list[Wanted]) -> bool:
    return any(said.has(key) for _, said in wanted for key in ("status", "due", "timescale", "owner_ids"))
