"""Plans as they are named: by code, by year ("the 2025 plan"), by words of their title ("the peer challenge plan")."""

from collections.abc import Iterator, Mapping, Sequence

from dialogs.understanding.context import Context
from dialogs.understanding.index import index_of
from dialogs.understanding.items import PlanName
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.tokens import Token

_MARKS = frozenset((",", ".", ";", "!", "?", "\n", ":", "(", ")", "-"))


def find_plan_names(tokens: Sequence[Token], context: Context) -> list[PlanName]:
    """Every plan that is named, in order."""
    codes = {plan.code.casefold(): plan.id for plan in context.plans if plan.code}
    keys = [token.key if token.key in codes else unpossessed(token) for token in tokens]
    found = [PlanName(at, at + 1, codes[key]) for at, key in enumerate(keys) if key in codes]
    for one in (
        *_in_two(tokens, codes),
        *_by_year(tokens, context),
        *_by_title(tokens, context),
        *_by_word(tokens, context),
    ):
        if all(one.last <= other.first or other.last <= one.first for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.first)


def unpossessed(token: Token) -> str:
    """ "CPC23's settings" are those of CPC23."""
    return token.key[:-1] if token.text[-2:].casefold() in ("'s", "’s") else token.key


def _in_two(tokens: Sequence[Token], codes: Mapping[str, int]) -> Iterator[PlanName]:
    """ "BV-26", "BV 26"."""
    for at in range(len(tokens) - 1):
        last = at + 2 if tokens[at + 1].key != "-" else at + 3
        if last > len(tokens):  # "rec -"
            return
        key = f"{tokens[at].key}{tokens[last - 1].key}"
        if tokens[at].word and tokens[last - 1].key.isdigit() and key in codes:
            yield PlanName(at, last, codes[key])


def titled(words: Sequence[str], context: Context) -> list[int]:
    """The plans whose titles hold all of some words, at least one of which is no word of plans in general."""
    told = [word for word in words if word not in LEXICON.words("plan_nouns")]
    return [plan.id for plan in context.plans if told and all(word in index_of(plan).titled for word in words)]


def _by_year(tokens: Sequence[Token], context: Context) -> Iterator[PlanName]:
    for at, token in enumerate(tokens[:-1]):
        if token.key.isdigit() and len(token.key) == 4 and tokens[at + 1].key == "plan":
            named = [plan.id for plan in context.plans if token.key in plan.title]
            if len(named) == 1:
                yield PlanName(at, at + 2, named[0])


def _by_title(tokens: Sequence[Token], context: Context) -> Iterator[PlanName]:
    """Words of one title alone before "plan"; not where some action speaks of such a plan ("the estates plan")."""
    for at, token in enumerate(tokens) if len(context.plans) > 1 else ():
        if token.key not in ("plan", "plans") or at == 0:
            continue
        first = at
        while first and any(tokens[first - 1].key in index_of(plan).titled for plan in context.plans):
            first -= 1
        spoken_of = any((tokens[at - 1].key, token.key) in index_of(plan).pairs for plan in context.plans)
        for begin in range(first, at) if not spoken_of else ():
            named = titled([one.key for one in tokens[begin:at]], context)
            if len(named) == 1:
                yield PlanName(begin, at + 1, named[0])
                break


def _by_word(tokens: Sequence[Token], context: Context) -> Iterator[PlanName]:
    """One word that only one of several plans has in its title, before a number or at the end of "for …", "in …"."""
    for at, token in enumerate(tokens) if len(context.plans) > 1 else ():
        if token.key in _MARKS and at:
            break
        named = titled([token.key], context)
        possessive = not named and token.key.endswith("s")
        named = titled([token.key[:-1]], context) if possessive else named
        key = token.key[:-1] if possessive else token.key
        if len(named) != 1 or any(key in index_of(plan).vocabulary for plan in context.plans):
            continue
        first = at
        while first and tokens[first - 1].key != "the" and titled([tokens[first - 1].key], context) == named:
            first -= 1
        if (last := _ends(tokens, first, at, possessive)) is not None:
            yield PlanName(first, last, named[0])


def _ends(tokens: Sequence[Token], begin: int, at: int, possessive: bool) -> int | None:
    """Where a plan's name ends that consists of words of its title; None where the words name none here."""
    first = begin - 1 if begin and tokens[begin - 1].key == "the" else begin
    before = tokens[first - 1].key if first else ""
    after = tokens[at + 1].key if at + 1 < len(tokens) else "\n"
    if first == 0 and after == "one" and at + 2 < len(tokens) and tokens[at + 2].key in _MARKS:
        return at + 2
    if after[:1].isdigit() or (first == 0 and (after in (":", ",", "-") or possessive)):
        return at + 1
    led = before in LEXICON.words("before_plans")
    if (first == 0 or before in LEXICON.words("before_plans_alone")) and _closed(after):
        return at + 1
    numbered = led and (first == 1 or tokens[first - 2].key[:1].isdigit())
    return at + 1 if numbered or (led and (after in _MARKS or after in LEXICON.words("after_plans"))) else None


def _closed(after: str) -> bool:
    """Whether nothing follows that a plan's word could be a part of: "just pennick", "pennick reds"."""
    ends = ("after_plans", "after_plans_alone", "many_of_a_colour")
    return after in _MARKS or any(after in LEXICON.words(name) for name in ends)
