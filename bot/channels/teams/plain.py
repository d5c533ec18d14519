"""Teams' markup → the speaker's own words. Pure.

What Teams puts around the words: mentions (`<at>…</at>`, with or without attributes, or a span of the Mention type),
a quotation above them when somebody replies to a message (`<blockquote itemtype=".../Reply">`, `<quoted …/>`), and HTML
entities. A mention of the bot goes, one of a person stays as the name.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_MARKUP = re.compile(
    r"<\s*/?\s*(at|blockquote|quoted|p|div|span|br|strong|em|b|i|ul|ol|li|img|emoji|a)\b[^>]*>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(#\d+|#x[0-9a-f]+|nbsp|amp|lt|gt|quot|apos);", re.IGNORECASE)
_BLOCKS = frozenset({"p", "div", "br", "li", "ul", "ol", "tr", "h1", "h2", "h3", "blockquote", "pre"})
_VOID = frozenset({"br", "img", "emoji", "hr", "quoted", "input", "meta", "link"})


@dataclass(frozen=True, slots=True)
class Words:
    """What was said, what was quoted above it, and the id of the message that was quoted."""

    said: str
    quoted: str | None = None
    quoted_id: str | None = None


def words(text: str, ours: frozenset[str]) -> Words:
    """Read a text or an HTML body. `ours` are the names under which the bot itself is mentioned."""
    if not _MARKUP.search(text) and not _ENTITY.search(text):
        return Words(_tidy(text))
    reader = _Reader(frozenset(name.casefold().strip() for name in ours))
    reader.feed(text)
    reader.close()
    return Words(_tidy("".join(reader.said)), _tidy("".join(reader.quote)) or None, reader.quoted_id)


def quotes(text: str) -> bool:
    """Does this markup hold a quotation?"""
    return re.search(r"<\s*(blockquote|quoted)\b", text, re.IGNORECASE) is not None


def _tidy(text: str) -> str:
    """Spaces of every kind made one, line breaks kept, nothing at the ends."""
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.replace("\r\n", "\n").split("\n"))
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
        if tag == "quoted":
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
        if tag == "blockquote":
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
        self._say(" " if name.casefold().strip() in self._ours else name)
