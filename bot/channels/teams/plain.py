"""Teams' markup → the speaker's own words. Pure.

What Teams puts around the words: mentions (`<at>…</at>`, with or without attributes, or a span of the Mention type),
a quotation above them when somebody replies to a message (`<blockquote itemtype=".../Reply">`, `<quoted …/>`), and HTML
entities. A mention of the bot goes, one of a person stays as the name.
"""

import re
from dataclasses import dataclass, replace
from html import unescape
from html.parser import HTMLParser

_HTML = re.compile(r"</(p|div|span|blockquote|li)\s*>|<br\s*/?>|<blockquote\b", re.IGNORECASE)
# No pattern reads past the next "<": strangers write these texts, and each has to be read in one pass.
_AT = re.compile(r"<at\b[^<>]*>((?:(?!</?at\b).)*)</at\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_NO_TAG = re.compile(r"<(?!/?[a-zA-Z][^<>]*>)")
_QUOTED = re.compile(r"<quoted\b(?=[^<>]*>)[^<>]*?messageid\s*=\s*[\"']?([^\"'<>\s/]*)[^<>]*>", re.IGNORECASE)
_UNSEEN = re.compile(
    "[\u00ad\u200b\u2060\ufeff]"
)  # characters without a width, which some clients put around a mention
_AFTER_NAME = re.compile(r"^[,;:](?=\s)\s*")  # "@Planminder, what's overdue"
_BLOCKS = frozenset({"p", "div", "br", "li", "ul", "ol", "tr", "h1", "h2", "h3", "blockquote", "pre"})
_STYLES = frozenset(
    {"b", "i", "u", "s", "em", "strong", "code", "a", "span", "at", "img", "emoji", "attachment", "table"}
)
_KNOWN = _BLOCKS | _STYLES | {"td", "th", "tbody", "thead", "hr", "font", "sub", "sup", "quoted"}
_VOID = frozenset({"br", "img", "emoji", "hr", "quoted"})


@dataclass(frozen=True, slots=True)
class Words:
    """What was said, what was quoted above it, and the id of the message that was quoted."""

    said: str
    quoted: str | None = None
    quoted_id: str | None = None


def words(text: str, ours: frozenset[str]) -> Words:
    """Read a text or an HTML body. `ours` are the names under which the bot itself is mentioned."""
    names = frozenset(_folded(name) for name in ours)
    read = _html(text, names) if _HTML.search(text) else _plain(text, names)
    return replace(read, said=_AFTER_NAME.sub("", read.said))


def quotes(text: str) -> bool:
    """Does this HTML hold a quotation?"""
    return re.search(r"<\s*(blockquote|quoted)\b", text, re.IGNORECASE) is not None


def _plain(text: str, ours: frozenset[str]) -> Words:
    """A text with nothing but mentions in it. Every other "<" is the person's own."""
    quoted = _QUOTED.search(text)
    named = _AT.sub(lambda found: " " if _is_ours(found[1], ours) else found[1], _QUOTED.sub("", text))
    return Words(_tidy(unescape(named)), None, quoted[1] if quoted else None)


def _html(text: str, ours: frozenset[str]) -> Words:
    reader = _Reader(ours)
    # What opens no whole tag, such as "<![x" or "a < b", is the person's own; the parser gives up over the one, and
    # reads the other again and again.
    reader.feed(_NO_TAG.sub("&lt;", _without_comments(text)))
    reader.close()
    return Words(_tidy("".join(reader.said)), _tidy("".join(reader.quote)) or None, reader.quoted_id)


def _without_comments(text: str) -> str:
    kept, opened, rest = text.partition("<!--")
    parts = [kept]
    while opened:
        _, closed, after = rest.partition("-->")
        if not closed:
            return "".join((*parts, opened, rest))
        kept, opened, rest = after.partition("<!--")
        parts.append(kept)
    return "".join(parts)


def _is_ours(mention: str, ours: frozenset[str]) -> bool:
    """Whether what stands in a mention is one of the bot's names, whatever style it is set in."""
    return _folded(unescape(_TAG.sub("", mention))) in ours


def _folded(name: str) -> str:
    return " ".join(_UNSEEN.sub("", name).casefold().split())


def _tidy(text: str) -> str:
    """Spaces of every kind made one, line breaks kept, nothing at the ends."""
    seen = _UNSEEN.sub("", text).replace("\r\n", "\n")
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in seen.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects the words outside quotations and those inside them."""

    def __init__(self, ours: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.quote: list[str] = []
        self.quoted_id: str | None = None
        self._ours = ours
        self._depth = 0  # of blockquotes
        self._mention: list[str] | None = None  # the name of the mention that is open
        self._open: list[bool] = []  # for each open span, whether it is a mention

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _KNOWN:
            self._say(self.get_starttag_text() or "")
        elif tag == "quoted":
            self.quoted_id = self.quoted_id or given.get("messageid")
        elif tag == "blockquote":
            self._depth += 1
            self.quoted_id = self.quoted_id or given.get("itemid")
        elif tag == "at" or tag == "span":
            self._open_mention(tag == "at" or "mention" in given.get("itemtype", "").casefold())
        elif tag in ("img", "emoji"):
            self._say(given.get("alt", ""))
        if tag in _BLOCKS:
            self._say("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _KNOWN:
            self._say(f"</{tag}>")
        elif tag == "blockquote":
            self._depth = max(0, self._depth - 1)
        elif tag in ("at", "span") and self._open and self._open.pop():
            self._close_mention()
        if tag in _BLOCKS - _VOID:
            self._say("\n")

    def handle_data(self, data: str) -> None:
        self._say(data)

    def close(self) -> None:
        super().close()
        self._close_mention()

    def _say(self, part: str) -> None:
        if self._mention is not None:
            self._mention.append(part)
        else:
            (self.quote if self._depth else self.said).append(part)

    def _open_mention(self, mention: bool) -> None:
        self._open.append(mention)
        if mention:
            self._close_mention()
            self._mention = []

    def _close_mention(self) -> None:
        if self._mention is None:
            return
        name, self._mention = "".join(self._mention), None
        self._say(" " if _folded(name) in self._ours else name)
