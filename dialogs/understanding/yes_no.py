"""Yes and no in any words: one that agrees or declines, and none that says anything else."""

from dialogs.understanding.lexicon import LEXICON


def agrees(words: str) -> bool:
    """ "Yes that's right", "go on then, thanks"."""
    return words in LEXICON.words("yes") or _only("agree_words", "agrees", words)


def declines(words: str) -> bool:
    """ "No, leave them", "hang on, not yet"."""
    return _only("decline_words", "declines", words)


def _only(small: str, head: str, words: str) -> bool:
    said = words.replace(",", " ").split()
    return all(one in LEXICON.words(small) for one in said) and LEXICON.has(head, words)
