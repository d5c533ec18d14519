"""The words that documents are read by, as data: one TOML file per language, read together."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "cy")


@cache
def words(section: str) -> dict[str, Any]:
    """One section of the lexicon, all languages together: lists are joined, tables merged key by key."""
    merged: dict[str, Any] = {}
    for language in LANGUAGES:
        _merge(merged, _sections(language).get(section, {}))
    return merged


@cache
def _sections(language: str) -> dict[str, Any]:
    """All of one file: reading it takes longer than reading a document."""
    return tomllib.loads(files("storage.lexicon").joinpath(f"{language}.toml").read_text(encoding="utf-8"))


def _merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        elif isinstance(value, list):
            into[key] = [*into.get(key, []), *value]
        else:
            into[key] = value
