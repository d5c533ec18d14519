"""The pictures in a Word document: PNG, as every Word takes it, with the figures as alternative text."""

import io
from typing import Any

from docx.shared import Mm, Twips

from dialogs.reports.model import Report
from dialogs.reports.pictures import Picture, png, rag, returns, timeline
from dialogs.reports.pictures.canvas import EDGES
from dialogs.reports.word_page import room

UNITS = 4.0  # of a picture, to a millimetre: its words have 9 and 8 points
BROAD = 200.0  # millimetres from which two pictures stand side by side
BETWEEN = 4.0
ZOOM = 2.5  # dots a unit: 254 to the inch


def add_pictures(document: Any, one: Report) -> None:
    """RAG now and over the returns, side by side where the page is broad, and below them what is due."""
    if not one.rows:
        return
    wide = room(document) * Twips(1) / Mm(1)
    part = (wide - BETWEEN) / 2 if wide >= BROAD else wide
    line = document.add_paragraph()
    _add(line, rag(one, _units(part)))
    if len(one.history) > 1:
        line = line if wide >= BROAD else document.add_paragraph()
        _add(line, returns(one.history, _units(part)))
    _add(document.add_paragraph(), timeline(one, _units(wide)))


def _units(millimetres: float) -> float:
    return millimetres * UNITS - 2 * EDGES


def _add(paragraph: Any, one: Picture) -> None:
    made = paragraph.add_run().add_picture(io.BytesIO(png(one, ZOOM)), width=Mm((one.width + 2 * EDGES) / UNITS))
    about = made._inline.docPr
    about.set("title", one.title)
    about.set("descr", one.said)
