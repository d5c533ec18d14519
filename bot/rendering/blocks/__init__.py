"""Reply → Block Kit, for Slack: a message, a modal with a form, the Home tab. Pure: a value in, a dict out.

No text here is mrkdwn: what a person or a plan says is `plain_text` or a `rich_text` run, which Slack shows letter by
letter, so that nothing in it mentions, links or formats. Only a message's `text`, which is mrkdwn whatever one does, is
escaped. Every block keeps to Slack's limits: https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.rendering.blocks.body import body
from bot.rendering.blocks.parts import PREFIX, escaped, payload_of, plain
from bot.rendering.blocks.room import MESSAGE, TEXT, TITLE, VIEW, Block
from dialogs.made_once import MadeOnce
from dialogs.reply import Button, Card, Reply
from dialogs.words import say

__all__ = ["PREFIX", "home", "image", "modal", "payload_of", "render"]

PRIVATE = 3_000  # characters of `private_metadata`


def render(reply: Reply, images: Sequence[Block] = ()) -> Block:
    """`{"text", "blocks"}` of a message. `text` is what a notification and a screen reader say: all of it, in words.

    `reply.files` are not in it: Slack shows an uploaded file by itself. `images` are the blocks of its pictures, which
    draw the past in the card's stead. Not to be altered.
    """
    if not images:
        return _rendered(reply)
    room = replace(MESSAGE, blocks=MESSAGE.blocks - len(images))
    card = _card(reply).model_copy(update={"past": ()})
    return {"text": _said(reply), "blocks": [*body(card, room), *images]}


@MadeOnce
def _rendered(reply: Reply) -> Block:
    return {"text": _said(reply), "blocks": body(_card(reply), MESSAGE)}


def _said(reply: Reply) -> str:
    return escaped(plain(reply.text, TEXT)["text"])


def image(file: str, alt: str) -> Block:
    """A picture that lies at Slack already. Page: https://docs.slack.dev/reference/block-kit/blocks/image-block"""
    return {"type": "image", "slack_file": {"id": file}, "alt_text": alt}


def home(reply: Reply) -> Block:
    """The Home tab's view. Page: https://docs.slack.dev/reference/views/home-tab-views"""
    return {"type": "home", "callback_id": PREFIX, "blocks": body(_card(reply), VIEW)}


def modal(reply: Reply, title: str = "", private_metadata: str = "", submit: str = "") -> Block:
    """The reply as a modal: its first button is what Submit does, a Cancel is the Close, the others stay buttons.

    `title` and `submit` are the card's heading and its first button's label where they are not given. What the press
    shall carry goes into `private_metadata`. Raises ValueError where that is over 3,000 characters: cut, it would be
    read as something else. Page: https://docs.slack.dev/reference/views/modal-views
    """
    if len(private_metadata) > PRIVATE:
        raise ValueError(f"private_metadata has {len(private_metadata)} characters; Slack takes {PRIVATE}")
    card = _card(reply)
    view: Block = {"type": "modal", "callback_id": PREFIX, "title": plain(title or card.heading, TITLE)}
    if _asks(card):
        view["submit"] = plain(submit or (card.buttons[0].label if card.buttons else say("button.save")), TITLE)
    view["close"] = plain(_closing(card), TITLE)
    inside = card.model_copy(update={"buttons": _left(card), "heading": _unsaid(title, card.heading)})
    return {**view, "private_metadata": private_metadata, "blocks": body(inside, VIEW)}


def _card(reply: Reply) -> Card:
    """A reply without a card is a card of its words alone."""
    return reply.card or Card(heading="", paragraphs=(reply.text,))


def _asks(card: Card) -> bool:
    """Whether there is a field to fill in, of the card or of one of its lines."""
    return bool(card.inputs or any(line.inputs for line in card.lines))


def _left(card: Card) -> tuple[Button, ...]:
    """The buttons that Submit and Close do not already stand for."""
    others = card.buttons[1:] if _asks(card) else card.buttons
    return tuple(button for button in others if button.payload.act != "cancel")


def _closing(card: Card) -> str:
    cancels = [button.label for button in card.buttons if button.payload.act == "cancel"]
    return cancels[0] if cancels else say("button.cancel" if _asks(card) else "button.close")


def _unsaid(title: str, heading: str) -> str:
    """The heading, unless the modal's title says all of it."""
    said = plain(title or heading, TITLE)["text"]
    return "" if said == heading.strip() else heading
