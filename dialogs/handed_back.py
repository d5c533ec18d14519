"""Cover and what is posted, as it changes hands with somebody who leaves: kept for good, and given back by an undo."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dialogs.directory_changes import source_of
from dialogs.schedule_words import short
from dialogs.turn import Turn
from dialogs.words import joined, say
from storage.rhythm import Absence, PutAbsence
from storage.rights import RightsEvent
from storage.schedule import Schedule
from storage.work import PutSchedule, Write

COVER, SCHEDULE = HANDED = ("cover", "schedule")  # what of a change set is no field of a person


@dataclass(frozen=True, slots=True)
class Back:
    """What is written, what is kept of it, and what is said."""

    writes: tuple[Write, ...] = ()
    events: tuple[RightsEvent, ...] = ()
    words: tuple[str, ...] = ()


def cover_changed(turn: Turn, before: Absence | None, after: Absence) -> RightsEvent:
    """Who may answer for somebody from now on."""
    return _event(turn, after.person, COVER, _cover(before) if before else None, _cover(after))


def _cover(one: Absence) -> dict[str, Any]:
    until = one.until.isoformat() if one.until else None
    return {"delegate": one.delegate, "since": one.since.isoformat(), "until": until}


def schedule_changed(turn: Turn, one: Schedule, by: int) -> RightsEvent:
    """Who looks after what is posted from now on."""
    return _event(turn, one.by, SCHEDULE, {"schedule": one.id, "by": one.by}, {"schedule": one.id, "by": by})


def _event(turn: Turn, person: int, what: str, before: Any, after: Any) -> RightsEvent:
    return RightsEvent(person, what, before, after, turn.speaker.id, source_of(turn), turn.change_set)


async def handed_back(turn: Turn, events: Sequence[RightsEvent]) -> Back:
    """What changed hands, given back; what has gone on to somebody else since, or is over, stays as it is."""
    rhythm = await turn.past.rhythm(turn.today)
    covers = [one for one in events if one.what == COVER and one.before]
    posted = [one for one in events if one.what == SCHEDULE]
    by = {int(one.after["by"]) for one in posted}
    looked_after = {one.id: one for person in by for one in await turn.past.schedules_of(person)}
    absences = list(_absences(covers, rhythm.absences, turn.today))
    schedules = list(_schedules(posted, looked_after))
    return Back(
        (*(PutAbsence(one) for _, one in absences), *(PutSchedule(one) for _, one in schedules)),
        tuple(_event(turn, one.person, one.what, one.after, one.before) for one, _ in (*absences, *schedules)),
        tuple(filter(None, (_cover_words(turn, absences), _schedule_words(turn, schedules)))),
    )


def _absences(
    events: Iterable[RightsEvent], absences: Sequence[Absence], today: date
) -> Iterator[tuple[RightsEvent, Absence]]:
    for event in events:
        for one in absences:
            same = (one.person, one.since.isoformat()) == (event.person, event.after["since"])
            if same and one.delegate == event.after["delegate"] and (one.until or date.max) >= today:
                yield event, replace(one, delegate=event.before["delegate"])


def _schedules(
    events: Iterable[RightsEvent], looked_after: dict[int, Schedule]
) -> Iterator[tuple[RightsEvent, Schedule]]:
    for event in events:
        one = looked_after.get(event.after["schedule"])
        if one is not None and one.by == event.after["by"]:
            yield event, replace(one, by=event.before["by"])


def _cover_words(turn: Turn, absences: Sequence[tuple[RightsEvent, Absence]]) -> str:
    names = turn.directory.names(one.person for _, one in absences)
    by = joined(dict.fromkeys(turn.directory.name(one.delegate) for _, one in absences if one.delegate))
    return say("roles.covers_again", name=by, names=joined(names)) if names else ""


def _schedule_words(turn: Turn, schedules: Sequence[tuple[RightsEvent, Schedule]]) -> str:
    what = joined(short(turn.plans, one) for _, one in schedules)
    by = joined(dict.fromkeys(turn.directory.name(one.by) for _, one in schedules))
    return say("roles.looks_after_again", name=by, what=what) if schedules else ""
