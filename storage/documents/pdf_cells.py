"""The letters of one cell of a PDF → its text: wrapped lines are put back, paragraphs and bullets are kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from storage.documents.table import Cell

Box = tuple[float, float, float, float]  # left, top, right, bottom in points from the page's top left corner
Char = dict[str, Any]

_BULLET = re.compile(r"[•▪◦‣●○➢✓·\uf0b7\uf0a7*]|[-–]\s|\(?(?:\d{1,2}|[a-z])[.)]\s")
_SYMBOLS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪", "\uf06c": "●", "\uf06e": "■", "\uf0fc": "✓"})


class Rule(NamedTuple):
    """A filled rectangle and its colour as six hexadecimal figures."""

    box: Box
    colour: str

    @classmethod
    def of_rectangle(cls, one: dict[str, Any]) -> "Rule | None":
        colour = colour_of(one.get("non_stroking_color")) if one.get("fill") else None
        return None if colour is None else cls((one["x0"], one["top"], one["x1"], one["bottom"]), colour)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    right: float
    top: float
    bottom: float
    first: float  # width of the first word


def colour_of(parts: Any) -> str | None:
    """A grey, red-green-blue or cyan-magenta-yellow-black colour as six hexadecimal figures; None for a pattern."""
    if isinstance(parts, int | float):
        parts = (parts,)
    if not isinstance(parts, list | tuple) or not all(isinstance(one, int | float) for one in parts):
        return None
    if len(parts) == 4:
        parts = [(1 - one) * (1 - parts[3]) for one in parts[:3]]
    shares = [parts[0]] * 3 if len(parts) == 1 else parts
    if len(shares) != 3:
        return None
    return "".join(f"{round(255 * min(1, max(0, share))):02X}" for share in shares)


def cell_of(box: Box, chars: Sequence[Char], fills: Sequence[Rule], span: int) -> Cell:
    """A cell with its text, the colour of what fills most of it, and the colour of its letters."""
    seen = [one for one in chars if one["text"].strip()]
    inks = {colour_of(one.get("non_stroking_color")) for one in seen}
    ink = inks.pop() if len(inks) == 1 else None
    return Cell(_text(box, chars), _fill(box, fills), span=span, ink=None if ink == "000000" else ink)


def _fill(box: Box, fills: Sequence[Rule]) -> str | None:
    """The colour that covers more than half of the cell."""
    whole = (box[2] - box[0]) * (box[3] - box[1])
    covered: dict[str, float] = {}
    for rule in fills:
        covered[rule.colour] = covered.get(rule.colour, 0.0) + _overlap(box, rule.box)
    colour = max(covered, key=lambda one: covered[one], default=None)
    return colour if colour and colour != "FFFFFF" and covered[colour] > whole / 2 else None


def _overlap(box: Box, other: Box) -> float:
    across = min(box[2], other[2]) - max(box[0], other[0])
    down = min(box[3], other[3]) - max(box[1], other[1])
    return max(0.0, across) * max(0.0, down)


# --- lines --------------------------------------------------------------------------------------------------------


def lines_of(chars: Sequence[Char]) -> list[tuple[float, str]]:
    """The lines that letters stand in, from top to bottom, each with its top."""
    return [(line.top, line.text) for line in _lines(chars)]


def text_of(chars: Sequence[Char]) -> str:
    """The words of letters that stand in one line."""
    return _line(chars).text if chars else ""


def _lines(chars: Sequence[Char]) -> list[_Line]:
    """A gap is a space, whether a space was drawn or not."""
    return [line for line in map(_line, char_lines(chars)) if line.text]


def char_lines(chars: Sequence[Char]) -> list[list[Char]]:
    """Letters whose middles are at one height are a line; its letters from left to right."""
    upright = sorted((one for one in chars if one.get("upright", True)), key=_middle)
    lines: list[list[Char]] = []
    for char in upright:
        if lines and _middle(char) - _middle(lines[-1][-1]) < 0.5 * max(char["height"], 4):
            lines[-1].append(char)
        else:
            lines.append([char])
    return [sorted(line, key=lambda one: float(one["x0"])) for line in lines]


def _middle(char: Char) -> float:
    return (float(char["top"]) + float(char["bottom"])) / 2


def _line(chars: Sequence[Char]) -> _Line:
    pieces = [_piece(chars[0])]
    for before, char in pairwise(chars):
        gap = char["x0"] - before["x1"] > 0.18 * max(char["height"], 4)
        pieces += [" ", _piece(char)] if gap and before["text"].strip() and char["text"].strip() else [_piece(char)]
    text = " ".join("".join(pieces).split())
    inked = [one for one in chars if one["text"].strip()] or list(chars)
    return _Line(
        text,
        max(float(one["x1"]) for one in inked),
        min(float(one["top"]) for one in inked),
        max(float(one["bottom"]) for one in inked),
        _first_word(inked, text),
    )


def _piece(char: Char) -> str:
    return str(char["text"]).translate(_SYMBOLS).replace("\x00", "")


def _first_word(inked: Sequence[Char], text: str) -> float:
    length = len(text.split(" ")[0]) if text else 1
    last = inked[min(length, len(inked)) - 1]
    return float(last["x1"]) - float(inked[0]["x0"])


# --- paragraphs ---------------------------------------------------------------------------------------------------


def _text(box: Box, chars: Sequence[Char]) -> str:
    lines = _lines(chars)
    if not lines:
        return ""
    room = box[2] - _padding(box, chars)
    usual = _usual_gap(lines)
    said = lines[0].text
    for before, line in pairwise(lines):
        said = _joined(said, line.text, _broken(before, line, room, usual))
    return said


def _padding(box: Box, chars: Sequence[Char]) -> float:
    left = min(float(one["x0"]) for one in chars if one["text"].strip()) - box[0]
    return max(0.0, min(left, 8.0))


def _usual_gap(lines: Sequence[_Line]) -> float:
    gaps = sorted(line.top - before.bottom for before, line in pairwise(lines))
    return gaps[len(gaps) // 4] if gaps else 0.0


def _broken(before: _Line, line: _Line, room: float, usual: float) -> bool:
    """Whether a new paragraph begins: at a bullet, after a larger gap, or where the next word would have had room."""
    height = line.bottom - line.top
    space = 0.35 * height
    return bool(
        _BULLET.match(line.text)
        or line.top - before.bottom > usual + 0.35 * height
        or before.right + space + line.first < room - 0.15 * height
    )


def _joined(said: str, more: str, broken: bool) -> str:
    if broken:
        return f"{said}\n{more}"
    if re.search(r"[^\W\d_]-$", said) and more[0].islower():
        return said + more
    return f"{said} {more}"
