"""What the gate holds: words beside a status or a date that take certainty from it, wherever the reading found it."""

import pytest

from dialogs.understanding.gate import KINDS
from dialogs.understanding.interpretation import Asks, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.reading import interpret
from tests.understanding.test_understanding import context_of

CONTEXT = context_of({"plans": ["oakvale"], "as": "Priya Shah"})
STATUSES = ("amber", "red", "green")
# What stands beside S, a colour, and makes it none that is written; a line a kind of words.
HELD = {
    "asked": ("5 is it S", "5 are we S", "5 S is it", "5 S y/n", "5 S or not", "5 S, really?"),
    "was": ("5 was S last year", "5 S last quarter", "5 S a year ago", "5: S was where we were in the spring"),
    "left": ("5 back from S", "5 down from S", "5 S, it isn't now", "5 S, no, wait"),
    "compared": ("5 not as S as it was", "5 as S as they come", "5 less S than 6", "5 more S than it was"),
    "denied": ("5 nobody would call it S", "5 never S", "5 far from S", "5 S except 6"),
    "bound": (
        "5 S only if the bid is won",
        "5 S as soon as it is signed",
        "5 S, subject to sign off",
        "5 if it goes S",
    ),
    "said": ("5 S, says Ian", "5 S in Ian's opinion", "5 S on paper", "5 S, or so Ian says", "the auditors say 5 is S"),
    "guessed": ("5 S at a push", "5 S, with any luck", "5 S, give or take", "5 S, I guess", "5 S, at best"),
    "to come": ("5 S soon", "5 S tomorrow", "5 S from next week", "5 S, or will be soon", "5 going to be S"),
    "part": ("5 S for phase 1", "5 S at two of the three sites", "5 our bit is S", "5 phase 1 is S"),
    "mentioned": ("5 S is too strong", "5 S would be a lie", "5 S isn't right", "5 S my foot"),
    "wished": ("5 I wish it were S", "5 they want it S", "5 heading for S", "5 we want to be S"),
    "joked": ("5 S lol", "5 S, only joking", "test: 5 S", "you type 5 S"),
    "seen": ("I see 5 is S", "I noticed 5 is S", "funny that 5 is S"),
    "other": ("5 red in the face", "5 green with envy", "5 at risk register updated", "5 behind the scenes work"),
}
MESSAGES = [(kind, one.replace("S", colour)) for kind, all_of in HELD.items() for one in all_of for colour in STATUSES]


def _read(text: str) -> Interpretation:
    return interpret(text, CONTEXT)


def _written(meant: Interpretation) -> set[str]:
    """The keys that are written at once: nothing is, where a yes is asked for first."""
    if meant.asks is Asks.CONFIRM:
        return set()
    return {key for one in meant.changes for key in one.model_fields_set} & {"status", "due", "owners"}


@pytest.mark.parametrize(("kind", "text"), MESSAGES)
def test_no_status_is_written_beside_words_that_take_certainty_from_it(kind: str, text: str) -> None:
    assert _written(_read(text)) == set(), kind


@pytest.mark.parametrize(
    "text",
    [
        "5 done, the website not until January",
        "5 complete, tenants still to come",
        "5 done but the website isn't",
        "5 finished. Training starts in March",
        "5 training done, website not yet",
    ],
)
def test_nothing_is_completed_beside_a_part_that_is_not(text: str) -> None:
    assert _written(_read(text)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "5 moved to June if the board agrees",
        "5 can't slip to June",
        "5 to June, says Ian",
        "5 slipping to June is no option",
    ],
)
def test_no_date_is_moved_beside_words_that_take_certainty_from_it(text: str) -> None:
    assert _written(_read(text)) == set()


@pytest.mark.parametrize(
    "text", ["not giving 5 to Ian", "give 5 to Ian to read", "shall I give 5 to Ian", "5 isn't mine, ask Ian"]
)
def test_no_action_is_handed_over_beside_words_that_take_certainty_from_it(text: str) -> None:
    assert _written(_read(text)) == set()


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("5 amber now", {"status"}),
        ("5 amber as they are waiting for the council", {"status"}),
        ("5 amber if I'm honest", {"status"}),
        ("5 was completed last week", {"status"}),
        ("5 amber, was red last month", {"status"}),
        ("5 moved to June if that's ok", {"due"}),
        ("5 slipping to June, the new consultant starts in March", {"due"}),
        ("5 amber, the website not until January", {"status"}),
        ("5 done, report to follow", {"status"}),
        ("5 done, nothing left to do", {"status"}),
        ("give 5 to Ian to look after", {"owners"}),
    ],
)
def test_words_that_only_stand_beside_hold_nothing(text: str, keys: set[str]) -> None:
    assert _written(_read(text)) == keys


def test_what_is_held_is_asked_once_and_says_which_words_are_in_the_way() -> None:
    meant = _read("5 amber last quarter")
    assert meant.asks is Asks.CONFIRM
    assert meant.candidates == ["5"]
    assert meant.why == [("last quarter", "asked first: it tells of another time")]


def test_every_kind_of_words_that_holds_says_what_it_does() -> None:
    kinds = {kind for names in KINDS.values() for kind in names}
    assert kinds == set(LEXICON.held)
    assert all(LEXICON.patterns()[f"{side}_{kind}"] for side, names in KINDS.items() for kind in names)
