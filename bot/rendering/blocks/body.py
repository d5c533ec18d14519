"""A card as rows of blocks, from its heading to its footnote."""

from collections.abc import Iterable
from typing import Any

from bot.rendering.blocks.parts import actions, carries, field, header, rich, runs, small
from bot.rendering.blocks.room import Block, Kind, Room, Row, fitted
from dialogs.reply import Button, Card, Count, Fact, Input, Line, Notice, Stood
from dialogs.words import say, symbol
from storage.status import Status

FACTS = 10  # of one block
BAR = 20  # signs in the picture
TONES = {"done": Status.COMPLETE, "held": Status.AMBER}  # whose sign stands before a notice
NEXT = "   "  # between two counts of the picture


def body(card: Card, room: Room) -> list[Block]:
    """The blocks of a card, as many of them as there is room for."""
    return fitted(lambda cut: _rows(card, cut, room.blocks), room)


def _rows(card: Card, cut: int, most: int) -> list[Row]:
    """Of what does not fit, the heading, the fields and the first buttons stay longest, more buttons the shortest.

    `most` is how many lines, fields or paragraphs are looked at: each is a block or more.
    """
    return [
        *_notice(card.notice, cut),
        *_row(header(card.heading), rank=0),
        *_words(card.intro, cut),
        *_row(small(card.progress.label if card.progress else None)),
        *_facts(card.facts[:most], cut),
        *(row for stood in card.past for row in _stood(stood, cut)),
        *_row(small(say("picture.now") if card.past and card.picture else None)),
        *_row(_picture(card.picture, cut)),
        *(row for line in card.lines[:most] for row in _line(line, cut)),
        *_unseen("line", card.lines[most:]),
        *_row(small(card.more), rank=1),
        *(row for words in card.paragraphs[:most] for row in _words(words, cut)),
        *_unseen("words", [*card.facts[most:], *card.paragraphs[most:]]),
        *(row for one in card.inputs[:most] for row in _field(one)),
        *_unseen("input", card.inputs[most:]),
        *_buttons(card.buttons),
        *_row(small(card.footnote), rank=3),
    ]


def _row(blocks: list[Block], **row: Any) -> list[Row]:
    return [Row(tuple(blocks), **row)] if blocks else []


def _notice(notice: Notice | None, cut: int) -> list[Row]:
    """What a press has done stands above the card, with its Undo and a line beneath."""
    if notice is None:
        return []
    words = rich([[*runs(f"{symbol(TONES[notice.tone])} ", cut, bold=True), *runs(notice.text, cut)]])
    return [*_row([*words, *actions(notice.buttons), {"type": "divider"}], rank=0), *_unfit(notice.buttons)]


def _unseen(kind: Kind, left: Iterable[object]) -> list[Row]:
    """What is not shown and only counted."""
    number = sum(1 for _ in left)
    return [Row((), kind=kind, rank=0, holds=0, lost=number)] if number else []


def _words(words: str | None, cut: int) -> list[Row]:
    return _row(rich([runs(words, cut)]))


def _facts(facts: tuple[Fact, ...], cut: int) -> list[Row]:
    lines = [[*runs(f"{fact.label}: ", cut, bold=True), *runs(fact.value, cut)] for fact in facts]
    return [row for at in range(0, len(lines), FACTS) for row in _row(rich(lines[at : at + FACTS]))]


def _field(one: Input) -> list[Row]:
    return _row(field(one), kind="input", rank=1)


def _buttons(buttons: tuple[Button, ...]) -> list[Row]:
    rows = [
        Row((block,), kind="button", rank=1 if n == 0 else 4, holds=len(block["elements"]))
        for n, block in enumerate(actions(buttons))
    ]
    return [*rows, *_unfit(buttons)]


def _unfit(buttons: tuple[Button, ...]) -> list[Row]:
    return _unseen("button", (button for button in buttons if not carries(button)))


# --- picture and lines --------------------------------------------------------------------------------------------


def _status(status: Status | None, label: str, cut: int) -> list[Block]:
    """A sign and the words: nothing here is told by colour."""
    return runs(f"{symbol(status)} {label}", cut, bold=True)


def _picture(counts: tuple[Count, ...], cut: int) -> list[Block]:
    """How many stand where: a bar of signs in their shares, and under it signs, numbers and words."""
    shown = [count for count in counts if count.number > 0]
    key = [_status(count.status, f"{count.number} {count.label}", cut) for count in shown]
    return rich([runs(_bar(shown), cut), _joined(key, NEXT)])


def _stood(stood: Stood, cut: int) -> list[Row]:
    """How it stood at a return: its name above a bar and words of its own."""
    return _row([*small(stood.label), *_picture(stood.counts, cut)])


def _bar(counts: list[Count]) -> str:
    """The signs of the statuses, about BAR of them, and one at least for each that there is."""
    total = sum(count.number for count in counts)
    return "".join(symbol(count.status) * max(1, round(BAR * count.number / total)) for count in counts)


def _joined(parts: list[list[Block]], between: str) -> list[Block]:
    return [run for number, part in enumerate(parts) for run in ([*runs(between, 10), *part] if number else part)]


def _line(line: Line, cut: int) -> list[Row]:
    ref = " ".join(part for part in (line.plan, line.ref) if part)
    words = rich([[*runs(f"{ref}  ", cut, bold=True), *runs(line.text, cut)], _meta(line, cut)])
    fields = [block for one in line.inputs for block in field(one)]
    blocks = [*words, *fields, *actions(line.buttons, about=ref)]
    return [*_row(blocks, kind="line"), *_unfit(line.buttons)]


def _meta(line: Line, cut: int) -> list[Block]:
    parts = [_status(line.status, line.status_label, cut)] if line.status_label else []
    parts += [runs(words, cut) for words in (line.lead, line.due) if words]
    parts += [runs(line.flag, cut, bold=True)] if line.flag else []
    return _joined(parts, " · ")
