"""Later dates that wait for a yes, where the plan asks for one: who needs it, who may give it, what is recorded."""

from dataclasses import replace
from datetime import date
from typing import Any

from dialogs.items import Item, several
from dialogs.rights import may
from dialogs.shown import asked_words, due_words, shown_ref
from dialogs.turn import Turn
from dialogs.words import say
from storage.people import Directory, Person, Role
from storage.plan import Action, Extension, Plan
from storage.replay import extension_facts, extension_words, timescale_facts, timescale_words
from storage.timescale import Timescale

NAMED = 3  # people who can decide; of more their parts are said

Dated = tuple[dict[str, Any], dict[str, Any]]  # a change's facts and words


def needs_a_yes(plan: Plan, action: Action, to: Timescale | None, person: Person, directory: Directory) -> bool:
    """Whether a date waits: it is later than the one that stands, or takes that off, and the person may not decide."""
    own_wish = action.extension is not None and action.extension.by == person.id  # also of what was theirs then
    own = own_wish or gave_up(person, action, directory)
    decides = may(person, "decide", plan, action, directory) and not own
    if not plan.approval or action.due is None or decides:
        return False
    return to is None or to.end is None or to.end > action.due


def gave_up(person: Person, action: Action, directory: Directory) -> bool:
    """Whether somebody handed the action over and nobody else has set its date since: they set no later one alone, or
    handing it over and taking it back would be a way round the yes. What the new owner asks for they may grant."""
    return not directory.stands_for(person.id).isdisjoint(action.handed)


def dated(
    turn: Turn,
    found: Item,
    to: Timescale | None,
    by: int,
    reason: str | None = None,
    *,
    internal: bool = False,
    effective: date | None = None,
) -> Dated:
    """What records a date that was said: the date itself, or that it was asked for. Either settles what waited, but for
    news of an earlier day (`effective`) than the wish."""
    plan, action = found
    if needs_a_yes(
        plan, action, to, turn.speaker, turn.directory
    ):  # whoever types, in whose words ever: no borrowed yes
        return asked_for(Extension(to, turn.speaker.id, turn.today, turn.now, reason, internal))
    if needs_a_yes(plan, action, to, turn.directory[by], turn.directory):
        return asked_for(Extension(to, by, turn.today, turn.now, reason, internal))
    facts, words = {"timescale": timescale_facts(to)}, {"timescale": timescale_words(to)}
    settles = action.extension and (effective or turn.today) >= action.set_on.get("extension", date.min)
    return (facts | {"extension": None} if settles else facts), words


def asked_for(asked: Extension) -> Dated:
    """What records a wish."""
    return {"extension": extension_facts(asked)}, {"extension": extension_words(asked)}


def may_decide(turn: Turn, found: Item) -> bool:
    """Whether the speaker may say yes or no to what is asked for: never to their own wish."""
    asked = found.action.extension
    own = gave_up(turn.speaker, found.action, turn.directory) if asked is None else asked.by == turn.speaker.id
    return not own and may(turn.speaker, "decide", found.plan, found.action, turn.directory)


def deciders(plan: Plan, action: Action, directory: Directory) -> list[Person]:
    """Who may decide: managers first, and the performance officers where there is no manager who may."""
    asker = action.extension.by if action.extension else None
    kept_out = {asker} if asker else {one.id for one in directory.here() if gave_up(one, action, directory)}
    able = [one for one in directory.here() if one.id not in kept_out and may(one, "decide", plan, action, directory)]
    return [one for one in able if plan.role_of(one) is not Role.OFFICER] or able


def who_decides(found: Item, directory: Directory) -> str:
    """ "Meena Shah or Dev Patel"; where there are many, what they are."""
    able = deciders(found.plan, found.action, directory)
    if not able:
        return say("extension.nobody_yet")
    return say("extension.anybody") if len(able) > NAMED else say("filter.or").join(one.name for one in able)


def waits(turn: Turn, before: Item, after: Action) -> list[str]:
    """What somebody who has just asked is told: what stands meanwhile, who says yes, and to say why if they did not."""
    asked = after.extension
    if asked is None or asked == before.action.extension:
        return []
    found = Item(before.plan, after)
    was = before.action.extension
    if was is not None and replace(was, reason=asked.reason, internal=asked.internal) == asked:
        return [say("extension.reason_added", ref=shown_ref(before, several(turn)), date=asked_words(asked))]
    slots = {"ref": shown_ref(before, several(turn)), "due": due_words(after.timescale)}
    said = say("extension.waits", **slots, who=who_decides(found, turn.directory))
    return [said] if asked.reason else [f"{said} {say('extension.why')}"]


def asks_why(before: Item, after: Plan) -> bool:
    """Whether somebody has just asked for a date and has not said why."""
    asked = after.actions[before.action.id].extension
    return asked is not None and asked != before.action.extension and not asked.reason


def wish(found: Item) -> str:
    """ "31 March 2027 → 31 July 2027"."""
    asked = found.action.extension
    return say("extension.wish", old=due_words(found.action.timescale), new=asked_words(asked) if asked else "")
