"""What stands in an owner's cell: the document's own words while its owners stay, and others in its manner. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from storage.people import Directory
from storage.plan import Plan

USUAL = " / "  # between owners, where no cell of the document shows what it puts there
LONGEST = 6  # characters between two names, as of " and "; more is a post or a remark


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the document had it, and the owners that it named; None: no document, or it is not known."""

    said: str | None
    named: tuple[int, ...]


def cells_of(plan: Plan, directory: Directory) -> Callable[[Cell, Sequence[int]], str]:
    """What says an owner's cell as it is to be printed, given the document's and the owners of now."""
    known = {Cell(one.owner_cell, one.named) for one in plan.actions.values()}
    known |= {Cell(one.sponsor_cell, one.named) for one in plan.recommendations.values()}
    usual = _most(_between(one, directory) for one in known)

    def cell(own: Cell, owners: Sequence[int]) -> str:
        if own.said is not None and own.named == tuple(owners) and all(_stands(own.said, directory, owners)):
            return own.said
        return (_between(own, directory) or usual).join(directory.names(owners))

    return cell


def _most(found: Iterable[str | None]) -> str:
    """What most cells have, the first by its letters among equals: the same plan is always printed alike."""
    seen = Counter(sorted(one for one in found if one))
    return seen.most_common(1)[0][0] if seen else USUAL


def _stands(said: str, directory: Directory, owners: Iterable[int]) -> Iterator[bool]:
    """Whether a cell still names each owner: not one who has another name now, or none any more."""
    flat = said.casefold()
    for owner in owners:
        forms = _forms(directory, owner)
        yield any(all(word in flat for word in form.casefold().split()) for form in forms)


def _between(own: Cell, directory: Directory) -> str | None:
    """What a cell puts between its owners, where that is the same each time."""
    said, at, found = own.said or "", 0, set[str]()
    for place, owner in enumerate(own.named):
        places = ((said.find(form, at), len(form)) for form in _forms(directory, owner))
        begin, length = min(((begin, -length) for begin, length in places if begin >= 0), default=(-1, 0))
        if begin < 0:
            return None
        found |= {said[at:begin]} if place else set()
        at = begin - length
    one = found.pop() if len(found) == 1 else ""
    return one if len(one) <= LONGEST and one.strip(" ") else None


def _forms(directory: Directory, owner: int) -> tuple[str, ...]:
    """The names by which somebody may stand in a document."""
    party = directory.people.get(owner)
    return (party.name, *party.initials, *party.aliases, *party.posts) if party else ()
