""" "And the red ones?", "just Ian's", "next page": the last question, asked again with other words."""

from dialogs.understanding.context import Context
from dialogs.understanding.filters import Wanted, read_filter
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.questions import meaning
from dialogs.understanding.sections import with_sections
from dialogs.understanding.sentence import Sentence

SCOPE = ("owner", "plan", "section", "team", "sponsor", "text")


def read_follow_up(sentence: Sentence, context: Context) -> Interpretation | None:
    """ "And the red ones?", "just Ian's", "next page": the last question, changed by these words."""
    focus = context.focus
    if focus is None:
        return None
    if found := LEXICON.search("next_page", sentence.tagged):
        page = int(found.group("page")) if found.groupdict().get("page") else focus.page + 1
        return _paged(sentence, context, page)
    if LEXICON.has("previous_page", sentence.tagged):
        return _paged(sentence, context, max(1, focus.page - 1))
    and_too, only = LEXICON.has("follow_and", sentence.tagged), LEXICON.has("follow_only", sentence.tagged)
    if focus.intent not in ("list", "summary") or not (and_too or only) or sentence.refs():
        return None
    wanted = read_filter(with_sections(sentence, context), context)
    if not wanted.filter and not wanted.asks:
        return None
    return _inherited(sentence, context, wanted, narrower=only and not and_too)


def _inherited(sentence: Sentence, context: Context, wanted: Wanted, narrower: bool) -> Interpretation:
    """ "Just …" narrows what was asked; "and …" keeps whose and where, and asks for something else of it."""
    focus = context.focus
    before = dict(focus.filter) if focus else {}
    whose = any(key in wanted.filter for key in SCOPE)
    conditions = [key for key in wanted.filter if key not in SCOPE and key != "count"]
    if not narrower and conditions:
        before = {key: value for key, value in before.items() if key in SCOPE}
    people = {key: ids for key, ids in (focus.people if focus else {}).items() if key in before}
    if whose or narrower or conditions or wanted.filter:
        before |= wanted.filter
    wanted.filter = {key: value for key, value in before.items() if key != "count" or "count" in wanted.filter}
    wanted.people = people | wanted.people
    return meaning(sentence, Intent.LIST, wanted)


def _paged(sentence: Sentence, context: Context, page: int) -> Interpretation:
    focus = context.focus
    return Interpretation(
        text=sentence.text,
        intent=Intent.LIST,
        filter=dict(focus.filter) if focus else {},
        people=dict(focus.people) if focus else {},
        args={"page": page},
    )
