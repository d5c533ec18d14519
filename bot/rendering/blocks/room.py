"""How much Slack takes, and what stays where a reply is more than that.

Limits of a block or an element are on its page (https://docs.slack.dev/reference/block-kit/blocks and the pages under
it). How Slack counts is not: here a character counts as its escaped form and in UTF-16 units, the dearest way.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from bot.rendering.text import clean, within
from dialogs.words import say

Block = dict[str, Any]

TEXT = 4_000  # a message's `text`: 40,000 are taken, 4,000 advised (https://docs.slack.dev/reference/methods/chat.postMessage)
RUN = 3_000  # a text object; a run of rich text has no limit on its page, and keeps to the same
CONTEXT = 2_000
HEADER = 150
LABEL = 75  # of a button or an option
TITLE = 24  # a modal's title, submit and close
NOTE = 300  # of the sentence that says what is left out
CUTS = (8_000, 2_000, 800, 400, 160)  # what a text may weigh, tried in turn until all rows fit


@dataclass(frozen=True, slots=True)
class Room:
    """What a message or a view may hold: blocks, weight of all words, bytes of JSON."""

    blocks: int
    words: int
    size: int


# No page says how many words the blocks of a message may have together, but over about 11,000 `chat.postMessage`
# answers msg_blocks_too_long: https://github.com/slackapi/bolt-js/issues/2509 and 2867.
MESSAGE = Room(blocks=50, words=8_000, size=100_000)
VIEW = Room(blocks=100, words=40_000, size=240_000)  # over 250 KB: view_too_large


Kind = Literal["line", "input", "button", "words"]


@dataclass(frozen=True, slots=True)
class Row:
    """Blocks that stay or go together. Of two rows that do not both fit, the one of the lower rank stays."""

    blocks: tuple[Block, ...]
    kind: Kind = "words"
    rank: int = 2
    holds: int = 1  # lines, buttons or fields in it
    lost: int = 0  # of its kind, what cannot be shown at all


def weight(words: str) -> int:
    """What words count."""
    units = len(words.encode("utf-16-le", "surrogatepass")) // 2
    return units + 4 * words.count("&") + 3 * (words.count("<") + words.count(">"))


def shortened(words: str, room: int) -> str:
    """Words fit to be shown, ended by … where they are more than there is room for."""
    return within(clean(words), room, weight)


def fitted(draw: Callable[[int], list[Row]], room: Room) -> list[Block]:
    """The blocks of what `draw` makes for a cut: texts are shortened before rows are left out for their words."""
    with_note = Room(room.blocks - 1, room.words - NOTE, room.size - 4 * NOTE)
    for cut in CUTS:
        rows = draw(cut)
        if all(_fit(rows, with_note if any(row.lost for row in rows) else room)):
            return _shown(rows, [True] * len(rows))
    return _shown(rows, _fit(rows, with_note))


def _fit(rows: list[Row], room: Room) -> list[bool]:
    """Which rows have room, in order of rank. After the first of a kind that has none, no later one is taken."""
    fits, full = [False] * len(rows), set()
    blocks = words = size = 0
    for place in sorted(range(len(rows)), key=lambda place: rows[place].rank):
        row = rows[place]
        more = (blocks + len(row.blocks), words + _words(row), size + len(json.dumps(row.blocks)))
        if (row.kind, row.rank) in full or not _holds(room, *more):
            full.add((row.kind, row.rank))
        else:
            fits[place] = True
            blocks, words, size = more
    return fits


def _holds(room: Room, blocks: int, words: int, size: int) -> bool:
    return blocks <= room.blocks and words <= room.words and size <= room.size


def _words(row: Row) -> int:
    return sum(weight(text) for block in row.blocks for text in _texts(block))


def _texts(part: Any) -> Iterator[str]:
    """Every string under a key "text" of a block."""
    if isinstance(part, list):
        for one in part:
            yield from _texts(one)
    elif isinstance(part, dict):
        for key, one in part.items():
            if key == "text" and isinstance(one, str):
                yield one
            else:
                yield from _texts(one)


def _shown(rows: list[Row], fits: list[bool]) -> list[Block]:
    kept = [block for row, fit in zip(rows, fits, strict=True) if fit for block in row.blocks]
    note = " ".join(_left_out(rows, fits))
    return [*kept, *([_note(note)] if note else [])]


def _left_out(rows: list[Row], fits: list[bool]) -> Iterable[str]:
    """What is not shown, in words."""
    for kind in get_args(Kind):
        own = [(row, fit) for row, fit in zip(rows, fits, strict=True) if row.kind == kind]
        if number := sum(row.lost if fit else row.holds + row.lost for row, fit in own):
            yield say(f"left_out.{kind}", n=number)


def _note(words: str) -> Block:
    return {"type": "context", "elements": [{"type": "plain_text", "text": words, "emoji": False}]}
