"""The return's own words for an action: drafted from what was said, edited by its owner or the officer, accepted by the
officer. What was said stays untouched beside them."""

from collections.abc import Iterable, Sequence

from dialogs.items import Item, every, item, meant, refs
from dialogs.returns_which import Sight, refusal, said, sight
from dialogs.rhythm.returning import Printed, needs_words, printed, repeats
from dialogs.rights import may, why_not
from dialogs.scope import chosen
from dialogs.shown import refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.understanding.pressed import LONGEST_NOTE
from dialogs.words import cut, joined, say
from storage.plan import Plan
from storage.returns import ReturnKind
from storage.status import Status

SHOWN = 300
MOST = 10  # rows of what is not accepted; the rest is counted
WHOSE = frozenset(("owner", "section"))


async def plan_then(found: Sight) -> Plan:
    """The plan as the return shows it."""
    return await found.turn.past.as_returned(found.plan, found.made)


async def wordings(found: Sight) -> list[tuple[Item, Printed]]:
    """Every action of the return with what would be printed of it."""
    return [(one, printed(one, found.made, found.returns)) for one in every([await plan_then(found)])]


async def _unfrozen(turn: Turn) -> Sight | Outcome:
    found = await sight(turn)
    if isinstance(found, Sight) and found.made.frozen is not None:
        return said(say("return.frozen_text", label=found.made.label, plan=found.plan.code))
    return found


# --- edited ---------------------------------------------------------------------------------------------------------


async def text(turn: Turn) -> Outcome:
    """ "Text for 5: …" by whoever may change the action."""
    found = await _unfrozen(turn)
    if isinstance(found, Outcome):
        return found
    items = [one for one in meant(turn) if one.plan.id == found.plan.id]
    words = str(turn.meant.args.get("text", ""))
    if len(items) == 1 and not words:
        return await _text_shown(found, items[0])
    if len(items) != 1:
        return said(say("return.text_which"))
    if len(words) > LONGEST_NOTE:
        return said(say("press.note"))
    one = items[0]
    if not may(turn.speaker, "update", one.plan, one.action, turn.directory):
        return said(why_not(turn.speaker, "update", one.plan, one.action, turn.directory))
    write = found.put(ReturnKind.TEXT, words={"texts": {str(one.action.id): words}})
    slots = {"ref": one.action.ref, "label": found.made.label, "text": cut(words, SHOWN)}
    return Outcome(said(say("return.text_put", **slots)).reply, (write,))


async def _text_shown(found: Sight, one: Item) -> Outcome:
    """ "Text for 5" alone: the wording as it stands, and how another is written."""
    printed_now = await text_of(found, one)
    words = printed_now.text if printed_now else say("return.no_text")
    state = "accepted" if printed_now and printed_now.accepted else "unaccepted"
    slots = {"ref": one.action.ref, "label": found.made.label, "text": cut(words, SHOWN)}
    return said(say(f"return.text_{state}", **slots))


# --- accepted -------------------------------------------------------------------------------------------------------


async def accept_all(turn: Turn) -> Outcome:
    """ "Accept all green", "accept the rest", "accept Anne's": no more than what was named."""
    if no := refusal(turn):
        return no
    found = await _unfrozen(turn)
    if isinstance(found, Outcome):
        return found
    if refs(turn):
        return await accept_these(found, [one for one in meant(turn) if one.plan.id == found.plan.id])
    wanted = {Status(one) for one in turn.meant.filter.get("status", [])}
    rows = [one for one in await wordings(found) if not wanted or one[0].action.status in wanted]
    if WHOSE & turn.meant.filter.keys():
        theirs = {one.action.id for one in chosen(turn, [found.plan], turn.today)}
        rows = [one for one in rows if one[0].action.id in theirs]
    return await _accepted(found, rows)


async def accept_these(found: Sight, items: Sequence[Item]) -> Outcome:
    """ "Accept 5"."""
    if no := refusal(found.turn):
        return no
    ids = {one.action.id for one in items}
    return await _accepted(found, [one for one in await wordings(found) if one[0].action.id in ids])


async def _accepted(found: Sight, some: Sequence[tuple[Item, Printed]]) -> Outcome:
    """What has words is accepted; what has none, or is red or overdue and only repeats itself, is named."""
    fit = [(one, words) for one, words in some if _fit(one, words, found)]
    new = [(one, words) for one, words in fit if not words.accepted]
    unfit = [one for one, words in some if not _fit(one, words, found)]
    lines = [say("return.accepted", n=len(new), refs=_refs(one for one, _ in new))] if new else []
    lines += [say("return.accepted_before")] if not new and not unfit else []
    lines += [say("return.no_words", n=len(unfit), refs=_refs(unfit))] if unfit else []
    accepted = {one.action.id for one, _ in new}
    left = [
        one
        for one, words in await wordings(found)
        if not words.accepted and one.action.id not in accepted and one not in unfit
    ]
    lines += [say("return.left", n=len(left), refs=_refs(left))] if new or left else []
    if not new:
        return said("\n".join(lines))
    texts = {str(one.action.id): words.text for one, words in new}
    return Outcome(said("\n".join(lines)).reply, (found.put(ReturnKind.ACCEPTED, words={"texts": texts}),))


def _fit(one: Item, words: Printed, found: Sight) -> bool:
    if words.text == say("return.no_text"):
        return False
    return words.edited or not (needs_words(one, found.made) and repeats(words.text))


def _refs(items: Iterable[Item]) -> str:
    return refs_shown(list(items), many=False)


async def unaccepted(turn: Turn) -> Outcome:
    """What is not accepted yet, each with its words."""
    found = await sight(turn)
    if isinstance(found, Outcome):
        return found
    return said(not_accepted(await wordings(found)))


def not_accepted(some: Sequence[tuple[Item, Printed]]) -> str:
    left = [(one, words) for one, words in some if not words.accepted]
    if not left:
        return say("return.all_accepted")
    lines = [say("return.row", ref=one.action.ref, text=cut(words.text, SHOWN)) for one, words in left[:MOST]]
    more = [say("return.and_more", n=len(left) - MOST)] if len(left) > MOST else []
    return "\n".join([say("return.left", n=len(left), refs=joined(one.action.ref for one, _ in left)), *lines, *more])


async def text_of(found: Sight, one: Item) -> Printed | None:
    """What would be printed of one action."""
    then = item({found.plan.id: await plan_then(found)}, found.plan.id, one.action.id)
    return printed(then, found.made, found.returns) if then else None
