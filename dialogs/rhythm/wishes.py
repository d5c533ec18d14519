"""Later dates in the message of a day: those that wait for somebody's yes, and what became of one's own. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from dialogs.extending import deciders, wish
from dialogs.items import Item, every
from dialogs.reply import Button, Payload
from dialogs.rhythm.asks import Ask
from dialogs.shown import TEXT, due_words, shown_ref
from dialogs.words import cut, say
from storage.people import Directory
from storage.plan import ChangeKind, Plan, PlanState
from storage.rhythm import Rhythm, Why

QUIET = 7  # days until a wish that nobody has decided on is named again


def to_decide(
    plans: Iterable[Plan], directory: Directory, rhythm: Rhythm, today: Callable[[int], date]
) -> Iterator[Ask]:
    """Whoever may decide on a date that waits, when it was asked for and each week after; nobody who is away."""
    named = sorted((one for one in rhythm.asked if one.why is Why.TO_DECIDE), key=lambda one: one.day)
    told = {(one.person, one.plan, one.action): one.day for one in named}  # the last time
    for one in every(plan for plan in plans if plan.state is PlanState.LIVE):
        asked = one.action.extension if one.action.open else None
        for person in deciders(one.plan, one.action, directory) if asked else ():
            day, last = today(person.id), told.get((person.id, *one.pair), date.min)
            again = asked is not None and (last < asked.day or (day - last).days >= QUIET)
            if again and rhythm.away(person.id, day) is None:
                yield Ask(person.id, *one.pair, Why.TO_DECIDE)


def waiting(asks: Sequence[Ask], plans: Mapping[int, Plan], directory: Directory, *, many: bool) -> list[str]:
    """ "2 dates wait for your yes: 5, March 2027 → July 2027 (Ian Marsh); …"."""
    found = [(plans[one.plan], plans[one.plan].actions[one.action]) for one in asks if one.why is Why.TO_DECIDE]
    if not found:
        return []
    rows = [
        say("reminder.wish", ref=shown_ref(one, many), wish=wish(one), who=directory.name(asked.by))
        for one in (Item(*pair) for pair in found)
        if (asked := one.action.extension) is not None
    ]
    return [say("reminder.to_decide", n=len(rows), rows="; ".join(rows))]


def buttons(asks: Sequence[Ask]) -> tuple[Button, ...]:
    """The way to decide on them."""
    some = any(one.why is Why.TO_DECIDE for one in asks)
    return (Button(label=say("button.waiting"), payload=Payload(act="waiting")),) if some else ()


def decided(ask: Ask, plans: Mapping[int, Plan], directory: Directory, *, many: bool) -> str | None:
    """What became of a date that this person had asked for; None where that has been taken back since."""
    plan = plans[ask.plan]
    action = plan.actions[ask.action]
    said = [one for one in plan.recent if one.subject == action.id and one.kind is ChangeKind.VERDICT]
    if not said or action.extension is not None:
        return None
    last = said[-1]
    slots = {"who": directory.name(last.recorder), "ref": shown_ref(Item(plan, action), many)}
    words = say(
        f"extension.told_{last.facts['verdict']}",
        **slots,
        text=cut(action.text, TEXT),
        due=due_words(action.timescale),
    )
    reason = last.words.get("verdict")
    return words + (say("extension.their_reason", reason=cut(str(reason), 200)) if reason else "")
