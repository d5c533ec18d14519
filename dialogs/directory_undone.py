"""What was done to the directory, taken back by doing the opposite: a role, to whom somebody reports, a leaving."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dialogs.directory_changes import person_changed, with_field
from dialogs.handed_back import HANDED, handed_back
from dialogs.reply import Reply
from dialogs.rights import may, why_not
from dialogs.shown import with_words
from dialogs.turn import Outcome, Turn
from dialogs.words import joined, say
from storage.people import Directory, Person, loses_last_officer, with_people
from storage.rights import KEPT, RightsEvent, plain

NO_PLAN = 0  # in `Done`: what was done is of no plan, but of the directory


async def directory_undone(turn: Turn, change_set: str | None) -> Outcome | None:
    """What a change set did to the directory is taken back; None where it is none of the directory's."""
    last = next((one.change_set for one in reversed(turn.memory.done) if one.plan == NO_PLAN), None)
    wanted = change_set or last
    told = [one for one in await turn.past.rights() if one.change_set == wanted] if wanted else []
    events = [one for one in told if one.what in KEPT]
    if not events:
        return None
    if refusal := _kept(turn, events):
        return Outcome(Reply(text=refusal))
    people = _taken_back(turn.directory, events)
    back = await handed_back(turn, [one for one in told if one.what in HANDED])
    words = " ".join((*(_line(turn, one, people[one.person]) for one in events), *back.words))
    left = tuple(one for one in turn.memory.done if one.change_set != wanted)
    memory = turn.memory.model_copy(update={"done": left, "question": None})
    writes = (*person_changed(turn, people.values(), back.events), *back.writes)
    return Outcome(Reply(text=say("undo.done", parts=words)), writes, memory)


async def with_directory(turn: Turn, outcome: Outcome, change_sets: Iterable[str]) -> Outcome:
    """What is taken back of plans, with what the same change sets did to the directory; refused where that is."""
    for one in change_sets:
        also = await directory_undone(turn, one)
        if also is None or also.reply is None or outcome.reply is None:
            continue
        if not also.writes:
            return also
        reply = with_words(outcome.reply, also.reply.text)
        done = tuple(each for each in (outcome.memory or turn.memory).done if each.change_set != one)
        memory = (outcome.memory or turn.memory).model_copy(update={"done": done})
        outcome = replace(outcome, reply=reply, writes=(*outcome.writes, *also.writes), memory=memory)
    return outcome


def _kept(turn: Turn, events: Sequence[RightsEvent]) -> str | None:
    """Why it is left as it is: no right, changed since, or the last officer would be gone."""
    if not may(turn.speaker, "rights", None, None, turn.directory):
        return why_not(turn.speaker, "rights", None, None, turn.directory)
    for one in events:
        person = turn.directory.people.get(one.person)
        if person is None or plain(person, one.what) != one.after:
            return say("roles.changed_since", name=turn.directory.name(one.person))
    people = _taken_back(turn.directory, events)
    if loses_last_officer(turn.directory, with_people(turn.directory, people.values())):
        return say("roles.last_officer", name=joined(turn.directory.names(people)))
    return None


def _taken_back(directory: Directory, events: Sequence[RightsEvent]) -> dict[int, Person]:
    """The people as they were before."""
    people: dict[int, Person] = {}
    for one in reversed(events):
        person = people.get(one.person) or directory[one.person]
        people[one.person] = with_field(person, one.what, one.before)
    return people


def _line(turn: Turn, event: RightsEvent, person: Person) -> str:
    if event.what == "role":
        return say("roles.again", name=person.name, role=say(f"people.role_{person.role.value}"))
    if event.what == "manager":
        manager = turn.directory.name(person.manager) if person.manager else say("assign.nobody")
        return say("roles.reports_again", name=person.name, manager=manager)
    if event.what == "holders":
        holders = joined(turn.directory.names(person.holders)) or say("assign.nobody")
        return say("roles.held_again", name=person.name, holders=holders)
    return say("roles.stays" if person.until is None else "roles.leaves_again", name=person.name)
