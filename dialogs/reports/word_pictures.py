"""The pictures in a Word document: PNG, as every Word takes it, with the figures as alternative text."""

import io
from typing import Any

from docx.shared import Mm, Twips

from dialogs.reports.model import Report
from dialogs.reports.pictures import Picture, beside_counts, png
from dialogs.reports.pictures.canvas import EDGES
from dialogs.reports.word_page import room

UNITS = 4.0  # of a picture, to a millimetre: its words have 9 and 8 points
BROAD = 200.0  # millimetres from which two pictures stand side by side
BETWEEN = 4.0
ZOOM = 2.5  # dots a unit: 254 to the inch


def add_pictures(document: Any, one: Report) -> None:
    """How it stands and what is due, side by side where the page is broad."""
    if not one.rows:
        return
    wide = room(document) * Twips(1) / Mm(1)
    part = (wide - BETWEEN) / 2 if wide >= BROAD else wide
    line = document.add_paragraph()
    for place, picture in enumerate(beside_counts(one, _units(part))):
        if place and wide < BROAD:
            line = document.add_paragraph()
        _add(line, picture)


def _units(millimetres: float) -> float:
    return millimetres * UNITS - 2 * EDGES


def _add(paragraph: Any, one: Picture) -> None:
    made = paragraph.add_run().add_picture(io.BytesIO(png(one, ZOOM)), width=Mm((one.width + 2 * EDGES) / UNITS))
    for side in ("distT", "distB", "distL", "distR"):
        made._inline.set(side, "0")  # else LibreOffice leaves 3 mm on either side, and two do not stand in a line
    about = made._inline.docPr
    about.set("title", one.title)
    about.set("descr", one.said)
