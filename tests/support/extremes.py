"""Replies that no plan should lead to and some will: very long, very many, and in every script there is.

`replies()` is a strategy for hypothesis; EXTREMES are the ones that a service is most likely to refuse, by name.
"""

from typing import Any

from hypothesis import strategies as st

from dialogs.reply import Button, Card, Choice, Count, Fact, File, Input, Line, Notice, Payload, Progress, Reply, Stood
from storage.status import Status

PLANES = "".join(chr(plane * 0x10000 + offset) for plane in range(17) for offset in (0x20, 0x41, 0xE9, 0x3B1, 0x1F4A))
TURNED = "amber \u202erebma\u2066 \u200f\u061c5\u2069 \u200e"
MARKS = (
    "<!channel> <@U012AB3CD> <https://example.org|here> &lt;!here&gt; *bold* _slanted_ `code` ~no~ :red_circle: @here"
)
FAMILY = "👩‍👩‍👧‍👦"


def button(label: str, **carried: Any) -> Button:
    return Button(label=label, payload=Payload(**{"act": "update", "plan": 1, "action": 5, "seen": 9, **carried}))


def action(number: int, words: str = "Publish the findings of the staff survey") -> Line:
    buttons = tuple(button(label, action=number) for label in ("Update", "Done", "No change"))
    return Line(
        ref=str(number),
        text=words,
        plan="CPC26",
        lead="Priya Nair",
        due="October 2026",
        status=Status.RED,
        status_label="Delayed",
        flag="overdue by 23 days",
        buttons=buttons,
    )


def everywhere(words: str) -> Reply:
    """Every place of a reply that holds words, holding these."""
    press = button(words, note=words, filter={"text": words})
    choice = Choice(value=words, label=words)
    kinds: tuple[Any, ...] = ("choice", "text", "date")
    inputs = tuple(
        Input(id=kind, kind=kind, label=words, value=words, choices=(choice,), placeholder=words, error=words)
        for kind in kinds
    )
    below = tuple(one.model_copy(update={"id": f"{one.id}-5", "required": True}) for one in inputs)
    line = action(5, words).model_copy(
        update=dict.fromkeys(("ref", "plan", "lead", "due", "status_label", "flag"), words)
        | {"inputs": below, "buttons": (press,)}
    )
    card = Card(
        notice=Notice(text=words, tone="held", buttons=(press,)),
        heading=words,
        intro=words,
        progress=Progress(done=1, total=2, label=words),
        facts=(Fact(label=words, value=words),),
        picture=(Count(status=None, label=words, number=1),),
        lines=(line,),
        more=words,
        paragraphs=(words,),
        inputs=inputs,
        buttons=(press,),
        footnote=words,
    )
    return Reply(text=words, files=(File(name=words, content_type="x", content=b""),), card=card)


def _card(**parts: Any) -> Reply:
    return Reply(text="x", card=Card(heading="Many", **parts))


EXTREMES: dict[str, Reply] = {
    "1,000 actions": _card(lines=tuple(map(action, range(1, 1001))), more="1 to 1000 of 1000"),
    "1,000 buttons": _card(buttons=tuple(button(f"Choice {n}", choice=n) for n in range(1, 1001))),
    "1,000 buttons on one line": _card(lines=(action(1).model_copy(update={"buttons": (button("Done"),) * 1000}),)),
    "1,000 fields": _card(
        inputs=tuple(Input(id=f"note-{n}", kind="text", label=f"{n}") for n in range(1000)), buttons=(button("Save"),)
    ),
    "20,000 choices": _card(
        inputs=(
            Input(
                id="action",
                kind="choice",
                label="Which",
                choices=tuple(Choice(value=str(n), label=f"{n} Publish") for n in range(20_000)),
            ),
        )
    ),
    "1,000 facts and counts": _card(
        facts=(Fact(label="Due", value="July 2027"),) * 1000,
        picture=tuple(Count(status=Status.RED, label=f"Red {n}", number=n) for n in range(1000)),
    ),
    "1,000 returns": _card(
        past=tuple(
            Stood(label=f"Q{n}", counts=(Count(status=Status.RED, label="Off track " * 40, number=n),))
            for n in range(1000)
        ),
        paragraphs=("The end",),
    ),
    "1,000 paragraphs": _card(paragraphs=("word " * 40,) * 1000, footnote="The end"),
    "10,000 characters of text": Reply(text="word " * 2000),
    "10,000 lines of text": Reply(text="5: amber\n\n" * 10_000),
    "10,000 characters everywhere": everywhere("Delay. " * 1430),
    "10,000 emoji everywhere": everywhere("🟥" * 10_000),
    "10,000 families everywhere": everywhere(FAMILY * 1430),
    "10,000 accents on one letter": everywhere("e" + "\u0301" * 10_000),
    "10,000 signs that are escaped": everywhere("<&>" * 3334),
    "every plane": everywhere(PLANES * 60),
    "text turned round": everywhere(TURNED * 100),
    "marks": everywhere(MARKS * 40),
    "only blanks": everywhere(" \n\t\u200b "),
    "only what is not shown": everywhere("\u202e\x00\x1b"),
    "nothing": everywhere(""),
}


# --- generated ----------------------------------------------------------------------------------------------------

_SCRAPS = st.one_of(st.text(max_size=40), st.sampled_from([PLANES, TURNED, MARKS, FAMILY, "Publish the findings"]))
WORDS = st.builds(str.__mul__, _SCRAPS, st.sampled_from([1] * 12 + [30, 200]))
_SOME = st.none() | WORDS
_PAYLOADS = st.builds(Payload, act=st.sampled_from(["list", "update", "cancel"]), note=_SOME)
_BUTTONS = st.lists(
    st.builds(Button, label=WORDS, payload=_PAYLOADS, style=st.sampled_from(["default", "positive", "destructive"])),
    max_size=8,
).map(tuple)
_STATUSES = st.none() | st.sampled_from(Status)


def _inputs(*ids: str) -> st.SearchStrategy[tuple[Input, ...]]:
    one = st.builds(
        Input,
        id=st.sampled_from(ids),
        kind=st.sampled_from(["choice", "text", "date"]),
        label=WORDS,
        value=_SOME | st.just("2027-07-31"),
        choices=st.lists(st.builds(Choice, value=WORDS, label=WORDS), max_size=5).map(tuple),
        placeholder=_SOME,
        required=st.booleans(),
        error=_SOME,
        longest=st.none() | st.integers(1, 5000),
    )
    return st.lists(one, max_size=len(ids), unique_by=lambda one: one.id).map(tuple)


_LINES = st.builds(
    Line,
    ref=WORDS,
    text=WORDS,
    plan=_SOME,
    lead=_SOME,
    due=_SOME,
    status=_STATUSES,
    status_label=WORDS,
    flag=_SOME,
    buttons=_BUTTONS,
)


def _asked(lines: list[Line]) -> tuple[Line, ...]:
    """Every third line has fields of its own, of ids that no other has."""
    note = Input(id="", kind="text", label="What has happened", required=True)
    return tuple(
        line.model_copy(update={"inputs": (note.model_copy(update={"id": f"note-{n}"}),)}) if n % 3 == 0 else line
        for n, line in enumerate(lines)
    )


_COUNTS = st.lists(st.builds(Count, status=_STATUSES, label=WORDS, number=st.integers(0, 10**6)), max_size=5).map(tuple)
_CARDS = st.builds(
    Card,
    notice=st.none() | st.builds(Notice, text=WORDS, tone=st.sampled_from(["done", "held"]), buttons=_BUTTONS),
    heading=WORDS,
    intro=_SOME,
    progress=st.none() | st.builds(Progress, done=st.integers(-1, 99), total=st.integers(0, 40), label=WORDS),
    facts=st.lists(st.builds(Fact, label=WORDS, value=WORDS), max_size=5).map(tuple),
    picture=_COUNTS,
    past=st.lists(st.builds(Stood, label=WORDS, counts=_COUNTS), max_size=3).map(tuple),
    lines=st.lists(_LINES, max_size=12).map(_asked),
    more=_SOME,
    paragraphs=st.lists(WORDS, max_size=5).map(tuple),
    inputs=_inputs("status", "note", "due", "plan", "step"),
    buttons=_BUTTONS,
    footnote=_SOME,
)


def replies() -> st.SearchStrategy[Reply]:
    return st.builds(Reply, text=WORDS, card=st.none() | _CARDS)
