""" "Remind me about 6 on Friday": it joins the speaker's message of that day."""

from datetime import date

from dialogs.ask import CONFIRMED, asked, confirm
from dialogs.items import item, meant, several
from dialogs.reply import Reply
from dialogs.shown import refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.understanding.interpretation import Asks
from dialogs.words import day, say, weekday
from storage.rhythm import EVERY_ACTION, DropPrompt, Prompt, PutPrompt, Why
from storage.schedule import next_working_day


async def remind(turn: Turn) -> Outcome:
    """A reminder of one's own, on a working day."""
    if turn.meant.asks is Asks.WHICH_DATE:
        return asked(turn, words=say("reminder.which_day"))
    if turn.meant.asks:
        return asked(turn)
    if turn.meant.args.get("list") or turn.meant.args.get("do") == "cancel":
        return await _kept(turn, cancel=turn.meant.args.get("do") == "cancel")
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


async def _kept(turn: Turn, *, cancel: bool) -> Outcome:
    """What the speaker asked to be reminded of, or what of it is taken back."""
    rhythm = await turn.past.rhythm(turn.today)
    mine = [one for one in rhythm.prompts if one.person == turn.speaker.id and one.why is Why.REMINDED]
    mine.sort(key=lambda one: one.day)
    if cancel and mine:
        return _taken_back(turn, mine)
    rows = [_row(turn, one) for one in mine]
    return Outcome(Reply(text="\n".join((say("reminder.kept", n=len(rows)), *rows))))


def _taken_back(turn: Turn, mine: list[Prompt]) -> Outcome:
    """Those of the actions that were named, else the only one; before several are, it is asked."""
    named = meant(turn)
    pairs = [one.pair for one in named]
    gone = [one for one in mine if (one.plan, one.action) in pairs] if pairs else mine
    rows = [_row(turn, one) for one in gone or mine]
    if not gone:
        return Outcome(Reply(text="\n".join((say("reminder.not_of", refs=refs_shown(named, several(turn))), *rows))))
    if len(gone) > 1 and not pairs and not turn.meant.args.get(CONFIRMED):
        return confirm(turn, "\n".join((say("reminder.all", n=len(gone)), *rows)))
    text = "\n".join((say("reminder.gone"), *rows))
    return Outcome(Reply(text=text), tuple(DropPrompt(one.id) for one in gone))


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
