""" "Remind me about 6 on Friday": it joins the speaker's message of that day."""

from datetime import date

from dialogs.ask import asked
from dialogs.items import item, meant, several
from dialogs.reply import Reply
from dialogs.shown import refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.words import day, say, weekday
from storage.rhythm import EVERY_ACTION, Prompt, PutPrompt, Why
from storage.schedule import next_working_day


async def remind(turn: Turn) -> Outcome:
    """A reminder of one's own, on a working day."""
    if turn.meant.asks:
        return asked(turn)
    if turn.meant.args.get("list") or turn.meant.args.get("do") == "cancel":
        return await _kept(turn)
    when = turn.meant.filter.get("date")
    if not isinstance(when, date):
        return Outcome(Reply(text=say("reminder.when")))
    if when < turn.today:
        return Outcome(Reply(text=say("reminder.past", date=day(when))))
    due, found = next_working_day(when), meant(turn)
    pairs = [one.pair for one in found] or [(EVERY_ACTION, EVERY_ACTION)]
    prompts = tuple(PutPrompt(_prompt(turn, plan, action, due)) for plan, action in pairs)
    date_said = say("schedule.day", weekday=weekday(due.weekday()), date=day(due))
    if not found:
        return Outcome(Reply(text=say("reminder.set", date=date_said)), prompts)
    refs = refs_shown(found, several(turn))
    return Outcome(Reply(text=say("reminder.set_about", refs=refs, date=date_said)), prompts)


async def _kept(turn: Turn) -> Outcome:
    """What the speaker asked to be reminded of; taking one back is not possible yet, and that is said."""
    rhythm = await turn.past.rhythm(turn.today)
    mine = [one for one in rhythm.prompts if one.person == turn.speaker.id and one.why is Why.REMINDED]
    rows = [_row(turn, one) for one in mine]
    cannot = [say("reminder.no_cancel")] if turn.meant.args.get("do") == "cancel" and mine else []
    return Outcome(Reply(text="\n".join((say("reminder.kept", n=len(rows)), *rows, *cannot))))


def _row(turn: Turn, prompt: Prompt) -> str:
    found = item(turn.plans, prompt.plan, prompt.action)
    about = refs_shown([found], several(turn)) if found else say("reminder.nothing")
    return say("reminder.row", about=about, date=day(prompt.day))


def _prompt(turn: Turn, plan: int, action: int, due: date) -> Prompt:
    return Prompt(
        id=f"remind:{turn.change_set}:{plan}:{action}",
        why=Why.REMINDED,
        person=turn.speaker.id,
        plan=plan,
        action=action,
        day=due,
        by=turn.speaker.id,
        made=turn.now,
    )
