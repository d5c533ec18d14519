"""What our own reports write beside what people said: late, unchanged, internal. Read again it is nobody's news."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from dialogs.words import say
from storage.documents.diff import Difference, News
from storage.plan import Plan

SLOT = "\ufffc"  # stands for what a sentence is filled with


def without_ours(found: Difference, plan: Plan) -> Difference:
    """The difference without the sentences of a report that came back as it was written.

    Left of an update is what somebody said; nothing where that is what the plan's record has of the action already.
    """
    return replace(found, news=tuple(_said(found.news, plan)))


def _said(news: Iterable[News], plan: Plan) -> Iterator[News]:
    for one in news:
        left, action = said_in(one.update.text), plan.actions.get(one.item)
        known = {fold(update.note) for update in action.updates if update.note} if action else set()
        if left and fold(left) not in known:
            yield one if left == one.update.text else replace(one, update=one.update.model_copy(update={"text": left}))


def said_in(text: str) -> str:
    """A cell of the update column without what we put there."""
    left = _shared().sub("", text.strip())
    for pattern in _leading():
        left = pattern.sub("", left).strip()
    return "" if any(pattern.fullmatch(left) for pattern in _whole()) else left


def fold(text: str) -> str:
    return " ".join(text.casefold().split())


@lru_cache(maxsize=1)
def _leading() -> tuple[re.Pattern[str], ...]:
    """Before what was said, in this order: that it is late, that it is internal."""
    late = (_pattern(say(key, date=SLOT)) for key in ("report.overdue_since", "report.past_first"))
    internal = re.escape(say("report.internal_note", note="").strip())
    return (*(re.compile(rf"^{one}") for one in late), re.compile(rf"^{internal}\s*"))


@lru_cache(maxsize=1)
def _shared() -> re.Pattern[str]:
    """ "2.3: Overdue since 31 May 2018. 2.4: …", where several actions share a cell."""
    late = "|".join(_pattern(say(key, date=SLOT)) for key in ("report.overdue_since", "report.past_first"))
    return re.compile(rf"(?:(?<=\s)|^)\S{{1,12}}: (?:{late})(?:\s+|$)")


@lru_cache(maxsize=1)
def _whole() -> tuple[re.Pattern[str], ...]:
    """Instead of what was said: that nothing was."""
    told = (say("report.no_news", date=SLOT), say("return.no_text"), say("return.no_text_mark"))
    return tuple(re.compile(rf"{_pattern(one)}[.]?") for one in told)


def _pattern(sentence: str) -> str:
    return re.escape(sentence).replace(re.escape(SLOT), r"[^.;]{1,40}?")
