"""The action that a stretch of words is read for: pairs of words in which a status is none, and words that name it."""

from dataclasses import dataclass

from dialogs.understanding.context import Context
from dialogs.understanding.index import index_of
from dialogs.understanding.matching import held_by
from dialogs.understanding.subjects import Target


@dataclass(frozen=True, slots=True)
class About:
    """`compounds` are pairs of words as a plan has them ("Green Book"); `targets` the actions that may be meant."""

    context: Context
    compounds: frozenset[tuple[str, str]] = frozenset()
    targets: tuple[Target, ...] = ()

    def named_by(self, word: str) -> bool:
        """Whether one of the actions, or its recommendation, holds a word."""
        for plan_id, action in self.targets:
            plan = self.context.plan(plan_id)
            if plan is not None and action in held_by(word, index_of(plan)).every:
                return True
        return False
