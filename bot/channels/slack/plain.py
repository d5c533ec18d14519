"""Slack's markup → the speaker's own words. Pure.

What Slack puts around the words: `&amp; &lt; &gt;`, mentions and links between angle brackets, emoji by name, quoted
lines, marks for bold and italics. https://docs.slack.dev/messaging/formatting-message-text
"""

import re
import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_TOKEN = re.compile(r"<([^<>\n]+)>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>\n]*)?>")
_EMOJI = re.compile(r":([a-z0-9_+\-']+):(?::skin-tone-[2-6]:)?")
_QUOTE = re.compile(r"^\s*(&gt;&gt;&gt;|&gt;) ?")
_BOLD = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]*[^*\s])\*(?![\w*])")
_ITALICS = re.compile(r"(?<![\w_])_(?=\S)([^_\n]*[^_\s])_(?![\w_])")
_CODE = re.compile(r"`{3}(.+?)`{3}|`([^`\n]+)`", re.DOTALL)
_SPACES = re.compile(r"[ \t\u00a0]+")


@dataclass(frozen=True, slots=True)
class Words:
    """What was said, and what was quoted beside it."""

    said: str
    quoted: str | None = None


def mentioned(text: str) -> tuple[str, ...]:
    """The ids of the users that a text mentions, each once, in order."""
    return tuple(dict.fromkeys(_MENTION.findall(text)))


def words(text: str, names: Mapping[str, str], ours: Set[str] = frozenset()) -> Words:
    """Read a text as Slack sends it. `names` are users' by id; a mention of `ours` (the bot) goes."""
    said, quoted = _apart(text)
    return Words(_read(said, names, ours), _read(quoted, names, ours) or None)


def unescaped(text: str) -> str:
    """The three characters that Slack escapes, as they were typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _apart(text: str) -> tuple[str, str]:
    """The speaker's lines, and the lines that they quote; after `>>>` everything is quoted."""
    said: list[str] = []
    quoted: list[str] = []
    rest = False
    for line in text.split("\n"):
        mark = None if rest else _QUOTE.match(line)
        (quoted if rest or mark else said).append(line[mark.end() :] if mark else line)
        rest = rest or (mark is not None and mark[1] == "&gt;&gt;&gt;")
    return "\n".join(said), "\n".join(quoted)


def _read(text: str, names: Mapping[str, str], ours: Set[str]) -> str:
    plain = text
    for marks in (_CODE, _BOLD, _ITALICS):
        plain = marks.sub(lambda found: next(one for one in found.groups() if one), plain)
    plain = _TOKEN.sub(lambda found: _token(found[1], names, ours), plain)
    plain = _EMOJI.sub(lambda found: _emoji().get(found[1], found[0]), plain)
    lines = (_SPACES.sub(" ", line).strip() for line in unescaped(plain).split("\n"))
    return "\n".join(lines).strip()


def _token(inside: str, names: Mapping[str, str], ours: Set[str]) -> str:
    """What stands between angle brackets, as people see it; still escaped, as the text around it is."""
    body, _, label = inside.partition("|")
    match body[0]:
        case "@":
            return " " if body[1:] in ours else names.get(body[1:]) or label or body
        case "#":
            return f"#{label}" if label else body
        case "!":
            return label or f"@{body[1:].partition('^')[0]}"
    return _link(body, label)


def _link(url: str, label: str) -> str:
    """A link's label, with its address where the label does not show it: it may be the evidence."""
    if not label or label == url:
        return url
    bare = url.removeprefix("mailto:").removeprefix("tel:").removeprefix("https://").removeprefix("http://")
    return label if bare.rstrip("/") == label.rstrip("/") else f"{label} ({url})"


@lru_cache(maxsize=1)
def _emoji() -> Mapping[str, str]:
    names: dict[str, str] = tomllib.loads(files(__package__).joinpath("emoji.toml").read_text("utf-8"))["names"]
    return names
