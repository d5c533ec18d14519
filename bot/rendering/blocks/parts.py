"""The pieces of Block Kit that a reply needs: text objects, rich text, buttons and fields.

`emoji` is always false: ":red_circle:" in somebody's note stays what they typed.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.rendering.blocks.room import CONTEXT, HEADER, LABEL, RUN, Block, shortened, weight
from bot.rendering.text import clean
from dialogs.reply import Button, Choice, Input
from dialogs.words import say

PREFIX = "planminder"  # of every button's action_id, and the callback_id of our views
ACTIONS = 25  # buttons of one block
OPTIONS = 100  # of one menu, or of one group of it
OFFERED = 500  # of a menu in groups; 100 groups are taken, but nobody scrolls through them
PLACEHOLDER = 150
FIELD_LABEL = 2_000
TYPED = 3_000  # characters of a text field
BUTTON_VALUE = 2_000
OPTION_VALUE = 150
STYLES = {"positive": "primary", "destructive": "danger"}
NOTHING = "–"  # a text object may not be empty


def escaped(words: str) -> str:
    """Words that mrkdwn shows as they are: https://docs.slack.dev/messaging/formatting-message-text#escaping"""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(words: str, room: int) -> Block:
    """A text object of words alone."""
    return {"type": "plain_text", "text": shortened(clean(words).strip(), room) or NOTHING, "emoji": False}


# --- words --------------------------------------------------------------------------------------------------------


def header(words: str) -> list[Block]:
    """A heading; one that is too long for a header block is a bold paragraph instead, whole."""
    shown = clean(words).strip()
    if not shown:
        return []
    if weight(shown) <= HEADER:
        return [{"type": "header", "text": plain(shown, HEADER)}]
    return rich([runs(shown, 1_000, bold=True)])


def runs(words: str | None, room: int, bold: bool = False) -> list[Block]:
    """Words as runs of rich text, each as long as a run may be."""
    shown = shortened(words or "", room)
    look = {"style": {"bold": True}} if bold else {}
    step = RUN // 5  # the dearest character weighs 5
    if weight(shown) <= RUN:
        step = max(len(shown), 1)
    return [{"type": "text", "text": shown[at : at + step], **look} for at in range(0, len(shown), step)]


def rich(sections: Iterable[list[Block]]) -> list[Block]:
    """One block of rich text, a line for each of the sections that holds words; no block where none does."""
    lines = [section for section in sections if any(run["text"].strip() for run in section)]
    elements = [{"type": "rich_text_section", "elements": section} for section in lines]
    return [{"type": "rich_text", "elements": elements}] if elements else []


def small(words: str | None) -> list[Block]:
    """Words in small print."""
    if not words or not clean(words).strip():
        return []
    return [{"type": "context", "elements": [plain(words, CONTEXT)]}]


# --- buttons ------------------------------------------------------------------------------------------------------


def actions(buttons: Iterable[Button], about: str = "") -> list[Block]:
    """Rows of buttons. `about` is said after the label by a screen reader: "Done 5.2"."""
    fit = [button for button in buttons if carries(button)]
    rows = [fit[at : at + ACTIONS] for at in range(0, len(fit), ACTIONS)]
    return [{"type": "actions", "elements": [_button(*one, about) for one in enumerate(row)]} for row in rows]


def carries(button: Button) -> bool:
    """Whether the button's payload fits into what Slack gives back."""
    return weight(_value(button)) <= BUTTON_VALUE


def payload_of(value: str) -> Any:
    """What a button's `value` carries, for `Payload.model_validate`. Raises ValueError where it is no JSON."""
    return json.loads(value)


def _value(button: Button) -> str:
    carried = button.payload.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(carried, ensure_ascii=False, separators=(",", ":"))


def _button(place: int, button: Button, about: str) -> Block:
    drawn: Block = {
        "type": "button",
        "action_id": f"{PREFIX}-{place}",
        "text": plain(button.label, LABEL),
        "value": _value(button),
    }
    if button.style in STYLES:
        drawn["style"] = STYLES[button.style]
    if about:
        drawn["accessibility_label"] = shortened(f"{button.label} {about}", LABEL)
    return drawn


# --- fields -------------------------------------------------------------------------------------------------------


def field(one: Input) -> list[Block]:
    """An input block. `state.values[id][id]` of what comes back holds the answer.

    Slack says itself that a required field is empty, and knows no first and last day: `least` and `most` are held to
    when the answer is read.
    """
    element = {"choice": _choice, "text": _typed, "date": _date}[one.kind](one)
    if element is None:
        return []
    drawn: Block = {"type": "input", "block_id": one.id, "optional": not one.required}
    if hint := _hint(one):
        drawn["hint"] = plain(hint, FIELD_LABEL)
    return [{**drawn, "label": plain(one.label, FIELD_LABEL), "element": {**element, "action_id": one.id}}]


def _hint(one: Input) -> str:
    """What a field cannot hold, said beneath it."""
    if _too_long(one):
        return say("form.too_long", n=len(one.value or ""))
    if one.kind == "choice" and len(one.choices) > OFFERED:
        return say("form.too_many", n=OFFERED, all=len(one.choices))
    return ""


def _too_long(one: Input) -> bool:
    """A value that the field cannot hold. It is not cut: sent back, the shorter text would take its place."""
    return one.kind == "text" and weight(clean(one.value or "")) > min(one.longest or TYPED, TYPED)


def _typed(one: Input) -> Block:
    most = min(one.longest or TYPED, TYPED)
    drawn: Block = {"type": "plain_text_input", "multiline": True, "max_length": most, **_placeholder(one)}
    value = clean(one.value or "")
    return {**drawn, "initial_value": value} if value and not _too_long(one) else drawn


def _date(one: Input) -> Block:
    try:
        return {"type": "datepicker", "initial_date": date.fromisoformat(one.value or "").isoformat()}
    except ValueError:
        return {"type": "datepicker", **_placeholder(one)}


def _placeholder(one: Input) -> Block:
    return {"placeholder": plain(one.placeholder, PLACEHOLDER)} if one.placeholder else {}


def _choice(one: Input) -> Block | None:
    """A menu, in groups where it has more than a hundred choices; None where there is nothing to choose."""
    options = [_option(choice) for choice in _choices(one)]
    if not options:
        return None
    drawn: Block = {"type": "static_select", **_placeholder(one)}
    chosen = [option for option in options if option["value"] == one.value]
    if chosen:
        drawn["initial_option"] = chosen[0]
    if len(options) <= OPTIONS:
        return {**drawn, "options": options}
    groups = [options[at : at + OPTIONS] for at in range(0, len(options), OPTIONS)]
    return {**drawn, "option_groups": [{"label": _span(group), "options": group} for group in groups]}


def _choices(one: Input) -> Iterable[Choice]:
    """As many as are offered, each value once, and none that Slack would not give back whole."""
    first: dict[str, Choice] = {}
    for choice in one.choices[:OFFERED]:
        if choice.value and weight(choice.value) <= OPTION_VALUE:
            first.setdefault(choice.value, choice)
    return first.values()


def _option(choice: Choice) -> Block:
    return {"text": plain(choice.label, LABEL), "value": choice.value}


def _span(group: list[Block]) -> Block:
    first, last = group[0]["text"]["text"], group[-1]["text"]["text"]
    return plain(f"{shortened(first, 35)} – {shortened(last, 35)}", LABEL)
