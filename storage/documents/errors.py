"""Why a document was not taken. The text is fit to be shown."""

from storage.work import StorageError


class DocumentError(StorageError):
    """Base of what can be wrong with a document that was handed in. Nothing was saved."""


class Unreadable(DocumentError):
    """A file that holds no plan that can be read: empty, damaged, of another kind, too large, or without a table."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason} Nothing was saved.")
        self.name = name
        self.reason = reason
