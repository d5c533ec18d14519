"""Who is named in an owner cell, and what sort of owner each is."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache

from storage.lexicon import words
from storage.markup import one_line, plain
from storage.people import Kind
from storage.turned import may_be_turned, rightly

_INITIALS = re.compile(r"[A-Z](?:\.?\s?[A-Z]){1,2}\.?(?:\s?\d)?")
_NAME_WORD = re.compile(r"(?:[A-Z][a-z]*['’])?[A-Z][\w'’]*[a-z][\w'’]*(?:-[A-Z]?[\w'’]+)*|[A-Z]\.?")


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
    cell = _whole_bodies(plain(text))
    found: list[str] = []
    for line in _with_posts(_unwrapped(cell.split("\n"))):
        for piece in re.split(r"\s*[/;•|]\s*|\s+[-–]\s+(?=[A-Z])", line):
            found += _of_piece(piece.strip(" .,:-–"), known)
    named = [one.replace(_TIED, " ") for one in found]
    return tuple(_completed([one for one in named if one and one.casefold() not in _words("nobody")]))


_TIED = "\u2060"  # a space inside the name of a body
_BODY = re.compile(r"((?:[A-Z][\w.'’-]*\s+(?:(?:and|of|the|for|&)\s+)*)+)\(([A-Z]{2,6})\)")


def _with_posts(lines: list[str]) -> list[str]:
    """A name with the post in the line below it is one person; so are several, each with a post."""
    names, posts = lines[::2], lines[1::2]
    paired = len(names) == len(posts) and all(map(_is_person, names))
    if not paired or not all(_is_post(post) and not _is_person(post) for post in posts):
        return lines
    return [f"{name}, {post}" for name, post in zip(names, posts, strict=True)]


def run_together(name: str) -> bool:
    """Whether what reads as one owner may be several names with nothing between them."""
    parts = name.split()
    return len(parts) > _LONGEST_NAME and all(map(_name_like, parts)) and not _labels(name)


_LONGEST_NAME = 3  # words


def one_or_two(text: str) -> list[str]:
    """The pieces of a cell that may be one person, family name first, or two owners: "James, Ann"."""
    pieces = re.split(r"\s*[/;•|\n]\s*", plain(text)) if "," in text else []
    return [piece for piece in pieces if may_be_turned(piece)]


def _whole_bodies(cell: str) -> str:
    """The name before its own initials in brackets is one body's: "Office of Management and Budget (OMB)"."""

    def tied(found: re.Match[str]) -> str:
        said, letters = found.group(1).split(), found.group(2)
        count = next((n for n in range(1, len(said) + 1) if _initials(said[-n:]) == letters), 0)
        if not count:
            return found.group()
        body = _TIED.join([*said[-count:], f"({letters})"])
        return " ".join([*said[:-count], body])

    return _BODY.sub(tied, cell) if "(" in cell else cell


def _initials(names: list[str]) -> str:
    return "".join(name[0] for name in names if name[0].isupper())


def owner_slots(text: str, known: Collection[str] = _NOBODY_KNOWN) -> list[list[str]]:
    """The owners of a cell by part: a line, or a full name with nothing before it, begins a new part.

    "Ann Lee Bo Day/Cy Fox" is [[Ann Lee], [Bo Day, Cy Fox]]; "Ann Lee, Bo Day" is one part.
    """
    slots: list[list[str]] = []
    for line in _with_posts(_unwrapped(plain(text).split("\n"))):
        for place, piece in enumerate(re.split(r"\s*/\s*", line)):
            owners = read_owners(piece, known)
            parted = [[one] for one in owners] if _is_run(piece, owners) else [owners] * bool(owners)
            if place and slots and parted:
                slots[-1] += parted.pop(0)
            slots += parted
    return slots


def _is_run(piece: str, owners: list[str]) -> bool:
    return len(owners) > 1 and one_line(piece).split() == " ".join(owners).split()


@lru_cache(maxsize=2048)
def owner_kind(name: str) -> Kind:
    """Person, initials, post, group or third party, by the words of the name."""
    said = _key(name)
    if _has(said, "third_party"):
        return Kind.THIRD_PARTY
    if "(" in name and _is_person(name.split("(")[0].strip()):
        return Kind.PERSON
    if _is_group_phrase(said):
        return Kind.GROUP
    if _has(said, "post"):
        return Kind.POST
    if _has(said, "group"):
        return Kind.GROUP
    if _INITIALS.fullmatch(name):
        return Kind.INITIALS
    if _is_person(name):
        return Kind.PERSON
    return Kind.INITIALS if " " not in name else Kind.GROUP  # a first name alone is a label, too


def post_of(owner: str) -> tuple[str, str | None]:
    """ "Name (Post)" → the name and the post."""
    name, bracket, post = owner.partition(" (")
    return (name, post.rstrip(")")) if bracket and _is_person(name) else (owner, None)


# --- words --------------------------------------------------------------------------------------------------------


@cache
def _words(section: str) -> frozenset[str]:
    return frozenset(words("owner")[section])


def _key(name: str) -> str:
    return " ".join(re.findall(r"[\w&'’-]+", name.casefold()))


def _has(said: str, section: str) -> bool:
    return any(f" {one} " in f" {said} " for one in _words(section))


def _is_group_phrase(said: str) -> bool:
    """Ends in a word for several: "Heads of Service", "Group Leaders", "Senior Management Team"."""
    last = said.split()[-1:] or [""]
    several = last[0] in _words("group") and not (" of " in f" {said} " or " for " in f" {said} ")
    return several or said in _words("group") or said.startswith("all ") or said.startswith("heads of")


@lru_cache(maxsize=2048)
def _is_person(name: str) -> bool:
    """Two to four name-like words, none of them a word of posts, groups or others; a title may lead."""
    parts = name.split()
    if parts and parts[0].casefold().strip(".") in _words("title"):
        parts = parts[1:]
        return 1 <= len(parts) <= 4 and all(map(_name_like, parts))
    alphabetic = 2 <= len(parts) <= 4 and all(map(_name_like, parts)) and len(parts[-1].strip(".")) > 1
    said = _key(name)
    return alphabetic and not any(_has(said, section) for section in ("post", "group", "third_party"))


def _name_like(word: str) -> bool:
    return bool(_NAME_WORD.fullmatch(word)) or word.casefold() in _words("particle")


def _is_post(text: str) -> bool:
    return _has(_key(text), "post")


# --- splitting ----------------------------------------------------------------------------------------------------


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
    if last[0].casefold() in (*_words("and"), "of", "for", "the", "&") or line.endswith("/"):
        return True
    if line.endswith(",") and _is_long_post(line):
        return True
    return following.split()[0].casefold() in ("of", "for", "and", "&") or following[0].islower()


def _of_piece(piece: str, known: Names) -> list[str]:
    """The owners of a piece that no slash or semicolon divides."""
    if not piece:
        return []
    exact = known.exact(piece)
    if exact:
        return [exact]
    piece = rightly(piece)
    with_post = _name_and_post(piece)
    if with_post:
        return [with_post]
    if _is_long_post(piece):
        return _posts(piece)
    parts = [
        part
        for part in re.split(r"\s*,\s*(?:(?:%s)\s+)?|\s+(?:&|\+)\s+|\s+(?:%s)\s+" % ((_and_pattern(),) * 2), piece)
        if part
    ]
    if len(parts) > 1:
        return [owner for part in parts for owner in _of_piece(_without_and(part.strip()), known)]
    return _undivided(piece, known)


def _without_and(part: str) -> str:
    """ "and the Treasury", after a comma."""
    return re.sub(rf"^(?:{_and_pattern()})\s+", "", part)


@cache
def _and_pattern() -> str:
    return "|".join(re.escape(one) for one in sorted(_words("and"), key=len, reverse=True))


def _name_and_post(piece: str) -> str | None:
    """ "Name, Post", "Name (Post)" and "Post (Name)" are one person."""
    bracketed = re.fullmatch(r"(.+?)\s*\((.+)\)", piece)
    if bracketed:
        first, second = bracketed.groups()
        if _is_person(first):
            return f"{first} ({second})"
        return f"{second} ({first})" if _is_person(second) and _is_post(first) else None
    name, comma, post = piece.partition(",")
    if comma and _is_person(name.strip()) and _is_post(post) and not _is_person(post.strip()):
        return f"{name.strip()} ({post.strip()})"
    return None


def _is_long_post(piece: str) -> bool:
    """A post that takes what follows into its name: "Head of …", "Director for …"."""
    said = _key(piece).split()
    places = [place for place, word in enumerate(said) if word in _words("post_with_of")]
    return bool(places) and any(_is_post(word) for word in said[: places[0]])


def _posts(piece: str) -> list[str]:
    """Long posts, parted only where another long post, person or initials begins: "Head of HR and Head of Finance"."""
    pattern = rf"\s*,\s*|\s+(?:&|{_and_pattern()})\s+"
    posts: list[str] = []
    begun = 0
    for gap in re.finditer(pattern, piece):
        rest = piece[gap.end() :]
        following = re.split(pattern, rest)[0]
        if _is_long_post(following) or _is_person(following) or re.match(r"(?:the\s+)?[A-Z]{2,4}$", following):
            posts.append(piece[begun : gap.start()].strip())
            begun = gap.end()
    return [*posts, piece[begun:].strip()]


def _undivided(piece: str, known: Names) -> list[str]:
    """One owner, or names that nothing divides."""
    if _INITIALS.fullmatch(piece) or re.fullmatch(r"(?:[A-Z]{1,4}\s)+[A-Z]{1,4}", piece):
        return _of_initials(piece)
    known_first = _by_known(piece, known)
    if known_first:
        return known_first
    parts = piece.split()
    if len(parts) >= 3 and all(map(_name_like, parts)) and not _labels(piece):
        return _two_by_two(parts)
    return [one_line(piece)]


def _labels(piece: str) -> bool:
    return any(_has(_key(piece), section) for section in ("post", "group", "third_party"))


def _of_initials(piece: str) -> list[str]:
    """ "LG A" is a broken LGA; "JT MG" are two; "J.T." and "J T" are JT."""
    parts = piece.replace(".", "").split()
    if len(parts) > 1 and all(len(part) > 1 for part in parts):
        return parts
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
    short = held[0].casefold().strip(".") in _words("title") or held[-1].casefold() in _words("particle")
    return len(held) == 3 or (len(held) == 2 and not short)


def _completed(found: list[str]) -> list[str]:
    """A first name alone is the one person of the cell who has it: the rest was cut off."""
    firsts = {name.split()[0]: name for name in found if _is_person(name)}
    return [firsts.get(one, one) if " " not in one else one for one in found]
