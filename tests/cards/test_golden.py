"""Every kind of reply in its four renderings, as agreed: the files in golden/.

To write them anew after a wanted change (then read the difference before you keep it):
    PLANMINDER_TEST_WRITE=1 .venv/bin/python -m pytest tests/cards/test_golden.py
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.rendering import adaptive, blocks, html, text
from dialogs.reply import Reply
from tests.support.adaptive_cards import parser_faults, schema_faults
from tests.support.block_kit import faults
from tests.support.extremes import EXTREMES
from tests.support.replies import KINDS

GOLDEN = Path(__file__).parent / "golden"


def as_json(drawn: dict[str, Any]) -> str:
    return json.dumps(drawn, indent=1, ensure_ascii=False) + "\n"


def renderings(name: str, reply: Reply) -> dict[str, str]:
    """What each file of a reply holds. A modal is drawn of what has fields, a Home tab of a list."""
    drawn = {
        "adaptive.json": as_json(adaptive.render(reply)),
        "blocks.json": as_json(blocks.render(reply)),
        "page.html": html.render(reply).replace("><", ">\n<") + "\n",
        "text.txt": text.render(reply) + "\n",
    }
    if reply.card and (reply.card.inputs or any(line.inputs for line in reply.card.lines)):
        drawn["modal.json"] = as_json(blocks.modal(reply, private_metadata="{}"))
    if name == "list":
        drawn["home.json"] = as_json(blocks.home(reply))
    return drawn


@pytest.mark.parametrize("name", KINDS)
def test_a_reply_is_drawn_as_agreed(name: str) -> None:
    drawn = {f"{name}.{kind}": content for kind, content in renderings(name, KINDS[name]).items()}
    if os.environ.get("PLANMINDER_TEST_WRITE"):
        GOLDEN.mkdir(exist_ok=True)
        for file, content in drawn.items():
            (GOLDEN / file).write_text(content, encoding="utf-8")
    agreed = {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.glob(f"{name}.*")}
    assert drawn == agreed


def test_no_golden_file_is_left_of_what_is_not_drawn_any_more() -> None:
    assert {path.name.split(".")[0] for path in GOLDEN.iterdir()} == set(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_slack_takes_the_golden_blocks(name: str) -> None:
    for path in [*GOLDEN.glob(f"{name}.blocks.json"), *GOLDEN.glob(f"{name}.modal.json"), *GOLDEN.glob("*.home.json")]:
        assert faults(json.loads(path.read_text(encoding="utf-8"))) == [], path.name


# --- Adaptive Cards -----------------------------------------------------------------------------------------------


@cache
def cards() -> dict[str, dict[str, Any]]:
    """The golden cards, and those of extreme replies."""
    golden = {name: json.loads((GOLDEN / f"{name}.adaptive.json").read_text(encoding="utf-8")) for name in KINDS}
    return golden | {name: adaptive.render(reply) for name, reply in EXTREMES.items()}


@pytest.mark.parametrize("name", [*KINDS, *EXTREMES])
def test_a_card_is_valid_by_the_published_schema_and_has_room_in_a_message(name: str) -> None:
    assert schema_faults(cards()[name]) == []
    assert adaptive.size(cards()[name]) <= adaptive.LARGEST


def test_microsofts_parser_understands_every_card() -> None:
    assert parser_faults(cards()) == {name: [] for name in cards()}


def test_microsofts_parser_would_find_a_fault() -> None:
    planted = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlok", "text": "x"}]}
    assert parser_faults({"planted": planted})["planted"][-1] == "1 elements were not understood"
