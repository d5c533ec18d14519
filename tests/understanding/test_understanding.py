"""The corpus: what people type, and what it means. Data lies beside this file, one file a theme; `held_out/` holds what
guided no change, with limits that docs/understanding.md names. `pytest -s tests/understanding/test_understanding.py`
prints the share that is read exactly, theme by theme, every miss (the message, what was expected, what came out), and
which intents were taken for which."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from dialogs.memory import Focus, Question
from dialogs.understanding.answers import answer
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Interpretation
from dialogs.understanding.reading import interpret
from tests.support.plans import load_plans

HERE = Path(__file__).parent
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
EMPTY: dict[str, Any] = {"changes": [], "filter": {}, "args": {}, "asks": None, "candidates": []}


class Row(NamedTuple):
    theme: str
    message: dict[str, Any]
    held_out: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """How `known_failures.yaml` names it."""
        return (f"held_out/{self.theme}" if self.held_out else self.theme), self.message["text"]

    @property
    def name(self) -> str:
        return f"{self.key[0]}: {self.message['text'][:60]!r}"


def _rows() -> Iterator[Row]:
    for path in (*sorted(HERE.glob("*.yaml")), *sorted(HERE.glob("held_out/*.yaml"))):
        if path.stem == "known_failures":
            continue
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        for message in told["messages"]:
            yield Row(path.stem, {**told.get("with", {}), **message}, path.parent.name == "held_out")


def context_of(message: dict[str, Any]) -> Context:
    """The plans, the speaker, and what was said, shown or asked before."""
    plans, directory = load_plans(*(HERE / "plans" / f"{name}.yaml" for name in message["plans"]))
    pairs = {f"{plan.code} {one.ref}": (plan.id, one.id) for plan in plans for one in plan.actions.values()}
    speaker = directory.named(message["as"])
    assert speaker is not None, message["as"]
    context = Context(plans, directory, speaker, message.get("today", TODAY))
    focus = _focus(message.get("after"), pairs, context)
    card = tuple(pairs[ref] for ref in message.get("card", ()))
    context = Context(plans, directory, speaker, context.today, focus, None, card)
    if "asked" not in message:
        return context
    pending = interpret(message["asked"], context)
    if pending.asks is None:
        return context
    question = Question(id="q", at=NOW, asked="", pending=pending, dialog=pending.intent.value)
    return Context(plans, directory, speaker, context.today, focus, question, card)


def _focus(after: dict[str, Any] | None, pairs: dict[str, tuple[int, int]], context: Context) -> Focus | None:
    """What was shown or done before; `said` is the message that did it."""
    if after is None:
        return None
    shown = tuple(pairs[ref] for ref in after.get("actions", ()))
    plan = shown[0][0] if shown else None
    wanted, page = after.get("filter", {}), after.get("page", 1)
    changes = tuple(interpret(after["said"], context).changes) if "said" in after else ()
    return Focus(at=NOW, intent=after["intent"], actions=shown, filter=wanted, page=page, plan=plan, changes=changes)


def read(message: dict[str, Any]) -> dict[str, Any]:
    context = context_of(message)
    meant: Interpretation | None = None
    if context.question is not None:
        meant = answer(message["text"], context)
    return (meant or interpret(message["text"], context)).contract()


def expected(message: dict[str, Any]) -> dict[str, Any]:
    return EMPTY | _plain(message["expect"])


def got(message: dict[str, Any]) -> dict[str, Any]:
    """What came out, without the text; a timescale only where one is expected."""
    told = read(message)
    told.pop("text")
    wanted = expected(message)["changes"]
    for place, change in enumerate(told["changes"]):
        if place >= len(wanted) or "timescale" not in wanted[place]:
            change.pop("timescale", None)
    return told


_READ: dict[int, dict[str, Any]] = {}


def once(row: Row) -> dict[str, Any]:
    """What came out, read once however many tests ask."""
    place = id(row.message)
    if place not in _READ:
        _READ[place] = got(row.message)
    return _READ[place]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


ROWS = list(_rows())
_FAILURES: dict[str, list[str]] = yaml.safe_load((HERE / "known_failures.yaml").read_text(encoding="utf-8")) or {}
WRONG = _FAILURES.pop("writes")
KNOWN = {(theme, text) for theme, texts in _FAILURES.items() for text in texts}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_message_is_read_as_it_is_meant(row: Row) -> None:
    told = once(row)
    if row.key in KNOWN:
        assert told != expected(row.message), "read rightly now: take it out of known_failures.yaml"
    else:
        assert told == expected(row.message), row.message["text"]


def test_every_known_failure_is_in_the_corpus() -> None:
    assert {row.key for row in ROWS} >= KNOWN


def test_no_message_writes_what_it_does_not_say() -> None:
    """Misread or not: no status, date or owner is written to an action that the message does not give it to.

    The few messages of which that is not true yet are listed, so that each one mended has to be taken out.
    """
    wrong = [row.message["text"] for row in ROWS if _writes(once(row)) - _writes(expected(row.message))]
    assert wrong == WRONG


def _writes(told: dict[str, Any]) -> set[tuple[str, str, str]]:
    if told["asks"] == "confirm":
        return set()
    keys = ("status", "due", "owners")
    return {(one["action"], key, str(one[key])) for one in told["changes"] for key in keys if key in one}


def test_the_corpus_is_large_and_its_accuracy_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    right, all_of, taken = Counter[tuple[bool, str]](), Counter[tuple[bool, str]](), Counter[tuple[str, str]]()
    misses = []
    for row in ROWS:
        told, wanted = once(row), expected(row.message)
        all_of[row.held_out, row.theme] += 1
        right[row.held_out, row.theme] += told == wanted
        if told != wanted:
            misses.append(f"  {row.message['text']!r}\n    expected {wanted}\n    got      {told}")
            taken[wanted["intent"], told["intent"]] += 1
    with capsys.disabled():
        print("\n".join(("\nUnderstanding", *_table(right, all_of), *misses, *_confusion(taken))))  # noqa: T201 - its report
    assert len(ROWS) >= 600


def _table(right: Counter[tuple[bool, str]], all_of: Counter[tuple[bool, str]]) -> Iterator[str]:
    """A line a theme, the tuned ones first, with a sum for each part."""
    for held in sorted({held for held, _ in all_of}):
        yield "held out" if held else "tuned"
        themes = sorted(theme for part, theme in all_of if part == held)
        for theme in themes:
            yield f"  {theme:<16} {right[held, theme]:>4} of {all_of[held, theme]:>4} exact"
        exact, count = (sum(one[held, theme] for theme in themes) for one in (right, all_of))
        yield f"  {'all':<16} {exact:>4} of {count:>4} exact, {100 * exact / count:.1f} %"


def _confusion(taken: Counter[tuple[str, str]]) -> Iterator[str]:
    """What was expected and what it was taken for, where the intent was missed, most often first."""
    yield "intents missed (expected, taken for)"
    for (wanted, told), count in taken.most_common():
        if wanted != told:
            yield f"  {wanted:<10} {told:<10} {count:>3}"
