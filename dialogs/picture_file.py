"""A picture as a file of a reply: to be shown in the message, or as a drawing to be put into a document."""

from dialogs.reply import File
from dialogs.reports.model import Report
from dialogs.reports.pictures import SVG_TYPE, TYPE, Picture, small, svg
from dialogs.words import cut, say

ALT = 1_000  # characters of the words that stand for a picture: Slack takes 2,000 in a block, and the answer has all


def shown(one: Report, picture: Picture) -> File:
    """Small enough to be shown in a message, with the words that stand for it."""
    alt = cut(words_of(picture), ALT)
    return File(name=_name(one, picture, "png"), content_type=TYPE, content=small(picture), alt=alt)


def drawing(one: Report, picture: Picture) -> File:
    """As SVG: sharp at any size."""
    return File(name=_name(one, picture, "svg"), content_type=SVG_TYPE, content=svg(picture).encode())


def words_of(picture: Picture) -> str:
    """All that a picture shows."""
    return say("picture.said", title=picture.title, figures=picture.said)


def _name(one: Report, picture: Picture, ending: str) -> str:
    return f"{one.code}-{one.as_at}-{say(f'picture.name_{picture.name}')}.{ending}"
