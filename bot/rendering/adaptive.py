"""Reply → Adaptive Card 1.5, for Teams. Pure: a value in, a dict out that goes to JSON as it is.

The plan's own words go into RichTextBlocks, which Teams shows letter by letter; a TextBlock would read `*`, `_` and
"1." in them as markup. Colour only ever repeats what a sign and a word say. Buttons are `Action.Execute` with
`Action.Submit` for clients that lack it; both give back `{"planminder": payload}`.
Elements: https://adaptivecards.io/explorer/
"""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.rendering.pictures import data_url
from bot.rendering.text import clean
from bot.rendering.wire import within
from dialogs.made_once import MadeOnce
from dialogs.reply import Button, Card, Count, Fact, File, Input, Line, Notice, Progress, Reply, Stood
from dialogs.words import ELLIPSIS, say, symbol
from storage.status import Status

Element = dict[str, Any]

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.5"
NOTHING = "–"  # where there must be words and are none
UNBROKEN = "\u00a0"
SIGNED = f"\u2060{UNBROKEN}"  # keeps a sign on the line of its words; behind a dash a hard space alone does not
KEY = "planminder"  # a button's payload lies under this key of what comes back
LARGEST = 27_000  # bytes of JSON; Teams takes messages up to about 28 KB, its own envelope included
SPOKEN = 120  # characters of the one line that stands for the card where it is not drawn
BODY = LARGEST - 2 * 12 * SPOKEN  # that line stands there twice, and a character of it may take 12 bytes
PRIMARY_ACTIONS = 6  # Teams shows no more; the others go under "…"
LINES = 200  # more than have ever room: a line takes 150 bytes at least
SMALL = 500  # characters of a payload that has room at the last
LABEL = 32  # characters of a button: it is one line, which a telephone cuts off without a sign
PARAGRAPHS = 30  # of a reply without a card; what comes after is one
CUTS = (4_000, 1_000, 400, 160)  # characters a text may have, tried in turn until the card fits

COLOURS = {
    Status.GREEN: "good",
    Status.COMPLETE: "good",
    Status.AMBER: "warning",
    Status.RED: "attention",
    Status.IN_PROGRESS: "accent",
}
ROWS = ("- ", "• ")
UNMARKED = str.maketrans("", "", "<>&")
SHORT = 24  # characters of a label that stays on one line
NARROWEST = 8  # hundredths of the picture's width that its smallest slice still gets: a sign fits into it
TONES = {"done": ("good", Status.COMPLETE), "held": ("warning", Status.AMBER)}


@dataclass(frozen=True, slots=True)
class _Room:
    """How much a card may show: characters a text, and lines of its list."""

    text: int
    lines: int


def render(reply: Reply) -> Element:
    """The card of a reply; of one without a card, its text as a card. Always under LARGEST bytes. Not to be altered."""
    return _rendered(reply)


@MadeOnce
def _rendered(reply: Reply) -> Element:
    return render_with(reply)[0]


def render_with(reply: Reply) -> tuple[Element, tuple[File, ...]]:
    """The card with the pictures of the reply, where there is room for all of them; else the pictures too."""
    card = reply.card or Card(heading="", paragraphs=tuple(reply.text.split("\n\n", PARAGRAPHS)))
    pictures = tuple(file for file in reply.files if file.alt and file.content)
    line = _unmarkable(shortened(" ".join(reply.text.partition("\n")[0].split()), SPOKEN))
    said = {"fallbackText": line, "speak": line} if line else {}
    if pictures and (drawn := _with(card, pictures)):
        return {**drawn, **said}, ()
    return {**next(drawn for drawn in _ever_smaller(card) if within(drawn, BODY)), **said}, pictures


def _with(card: Card, pictures: Iterable[File]) -> Element | None:
    """All of a card with its pictures below, which draw the past in its stead; None where that is too much."""
    if len(card.lines) > LINES:
        return None
    drawn = _whole(card.model_copy(update={"past": ()}), _Room(CUTS[0], len(card.lines)))
    drawn["body"] += map(_image, pictures)
    return drawn if within(drawn, BODY) else None


def _image(file: File) -> Element:
    """A picture that lies in the card itself, and is shown large when it is pressed.

    https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
    """
    drawn = {"type": "Image", "url": data_url(file), "altText": shortened(file.alt, CUTS[1])}
    return {**drawn, "spacing": "medium", "msTeams": {"allowExpand": True}}


def _unmarkable(words: str) -> str:
    """`speak` may hold SSML, so that what would open a tag is left out."""
    return words.translate(UNMARKED)


def size(card: Element) -> int:
    """Bytes of the card's JSON in its longest form."""
    return len(json.dumps(card))


def _ever_smaller(card: Card) -> Iterator[Element]:
    """Texts are cut before lines are left out, and lines before the rest; what is left out is said.

    How the plan stood in the past goes first of all that is left out.
    """
    if len(card.lines) <= LINES:
        for cut in CUTS:
            yield _whole(card, _Room(cut, len(card.lines)))
    if card.past:  # the message says it in words
        yield from _ever_smaller(card.model_copy(update={"past": ()}))
    yield _whole(card, _Room(CUTS[-1], _lines_that_fit(card)))
    if card.inputs:
        yield _whole(_emptied(card), _Room(CUTS[-1], 0))
    left_out = say("left_out.words", n=1)
    intro = card.intro or card.more
    yield _whole(Card(heading=card.heading, intro=intro, footnote=left_out, buttons=_few(card)), _Room(CUTS[-1], 0))
    yield _whole(Card(heading=card.heading, footnote=left_out), _Room(CUTS[-1], 0))


def _emptied(card: Card) -> Card:
    """A form whose typed text is too long for any card: its field is empty, as half a text must not be sent back."""
    inputs = tuple(
        field.model_copy(update={"value": None}) if len(field.value or "") > CUTS[1] else field for field in card.inputs
    )
    return Card(notice=card.notice, heading=card.heading, intro=card.intro, inputs=inputs, buttons=card.buttons)


def _few(card: Card) -> tuple[Button, ...]:
    """The first buttons, where they need no field that is left out and carry little."""
    small = [button for button in card.buttons if len(button.payload.model_dump_json()) < SMALL]
    return () if card.inputs else tuple(small[:PRIMARY_ACTIONS])


def _lines_that_fit(card: Card) -> int:
    """How many lines there is room for, at their shortest; 0 also where there is none for the rest of the card."""
    some = range(min(len(card.lines), LINES))
    return max(bisect_right(some, BODY, key=lambda lines: size(_whole(card, _Room(CUTS[-1], lines)))) - 1, 0)


def _whole(card: Card, room: _Room) -> Element:
    body = [*_top(card, room), *_list(card, room), *_bottom(card, room)]
    drawn: Element = {"type": "AdaptiveCard", "$schema": SCHEMA, "version": VERSION, "body": body}
    actions = _actions(card.buttons, room)
    return {**drawn, "actions": actions} if actions else drawn


def _top(card: Card, room: _Room) -> list[Element]:
    return [
        *_notice(card.notice, room),
        *_heading(card.heading, room),
        *_text(card.intro, room),
        *_progress(card.progress, room),
        *(_fact(fact, room) for fact in card.facts),
        *(element for stood in card.past for element in _stood(stood, room)),
        *(_text(say("picture.now"), room, "small", isSubtle=True) if card.past and card.picture else []),
        *_picture(card.picture, room),
    ]


def _list(card: Card, room: _Room) -> list[Element]:
    left = len(card.lines) - room.lines
    return [
        *(_line(line, room) for line in card.lines[: room.lines]),
        *_text(say("weekly.more", n=left) if left > 0 else None, room, isSubtle=True),
        *_text(card.more, room, isSubtle=True),
    ]


def _bottom(card: Card, room: _Room) -> list[Element]:
    told = (*card.paragraphs, *_in_full(card.buttons))
    return [
        *(block for words in told for block in _text(words, room, _spacing(words))),
        *(_input(field, room) for field in card.inputs),
        *_text(card.footnote, room, isSubtle=True, size="small"),
    ]


def _in_full(buttons: tuple[Button, ...]) -> list[str]:
    """The labels that a button has no room for, as rows of text above the buttons."""
    return [say("ask.bullet", label=one.label) for one in buttons if len(one.label) > LABEL]


# --- words --------------------------------------------------------------------------------------------------------


def shortened(words: str, length: int) -> str:
    """Words fit to be shown, ended by … where there are more than `length` characters."""
    if len(words) <= length and words.isprintable():
        return words
    shown = clean(words)
    return shown if len(shown) <= length else shown[: length - 1].rstrip() + ELLIPSIS


def _run(words: str, room: _Room, **look: Any) -> Element:
    return {"type": "TextRun", "text": shortened(words, room.text), **look}


def _rich(runs: Iterable[Element], **look: Any) -> Element:
    return {"type": "RichTextBlock", **look, "inlines": list(runs)}


def _text(words: str | None, room: _Room, spacing: str = "default", **look: Any) -> list[Element]:
    """A paragraph: a block for each of its lines, since a line break inside a run is not shown."""
    lines = [line for line in shortened(words or "", room.text).split("\n") if line.strip()]
    return [_rich([_run(line, room, **look)], spacing="none" if n else spacing) for n, line in enumerate(lines)]


def _spacing(words: str) -> str:
    """The rows of a list stand close together."""
    return "none" if words.startswith(ROWS) else "small"


def _heading(words: str, room: _Room) -> list[Element]:
    if not words.strip():
        return []
    text = _unmarked(shortened(words, min(room.text, 300)))
    return [{"type": "TextBlock", "text": text, "style": "heading", "size": "medium", "weight": "bolder", "wrap": True}]


def _unmarked(words: str) -> str:
    """Only a TextBlock can be a heading, and it reads markup: what would be markup is escaped."""
    return "".join(f"\\{one}" if one in "\\`*_[]" else one for one in words)


def _fact(fact: Fact, room: _Room) -> Element:
    return _rich([_run(f"{fact.label}: ", room, weight="bolder"), _run(fact.value, room)], spacing="small")


# --- status, picture and lines --------------------------------------------------------------------------------------


def _status(status: Status | None, label: str, room: _Room) -> list[Element]:
    """A sign in its colour and the words in none: amber words on white are hard to read."""
    colour = {"color": COLOURS[status]} if status in COLOURS else {}
    return [_run(f"{symbol(status)}{SIGNED}", room, weight="bolder", **colour), _run(label, room, weight="bolder")]


def _notice(notice: Notice | None, room: _Room) -> list[Element]:
    """A box of its own, with a sign before its words, and its Undo inside it."""
    if notice is None:
        return []
    style, status = TONES[notice.tone]
    first, *rest = [line for line in shortened(notice.text, room.text).split("\n") if line.strip()] or [""]
    items = [_rich([_run(f"{symbol(status)} ", room, weight="bolder"), _run(first, room)])]
    items += [_rich([_run(line, room)], spacing="none") for line in rest]
    items += _action_set(notice.buttons, room)
    return [{"type": "Container", "style": style, "items": items}]


def _progress(progress: Progress | None, room: _Room) -> list[Element]:
    if progress is None:
        return []
    done = min(max(progress.done, 0), progress.total)
    slices = ((done, "accent", ""), (progress.total - done, "emphasis", ""))
    return [*_bar([one for one in slices if one[0] > 0], room), *_text(progress.label, room, "small", isSubtle=True)]


def _picture(counts: tuple[Count, ...], room: _Room) -> list[Element]:
    """How many stand where: a bar in shares, and under it signs, numbers and words, which need no colour."""
    shown = [count for count in counts if count.number > 0]
    runs: list[Element] = []
    for count in shown:
        runs += [_run("   ", room)] if runs else []
        runs += _status(count.status, _unbroken(f"{count.number} {count.label}"), room)
    slices = [(one.number, COLOURS.get(one.status or Status.CLOSED, "emphasis"), symbol(one.status)) for one in shown]
    return [*_bar(slices, room), _rich(runs, spacing="small")] if runs else []


def _stood(stood: Stood, room: _Room) -> list[Element]:
    """How it stood at a return: its name above a bar and words of its own."""
    return [*_text(stood.label, room, "small", isSubtle=True), *_picture(stood.counts, room)]


def _unbroken(words: str) -> str:
    """A short label on one line: a telephone else parts "4 At" from "risk"."""
    return words.replace(" ", UNBROKEN) if len(words) <= SHORT else words


def _bar(slices: Sequence[tuple[int, str, str]], room: _Room) -> list[Element]:
    """Slices of (share, container style, sign) side by side; the smallest is still wide enough for its sign."""
    total = sum(share for share, _, _ in slices)
    columns = [_slice(max(share * 100 // total, NARROWEST), style, sign, room) for share, style, sign in slices]
    return [{"type": "ColumnSet", "spacing": "small", "columns": columns}] if columns else []


def _slice(width: int, style: str, sign: str, room: _Room) -> Element:
    items = [_rich([_run(sign, room, weight="bolder")], horizontalAlignment="center")] if sign else []
    return {"type": "Column", "width": width, "style": style, "spacing": "small", "minHeight": "12px", "items": items}


def _line(line: Line, room: _Room) -> Element:
    ref = " ".join(part for part in (line.plan, line.ref) if part)
    items = [
        _rich([_run(f"{ref}  ", room, weight="bolder"), _run(line.text, room)]),
        *_meta(line, room),
        *(_input(field, room) for field in line.inputs),
        *_action_set(line.buttons, room),
    ]
    return {"type": "Container", "separator": True, "spacing": "medium", "items": items}


def _meta(line: Line, room: _Room) -> list[Element]:
    parts = [_status(line.status, line.status_label, room)] if line.status_label else []
    parts += [[_run(words, room)] for words in (line.lead, line.due) if words]
    parts += [[_run(line.flag, room, weight="bolder", color="attention")]] if line.flag else []
    dotted = [run for number, part in enumerate(parts) for run in ([_run(" · ", room), *part] if number else part)]
    return [_rich(dotted, spacing="none")] if dotted else []


# --- inputs and buttons -------------------------------------------------------------------------------------------


def _input(field: Input, room: _Room) -> Element:
    drawn: Element = {
        "type": _INPUTS[field.kind],
        "id": field.id,
        "label": _unmarked(shortened(field.label, 200)) or NOTHING,
    }
    if field.value is not None:
        drawn["value"] = clean(field.value)  # never cut: what is sent back would be the shorter text
    if field.placeholder and field.kind != "date":
        drawn["placeholder"] = shortened(field.placeholder, 200)
    if field.required:
        drawn |= {"isRequired": True, "errorMessage": shortened(field.error or "", 200) or say("form.required")}
    return {**drawn, **_OF_KIND[field.kind](field)}


_INPUTS = {"choice": "Input.ChoiceSet", "text": "Input.Text", "date": "Input.Date"}


def _of_choice(field: Input) -> Element:
    return {
        "choices": [
            {"title": shortened(one.label, 200) or NOTHING, "value": one.value or NOTHING} for one in field.choices
        ]
    }


def _of_text(field: Input) -> Element:
    return {"isMultiline": True, **({"maxLength": field.longest} if field.longest else {})}


def _of_date(field: Input) -> Element:
    return {key: day for key, day in (("min", field.least), ("max", field.most)) if day}


_OF_KIND: dict[str, Callable[[Input], Element]] = {"choice": _of_choice, "text": _of_text, "date": _of_date}


def _action_set(buttons: tuple[Button, ...], room: _Room) -> list[Element]:
    return [{"type": "ActionSet", "spacing": "small", "actions": _actions(buttons, room)}] if buttons else []


def _actions(buttons: tuple[Button, ...], room: _Room) -> list[Element]:
    return [_action(button, place, room) for place, button in enumerate(buttons)]


def _action(button: Button, place: int, room: _Room) -> Element:
    carried: Element = {
        "title": shortened(button.label, LABEL) or NOTHING,
        "data": {KEY: button.payload.model_dump(mode="json", exclude_defaults=True)},
    }
    if button.style != "default":
        carried["style"] = button.style
    if place >= PRIMARY_ACTIONS:
        carried["mode"] = "secondary"
    if button.payload.act == "cancel":
        carried["associatedInputs"] = "none"
    fallback = {"type": "Action.Submit", **carried}
    return {"type": "Action.Execute", "verb": KEY, **carried, "fallback": fallback}
