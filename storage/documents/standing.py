"""A plan → the document that it came from, as the plan stands now. Pure; `storage.documents.export` writes it."""

from collections.abc import Callable, Iterator, Sequence

from storage.documents.document import DatedText, PlanDocument, ReadAction, ReadRecommendation, ReadStep
from storage.documents.owner_cells import Cell, cells_of
from storage.people import Directory
from storage.plan import Action, Plan, Recommendation, Step
from storage.status import Status

Says = Callable[[Cell, Sequence[int]], str]  # an owner's cell as it is to be printed


def document_of(plan: Plan, directory: Directory) -> PlanDocument:
    """The document with the plan's own columns, order and words. Updates are those of its dated columns."""
    cell = cells_of(plan, directory)
    return PlanDocument(
        title=plan.title,
        columns=[column.heading for column in plan.columns],
        recommendations=[_recommendation(plan, one, directory, cell) for one in plan.recommendations.values()],
        layout=plan.columns,
        scheme=plan.scheme.labels,
    )


def _recommendation(plan: Plan, one: Recommendation, directory: Directory, cell: Says) -> ReadRecommendation:
    return ReadRecommendation(
        ref=one.ref,
        section=one.section,
        text=one.text,
        response=one.response,
        owners=directory.names(one.sponsors),
        owner_cell=cell(Cell(one.sponsor_cell, one.named), one.sponsors),
        actions=[_action(plan, plan.actions[action], directory, cell) for action in one.actions],
        see=list(one.see),
        cells=dict(one.cells),
    )


def _action(plan: Plan, one: Action, directory: Directory, cell: Says) -> ReadAction:
    return ReadAction(
        ref=one.ref,
        text=one.text,
        owners=directory.names(one.owners),
        owner_cell=cell(Cell(one.owner_cell, one.named), one.owners),
        measure=one.measure,
        timescale=one.timescale,
        steps=[_step(step) for step in one.steps],
        status=one.status,
        status_text=one.status_text or _label(plan, one),
        updates=sorted(_updates(plan, one), key=lambda update: _place(plan, update)),
        cells=dict(one.cells),
    )


def _step(one: Step) -> ReadStep:
    return ReadStep(text=one.text, timescale=one.timescale, status=Status.COMPLETE if one.done else None)


def _label(plan: Plan, one: Action) -> str | None:
    """The plan's word for a status that was said here; none where only a colour said it, and the plan has no word."""
    spoken = any("status" in update.changed and update.speaker is not None for update in one.updates)
    return plan.scheme.label(one.status) if spoken and one.status else None


def _place(plan: Plan, update: DatedText) -> int:
    """Where an update's column stands in the document."""
    return next(place for place, one in enumerate(plan.columns) if one.role == "update" and one.as_at == update.as_at)


def _updates(plan: Plan, one: Action) -> Iterator[DatedText]:
    """The notes that stand in the document's columns: of a dated one those of its day, else the document's own."""
    dates = {column.as_at for column in plan.columns if column.role == "update"}
    for update in one.updates:
        if update.note is None or update.internal:
            continue
        if update.effective in dates:
            yield DatedText(as_at=update.effective, text=update.note)
        elif None in dates and update.speaker is None:
            yield DatedText(as_at=None, text=update.note)
