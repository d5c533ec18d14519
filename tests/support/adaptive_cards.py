"""Would Teams take a card? The published schema beside the repository, and Microsoft's own parser from node_modules.

What is not on this machine is a skip, with the reason.
"""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT.parent / "shared" / "schemas" / "adaptive-card-1.5.0.json"
PARSER = ROOT / "node_modules" / "adaptivecards"


@cache
def _validator() -> Any:
    if not SCHEMA.exists():
        pytest.skip("the Adaptive Cards schema is not beside the repository (../shared/schemas)")
    from jsonschema import Draft7Validator

    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def schema_faults(card: dict[str, Any]) -> list[str]:
    return [f"{list(one.path)}: {one.message[:200]}" for one in _validator().iter_errors(card)]


def parser_faults(cards: dict[str, Any]) -> dict[str, list[str]]:
    """What the parser finds fault with, by the name of the card."""
    if shutil.which("node") is None or not PARSER.exists():
        pytest.skip("Microsoft's parser of Adaptive Cards is not here (make node_modules/installed)")
    script = ["node", "tests/cards/parse.cjs"]
    run = subprocess.run(script, input=json.dumps(cards), cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = json.loads(run.stdout)
    return found
