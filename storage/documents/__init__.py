"""Documents in: a file's bytes → `PlanDocument` (`read_document`), or `Unreadable` with a text that can be shown."""

from storage.documents.errors import Unreadable
from storage.documents.read import read_document

__all__ = ["Unreadable", "read_document"]
