"""docs/failures.md says what the code does."""

from pathlib import Path

from bot.channels.slack.failures import table
from bot.channels.teams.failures import REFUSALS
from dialogs.words import say
from storage.failures import Failure

PAGE = Path(__file__).parent.parent / "docs" / "failures.md"
ROWS = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]


def shown(kind: Failure) -> str:
    return kind.value.replace("_", " ")


def test_every_kind_of_failure_has_its_words_there() -> None:
    for kind in Failure:
        row = f"| {shown(kind)} | {say(f'unreached.why.{kind.value}')} | {say(f'unreached.do.{kind.value}')} |"
        assert row in ROWS


def test_every_refusal_of_teams_stands_there() -> None:
    for one in REFUSALS:
        code = f"`{one.code}`" if one.code else "otherwise"
        then = "tried again for a day" if one.again else "given up"
        assert f"| {one.status} {code} | {shown(one.kind)} | {then} |" in ROWS


def test_every_error_of_slack_stands_there() -> None:
    by_kind: dict[tuple[Failure, bool], list[str]] = {}
    for error, what in table().items():
        by_kind.setdefault(what, []).append(error)
    for (kind, for_good), errors in by_kind.items():
        then = "given up" if for_good else "tried again for a day"
        named = ", ".join(f"`{one}`" for one in sorted(errors))
        assert f"| {named} | {shown(kind)} | {then} |" in ROWS
