"""Words that are marked as internal, wherever the mark stands: "8.1 internal: the landlord is in dispute"."""

from dialogs.understanding.lexicon import LEXICON


def without_mark(text: str) -> tuple[str, bool]:
    """The message without its marks, and whether it had one: then all that it says stays inside."""
    rest = text
    while found := LEXICON.search("internal_mark", rest):
        rest = f"{rest[: found.start()]} {rest[found.end() :]}".strip()
    return rest, rest != text
