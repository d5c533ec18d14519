"""What the words of an owner cell may be: a person's name, a post, a group, a field of work, nobody."""

import re
from functools import cache, lru_cache

from storage.lexicon import words

INITIALS = re.compile(r"[A-Z](?:\.?\s?[A-Z]){1,2}\.?(?:\s?\d)?")
_NAME_WORD = re.compile(r"(?:[A-Z][a-z]*['’])?[A-Z][\w'’]*[a-z][\w'’]*(?:-[A-Z]?[\w'’]+)*|[A-Z]\.?")
EDGES = " .,:-–?"
_NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.)]\s+")


@cache
def known_words(section: str) -> frozenset[str]:
    return frozenset(words("owner")[section])


def key(name: str) -> str:
    return " ".join(re.findall(r"[\w&'’-]+", name.casefold()))


def has_word(said: str, section: str) -> bool:
    single, several = _by_length(section)
    return not single.isdisjoint(said.split()) or any(f" {one} " in f" {said} " for one in several)


@cache
def _by_length(section: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Single words, which are looked up, and phrases, which are searched for."""
    several = tuple(one for one in known_words(section) if " " in one)
    return known_words(section) - frozenset(several), several


def is_labelled(piece: str) -> bool:
    return any(has_word(key(piece), section) for section in ("post", "group", "third_party"))


def is_post(text: str) -> bool:
    return has_word(key(text), "post")


def is_long_post(piece: str) -> bool:
    """A post that takes what follows into its name: "Head of …", "Director for …"."""
    said = key(piece).split()
    places = [place for place, word in enumerate(said) if word in known_words("post_with_of")]
    return bool(places) and is_post(" ".join(said[: places[0]]))


@lru_cache(maxsize=2048)
def is_person(name: str) -> bool:
    """Two to four name-like words, none of them a word of posts, groups or others; a title may lead."""
    parts = name.split()
    if parts and parts[0].casefold().strip(".") in known_words("title"):
        parts = parts[1:]
        return 1 <= len(parts) <= 4 and all(map(name_like, parts))
    alphabetic = 2 <= len(parts) <= 4 and all(map(name_like, parts)) and len(parts[-1].strip(".")) > 1
    said = key(name)
    worded = alphabetic and parts[-1].casefold() in known_words("field")
    if worded and parts[0].casefold() not in known_words("given"):
        return False  # "Leaving Care"
    return alphabetic and not any(has_word(said, section) for section in ("post", "group", "third_party"))


def name_like(word: str) -> bool:
    return bool(_NAME_WORD.fullmatch(word)) or word.casefold() in known_words("particle")


def is_group_phrase(said: str) -> bool:
    """Ends in a word for several: "Heads of Service", "Group Leaders", "Senior Management Team"."""
    last = said.split()[-1:] or [""]
    several = last[0] in known_words("group") and not (" of " in f" {said} " or " for " in f" {said} ")
    return several or said in known_words("group") or said.startswith("all ") or said.startswith("heads of")


def is_nobody(text: str) -> bool:
    said = text.casefold().strip(EDGES)
    heading, _, last = said.rpartition(" ")  # "Owner TBC"
    said = last if heading in headings("owner") else said
    return said in known_words("nobody") or said in _no_answers()


@cache
def _no_answers() -> frozenset[str]:
    """ "As above", which the reader of the table fills in, and "to be determined"."""
    return frozenset((*words("text")["ditto"], *words("timescale")["mark"]["dependent"]))


def is_one_of_fields(parts: list[str]) -> bool:
    """ "Policy and Performance Manager", "Overview & Scrutiny Committee", "Director Housing & Place": one."""
    first, last = parts[0].split(), parts[-1].split()
    if key(parts[-1]) in known_words("whole"):
        return False
    if len(last) > 1 and is_labelled(last[-1]) and not all(map(is_post, last)) and not is_long_post(parts[-1]):
        return all(map(is_field, parts[:-1]))
    wants_a_field = key(parts[0]) in known_words("wide_post") or (is_post(parts[0]) and not is_post(first[-1]))
    return wants_a_field and all(map(is_field, parts[1:]))


def is_field(part: str) -> bool:
    """Names a field of work, as far as we know: one that the lexicon has, or a word that is nobody's name or label."""
    said = part.casefold().split()
    unknown = len(said) == 1 and not is_labelled(part) and not part.isupper() and said[0] not in known_words("given")
    return unknown or (not is_post(part) and not known_words("field").isdisjoint(said))


@cache
def headings(*roles: str) -> frozenset[str]:
    return frozenset(one for role in roles for one in words("column")[role])


# --- what a cell says besides its owners


def undressed(piece: str) -> str:
    """Without an item's number, an e-mail address behind a name, and the heading that a cell repeats: "Lead: JS"."""
    said = _NUMBERED.sub("", piece)
    last = re.search(r"\s[-–]\s(?=\w[^-–]*$)", said)
    if last and (is_nobody(tail := said[last.end() :]) or tail in headings("owner")):  # "JS - lead"
        said = said[: last.start()]
    said = re.sub(r"(?<=\w)\s+[<(]?[^\s<>()]+@[^\s<>()]+[>)]?", "", said) if said.count("@") == 1 else said
    return _without_heading(said)


def _without_heading(said: str) -> str:
    """ "Lead: JS" is JS; "Portfolio Holder: Cllr Jane Doe" names a post, too."""
    if ":" not in said and " - " not in said and " – " not in said:
        return said
    heading, rest = (part.strip() for part in re.split(r":|\s[-–]\s", said, maxsplit=1))
    if not rest or heading.casefold() not in headings("owner", "other", "sponsor"):
        return said
    if is_person(rest):
        return said if is_post(heading) and heading.casefold() in headings("sponsor") else rest
    return rest if ":" in said or INITIALS.fullmatch(rest) else said
