"""Who is named in an owner cell, and what sort of owner each is."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, lru_cache

from storage.markup import one_line, plain
from storage.owner_marks import unmarked
from storage.owners_words import (
    EDGES,
    INITIALS,
    has_word,
    is_group_phrase,
    is_labelled,
    is_long_post,
    is_nobody,
    is_one_of_fields,
    is_person,
    is_post,
    key,
    known_words,
    name_like,
    undressed,
)
from storage.people import Kind
from storage.turned import may_be_turned, rightly


class Names(Collection[str]):
    """Known names, found by how they begin: a long plan has thousands, and every owner cell is held against them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._all = sorted(set(names), key=lambda one: (-len(one), one))
        self._exact = {one.casefold(): one for one in reversed(self._all)}
        self._led: dict[str, list[str]] = {}
        for one in self._all:
            self._led.setdefault(_first(one), []).append(one)

    @classmethod
    def of(cls, names: Collection[str]) -> "Names":
        return names if isinstance(names, Names) else cls(names) if names else _NOBODY_KNOWN

    def exact(self, text: str) -> str | None:
        """The name that the text is, whatever its case."""
        return self._exact.get(text.casefold())

    def leading(self, text: str) -> str | None:
        """The longest name that the text begins with."""
        return next((one for one in self._led.get(_first(text), ()) if _leads(text, one)), None)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._exact.get(name.casefold()) == name

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


_NOBODY_KNOWN = Names(())


def _first(text: str) -> str:
    """The letters and figures that a text begins with."""
    found = re.match(r"[^\W_]*", text)
    return found.group().casefold() if found else ""


def read_owners(text: str, known: Collection[str] = _NOBODY_KNOWN) -> list[str]:
    """The owners of a cell, in order, as often as they are named. `known` names are recognised wherever they stand.

    A post keeps its commas and its "and" ("Director of Policy, Performance and Governance"); "Name, Post" is one
    person, written "Name (Post)"; full names with nothing between them are told apart two words at a time.
    """
    return list(_owners(text, Names.of(known)))


@lru_cache(maxsize=2048)  # the same few owners stand in row after row
def _owners(text: str, known: Names) -> tuple[str, ...]:
    cell = _whole_bodies(unmarked(plain(text)))
    found: list[str] = []
    for line in _lines(cell):
        for piece in _PARTED.split(line):
            found += [one for part in _by_dashes(undressed(piece)) for one in _of_piece(part.strip(EDGES), known)]
    named = [one.replace(_TIED, " ") for one in found]
    return tuple(_completed([one for one in named if one and not is_nobody(one)]))


def _lines(cell: str) -> list[str]:
    return _with_posts(_unwrapped(re.sub(r"\b[Nn]/[Aa]\b", "-", cell).split("\n")))


_PARTED = re.compile(r"\s*[/;•|]\s*|[.,]\s+(?=[A-Z][\w ]{1,20}(?::|\s[-–])\s)")  # also "…, Support: AB"
_DASHED = re.compile(r"\s+[-–]\s+(?=[A-Z])|(?<=[\w)]):\s+(?=[A-Z](?![^(]*\)))")


def _by_dashes(piece: str) -> list[str]:
    """ "Name - Post" is one, and "Director - Place"; else a dash divides. A colon joins a post and a name, too."""
    parts = _DASHED.split(piece)
    if len(parts) != 2 or not any(map(is_post, parts)):
        return parts
    first, second = parts
    if is_person(first) != is_person(second):
        return [f"{first}, {second}"]
    alone = is_post(second) or INITIALS.fullmatch(second) or not is_post(first)
    return parts if alone else [piece.replace(" ", _TIED)]


_TIED = "\u2060"  # a space inside the name of a body
_BODY = re.compile(r"((?:[A-Z][\w.'’-]*\s+(?:(?:and|of|the|for|&)\s+)*)+)\(([A-Z]{2,6})\)")


def _with_posts(lines: list[str]) -> list[str]:
    """A name with the post in the line below it is one person; so are several, each with a post."""
    lines = [line for line in lines if not is_nobody(line)]
    names, posts = lines[::2], lines[1::2]
    if not all(map(is_person, names)):
        names, posts = posts, names
    paired = len(names) == len(posts) and all(map(is_person, names))
    if not paired or not all(is_post(post) and not is_person(post) for post in posts):
        return lines
    return [f"{name}, {post}" for name, post in zip(names, posts, strict=True)]


def run_together(name: str) -> bool:
    """Whether what reads as one owner may be several names with nothing between them."""
    parts = name.split()
    return len(parts) > _LONGEST_NAME and all(map(name_like, parts)) and not is_labelled(name)


_LONGEST_NAME = 3  # words


def one_or_two(text: str) -> list[str]:
    """The pieces of a cell that may be one person, family name first, or two owners: "James, Ann"."""
    pieces = re.split(r"\s*[/;•|\n]\s*", plain(text)) if "," in text else []
    return [piece for piece in pieces if may_be_turned(piece)]


def _whole_bodies(cell: str) -> str:
    """The name before its own initials in brackets is one body's: "Office of Management and Budget (OMB)"."""

    def tied(found: re.Match[str]) -> str:
        said, letters = found.group(1).split(), found.group(2)
        count = next(
            (
                n
                for n in range(1, len(said) + 1)
                if "".join(re.findall(r"(?<!\S)[A-Z]", " ".join(said[-n:]))) == letters
            ),
            0,
        )
        if not count:
            return found.group()
        body = _TIED.join([*said[-count:], f"({letters})"])
        return " ".join([*said[:-count], body])

    return _BODY.sub(tied, cell) if "(" in cell else cell


def owner_slots(text: str, known: Collection[str] = _NOBODY_KNOWN) -> list[list[str]]:
    """The owners of a cell by part: a line, or a full name with nothing before it, begins a new part.

    "Ann Lee Bo Day/Cy Fox" is [[Ann Lee], [Bo Day, Cy Fox]]; "Ann Lee, Bo Day" is one part.
    """
    return [list(slot) for slot in _slots(text, Names.of(known))]


@lru_cache(maxsize=2048)
def _slots(text: str, known: Names) -> tuple[tuple[str, ...], ...]:
    slots: list[tuple[str, ...]] = []
    for line in _lines(unmarked(plain(text))):
        for place, piece in enumerate(re.split(r"\s*/\s*", line)):
            owners = _owners(piece, known)
            parted = [(one,) for one in owners] if _is_run(piece, owners) else [owners] * bool(owners)
            if place and slots and parted:
                slots[-1] += parted.pop(0)
            slots += parted
    return tuple(slots)


def _is_run(piece: str, owners: Sequence[str]) -> bool:
    return len(owners) > 1 and one_line(piece).split() == " ".join(owners).split()


@lru_cache(maxsize=2048)
def owner_kind(name: str) -> Kind:
    """Person, initials, post, group or third party, by the words of the name."""
    said = key(name)
    if has_word(said, "third_party"):
        return Kind.THIRD_PARTY
    if "(" in name and is_person(name.split("(")[0].strip()):
        return Kind.PERSON
    if is_group_phrase(said):
        return Kind.GROUP
    if has_word(said, "post"):
        return Kind.POST
    if has_word(said, "group"):
        return Kind.GROUP
    if INITIALS.fullmatch(name):
        return Kind.INITIALS
    if is_person(name):
        return Kind.PERSON
    return Kind.INITIALS if " " not in name else Kind.GROUP  # a first name alone is a label, too


def post_of(owner: str) -> tuple[str, str | None]:
    """ "Name (Post)" → the name and the post."""
    name, bracket, post = owner.partition(" (")
    return (name, post.rstrip(")")) if bracket and is_person(name) else (owner, None)


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines that only continue the one before ("Director of Policy and" / "Governance") are put back."""
    whole: list[str] = []
    for line in lines:
        if whole and _unfinished(whole[-1], line):
            whole[-1] = f"{whole[-1]} {line}"
        else:
            whole.append(line)
    return whole


def _unfinished(line: str, following: str) -> bool:
    last = line.split()[-1:] or [""]
    if last[0].casefold() in (*known_words("and"), "of", "for", "the", "&") or line.endswith("/"):
        return True
    if line.endswith(",") and is_long_post(line):
        return True
    return following.split()[0].casefold() in ("of", "for", "and", "&") or following[0] == "(" or following[0].islower()


def _of_piece(piece: str, known: Names) -> list[str]:
    """The owners of a piece that no slash or semicolon divides."""
    if not piece:
        return []
    exact = known.exact(piece) or (piece if piece.casefold() in known_words("third_party") else None)
    if exact:
        return [exact]
    piece = rightly(piece)
    with_post = _name_and_post(piece)
    if with_post:
        return [with_post]
    closed = _behind_brackets().split(piece) if ")" in piece else []
    if len(closed) > 1:
        return [owner for part in closed for owner in _of_piece(part.strip(), known)]
    if is_long_post(piece):
        return _name_before_post(piece) or _posts(piece)
    parts = [part for part in _dividing().split(piece) if part]
    if len(parts) > 1:
        if is_one_of_fields(parts):
            return [piece]
        return [owner for part in parts for owner in _of_piece(part.strip(), known)]
    return _undivided(piece, known)


@cache
def _dividing() -> re.Pattern[str]:
    return re.compile(rf"\s*,\s*(?:(?:{_and_pattern()})\s+)?|\s+&\s+|\s*\+\s*|\s+(?:{_and_pattern()})\s+")


@cache
def _behind_brackets() -> re.Pattern[str]:
    """What divides "Jo Smith (HR), Ann Lee (IT) and the Treasury (HMT)": a bracket ends an owner."""
    return re.compile(rf"(?<=\))\s*(?:[,&+]\s*(?:(?:{_and_pattern()})\s+)?|(?:{_and_pattern()})\s+|(?=[A-Z]))")


@cache
def _and_pattern() -> str:
    return "|".join(re.escape(one) for one in sorted(known_words("and"), key=len, reverse=True))


def _name_and_post(piece: str) -> str | None:
    """ "Name, Post", "Name (Post)" and "Post (Name)" are one person."""
    bracketed = re.fullmatch(r"([^()]+?)\s*\(([^()]+)\)", piece)
    if bracketed:
        first, second = bracketed.groups()
        if is_nobody(first) or is_nobody(second):
            return second if is_nobody(first) else first
        if is_person(first):
            return f"{first} ({second})"
        return f"{second} ({first})" if is_person(second) and is_post(first) else None
    name, comma, post = (part.strip() for part in piece.partition(","))
    if is_person(post) and is_post(name) and "," not in post:
        name, post = post, name
    if comma and is_person(name) and is_post(post) and not is_person(post):
        return f"{name} ({post})"
    return None


def _name_before_post(piece: str) -> list[str]:
    """ "Jo Smith Head of HR"."""
    said = piece.split()
    known = len(said) > 3 and said[0].casefold() in known_words("given") and is_person(" ".join(said[:2]))
    post = " ".join(said[2:])
    return [f"{' '.join(said[:2])} ({post})"] if known and is_post(said[2]) and is_long_post(post) else []


def _posts(piece: str) -> list[str]:
    """Long posts, parted only where another long post, person or initials begins: "Head of HR and Head of Finance"."""
    pattern = rf"\s*,\s*|\s+(?:&|{_and_pattern()})\s+"
    posts: list[str] = []
    begun = 0
    for gap in re.finditer(pattern, piece):
        rest = piece[gap.end() :]
        following = re.split(pattern, rest, maxsplit=1)[0]
        if is_long_post(following) or is_person(following) or _stands_alone(piece[: gap.end()], following):
            posts.append(piece[begun : gap.start()].strip())
            begun = gap.end()
    return [*posts, piece[begun:].strip()]


def _stands_alone(before: str, following: str) -> bool:
    """Initials, team letters or a whole post behind a long one; "Head of HR and OD", "Heads of Tax and HR" are one."""
    said = following.removeprefix("the ").split()
    if not re.match(r"(?:the\s+)?[A-Z]{2,4}$", following):
        return len(said) <= 2 and all(map(is_post, said))  # "… and Chief Executive"
    if before.rstrip().endswith(","):
        return True
    return not before.split()[-2].isupper() and (not is_labelled(following) or bool(re.search(r"[MLE]T$", following)))


def _undivided(piece: str, known: Names) -> list[str]:
    """One owner, or names that nothing divides."""
    if INITIALS.fullmatch(piece) or re.fullmatch(r"(?:[A-Z]{1,4}\s)+[A-Z]{1,4}", piece):
        return _of_initials(piece)
    known_first = _by_known(piece, known)
    if known_first:
        return known_first
    parts = piece.split()
    if len(parts) >= 3 and all(map(name_like, parts)) and not is_labelled(piece):
        return _two_by_two(parts)
    return [one_line(piece)]


def _of_initials(piece: str) -> list[str]:
    """ "LG A" is a broken LGA; "JT MG" are two; "J.T." and "J T" are JT."""
    parts = piece.replace(".", "").split()
    if len(parts) > 1 and all(len(part) > 1 for part in parts):
        return [" ".join(parts)] if is_post(parts[-1]) else parts  # "AD HR"
    return ["".join(parts)]


def _by_known(piece: str, known: Names) -> list[str]:
    """The piece as known names one after another; empty where they do not account for all of it."""
    rest, found = piece, []
    while rest:
        name = known.leading(rest)
        if name is None:
            return []
        found.append(name)
        rest = rest[len(name) :].strip()
    return found


def _leads(text: str, name: str) -> bool:
    return text.casefold().startswith(name.casefold()) and not text[len(name) : len(name) + 1].isalnum()


def _two_by_two(parts: list[str]) -> list[str]:
    """First and family name, first and family name. A word left over is a name cut off, else all of it is one name."""
    names: list[str] = []
    held: list[str] = []
    for part in parts:
        held.append(part)
        if _full(held):
            names.append(" ".join(held))
            held = []
    if held and held[0] not in {name.split()[0] for name in names}:
        return [" ".join(parts)]
    return [*names, " ".join(held)] if held else names


def _full(held: list[str]) -> bool:
    """A name is full with two words, or three where one is a title or a particle."""
    short = held[0].casefold().strip(".") in known_words("title") or held[-1].casefold() in known_words("particle")
    return len(held) == 3 or (len(held) == 2 and not short)


def _completed(found: list[str]) -> list[str]:
    """A first name alone is the one person of the cell who has it: the rest was cut off."""
    firsts = {name.split()[0]: name for name in found if is_person(name)}
    return [firsts.get(one, one) if " " not in one else one for one in found]
