"""What a question asks for, as the published filter: whose, which status, due when, said since when, about what."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.dates import When
from dialogs.understanding.interpretation import Asks
from dialogs.understanding.items import StatusWord, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence
from storage.status import Status


@dataclass(slots=True)
class Wanted:
    """A filter in the making; `people` are the ids behind its names."""

    filter: dict[str, Any] = field(default_factory=dict)
    people: dict[str, list[int]] = field(default_factory=dict)
    asks: Asks | None = None
    candidates: list[str] = field(default_factory=list)
    targets: list[tuple[int, int]] = field(default_factory=list)
    why: list[tuple[str, str]] = field(default_factory=list)


def read_filter(sentence: Sentence, context: Context) -> Wanted:
    """Every key of the filter that the words of a question give."""
    wanted = Wanted()
    _owners(sentence, context, wanted)
    _flags(sentence, wanted)
    _statuses(sentence, context, wanted)
    _dates(sentence, context, wanted)
    _silence(sentence, context, wanted)
    _plan(sentence, context, wanted)
    _words(sentence, context, wanted)
    return wanted


# --- people --------------------------------------------------------------------------------------------------------


def _owners(sentence: Sentence, context: Context, wanted: Wanted) -> None:
    key = "sponsor" if LEXICON.has("sponsor", sentence.tagged) else "owner"
    ids: list[int] = []
    for who in (_on_the_actions(one, sentence, context) for one in sentence.people()):
        if len(who.ids) > 1 and not _same_party(who, context):
            _ask_person(who, context, wanted)
        ids += [one for one in who.ids if one not in ids]
    if not ids and context.speaker is not None and speaks_of_own(sentence):
        ids = [context.speaker.id]
    if ids and wanted.asks is None:
        names = context.directory.names(ids)
        wanted.filter[key] = names[0] if len(names) == 1 else names
        wanted.people[key] = ids
        wanted.why.append((", ".join(who.words for who in sentence.people()) or "my", ", ".join(names)))


def _on_the_actions(who: Who, sentence: Sentence, context: Context) -> Who:
    """Of several people of one name the one who owns the action that is named with them."""
    named = [(plan, one) for ref in sentence.refs() for plan, ids in ref.targets.items() for one in ids]
    plans = {plan.id: plan for plan in context.plans}
    owners = {owner for plan, one in named for owner in plans[plan].actions[one].owners}
    fits = tuple(one for one in who.ids if one in owners)
    return replace(who, ids=fits) if len(who.ids) > 1 and len(fits) == 1 else who


def speaks_of_own(sentence: Sentence) -> bool:
    """ "My", "mine", "me" in the sense of whose actions; not "show me"."""
    left = sentence.tagged
    for match in LEXICON.every("not_mine", left):
        left = left.replace(match.group(), " " * len(match.group()))
    return LEXICON.has("mine", left)


def _same_party(who: Who, context: Context) -> bool:
    """One person and the label or post that is theirs."""
    first = who.ids[0]
    return all(other in context.directory.stands_for(first) for other in who.ids[1:])


def _ask_person(who: Who, context: Context, wanted: Wanted) -> None:
    if wanted.asks is None:
        wanted.asks = Asks.WHICH_PERSON
        wanted.candidates = context.directory.names(who.ids)
        wanted.targets = [(0, one) for one in who.ids]


# --- what they are like --------------------------------------------------------------------------------------------


def _flags(sentence: Sentence, wanted: Wanted) -> None:
    tagged = sentence.tagged
    for name in ("no_due", "no_owner", "count"):
        if LEXICON.has(name, tagged):
            wanted.filter[name] = True
    late = any(word.words in LEXICON.words("late_words") for word in sentence.statuses())
    if LEXICON.has("overdue", tagged) or late:
        wanted.filter["overdue"] = True


def _statuses(sentence: Sentence, context: Context, wanted: Wanted) -> None:
    found: list[str] = []
    for word in sentence.statuses():
        if _denied(sentence, word) or (word.usual is None and word.words in LEXICON.words("late_words")):
            continue
        for status in _meanings(word, context):
            if status.value not in found:
                found.append(status.value)
    if found:
        wanted.filter["status"] = found
        wanted.why.append((", ".join(word.words for word in sentence.statuses()), ", ".join(found)))


def _denied(sentence: Sentence, word: StatusWord) -> bool:
    """ "Not complete", "incomplete": open ones, which is what a list shows anyway."""
    at = next(place for place, unit in enumerate(sentence.units) if unit.item is word)
    before = {unit.tag for unit in sentence.units[max(at - 3, 0) : at]}
    return not before.isdisjoint(LEXICON.words("denials"))


def _meanings(word: StatusWord, context: Context) -> list[Status]:
    if word.plans:
        return list(dict.fromkeys(word.plans.values()))
    return [word.usual] if word.usual is not None else []


# --- when ----------------------------------------------------------------------------------------------------------


def _dates(sentence: Sentence, context: Context, wanted: Wanted) -> None:
    for place, unit in enumerate(sentence.units):
        if isinstance(unit.item, When):
            _date(sentence, place, unit.item, context, wanted)


def _date(sentence: Sentence, place: int, when: When, context: Context, wanted: Wanted) -> None:
    before = " ".join(unit.tag for unit in sentence.units[:place]) + " "
    if LEXICON.has("as_at", before):
        wanted.filter["as_at"] = when.back.end if when.back.end and when.end > context.today else when.end
    elif _about_silence(sentence):
        return
    elif LEXICON.has("since", before) and not LEXICON.has("due_word", sentence.tagged):
        wanted.filter["since"] = when.back.start
    elif LEXICON.has("strictly_before", before) and when.start != when.end:
        wanted.filter["due_before"] = when.start - timedelta(days=1)
    elif LEXICON.has("before", before):
        wanted.filter["due_before"] = when.end
    elif LEXICON.has("after", before):
        wanted.filter["due_after"] = when.end + timedelta(days=1) if " after " in f" {before[-12:]}" else when.start
    elif "due_after" in wanted.filter and "due_before" not in wanted.filter:
        wanted.filter["due_before"] = when.end
    elif LEXICON.has("between", before):
        wanted.filter["due_after"] = when.start
        if not when.day:
            wanted.filter["due_before"] = when.end
    else:
        wanted.filter["due_after"], wanted.filter["due_before"] = when.start, when.end


def _about_silence(sentence: Sentence) -> bool:
    return LEXICON.has("stale", sentence.tagged) or (
        LEXICON.has("updated", sentence.tagged) and not LEXICON.has("due_word", sentence.tagged)
    )


def _silence(sentence: Sentence, context: Context, wanted: Wanted) -> None:
    """Who has said nothing, or something, and since when."""
    tagged, dates = sentence.tagged, sentence.dates()
    if LEXICON.has("stale", tagged):
        since = _since(dates, context)
        if since is None:
            wanted.filter["stale"] = True
        else:
            wanted.filter["not_updated_since"] = since
    elif _about_silence(sentence) and dates and "as_at" not in wanted.filter:
        wanted.filter["updated_since"] = _since(dates, context)


def _since(dates: list[When], context: Context) -> Any:
    if not dates:
        return None
    return dates[0].back.start


# --- where and about what ------------------------------------------------------------------------------------------


def _plan(sentence: Sentence, context: Context, wanted: Wanted) -> None:
    codes = [plan.code for plan in context.plans if plan.id in sentence.plans()]
    if codes:
        wanted.filter["plan"] = codes[0] if len(codes) == 1 else codes


def _words(sentence: Sentence, context: Context, wanted: Wanted) -> None:
    if section := _section(sentence, context):
        wanted.filter["section"] = section
    elif team := _team(sentence):
        wanted.filter["team"] = team
    elif text := _text(sentence):
        wanted.filter["text"] = text


def _section(sentence: Sentence, context: Context) -> str | None:
    """A section of the plan by its own heading."""
    if not LEXICON.has("section_word", sentence.tagged):
        return None
    held = {one.section for plan in context.plans for one in plan.recommendations.values() if one.section}
    named = [section for section in held if section.casefold() in sentence.text.casefold()]
    return max(named, key=len, default=None)


def _team(sentence: Sentence) -> str | None:
    found = LEXICON.search("team_word", sentence.tagged)
    if found is None:
        return None
    words = [word for word in found.group("team").split() if word not in LEXICON.words("stop")]
    return " ".join(words) or None


def _text(sentence: Sentence) -> str | None:
    """What the words of the question are about, once everything that means something else is taken away."""
    if found := LEXICON.search("quoted", sentence.text):
        return found.group("text")
    about = [sentence.line.span(match)[1] for match in LEXICON.every("text_about", sentence.tagged)]
    for begin in about:
        words: list[str] = []
        for unit in sentence.units[begin:]:
            plain = unit.item is None and unit.tag[:1].isalpha()
            if not plain or (unit.tag in LEXICON.words("ends_text") and words):
                break
            if unit.tag not in LEXICON.words("stop") and unit.tag not in LEXICON.words("not_text"):
                words.append(sentence.text[unit.start : unit.end].casefold())
        if words:
            return " ".join(words)
    return None
