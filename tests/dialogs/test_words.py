"""The phrases: none missing, none left over, and none of our own words among them."""

import re
import tomllib
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from dialogs import DIALOGS, words
from dialogs.understanding.interpretation import Intent
from storage.status import Status

ROOT = Path(__file__).parents[2]
FILE = ROOT / "dialogs" / "words" / "en.toml"
SOURCES = [*(ROOT / "dialogs").rglob("*.py"), *(ROOT / "dialogs").rglob("*.html"), *(ROOT / "bot").rglob("*.py")]
LITERAL = re.compile(
    r"""["']([a-z_]+(?:\.[a-z_]+)+|not_recorded|not_known|turn_failed|too_busy|held_up|under_way)["']"""
)
BUILT = re.compile(r"""f["']([a-z_.]+[._])\{""")  # f"update.{key}": any phrase under it may be said
OURS = re.compile(r"\b(stale|slips?|slipped|lead|canonical)\b", re.IGNORECASE)


def phrases() -> dict[str, object]:
    return dict(words._flat("", tomllib.loads(FILE.read_text(encoding="utf-8"))))


def used() -> tuple[set[str], set[str]]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    return set(LITERAL.findall(text)), set(BUILT.findall(text))


def test_every_phrase_is_said_somewhere() -> None:
    literal, built = used()
    left_over = [key for key in phrases() if key not in literal and not key.startswith(tuple(built))]
    assert left_over == []


def test_every_phrase_that_is_said_exists() -> None:
    called = re.compile(r"""\b(?:say|listed)\(\s*["']([a-z_.]+)["']""")
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    assert sorted(set(called.findall(text)) - set(phrases())) == []


def test_people_do_not_read_builders_words() -> None:
    said = [str(one) for one in phrases().values()]
    assert [one for one in said if OURS.search(one)] == []


def test_every_form_of_a_phrase_has_the_same_slots_or_fewer() -> None:
    for key, phrase in phrases().items():
        if isinstance(phrase, dict):
            slots = {form: {name for _, name, _, _ in Formatter().parse(text) if name} for form, text in phrase.items()}
            assert all(one <= slots["other"] for one in slots.values()), key


@pytest.mark.parametrize("status", [*Status])
def test_every_status_has_a_sign_of_its_own_and_a_meaning(status: Status) -> None:
    signs = [words.symbol(one) for one in (*Status, None)]
    assert len(set(signs)) == len(signs)
    assert words.say(f"meaning.{status.value}")


def test_every_intent_has_a_dialog() -> None:
    assert set(DIALOGS) == set(Intent)


def test_every_line_of_help_belongs_to_a_dialog_that_knows_it() -> None:
    helped = [dialog.helped for dialog in DIALOGS.values() if dialog.helped]
    assert sorted(helped) == sorted(words.keys("can"))


def test_dates_are_written_as_people_write_them() -> None:
    assert words.day(date(2027, 7, 31)) == "31 July 2027"
    assert words.span(date(2027, 7, 1), date(2027, 7, 31)) == "July 2027"
    assert words.span(date(2026, 7, 1), date(2026, 9, 30)) == "July to September 2026"
    assert words.span(date(2027, 5, 1), date(2027, 6, 14)) == "1 May to 14 June 2027"
    assert words.span(None, date(2027, 6, 14)) == "14 June 2027"


def test_long_words_are_cut_between_two_words() -> None:
    assert words.cut("An overarching growth strategy for the city", 24) == "An overarching growth…"
    assert words.cut("line\n one", 24) == "line one"
    assert words.cut("x" * 30, 10) == "x" * 9 + "…"


def test_the_number_chooses_the_form() -> None:
    assert [words.say("list.overdue", n=n) for n in (0, 1, 2)] == ["Nothing overdue", "1 overdue", "2 overdue"]


def test_a_hole_in_a_sentence_is_an_error() -> None:
    with pytest.raises(KeyError):
        words.say("show.fact", label="Due")
    with pytest.raises(KeyError):
        words.say("no.such.phrase")
