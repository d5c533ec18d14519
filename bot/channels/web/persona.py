"""Whom the page offers to be."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody of the plan. `id` is the chat identity that the page speaks as: `Sender("web", id)`.

    With `examples` (things to type) the page shows a card of its own; without, the person is in the small list.
    """

    id: str
    name: str
    role: str  # in words: "Owner of four actions", "Manager", "Performance officer"
    examples: tuple[str, ...] = ()

    def dump(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "role": self.role, "examples": list(self.examples)}
