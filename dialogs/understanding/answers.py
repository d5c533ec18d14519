"""The answer to the open question: a number, "the second one", a name, a status, a date, yes or no. The question's own
message is read again with what the answer settles, so that the completed intent is one reading, not a patchwork."""

from dataclasses import replace

from dialogs.understanding.agreeing import agreed, complete, confirmed, dated, pointing
from dialogs.understanding.clauses import clauses_of
from dialogs.understanding.context import Context
from dialogs.understanding.dates import said_alone
from dialogs.understanding.interpretation import TAKER, TAKES, Asks, Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.one_date import asks_one, one_date, with_date, without_date
from dialogs.understanding.plan_names import titled
from dialogs.understanding.segments import Segment
from dialogs.understanding.sentence import Sentence, read_sentence
from dialogs.understanding.statuses import status_at
from dialogs.understanding.stretches import read_segment
from dialogs.understanding.subjects import Settled, Target, action_at, own_actions
from dialogs.understanding.tokens import tokens_of
from dialogs.understanding.topics import about
from dialogs.understanding.updates import lay_over
from dialogs.understanding.yes_no import declines

WORSE = (
    "complete",
    "green",
    "in_progress",
    "amber",
    "red",
)  # from the best to the worst, where "the worse one" is said


def answer(text: str, context: Context) -> Interpretation | None:
    """The completed intent; None where the message changes the subject."""
    if context.question is None:
        return None
    pending = context.question.pending
    sentence = read_sentence(text, replace(context, card=()))
    words = _plain_words(sentence)
    if (meant := one_date(words, pending, context)) is not None:
        return meant
    if pending.disowned and LEXICON.has("knows_not", words):
        return pending.model_copy(update={"asks": None, "candidates": []})
    if TAKES in pending.args and LEXICON.has("nobody_takes", words):
        return pending.model_copy(update={"people": {**pending.people, TAKER: []}, "asks": None, "candidates": []})
    if _declines(words):
        return Interpretation(text=text, intent=Intent.CANCEL)
    if pending.asks is Asks.CONFIRM:
        return _of_steps(sentence, words, pending, context) or confirmed(sentence, words, pending, context)
    if LEXICON.has("relayed_name", sentence.tagged):  # somebody's words begin: no answer to what was asked before
        return None
    settled = _settled(sentence, words, pending, context)
    if settled is not None:
        return _plainly(complete(pending, settled, context), settled, context)
    if pending.asks is Asks.WHICH_STATUS and sentence.dates() and _only(sentence, "DATE"):
        return dated(pending, sentence, context)
    return _with_more(sentence, pending, context)


def _declines(words: str) -> bool:
    return words in LEXICON.words("cancel") | LEXICON.words("no") or LEXICON.has("held_back", words) or declines(words)


def _plainly(meant: Interpretation, settled: Settled, context: Context) -> Interpretation:
    """Without the words that said no more than the date that has been settled ("moved to July or August")."""
    for one in meant.changes if settled.date_words else ():
        if one.note and LEXICON.has("only_dates", read_sentence(one.note, context).tagged):
            one.model_fields_set.discard("note")
            one.note = None
            one.model_fields_set.discard("note")
    return meant


def _with_more(sentence: Sentence, pending: Interpretation, context: Context) -> Interpretation | None:
    """ "2.2, half the surveyors missed it", "neither, Rashid": the answer in one clause, and more words around it."""
    if pending.asks is Asks.WHICH_STATUS and (meant := _status_and_more(sentence, pending, context)):
        return meant
    if pending.asks is Asks.WHICH_ACTION and (meant := _all_and_more(sentence, pending, context)):
        return meant
    clauses = list(clauses_of(sentence))
    if len(clauses) < 2 or sentence.tagged.endswith("?"):
        return None
    if LEXICON.has("none_of_these", clauses[0].tagged):
        return _settling(_after(sentence, clauses[0]), pending, context)
    rest = _after(sentence, clauses[0])
    if pending.intent is not Intent.UPDATE or rest.refs() or not _offered(clauses[0], pending, context):
        return None
    meant = _settling(clauses[0], pending, context)
    return lay_over(meant, rest, context) if meant is not None and meant.asks is None else None


def _all_and_more(sentence: Sentence, pending: Interpretation, context: Context) -> Interpretation | None:
    """ "Both no change", "all three, we lost the funding": all that was offered, and what is said of it."""
    found = LEXICON.search("all_answer", sentence.tagged)
    if found is None or sentence.refs() or sentence.tagged.endswith("?") or pending.intent is not Intent.UPDATE:
        return None
    said = found.groupdict().get("count")
    if len(pending.targets) < 2 or (said and LEXICON.numbers.get(said) != len(pending.targets)):
        return None
    meant = complete(pending, Settled(targets=tuple(pending.targets)), context)
    rest = sentence.part(sentence.line.span(found)[1], len(sentence.units))
    return lay_over(meant, rest, context) if meant.asks is None and rest.units else None


def _status_and_more(sentence: Sentence, pending: Interpretation, context: Context) -> Interpretation | None:
    """ "Amber until we get the data": the status with its reason in one clause."""
    said, note = read_segment(Segment((), sentence.part(0, 0), sentence), context)
    plan = context.plan(pending.targets[0][0]) if pending.targets else None
    if sentence.refs() or len(said.statuses) != 1 or said.doubted or sentence.tagged.endswith("?"):
        return None
    status = said.statuses[0].in_plan(plan)
    if status is None or said.dates or LEXICON.has("none_of_these", next(clauses_of(sentence)).tagged):
        return None
    meant = complete(pending, Settled(targets=tuple(pending.targets), status=status.value), context)
    for one in meant.changes if note else ():
        one.note = f"{one.note}; {note}" if one.note else note
    return meant


def _settling(part: Sentence, pending: Interpretation, context: Context) -> Interpretation | None:
    settled = _settled(part, " ".join(unit.tag for unit in part.units), pending, context)
    return None if settled is None else complete(pending, settled, context)


def _after(sentence: Sentence, clause: Sentence) -> Sentence:
    """What stands behind a clause."""
    end = next(place for place, unit in enumerate(sentence.units) if unit is clause.units[-1]) + 1
    return sentence.part(min(end + 1, len(sentence.units)), len(sentence.units))


def _offered(part: Sentence, pending: Interpretation, context: Context) -> bool:
    """Whether the numbers of an answer are among those that were offered."""
    refs = {_ref(one, context) for one in pending.targets}
    return all(ref.said in refs for ref in part.refs())


def _plain_words(sentence: Sentence) -> str:
    """The words without marks and politeness."""
    keys = [token.key for token in sentence.tokens if token.key not in (".", "!", ",")]
    return " ".join([key for key in keys if key not in LEXICON.words("please")] or keys)


def chosen(pending: Interpretation, place: int, context: Context) -> Interpretation | None:
    """The answer by its place among the candidates, counted from 1."""
    if pending.asks is Asks.CONFIRM and 2 <= place <= len(pending.steps) + 1:
        return complete(pending, Settled(targets=tuple(pending.targets), step=pending.steps[place - 2]), context)
    if pending.asks is Asks.CONFIRM:
        return agreed(pending, context)
    if asks_one(pending):
        return with_date(pending, context) if place == 1 else without_date(pending)
    if not 1 <= place <= _offers(pending, context):
        return None
    settled = _at_place(pending, place - 1, context)
    return None if settled is None else complete(pending, settled, context)


def _at_place(pending: Interpretation, place: int, context: Context) -> Settled | None:
    targets = tuple(pending.targets)
    if pending.asks is Asks.WHICH_ACTION and place < len(targets):
        return Settled(targets=(targets[place],))
    if pending.asks is Asks.WHICH_PERSON and place < len(targets):
        return Settled(people=(targets[place][1],))
    if pending.asks is Asks.WHICH_DATE and place < len(dates := _dates_asked(pending, context)):
        return Settled(targets=targets, date_words=dates[place])
    if place >= len(pending.candidates):
        return None
    said = pending.candidates[place]
    if pending.asks is Asks.WHICH_PLAN:
        return Settled(plan=next((plan.id for plan in context.plans if plan.code == said), None))
    if pending.asks is Asks.WHICH_STATUS:
        word = status_at(tokens_of(said), 0, context.plans)
        plan = context.plan(targets[0][0]) if targets else None
        status = plan.scheme.status_of(said) if plan else None
        status = status or (word.in_plan(plan) if word else None)
        return Settled(targets=targets, status=status.value) if status else None
    return None


def _dates_asked(pending: Interpretation, context: Context) -> list[str]:
    """What was offered of days, else the dates between which the message did not decide, in its words."""
    if pending.candidates:
        return list(pending.candidates)
    said = read_sentence(pending.text, replace(context, card=())).dates()
    return [one.ahead.text for one in said] if len(said) > 1 else []


def _offers(pending: Interpretation, context: Context) -> int:
    """How many things an answer may choose from."""
    if pending.asks is Asks.WHICH_DATE:
        return len(_dates_asked(pending, context))
    return max(len(pending.candidates), len(pending.targets))


# --- all of it, or this step ----------------------------------------------------------------------------------------


def _of_steps(sentence: Sentence, words: str, pending: Interpretation, context: Context) -> Interpretation | None:
    """ "All of it", "only step 2", "just this part": how much of an action is complete."""
    if pending.intent is not Intent.UPDATE or len(pending.targets) != 1:
        return None
    if LEXICON.has("all_of_it", words):
        return agreed(pending, context)
    targets = tuple(pending.targets)
    if LEXICON.has("several_steps", words):
        return _steps(sorted({int(one) for one in words.split() if one.isdigit()}), pending, context)
    found = LEXICON.search("only_step", words) if pending.steps else None
    if found is not None:
        said = found.group("place")
        step = int(said) if said.isdigit() else LEXICON.ordinals[said]
        step = step if step > 0 else pending.steps[-1]
        return complete(pending, Settled(targets=targets, step=step), context) if step in pending.steps else None
    if LEXICON.has("only_part", words):
        only = pending.steps[0] if len(pending.steps) == 1 else None
        return complete(pending, Settled(targets=targets, step=only, partly=only is None), context)
    return None


def _steps(said: list[int], pending: Interpretation, context: Context) -> Interpretation | None:
    """ "1 and 2": each of these steps by itself; None where one of them is not open."""
    if not set(said) <= set(pending.steps):
        return None
    read = [complete(pending, Settled(targets=tuple(pending.targets), step=step), context) for step in said]
    return read[0].model_copy(update={"changes": [change for one in read for change in one.changes]})


# --- which one -----------------------------------------------------------------------------------------------------


def _settled(sentence: Sentence, words: str, pending: Interpretation, context: Context) -> Settled | None:
    if pending.asks is Asks.WHICH_ACTION and (few := _few(words, pending)):
        return Settled(targets=few)
    if (place := _place(words, pending, context)) is not None:
        return _at_place(pending, place, context)
    if pending.asks is Asks.WHICH_ACTION:
        return _which_action(sentence, words, pending, context)
    if pending.asks is Asks.WHICH_PLAN:
        named = sentence.plans() or _by_year(sentence, context)
        if len(named) == 1 and _only(sentence, "PLAN"):
            return Settled(plan=named[0])
        named = _by_title(sentence, context)
        if len(named) != 1 and (topic := _by_words(sentence, tuple(pending.targets), context)):
            named = [topic.targets[0][0]]
        return Settled(plan=named[0]) if len(named) == 1 else None
    if pending.asks is Asks.WHICH_PERSON:
        return _which_person(sentence, pending, context)
    if pending.asks is Asks.WHICH_STATUS and len(sentence.statuses()) == 1 and _only(sentence, "STATUS"):
        target = pending.targets[0] if pending.targets else None
        status = sentence.statuses()[0].in_plan(context.plan(target[0]) if target else None)
        return Settled(targets=tuple(pending.targets), status=status.value) if status else None
    if pending.asks is Asks.WHICH_DATE and sentence.dates() and _only(sentence, "DATE"):
        return Settled(targets=tuple(pending.targets), date_words=sentence.dates()[0].ahead.text)
    if pending.asks is Asks.WHICH_DATE and said_alone(words, context.today):
        return Settled(targets=tuple(pending.targets), date_words=words)
    return None


def _few(words: str, pending: Interpretation) -> tuple[Target, ...]:
    """ "The first two": several of what was offered."""
    found = LEXICON.search("few_answer", words)
    count = LEXICON.numbers[found.group("amount")] if found else 0
    if found is None or count > len(pending.targets):
        return ()
    ahead = LEXICON.ordinals[found.group("place")] > 0
    return tuple(pending.targets[:count] if ahead else pending.targets[-count:])


def _place(words: str, pending: Interpretation, context: Context) -> int | None:
    """ "The second one", "2", "the later one": the place among what was offered. A number that is itself offered is
    that one."""
    count = _offers(pending, context)
    if (degree := _degree(words, pending, context)) is not None:
        return degree
    bare = words.removeprefix("option ").removeprefix("number ").removeprefix("# ").strip("() .")
    if bare.isdigit() and bare not in pending.candidates and 1 <= int(bare) <= count:
        return int(bare) - 1
    found = LEXICON.search("ordinal_answer", words)
    if found is None:
        return None
    place = LEXICON.ordinals[found.group("place")]
    place = place - 1 if place > 0 else count - 1
    return place if 0 <= place < count else None


def _degree(words: str, pending: Interpretation, context: Context) -> int | None:
    """ "The later one", "the worse of the two": the place of the last or first of the days or statuses offered."""
    found = LEXICON.search("degree_answer", words)
    order = _ranks(pending, context) if found else []
    if found is None or len(order) < 2:
        return None
    most = LEXICON.has("most_answer", found.group("degree"))
    return order.index(max(order) if most else min(order))


def _ranks(pending: Interpretation, context: Context) -> list[float]:
    """What was offered in the order of days, or from the best status to the worst."""
    if pending.asks is Asks.WHICH_DATE:
        found = [said_alone(one, context.today) for one in _dates_asked(pending, context)]
        return [float(one.end.toordinal()) for one in found if one]
    if pending.asks is Asks.WHICH_STATUS:
        settled = [_at_place(pending, place, context) for place in range(len(pending.candidates))]
        return [float(WORSE.index(one.status)) if one and one.status in WORSE else -1.0 for one in settled]
    return []


def _only(sentence: Sentence, tag: str) -> bool:
    """Nothing but the answer and small words."""
    return all(
        unit.tag == tag or (unit.item is None and (_small(unit.tag) or not unit.tag[:1].isalnum()))
        for unit in sentence.units
    )


def _small(tag: str) -> bool:
    return tag in LEXICON.words("answer_words") or tag in LEXICON.words("surely")


def _which_action(sentence: Sentence, words: str, pending: Interpretation, context: Context) -> Settled | None:
    targets = tuple(pending.targets)
    if targets and (words in LEXICON.words("all_of_them") or LEXICON.has("all_answer_only", words)):
        return Settled(targets=targets)
    if LEXICON.has("mine_answer", words):
        mine = tuple(one for one in targets if one in own_actions(context))
        return Settled(targets=mine) if mine else None
    sentence = pointing(sentence, targets, context) if LEXICON.has("but_this", sentence.tagged) else sentence
    said = {ref.said for ref in sentence.refs()}
    if said and LEXICON.has("all_but", sentence.tagged):
        kept = tuple(one for one in targets if _ref(one, context) not in said)
        return Settled(targets=kept) if 0 < len(kept) < len(targets) else None
    if said and (_only(sentence, "REF") or _only_ref_and_plan(sentence)):
        plans = sentence.plans()
        fits = tuple(one for one in targets if _ref(one, context) in said and (not plans or one[0] in plans)) or tuple(
            (plan, action)
            for ref in sentence.refs()
            for plan, ids in ref.targets.items()
            for action in ids
            if not plans or plan in plans
        )
        return Settled(targets=fits) if fits else None
    return _by_words(sentence, targets, context)


def _only_ref_and_plan(sentence: Sentence) -> bool:
    return all(unit.tag in ("REF", "PLAN") or _small(unit.tag) for unit in sentence.units)


def _ref(target: Target, context: Context) -> str | None:
    action = action_at(target, context)
    return action.ref if action else None


def _by_words(sentence: Sentence, targets: tuple[Target, ...], context: Context) -> Settled | None:
    """ "The cyber one": a topic that fits one of what was offered."""
    if sentence.statuses() or sentence.dates() or len(sentence.units) > 6:
        return None
    words = [unit.tag for unit in sentence.units if unit.item is None and unit.tag not in LEXICON.words("surely")]
    if LEXICON.has("question_start", sentence.tagged) or sentence.tagged.endswith("?"):
        return None
    found = about(words, context)
    fits = [one for one in (found.targets or found.fits) if one in targets]
    return Settled(targets=tuple(fits)) if len(fits) == 1 else None


def _by_year(sentence: Sentence, context: Context) -> list[int]:
    years = [token.key for token in sentence.tokens if token.key.isdigit() and len(token.key) in (2, 4)]
    return [plan.id for plan in context.plans if any(year in plan.title or year in plan.code for year in years)]


def _by_title(sentence: Sentence, context: Context) -> list[int]:
    """ "The college": nothing but words of one plan's title."""
    small = LEXICON.words("answer_words") | LEXICON.words("stop") | LEXICON.words("one_nouns")
    return titled([token.key for token in sentence.tokens if token.word and token.key not in small], context)


def _which_person(sentence: Sentence, pending: Interpretation, context: Context) -> Settled | None:
    offered = [one for _, one in pending.targets]
    if sentence.people() and LEXICON.has("denied_who", sentence.tagged):
        denied = {one for who in sentence.people() for one in who.ids}
        left = [one for one in offered if one not in denied]
        return Settled(people=(left[0],)) if len(left) == 1 else None
    for who in sentence.people():
        fits = [one for one in who.ids if one in offered] or list(who.ids)
        if len(fits) == 1 and _only(sentence, "WHO"):
            return Settled(people=(fits[0],))
    return _by_post(sentence, offered, context)


def _by_post(sentence: Sentence, offered: list[int], context: Context) -> Settled | None:
    """ "The HR one", "the corporate parenting Kelly": of those that were offered the one whose post has these words."""
    small = LEXICON.words("answer_words") | LEXICON.words("stop") | LEXICON.words("surely") | LEXICON.words("one_nouns")
    names = {key for one in offered for key in context.directory.name(one).casefold().split()}
    words = {token.key for token in sentence.tokens if token.word} - small - names
    posts = {one: {word.key for post in context.directory[one].posts for word in tokens_of(post)} for one in offered}
    fits = [one for one in offered if words and words <= posts[one]]
    if words and not fits:
        spoken = about(sorted(words), context)
        meant = set(spoken.targets or spoken.fits)
        fits = [one for one in offered if not meant.isdisjoint(own_actions(context, (one,), open_only=False))]
    return Settled(people=(fits[0],)) if len(fits) == 1 else None
