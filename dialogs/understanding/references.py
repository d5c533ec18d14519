"""Numbers of actions in a message: `5`, `rec 5`, `R5`, `#5`, `4.3`, `4a`, `4.1/3`, `1-10`. In a story they are none."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from dialogs.understanding.composed import key_at as _key
from dialogs.understanding.index import index_of
from dialogs.understanding.items import Ref
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.numbered_things import is_place, is_version
from dialogs.understanding.spoken import digits
from dialogs.understanding.tokens import Token, emoji
from storage.plan import Plan, ref_key

_NUMBERED = re.compile(r"(?:r|rec|recs|no|a|action)?(\d+(?:\.\d+)*[a-z]?)")
_PLAIN = re.compile(r"\d{1,3}")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3})+[a-z]?|\d{1,3}[a-z]")
LONGEST_PREFIX = 6  # words and signs: "the action no. #"
PLAN = "§"  # stands where a plan's name was
_BREAKS = frozenset((".", "!", "?", "\n", ";", ":", PLAN))
_JOINS = frozenset((",", "and", "&", "/", "+", "or", "plus", "n"))
_RANGES = frozenset(("-", "to", "through", "thru"))

Begins = Callable[[int], int | None]  # where the status ends that begins at a place


def find_refs(tokens: Sequence[Token], taken: Sequence[bool], plans: Sequence[Plan], status_at: Begins) -> list[Ref]:
    """The numbers that name actions, in order. `taken` tokens are dates; `status_at`: does a status begin here?"""
    found: list[Ref] = []
    place = 0
    while place < len(tokens):
        one = None if taken[place] else _ref_at(tokens, taken, place, plans, status_at, found)
        if one is None:
            place += 1
            continue
        found.append(one)
        place = one.last
    return _with_ranges(_of_one_plan(found), tokens)


def _of_one_plan(found: list[Ref]) -> list[Ref]:
    """ "A-06 blocks 1 to 6 completed, 7 next week": behind a number with letters plain ones count its parts, where only
    another plan has such actions."""
    if not found or not found[0].sure or found[0].said[:1].isdigit():
        return found
    first = found[0].targets.keys()
    return [one for one in found if one.sure or not one.targets or first & one.targets.keys()]


def targets_of(said: str, plans: Sequence[Plan]) -> Mapping[int, tuple[int, ...]]:
    """What a number names in each plan in sight."""
    found = {plan.id: tuple(action.id for action in plan.find(said)) for plan in plans}
    found = {plan: ids for plan, ids in found.items() if ids}
    if found or not said.isdigit():
        return found
    if parts := {plan.id: ids for plan in plans if (ids := index_of(plan).parted.get(said))}:
        return parts
    bare = {plan.id: (plan, ref) for plan in plans if (ref := index_of(plan).numbers.get(said))}
    return {one: tuple(action.id for action in plan.find(ref)) for one, (plan, ref) in bare.items()}


def full_ref(said: str, plans: Sequence[Plan]) -> str:
    """A number as its plan writes it: "10" is A10 in a plan of which all numbers begin so."""
    return _canonical(said, plans)


def _ref_at(
    tokens: Sequence[Token],
    taken: Sequence[bool],
    place: int,
    plans: Sequence[Plan],
    status_at: Begins,
    before: Sequence[Ref],
) -> Ref | None:
    if (step := _step_of(tokens, taken, place, plans)) is not None:
        return step
    begin = _after_prefix(tokens, place)
    if begin > place:
        if not counts(tokens, begin) or _known(_plain_key(tokens[begin].key), plans):
            return _number_at(tokens, taken, place, begin, plans, sure=True) if begin < len(tokens) else None
        return None
    key = _plain_key(tokens[place].key)
    if (sibling := _sibling(tokens, place, plans, before)) is not None:
        return Ref(place, place + 1, sibling, targets_of(sibling, plans), True)
    elsewhere = _is_word(tokens, place) or is_place(tokens, place) or is_version(tokens, place)
    named = _known(key, plans) and not elsewhere
    if _key(tokens, place - 1) == "for" and _key(tokens, place - 2) in LEXICON.words("seats"):
        return None
    if named and not key.isdigit() and (_DOTTED.fullmatch(key) or not key[0].isdigit()) and not counts(tokens, place):
        return _number_at(tokens, taken, place, place, plans, sure=True)
    if named and _possessive(tokens[place]) and key.isdigit():
        return _number_at(tokens, taken, place, place, plans, sure=True)
    if _DOTTED.fullmatch(key) and _begins(tokens, place) and status_at(place + 1):
        return _number_at(tokens, taken, place, place, plans, sure=True)
    if _PLAIN.fullmatch(key) and _names_one(tokens, taken, place, status_at, before, bool(named), plans):
        return _number_at(tokens, taken, place, place, plans, sure=False)
    return None


def _step_of(tokens: Sequence[Token], taken: Sequence[bool], place: int, plans: Sequence[Plan]) -> Ref | None:
    """ "Step 2 of 1.1", "step 1 on rec 4": the step before its action."""
    if _key(tokens, place) != "step" or not _key(tokens, place + 1).isdigit():
        return None
    if _key(tokens, place + 2) not in LEXICON.words("leads_to_whole") or place + 3 >= len(tokens):
        return None
    begin = _after_prefix(tokens, place + 3)
    if not _known(_plain_key(_key(tokens, begin)), plans):
        return None
    whole = _number_at(tokens, taken, place, begin, plans, sure=True)
    return replace(whole, step=int(_key(tokens, place + 1))) if whole is not None and whole.step is None else whole


def _is_word(tokens: Sequence[Token], place: int) -> bool:
    """ "A parcel" is no recommendation A: a lone letter names one as a capital, "A" where no noun can follow."""
    token = tokens[place]
    if len(token.key) > 1 or token.key.isdigit():
        return False
    after = _key(tokens, place + 1)
    article = token.key == "a" and after not in _JOINS | _BREAKS | {"-"} and after not in LEXICON.words("verbs_in_s")
    return not token.capital or article or token.key == "i"


def _sibling(tokens: Sequence[Token], place: int, plans: Sequence[Plan], before: Sequence[Ref]) -> str | None:
    """ "3a and b": a letter joined to a number that ends with one."""
    letter, last = tokens[place].key, before[-1] if before else None
    if last is None or len(letter) != 1 or not letter.isalpha() or not last.said[-1:].isalpha():
        return None
    between = [token.key for token in tokens[last.last : place]]
    said = _canonical(f"{last.said[:-1]}{letter}", plans)
    joined = bool(between) and all(one in _JOINS for one in between) and last.said[:1] != last.said[-1:]
    return said if joined and _known(said, plans) else None


def _after_prefix(tokens: Sequence[Token], place: int) -> int:
    """Past "rec", "action no.", "#"; the same place where there is no such prefix before a number."""
    here, farthest = place, min(place + LONGEST_PREFIX, len(tokens))
    if _key(tokens, place) in LEXICON.words("numbered_parts") and any(one.isdigit() for one in _key(tokens, place - 1)):
        return place  # "2.1 milestone 1 done" tells of a part of 2.1
    while here < farthest and (
        tokens[here].key in LEXICON.words("ref_prefixes") or (here > place and tokens[here].key in (".", "#", ":"))
    ):
        here += 1
    if here == place or here >= len(tokens) or not _NUMBERED.fullmatch(_plain_key(tokens[here].key)):
        return place
    return here


def _number_at(
    tokens: Sequence[Token], taken: Sequence[bool], first: int, place: int, plans: Sequence[Plan], sure: bool
) -> Ref | None:
    if taken[place]:
        return None
    said, last = _lettered(tokens, place, plans)
    step = None
    if (last + 1 < len(tokens) and tokens[last].key == "/" and tokens[last + 1].key.isdigit() and "." in said) or (
        last + 1 < len(tokens) and tokens[last].key == "step" and tokens[last + 1].key.isdigit()
    ):
        step, last = int(tokens[last + 1].key), last + 2
    return Ref(first, last, said, targets_of(said, plans), sure, step)


def _lettered(tokens: Sequence[Token], place: int, plans: Sequence[Plan]) -> tuple[str, int]:
    """ "4 (a)" and "4 a" where the plan has a 4a; else the number alone, without its prefix."""
    key = _plain_key(tokens[place].key)
    if (part := _pointed_part(tokens, place)) is not None and (place := place + 2):
        key = f"{key}.{part}"
    if place + 3 < len(tokens) and tokens[place + 1].key == "(" and tokens[place + 3].key == ")":
        for said in (f"{key}({tokens[place + 2].key})", f"{key}{tokens[place + 2].key}"):
            if _known(said, plans):
                return _canonical(said, plans), place + 4
    return _canonical(key, plans), place + 1


def _pointed_part(tokens: Sequence[Token], place: int) -> str | None:
    """The second number of "4 point 3"."""
    if _key(tokens, place + 1) != "point" or not tokens[place].key.isdigit():
        return None
    return digits(_key(tokens, place + 2)) or None


def _plain_key(key: str) -> str:
    """ "R10's" is R10, "4a's" is 4a."""
    return key[:-1] if key[-1:] == "s" and (key[-2:-1].isdigit() or key[-3:-2].isdigit()) else key


def _possessive(token: Token) -> bool:
    return token.text[-2:] in ("'s", "’s")


def _canonical(said: str, plans: Sequence[Plan]) -> str:
    """A ref as its plan writes it."""
    for plan in plans:
        found = plan.by_ref.get(ref_key(said))
        if found is not None:
            return plan.actions[found].ref if found in plan.actions else plan.recommendations[found].ref
    if (ref := next((one for plan in plans if (one := index_of(plan).numbers.get(said))), None)) is not None:
        return _canonical(ref, plans)
    match = _NUMBERED.fullmatch(said)
    return match.group(1) if match else said


def _known(said: str, plans: Sequence[Plan]) -> bool:
    if any(ref_key(said) in plan.by_ref for plan in plans):
        return True
    return any(said in index.numbers or said in index.parted for index in map(index_of, plans))


def _begins(tokens: Sequence[Token], place: int) -> bool:
    """At the start of the message, a line or a sentence, politeness apart."""
    while place > 0 and not _breaks(tokens, place - 1) and _key(tokens, place - 1) in LEXICON.words("openers"):
        place -= 1
    return place == 0 or _breaks(tokens, place - 1)


def _breaks(tokens: Sequence[Token], place: int) -> bool:
    """A mark, a picture or a dash between spaces ends what stands before it."""
    one = tokens[place]
    apart = 0 < place < len(tokens) - 1 and tokens[place - 1].end < one.start and one.end < tokens[place + 1].start
    return one.key in _BREAKS or emoji(one.key) or (one.key == "-" and apart)


def counts(tokens: Sequence[Token], place: int) -> bool:
    """A number that counts or measures something: "2 schemes", "3 weeks", "£4", "5%"."""
    after = _key(tokens, place + 1)
    if _key(tokens, place - 1) in ("£", "$", "€", "~") or after in LEXICON.words("measures"):
        return True
    if _key(tokens, place)[0].isdigit() and f"{after} {_key(tokens, place + 2)}" in LEXICON.words("counted_pairs"):
        return True
    key = _key(tokens, place)
    if after == "of" and _of_many(tokens, place + 2):
        return True
    if _DOTTED.fullmatch(key) or (key[0].isalpha() and not key.isalnum()):
        return False
    if (
        not _begins(tokens, place)
        and after in LEXICON.words("describing_statuses")
        and _plural(_key(tokens, place + 2))
    ):
        return True
    again = after in ("new", "revised") and _key(tokens, place + 2) in LEXICON.words("dated_words")
    if after in LEXICON.words("counted") and not again:
        return True
    return _plural(after) and after not in LEXICON.words("verbs_in_s") and not _possessive(tokens[place + 1])


def _of_many(tokens: Sequence[Token], place: int) -> bool:
    """ "2 of the 4 inspectors", "6 of our homes": a part of something that is counted."""
    if _key(tokens, place) not in LEXICON.words("of_those"):
        return False
    noun = _key(tokens, place + 1)
    return _plural(noun) or ((noun.isdigit() or noun in LEXICON.numbers) and _plural(_key(tokens, place + 2)))


def _is_share(tokens: Sequence[Token], place: int) -> bool:
    """The 11 of "9 of 11", "9 forms of 11"."""
    if _key(tokens, place - 1) != "of":
        return False
    noun = _key(tokens, place - 2)
    return noun.isdigit() or (_plural(noun) and _key(tokens, place - 3).isdigit())


def _plural(word: str) -> bool:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) and word.isalpha()
    return plural and word not in LEXICON.words("continues")


def _addressed(
    tokens: Sequence[Token],
    taken: Sequence[bool],
    place: int,
    status_at: Begins,
    before: Sequence[Ref],
    known: bool,
) -> bool:
    """Whether a bare number names an action here."""
    if counts(tokens, place) or _is_share(tokens, place) or _key(tokens, place - 1) in LEXICON.words("numbered_parts"):
        return False
    told = _told(tokens, taken, place, status_at)
    previous, first = _key(tokens, place - 1), place == 0 or _begins(tokens, place)
    if (previous == "of" and _counted_before(tokens, place)) or (not first and _otherwise_numbered(before)):
        return False
    joined = bool(before) and before[-1].last == place - 1 and previous in _JOINS | _RANGES
    joined = joined or (told and bool(before) and before[-1].last == place)  # "16 17 18 no change"
    if not known:
        return (first or joined) and (told or (place == 0 and len(tokens) <= 2))
    if first and all(_key(tokens, one) in LEXICON.words("openers") for one in range(place)):
        return True
    if first and tokens[0].key in LEXICON.words("relays"):
        return True
    if (first or previous == ",") and any(one.said == tokens[place].key for one in before):
        return True  # "3 and 4 both green, 4 has 14 assessors trained"
    if told and f"{_key(tokens, place - 2)} {previous}" in LEXICON.words("idle_ends"):
        return True
    if told and place and tokens[place - 1].text[-2:].casefold() in ("'s", "’s"):
        return True
    if previous == PLAN and (place == 1 or _open_after(tokens, taken, place)):
        return True
    if told and place and any(status_at(one) == place for one in range(max(place - 4, 0), place)):
        return True
    if _closes(tokens, place, status_at):
        return True
    if first or joined or previous in _JOINS:
        return told or joined or (first and _key(tokens, place + 1) in (":", "-", ","))
    if told and previous in LEXICON.words("before_told"):
        return True
    if f"{_key(tokens, place - 2)} {previous}" in LEXICON.words("before_exceptions"):
        return True
    noted = previous == "to" and (_key(tokens, place - 2) in LEXICON.words("noted") or _key(tokens, place + 1) == ":")
    handed = tokens[0].key in LEXICON.words("hands_over") and (
        place + 1 >= len(tokens) or (previous in LEXICON.words("hands_to") and _open_after(tokens, taken, place))
    )
    upped = previous == "up" and _key(tokens, place - 2) in LEXICON.words("verbs_up")
    return (noted or handed or upped or previous in LEXICON.words("before_refs")) and (
        told or upped or _open_after(tokens, taken, place)
    )


def _names_one(
    tokens: Sequence[Token],
    taken: Sequence[bool],
    place: int,
    status_at: Begins,
    before: Sequence[Ref],
    known: bool,
    plans: Sequence[Plan],
) -> bool:
    """Whether a bare number names an action: without the letter of its plan only where it is joined to one that has it
    ("A10, 11 and 12"), or something is told right behind it."""
    whole = any(ref_key(tokens[place].key) in one.by_ref for one in plans)
    if before and tokens[before[0].first].key[:1].isalpha() and not whole:
        joined = before[-1].last == place - 1 and _key(tokens, place - 1) in _JOINS
        return joined and not counts(tokens, place)
    known = known and (whole or _told(tokens, taken, place, status_at))
    return _addressed(tokens, taken, place, status_at, before, known)


def _counted_before(tokens: Sequence[Token], place: int) -> bool:
    """ "9 forms of 11": the second number says of how many; "on 4 instead of 3" corrects."""
    return _key(tokens, place - 2) != "instead" and any(
        _PLAIN.fullmatch(_key(tokens, one)) for one in range(max(place - 3, 0), place - 1)
    )


def _otherwise_numbered(before: Sequence[Ref]) -> bool:
    """Who has said A-06 numbers like that: "A-06 blocks 1 to 6 are done, 7 and 8 next week"."""
    return bool(before) and before[-1].said[:1].isalpha() and "-" in before[-1].said


def _closes(tokens: Sequence[Token], place: int, status_at: Begins) -> bool:
    """ "Definitely red now, 6": the number at the end of what is nothing but a status."""
    if any(_key(tokens, one) not in (".", "!", "please", "pls", "thanks") for one in range(place + 1, len(tokens))):
        return False
    told = [one for one in range(place - 1) if status_at(one)]
    if not told or _key(tokens, place - 1) not in LEXICON.words("before_closing"):
        return False
    last = max(told) + 1
    return all(
        any(_key(tokens, one) in LEXICON.words(name) for name in ("small", "openers", "continues", "before_closing"))
        or emoji(_key(tokens, one))
        or told[0] <= one <= last
        for one in range(place)
    )


def _told(tokens: Sequence[Token], taken: Sequence[bool], place: int, status_at: Begins) -> bool:
    """A status, a date or "no change" follows at once, small words apart."""
    for here in range(place + 1, min(place + 6, len(tokens))):
        if status_at(here) or taken[here] or _key(tokens, here) in LEXICON.words("tells"):
            return True
        joins = _key(tokens, here) in _JOINS or _key(tokens, here).isdigit()
        joins = joins or PLAN in (_key(tokens, here), _key(tokens, here + 1))  # "5 in CPC23 delayed"
        if not joins and _key(tokens, here) not in LEXICON.words("small"):
            return False
    return False


def _open_after(tokens: Sequence[Token], taken: Sequence[bool], place: int) -> bool:
    after = _key(tokens, place + 1)
    if place + 1 >= len(tokens) or taken[place + 1] or not after[:1].isalnum():
        return True
    return any(after in LEXICON.words(name) for name in ("after_refs", "small", "verbs_in_s"))


def _with_ranges(found: Sequence[Ref], tokens: Sequence[Token]) -> list[Ref]:
    """ "1-10" and "1 to 4" become one reference from the first to the last."""
    merged: list[Ref] = []
    for one in found:
        last = merged[-1] if merged else None
        near = last is not None and one.first == last.last + 1 and tokens[last.last].key in _RANGES
        if last is not None and near and last.range_to is None:
            merged[-1] = Ref(last.first, one.last, last.said, last.targets, True, None, True, one.said)
        else:
            merged.append(one)
    return merged
