"""How many of the notes that are not for everybody are found, and how many others."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from dialogs.reports.named import named
from dialogs.reports.sensitive import About, sensitive

NOTES: dict[str, list[dict[str, Any]]] = yaml.safe_load(Path(__file__).with_name("second_look.yaml").read_text("utf-8"))
IN_THE_PLAN = ("Ian Rowe", "Anne Brook")
MISSED = {"tuned": 1, "held_out": 0, "first": 0, "second": 0}  # as measured: none may come to it
FALSE = {"tuned": 1, "held_out": 1, "first": 1, "second": 0}


@pytest.mark.parametrize("part", NOTES)
def test_notes_that_are_not_for_everybody_are_found(part: str) -> None:
    missed = [one["note"] for one in NOTES[part] if one.get("speaks") and not sensitive(one["note"], IN_THE_PLAN)]
    assert len(missed) <= MISSED[part], missed


@pytest.mark.parametrize("part", NOTES)
def test_notes_that_only_sound_like_it_are_left_alone(part: str) -> None:
    found = [one["note"] for one in NOTES[part] if not one.get("speaks") and sensitive(one["note"], IN_THE_PLAN)]
    assert len(found) <= FALSE[part], found


@pytest.mark.parametrize(
    ("note", "about", "words"),
    [
        ("Recruitment paused. The planner is off sick until May.", About.HEALTH, "off sick"),
        ("The manager resigned after a row", About.JOB, "resigned"),
        ("She is going through a divorce", About.LIFE, "divorce"),
        ("A tenant was threatened by the neighbour", About.CASE, "threatened"),
        ("Ring 01632 960456 for the keys", About.CONTACT, "01632 960456"),
        ("Agreed with the vendor in confidence", About.WITHHELD, "in confidence"),
        ("They want £40,000 for the strip", About.PRICE, "want £4"),
        ("Norland is the preferred bidder", About.AWARD, "preferred bidder"),
        ("The builder threatens to sue", About.DISPUTE, "threatens to sue"),
        ("Gareth Pugh loaded the figures", About.NAME, "Gareth Pugh"),
    ],
)
def test_it_is_known_what_a_note_speaks_of_and_by_which_words(note: str, about: About, words: str) -> None:
    (found, *_) = sensitive(note)
    assert (found.about, found.words) == (about, words)


def test_a_note_is_read_whatever_its_letters() -> None:
    assert sensitive("MARY IS OFF SICK")[0].about is About.HEALTH
    assert sensitive("SICKNESS ABSENCE POLICY REVIEWED") == ()


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("Ask Gareth Pugh and Siân", ["Gareth Pugh", "Siân"]),
        ("Mrs Holt at the school", ["Mrs Holt"]),
        ("Cllr Helen Pike chaired it", []),  # a councillor is known to everybody
        ("Rose garden restored in May, will report", []),
        ("waiting for Rose to reply", ["Rose"]),
        ("Arthur Street and St Mary's Hall", []),
        ("IAN and PIP are abbreviations here", []),
        ("Ian asked Anne Brook and Mr Rowe", []),  # who stand in the plan
        ("Quentin left it with Xanthe Bell", ["Quentin", "Xanthe Bell"]),  # who is known here
    ],
)
def test_people_are_named(note: str, names: list[str]) -> None:
    assert named(note, IN_THE_PLAN, ["Xanthe Bell"]) == names
