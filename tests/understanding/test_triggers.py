"""What the sieve leaves out is never found: neither in messages nor in texts made from the patterns themselves."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import read_sentence
from dialogs.understanding.sieve import ALWAYS, Sieve
from dialogs.understanding.triggers import triggers_of
from dialogs.understanding.triggers_kept import FILE, digest, lines
from tests.understanding.test_understanding import ROWS, context_of

PATTERNS = [one for group in LEXICON.patterns().values() for one in group]
SIEVE = Sieve(LEXICON.words("stop"), {})
BITS = {one: SIEVE.take(one.pattern) for one in PATTERNS}
list(SIEVE.learning())


def _left_out(pattern: re.Pattern[str], text: str) -> bool:
    return not BITS[pattern][0] & SIEVE.possible(text)


@pytest.mark.parametrize("start", range(3))
def test_no_pattern_that_a_message_meets_is_left_out(start: int) -> None:
    for row in ROWS[start::100]:
        text = read_sentence(row.message["text"], context_of(row.message)).tagged
        missed = [one.pattern for one in PATTERNS if _left_out(one, text) and one.search(text)]
        assert missed == [], text


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_pattern_is_left_out_of_a_text_that_is_made_from_it(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(PATTERNS))
    text = data.draw(st.from_regex(pattern))
    assert not (_left_out(pattern, text) and pattern.search(text))


@pytest.mark.parametrize(
    ("pattern", "keys"),
    [
        (r"\b(?:slips?|slipped)\b", {"slip", "slips", "slipped"}),
        (r"^(?:(?:so|and) )*(?:move|push) (?:REF|it)$", {"move", "push"}),
        (r"\bre(?:view|port)\w*", {"rev*", "rep*"}),
        (r"^(?:the )?budget(?: is)? gone(?= |$)", {"budget"}),
        (r"ing\b", None),
        (r"^(?:late|\d+)$", None),
        (r"(?i)\bslip\b", None),
    ],
)
def test_a_pattern_cannot_do_without_these(pattern: str, keys: set[str] | None) -> None:
    assert triggers_of(re.compile(pattern), frozenset(["the", "is", "so", "and"])) == keys


def test_most_patterns_have_words_that_they_cannot_do_without() -> None:
    assert sum(bit == [ALWAYS] for bit in BITS.values()) * 10 < len(PATTERNS)


def test_what_is_kept_of_the_patterns_is_what_they_give() -> None:
    forms = list(LEXICON.forms())
    given = {line.partition(" ")[0]: line for line in lines(forms, LEXICON.words("stop"))}
    here = {line.partition(" ")[0]: line for line in FILE.read_text(encoding="utf-8").splitlines()}
    assert {name: line for name, line in here.items() if given.get(name, line) != line} == {}
    missing = given.keys() - here.keys()
    assert len(missing) * 10 < len(given), "make lexicon writes them anew"


def test_a_pattern_that_nothing_is_kept_of_is_worked_out_with_the_first_texts() -> None:
    sieve = Sieve(frozenset(), {digest(r"\blate\b"): frozenset(["late"])})
    kept, unknown = sieve.take(r"\blate\b"), sieve.take(r"\bsoon\b")
    assert kept != [ALWAYS]
    assert unknown == [ALWAYS]
    assert sieve.possible("it is late") & kept[0]
    assert unknown != [ALWAYS]
    assert not sieve.possible("it is late") & unknown[0]
    assert sieve.possible("it is soon") & unknown[0]
