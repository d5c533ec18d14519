""" "And the red ones?", "just Ian's", "whats he got", "next page": the last question, asked again with other words."""

from typing import Any

from dialogs.understanding.clauses import clauses_of
from dialogs.understanding.context import Context
from dialogs.understanding.dates import amount_of
from dialogs.understanding.filters import Wanted, read_filter
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.items import Ref
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.questions import asks_something, meaning, slipped
from dialogs.understanding.sections import with_sections
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import action_at
from dialogs.understanding.time_again import neighbour
from dialogs.understanding.topics import grown

SCOPE = ("owner", "plan", "section", "team", "sponsor", "text")
LAID_OUT = ("count", "format", "as_at")  # how and as at when the answer is given: no condition of it
OF_A_SUMMARY = frozenset(("format", "section", "plan", "as_at", "since"))
LISTS = ("list", "summary")
LONGEST_TEXT = 8  # words; in a longer message what is left over is chatter, not what a list is to be about


def read_follow_up(sentence: Sentence, context: Context) -> Interpretation | None:
    """A question that leans on the last one; None where it does not, or where nothing was asked before."""
    focus = context.focus
    if focus is None or context.card:
        return None
    if focus.intent in LISTS and not _tells_before(sentence):
        of_those = False
        for clause in clauses_of(sentence):
            if found := _narrowed(sentence, clause, context, of_those):
                return found
            of_those = of_those or LEXICON.has("of_those", clause.tagged)
    return _of_the_person(sentence, context)


def _tells_before(sentence: Sentence) -> bool:
    """News and a question in one message are no follow-up."""
    clauses = list(clauses_of(sentence))
    return any(one.refs() or one.statuses() for one in clauses[:-1]) and not sentence.tagged.endswith("?")


# --- pages ---------------------------------------------------------------------------------------------------------


def read_page(sentence: Sentence, context: Context) -> Interpretation | None:
    """Another page of the list that was shown."""
    focus = context.focus
    if focus is not None and focus.intent == "help" and focus.page and LEXICON.has("next_page", sentence.tagged):
        return meaning(sentence, Intent.HELP, Wanted(), {"page": focus.page + 1})
    if (plan := context.plan(context.filling or 0)) is not None and LEXICON.has("next_page", sentence.tagged):
        return meaning(sentence, Intent.RETURN, Wanted(filter={"plan": plan.code}), {"do": "mine", "more": True})
    if focus is None or focus.intent not in LISTS:
        return None
    if (beside := neighbour(sentence, context)) is not None:
        return _again(sentence, context, beside, {})
    if found := LEXICON.search("numbered_page", sentence.tagged):
        said = next(value for value in found.groups() if value)
        page = int(said) if said.isdigit() else LEXICON.ordinals.get(said) or amount_of(said)
    elif LEXICON.has("first_page", sentence.tagged):
        page = 1
    elif LEXICON.has("next_page", sentence.tagged):
        page = focus.page + 1
    elif LEXICON.has("previous_page", sentence.tagged):
        page = max(1, focus.page - 1)
    else:
        return None
    return _again(sentence, context, dict(focus.filter), {"page": page})


def _again(sentence: Sentence, context: Context, wanted: dict[str, Any], args: dict[str, Any]) -> Interpretation:
    people = dict(context.focus.people) if context.focus else {}
    return meaning(sentence, Intent.LIST, Wanted(filter=wanted, people=people), {**args, **_args_before(context)})


def _args_before(context: Context) -> dict[str, Any]:
    """How often the dates of the last list had to have moved, and whose it left out."""
    focus = context.focus
    given = {"moves": focus.moves, "except": list(focus.spared)} if focus else {}
    return {key: value for key, value in given.items() if value}


# --- the same with other words -------------------------------------------------------------------------------------


def _narrowed(sentence: Sentence, clause: Sentence, context: Context, of_those: bool) -> Interpretation | None:
    """ "Just …" and "of those …" narrow what was asked; "and …" keeps whose and where, and asks for something else.
    `of_those`: the clause before was nothing but that."""
    focus = context.focus
    tagged = clause.tagged + (" ?" if sentence.tagged.endswith("?") else "")
    sure = of_those or LEXICON.has("narrows", tagged) or LEXICON.has("as_file", tagged)
    scoped = focus is not None and any(key in focus.filter for key in SCOPE)
    asked_on = "owner" in focus.filter and LEXICON.has("follow_any", tagged) if focus else False
    and_too = LEXICON.has("follow_and", tagged) or (scoped and LEXICON.has("there_too", tagged)) or asked_on
    narrower = (
        sure or LEXICON.has("only", tagged) or _whose(clause) or (not and_too and LEXICON.has("ones_that", tagged))
    )
    if focus is None:
        return None
    if clause.people() and LEXICON.has("denied_who", tagged):
        return _without(sentence, clause, context)
    if "count" in focus.filter and LEXICON.has("counted_shown", tagged):
        return _again(sentence, context, {key: value for key, value in focus.filter.items() if key != "count"}, {})
    if LEXICON.has("count_shown", tagged):
        return _again(sentence, context, {**focus.filter, "count": True}, {})
    if "status" in focus.filter and LEXICON.has("follow_too", tagged):
        return _beside(sentence, clause, context)
    if not (narrower or and_too):
        return None
    if clause.refs():
        return _numbers(sentence, clause, context) if narrower else None
    headed = with_sections(clause, context)
    wanted = read_filter(headed, context)
    _as_then(clause, wanted, context)
    args = _moves(clause, wanted)
    if "section" in wanted.filter:
        wanted.filter.pop("text", None)
    elif "text" not in wanted.filter and (text := _about(clause, context)):
        wanted.filter["text"] = text
    if not (wanted.filter or wanted.asks or args) or not (sure or tagged.endswith("?") or _covered(headed, wanted)):
        return None
    return _inherited(sentence, context, wanted, narrower, args)


def _beside(sentence: Sentence, clause: Sentence, context: Context) -> Interpretation | None:
    """ "Ambers too": the statuses of the last list, and these as well."""
    before = dict(context.focus.filter) if context.focus else {}
    more = read_filter(clause, context).filter.get("status", [])
    return _again(sentence, context, {**before, "status": list(dict.fromkeys([*before["status"], *more]))}, {})


def _as_then(clause: Sentence, wanted: Wanted, context: Context) -> None:
    """ "And last quarter?": as it stood at the end of a time behind us, unless days to be done by were asked about."""
    focus, dates = context.focus, clause.dates()
    if focus is None or len(dates) != 1 or {"due_after", "due_before"} - wanted.filter.keys():
        return
    summed = focus.intent == "summary"
    back, passed = dates[0].back.end, dates[0].end < context.today
    due = any(key in focus.filter for key in ("due_after", "due_before")) or LEXICON.has("due_word", clause.tagged)
    if not due and back is not None and back < context.today and (passed or summed):
        for key in ("due_after", "due_before"):
            wanted.filter.pop(key)
        wanted.filter["as_at"] = back


def _without(sentence: Sentence, clause: Sentence, context: Context) -> Interpretation | None:
    """ "Leave out Bev's": of the list that was shown those that are not hers."""
    focus = context.focus
    denied = {one for who in clause.people() for one in who.ids}
    shown = [(one, action_at(one, context)) for one in (focus.actions if focus else ())]
    left = [action.ref for _, action in shown if action and not denied.intersection(action.owners)]
    return _again(sentence, context, {**focus.filter, "action": left}, {}) if focus and left else None


def _whose(clause: Sentence) -> bool:
    """ "Ian's": nothing but whose they are to be."""
    people = clause.people()
    return len(people) == 1 and people[0].possessive and LEXICON.has("whose_only", clause.tagged)


def _moves(clause: Sentence, wanted: Wanted) -> dict[str, Any]:
    """ "Have any of them moved more than once", "which of those slipped"."""
    if LEXICON.has("moved_often", clause.tagged):
        wanted.filter.pop("updated_since", None)
        wanted.filter.pop("text", None)
        return {"moves": 2}
    moved = slipped(clause) or LEXICON.has("has_moved", clause.tagged)
    return {"moves": 1} if moved and "status" not in wanted.filter else {}


def _numbers(sentence: Sentence, clause: Sentence, context: Context) -> Interpretation | None:
    """ "Just rec 2": of the list those of a number; with news of that number it is no question."""
    small = all(
        isinstance(unit.item, Ref) or unit.tag in LEXICON.words("follow_words") or not unit.tag[:1].isalnum()
        for unit in clause.units
    )
    if not small or context.focus is None:
        return None
    said = [ref.said for ref in clause.refs()]
    return _again(sentence, context, {**context.focus.filter, "action": said[0] if len(said) == 1 else said}, {})


def _about(clause: Sentence, context: Context) -> str | None:
    """ "The damp ones": words of the plan that none of ours accounts for."""
    units = clause.units
    for place, unit in enumerate(units if len(units) <= LONGEST_TEXT else ()):
        if unit.item is not None or unit.tag in LEXICON.words("no_topic") or unit.tag in LEXICON.words("follow_words"):
            continue
        run = grown(units, place, context, None)
        last = run.last - run.noun
        named = last < len(units) and units[last].tag in LEXICON.words("many_nouns")
        if run.fits and (named or (unit.tag not in LEXICON.vocabulary and not clause.statuses())):
            return clause.words(place, last).casefold()
    return None


def _covered(clause: Sentence, wanted: Wanted) -> bool:
    """Whether the words are those of a list and no news: nothing is left that means something else."""
    about = set(str(wanted.filter.get("text", "")).split()) | set(str(wanted.filter.get("team", "")).casefold().split())
    known = ("list_words", "follow_words", "stop", "not_text", "no_words")
    return all(
        unit.item is not None
        or not unit.tag[:1].isalnum()
        or unit.tag in about
        or any(unit.tag in LEXICON.words(name) for name in known)
        for unit in clause.units
    )


def _inherited(
    sentence: Sentence, context: Context, wanted: Wanted, narrower: bool, args: dict[str, Any]
) -> Interpretation:
    focus = context.focus
    before = dict(focus.filter) if focus else {}
    conditions = [key for key in wanted.filter if key not in (*SCOPE, *LAID_OUT)]
    if not narrower and (conditions or args):
        before = {key: value for key, value in before.items() if key in SCOPE}
    people = {key: ids for key, ids in (focus.people if focus else {}).items() if key in before}
    summed = focus is not None and focus.intent == "summary" and OF_A_SUMMARY.issuperset(wanted.filter)
    intent = Intent.SUMMARY if summed and not args else Intent.LIST
    if narrower:
        args = {**_args_before(context), **args}
    before |= wanted.filter
    wanted.filter = {key: value for key, value in before.items() if key != "count" or "count" in wanted.filter}
    wanted.people = people | wanted.people
    return meaning(sentence, intent, wanted, args)


# --- whose the talk was --------------------------------------------------------------------------------------------


def _of_the_person(sentence: Sentence, context: Context) -> Interpretation | None:
    """ "Whats he got overdue": the person of the last list, or the lead of the action last shown."""
    if not LEXICON.has("person_pronoun", sentence.tagged) or sentence.people() or sentence.refs():
        return None
    wanted = read_filter(with_sections(sentence, context), context)
    if LEXICON.has("history", sentence.tagged) and "not_updated_since" not in wanted.filter:
        return None
    if not wanted.filter and not LEXICON.has("person_has", sentence.tagged):
        return None
    if not asks_something(sentence) and not (wanted.filter and _covered(sentence, wanted)):
        return None
    owner, ids = _person(context)
    if owner is None:
        return None
    args = _moves(sentence, wanted)
    wanted.filter = {"owner": owner} | {key: value for key, value in wanted.filter.items() if key != "owner"}
    wanted.people["owner"] = ids
    return meaning(sentence, Intent.LIST, wanted, args)


def _person(context: Context) -> tuple[Any, list[int]]:
    focus = context.focus
    if focus is None:
        return None, []
    if "owner" in focus.filter:
        return focus.filter["owner"], list(focus.people.get("owner", ()))
    action = action_at(focus.actions[0], context) if len(focus.actions) == 1 else None
    if action is None or not action.owners:
        return None, []
    return context.directory.name(action.owners[0]), [action.owners[0]]
