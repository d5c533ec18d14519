"""What goes out, before any markup. The other type that crosses the border to `bot`; renderers turn it into cards.

Everything here is a frozen value that goes to JSON and back (`dump`, `load`), because replies wait in the outbox.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from dialogs.file_name import file_name
from dialogs.made_once import MadeOnce
from storage.status import Status


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Payload(_Value):
    """What a button carries and a channel gives back. Rights are checked when it returns, as for typed words.

    `act` is what to do; ids are the permanent ones; `seen` is the plan's change number that the card showed: what has
    changed since is shown before it is acted upon. `back` is the card that the press came from and goes back to: the
    list of `filter`, `moves`, `spared` and `page`, the card of the action, or one's rows of the plan's return: to fill
    in (`rows`) or with buttons (`asked`). Without it the answer stands alone.
    """

    act: Literal[
        "list",
        "show",
        "form",
        "home",
        "update",
        "undo",
        "answer",
        "be",
        "help",
        "summary",
        "post",
        "import",
        "cancel",
        "claims",
        "accept",
        "refuse",
        "return",
        "rows",
        "sheets",
        "record",
        "snooze",
        "not_mine",
        "take",
        "chase",
        "waiting",
        "grant",
        "decline",
    ]
    plan: int | None = None
    action: int | None = None
    seen: int | None = None
    status: Status | None = None
    note: str | None = None
    filter: dict[str, Any] = {}
    page: int | None = None
    moves: int | None = None  # how often at least a date of the list has moved
    spared: tuple[str, ...] = ()  # whose actions the list leaves out
    choice: int | None = None  # which candidate of the open question, counted from 1
    question: str | None = None  # the open question's id, so that an old button answers nothing new
    change_set: str | None = None  # what an Undo button undoes
    person: int | None = None  # whom to be; with `question`, whom it was put to
    claim: str | None = None  # whose claim to be `person` is accepted or refused
    back: Literal["list", "show", "rows", "asked"] | None = None
    stays: bool = False  # the card holds more than could be brought back: what comes of the press stands beneath it


def read_payload(given: Mapping[str, Any]) -> Payload | None:
    """A button's payload as it came back; None where it is not one of ours (forged, or from a card of another time)."""
    try:
        return Payload.model_validate(given)
    except ValueError:
        return None


class Button(_Value):
    label: str
    payload: Payload
    style: Literal["default", "positive", "destructive"] = "default"


class Choice(_Value):
    value: str
    label: str


class Input(_Value):
    """A field of a form. Its answer comes back in `Message.inputs` under `id`, which is unique in its card.

    A date's `value`, `least` and `most` are ISO dates. `error` is said where a required field is left empty.
    """

    id: str
    kind: Literal["choice", "text", "date"]
    label: str
    value: str | None = None
    choices: tuple[Choice, ...] = ()
    placeholder: str | None = None
    required: bool = False
    error: str | None = None
    longest: int | None = None  # characters of a text
    least: str | None = None
    most: str | None = None


class Line(_Value):
    """One action in a list: its ref, the plan's own words, the lead, the date, and the status in words and symbol."""

    ref: str
    text: str
    plan: str | None = None  # the plan's code, where more than one is in sight
    lead: str | None = None
    due: str | None = None  # the plan's own timescale words
    due_date: date | None = None
    status: Status | None = None
    status_label: str = ""
    flag: str | None = None  # "overdue by 12 days", "past its first date"
    inputs: tuple[Input, ...] = ()  # in a card that asks after several actions at once
    buttons: tuple[Button, ...] = ()


class Fact(_Value):
    label: str
    value: str


class Count(_Value):
    """One slice of the RAG picture."""

    status: Status | None
    label: str
    number: int


class Stood(_Value):
    """How many actions stood where at a return that is past; `label` says which, and as at when."""

    label: str
    counts: tuple[Count, ...]


class Notice(_Value):
    """What a press has just done (with its Undo), or why it was held; it stands above everything else of the card."""

    text: str
    tone: Literal["done", "held"] = "done"
    buttons: tuple[Button, ...] = ()


class Progress(_Value):
    """How far something has come; `label` says it in words: "7 of 12 answered"."""

    done: int
    total: int
    label: str


class Card(_Value):
    notice: Notice | None = None
    heading: str
    intro: str | None = None
    progress: Progress | None = None
    facts: tuple[Fact, ...] = ()
    picture: tuple[Count, ...] = ()
    past: tuple[Stood, ...] = ()  # the picture over the returns, oldest first; `picture` is how it stands now
    lines: tuple[Line, ...] = ()
    more: str | None = None  # "5 of 31"
    paragraphs: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    buttons: tuple[Button, ...] = ()
    footnote: str | None = None


def _raw(content: bytes | str) -> bytes:
    return b64decode(content, validate=True) if isinstance(content, str) else content


class File(_Value):
    """A document of ours. In JSON its bytes are base64, as a Word file is no text; its name is one for any system."""

    name: Annotated[str, AfterValidator(file_name)]
    content_type: str
    content: Annotated[
        bytes, BeforeValidator(_raw), PlainSerializer(lambda raw: b64encode(raw).decode(), str, when_used="json")
    ]
    alt: str = ""  # of a picture: all that it shows, in words. With them it is shown in the message where that can be
    signed_in_only: bool = False  # no link is made to it that works without signing in


class OfPlan(_Value):
    """What a card that goes over several plans shows of one: at which change number, and which actions."""

    plan: int
    seen: int
    actions: tuple[int, ...]


class Recipient(StrEnum):
    HERE = "here"
    ONLY_YOU = "only_you"
    PRIVATELY = "privately"


class Reply(_Value):
    """One message of ours. `text` says all of it in words, for the banner, the screen reader and the terminal.

    With `replaces` it takes the place of an earlier one, for everybody; with `ONLY_YOU` beside it, only in the eyes of
    whoever pressed, where the channel can do that, and as a message of its own where it cannot.
    """

    text: str
    card: Card | None = None
    files: tuple[File, ...] = ()
    recipient: Recipient = Recipient.HERE
    replaces: str | None = None  # the id of the message of ours that this one replaces
    plan: int | None = None
    seen: int | None = None  # the plan's change number that it shows
    actions: tuple[int, ...] = ()  # the actions that it shows or changed
    each: tuple[OfPlan, ...] = ()  # of a card over several plans, in place of these three
    again: Payload | None = None  # what brings this card as it is later; `person` is in whose eyes

    def seen_of(self, plan: int) -> int | None:
        """The change number of a plan that it shows."""
        return next((one.seen for one in self.each if one.plan == plan), self.seen)

    def dump(self) -> Mapping[str, Any]:
        return _dumped(self)

    @classmethod
    def load(cls, stored: dict[str, Any]) -> "Reply":
        return cls.model_validate(stored)


@MadeOnce
def _dumped(reply: Reply) -> Mapping[str, Any]:
    return reply.model_dump(mode="json", exclude_defaults=True)
