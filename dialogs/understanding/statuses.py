"""Status words in a message: every plan's own and their everyday kin. Whether they are meant is decided elsewhere."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from dialogs.understanding.index import index_of
from dialogs.understanding.items import StatusWord
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.tokens import Token, emoji, tokens_of
from storage.plan import Plan, ref_key
from storage.status import Scheme, Status

_MARKED = re.compile(r"\s+[-–—/]\s+|\s*[(:,]")  # what stands between a label's name and what it says of it

Phrases = Mapping[str, tuple[tuple[tuple[str, ...], Status | None], ...]]  # first word → (words, status), longest first


@lru_cache(maxsize=64)
def _own_phrases(scheme: Scheme) -> Phrases:
    labels = {_keys(label): status for label, status in scheme.labels if _keys(label)}
    not_yet = {(*words, "yet"): status for words, status in labels.items() if words[0] == "not"}  # "not begun yet"
    return _by_first_word(
        not_yet | _off_course(labels) | _in_degrees(labels) | _of_many(labels) | _parts(scheme) | labels
    )


def _off_course(labels: Mapping[tuple[str, ...], Status | None]) -> dict[tuple[str, ...], Status | None]:
    """ "Off track" of the label "Off trajectory", where no other label says what something is off."""
    meant = {status for words, status in labels.items() if words[0] == "off" and len(words) == 2}
    said = [tuple(words.split()) for words in LEXICON.words("off_course")] if len(meant) == 1 else []
    return {words: status for words in said for status in meant}


def _in_degrees(labels: Mapping[tuple[str, ...], Status | None]) -> dict[tuple[str, ...], Status | None]:
    """ "A bit behind" of the label "Slightly behind", "very behind" of "Seriously behind": how much, in other words,
    where the plan has one label only that says so much of it."""
    meant: dict[tuple[str, ...], set[Status | None]] = {}
    for words, status in labels.items():
        for name in ("a_little", "a_lot"):
            if words[0] not in LEXICON.words(name) or not words[1:]:
                continue
            for other in LEXICON.words(name):
                meant.setdefault((*other.split(), *words[1:]), set()).add(status)
    return {words: statuses.pop() for words, statuses in meant.items() if len(statuses) == 1}


def _of_many(labels: Mapping[tuple[str, ...], Status | None]) -> dict[tuple[str, ...], Status | None]:
    """ "Need attention", said of several, of the label "Needs attention"."""
    verbs = LEXICON.words("label_verbs")
    return {(words[0][:-1], *words[1:]): status for words, status in labels.items() if words[0] in verbs and words[1:]}


def _parts(scheme: Scheme) -> dict[tuple[str, ...], Status | None]:
    """ "Blue" of the label "Blue - complete", where no other label has the part: what stands before a mark in it."""
    meant: dict[tuple[str, ...], set[Status]] = {}
    for label, status in scheme.labels:
        name, mark, _ = _MARKED.sub("\n", label, count=1).partition("\n")
        if mark and len(name) > 1:
            meant.setdefault(_keys(name), set()).add(status)
    return {keys: statuses.pop() for keys, statuses in meant.items() if len(statuses) == 1}


def labels_with(words: str, scheme: Scheme) -> list[Status]:
    """The statuses whose labels hold some words: "behind" of "slightly behind" and "significantly behind"."""
    keys = tuple(words.split())
    held = ((_keys(label), status) for label, status in scheme.labels)
    runs = ((label[at : at + len(keys)], status) for label, status in held for at in range(len(label)))
    return list(dict.fromkeys(status for run, status in runs if run == keys))


@lru_cache(maxsize=1)
def _usual_phrases() -> Phrases:
    return _by_first_word({tuple(words.split()): status for words, status in LEXICON.statuses.items()})


def _by_first_word(meanings: Mapping[tuple[str, ...], Status | None]) -> Phrases:
    grouped: dict[str, list[tuple[tuple[str, ...], Status | None]]] = {}
    for words, status in meanings.items():
        grouped.setdefault(words[0], []).append((words, status))
    return {first: tuple(sorted(group, key=lambda one: -len(one[0]))) for first, group in grouped.items()}


def _keys(label: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokens_of(label) if token.key != "\n")


def find_statuses(tokens: Sequence[Token], taken: Sequence[bool], plans: Sequence[Plan]) -> list[StatusWord]:
    """Every status word, in order; the longest at each place."""
    taken = [one or _named(tokens, place, plans) for place, one in enumerate(taken)]
    found: list[StatusWord] = []
    place = 0
    while place < len(tokens):
        one = None if taken[place] else status_at(tokens, place, plans)
        if one is not None and emoji(tokens[place].key) and _said_beside(found, tokens, place, plans):
            one = None
        if one is None or any(taken[one.first : one.last]) or _moves(one, tokens, taken):
            place += 1
            continue
        found.append(one)
        place = one.last
    return found


def _said_beside(found: Sequence[StatusWord], tokens: Sequence[Token], place: int, plans: Sequence[Plan]) -> bool:
    """ "On track 🟢": the word counts, and the picture beside it is one."""
    return bool(found and found[-1].last == place) or status_at(tokens, place + 1, plans) is not None


def _named(tokens: Sequence[Token], place: int, plans: Sequence[Plan]) -> bool:
    """ "Bowling greens", where the plan speaks of them: a noun of its own and no status."""
    key = tokens[place].key
    if key not in LEXICON.words("many_of_a_colour"):
        return False
    before = tokens[place - 1].key if place else ""
    if any((before, key) in index_of(plan).pairs for plan in plans):
        return True
    after = next((at for at in range(place + 1, len(tokens)) if tokens[at].key not in LEXICON.words("small")), place)
    told = any(status_at(tokens, at, plans) for at in range(place + 1, after + 1))
    return told and any(key in index_of(plan).vocabulary for plan in plans)


def _moves(word: StatusWord, tokens: Sequence[Token], taken: Sequence[bool]) -> bool:
    """ "Slipped to July", "two weeks late" move a date, "100% within 28 days" measures; they give no status."""
    if word.words == "100%" and word.last < len(tokens) and tokens[word.last].key in LEXICON.words("measures_all"):
        return True
    if word.usual is None and word.first and tokens[word.first - 1].key in LEXICON.words("lengths"):
        return True
    late = word.words in LEXICON.words("kin_of_late") or word.words in LEXICON.statuses
    if word.usual is not None or not late or word.last >= len(tokens):
        return False
    if word.last + 1 < len(tokens) and tokens[word.last + 1].key in LEXICON.words("lengths"):  # "slipped 6 weeks"
        return tokens[word.last].key.isdigit() or tokens[word.last].key in LEXICON.numbers
    return tokens[word.last].key in LEXICON.words("moves_by") or taken[word.last]


def status_at(tokens: Sequence[Token], place: int, plans: Sequence[Plan]) -> StatusWord | None:
    """The status word that begins at a place, if one does."""
    if place >= len(tokens):
        return None
    if _ticked(tokens, place):
        return StatusWord(place, place + 1, "done", Status.COMPLETE, {})
    if (named := _by_letter(tokens, place, plans)) is not None:
        tokens = (*tokens[:place], named, *tokens[place + 1 :])
    if (one := _as_one(tokens[place])) is not None:
        tokens = (*tokens[:place], one, *tokens[place + 1 :])
    last, usual = _longest(tokens, place, _usual_phrases())
    own: dict[int, Status] = {}
    for plan in plans:
        end, status = _longest(tokens, place, _own_phrases(plan.scheme))
        if end > last:
            last, usual, own = end, None, {}
        if status is not None and (end == last or (end > place and _only_how(tokens[end:last]))):
            own[plan.id] = status
    if last == place:
        return None
    if usual is None and " ".join(token.key for token in tokens[place:last]) in LEXICON.words("kin_of_late"):
        own |= {plan.id: kin for plan in plans if plan.id not in own and (kin := _kin_of_late(plan.scheme))}
    return StatusWord(place, last, " ".join(token.key for token in tokens[place:last]), usual, own)


def _only_how(rest: Sequence[Token]) -> bool:
    """ "Progressing nicely", where Progressing is the plan's own word: how it is so makes it no other status."""
    return bool(rest) and all(token.key.endswith("ly") or token.key in LEXICON.words("only_how") for token in rest)


def verb_status(parts: Mapping[str, str | None], plans: Sequence[Plan]) -> tuple[StatusWord, ...]:
    """What a verb and its small word order ("close … out"): the label or everyday word made of them ("closed out"); of
    "close it" alone both that it is done with and that it ends undone."""
    verb, part = parts.get("verb") or parts.get("verb2") or "", parts.get("part") or parts.get("part2")
    if verb == "tick":
        return (StatusWord(0, 0, "done", Status.COMPLETE, {}),)
    past = LEXICON.past.get(verb) or (f"{verb}d" if verb.endswith("e") else f"{verb}ed")
    said = f"{past} {part}" if part else past
    tokens = tokens_of(said)
    word = status_at(tokens, 0, plans)
    whole = word is not None and word.last == len(tokens)
    if word is not None and whole and (word.plans or word.usual is not Status.CLOSED or verb != "close"):
        return (word,)
    if verb == "close":
        return tuple(StatusWord(0, 0, "close", one, {}) for one in (Status.COMPLETE, Status.CLOSED))
    return ()


def _ticked(tokens: Sequence[Token], place: int) -> bool:
    """ "8 ✅": a tick right behind a number, at the end; elsewhere it is praise, or the end of a story."""
    last = 0 < place == len(tokens) - 1
    return last and tokens[place].key in LEXICON.words("ticks") and any(one.isdigit() for one in tokens[place - 1].key)


def _as_one(token: Token) -> Token | None:
    """ "Reds", "ambers": the red ones."""
    colour = token.key[:-1] if token.key in LEXICON.words("many_of_a_colour") else None
    return replace(token, key=colour) if colour else None


def _by_letter(tokens: Sequence[Token], place: int, plans: Sequence[Plan]) -> Token | None:
    """ "5 G", "rec 6: A", with nothing behind it: the letter as the colour's name; not where 5a is an action."""
    token = tokens[place]
    name = LEXICON.letters.get(token.key)
    if name is None or not (token.capital or token.key != "a") or not _ends(tokens, place + 1):
        return None
    number = place - 2 if place and tokens[place - 1].key in LEXICON.words("before_letters") else place - 1
    if number < 0 or not any(one.isdigit() for one in tokens[number].key[:3]):
        return None
    if any(ref_key(f"{tokens[number].key}{token.key}") in plan.by_ref for plan in plans):
        return None
    return replace(token, key=name)


def _ends(tokens: Sequence[Token], place: int) -> bool:
    return place >= len(tokens) or tokens[place].key in LEXICON.words("after_letters")


def _kin_of_late(scheme: Scheme) -> Status | None:
    """What "slipped" means where the plan has a word of its own for being late ("Delayed")."""
    kin = LEXICON.words("kin_of_late")
    late = [status for label, status in scheme.labels if " ".join(_keys(label)) in kin]
    return late[0] if len(set(late)) == 1 else None


def _longest(tokens: Sequence[Token], place: int, phrases: Phrases) -> tuple[int, Status | None]:
    for words, status in phrases.get(tokens[place].key, ()):
        end = _match(tokens, place, words)
        if end is not None:
            return end, status
    return place, None


def _match(tokens: Sequence[Token], place: int, words: tuple[str, ...]) -> int | None:
    """Where a phrase ends that begins here; a hyphen inside it is no difference ("on-track")."""
    for word in words:
        if place < len(tokens) and tokens[place].key == "-" != word and tokens[place].start == tokens[place - 1].end:
            place += 1
        if place >= len(tokens) or tokens[place].key != word:
            return None
        place += 1
    return place
