"""Every field of a reply is shown in every rendering: one that is added and forgotten somewhere is found here."""

import types
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from dialogs.reply import Card, Input, Payload, Reply
from storage.status import Status
from tests.support.parity import WORD, renderings

UNSEEN = {
    "Input.id",
    "Choice.value",
    "Input.value of a choice",  # its label is
    "Input.error",  # until the field is left empty
    "Input.least",
    "Input.most",
}
UNSEEN_IN = {
    "adaptive": {"Input.placeholder of a date"},
    "blocks": {"Input.placeholder of a date"},
    "html": {"Input.placeholder of a date", "Input.placeholder of a choice"},  # beside a value there is none to show
}
DAY = "2027-07-31"
OF_KIND: dict[str, dict[str, Any]] = {
    "choice": {"kind": "choice"},
    "text": {"kind": "text", "choices": ()},
    "date": {"kind": "date", "choices": (), "value": DAY, "least": None, "most": None},
}


class Tokens:
    """A word of its own for every place of a reply that holds words: `places` says which."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def fill(self, shape: Any, place: str = "") -> Any:
        """A value of this type with a word everywhere."""
        inside = [one for one in get_args(shape) if one is not type(None) and one is not Ellipsis]
        if get_origin(shape) in (Union, types.UnionType):
            return self.fill(inside[0], place)
        if get_origin(shape) is Literal:
            return inside[0]
        if get_origin(shape) is tuple:
            return tuple(self._each(inside[0], place))
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            return Payload(act="list") if shape is Payload else self._model(shape)
        return self._plain(shape, place)

    def _each(self, shape: Any, place: str) -> Iterator[Any]:
        if shape is Input:
            yield from (self._model(Input, kind) for kind in OF_KIND)
        else:
            yield self.fill(shape, place)

    def _model(self, shape: type[BaseModel], kind: str = "") -> BaseModel:
        given, of = OF_KIND.get(kind, {}), f" of a {kind}" if kind else ""
        filled = {
            name: self.fill(field.annotation, f"{shape.__name__}.{name}{of}")
            for name, field in shape.model_fields.items()
            if name not in given
        }
        return shape.model_validate(filled | given)

    def _plain(self, shape: Any, place: str) -> Any:
        if shape is str:
            word = f"word{len(self.places)}"
            self.places[word] = place
            return word
        return {int: 500, bool: True, bytes: b"", date: date.fromisoformat(DAY), Status: Status.RED}[shape]


def unseen(place: str, rendering: str) -> bool:
    hidden = UNSEEN | UNSEEN_IN[rendering]
    return place in hidden or place.split(" of a ")[0] in hidden


@pytest.mark.parametrize("rendering", UNSEEN_IN)
def test_every_field_of_a_card_is_shown(rendering: str) -> None:
    tokens = Tokens()
    card = tokens.fill(Card)
    shown = set(WORD.findall(renderings(Reply(text="", card=card))[rendering]))
    lost = {place for word, place in tokens.places.items() if word not in shown}
    assert {place for place in lost if not unseen(place, rendering)} == set()
    assert DAY in shown


def test_every_kind_of_field_is_tried() -> None:
    assert set(OF_KIND) == set(get_args(Input.model_fields["kind"].annotation))


def test_the_words_of_a_reply_are_its_text_where_there_is_no_card() -> None:
    assert {shown.strip() for shown in renderings(Reply(text="Nothing overdue.")).values()} == {"Nothing overdue."}
