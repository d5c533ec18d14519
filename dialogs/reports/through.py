"""What makes a report: our own Word documents, or those of a council's own template where one is in use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from dialogs.reports import PAPERS, as_pdf
from dialogs.reports.model import Report
from dialogs.reports.wish import Paper
from storage.handed import TemplateEvent, standing_template

THROUGH: Paper = "cover"  # the paper that a template takes the place of


class TemplatesKept(Protocol):
    """What is read of templates."""

    async def templates(self) -> Sequence[TemplateEvent]: ...

    async def template(self, id_: str) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Template:
    """A template that is in use, by its file's name."""

    name: str
    content: bytes


async def in_use(kept: TemplatesKept, plan: int, paper: Paper) -> Template | None:
    """The template through which a paper of a plan is made; None where that is ours."""
    if paper != THROUGH:
        return None
    event = standing_template(await kept.templates(), plan)
    content = await kept.template(event.id) if event else None
    return Template(event.name or "", content) if event and content is not None else None


def renderer(paper: Paper, format_: str, template: Template | None) -> Callable[[Report], bytes]:
    """What makes the file. Raises `BadTemplate` where the template cannot be filled in."""
    if template is None:
        return PAPERS[paper][format_]
    through = filling(template.content)
    return as_pdf(through) if format_ == "pdf" else through


def filling(template: bytes) -> Callable[[Report], bytes]:
    """A report as a template lays it out, in Word."""

    def made(one: Report) -> bytes:
        from dialogs.reports.template import filled  # Word's library is imported when a report is made

        return filled(one, template)

    return made
