"""Numbers as actions have them that belong to something else: a room, a size of paper, a version."""

from collections.abc import Sequence

from dialogs.understanding.composed import key_at
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.tokens import Token


def is_place(tokens: Sequence[Token], place: int) -> bool:
    """ "Room 2.1", "car park B3", "1a Rectory Road" are where something is; "A3 paper" is a size of it."""
    sized = tokens[place].key[:1] == "a" and key_at(tokens, place + 1) in LEXICON.words("papers")
    if place + 2 < len(tokens) and tokens[place + 1].capital and tokens[place + 2].capital:
        sized = sized or tokens[place + 2].key in LEXICON.words("streets")
    return sized or key_at(tokens, place - 1) in LEXICON.words("places_numbered")


def is_version(tokens: Sequence[Token], place: int) -> bool:
    """ "Since the 4.1 update" speaks of a telephone's."""
    when = key_at(tokens, place - 1) == "the" and key_at(tokens, place - 2) in LEXICON.words("since_versions")
    return when and key_at(tokens, place + 1) in LEXICON.words("versions")
