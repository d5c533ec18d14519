""" "I'm off til the 12th, Ruth covering": who is not asked, until when, and who answers meanwhile."""

from datetime import date, timedelta

from dialogs.ask import asked
from dialogs.handed_back import cover_changed
from dialogs.reply import Reply
from dialogs.rights import may_name_cover, may_speak_for, may_stand_in
from dialogs.turn import Outcome, Turn
from dialogs.words import day, say
from storage.people import Person
from storage.rhythm import Absence, PutAbsence
from storage.rights import PutRights
from storage.work import Write

DAY = timedelta(days=1)


async def away(turn: Turn) -> Outcome:
    """Record an absence with who covers; one's own, or for managers and officers anybody's."""
    if turn.meant.asks:
        return asked(turn)
    if turn.meant.args.get("list"):
        return await _who_is_off(turn)
    if turn.meant.args.get("asked"):
        return await _am_i(turn)
    if turn.meant.args.get("back"):
        return await back(turn)
    person = _who(turn)
    if not may_speak_for(turn.speaker, person, turn.directory):
        return Outcome(Reply(text=say("away.not_yours", name=person.name)))
    delegate = next(iter(turn.meant.people.get("delegate", ())), None)
    since, until = await _when(turn, person, delegate)
    if until is not None and until < max(since, turn.today):
        return Outcome(Reply(text=say("away.over", date=day(until))))
    if delegate == person.id:
        return Outcome(Reply(text=say("away.self")))
    why = _no_cover(turn, person, delegate)
    stays = await _stays(turn, person, since, until) if delegate is None or why else None
    absence = Absence(person.id, since, until, stays or (None if why else delegate))
    told = _told(turn, person, absence, "" if stays else why)
    return Outcome(Reply(text=told), (PutAbsence(absence), *(() if stays else _recorded(turn, absence))))


async def _stays(turn: Turn, person: Person, since: date, until: date | None) -> int | None:
    """Who covers already and goes on, where it is not the speaker's to say: until no later day than was said."""
    known = await _current(turn, person)
    if may_name_cover(turn.speaker, person) or known is None or known.since != since:
        return None
    return known.delegate if (until or date.max) <= (known.until or date.max) else None


def _no_cover(turn: Turn, person: Person, delegate: int | None) -> str:
    """Why whoever was named does not cover: it is not the speaker's to say, or they could answer for nobody."""
    if delegate is None:
        return ""
    if not may_name_cover(turn.speaker, person):
        return say("away.not_named", name=person.name)
    able = may_stand_in(turn.directory[delegate], person, turn.plans.values(), turn.directory)
    return "" if able else say("away.reader", name=turn.directory.name(delegate))


def _recorded(turn: Turn, absence: Absence) -> tuple[Write, ...]:
    """Who may answer for somebody from now on is kept for good."""
    return (PutRights((cover_changed(turn, None, absence),)),) if absence.delegate is not None else ()


async def _when(turn: Turn, person: Person, delegate: int | None) -> tuple[date, date | None]:
    """The first day and the last; where only who covers is said, those of the absence that is recorded already."""
    since, until = _day(turn, "from"), _day(turn, "until")
    if since is None and until is None and delegate is not None and (known := await _current(turn, person)):
        return known.since, known.until
    return since or turn.today, until


async def _current(turn: Turn, person: Person) -> Absence | None:
    """The absence that holds today, else the next one."""
    rhythm = await turn.past.rhythm(turn.today)
    lasting = [one for one in rhythm.absences if one.person == person.id and (one.until or date.max) >= turn.today]
    return min(lasting, key=lambda one: one.since, default=None)


async def _am_i(turn: Turn) -> Outcome:
    """ "Am I away?": said, and nothing written."""
    known = await _current(turn, turn.speaker)
    return Outcome(Reply(text=_told(turn, turn.speaker, known) if known else say("away.you_are_not")))


async def _who_is_off(turn: Turn) -> Outcome:
    """ "Who's off?": today, and who covers."""
    rhythm = await turn.past.rhythm(turn.today)
    held = sorted((one for one in rhythm.absences if one.holds(turn.today)), key=lambda one: one.until or date.max)
    rows = [_off(turn, one) for one in held]
    return Outcome(Reply(text="\n".join((say("away.off", n=len(rows)), *rows))))


def _off(turn: Turn, absence: Absence) -> str:
    name = turn.directory.name(absence.person)
    said = say("away.row", name=name, end=day(absence.until)) if absence.until else say("away.row_open", name=name)
    covered = say("away.row_cover", name=turn.directory.name(absence.delegate)) if absence.delegate else ""
    return f"{said}{covered}"


def _who(turn: Turn) -> Person:
    named = next(iter(turn.meant.people.get("owner", ())), turn.speaker.id)
    return turn.directory.people.get(named, turn.speaker)


def _day(turn: Turn, key: str) -> date | None:
    given = turn.meant.args.get(key)
    return given if isinstance(given, date) else None


def _told(turn: Turn, person: Person, absence: Absence, why: str = "") -> str:
    """From when until when, and who is asked meanwhile, or `why` not whoever was named."""
    whose = "mine" if person == turn.speaker else "theirs"
    span = "until" if absence.since <= turn.today else "from_until"
    if absence.until is None:
        span = "open"
    slots = {"name": person.name, "start": day(absence.since), "end": day(absence.until) if absence.until else ""}
    said = say(f"away.{whose}.{span}", **slots)
    if why:
        return f"{said} {why}"
    if absence.delegate is None and (unknown := turn.meant.args.get("unknown")):
        return f"{said} {say('away.unknown', name=unknown)}"
    if absence.delegate is None:
        return f"{said} {say('away.nobody')}"
    return f"{said} {say('away.cover', name=turn.directory.name(absence.delegate))}"


async def back(turn: Turn) -> Outcome:
    """ "I'm back": absences of the speaker's that hold today end with yesterday."""
    rhythm = await turn.past.rhythm(turn.today)
    held = [one for one in rhythm.absences if one.person == turn.speaker.id and one.holds(turn.today)]
    if not held:
        return Outcome(Reply(text=say("away.not_away")))
    ended = tuple(PutAbsence(Absence(one.person, one.since, turn.today - DAY, one.delegate)) for one in held)
    return Outcome(Reply(text=say("away.back")), ended)
