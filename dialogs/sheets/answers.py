"""What is said about a sheet that waits for a yes: "mine for 5", "keep theirs", "skip 7 and 9", "next page". Pure."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from dialogs.ask import CONFIRMED
from dialogs.reviewing import resumes
from dialogs.sheets.compared import ALL
from dialogs.understanding.interpretation import Interpretation

SHEET, CHOICES, PAGE = "sheet", "choices", "page"  # in `Interpretation.args` while a sheet waits
NOW = "chosen_now"  # what the last message chose: ref → choice


def answers_to_sheet(text: str, pending: Interpretation) -> Interpretation | None:
    """The message as an answer about the sheet that is open; None where it is a yes, a no, or about something else."""
    said = " ".join(text.split()).strip(" .!?")
    page = _page(said, int(pending.args[PAGE]), int(pending.args.get("last") or 1))
    if page is not None or resumes(text):
        return _again(text, pending, {PAGE: page or pending.args[PAGE]})
    chosen = _chosen(said)
    return _again(text, pending, {NOW: chosen}) if chosen else None


def _again(text: str, pending: Interpretation, args: dict[str, Any]) -> Interpretation:
    said = {**pending.args, **args, CONFIRMED: False}
    return pending.model_copy(update={"text": text, "asks": None, "args": said})


def _page(said: str, now: int, last: int) -> int | None:
    lexicon = _lexicon()["page"]
    if re.fullmatch(lexicon["next"], said, re.IGNORECASE):
        return min(now + 1, last)
    if re.fullmatch(lexicon["previous"], said, re.IGNORECASE):
        return max(now - 1, 1)
    found = re.fullmatch(lexicon["number"], said, re.IGNORECASE)
    return min(max(int(found.group("n")), 1), last) if found else None


def _chosen(said: str) -> dict[str, str]:
    """Each clause a choice: "mine for 5, skip 7" is two."""
    clauses = re.split(_lexicon()["parts"], said, flags=re.IGNORECASE)
    found = [_clause(one.strip()) for one in clauses if one.strip()]
    if not found or not all(found):
        return {}
    return {ref: chosen for one in found if one for ref, chosen in one.items()}


def _clause(said: str) -> dict[str, str]:
    for row in _lexicon()["choice"]:
        for pattern in row["said"]:
            if match := re.fullmatch(_whole(pattern), said, re.IGNORECASE):
                refs = match.groupdict().get("refs")
                named = re.split(r", ?and | and | & |, ?", refs) if refs else [ALL]
                return dict.fromkeys(named, str(row["is"]))
    return {}


def _whole(pattern: str) -> str:
    for name, piece in _lexicon()["pieces"].items():
        pattern = pattern.replace(f"@{name}", piece)
    return pattern


@cache
def _lexicon() -> dict[str, Any]:
    source = files("dialogs.understanding").joinpath("lexicon/sheet_review.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)
