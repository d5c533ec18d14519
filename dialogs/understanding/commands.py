"""What else can be asked for by a sentence: a schedule, help, who somebody is, chasing, leave, a return …"""

import re
from collections.abc import Callable
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.dates import When
from dialogs.understanding.filters import read_filter
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Settled, names_of, resolve

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?([ap]m)?")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Reader = Callable[[Sentence, Context, Settled], Interpretation | None]


def read_command(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """The first command that the words give."""
    for reader in (_help, _schedule, _people, _rights, _explain, *_SIMPLE):
        meant = reader(sentence, context, settled)
        if meant is not None:
            return meant
    return None


def _meaning(sentence: Sentence, intent: Intent, **parts: Any) -> Interpretation:
    return Interpretation(text=sentence.text, intent=intent, **parts)


def _help(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    return _meaning(sentence, Intent.HELP) if LEXICON.has("help", sentence.tagged) else None


# --- schedules -----------------------------------------------------------------------------------------------------


def _schedule(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    tagged = sentence.tagged
    if LEXICON.has("unschedule", tagged):
        number = next((LEXICON.ordinals[unit.tag] for unit in sentence.units if unit.tag in LEXICON.ordinals), None)
        return _meaning(sentence, Intent.UNSCHEDULE, args={"what": "summary"} | ({"number": number} if number else {}))
    if LEXICON.has("schedule_list", tagged):
        return _meaning(sentence, Intent.SCHEDULE, args={"list": True})
    if not LEXICON.has("schedule", tagged):
        return None
    args: dict[str, Any] = {"what": "summary"}
    if rule := _rule(sentence):
        args["rule"] = rule
    if found := LEXICON.search("channel", tagged):
        args["where"] = "".join(found.group("where").split())
    codes = [plan.code for plan in context.plans if plan.id in sentence.plans()]
    return _meaning(sentence, Intent.SCHEDULE, args=args, filter={"plan": codes[0]} if len(codes) == 1 else {})


def _rule(sentence: Sentence) -> dict[str, Any] | None:
    """Weekday (0 is Monday), hour and minute; nine o'clock where no time is said."""
    days = [day for token in sentence.tokens if (day := token.key[:3]) in _WEEKDAYS and token.word]
    if not days:
        return None
    hour, minute = _time(sentence)
    rule: dict[str, Any] = {"weekday": _WEEKDAYS.index(days[0]), "hour": hour, "minute": minute}
    if LEXICON.has("fortnightly", sentence.tagged):
        rule["every_weeks"] = 2
    if LEXICON.has("working_days", sentence.tagged):
        rule["working_days_only"] = True
    return rule


def _time(sentence: Sentence) -> tuple[int, int]:
    keys = [token.key for token in sentence.tokens]
    for place, key in enumerate(keys):
        match = _CLOCK.fullmatch(key)
        told = match and (match.group(2) or match.group(3) or (place and keys[place - 1] == "at"))
        if match and told:
            hour, half = int(match.group(1)), match.group(3)
            hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
            return hour, int(match.group(2) or 0)
    return (12, 0) if {"noon", "midday"} & set(keys) else (9, 0)


# --- people and rights ---------------------------------------------------------------------------------------------


def _people(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    tagged = sentence.tagged
    if found := LEXICON.search("people_be", tagged):
        return _be(sentence, context, found)
    if LEXICON.has("people_me", tagged) and context.speaker is not None:
        name = context.speaker.name
        return _meaning(sentence, Intent.PEOPLE, args={"who": name}, people={"who": [context.speaker.id]})
    if LEXICON.has("people_list", tagged):
        return _meaning(sentence, Intent.PEOPLE, args={"list": True})
    if found := LEXICON.search("people_alias", tagged):
        return _alias(sentence, context, found)
    if (found := LEXICON.search("people_who", tagged)) and found.group("who") == "WHO":
        return _who(sentence, context)
    if found and found.group("who").split()[-1] not in LEXICON.words("stop") and not sentence.refs():
        first, last = sentence.line.span(found, "who")
        said = sentence.words(first, last)
        if said.isupper() or said.istitle():
            return _meaning(sentence, Intent.PEOPLE, args={"who": said})
    if found := LEXICON.search("people_on", tagged):
        return _on(sentence, context, settled, found)
    return None


def _be(sentence: Sentence, context: Context, found: re.Match[str]) -> Interpretation:
    who = sentence.people()
    if not who:
        begin, end = sentence.line.span(found, "name")
        return _meaning(sentence, Intent.PEOPLE, args={"i_am": sentence.words(begin, end)})
    if len(who[0].ids) > 1:
        return _which_person(sentence, context, who[0].ids)
    name = context.directory.name(who[0].ids[0])
    return _meaning(sentence, Intent.PEOPLE, args={"i_am": name}, people={"i_am": list(who[0].ids)})


def _which_person(sentence: Sentence, context: Context, ids: tuple[int, ...]) -> Interpretation:
    names = context.directory.names(ids)
    targets = [(0, one) for one in ids]
    return _meaning(sentence, Intent.PEOPLE, asks=Asks.WHICH_PERSON, candidates=names, targets=targets)


def _who(sentence: Sentence, context: Context) -> Interpretation:
    who = sentence.people()[0]
    names = context.directory.names(who.ids)
    args = {"who": names[0] if len(names) == 1 else who.words}
    return _meaning(sentence, Intent.PEOPLE, args=args, people={"who": list(who.ids)})


def _alias(sentence: Sentence, context: Context, found: re.Match[str]) -> Interpretation | None:
    """ "WJ is Wendy Jones": from now on these initials are this person."""
    first, last = sentence.line.span(found, "person")
    alias = sentence.words(*sentence.line.span(found, "alias"))
    named = sentence.part(first, last).people()
    if not named and not alias.isupper():
        return None
    if named and not (alias.isupper() or sentence.people()[0] is not named[0]):
        return None
    ids = list(named[0].ids) if named else []
    if len(ids) > 1:
        return _which_person(sentence, context, tuple(ids))
    name = context.directory.name(ids[0]) if ids else sentence.words(first, last)
    return _meaning(sentence, Intent.PEOPLE, args={"alias": alias, "name": name}, people={"name": ids} if ids else {})


def _on(sentence: Sentence, context: Context, settled: Settled, found: re.Match[str]) -> Interpretation | None:
    """ "Who is on 2", "whos responsible for the housing strategy"."""
    refs = sentence.refs()
    if refs:
        asked = resolve(refs[0], context, next(iter(sentence.plans()), None), settled)
        fits = list(asked.targets or asked.fits)
        several_plans = asked.asks is Asks.WHICH_PLAN
        return _meaning(
            sentence,
            Intent.PEOPLE,
            filter={"action": refs[0].said},
            targets=fits,
            asks=asked.asks if several_plans or not fits else None,
            candidates=names_of(asked, context) if several_plans else [],
        )
    from dialogs.understanding.topics import about

    words = (found.groupdict().get("what") or "").split()
    named = about(words, context) if words and "REF" not in words else None
    if named is None or not (named.targets or named.fits):
        return None
    actions = [context.plan(plan).actions[one].ref for plan, one in (named.targets or named.fits)]  # type: ignore[union-attr]
    return _meaning(
        sentence,
        Intent.PEOPLE,
        filter={"action": actions[0] if len(actions) == 1 else actions},
        targets=list(named.targets or named.fits),
    )


def _rights(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    if not LEXICON.has("rights", sentence.tagged):
        return None
    args: dict[str, Any] = {}
    people = sentence.people()
    if people:
        args["who"] = context.directory.name(people[0].ids[0])
    if found := LEXICON.search("rights_role", sentence.tagged):
        args["role"] = found.group("role").split()[-1]
    wanted = {"action": sentence.refs()[0].said} if sentence.refs() else {}
    ids = {"who": list(people[0].ids)} if people else {}
    return _meaning(sentence, Intent.RIGHTS, args=args, filter=wanted, people=ids)


def _explain(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    if not LEXICON.has("explain", sentence.tagged):
        return None
    args: dict[str, Any] = {}
    if words := sentence.statuses():
        begin, end = words[0].first, words[0].last
        args["word"] = sentence.text[sentence.tokens[begin].start : sentence.tokens[end - 1].end]
        meant = next(iter(words[0].plans.values()), words[0].usual)
        if meant is not None:
            args["status"] = meant.value
    return _meaning(sentence, Intent.EXPLAIN, args=args)


# --- those whose dialogs come later: recognised, with their main slots ----------------------------------------------


def _items(sentence: Sentence, context: Context, settled: Settled) -> dict[str, Any]:
    """Filter and people of a command, from its numbers and names."""
    wanted = read_filter(sentence, context)
    refs = [ref.said for ref in sentence.refs()]
    if refs:
        wanted.filter["action"] = refs[0] if len(refs) == 1 else refs
    for key in ("text", "due_after", "due_before", "team"):
        wanted.filter.pop(key, None)
    plan = settled.plan or next(iter(sentence.plans()), None)
    targets = [one for ref in sentence.refs() for one in resolve(ref, context, plan, settled).targets]
    asks = {"asks": wanted.asks, "candidates": wanted.candidates, "targets": wanted.targets} if wanted.asks else {}
    return {"filter": wanted.filter, "people": wanted.people, "targets": targets, **asks}


def _until(sentence: Sentence) -> dict[str, Any]:
    dates = sentence.dates()
    return {"until": dates[-1].end} if dates else {}


def _chase(sentence: Sentence, context: Context) -> dict[str, Any]:
    found = LEXICON.search("chase_except", sentence.tagged)
    if found is None:
        return {}
    begin = sentence.line.span(found)[1]
    return {"except": sentence.words(begin).strip(" .!?")}


def _remind(sentence: Sentence, context: Context) -> dict[str, Any]:
    dates = sentence.dates()
    return {"date": dates[0].start} if dates else {}


def _away(sentence: Sentence, context: Context) -> dict[str, Any]:
    args: dict[str, Any] = {}
    for place, unit in enumerate(sentence.units):
        if not isinstance(unit.item, When):
            continue
        before = sentence.units[place - 1].tag if place else ""
        if before == "from" and "from" not in args:
            args["from"] = unit.item.start
        else:
            args["until"] = unit.item.end
    cover = sentence.people()
    if cover and len(cover[-1].ids) == 1:
        args["delegate"] = context.directory.name(cover[-1].ids[0])
    return args


def _return(sentence: Sentence, context: Context) -> dict[str, Any]:
    args: dict[str, Any] = {}
    act = next((unit.tag for unit in sentence.units if unit.tag in LEXICON.words("return_acts")), None)
    if act:
        args["do"] = act
    for place, unit in enumerate(sentence.units):
        before = {one.tag for one in sentence.units[max(place - 2, 0) : place]}
        if isinstance(unit.item, When):
            key = "deadline" if before & {"by", "deadline", "due"} else "as_at" if before & {"at", "of"} else "return"
            past = unit.item.back.end if key == "as_at" else None
            args.setdefault(key, unit.item.ahead.text if key == "return" else past or unit.item.end)
    return args


def _decide(sentence: Sentence, context: Context) -> dict[str, Any]:
    if LEXICON.has("decide_reopen", sentence.tagged):
        return {"verdict": "reopen"}
    negative = LEXICON.has("decide_no", sentence.tagged)
    about_date = LEXICON.has("decide_date", sentence.tagged)
    return {"verdict": ("refuse" if negative else "grant") if about_date else ("reject" if negative else "accept")}


def _add(sentence: Sentence, context: Context) -> dict[str, Any]:
    args: dict[str, Any] = {}
    if ":" in sentence.text:
        args["text"] = sentence.text.split(":", 1)[1].strip()
    if sentence.refs():
        args["under"] = sentence.refs()[0].said
    return args


def _nothing(sentence: Sentence, context: Context) -> dict[str, Any]:
    return {}


def _simple(name: str, intent: Intent, args: Callable[[Sentence, Context], dict[str, Any]]) -> Reader:
    def read(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
        if not LEXICON.has(name, sentence.tagged):
            return None
        items = _items(sentence, context, settled)
        if intent is Intent.DECIDE:
            items["filter"].pop("status", None)
        return _meaning(sentence, intent, args=args(sentence, context), **items)

    return read


def _without_filter(name: str, intent: Intent, args: Callable[[Sentence, Context], dict[str, Any]]) -> Reader:
    def read(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
        return _meaning(sentence, intent, args=args(sentence, context)) if LEXICON.has(name, sentence.tagged) else None

    return read


_SIMPLE: tuple[Reader, ...] = (
    _simple("decide", Intent.DECIDE, _decide),
    _without_filter("away", Intent.AWAY, _away),
    _without_filter("snooze", Intent.SNOOZE, lambda sentence, context: _until(sentence)),
    _without_filter("remind", Intent.REMIND, _remind),
    _simple("chase", Intent.CHASE, _chase),
    _without_filter("returns", Intent.RETURN, _return),
    _without_filter("imports", Intent.IMPORT, _nothing),
    _without_filter("add", Intent.ADD, _add),
    _simple("edit", Intent.EDIT, _nothing),
)
