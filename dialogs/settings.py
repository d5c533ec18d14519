""" "Settings of CPC23", "ask owners every 6 weeks", "escalation on": what is set for a plan as a whole.

Officers set it, managers look. Before escalation is turned on it is shown who would hear what.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from dialogs.ask import CONFIRMED, asked, confirm
from dialogs.focus import did
from dialogs.items import Item, plans_meant, several
from dialogs.later import not_here_yet
from dialogs.read_back import changed
from dialogs.reply import Card, Fact, Reply
from dialogs.report_template import template
from dialogs.rhythm.escalation import Here, Levels, escalated, who_hears
from dialogs.rights import may, oversees, why_not
from dialogs.set_up import SAID, differences, label, of_fields, part, value
from dialogs.shown import refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.understanding.report_templates import TEMPLATE
from dialogs.understanding.settings import ALL
from dialogs.words import day as day_words
from dialogs.words import joined, say, upper_first
from storage.plan import ChangeKind, Draft, Plan
from storage.rhythm import Rhythm
from storage.schedule import next_working_day

INTERVAL = range(7, 367)  # days
GRACE = range(1, 21)  # working days
NAMED = 8  # people whose actions are listed in the preview; the rest is counted


async def edit(turn: Turn) -> Outcome:
    """A setting is looked at or set; anything else of a plan's structure is not here yet."""
    setting = turn.meant.args.get("setting")
    if setting is None:
        return await not_here_yet(turn)
    if setting == TEMPLATE:
        return await template(turn)
    plan = next((one for one in plans_meant(turn) if one in turn.live), None)
    if "value" in turn.meant.args and not may(turn.speaker, "settings", plan, None, turn.directory):
        return _told(say("update.refused", why=why_not(turn.speaker, "settings", plan, None, turn.directory)))
    if not oversees(turn.speaker, [plan] if plan else ()):
        return _told(say("settings.not_yours_to_see"))
    if turn.meant.asks:
        return asked(turn)
    if plan is None:
        return _told(say("list.no_plan"))
    if turn.meant.args.get("preview"):
        return await _looked_at(turn, plan)
    if "value" not in turn.meant.args:
        return _shown(turn, plan, str(setting))
    facts = _facts(str(setting), turn.meant.args["value"])
    return _told(facts) if isinstance(facts, str) else await _set(turn, plan, facts)


def _told(words: str) -> Outcome:
    return Outcome(Reply(text=words))


def _shown(turn: Turn, plan: Plan, setting: str) -> Outcome:
    if setting != ALL:
        return _told(say("settings.asked", plan=plan.code, what=part(plan, setting)))
    facts = tuple(Fact(label=upper_first(label(one)), value=value(plan, one)) for one in SAID)
    officer = may(turn.speaker, "settings", plan, None, turn.directory)
    foot = say("settings.footnote" if officer else "settings.footnote_manager", plan=plan.code)
    heading, intro = say("settings.heading", plan=plan.code), say("settings.intro")
    lines = [say("settings.fact", label=one.label, value=one.value) for one in facts]
    card = Card(heading=heading, intro=intro, facts=facts, footnote=foot)
    return Outcome(Reply(text="\n".join((heading, intro, *lines, foot)), card=card))


def _facts(setting: str, given: Any) -> dict[str, Any] | str:
    """The fields that are set; words where the value makes no sense."""
    if setting == "interval":
        bad = say("settings.bad_interval", n=given, least=INTERVAL[0], most=INTERVAL[-1])
        return {"interval_days": given} if given in INTERVAL else bad
    if setting == "escalation" and not isinstance(given, bool):
        bad = say("settings.bad_grace", n=given, least=GRACE[0], most=GRACE[-1])
        return {"escalation": True, "grace_days": given} if given in GRACE else bad
    return {setting: bool(given)}


async def _set(turn: Turn, plan: Plan, facts: Mapping[str, Any]) -> Outcome:
    news = {key: one for key, one in facts.items() if getattr(plan, key) != one}
    if not news:
        what = joined(part(plan, one) for one in of_fields(facts))
        return _told(say("settings.same", plan=plan.code, what=what))
    if news.get("escalation") and not turn.meant.args.get(CONFIRMED):
        if not turn.private:
            return _told(say("settings.privately"))
        grace = int(facts.get("grace_days", plan.grace_days))
        on = replace(plan, escalation=True, grace_days=grace)
        lines = await _preview(turn, on, await turn.past.rhythm(turn.today))
        return confirm(turn, "\n".join((*lines, say("settings.preview_ask"))))
    after, written = turn.record(plan, [Draft(ChangeKind.EDIT, 0, facts=news)])
    reply = changed(turn, differences(plan, after, turn.directory), [], {plan.id: after}, [])
    done = (*turn.memory.done, *did(turn, (written,)))
    return Outcome(reply, (written,), turn.memory.model_copy(update={"done": done, "question": None}))


# --- who would hear what ------------------------------------------------------------------------------------------


async def _looked_at(turn: Turn, plan: Plan) -> Outcome:
    """Who would hear what, and nothing is turned on."""
    if not turn.private:
        return _told(say("settings.privately"))
    lines = await _preview(turn, replace(plan, escalation=True), await turn.past.rhythm(turn.today))
    return _told("\n".join((*lines, say("settings.asked", plan=plan.code, what=part(plan, "escalation")))))


async def _preview(turn: Turn, plan: Plan, rhythm: Rhythm) -> list[str]:
    """Of what is overdue now: who would hear if nobody answered, who after another grace, and what of it soon.

    `plan` is as it would be.
    """
    grace = plan.grace_days
    found = {
        one.pair: (one, who_hears(plan, one.action, turn.directory, _here(turn, rhythm)))
        for one in (Item(plan, action) for action in plan.actions.values())
        if one.action.overdue(turn.today)
    }
    if not found:
        return [say("settings.preview_none", n=grace, plan=plan.code)]
    rows = _rows(turn, list(found.values()))
    nobody = [one for one, levels in found.values() if not levels.first]
    rows += [say("settings.preview_nobody", refs=refs_shown(nobody, several(turn)))] if nobody else []
    up = dict.fromkeys(person for _, levels in found.values() for person in levels.up)
    rows += [say("settings.preview_up", n=grace, names=joined(turn.directory.names(up)))] if up else []
    rows += await _soon(turn, plan, rhythm)
    rows += [] if plan.reminders else [say("settings.preview_silent", plan=plan.code)]
    return [say("settings.preview", n=grace, plan=plan.code), *rows]


async def _soon(turn: Turn, plan: Plan, rhythm: Rhythm) -> list[str]:
    """What was asked about before, and would be told with the next messages."""
    day = next_working_day(turn.today + timedelta(days=1))
    unreached = frozenset(one.person for one in await turn.past.unreached() if one.person is not None)
    told = escalated({plan.id: plan}, turn.directory, rhythm, lambda _: day, unreached)
    items = [Item(plan, plan.actions[one]) for one in dict.fromkeys(each.action for each in told)]
    refs = refs_shown(items, several(turn))
    return [say("settings.preview_soon", n=len(items), refs=refs, date=day_words(day))] if items else []


def _here(turn: Turn, rhythm: Rhythm) -> Here:
    return lambda person: rhythm.away(person, turn.today) is None


def _rows(turn: Turn, found: list[tuple[Item, Levels]]) -> list[str]:
    by_person: dict[int, list[Item]] = {}
    for one, levels in found:
        for person in levels.first:
            by_person.setdefault(person, []).append(one)
    rows = [
        say("settings.preview_row", name=turn.directory.name(person), refs=refs_shown(items, several(turn)))
        for person, items in list(by_person.items())[:NAMED]
    ]
    left = len(by_person) - len(rows)
    return [*rows, *([say("settings.preview_more", n=left)] if left > 0 else [])]
