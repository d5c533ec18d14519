"""A read document as JSON and back, whole: also what its published form leaves out. So it waits for a yes."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from enum import Enum
from typing import Any

from pydantic import BaseModel

from storage.documents.document import PlanDocument
from storage.plan import Column


def kept(document: PlanDocument) -> dict[str, Any]:
    """Every field of every part."""
    return {name: _plain(getattr(document, name)) for name in type(document).model_fields}


def restored(stored: Mapping[str, Any]) -> PlanDocument:
    """The document that was kept."""
    return PlanDocument.model_validate(stored)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Column):
        return _plain(asdict(value))
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
