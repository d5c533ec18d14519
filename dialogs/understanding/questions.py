"""Questions: one action (`show`), its past (`history`), several (`list`), or the whole (`summary`)."""

from dataclasses import replace
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.filters import Wanted, read_filter
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.understanding.items import Ref, StatusWord
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Settled, names_of, ref_of, resolve
from dialogs.understanding.topics import about
from storage.plan import Plan
from storage.status import Status

MARKS = frozenset(",.?!-:/&()'\"“”\n")


def asks_something(sentence: Sentence) -> bool:
    """Whether a message is a question or a request to see something, rather than news."""
    tagged = sentence.tagged
    if LEXICON.has("statement_start", tagged) or LEXICON.has("hypothetical", tagged):
        return False
    return tagged.endswith("?") or LEXICON.has("question_start", tagged)


def only_asks(sentence: Sentence) -> bool:
    """Whether a message can be no news: it begins as a question and names no action."""
    return LEXICON.has("only_asks", sentence.tagged) and not sentence.refs()


def read_question(sentence: Sentence, pointing: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """The question that a message asks; None where it asks none that is understood. `pointing` is the same sentence
    with the actions that it points at."""
    wanted = read_filter(sentence, context)
    _settle(wanted, settled, context)
    if LEXICON.has("compared", sentence.tagged) and not sentence.refs():
        return _compared(sentence, context, wanted)
    if LEXICON.has("where_with", pointing.tagged):
        return show(pointing, context, settled, wanted)
    if LEXICON.has("two_counts", sentence.tagged) and not sentence.refs():
        return _counted(sentence, wanted)
    if _sums_up(sentence, pointing):
        return _summary(sentence, wanted)
    of_one = LEXICON.has("has_it", pointing.tagged) and pointing.refs()
    if LEXICON.has("moved_often", sentence.tagged) and not sentence.refs() and not of_one:
        return _moved(sentence, wanted, 2)
    counted = "count" in wanted.filter and not LEXICON.has("how_often", sentence.tagged)
    past = LEXICON.has("history", sentence.tagged) or LEXICON.has("reason_of", pointing.tagged)
    if past and not _of_silence(wanted) and not counted:
        return _history(pointing, context, wanted, settled)
    one = pointing if _points(sentence, pointing) or not _asks_several(sentence, wanted) else sentence
    moved = any(LEXICON.has(name, sentence.tagged) for name in ("moved_once", "let_slip")) or (
        slipped(sentence) and "status" not in wanted.filter
    )
    if moved and not sentence.refs():
        return _moved(sentence, wanted, 1)
    if sentence.refs() and _within(sentence, wanted, context):
        return _under(sentence, wanted)
    if one.refs():
        return show(one, context, settled, wanted)
    if found := _topic(sentence, context, wanted, settled):
        return found
    if not wanted.filter and not wanted.asks and _of_unknown(sentence):
        return meaning(sentence, Intent.SHOW, Wanted(asks=Asks.WHICH_ACTION))
    if wanted.filter or wanted.asks or any(LEXICON.has(name, sentence.tagged) for name in ("list_noun", "open_status")):
        return meaning(sentence, Intent.LIST, wanted)
    return None


def _counted(sentence: Sentence, wanted: Wanted) -> Interpretation:
    """Two figures at once are those of the summary; as one list they would have to fit the same actions."""
    wanted.filter = {key: value for key, value in wanted.filter.items() if key not in ("status", "overdue", "count")}
    return meaning(sentence, Intent.SUMMARY, wanted)


def _sums_up(sentence: Sentence, pointing: Sentence) -> bool:
    """Whether all is to be summed up. "Show the dashboard" is none where an action is called so."""
    decided = LEXICON.has("decisions_of", sentence.tagged)
    if pointing.refs() and not sentence.refs() and not LEXICON.has("summary", pointing.tagged):
        return decided
    decided = decided or (not pointing.refs() and LEXICON.has("decisions", sentence.tagged))
    return decided or any(LEXICON.has(name, sentence.tagged) for name in ("summary", "preview"))


def _of_unknown(sentence: Sentence) -> bool:
    """ "When does the pay thing finish": one action, by words that no action has."""
    found = LEXICON.search("named_thing", sentence.tagged) if LEXICON.has("show_verb", sentence.tagged) else None
    common = LEXICON.words("stop") | LEXICON.words("not_text")
    return found is not None and any(word not in common for word in found["what"].split())


def _moved(sentence: Sentence, wanted: Wanted, times: int) -> Interpretation:
    """ "What's had its date changed since June": those whose date has moved, since the time that is said."""
    wanted.filter.pop("text", None)
    if since := wanted.filter.pop("updated_since", None):
        wanted.filter["since"] = since
    return meaning(sentence, Intent.LIST, wanted, {"moves": times})


def _of_silence(wanted: Wanted) -> bool:
    """ "What has nobody said anything on since June": what is silent, and no record of what was said."""
    return any(key in wanted.filter for key in ("stale", "not_updated_since"))


def _within(sentence: Sentence, wanted: Wanted, context: Context) -> bool:
    """ "How many are there under rec 4", "which of 3 are red": actions of one recommendation, not all that it is."""
    several = any(len(ids) > 1 for ref in sentence.refs() for ids in ref.targets.values())
    return several and (LEXICON.has("within_ref", sentence.tagged) or "count" in wanted.filter)


def _under(sentence: Sentence, wanted: Wanted) -> Interpretation:
    said = [ref.said for ref in sentence.refs()]
    wanted.filter.pop("text", None)
    wanted.filter["action"] = said[0] if len(said) == 1 else said
    return meaning(sentence, Intent.LIST, wanted)


def _asks_several(sentence: Sentence, wanted: Wanted) -> bool:
    """ "Anything about housing", "what's overdue on transport": a list by words, not one action by what it is about."""
    keys = ("overdue", "due_after", "due_before", "no_due", "no_owner", "stale", "not_updated_since", "updated_since")
    told = wanted.party or any(key in wanted.filter for key in keys)
    return told or LEXICON.has("several", sentence.tagged)


def _points(sentence: Sentence, pointing: Sentence) -> bool:
    """ "Who set it to amber", "is the first one overdue": one action, whatever else is asked of it."""
    one = any(len(ref.fits) == 1 for ref in pointing.refs())
    return one and any(LEXICON.has(name, sentence.tagged) for name in ("pronoun_one", "place_in_list"))


def slipped(sentence: Sentence) -> bool:
    """ "Which ones slipped": where the plan has no word for it, those whose date has moved."""
    return any(word.usual is None and LEXICON.has("slipped_word", word.words) for word in sentence.statuses())


def bare(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """Nothing but a number: show it."""
    refs = sentence.refs()
    other = [unit for unit in sentence.units if unit.item is None and unit.tag not in LEXICON.words("around_refs")]
    if not refs or other or sentence.statuses() or sentence.dates() or sentence.people():
        return None
    return show(sentence, context, settled, Wanted())


def plain_list(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """ "My red ones", "delayed actions", "due next week": words that are a list and no news."""
    if LEXICON.has("whole_list", sentence.tagged):
        wanted = read_filter(sentence, context)
        return meaning(sentence, Intent.LIST, wanted)
    if LEXICON.has("list_first", sentence.tagged):
        return list_by_nouns(sentence, context, settled)
    if slipped(sentence) and LEXICON.has("all_moved", sentence.tagged):
        return _moved(sentence, Wanted(), 1)
    wanted = read_filter(sentence, context)
    certain = any(key in wanted.filter for key in ("no_owner", "section", "sponsor", "format", "count"))
    idle = any(key in wanted.filter for key in ("overdue", "stale", "not_updated_since"))
    certain = certain or (idle and not (context.focus and len(context.focus.actions) == 1))
    keys = [sentence.tokens[word.first].key for word in sentence.statuses()]
    plural = any(key in LEXICON.words("many_of_a_colour") for key in keys)
    if certain or plural or wanted.spared or LEXICON.has("all_that", sentence.tagged):
        return list_by_nouns(sentence, context, settled, 0)
    return None


def without_layout(sentence: Sentence) -> Sentence:
    """The sentence without how a list is to be laid out: "in date order", "oldest first", "with their owners". Of "how
    many by owner" it is what is asked."""
    if LEXICON.has("grouped", sentence.tagged) and LEXICON.has("count", sentence.tagged):
        return sentence
    spans = [sentence.line.span(found) for found in LEXICON.every("laid_out", sentence.tagged)]
    told = {place for first, last in spans for place in range(first, last)}
    kept = [place for place in range(len(sentence.units)) if place not in told]
    return sentence.only(kept) if told and kept else sentence


def list_by_nouns(sentence: Sentence, context: Context, settled: Settled, unknown: int = 1) -> Interpretation | None:
    """ "My actions", "red ones", "overdue": a list without a question word, where at most so many words are unknown."""
    wanted = read_filter(sentence, context)
    _settle(wanted, settled, context)
    if LEXICON.has("summary", sentence.tagged) and not sentence.refs():
        return _summary(sentence, wanted)
    left = [unit for place, unit in enumerate(sentence.units) if not (place in wanted.used or small(unit.tag))]
    if LEXICON.has("asserts", sentence.tagged) or sentence.refs():
        return None
    if (wanted.filter or wanted.asks) and len(left) <= unknown:
        return meaning(sentence, Intent.LIST, wanted)
    return None


def small(tag: str) -> bool:
    """A word that a list may have beside what narrows it."""
    return tag in MARKS or tag in LEXICON.words("list_words") or tag in LEXICON.words("stop")


def _settle(wanted: Wanted, settled: Settled, context: Context) -> None:
    if settled.people and wanted.asks is not None:
        names = context.directory.names(settled.people)
        if wanted.spares_asked:
            wanted.spared += names
        else:
            wanted.filter["owner"] = names[0] if len(names) == 1 else names
            wanted.people["owner"] = list(settled.people)
        wanted.asks, wanted.candidates, wanted.targets = None, [], []


def meaning(sentence: Sentence, intent: Intent, wanted: Wanted, args: dict[str, Any] | None = None) -> Interpretation:
    spared = {"except": wanted.spared} if wanted.spared and intent is Intent.LIST else {}
    return Interpretation(
        text=sentence.text,
        intent=intent,
        filter=wanted.filter,
        args={**(args or {}), **spared},
        people=wanted.people,
        asks=wanted.asks,
        candidates=wanted.candidates,
        targets=wanted.targets,
        why=wanted.why,
        by_owner=intent is Intent.LIST and LEXICON.has("grouped", sentence.tagged),
    )


def show_refs(sentence: Sentence, context: Context, settled: Settled) -> Interpretation:
    """The actions that a sentence names or points at."""
    return show(sentence, context, settled, Wanted())


def show(
    sentence: Sentence, context: Context, settled: Settled, wanted: Wanted, intent: Intent = Intent.SHOW
) -> Interpretation:
    """The named actions, whatever else the question says of them."""
    if intent is Intent.SHOW and LEXICON.has("was_then", sentence.tagged):
        _as_then(sentence, context, wanted)
    keep = ("as_at", "plan", "since", "owner") if intent is Intent.HISTORY else ("as_at", "plan")
    wanted.filter = {key: value for key, value in wanted.filter.items() if key in keep}
    wanted.asks, wanted.candidates, wanted.targets = None, [], []
    plan = settled.plan or next(iter(sentence.plans()), None)
    said: list[str] = []
    for ref in sentence.refs():
        found = resolve(ref if ref.pointed else _whole(ref), context, plan, settled)
        several = ref.pointed and ref.whole and len(ref.fits) > 1
        every = found.targets if ref.range_to is not None else ref.fits if several else ()
        said += [ref_of(one, context) for one in every] or [ref.said]
        if found.asks and wanted.asks is None:
            wanted.asks, wanted.candidates, wanted.targets = found.asks, names_of(found, context), list(found.fits)
        elif wanted.asks is None:
            wanted.targets += found.targets
    if not any(ref.pointed and len(ref.fits) > 1 and not ref.whole for ref in sentence.refs()) or settled.targets:
        named = said if not settled.targets else [ref_of(one, context) for one in wanted.targets]
        wanted.filter["action"] = named[0] if len(named) == 1 else named
    return meaning(sentence, intent, wanted, _asked_status(sentence, context, wanted) if intent is Intent.SHOW else {})


def _as_then(sentence: Sentence, context: Context, wanted: Wanted) -> None:
    """ "What was 5 last month": as it stood at the end of that time."""
    back = sentence.dates()[-1].back
    if back.end is not None and back.end <= context.today:
        wanted.filter.setdefault("as_at", back.end)


def _asked_status(sentence: Sentence, context: Context, wanted: Wanted) -> dict[str, Any]:
    """ "Is 5 red?": the status that is asked about, as the action's own plan means it."""
    if not LEXICON.has("yes_no", sentence.tagged):
        return {}
    plan = context.plan(wanted.targets[0][0]) if wanted.targets else None
    meant = {status for word in sentence.statuses() if (status := _meant_in(word, plan)) is not None}
    return {"status": meant.pop().value} if len(meant) == 1 else {}


def _meant_in(word: StatusWord, plan: Plan | None) -> Status | None:
    """ "Is 3 late?" asks for its date, whatever status the plan has for lateness."""
    return None if word.words in LEXICON.words("late_words") else word.in_plan(plan)


def _whole(ref: Ref) -> Ref:
    return replace(ref, whole=True)


def _topic(
    sentence: Sentence, context: Context, wanted: Wanted, settled: Settled, intent: Intent = Intent.SHOW
) -> Interpretation | None:
    """ "Whats happening with the growth strategy": one action by what it is about; several are a list by text."""
    text = wanted.filter.get("text") or _subject(sentence)
    yes_no = intent is Intent.SHOW and LEXICON.has("yes_no_topic", sentence.tagged)
    asks_one = yes_no or LEXICON.has("show_verb", sentence.tagged) or intent is Intent.HISTORY
    several = intent is Intent.SHOW and "text" in wanted.filter and LEXICON.has("several_about", sentence.tagged)
    if several or not text or not asks_one or (_narrowed(wanted, intent) and not yes_no):
        return None
    found = about(str(text).split(), context, settled.plan)
    targets = settled.targets or found.targets
    if targets:
        refs = [action.ref for plan, one in targets if (action := _action(context, plan, one))]
        keys = ("as_at", "plan", "since", *(("owner",) if intent is Intent.HISTORY else ()))
        keep = {key: value for key, value in wanted.filter.items() if key in keys}
        wanted.filter = {"action": refs[0] if len(refs) == 1 else refs, **keep}
        wanted.targets = list(targets)
        return meaning(sentence, intent, wanted, _asked_status(sentence, context, wanted) if yes_no else {})
    if found.fits and LEXICON.has("one_thing", sentence.tagged):
        wanted.asks, wanted.candidates, wanted.targets = found.asks, names_of(found, context), list(found.fits)
        wanted.filter.pop("text", None)
        return meaning(sentence, intent, wanted)
    return None


def _narrowed(wanted: Wanted, intent: Intent) -> bool:
    """Whether a question asks for several by more than what they are about."""
    keys = ("status", "overdue", "count") if intent is Intent.HISTORY else ("owner", "status", "overdue", "count")
    return any(key in wanted.filter for key in keys)


def _narrowed_but_owner(wanted: Wanted) -> bool:
    return any(key in wanted.filter for key in ("status", "overdue", "count", "text"))


def _action(context: Context, plan: int, action: int) -> Any:
    found = context.plan(plan)
    return found.actions.get(action) if found else None


def _subject(sentence: Sentence) -> str | None:
    """The content words of a question."""
    words = [
        unit.tag
        for unit in sentence.units
        if unit.item is None
        and unit.tag[:1].isalpha()
        and unit.tag not in LEXICON.words("stop")
        and unit.tag not in LEXICON.words("not_text")
    ]
    return " ".join(words) or None


def _history(sentence: Sentence, context: Context, wanted: Wanted, settled: Settled) -> Interpretation | None:
    if sentence.dates() and not sentence.refs() and _told_by_somebody(sentence, wanted):
        told = {"owner": wanted.filter["owner"], "updated_since": sentence.dates()[-1].back.start}
        return meaning(sentence, Intent.LIST, Wanted(filter=told, people=wanted.people))
    if wanted.filter.get("updated_since"):
        wanted.filter.setdefault("since", wanted.filter.pop("updated_since"))
    _own_words(sentence, context, wanted)
    if sentence.refs():
        meant = show(sentence, context, settled, wanted, Intent.HISTORY)
        return meant.model_copy(update={"args": _status_of_past(sentence, context, wanted)})
    if found := _topic(sentence, context, wanted, settled, Intent.HISTORY):
        return found.model_copy(update={"args": _status_of_past(sentence, context, wanted)})
    if LEXICON.has("changed_since", sentence.tagged):
        return meaning(sentence, Intent.HISTORY, wanted)
    if "since" in wanted.filter and LEXICON.has("who_has_told", sentence.tagged):
        wanted.filter["updated_since"] = wanted.filter.pop("since")
        return meaning(sentence, Intent.LIST, wanted)
    spoken = context.card or (context.focus.actions if context.focus is not None and not wanted.filter else ())
    if len(spoken) == 1:  # "why amber?", below a card
        wanted.targets, wanted.filter = list(spoken), {"action": ref_of(spoken[0], context)}
    return meaning(sentence, Intent.HISTORY, wanted)


def _told_by_somebody(sentence: Sentence, wanted: Wanted) -> bool:
    """ "What did Priya say this week": what was said by her, whatever it is about."""
    return bool(sentence.people()) and "owner" in wanted.filter and not _narrowed_but_owner(wanted)


def _status_of_past(sentence: Sentence, context: Context, wanted: Wanted) -> dict[str, Any]:
    """ "Who changed 9 to green", "when did it go red": the status that was set."""
    if not LEXICON.has("who_or_when", sentence.tagged):
        return {}
    plan = context.plan(wanted.targets[0][0]) if wanted.targets else next(iter(context.plans), None)
    meant = [status for word in sentence.statuses() if (status := word.in_plan(plan)) is not None]
    return {"status": meant[0].value} if meant else {}


def _own_words(sentence: Sentence, context: Context, wanted: Wanted) -> Wanted:
    """ "What did I say": the speaker's own notes."""
    if LEXICON.has("what_i_said", sentence.tagged) and context.speaker is not None:
        wanted.filter["owner"] = context.speaker.name
        wanted.people["owner"] = [context.speaker.id]
    return wanted


def _compared(sentence: Sentence, context: Context, wanted: Wanted) -> Interpretation:
    """ "Compare now with April": the plan now, and what has changed since the end of April."""
    back = sentence.dates()[-1].back
    then = back.end if back.end and back.end <= context.today else back.start
    kept = {key: value for key, value in wanted.filter.items() if key == "plan"}
    return meaning(sentence, Intent.SUMMARY, Wanted(filter={**kept, "since": then}))


def _summary(sentence: Sentence, wanted: Wanted) -> Interpretation:
    args: dict[str, Any] = {}
    if LEXICON.has("preview", sentence.tagged):  # of the next one, whatever day is named
        return meaning(sentence, Intent.SUMMARY, Wanted(), {"preview": True})
    if found := LEXICON.search("format", sentence.tagged):
        said = next(value for value in found.groups() if value)
        wanted.filter["format"] = LEXICON.formats.get(said, said)
    if "updated_since" in wanted.filter:
        wanted.filter["since"] = wanted.filter.pop("updated_since")
    if LEXICON.has("of_all", sentence.tagged):
        wanted.filter.pop("status", None)
    for key in ("text", "team", "count", *(("owner",) if LEXICON.has("for_a_reader", sentence.tagged) else ())):
        wanted.filter.pop(key, None)
    return meaning(sentence, Intent.SUMMARY, wanted, args)
