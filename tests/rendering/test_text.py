"""A reply in plain words: nothing in it can move a terminal's cursor or turn a line round."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering import text
from dialogs.reply import Card, Reply


def test_the_text_of_a_reply_is_said_as_it_is() -> None:
    words = "5: green → amber · due March 2024 → July 2024 (first slip)\n\tYsgol Gynradd Llanfair: “Gwyrdd” 👩‍💻"
    assert text.render(Reply(text=words, card=Card(heading="5"))) == words


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("amber\u202erebma", "amberrebma"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("bell\a null\0 delete\x7f", "bell null delete"),
        ("half of a character \ud83d", "half of a character "),
    ],
)
def test_what_would_disturb_a_terminal_is_left_out(written: str, shown: str) -> None:
    assert text.clean(written) == shown


@given(st.text())
def test_no_control_is_left_and_everything_else_is(words: str) -> None:
    shown = text.clean(words)
    assert not [one for one in shown if unicodedata.category(one) == "Cc" and one not in "\n\t"]
    assert text.clean(shown) == shown
    assert [one for one in words if one.isalnum()] == [one for one in shown if one.isalnum()]


@pytest.mark.parametrize(
    ("written", "room", "shown"),
    [
        ("amber", 5, "amber"),
        ("ambers", 5, "ambe…"),
        ("am bers", 4, "am…"),
        ("oll\u0301amh", 4, "ol…"),
        ("to 👩‍💻 go", 6, "to…"),
        ("e" + "\u0301" * 9, 4, "e\u0301\u0301…"),
        ("long", 1, "…"),
    ],
)
def test_words_are_cut_with_an_ellipsis_and_between_whole_characters(written: str, room: int, shown: str) -> None:
    assert text.within(written, room) == shown


@given(st.text(), st.integers(1, 20))
def test_cut_words_are_never_longer_than_their_room_and_begin_as_they_did(words: str, room: int) -> None:
    def units(written: str) -> int:
        return sum(2 if one > "\uffff" else 1 for one in written)

    cut = text.within(words, room, units)
    assert units(cut) <= room
    assert cut == words or words.startswith(cut.removesuffix("…"))


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("Nothing overdue.", "Nothing overdue."),
        (
            "The week to 23 November\n\n  12 actions: 3 red.\nOverdue: 5",
            "The week to 23 November · 12 actions: 3 red. · Overdue: 5",
        ),
        ("\n\n", ""),
        ("a" * 50, "a" * 39 + "…"),
    ],
)
def test_a_banner_is_one_line(words: str, line: str) -> None:
    assert text.one_line(words, 60 if len(words) != 50 else 40) == line
