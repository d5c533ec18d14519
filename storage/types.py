"""Column types: moments that are always UTC and aware, JSON in one canonical form, words that every database takes."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


def canonical(value: Any) -> str:
    """JSON in the one form that digests are taken over: sorted keys, no spaces, plain ASCII.

    ASCII because PostgreSQL takes no NUL in a text and no database takes half a surrogate pair; escaped, both pass.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def plain(value: Any) -> Any:
    """A value as it comes back from JSON: tuples are lists, enumerations and keys are strings."""
    return json.loads(canonical(value))


def aware(moment: datetime) -> datetime:
    """The moment in UTC. A naive one is refused: nobody could say later which hour was meant."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment.isoformat()}")
    return moment.astimezone(UTC)


class Moment(TypeDecorator[datetime]):
    """A time, kept in UTC and given back aware, also by SQLite, which knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = aware(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """A JSON value as canonical text, the same bytes on every database, so that digests over it can be checked."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Words(TypeDecorator[str]):
    """Text from outside. A NUL or half a surrogate pair, which databases refuse, becomes the replacement character."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return value


def clean(words: str) -> str:
    """The words without what no database takes."""
    if words.isascii():
        return words.replace("\0", "\ufffd")
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
