""" "Chase everyone overdue, not Tom", "nudge Ian about 4": counts and names first, then one message each.

It joins each person's message of the day: nobody hears from the bot twice on one day.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from dialogs.ask import CONFIRMED, asked, confirm
from dialogs.items import Item, every, item, meant, refs, several
from dialogs.reply import Reply
from dialogs.rhythm.asks import answered_since, who_is_asked
from dialogs.rights import may, oversees
from dialogs.scope import chosen
from dialogs.shown import refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.words import day as day_words
from dialogs.words import joined, say
from storage.rhythm import DropPrompt, Prompt, PutPrompt, Rhythm, Why
from storage.schedule import next_working_day

DAY = timedelta(days=1)
NAMED = 8  # people whose actions are listed in the question; the rest is counted


async def chase(turn: Turn) -> Outcome:
    """Ask owners for an update on somebody's behalf; whoever is away is left out and said to be."""
    if turn.meant.asks:
        return asked(turn)
    if not oversees(turn.speaker, turn.live) and not any(_may(turn, one) for one in every(turn.live)):
        return Outcome(Reply(text=say("chase.not_yours")))
    if not turn.private:  # whom somebody chases is nobody else's business
        return Outcome(Reply(text=say("chase.privately")))
    rhythm = await turn.past.rhythm(turn.today)
    if do := turn.meant.args.get("do"):
        return _called_off(turn, rhythm) if do == "cancel" else _so_far(turn, rhythm)
    wanted = [one for one in _wanted(turn) if _may(turn, one)]
    by_person = _by_person(turn, wanted)
    away = {one: held for one in by_person if (held := rhythm.away(one, turn.today)) is not None}
    asked_now = {one: items for one, items in by_person.items() if one not in away}
    if not asked_now:
        return Outcome(Reply(text=_nobody(turn, wanted, away)))
    if not turn.meant.args.get(CONFIRMED):
        return _question(turn, asked_now, away)
    told = [one for one in asked_now if rhythm.told(one, turn.today)]
    prompts = [*_chased(turn, asked_now), *_reports(turn, asked_now, _day_after(turn, told))]
    said = [say("chase.done", n=len(asked_now)), *([_tomorrow(turn, told)] if told else []), say("chase.hear")]
    return Outcome(Reply(text=" ".join(said)), tuple(PutPrompt(one) for one in prompts))


def _so_far(turn: Turn, rhythm: Rhythm) -> Outcome:
    """Who has answered to the speaker's last chase, of what they were not told yet."""
    mine = [one for one in rhythm.prompts if one.person == turn.speaker.id and one.why is Why.REPORTED]
    found = [(one, there) for one in mine if (there := item(turn.plans, one.plan, one.action))]
    answered = [there for one, there in found if answered_since(there.action, one.made)]
    waiting = [there for _, there in found if there not in answered]
    said = [say("reminder.answered", refs=refs_shown(answered, several(turn)))] if answered else []
    said += [say("reminder.waiting", refs=refs_shown(waiting, several(turn)))] if waiting else []
    return Outcome(Reply(text=" ".join(said) or say("chase.none_of_yours")))


def _called_off(turn: Turn, rhythm: Rhythm) -> Outcome:
    """What the speaker chased and nobody was asked yet is not asked."""
    mine = [one for one in rhythm.prompts if one.by == turn.speaker.id and one.why in (Why.CHASED, Why.REPORTED)]
    people = {one.person for one in mine if one.why is Why.CHASED}
    if not mine:
        return Outcome(Reply(text=say("chase.none_of_yours")))
    return Outcome(Reply(text=say("chase.called_off", n=len(people))), tuple(DropPrompt(one.id) for one in mine))


def _may(turn: Turn, found: Item) -> bool:
    return may(turn.speaker, "oversee", *found, turn.directory)


def _wanted(turn: Turn) -> list[Item]:
    """The named actions, else what the filter lets through; without any condition, what is overdue."""
    if refs(turn) or turn.meant.targets:
        return [one for one in meant(turn) if one.action.open]
    conditions = set(turn.meant.filter) - {"owner", "plan"}
    items = chosen(turn, turn.live, turn.today)
    if not conditions and "owner" not in turn.meant.filter:
        items = [one for one in items if one.action.overdue(turn.today)]
    return [one for one in items if one.action.open]


def _by_person(turn: Turn, wanted: Iterable[Item]) -> dict[int, list[Item]]:
    """Who is asked of which actions; whoever is left out by name, and the speaker, are not."""
    given = turn.meant.args.get("except")
    spared = set(given) if isinstance(given, list) else set()
    by_person: dict[int, list[Item]] = {}
    for one in wanted:
        if one.action.ref in spared:
            continue
        for person in who_is_asked(one.plan, one.action, turn.directory):
            if turn.directory.name(person) not in spared and person != turn.speaker.id:
                by_person.setdefault(person, []).append(one)
    return by_person


def _nobody(turn: Turn, wanted: list[Item], away: Mapping[int, object]) -> str:
    if away:
        return say("chase.all_away", names=joined(turn.directory.names(away)))
    return say("chase.nobody_to_ask", refs=refs_shown(wanted, several(turn))) if wanted else say("chase.nothing")


def _question(turn: Turn, by_person: dict[int, list[Item]], away: Mapping[int, object]) -> Outcome:
    """How many people and actions, then who and what."""
    many = several(turn)
    rows = [
        say("chase.row", name=turn.directory.name(person), refs=refs_shown(items, many))
        for person, items in list(by_person.items())[:NAMED]
    ]
    left = len(by_person) - len(rows)
    rows += [say("chase.more", n=left)] if left > 0 else []
    rows += [say("chase.away", names=joined(turn.directory.names(away)))] if away else []
    actions = len({one.pair for items in by_person.values() for one in items})
    head = say("chase.ask", n=len(by_person), actions=say("list.any", n=actions))
    return confirm(turn, "\n".join((head, *rows)))


def _tomorrow(turn: Turn, told: list[int]) -> str:
    following = next_working_day(turn.today + DAY)
    return say("chase.tomorrow", names=joined(turn.directory.names(told)), date=day_words(following))


def _chased(turn: Turn, by_person: dict[int, list[Item]]) -> Iterable[Prompt]:
    for person, items in by_person.items():
        for one in items:
            yield _prompt(turn, Why.CHASED, person, one, turn.today)


def _day_after(turn: Turn, told: list[int]) -> date:
    """The working day after the one on which the last of them is asked."""
    following = next_working_day(turn.today + DAY)
    return next_working_day(following + DAY) if told else following


def _reports(turn: Turn, by_person: dict[int, list[Item]], day: date) -> Iterable[Prompt]:
    """Whoever chased hears who has answered."""
    for pair in dict.fromkeys(one.pair for items in by_person.values() for one in items):
        found = next(one for items in by_person.values() for one in items if one.pair == pair)
        yield _prompt(turn, Why.REPORTED, turn.speaker.id, found, day)


def _prompt(turn: Turn, why: Why, person: int, found: Item, day: date) -> Prompt:
    plan, action = found.pair
    return Prompt(
        id=f"{why.value}:{turn.change_set}:{person}:{plan}:{action}",
        why=why,
        person=person,
        plan=plan,
        action=action,
        day=day,
        by=turn.speaker.id,
        made=turn.now,
    )
