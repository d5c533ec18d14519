"""What came of one fault: a row of the table."""

import statistics
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.faults.scene import Scene

HEAD = (
    "| fault | database | tries | acknowledged and lost | half-written | recorded twice | said wrongly "
    "| seconds until it answers again: median, worst |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
)
NOT = ("Your message did not get through", "Something went wrong on my side")


@dataclass
class Figures:
    """`wrong` are replies that say of a message that it was recorded, or that it was not, and the other is true."""

    fault: str
    database: str
    tries: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def judge(self, scene: Scene, number: int, *, done: bool) -> None:
        """A message after a fault; `done`: it was said until it was recorded, so that it has to be there once."""
        kept, said = scene.kept(number), scene.acknowledged(number)
        told = f"{number}: {kept}, {said}"
        if not kept.whole:
            (self.twice if kept.notes > 1 else self.half).append(told)
        if any(not one.startswith(NOT) and "cannot tell" not in one for one in said) and kept.notes == 0:
            self.lost.append(told)
        if done and kept.notes == 0:
            self.lost.append(told)

    def judge_words(self, scene: Scene, number: int) -> None:
        """Right after a fault, before the message is said again."""
        kept, said = scene.kept(number), scene.acknowledged(number)
        if kept.notes and any(one.startswith(NOT) for one in said):
            self.wrong.append(f"{number}: {kept}, {said}")

    def finish(self, scene: Scene) -> "Figures":
        self.half += scene.findings()
        return self

    @property
    def clean(self) -> bool:
        return not (self.lost or self.half or self.twice or self.wrong)

    def row(self) -> str:
        seconds = f"{statistics.median(self.seconds):.1f}, {max(self.seconds):.1f}" if self.seconds else ""
        counts = " | ".join(str(len(one)) for one in (self.lost, self.half, self.twice, self.wrong))
        return f"| {self.fault} | {self.database} | {self.tries} | {counts} | {seconds} |"

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}
