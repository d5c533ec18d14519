"""How somebody who is named against an action is told: a person by name, a board or a post with who answers for it."""

from dialogs.words import joined, say
from storage.people import Directory, Kind


def party(directory: Directory, one: int) -> str:
    """A name; for a post, a group or initials also who answers for it."""
    found = directory.people.get(one)
    if found is None or found.kind is Kind.PERSON:
        return directory.name(one)
    if not found.holders:
        return say("show.vacant", name=found.name) if found.kind is Kind.POST else found.name
    return say("show.held", name=found.name, holders=joined(directory.names(found.holders)))


def who_answers(directory: Directory, one: int) -> str:
    """Whom to ask: a person, or those who answer for a post, a group or initials."""
    found = directory.people.get(one)
    holders = joined(directory.names(found.holders)) if found and found.kind is not Kind.PERSON else ""
    return say("rights.holder", holders=holders, name=directory.name(one)) if holders else directory.name(one)
