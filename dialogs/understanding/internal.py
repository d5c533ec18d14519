"""Words that are marked as internal, wherever the mark stands: "8.1 internal: the landlord is in dispute"."""

from dialogs.understanding.lexicon import LEXICON


def without_mark(text: str) -> tuple[str, bool]:
    """The message without its marks, and whether it had one: then all that it says stays inside."""
    found = LEXICON.search("internal_mark", text)
    if found is None:
        return text, False
    rest, _ = without_mark(f"{text[: found.start()]} {text[found.end() :]}".strip())
    return rest, True
