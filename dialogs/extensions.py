"""Later dates that wait for a yes: the list of them, a yes or a no to each, and a wish that is taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dialogs.ask import CONFIRMED, confirm
from dialogs.drafting import record_drafts
from dialogs.extending import may_decide, who_decides, wish
from dialogs.facts import may_read_internal
from dialogs.focus import did, remembered
from dialogs.items import Item, every, item, meant, plans_meant, several
from dialogs.read_back import changed
from dialogs.reply import Button, Card, Line, Notice, Payload, Reply
from dialogs.rights import may, oversees
from dialogs.shown import TEXT, asked_words, due_words, line, line_text, refs_shown, shown_ref
from dialogs.turn import Elsewhere, Outcome, Turn
from dialogs.words import asks, cut, day, say
from storage.plan import Action, Change, ChangeKind, Draft, Extension, Plan, PlanState
from storage.replay import extension_from, timescale_facts, timescale_words
from storage.rhythm import Prompt, PutPrompt, Why
from storage.timescale import Kind, Timescale
from storage.work import Write

SHOWN = 10  # on one card; the others follow when these are settled
REASON = 200
BULK = 5  # verdicts that are said of more at once are read back first
SAYS = {"grant": "grant", "accept": "grant", "refuse": "refuse", "reject": "refuse"}  # of a date either word will do


# --- the list -----------------------------------------------------------------------------------------------------


def waiting(turn: Turn, notice: Notice | None = None) -> Outcome:
    """Every date that waits for a yes, with a yes and a no for whoever may decide; an owner's own wishes otherwise."""
    found = _in_sight(turn)
    if not found:
        words = notice.text if notice else say("extension.none" if _decides(turn) else "extension.none_yours")
        return Outcome(_alone(words, notice), memory=turn.memory)
    heading = say("extension.heading" if _decides(turn) else "extension.heading_yours", n=len(found))
    lines = tuple(_line(turn, one) for one in found[:SHOWN])
    more = [say("extension.more", n=len(found) - SHOWN)] if len(found) > SHOWN else []
    hint = [say("extension.hint", ref=found[0].action.ref)] if any(one.buttons for one in lines) else []
    card = Card(
        notice=notice, heading=heading, lines=lines, more=" ".join(more) or None, footnote=" ".join(hint) or None
    )
    first = [notice.text] if notice else []
    text = "\n".join((*first, heading, *map(line_text, lines), *more, *hint))
    only = found[0].plan if len({one.plan.id for one in found}) == 1 else None
    reply = Reply(text=text, card=card, plan=only.id if only else None, seen=only.number if only else None)
    return Outcome(reply, memory=remembered(turn, "decide", found[:SHOWN]))


def _alone(words: str, notice: Notice | None) -> Reply:
    return Reply(text=words, card=Card(heading=words, buttons=notice.buttons) if notice else None)


def _decides(turn: Turn) -> bool:
    """Whether the speaker may say yes or no to anything at all."""
    return any(may_decide(turn, one) for one in every(turn.live) if wanted(one)) or oversees(turn.speaker, turn.live)


def _in_sight(turn: Turn) -> list[Item]:
    """All of them for managers and officers, of an owner's their own wishes, and those of whoever reports to them."""
    return [one for one in every(plans_meant(turn)) if wanted(one) and _concerns(turn, one)]


def _concerns(turn: Turn, found: Item) -> bool:
    asked = found.action.extension
    own = asked is not None and asked.by == turn.speaker.id
    return own or oversees(turn.speaker, [found.plan]) or may(turn.speaker, "decide", *found, turn.directory)


def wanted(found: Item) -> bool:
    """Whether a date of this action waits."""
    return found.action.extension is not None and found.action.open and found.plan.state is PlanState.LIVE


def _line(turn: Turn, found: Item) -> Line:
    shown = line(found, turn, turn.today, many=several(turn))
    press = Payload(act="grant", plan=found.plan.id, action=found.action.id, seen=found.plan.number)
    buttons = (
        Button(label=say("button.grant"), payload=press, style="positive"),
        Button(label=say("button.decline"), payload=press.model_copy(update={"act": "decline"})),
    )
    words = {"due": wish(found), "flag": _who_asks(turn, found)}
    return shown.model_copy(update={**words, "buttons": buttons if may_decide(turn, found) else ()})


def _who_asks(turn: Turn, found: Item) -> str:
    asked = found.action.extension
    if asked is None:
        return ""
    hidden = asked.internal and not may_read_internal(turn, found)
    why = say("extension.because", reason=cut(asked.reason, REASON)) if asked.reason and not hidden else ""
    return say("extension.asked_by", who=turn.directory.name(asked.by), on=day(asked.day), why=why)


# --- a yes or a no ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict: `until` is a date that is given instead of the one that was asked for."""

    grants: bool
    until: date | None = None
    reason: str | None = None

    @property
    def name(self) -> str:
        return "grant" if self.grants else "refuse"


async def verdict(turn: Turn) -> Outcome | None:
    """What a yes or a no to later dates comes to; None where the words are about no date that waits."""
    args = turn.meant.args
    named = meant(turn)
    about_dates = args["verdict"] in ("grant", "refuse")
    if not about_dates and not any(wanted(one) for one in named):
        return None
    until = date.fromisoformat(str(args["until"])) if args.get("until") else None
    said = Said(SAYS[args["verdict"]] == "grant", until, args.get("reason"))
    found = named or _meant_without_number(turn)
    if not found:
        return waiting(turn) if _in_sight(turn) else Outcome(Reply(text=say("extension.none")))
    if said.grants and said.until is None and asks("extension.amount", turn.meant.text):
        return Outcome(Reply(text=say("extension.until_when", ref=found[0].action.ref, wish=wish(found[0]))))
    many = len(found) > (1 if args.get("all") else BULK)
    if many and not args.get(CONFIRMED):
        rows = "; ".join(f"{shown_ref(one, several(turn))} {wish(one)}" for one in found)
        return confirm(turn, say(f"extension.all_{said.name}", n=len(found), rows=rows))
    return await _decided(turn, found, said)


def _meant_without_number(turn: Turn) -> list[Item]:
    """ "Grant it", "grant Petra's", "grant them all": of what waits; one that is not certain is asked about."""
    able = [one for one in every(plans_meant(turn)) if wanted(one) and may_decide(turn, one)]
    if people := turn.meant.people.get("owner"):
        able = [one for one in able if one.action.extension and one.action.extension.by in people]
    return able if turn.meant.args.get("all") or len(able) == 1 else []


async def _decided(turn: Turn, found: Sequence[Item], said: Said) -> Outcome:
    if (late := _held(turn, found)) is not None:
        return waiting(turn, Notice(text=late, tone="held"))
    able = [one for one in found if _can(turn, one, said)]
    refused = [_why_not(turn, one) for one in found if one not in able]
    if not able:
        return waiting(turn, Notice(text=refused[0], tone="held")) if turn.press else Outcome(_alone_said(refused))
    after, writes = record_drafts(turn, [(one.plan, _draft(one, said)) for one in able])
    lines = [_done(turn, one, after[one.plan.id].actions[one.action.id], said) for one in able]
    told = await _tell(turn, able, after, said)
    reply = changed(turn, lines, [*told.words, *refused], after, able)
    memory = remembered(turn, "decide", able, done=(*turn.memory.done, *did(turn, writes)))
    outcome = Outcome(reply, (*writes, *told.writes), memory, elsewhere=told.elsewhere)
    return _with_the_rest(turn, outcome, after) if turn.press else outcome


def _alone_said(words: Sequence[str]) -> Reply:
    return Reply(text="\n".join(dict.fromkeys(words)))


def _with_the_rest(turn: Turn, outcome: Outcome, after: dict[int, Plan]) -> Outcome:
    """A press on a list: what it has done, above what waits still."""
    if outcome.reply is None or outcome.reply.card is None:
        return outcome
    notice = Notice(text=outcome.reply.text, buttons=outcome.reply.card.buttons)
    rest = waiting(replace(turn, plans={**turn.plans, **after}), notice)
    return replace(outcome, reply=rest.reply)


def _held(turn: Turn, found: Sequence[Item]) -> str | None:
    """A button of a card that showed another wish than the one that waits now."""
    press = turn.press
    for one in found if press is not None and press.seen is not None else ():
        asked = one.action.extension
        if asked is not None and press is not None and press.seen is not None and asked.sequence > press.seen:
            return say("extension.newer", ref=shown_ref(one, several(turn)), wish=wish(one))
    return None


def _can(turn: Turn, found: Item, said: Said) -> bool:
    """What waits can be decided; a manager may also give a date that nobody has asked for."""
    given = said.grants and said.until is not None
    live = found.plan.state is PlanState.LIVE and found.action.open
    return live and (found.action.extension is not None or given) and may_decide(turn, found)


def _why_not(turn: Turn, found: Item) -> str:
    plan, action = found
    ref = shown_ref(found, several(turn))
    if wanted(found):
        return say("extension.not_yours", ref=ref, who=who_decides(found, turn.directory))
    last = next((one for one in reversed(plan.recent) if one.subject == action.id and one.kind in DECIDED), None)
    if last is None or last.kind is not ChangeKind.VERDICT:
        key = "extension.nothing" if may_decide(turn, found) else "extension.nothing_not_yours"
        return say(key, ref=ref, due=due_words(action.timescale), who=who_decides(found, turn.directory))
    who = turn.directory.name(last.recorder)
    slots = {"ref": ref, "who": who, "on": day(last.effective), "due": due_words(action.timescale)}
    return say(f"extension.stands_{last.facts['verdict']}", **slots)


async def reason_behind(turn: Turn) -> Outcome:
    """ "Because Cabinet was promised February", right behind the speaker's verdict: recorded with it, and told."""
    reason = str(turn.meant.args["reason"])
    found = [(one, last) for one in meant(turn) if (last := _own_verdict(turn, one))]
    if not found or not reason:
        return Outcome(Reply(text=say("extension.no_verdict")))
    drafts = [
        (one.plan, Draft(ChangeKind.VERDICT, one.action.id, dict(last.facts), {"verdict": reason}))
        for one, last in found
    ]
    after, writes = record_drafts(turn, drafts)
    told = Told()
    for one, last in found:
        if (asker := last.facts.get("of")) is not None and asker != turn.speaker.id:
            slots = {"who": turn.speaker.name, "ref": shown_ref(one, several(turn)), "reason": cut(reason, REASON)}
            told = await _one_told(turn, told, asker, [one], say("extension.told_reason", **slots))
    items = [one for one, _ in found]
    line_ = say("extension.reason_kept", refs=refs_shown(items, several(turn)), reason=cut(reason, REASON))
    reply = changed(turn, [line_], list(told.words), after, items)
    memory = remembered(turn, "decide", items, done=(*turn.memory.done, *did(turn, writes)))
    return Outcome(reply, (*writes, *told.writes), memory, elsewhere=told.elsewhere)


def _own_verdict(turn: Turn, found: Item) -> Change | None:
    """The refusal that is the last word on an action, where the speaker gave it without a reason."""
    changes = [one for one in found.plan.recent if one.subject == found.action.id]
    last = changes[-1] if changes else None
    if last is None or last.kind is not ChangeKind.VERDICT or last.recorder != turn.speaker.id:
        return None
    return last if last.facts["verdict"] == "refuse" and not last.words.get("verdict") else None


DECIDED = (ChangeKind.VERDICT, ChangeKind.UNDO, ChangeKind.UPDATE)  # what may have settled what waited


def _draft(found: Item, said: Said) -> Draft:
    asked = found.action.extension
    facts: dict[str, Any] = {"verdict": said.name, "of": asked.by if asked else None, "extension": None}
    words: dict[str, Any] = {"verdict": said.reason} if said.reason else {}
    if said.grants:
        to = _given(said.until) if said.until else asked.to if asked else None
        facts["timescale"], words["timescale"] = timescale_facts(to), timescale_words(to)
    return Draft(ChangeKind.VERDICT, found.action.id, facts, words)


def _given(until: date) -> Timescale:
    return Timescale(text=day(until), kind=Kind.DATE, start=until, end=until)


def _done(turn: Turn, before: Item, after: Action, said: Said) -> str:
    ref = shown_ref(before, several(turn))
    if not said.grants:
        return say("extension.refused", ref=ref, due=due_words(after.timescale))
    moved = say("update.moved", n=after.moves) if after.moves > before.action.moves else ""
    old, new = due_words(before.action.timescale), due_words(after.timescale)
    return say("extension.granted", ref=ref, old=old, new=new, moved=moved)


# --- whoever asked is told ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """How those who asked hear of it: in their chat, or with their next message of the day."""

    words: tuple[str, ...] = ()
    writes: tuple[Write, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()


async def _tell(turn: Turn, able: Sequence[Item], after: dict[int, Plan], said: Said) -> Told:
    told = Told()
    for person, items in _by_asker(turn, able).items():
        lines = [verdict_words(turn, one, after[one.plan.id].actions[one.action.id], said) for one in items]
        told = await _one_told(turn, told, person, items, "\n".join(lines))
    return told


def _by_asker(turn: Turn, items: Iterable[Item]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = {}
    for one in items:
        asked = one.action.extension
        if asked is not None and asked.by is not None and asked.by != turn.speaker.id:
            found.setdefault(asked.by, []).append(one)
    return found


async def _one_told(turn: Turn, told: Told, person: int, items: Sequence[Item], text: str) -> Told:
    chat, name = await turn.past.chat(person), turn.directory.name(person)
    if chat is not None:
        there = Elsewhere(chat.id, chat.channel, Reply(text=text))
        words = (*told.words, say("extension.tells", name=name))
        return replace(told, words=words, elsewhere=(*told.elsewhere, there))
    prompts = tuple(PutPrompt(_prompt(turn, person, one)) for one in items)
    words = (*told.words, say("extension.tells_later", name=name))
    return replace(told, words=words, writes=(*told.writes, *prompts))


def _prompt(turn: Turn, person: int, found: Item) -> Prompt:
    plan, action = found.pair
    key = f"{Why.DECIDED.value}:{turn.change_set}:{person}:{plan}:{action}"
    return Prompt(key, Why.DECIDED, person, plan, action, turn.today, turn.speaker.id, turn.now)


def verdict_words(turn: Turn, before: Item, after: Action, said: Said) -> str:
    """ "Alan Frith has granted 3.1 (Sell the depot): it is due 31 July 2027 now." with the reason, if one was given."""
    slots = {
        "who": turn.speaker.name,
        "ref": shown_ref(before, several(turn)),
        "text": cut(before.action.text, TEXT),
        "due": due_words(after.timescale),
    }
    why = say("extension.their_reason", reason=cut(said.reason, REASON)) if said.reason else ""
    return say(f"extension.told_{said.name}", **slots) + why


async def settled(turn: Turn, items: Sequence[Item], after: dict[int, Plan]) -> Told:
    """Whoever waits for a yes hears in their chat that somebody who may decide has simply given a date."""
    told = Told()
    for person, some in _by_asker(turn, items).items():
        given = [one for one in some if after[one.plan.id].actions[one.action.id].extension is None]
        if given and await turn.past.chat(person) is not None:
            lines = [_given_words(turn, one, after[one.plan.id].actions[one.action.id]) for one in given]
            told = await _one_told(turn, told, person, given, "\n".join(lines))
    return told


def _given_words(turn: Turn, before: Item, after: Action) -> str:
    asked = before.action.extension
    if asked is not None and asked.to is not None and asked.to.end == after.due:
        return verdict_words(turn, before, after, Said(grants=True))
    slots = {"ref": shown_ref(before, several(turn)), "text": cut(before.action.text, TEXT)}
    date_words = {"due": due_words(after.timescale), "date": asked_words(asked) if asked else ""}
    return say("extension.told_given", who=turn.speaker.name, **slots, **date_words)


async def taken_back(turn: Turn, changes: Iterable[tuple[Plan, Change]]) -> Told:
    """Whoever was told of a verdict hears that it has been taken back."""
    told = Told()
    for plan, one in changes:
        of = one.facts.get("of") if one.kind is ChangeKind.VERDICT else None
        found = item({plan.id: plan}, plan.id, one.subject)
        if of is None or of == turn.speaker.id or found is None or one.facts["verdict"] == "withdraw":
            continue
        asked = extension_from(one.before.get("extension"), one.words_before.get("extension"))
        if asked is None:  # a reason that was said behind a verdict: the verdict stands
            continue
        date_words = asked_words(asked)
        ref = shown_ref(found, several(turn))
        text = say("extension.told_back", who=turn.speaker.name, ref=ref, date=date_words)
        told = await _one_told(turn, told, of, [found], text)
    return told


# --- taken back ---------------------------------------------------------------------------------------------------


def withdraw(turn: Turn) -> Outcome:
    """ "Withdraw my request for 5": the old date goes on standing."""
    own = [one for one in every(turn.live) if _own_wish(turn, one)]
    named = meant(turn)
    found = [one for one in named or own if one in own]
    if not found or (not named and len(found) > 1):
        if found:
            return Outcome(Reply(text=say("extension.withdraw_which", refs=refs_shown(found, several(turn)))))
        return Outcome(Reply(text=say("extension.none_yours")))
    return withdrawn(turn, found)


def _own_wish(turn: Turn, found: Item) -> bool:
    asked = found.action.extension
    return wanted(found) and asked is not None and asked.by == turn.speaker.id


def withdrawn(turn: Turn, found: Sequence[Item]) -> Outcome:
    """Some of one's own wishes are taken back; the notes that came with them stay."""
    facts = {"verdict": "withdraw", "of": turn.speaker.id, "extension": None}
    drafts = [(one.plan, Draft(ChangeKind.VERDICT, one.action.id, facts)) for one in found]
    after, writes = record_drafts(turn, drafts)
    lines = [
        say("extension.withdrawn", ref=shown_ref(one, several(turn)), due=due_words(one.action.timescale))
        for one in found
    ]
    memory = remembered(turn, "decide", found, done=(*turn.memory.done, *did(turn, writes)))
    return Outcome(changed(turn, lines, [], after, found), writes, memory)


def just_asked(turn: Turn, items: Iterable[Item], changes: Iterable[Change]) -> list[Item]:
    """The wishes of the speaker that some changes have put there."""
    made = {(one.subject, one.sequence) for one in changes}
    return [one for one in items if _own_wish(turn, one) and (one.action.id, _sequence(one.action.extension)) in made]


def _sequence(asked: Extension | None) -> int:
    return asked.sequence if asked else 0
