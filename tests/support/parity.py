"""Do the four renderings say the same? Whoever reads in one place must not know less than whoever reads in another.

The text of a reply says all of it; so every word of it is looked for in the card, on the page and in Slack's blocks,
and what stands on the card is looked for in the text. What only those who type need is not a button's business.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from bot.rendering import adaptive, blocks, html, text
from dialogs.reply import Card, Reply
from tests.support.block_kit import texts

WORD = re.compile(r"[^\W_]+(?:[.'’/&-][^\W_]+)*|[○◔●▲■‖✓✕→]")
FOR_TYPING = {
    "a button": re.compile(r"^\d+\. ", re.MULTILINE),  # "2" answers a question as its button does
    "Next page": re.compile(r"Say “more” for the next page\."),
    "a field": re.compile(r"Type “[^”]+” and the news, or fill in the card\."),
}


def renderings(reply: Reply) -> dict[str, str]:
    """What a reader sees of the reply in each of the four."""
    return {
        "text": text.render(reply),
        "adaptive": "\n".join(_shown(adaptive.render(reply))),
        "blocks": "\n".join(texts(blocks.render(reply)["blocks"])),
        "html": "\n".join(_Page(html.render(reply)).words),
    }


def missing(reply: Reply) -> dict[str, set[str]]:
    """By rendering, the words of the reply's text that it lacks; and under "text", those that only the card has."""
    said = renderings(reply)
    wanted = _words(_without_typing(said.pop("text"), reply.card))
    lacks = {name: wanted - _words(shown) for name, shown in said.items()}
    lacks["text"] = _words("\n".join(_told(reply.card)) if reply.card else "") - _words(reply.text)
    return {name: words for name, words in lacks.items() if words}


def _words(said: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(said)}


def _without_typing(said: str, card: Card | None) -> str:
    """What is said, less the hints whose place a button or a field of the card takes."""
    for needs, hint in FOR_TYPING.items():
        said = hint.sub("", said) if needs in _offered(card) else said
    return said


def _offered(card: Card | None) -> set[str]:
    labels = {button.label for button in card.buttons} if card else set()
    return labels | {"a button" for _ in labels} | {"a field" for _ in (card.inputs if card else ())}


def _told(card: Card) -> Iterator[str]:
    """What a card tells. Its heading names it, its picture repeats the figures, and buttons and fields ask.

    Beneath a notice stands what was there before: the news is the notice.
    """
    if card.notice:
        yield card.notice.text
        return
    yield from filter(None, (card.intro, card.more, card.footnote, *card.paragraphs))
    yield from (f"{fact.label} {fact.value}" for fact in card.facts)
    for stood in card.past:
        yield stood.label
        yield from (f"{count.number} {count.label}" for count in stood.counts)
    for line in card.lines:
        yield from filter(None, (line.ref, line.plan, line.text, line.lead, line.due, line.status_label, line.flag))


def _shown(part: Any) -> Iterator[str]:
    """The words of an Adaptive Card, the marks that keep a TextBlock from reading markup taken off."""
    if isinstance(part, list):
        for one in part:
            yield from _shown(one)
    elif isinstance(part, dict):
        for key, one in part.items():
            if key in ("text", "title", "label", "value", "placeholder") and isinstance(one, str):
                yield re.sub(r"\\([\\`*_\[\]])", r"\1", one)
            elif key not in ("fallback", "data"):
                yield from _shown(one)


class _Page(HTMLParser):
    """The words of a fragment, and what its fields begin with."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(fragment)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [value for name, value in attrs if name in ("value", "placeholder") and value]
