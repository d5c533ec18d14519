"""Would Slack take it? The documented limits (block_kit.yaml beside this file) and what no schema can say.

assert faults(blocks.render(reply)) == []
"""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator

LIMITS = Path(__file__).with_suffix(".yaml")
TOGETHER = 11_000  # words of a message's blocks that were refused: https://github.com/slackapi/bolt-js/issues/2867
VIEW_SIZE = 250_000  # view_too_large: https://docs.slack.dev/reference/methods/views.open


@cache
def _limits() -> dict[str, Any]:
    schema: dict[str, Any] = yaml.safe_load(LIMITS.read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    return schema


@cache
def _validator(kind: str) -> Draft7Validator:
    return Draft7Validator({**_limits(), "$ref": f"#/definitions/{kind}"})


def faults(drawn: dict[str, Any]) -> list[str]:
    """What Slack would refuse in a message or a view, each with its place; empty where it takes it."""
    kind, blocks = drawn.get("type", "message"), drawn["blocks"]
    found = [fault for part in (drawn, *blocks, *(block.get("element") for block in blocks)) for fault in _of(part)]
    return [*found, *_twice(blocks), *_unoffered(blocks), *_too_much(kind, drawn)]


def _of(part: dict[str, Any] | None) -> Iterator[str]:
    if part is None:
        return
    kind = part.get("type", "message")
    if kind not in _limits()["definitions"]:
        yield f"{kind} is no type that we send"
        return
    for one in _validator(kind).iter_errors(_wide(part)):
        yield f"{kind}/{_place(one.absolute_path)}: {one.message[:200]}"


def _place(path: Any) -> str:
    return "/".join(map(str, path))


def _wide(part: Any) -> Any:
    """Texts as long as a service sees them that counts in UTF-16: a schema counts an emoji as one."""
    if isinstance(part, str):
        return "".join("##" if one > "\uffff" else one for one in part)
    if isinstance(part, list):
        return [_wide(one) for one in part]
    return {key: _wide(one) for key, one in part.items()} if isinstance(part, dict) else part


def _twice(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """A block_id is once in a message, an action_id once in a block."""
    groups = [[block["block_id"] for block in blocks if "block_id" in block]]
    groups += [[one["action_id"] for one in block.get("elements", []) if "action_id" in one] for block in blocks]
    return (f"{name} is there {n} times" for group in groups for name, n in Counter(group).items() if n > 1)


def _unoffered(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """What a menu begins with is one of its options, and no value is in it twice."""
    for block in blocks:
        element = block.get("element", {})
        options = element.get(
            "options", [one for group in element.get("option_groups", []) for one in group["options"]]
        )
        if "initial_option" in element and element["initial_option"] not in options:
            yield f"{block['block_id']}: initial_option is none of the options"
        yield from (f"{value} twice" for value, n in Counter(one["value"] for one in options).items() if n > 1)


def _too_much(kind: str, drawn: dict[str, Any]) -> Iterator[str]:
    words = sum(map(len, texts(_wide(drawn["blocks"]))))
    if kind == "message" and words > TOGETHER:
        yield f"msg_blocks_too_long: {words} characters in all"
    if kind != "message" and len(json.dumps(drawn)) > VIEW_SIZE:
        yield f"view_too_large: {len(json.dumps(drawn))} bytes"


def texts(part: Any) -> Iterator[str]:
    """Every text that is shown, in order: what stands under `text`, and what fields begin with."""
    if isinstance(part, list):
        for one in part:
            yield from texts(one)
    elif isinstance(part, dict):
        for key, one in part.items():
            if key in ("text", "initial_value", "initial_date") and isinstance(one, str):
                yield one
            elif key != "initial_option":
                yield from texts(one)
