"""A message as words: cleaned of markup, cut into tokens that remember where they stood."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LINK = "url"  # how every address of a page is compared: it is no word, number or date
KEPT = 1 << 15  # words whose compared form is kept: a large plan's vocabulary
LONGEST = 6_000  # characters that are read; an update in a chat is a few hundred, a pasted document is not an update
MOST = 1_500  # words and marks in a text of that length, if it is one
MARKED_UP = 4  # times as long as its words a message may be with a channel's markup
SHORTEST_DOUBLED = 4  # letters of a verb whose last one is doubled: "scann"; "lett" and "sett" are left
FIGURES = 18  # of a number; what has more counts nothing, and Python refuses to read thousands of them

_MENTION = re.compile(r"<at>[^<]{0,200}</at>|<[@!][^>\s]{1,80}>", re.IGNORECASE)
_LINK = r"https?://[^\s<>|]*[^\s<>|.,;:!?)\]]"
_WRAPPED_LINK = re.compile(rf"<({_LINK})(?:\|[^<>]{{0,200}})?>")  # Slack's own form
_MARKUP = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_BULLET = re.compile(r"^[ \t]*[*•·‣-][ \t]+", re.MULTILINE)
_TOKEN = re.compile(
    rf"{_LINK}"
    r"|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}(?P<mark>[/.])\d{1,2}(?P=mark)\d{2,4}(?![\d/]|\.\d)"
    r"|\d{1,2}:\d{2}(?:\s?[ap]m\b)?|\d{1,2}(?:\.\d{2})?\s?[ap]m\b"
    r"|\d{4}[/-]\d{2,4}(?!\d)|\d{1,2}/\d{1,2}(?![\d/])"
    r"|[£$€]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)*[a-z]*%?(?:['’]s\b)?(?![A-Za-z])"
    r"|[^\W\d_](?:[\w&]*\w)?(?:['’][^\W\d_]+)*(?:\.\d+)*(?:(?<=\d)['’]s\b)?"
    r"|[-=–—]{1,2}>+|(?<=\s)>(?=\s)|[→⇒➔➜➡»]"
    r"|\n|[^\w\s]|_",
    re.IGNORECASE,
)
_AS_PICTURE = "\ufe0f"  # says that the sign before it is drawn in colours
_APOSTROPHE = re.compile(r"['’`]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark; `key` is how it is compared, `start` and `end` where it stands in the cleaned text."""

    text: str
    key: str
    start: int
    end: int

    @property
    def word(self) -> bool:
        return self.key[:1].isalpha()

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


def too_long(text: str) -> bool:
    """Whether a message is more than is read at once. It is refused whole: what a part of it says would be a guess."""
    own = without_quoted(text)
    if len(own) <= MOST:
        return False
    return len(own) > MARKED_UP * LONGEST or len(kept := _cleaned(own)) > LONGEST or len(tokens_of(kept)) > MOST


def clean(text: str) -> str:
    """The words without a channel's markup, control characters and bullets; at most `LONGEST` characters."""
    return _cleaned(without_quoted(text)[: MARKED_UP * LONGEST])[:LONGEST]


def _cleaned(own: str) -> str:
    kept = _MARKUP.sub(" ", _MENTION.sub(" ", _WRAPPED_LINK.sub(r"\1 ", own)))
    kept = unicodedata.normalize("NFKC", kept.replace("\r\n", "\n").replace("\r", "\n"))
    return _BULLET.sub("", "".join(map(_plain, kept)).replace(_AS_PICTURE, "")).strip()


@lru_cache(maxsize=KEPT)
def _plain(one: str) -> str:
    """A character; a space for one that steers a screen, and for a figure of a script in which we cannot count."""
    control = one != "\n" and unicodedata.category(one).startswith("C")
    return " " if control or (one.isdigit() and not one.isdecimal()) else one


def without_quoted(text: str) -> str:
    """The answer without the mail that it quotes ("> …"); as it is where nothing else is left."""
    lines = text.splitlines()
    if len(lines) < 2 or not any(line.startswith(">") for line in lines):
        return text
    own = [line for line in lines if not line.startswith(">")]
    return "\n".join(own) if any(line.strip() for line in own) else text


def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a cleaned text, in order; the mark before a name ("@Ruth") is none."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word[:3].casefold() in _TWO_IN_ONE:
            found += _parts(word, match.start())
        elif word != "@" or not _calls(match):
            found.append(Token(word, key_of(word), match.start(), match.end()))
    return tuple(found)


def _calls(match: re.Match[str]) -> bool:
    """Whether a "@" is the mark that calls somebody by name; that of an address stands behind a letter."""
    before, after = match.string[max(match.start() - 1, 0) : match.start()], match.string[match.end() : match.end() + 1]
    return after.isalpha() and not before.isalnum()


_TWO_IN_ONE = frozenset(("one", "no.", "nr."))  # what a word begins with that may be two tokens


def _parts(word: str, start: int) -> tuple[Token, ...]:
    """ "one's" as two tokens, since it is no plural, and "No.1"; any other word that begins so as one."""
    end = start + len(word)
    if key_of(word) == "ones" and len(word) == 5:
        return (Token(word[:3], "one", start, start + 3), Token(word[3:], "is", start + 3, end))
    if word[2] == ".":
        return (Token(word[:2], "no", start, start + 2), Token(word[3:], key_of(word[3:]), start + 3, end))
    return (Token(word, key_of(word), start, end),)


@lru_cache(maxsize=KEPT)
def key_of(word: str) -> str:
    """How a word is compared: no case, no apostrophes, no inner spaces, plain dashes."""
    if word == "\n":
        return word
    if word.casefold().startswith(("http://", "https://")):
        return LINK
    if word.endswith(">") or word in "→⇒➔➜➡»":
        return "→"
    if _APOSTROPHE.fullmatch(word):
        return "'"
    if word[FIGURES:].isdigit():
        return f"{word[:FIGURES]}…"
    key = _APOSTROPHE.sub("", word.casefold())
    return "-" if key in ("–", "—", "‐", "−") else "".join(key.split())


def emoji(key: str) -> bool:
    """A picture between words, which ends what stands before it."""
    return bool(key) and unicodedata.category(key[0]) in ("So", "Sk") and key != "→"


@lru_cache(maxsize=KEPT)
def stem(key: str) -> str:
    """A word without its commonest endings, so that "reviewing", "reviewed" and "reviews" meet."""
    if len(key) <= 4:
        return key[:-1] if _short_plural(key) else key
    for ending, instead in (
        ("ations", "at"),
        ("ation", "at"),
        ("ating", "at"),
        ("ies", "y"),
        ("ings", ""),
        ("ing", ""),
    ):
        if key.endswith(ending) and len(key) - len(ending) >= 3:
            return _undoubled(key[: -len(ending)] + instead)
    for ending in ("ments", "ment", "ness", "ed"):
        if key.endswith(ending) and len(key) - len(ending) >= 3:
            kept = key[: -len(ending)]
            return _singular(kept) if ending.startswith("m") else _undoubled(kept) if ending == "ed" else kept
    return _singular(key)


def _undoubled(root: str) -> str:
    """ "Scanning" and "scan" meet; what is doubled in the verb itself stays ("calling"), and planning is no plan."""
    doubled = len(root) > SHORTEST_DOUBLED and root[-1] == root[-2] and root[-1] in "bdgmnprt"
    return root[:-1] if doubled and root != "plann" else root


def _short_plural(key: str) -> bool:
    """ "Bins", "days", and no "bus", "loss" or "news"."""
    return len(key) == 4 and key[-1] == "s" and key[-2] not in "suiw" and key.isalpha()


def _singular(key: str) -> str:
    """Without the ending of a plural and without a silent "e": "houses" and "house", "homes" and "home" meet."""
    if key.endswith(("sses", "uses", "xes", "ches", "shes")):
        key = key[:-2]
    elif key.endswith("s") and not key.endswith(("ss", "us", "is")):
        key = key[:-1]
    return key[:-1] if key.endswith("e") and len(key) > 4 else key
