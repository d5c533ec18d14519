"""Numbers that come as several words or signs: "A-17", "a 17", "a six", put together as the plan writes them."""

from collections.abc import Sequence

from dialogs.understanding.index import PlanIndex
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.spoken import MOST_LETTERS
from dialogs.understanding.tokens import Token
from storage.plan import ref_key


def composed(tokens: Sequence[Token], indexes: Sequence[PlanIndex]) -> tuple[Token, ...]:
    """The tokens, those of a number that the plan writes with several signs ("A-17") as one."""
    reach = max((index.reach for index in indexes), default=0)
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        if (spoken := _spoken(tokens, place, indexes)) is not None:
            found.append(spoken)
            place += 2
            continue
        runs = (tokens[place : place + length] for length in range(min(reach, len(tokens) - place), 0, -1))
        one, length = next(((_as_one(run, ref), len(run)) for run in runs if (ref := _ref_of(run, indexes))), (None, 1))
        found.append(one or tokens[place])
        place += length
    return tuple(found)


def _spoken(tokens: Sequence[Token], place: int, indexes: Sequence[PlanIndex]) -> Token | None:
    """ "A six is going to run over", as it was dictated, where the plan has it; "a six month delay" is none."""
    letter, after = tokens[place].key, key_at(tokens, place + 1)
    if len(letter) > MOST_LETTERS or not letter.isalpha() or after not in LEXICON.words("number_words"):
        return None
    number = str(LEXICON.numbers[after])
    whole = ref_key(f"{letter}{number}")
    refs = (index.numbers.get(number) if index.letter == letter else None for index in indexes)
    ref = next((one for one in refs if one), None)
    ref = ref or next((whole for index in indexes if whole in index.plan.by_ref), None)
    behind = key_at(tokens, place + 2)
    tells = any(behind in LEXICON.words(name) for name in ("small", "after_refs", "told_verbs", "verbs_in_s"))
    told = tells or behind in LEXICON.statuses or not behind[:1].isalnum()
    leads = place == 0 or key_at(tokens, place - 1) in LEXICON.words("leads_to_spoken")
    return _as_one(tokens[place : place + 2], ref) if ref and told and leads else None


def _ref_of(run: Sequence[Token], indexes: Sequence[PlanIndex]) -> str | None:
    keys = tuple(token.key for token in run)
    return next((ref for index in indexes if (ref := index.composed.get(keys))), None)


def _as_one(run: Sequence[Token], ref: str) -> Token:
    return Token("".join(token.text for token in run), ref, run[0].start, run[-1].end)


def key_at(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].key if 0 <= place < len(tokens) else "\n"
