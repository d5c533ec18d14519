"""Entries → a plan: recommendations with their actions, numbered, dated and owned, and what must be asked."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from storage.documents.columns import Layout
from storage.documents.document import DatedText, ReadAction, ReadRecommendation
from storage.documents.entry import Entry, wording
from storage.documents.pairing import Pairing, Part
from storage.documents.questions import Questions
from storage.lexicon import words
from storage.owners import read_owners
from storage.plan import ref_key

_LEADING_NUMBER = re.compile(
    r"^(?:(?:recommendation|rec|action)\.?\s*)?"
    r"(?:(r?\d{1,3}(?:\.\d{1,3})+[a-z]?)(?:\s*[.:)–-]+\s+|[.:)]?\s+)"
    r"|((?:r|(?![qh]\d)[a-z]{1,3}(?=\d{1,3}\s*[.:)–-]))?\d{1,3}[a-z]?)(?:\s*[.:)–-]+\s+|\s*[.:)]\s*(?=\D))"
    r"|(r\d{1,3})\s+)(?=\S)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Group:
    """The entries of one recommendation."""

    ref: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Builder:
    """What building needs to know of the whole table. `base` is the date that words without a year are read from.

    `assumed` says that the document gives no such date, so that it is today's. `whole` is what stands for all of it in
    a column of shares.
    """

    layout: Layout
    questions: Questions
    base: date | None = None
    known: Collection[str] = ()
    assumed: bool = False
    whole: float | None = None
    _pairing: Pairing = field(init=False)

    def __post_init__(self) -> None:
        self._pairing = Pairing(self.layout, self.questions, self.base, self.known, self.assumed, self.whole)

    def recommendations(self, entries: list[Entry]) -> list[ReadRecommendation]:
        """The recommendations of these entries, which are taken out of the list: each is let go once it is read."""
        further = self.layout.place("recommendation") is not None
        groups = self._grouped([self._numbered(one) for one in _as_above(entries, further)])
        refs = {ref_key(group.ref) for group in groups}
        entries.clear()
        groups.reverse()
        made: list[ReadRecommendation] = []
        while groups:
            made.append(self._recommendation(groups.pop(), refs))
        return made

    # --- grouping -------------------------------------------------------------------------------------------------

    def _numbered(self, entry: Entry) -> Entry:
        """Where no column holds numbers, those that the recommendation's and the action's text begin with."""
        if self.layout.place("number") is not None:
            return entry
        for role in ("recommendation", "action"):
            match = _LEADING_NUMBER.match(entry.text(role))
            if match:
                entry.numbers.append(match.group(match.lastindex or 0))
                entry.texts[role] = entry.text(role)[match.end() :]
        return entry

    def _grouped(self, entries: Sequence[Entry]) -> list[Group]:
        groups: list[Group] = []
        taken = _Taken({ref_key(one) for entry in entries for one in entry.numbers})
        for entry in entries:
            if groups and self._belongs(entry, groups[-1]):
                groups[-1].entries.append(entry)
            elif groups and self._beside(entry, groups[-1].entries[0]):
                entry.texts["recommendation"] = groups[-1].entries[0].text("recommendation")
                groups.append(Group(self._ref(entry, taken), [entry]))
            else:
                groups.append(Group(self._ref(entry, taken), [entry]))
        return _parents(groups)

    def _belongs(self, entry: Entry, group: Group) -> bool:
        """A further action of the same recommendation: its cell is blank, merged or repeated."""
        said = entry.text("recommendation")
        first = group.entries[0]
        if self.layout.place("recommendation") is None:
            return not any(entry.numbers) and not entry.text(wording(self.layout))
        if said and said != first.text("recommendation"):
            return False
        if (said and wording(self.layout) == "recommendation") or self._beside(entry, first):
            return False
        return bool(said) or not any(entry.numbers) or bool(entry.text("action"))

    def _beside(self, entry: Entry, first: Entry) -> bool:
        """The words above are this row's, too, but the two are numbered as neighbours: 1 and 2, not 1.1 and 1.2."""
        said, above = entry.text("recommendation"), first.text("recommendation")
        if not above or said not in ("", above) or not entry.text("action"):
            return False
        own, other = (next((one for one in row.numbers if one), "") for row in (entry, first))
        return bool(own and other) and len(self.layout.places("number")) == 1 and not _kin(own, other)

    def _ref(self, entry: Entry, taken: "_Taken") -> str:
        """The entry's own number; a fresh one that the document has nowhere where it has none or one that is taken."""
        own = next((one for one in entry.numbers if one), None)
        if own and taken.take(ref_key(own)):
            return own
        fresh = taken.fresh()
        if own:
            entry.numbers = []
            self.questions.twice(own, fresh)
        elif self.layout.place("number") is not None:
            self.questions.ask(f"recommendation {fresh}", "no number given in the document")
        return fresh

    # --- one recommendation ---------------------------------------------------------------------------------------

    def _recommendation(self, group: Group, refs: set[str]) -> ReadRecommendation:
        first = group.entries[0]
        text = first.text("recommendation") or first.text("action") or first.text("response")
        said = (entry.text("response") for entry in group.entries)
        response = "\n".join(dict.fromkeys(one for one in said if one)) or None  # a table to be sorted says it again
        see = _pointed(first, ref_key(group.ref), refs) if len(group.entries) == 1 else []
        return ReadRecommendation(
            ref=group.ref,
            section=first.section or first.text("section") or None,
            text=text,
            response=response,
            owners=_unique(one for entry in group.entries for one in read_owners(entry.text("sponsor"), self.known)),
            owner_cell=self._cell("sponsor", [entry.text("sponsor") for entry in group.entries]),
            actions=[] if see else self._actions(group, text),
            see=see,
        )

    def _actions(self, group: Group, text: str) -> list[ReadAction]:
        parts = [(entry, part) for entry in group.entries for part in self._parts(group, entry)]
        refs = _refs(group, parts)
        actions: list[ReadAction] = []
        for ref, (entry, given) in zip(refs, parts, strict=True):
            part = self._pairing.told_apart(given, entry, ref, group.ref, self._where(group.ref))
            if not part.text and actions and self.layout.place("action") is not None:
                self._word(ref, part, group.ref, actions[-1].text)
            actions.append(self._action(ref, entry, part, text))
        return actions

    def _word(self, ref: str, part: Part, of: str, above: str) -> None:
        """Give a part that has no words those of its steps, else those of the action above, which is asked about."""
        if part.steps:
            part.text, part.steps = "\n".join(step.text for step in part.steps), []
            return
        part.text = above
        self.questions.ask(self._where(of), f"{ref} has no words of its own: the action above, right?")

    def _cell(self, role: str, said: Iterable[str | None]) -> str | None:
        """A cell in the document's own words, where one column holds it and the rows say nothing else."""
        found = set(said)
        return found.pop() if len(found) == 1 and len(self.layout.places(role)) == 1 else None

    def _parts(self, group: Group, entry: Entry) -> list[Part]:
        return self._pairing.parts(entry, group.ref, self._where(group.ref), len(group.entries) > 1)

    def _where(self, ref: str) -> str:
        return f"action {ref}" if self.layout.place("recommendation") is None else f"recommendation {ref}"

    def _action(self, ref: str, entry: Entry, part: Part, text: str) -> ReadAction:
        return ReadAction(
            ref=ref,
            text=part.text or text,
            owners=_unique(part.owners),
            owner_cell=self._cell("owner", [part.owner_cell]),
            measure=part.measure or None,
            timescale=part.timescale,
            steps=part.steps,
            status=part.status,
            status_text=part.status_text or None,
            updates=[
                DatedText(as_at=self.layout.columns[place].as_at, text=said)
                for place, said in part.updates.items()
                if said.strip("-–— ")
            ],
            cells={self.layout.columns[place].heading: said for place, said in entry.others.items() if said},
        )


# --- numbers ------------------------------------------------------------------------------------------------------


class _Taken:
    """The numbers that recommendations have so far, and the highest that stands anywhere in the document."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._refs: set[str] = set()
        self._highest = max((int(ref) for ref in numbers if ref.isdecimal()), default=0)

    def take(self, ref: str) -> bool:
        """Whether the number was free; it is not any more."""
        free = ref not in self._refs
        self._refs.add(ref)
        return free

    def fresh(self) -> str:
        """A number that the document has nowhere."""
        self._highest += 1
        self._refs.add(str(self._highest))
        return str(self._highest)


def _kin(ref: str, other: str) -> bool:
    """Numbers of one recommendation: 4.1 and 4.2, 4a and 4b, 4 and 4.1; also one that stands twice."""
    one, two = ref_key(ref), ref_key(other)
    return _stem(one) == _stem(two) or one.startswith(f"{two}.") or two.startswith(f"{one}.")


def _stem(ref: str) -> str:
    """4 of 4.1 and 4a; CP-01 is one of its own."""
    stem = re.sub(r"[.\-/](?:\d+|[A-Za-z])$|(?<=\d)[A-Za-z]$", "", ref)
    return stem if any(sign.isdecimal() for sign in stem) else ref


def _parents(groups: list[Group]) -> list[Group]:
    """A recommendation whose rows are numbered 4.1, 4.2 … or 4a, 4b … is 4."""
    refs = Counter(group.ref for group in groups)
    for group in groups:
        own = [entry.numbers[0] for entry in group.entries if entry.numbers and entry.numbers[0]]
        stems = {_stem(one) if _stem(one) != one else "" for one in own}
        if len(own) > 1 and len(stems) == 1 and (stem := stems.pop()) and refs[stem] == (stem == group.ref):
            refs.subtract((group.ref,))
            refs[stem] += 1
            group.ref = stem
    return groups


def _refs(group: Group, parts: Sequence[tuple[Entry, Part]]) -> list[str]:
    """The actions' own numbers where the document gives them; else the recommendation's, with a place among several."""
    if len(parts) == 1 and len(parts[0][0].numbers) < 2:
        return [group.ref]
    own = {ref_key(number) for entry in group.entries for number in entry.numbers}
    free = (ref for place in count(1) if ref_key(ref := f"{group.ref}.{place}") not in own)
    refs: list[str] = []
    for entry, part in parts:
        number = entry.numbers[-1] if entry.numbers else ""
        if number and ref_key(number) != ref_key(group.ref):
            refs.append(number if part.of == 1 else f"{number}.{part.place}")
        else:
            refs.append(group.ref if len(parts) == 1 else next(free))
    return refs


# --- blanks and pointers ------------------------------------------------------------------------------------------


_CARRIED = ("owner", "sponsor", "timescale", "status", "section", "measure")


def _as_above(entries: Iterable[Entry], grouped: bool) -> Iterator[Entry]:
    """Fill what the document says is as above: ditto marks, cells merged downwards, no owner on a further row.

    `grouped` says that the plan has recommendations, so that there are rows that are further ones of the same.
    """
    ditto = words("text")["ditto"]
    last: dict[str, str] = {}
    before: Entry | None = None
    for entry in entries:
        for role in _CARRIED:
            said = entry.text(role)
            marked = said.casefold().strip(" .") in ditto or (role in entry.merged and not said)
            further = grouped and role == "owner" and not said
            further = further and not any(entry.numbers) and not entry.text("recommendation")
            if before is not None and (marked or further):
                entry.texts[role] = last.get(role, "") if marked else before.text(role)
                entry.colour = before.colour if role == "status" else entry.colour
            last[role] = entry.text(role) or last.get(role, "")
        before = entry
        yield entry


def _pointed(entry: Entry, own: str, refs: set[str]) -> list[str]:
    """The refs that a response points to, where it and its row say nothing else ("See 1 and 2")."""
    if any(entry.text(role) for role in ("timescale", "owner", "status", "action")) or any(entry.updates.values()):
        return []
    pointer = entry.text("response") or entry.text("recommendation")
    said = re.findall(r"\d+(?:\.\d+)*[a-z]?|[a-z]+", pointer.casefold())
    table = words("reference")
    see = {word for phrase in table["see"] for word in phrase.split()}
    filling = {*table["item"], *table["around"]} | see
    found = [word for word in said if word[0].isdigit() or re.fullmatch(r"r\d+", word)]
    left = [word for word in said if word not in filling and word not in found]
    known = all(ref_key(one) in refs and ref_key(one) != own for one in found)
    return [ref_key(one) for one in found] if found and known and not left and see & set(said) else []


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
