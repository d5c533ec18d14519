"""What anybody may type or paste: it is read in time by its length and no more, or refused, and never an error."""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from types import FrameType

import pytest

from benchmarks.understanding import plan_rows
from dialogs.memory import Question
from dialogs.understanding.answers import answer
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.reading import interpret
from dialogs.understanding.tokens import LONGEST, MOST, too_long
from tests.support.plans import directory_of, plan_of

TODAY = date(2026, 11, 23)
MOST_GROWN = 2.6  # times the work for twice the text

# each is said again and again; what is written {n} counts up
AGAIN = (
    *("5 amber, ", "5 amber\n", "amber and ", "done & ", "the supplier slipped to March and ", "moved to March "),
    *("March ", "3 March, ", "31/03/27 ", "two weeks later ", "Q3 2026/27 ", "10:30 ", "1.", "1.1", "1,000"),
    *("50% ", "1/", "5 ", "{n}.1 ", "{n}.1 and ", "{n}-2 ", "1-10 ", "rec ", "no ", "so ", "to ", "we ", "now "),
    *("and ", "the ", "not ", "or ", "that was for 6 not 5 ", "same for 7 ", "as is 5, "),
    *("because Ann said 5 is amber ", "if 5 is red then ", "Ann ", "Ann Smith and Jo Lee ", "give 5 to Ann "),
    *("chase Ann about 5 ", "everything of Ann's ", "the housing strategy ", "housng stratgy "),
    *("reviewing the reviews ", "x{n}q ", "what's overdue? ", "internal: ", '"5 is done" she said ', "@", "(", '"'),
    *("'", "?", "<", "<a", "<at>", "|", " | ", "*", "-", " - ", ",", "_", "👍", "é", "é", "\u202e", "http://"),
    *("http://a.b/c ", "<http://a|", "> hello\n", "- \n", "\t", " ", "\n", "行動計画", "ﷺ", "５ amber "),
)  # fmt: skip
# of any length one word, or one thing around another
LONG: dict[str, Callable[[int], str]] = {
    "figures": lambda n: "1" * n,
    "figures as a number": lambda n: f"R{'1' * n} done",
    "figures as a day": lambda n: f"5 due {'1' * n} March",
    "figures as a length": lambda n: f"5 due in {'1' * n} weeks",
    "figures of another script": lambda n: "٣" * n,
    "letters": lambda n: "a" * n,
    "brackets in brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "quotations in quotations": lambda n: '"(' * (n // 4) + ')"' * (n // 4),
    "a link of dots": lambda n: "http://" + "." * n,
}


@cache
def large() -> Context:
    """A thousand actions of five hundred people; the patterns are known, so that no reading pays for them."""
    LEXICON.ready()
    row = plan_rows(1_000)
    directory = directory_of(row)
    return Context((plan_of(row, directory),), directory, next(iter(directory.people.values())), TODAY)


def _said_again(words: str, times: int) -> str:
    return "".join(words.replace("{n}", str(number % 250 + 1)) for number in range(times))


def _work(text: str) -> int:
    """How many lines of Python and calls one reading takes: the same on every machine."""
    count = 0

    def counted(_frame: FrameType, _event: str, _arg: object) -> None:
        nonlocal count
        count += 1

    interpret(text, large())
    sys.setprofile(counted)
    try:
        interpret(text, large())
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("words", AGAIN)
def test_twice_the_text_takes_little_more_than_twice_the_work(words: str) -> None:
    once = min(1_400 // len(words), 350)
    assert _work(_said_again(words, 2 * once)) <= MOST_GROWN * _work(_said_again(words, once)) + 2_000


@pytest.mark.parametrize("words", AGAIN)
def test_what_is_said_again_and_again_is_read_or_refused(words: str) -> None:
    for length in (LONGEST - 10, 10 * LONGEST):
        text = _said_again(words, length // len(words))
        meant = interpret(text, large())
        assert not (too_long(text) and (meant.intent is not Intent.UNKNOWN or meant.changes))


@pytest.mark.parametrize("made", LONG.values(), ids=LONG)
def test_one_word_of_any_length_is_read_or_refused(made: Callable[[int], str]) -> None:
    for length in (4_400, 100_000):
        assert interpret(made(length), large()).changes == []


@pytest.mark.parametrize("number", ["0", "999999", "9" * 18, "9" * 19, "9" * 4_400, "²", "፩", "①", "٣", "½", "Ⅸ", "-1"])
@pytest.mark.parametrize(
    "words",
    [
        "5.1 due in {} weeks", "move 5.1 back {} weeks", "5.1 slipped {} months", "5.1 due {} March", "5.1 by the {}th",
        "step {} of 1.1 done", "1.1/{} done", "{} amber", "R{} done", "1-{} amber", "undo the last {}", "page {}",
        "the last {} are green", "next {} weeks", "last {} months", "remind me in {} days", "snooze for {} weeks",
        "post the summary every {} weeks", "open the Q{} return", "{}",
    ],
)  # fmt: skip
def test_a_number_of_any_size_is_read_without_an_error(words: str, number: str) -> None:
    asked = interpret("amber", large())
    waiting = Question(id="q", at=datetime(2026, 11, 23, tzinfo=UTC), asked="", pending=asked, dialog="update")
    text = words.format(number)
    interpret(text, large())
    answer(
        text, Context(*(getattr(large(), name) for name in ("plans", "directory", "speaker", "today")), None, waiting)
    )


def test_only_what_is_longer_than_can_be_read_is_refused() -> None:
    assert not too_long("word " * (LONGEST // 5))
    assert too_long("word " * (LONGEST // 5) + "words")
    assert not too_long("5 " * MOST)
    assert too_long("5 " * (MOST + 1))
    assert not too_long("done\n" + "> quoted mail\n" * 5_000)
    assert not too_long("5.1 amber " + "<at>Planminder</at> " * 500)
