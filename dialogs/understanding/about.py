"""The action that a stretch of words is read for: pairs of words in which a status is none, and words that name it."""

from dataclasses import dataclass

from dialogs.understanding.context import Context
from dialogs.understanding.index import index_of
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.matching import held_by
from dialogs.understanding.subjects import Target


@dataclass(frozen=True, slots=True)
class About:
    """`targets` are the actions that may be meant."""

    context: Context
    targets: tuple[Target, ...] = ()

    def compound(self, *pairs: tuple[str, str]) -> bool:
        """Whether a plan has two of the words side by side ("Green Book"); a target for something is no such name."""
        held = [index_of(plan).pairs for plan in self.context.plans]
        names = [pair for pair in pairs if pair[1] not in LEXICON.words("stop")]
        return any(pair in one for one in held for pair in names)

    def named_by(self, word: str) -> bool:
        """Whether one of the actions, or its recommendation, holds a word."""
        for plan_id, action in self.targets:
            plan = self.context.plan(plan_id)
            if plan is not None and action in held_by(word, index_of(plan)).every:
                return True
        return False
